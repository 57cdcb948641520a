//! How fast `tidegate scan` is with every detector on each kind of text by itself, what another detector costs, how
//! it scales with the processor's cores, and how long it takes to begin.

use super::{
    Bench, installed,
    measured::{Rounds, cost},
    scan::{beside_rg, ours},
    text::{KINDS, gather, make},
};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// Bytes of each kind.
const EACH: u64 = 64_000_000;
/// Files of the folder that several threads read.
const FILES: usize = 8;
const ROUNDS: usize = 5;
/// Starts are short: more of them, of which the first only warms the page cache.
const STARTS: usize = 20;
/// How many detectors look, in turn.
const COUNTS: [usize; 4] = [50, 100, 150, 200];

/// Each kind of text on one core, beside rg.
pub fn kinds(bench: &Bench) -> Result<()> {
    let rg = installed("rg", "--version");
    for (path, bytes) in inputs(bench)? {
        println!("{}, {} MB", name(&path), bytes / 1_000_000);
        beside_rg(bench, &path, bytes, rg)?;
    }
    Ok(())
}

fn inputs(bench: &Bench) -> Result<Vec<(PathBuf, u64)>> {
    let dir = bench.dir.join("kinds");
    std::fs::create_dir_all(&dir)?;
    let mut inputs = Vec::new();
    for kind in &KINDS {
        let bytes = make(kind, &dir, EACH)?;
        inputs.push((dir.join(kind.name), bytes));
    }
    // What cargo has downloaded to build this project is source code that people wrote.
    let sources = match std::env::var_os("CARGO_HOME") {
        Some(home) => Some(PathBuf::from(home)),
        None => std::env::home_dir().map(|home| home.join(".cargo")),
    };
    for (end, to) in [("rs", "source.rs"), ("md", "readme.txt")] {
        let path = dir.join(to);
        let from = sources.as_ref().map(|home| home.join("registry/src"));
        match from {
            Some(from) => inputs.push((path.clone(), gather(&from, end, &path, EACH)?)),
            None => println!("no folder of cargo's: measured without {to}"),
        }
    }
    Ok(inputs)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The same folder with one thread and with two.
pub fn cores(bench: &Bench) -> Result<()> {
    let dir = bench.dir.join("cores");
    std::fs::create_dir_all(&dir)?;
    let [log, ..] = &KINDS;
    let mut bytes = make(log, &dir, EACH)?;
    for copy in 1..FILES {
        let to = dir.join(format!("{copy}-{}", log.name));
        bytes += std::fs::copy(dir.join(log.name), to)?;
    }
    println!("{FILES} files of a log, {} MB", bytes / 1_000_000);
    let mut rounds = Rounds::new();
    for round in 0..=ROUNDS {
        for threads in ["1", "2"] {
            let mut command = bench.tidegate(&["scan", "--format", "jsonl", "--threads", threads]);
            let measured = cost(command.arg(&dir), &bench.log())?;
            if round > 0 {
                rounds.add(&format!("{threads} threads"), measured);
            }
        }
    }
    rounds.print(Some(bytes), Some("1 threads"));
    Ok(())
}

/// A log and a table with ever more of the detectors.
pub fn counts(bench: &Bench) -> Result<()> {
    let ids = detectors(bench)?;
    let dir = bench.dir.join("kinds");
    std::fs::create_dir_all(&dir)?;
    for kind in KINDS.iter().take(2) {
        let bytes = make(kind, &dir, EACH)?;
        println!("{}, {} MB", kind.name, bytes / 1_000_000);
        let mut rounds = Rounds::new();
        for round in 0..=ROUNDS {
            for count in COUNTS.into_iter().chain([ids.len()]) {
                let mut command = ours(bench, &dir.join(kind.name));
                // Each so many-th, so that every sort is among the fewest.
                for chosen in 0..count.min(ids.len()) {
                    if let Some(id) = ids.get(chosen * ids.len() / count) {
                        command.args(["--detector", id]);
                    }
                }
                let measured = cost(&mut command, &bench.log())?;
                if round > 0 {
                    rounds.add(&format!("{count} detectors"), measured);
                }
            }
        }
        rounds.print(Some(bytes), Some("50 detectors"));
    }
    Ok(())
}

fn detectors(bench: &Bench) -> Result<Vec<String>> {
    let listed = bench.tidegate(&["detector", "list"]).output()?;
    if !listed.status.success() {
        bail!("the detectors could not be listed: {}", listed.status);
    }
    let ids: Vec<String> = String::from_utf8(listed.stdout)
        .context("the list of detectors")?
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|id| !id.eq_ignore_ascii_case("id"))
        .map(str::to_owned)
        .collect();
    Ok(ids)
}

/// A file of one line: what it takes to begin.
pub fn start(bench: &Bench) -> Result<()> {
    let path = bench.dir.join("one-line.txt");
    std::fs::write(
        &path,
        "contact: ada.dahl@northwind.test, card 4000 0007 6000 0002\n",
    )?;
    let mut rounds = Rounds::new();
    for round in 0..=STARTS {
        let measured = cost(&mut ours(bench, &path), &bench.log())?;
        let nothing = cost(&mut bench.tidegate(&["--version"]), &bench.log())?;
        if round > 0 {
            rounds.add("scan of one line", measured);
            rounds.add("--version", nothing);
        }
    }
    rounds.print_milliseconds();
    Ok(())
}
