//! `cargo xtask bench`: the measurements of docs/BENCHMARKS.md. They print figures and assert nothing.
//!
//! Inputs are made under `target/bench` and kept for the next time, but for the file of 4 GiB. Programs
//! that stand beside ours (rg, rclone, s5cmd) are measured when they are installed.

mod bucket;
mod copies;
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
const ALL: [(&str, Measure); 14] = [
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
    ("copies", copies::copies),
    ("single-line", scan::single_line),
    ("s3", bucket::beside_others),
    ("objects", bucket::objects),
    ("staging", bucket::staging),
    ("browse", browse),
];

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Extent {
    /// Programs without optimisation: to see that a benchmark runs, not how fast.
    dev: bool,
    /// MB of each text that is copied.
    each: u64,
    /// MB of the large table that is copied.
    large: u64,
}

impl Extent {
    /// Takes the options from among the words; what is left are names.
    fn parse<'w>(words: &[&'w str]) -> Result<(Self, Vec<&'w str>)> {
        let mut extent = Self {
            dev: false,
            each: 64,
            large: 4_000,
        };
        let mut names = Vec::new();
        for word in words {
            let megabytes = |given: &str| {
                given
                    .parse::<u64>()
                    .with_context(|| format!("{word}: a number of MB"))
            };
            match word.split_once('=') {
                _ if *word == "--dev" => extent.dev = true,
                Some(("--each", given)) => extent.each = megabytes(given)?,
                Some(("--large", given)) => extent.large = megabytes(given)?,
                _ if word.starts_with("--") => {
                    bail!("there is no {word}; there are --dev, --each=MB and --large=MB (for copies)")
                }
                _ => names.push(*word),
            }
        }
        Ok((extent, names))
    }
}

/// Runs the named benchmarks, or all of them.
///
/// # Errors
/// When there is no such benchmark, or something cannot be built or run.
pub fn run(words: &[&str]) -> Result<()> {
    let (extent, names) = Extent::parse(words)?;
    let names_of_all = ALL.map(|(name, _)| name);
    if let Some(other) = names.iter().find(|name| !names_of_all.contains(name)) {
        bail!(
            "there is no benchmark {other}; there are {}",
            names_of_all.join(", ")
        );
    }
    let bench = Bench::prepare(extent)?;
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
    extent: Extent,
}

impl Bench {
    /// Builds what is measured.
    fn prepare(extent: Extent) -> Result<Self> {
        let root = root()?;
        let release: &[&str] = if extent.dev { &[] } else { &["--release"] };
        for what in [
            ["-p", "tidegate-cli", "-p", "tidegate-test-servers", "--bins"].as_slice(),
            &["-p", "tidegate-connectors", "--example", "list"],
        ] {
            let words = [&["build"], release, what].concat();
            go(&mut program(&root, "cargo", &words))?;
        }
        let dir = root.join("target/bench");
        std::fs::create_dir_all(&dir)?;
        Ok(Self {
            programs: target(&root).join(if extent.dev { "debug" } else { "release" }),
            root,
            dir,
            extent,
        })
    }

    fn example(&self, package: &str, name: &str) -> Result<()> {
        go(&mut self.cargo_run(&["-p", package, "--example", name]))
    }

    /// One of our own programs, built as the others are.
    fn cargo_run(&self, what: &[&str]) -> Command {
        let release: &[&str] = if self.extent.dev { &[] } else { &["--release"] };
        program(&self.root, "cargo", &[&["run"], release, what].concat())
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

#[cfg(test)]
mod tests {
    use super::Extent;

    #[test]
    fn options_are_told_from_names() {
        let (extent, names) = Extent::parse(&["copies", "--dev", "--each=2", "--large=8", "scan"]).unwrap();
        assert_eq!(names, ["copies", "scan"]);
        assert_eq!(
            extent,
            Extent {
                dev: true,
                each: 2,
                large: 8
            }
        );
        for wrong in ["--eac=2", "--each=x", "--large"] {
            assert!(Extent::parse(&[wrong]).is_err(), "{wrong}");
        }
    }
}
