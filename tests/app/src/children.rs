//! Processes that end with their owner.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process of ours; dropped, it is ended by its id and waited for.
#[derive(Debug)]
pub struct Owned {
    child: Child,
    name: String,
}

impl Owned {
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().with_context(|| {
            format!("{name} is not installed; `cargo xtask test` installs what the tests need")
        })?;
        Ok(Self { child, name })
    }

    /// Starts it and answers the first line that it prints.
    pub fn start_and_read(command: &mut Command) -> Result<(Self, String)> {
        let mut owned = Self::start(command.stdout(Stdio::piped()))?;
        let Some(output) = owned.child.stdout.take() else {
            bail!("{} has no output", owned.name)
        };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{} said nothing and ended", owned.name);
        }
        Ok((owned, line.trim().to_owned()))
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // Asked first, so that it can end its own children; then made to.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let patience = Instant::now() + Duration::from_secs(5);
        while Instant::now() < patience {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
