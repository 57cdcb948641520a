//! The window's pages: packages, checks, build.

use crate::command::{go, program};
use anyhow::Result;
use std::path::Path;

/// Installs the packages that the lock file names, when it changed since they were installed.
pub fn install(root: &Path) -> Result<()> {
    let ui = root.join("ui");
    let lock = std::fs::read(ui.join("package-lock.json"))?;
    let stamp = ui.join("node_modules/.tidegate-lock");
    if std::fs::read(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    // `npm ci` refuses a lock file that does not list the optional binaries of every other platform.
    go(&mut program(
        &ui,
        "npm",
        &["install", "--no-save", "--no-audit", "--no-fund"],
    ))?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

/// Builds `ui/dist`.
pub fn build(root: &Path) -> Result<()> {
    install(root)?;
    go(&mut program(
        &root.join("ui"),
        "npm",
        &["run", "--silent", "build"],
    ))
}

/// Formatting, lints, types and tests of the pages.
pub fn check(root: &Path) -> Result<()> {
    install(root)?;
    go(&mut program(
        &root.join("ui"),
        "npm",
        &["run", "--silent", "check"],
    ))
}
