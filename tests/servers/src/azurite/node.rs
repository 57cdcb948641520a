//! The Node packages that azurite runs from: installed once per target directory, shared by all test programs.

use crate::target_dir::target_dir;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PACKAGE: &str = include_str!("package.json");

/// The folder with everything in `package.json` installed.
///
/// # Errors
/// When Node or npm is missing, or the packages cannot be installed.
pub(super) fn folder() -> io::Result<PathBuf> {
    let kept = target_dir()?.join("test-servers");
    fs::create_dir_all(&kept)?;
    // Test programs run side by side: the first one installs, the others wait here. The system lets go of
    // the lock when its holder dies.
    let lock = File::create(kept.join("azurite.lock"))?;
    lock.lock()?;
    let folder = kept.join("azurite");
    // Written last, so an installation that was interrupted half-way is made again.
    let installed = folder.join("installed.txt");
    let whole = fs::read_to_string(&installed).is_ok_and(|text| text == PACKAGE);
    if !whole || !main(&folder).is_file() {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), PACKAGE)?;
        install(&folder)?;
        fs::write(&installed, PACKAGE)?;
    }
    Ok(folder)
}

/// The program that serves blobs.
pub(super) fn main(folder: &Path) -> PathBuf {
    folder.join("node_modules/azurite/dist/src/blob/main.js")
}

/// None of the packages' own programs run while they are installed; azurite needs none of them.
fn install(folder: &Path) -> io::Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = quiet(npm)
        .args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--no-update-notifier",
            "--loglevel=error",
        ])
        .current_dir(folder)
        .output();
    let output = output.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!(
                "the azurite tests need {npm}, which did not start: {error} (Debian: apt-get install nodejs npm)"
            ),
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "npm could not install azurite: {}",
        said(&output)
    )))
}

/// A program that takes no settings for Node from the environment of the tests.
pub(super) fn quiet(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_remove("NODE_OPTIONS")
        .env_remove("NODE_PATH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    let both = [&output.stderr[..], &output.stdout[..]].concat();
    String::from_utf8_lossy(&both).trim().to_owned()
}
