//! The desktop's own window for choosing a folder, answered as a person at the keyboard answers it.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// How often the answer is looked for; Enter is pressed again when it took too long.
const POLL: Duration = Duration::from_millis(100);
const POLLS_PER_ENTER: u32 = 50;

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
    keyboard(display, &["windowfocus", "--sync", &window])?;
    let path = folder.to_str().context("the folder's path is no text")?;
    keyboard(display, &["type", "--delay", "20", path])?;
    let mut polls = 0;
    while shown(display, name)?.is_some() {
        // What the field proposes by itself may take the first one.
        if polls % POLLS_PER_ENTER == 0 {
            keyboard(display, &["key", "Return"])?;
        }
        polls += 1;
        ensure!(Instant::now() < deadline, "{name} does not take {path}");
        tokio::time::sleep(POLL).await;
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
