//! How fast `tidegate scan` reads text with every detector, and how much memory it takes.

use super::{
    Bench, installed,
    measured::{Rounds, cost},
    text::{DENSE, Kind, MIXED, make, make_single_line},
};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Bytes of each kind; three of them make 1 GB.
const EACH: u64 = 334_000_000;
const DENSE_BYTES: u64 = 16_000_000;
/// Bytes of the file with one line.
const SINGLE_LINE: u64 = 4 << 30;
const ROUNDS: usize = 3;

/// Patterns for rg that look for what our detectors look for; without checksums, contexts or confidence.
const PATTERNS: [&str; 12] = [
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"\b[3-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,7}\b",
    r"\b[A-Z]{2}[0-9]{2}[ ]?([A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}\b",
    r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
    r"\+[0-9]{1,3}[ -]?\(?[0-9]{2,4}\)?[ -]?[0-9]{3}[ -]?[0-9]{3,4}\b",
    r"\b([0-9]{1,3}\.){3}[0-9]{1,3}\b",
    r"\b(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\b",
    r"\b(AKIA|ASIA)[A-Z2-7]{16}\b",
    r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\beyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+",
    r"(?i)(password|secret|api_key|token)\s*[=:]\s*\S{8,}",
];

/// 1 GB of mixed text, and each kind by itself.
pub fn mixed(bench: &Bench) -> Result<()> {
    let (all, dense) = (bench.dir.join("mixed"), bench.dir.join("dense"));
    std::fs::create_dir_all(&all)?;
    std::fs::create_dir_all(&dense)?;
    let mut whole = 0;
    for kind in &MIXED {
        whole += make(kind, &all, EACH)?;
    }
    let rg = installed("rg", "--version");
    println!("all kinds, {} MB", whole / 1_000_000);
    beside_rg(bench, &all, whole, rg)?;
    for kind in MIXED.iter().chain([&DENSE]) {
        let dir = if kind.name == DENSE.name { &dense } else { &all };
        one_kind(bench, dir, kind, rg)?;
    }
    Ok(())
}

fn one_kind(bench: &Bench, dir: &Path, kind: &Kind, rg: bool) -> Result<()> {
    let least = if kind.name == DENSE.name {
        DENSE_BYTES
    } else {
        EACH
    };
    let bytes = make(kind, dir, least)?;
    println!("{}, {} MB", kind.name, bytes / 1_000_000);
    beside_rg(bench, &dir.join(kind.name), bytes, rg)
}

pub(super) fn beside_rg(bench: &Bench, path: &Path, bytes: u64, rg: bool) -> Result<()> {
    let mut found = Rounds::new();
    // The first round only warms the page cache.
    for round in 0..=ROUNDS {
        let ours = cost(&mut ours(bench, path), &bench.log())?;
        let theirs = match rg {
            true => Some(cost(&mut theirs(path), &bench.log())?),
            false => None,
        };
        if round == 0 {
            continue;
        }
        found.add("tidegate scan", ours);
        if let Some(theirs) = theirs {
            found.add("rg", theirs);
        }
    }
    found.print(Some(bytes), Some("rg"));
    Ok(())
}

pub(super) fn ours(bench: &Bench, path: &Path) -> Command {
    let mut command = bench.tidegate(&["scan", "--threads", "1", "--format", "jsonl"]);
    command.arg(path);
    command
}

/// One thread and every match printed with its place, as ours; its own line numbers left out.
fn theirs(path: &Path) -> Command {
    let mut command = Command::new("rg");
    command.args(["--no-config", "--threads", "1", "--text", "--no-ignore"]);
    command.args(["--only-matching", "--byte-offset", "--no-line-number"]);
    for pattern in PATTERNS {
        command.args(["-e", pattern]);
    }
    command.arg(path);
    command
}

/// A file of 4 GiB without a line end: as plain text, then as one JSON array.
pub fn single_line(bench: &Bench) -> Result<()> {
    for (name, records) in [("single-line.txt", false), ("single-line.json", true)] {
        let path = bench.dir.join(name);
        let bytes = make_single_line(&path, SINGLE_LINE, records)?;
        let mut found = Rounds::new();
        let measured = cost(&mut ours(bench, &path), &bench.log());
        std::fs::remove_file(&path)?;
        found.add(name, measured?);
        found.print(Some(bytes), None);
    }
    Ok(())
}
