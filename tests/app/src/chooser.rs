//! The desktop's own window for choosing a folder, answered as a person at the keyboard answers it.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
/// Looks at an answer that was given before it is given again: the window may have lost a key.
const POLLS_PER_ANSWER: u32 = 40;

/// Types `folder` into the window of this name and waits until the window has gone.
pub(crate) async fn answer(display: &str, name: &str, folder: &Path) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let window = loop {
        if let Some(window) = shown(display, name)? {
            break window;
        }
        ensure!(Instant::now() < deadline, "no window is called {name}");
        tokio::time::sleep(POLL).await;
    };
    let path = folder.to_str().context("the folder's path is no text")?;
    let mut again = false;
    while shown(display, name)?.is_some() {
        ensure!(Instant::now() < deadline, "{name} does not take {path}");
        keyboard(display, &["windowfocus", "--sync", &window])?;
        if again {
            // What went wrong is said in a message of its own, which is put away first.
            keyboard(display, &["key", "Return"])?;
        }
        // The first stroke opens the field for a path, the next ones fill it.
        keyboard(display, &["key", "slash"])?;
        tokio::time::sleep(POLL * 3).await;
        keyboard(display, &["key", "ctrl+a"])?;
        keyboard(display, &["type", "--delay", "30", path])?;
        keyboard(display, &["key", "Return"])?;
        for _ in 0..POLLS_PER_ANSWER {
            if shown(display, name)?.is_none() {
                break;
            }
            tokio::time::sleep(POLL).await;
        }
        again = true;
    }
    Ok(())
}

fn shown(display: &str, name: &str) -> Result<Option<String>> {
    let pattern = format!("^{name}$");
    let found = keyboard(display, &["search", "--onlyvisible", "--name", &pattern])?;
    Ok(found.lines().next().map(str::to_owned))
}

/// What `xdotool` prints. That a window is not found, or has just gone, is no failure of its own.
fn keyboard(display: &str, arguments: &[&str]) -> Result<String> {
    let said = Command::new("xdotool")
        .args(arguments)
        .env("DISPLAY", display)
        .output()
        .context("xdotool is not installed; `cargo xtask test` installs what the tests need")?;
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}
