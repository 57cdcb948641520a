//! The window's program. Its arguments are read before any window system is touched.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;
use tidegate_shell::Launch;

const HELP: &str = "Tidegate: finds sensitive data in your storage, on your own machine.

Usage: tidegate-desktop [--hidden] [--data-dir DIR]

  --hidden         start in the tray, without a window
  --data-dir DIR   where the database is [default: your data folder]
  --version        print the version

Without a display use the command line `tidegate`: same engine, same data.";

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program answers its arguments here"
)]
fn main() -> ExitCode {
    // A worker is no window: it reads no settings and opens nothing.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == tidegate_engine::worker::ARGUMENT)
    {
        return tidegate_engine::worker::serve();
    }
    let launch = match Launch::from_arguments(std::env::args_os().skip(1)) {
        Ok(launch) => launch,
        Err(unknown) => {
            eprintln!("error: {unknown}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    if launch.help {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    if launch.version {
        println!("tidegate-desktop {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    match tidegate_shell::run(launch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
