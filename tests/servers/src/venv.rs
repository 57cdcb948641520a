//! The Python environments that other people's servers run in: made once per target directory, shared by all
//! test programs.

use crate::target_dir::target_dir;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The Python of the environment of this name, with everything in `requirements` installed.
///
/// # Errors
/// When Python or its venv module is missing, or the packages cannot be installed.
pub(crate) fn python(name: &str, requirements: &str) -> io::Result<PathBuf> {
    let folder = target_dir()?.join("test-servers");
    fs::create_dir_all(&folder)?;
    // Test programs run side by side: the first one installs, the others wait here. The system lets go of
    // the lock when its holder dies.
    let lock = File::create(folder.join(format!("{name}.lock")))?;
    lock.lock()?;
    let venv = folder.join(name);
    let python = if cfg!(windows) {
        venv.join("Scripts").join("python.exe")
    } else {
        venv.join("bin").join("python")
    };
    // Written last, so an environment that was interrupted half-way is made again.
    let installed = venv.join("installed.txt");
    let whole = fs::read_to_string(&installed).is_ok_and(|text| text == requirements);
    if !whole || !starts(&python) {
        if venv.exists() {
            fs::remove_dir_all(&venv)?;
        }
        make(&venv)?;
        let list = venv.join("requirements.txt");
        fs::write(&list, requirements)?;
        install(name, &python, &list)?;
        fs::write(&installed, requirements)?;
    }
    Ok(python)
}

/// False when the Python that the environment was made with is gone.
fn starts(python: &Path) -> bool {
    let ran = quiet(python).args(["-c", "pass"]).status();
    ran.is_ok_and(|status| status.success())
}

fn make(venv: &Path) -> io::Result<()> {
    let name = if cfg!(windows) { "python" } else { "python3" };
    let output = quiet(name).args(["-m", "venv"]).arg(venv).output();
    let output = output.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("these tests need {name}, which did not start: {error} (Debian: apt-get install python3 python3-venv)"),
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "`{name} -m venv` failed (on Debian it is in a package of its own: apt-get install python3-venv): {}",
        said(&output)
    )))
}

fn install(name: &str, python: &Path, requirements: &Path) -> io::Result<()> {
    let output = quiet(python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(requirements)
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "pip could not install {name}: {}",
        said(&output)
    )))
}

/// A Python that takes no settings for itself from the environment of the tests.
pub(crate) fn quiet(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_remove("PYTHONHOME")
        .env_remove("PYTHONPATH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn said(output: &std::process::Output) -> String {
    let both = [&output.stderr[..], &output.stdout[..]].concat();
    String::from_utf8_lossy(&both).trim().to_owned()
}
