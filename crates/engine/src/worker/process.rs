//! One worker process: started with nothing but two pipes, killed with everything that it started.

use super::{WorkerCommand, watch::Stop};
use crate::locked;
use std::io::{BufReader, BufWriter};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

/// A worker and the pipes to it.
pub(super) struct Process {
    pub(super) leash: Arc<Leash>,
    pub(super) to: BufWriter<ChildStdin>,
    pub(super) from: BufReader<ChildStdout>,
    /// Files that it was given.
    pub(super) files: u32,
    /// The fingerprint of what it looks for, once it was told.
    pub(super) looks_for: Option<String>,
}

impl Process {
    pub(super) fn start(command: &WorkerCommand) -> std::io::Result<Self> {
        let mut start = Command::new(&command.program);
        start
            .args(&command.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What a reader says when it fails may quote the file.
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut start, 0);
        let mut child = start.spawn()?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let leash = Arc::new(Leash {
            child: Mutex::new(Held {
                child: Some(child),
                stop: None,
            }),
        });
        match (to, from) {
            (Some(to), Some(from)) => Ok(Self {
                leash,
                to: BufWriter::with_capacity(128 * 1024, to),
                from: BufReader::with_capacity(64 * 1024, from),
                files: 0,
                looks_for: None,
            }),
            _ => {
                leash.end();
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.leash.end();
    }
}

/// What it takes to kill a worker, wherever its pipes are in use.
pub(super) struct Leash {
    child: Mutex<Held>,
}

struct Held {
    /// `None` once it was waited for: its number may be another's.
    child: Option<Child>,
    stop: Option<Stop>,
}

/// How a worker ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    /// Why it was killed, when it was.
    pub(super) stop: Option<Stop>,
    pub(super) status: Option<ExitStatus>,
}

impl Leash {
    /// Kills it and what it started. Whoever holds its pipes notices and calls [`Leash::end`].
    pub(super) fn kill(&self, stop: Stop) {
        let mut held = locked(&self.child);
        if held.stop.is_none() && held.child.is_some() {
            held.stop = Some(stop);
            slay(&mut held);
        }
    }

    /// Makes sure that it is gone, and says how it went.
    pub(super) fn end(&self) -> Ended {
        let mut held = locked(&self.child);
        slay(&mut held);
        // A killed process ends at once; one that had ended before keeps its own status.
        let status = held.child.take().and_then(|mut child| child.wait().ok());
        Ended {
            stop: held.stop,
            status,
        }
    }

    /// Whether it ended by itself.
    pub(super) fn is_gone(&self) -> bool {
        let mut held = locked(&self.child);
        let gone = match held.child.as_mut() {
            Some(child) => !matches!(child.try_wait(), Ok(None)),
            None => true,
        };
        if gone {
            held.child = None;
        }
        gone
    }

    /// Bytes of memory that it has, where the system tells.
    pub(super) fn resident(&self) -> u64 {
        let held = locked(&self.child);
        let Some(child) = held.child.as_ref().filter(|_| cfg!(target_os = "linux")) else {
            return 0;
        };
        std::fs::read_to_string(format!("/proc/{}/status", child.id()))
            .ok()
            .and_then(|status| {
                let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
                line.split_whitespace().next()?.parse::<u64>().ok()
            })
            .map_or(0, |kib| kib * 1024)
    }
}

fn slay(held: &mut Held) {
    let Some(child) = held.child.as_mut() else {
        return;
    };
    #[cfg(unix)]
    {
        let group = rustix::process::Pid::from_child(child);
        // Fails only when all of the group are gone already.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
}
