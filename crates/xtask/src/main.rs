//! `cargo xtask …`: one word for each thing that is done with this repository.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a build tool talks on the terminal"
)]

mod bench;
mod command;
mod machine;
mod package;
mod run;
mod test;
mod window_side;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "cargo xtask <word>

  run       install what is missing, build, open the window (without a display: the sample in the terminal)
  test      everything that CI does
  bindings  generate ui/src/ipc/bindings.ts and docs/DETECTORS.md from the sources
  bench     the measurements of docs/BENCHMARKS.md (by name; --dev, --each=MB, --large=MB)
  package   deb and rpm packages";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", arguments @ ..] => run::run(arguments),
        ["test"] => test::all(),
        ["bindings"] => test::generate(),
        ["bench", names @ ..] => bench::run(names),
        ["package"] => package::build(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        [other, ..] => Err(anyhow::anyhow!("there is no {other}\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn root() -> Result<PathBuf> {
    // Cargo says where it runs from; what was compiled in may be another checkout that shares the target folder.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    match PathBuf::from(here).ancestors().nth(2) {
        Some(root) => Ok(root.to_owned()),
        None => bail!("xtask does not lie in crates/xtask"),
    }
}

/// Where cargo puts what it builds.
fn target(root: &Path) -> PathBuf {
    // A relative one counts from here: that is where cargo is started.
    root.join(std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from))
}
