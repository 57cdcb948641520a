//! `cargo xtask bench`: the measurements of docs/BENCHMARKS.md. They print figures and assert nothing.
//!
//! Inputs are made under `target/bench` and kept for the next time, but for the file of 4 GiB. Programs
//! that stand beside ours (rg, rclone, s5cmd) are measured when they are installed.

mod bucket;
mod documents;
mod kinds;
mod measured;
mod scan;
mod text;

use crate::{
    command::{go, program},
    root, target,
};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

type Measure = fn(&Bench) -> Result<()>;

/// Each benchmark by its name, in the order in which all of them run.
const ALL: [(&str, Measure); 13] = [
    ("detectors", |bench| {
        bench.example("tidegate-detectors", "throughput")
    }),
    ("formats", |bench| bench.example("tidegate-formats", "read_speed")),
    ("scan", scan::mixed),
    ("kinds", kinds::kinds),
    ("cores", kinds::cores),
    ("counts", kinds::counts),
    ("start", kinds::start),
    ("documents", documents::documents),
    ("single-line", scan::single_line),
    ("s3", bucket::beside_others),
    ("objects", bucket::objects),
    ("staging", bucket::staging),
    ("browse", browse),
];

/// Runs the named benchmarks, or all of them.
///
/// # Errors
/// When there is no such benchmark, or something cannot be built or run.
pub fn run(names: &[&str]) -> Result<()> {
    let names_of_all = ALL.map(|(name, _)| name);
    if let Some(other) = names.iter().find(|name| !names_of_all.contains(name)) {
        bail!(
            "there is no benchmark {other}; there are {}",
            names_of_all.join(", ")
        );
    }
    let bench = Bench::prepare()?;
    for (name, measure) in ALL {
        if names.is_empty() || names.contains(&name) {
            println!("\n{name}");
            measure(&bench).with_context(|| format!("the benchmark {name}"))?;
        }
    }
    Ok(())
}

/// A million rows in the real window, on a display of its own.
fn browse(bench: &Bench) -> Result<()> {
    crate::machine::ready_to_test()?;
    crate::window_side::build(&bench.root)?;
    let build = [
        "build",
        "--release",
        "--features",
        "custom-protocol",
        "--bin",
        "tidegate-desktop",
    ];
    go(&mut program(&bench.root, "cargo", &build))?;
    let words = [
        "run",
        "--release",
        "-p",
        "tidegate-app-tests",
        "--example",
        "browse",
    ];
    go(program(&bench.root, "cargo", &words).env("TIDEGATE_APP", bench.programs.join("tidegate-desktop")))
}

/// Where things are.
struct Bench {
    root: PathBuf,
    /// Release programs.
    programs: PathBuf,
    /// Inputs, data folders and copies.
    dir: PathBuf,
}

impl Bench {
    /// Builds what is measured.
    fn prepare() -> Result<Self> {
        let root = root()?;
        let build = [
            "build",
            "--release",
            "-p",
            "tidegate-cli",
            "-p",
            "tidegate-test-servers",
            "--bins",
        ];
        go(&mut program(&root, "cargo", &build))?;
        let list = [
            "build",
            "--release",
            "-p",
            "tidegate-connectors",
            "--example",
            "list",
        ];
        go(&mut program(&root, "cargo", &list))?;
        let dir = root.join("target/bench");
        std::fs::create_dir_all(&dir)?;
        Ok(Self {
            programs: target(&root).join("release"),
            root,
            dir,
        })
    }

    fn example(&self, package: &str, name: &str) -> Result<()> {
        let words = ["run", "--release", "-p", package, "--example", name];
        go(&mut program(&self.root, "cargo", &words))
    }

    /// Our program, with nothing of the person's own settings.
    fn tidegate(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join("tidegate"));
        command
            .args(arguments)
            .env_clear()
            .env("TIDEGATE_DATA_DIR", self.data())
            .env("TIDEGATE_PASSPHRASE_FILE", self.dir.join("passphrase"));
        command
    }

    /// The data folder of runs that need one.
    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// Where the last program's errors are.
    fn log(&self) -> PathBuf {
        self.dir.join("errors.log")
    }

    /// An empty data folder with its passphrase.
    fn fresh_data(&self) -> Result<()> {
        emptied(&self.data())?;
        Ok(std::fs::write(
            self.dir.join("passphrase"),
            "only for measuring\n",
        )?)
    }
}

/// An empty folder.
fn emptied(dir: &std::path::Path) -> Result<()> {
    if dir.exists() {
        std::fs::remove_dir_all(dir)?;
    }
    Ok(std::fs::create_dir_all(dir)?)
}

/// Whether a program that we compare with is installed; says so when it is not.
fn installed(name: &str, version: &str) -> bool {
    match crate::command::answer(name, &[version]) {
        Some(said) => {
            println!("beside {}", said.lines().next().unwrap_or(name));
            true
        }
        None => {
            println!("{name} is not installed: measured without it");
            false
        }
    }
}
