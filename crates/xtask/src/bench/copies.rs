//! What a redacted copy costs beside the scan alone: the values, the copy and its proof are three readings. Sizes are
//! given on the command line.

use super::{
    Bench,
    documents::made,
    emptied,
    measured::{Rounds, cost},
    text::{DENSE, Kind, MIXED, make},
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROUNDS: usize = 3;

/// Each kind of text and each document, scanned on one core without and with its copy, in turn; then a large table.
pub fn copies(bench: &Bench) -> Result<()> {
    let dir = bench.dir.join("copied");
    std::fs::create_dir_all(&dir)?;
    let mut files: Vec<PathBuf> = Vec::new();
    for kind in &MIXED {
        files.push(sized(kind, &dir, bench.extent.each)?);
    }
    files.extend(made(bench)?);
    for path in files {
        let bytes = std::fs::metadata(&path)?.len();
        println!("{}, {:.1} MB", path.display(), bytes as f64 / 1e6);
        beside_the_scan(bench, &path, bytes, ROUNDS)?;
    }
    large(bench, &dir)
}

/// How much memory the copy of a large table takes, and of one in which every line holds values.
fn large(bench: &Bench, dir: &Path) -> Result<()> {
    for kind in MIXED
        .iter()
        .filter(|kind| kind.name.ends_with(".csv"))
        .chain([&DENSE])
    {
        // Of the second only a part: every distinct value of a file is held.
        let megabytes = if kind.name == DENSE.name {
            bench.extent.large / 100
        } else {
            bench.extent.large
        };
        let dir = dir.join("large");
        emptied(&dir)?;
        let path = sized(kind, &dir, megabytes.max(1))?;
        let bytes = std::fs::metadata(&path)?.len();
        println!("{}, {:.1} MB, once", path.display(), bytes as f64 / 1e6);
        let measured = beside_the_scan(bench, &path, bytes, 0);
        std::fs::remove_dir_all(&dir)?;
        measured?;
    }
    Ok(())
}

/// The file of this kind and size; one of another size is made anew.
fn sized(kind: &Kind, dir: &Path, megabytes: u64) -> Result<PathBuf> {
    let (path, bytes) = (dir.join(kind.name), megabytes * 1_000_000);
    if std::fs::metadata(&path).is_ok_and(|there| there.len() > bytes + bytes / 100) {
        std::fs::remove_file(&path)?;
    }
    make(kind, dir, bytes)?;
    Ok(path)
}

/// Runs both in turn; the first of several rounds only warms the page cache.
fn beside_the_scan(bench: &Bench, path: &Path, bytes: u64, rounds: usize) -> Result<()> {
    let to = bench.dir.join("copies");
    let mut told = Rounds::new();
    for round in 0..=rounds {
        let measured = cost(&mut scan(bench, path), &bench.log())?;
        if round > 0 || rounds == 0 {
            told.add("scan", measured);
        }
        emptied(&to)?;
        let mut command = scan(bench, path);
        let measured = cost(command.arg("--redact-to").arg(&to), &bench.log());
        let copied = copy_of(path, &to);
        std::fs::remove_dir_all(&to)?;
        if !copied {
            let why = std::fs::read_to_string(bench.log()).unwrap_or_default();
            println!(
                "measured without its copy: {}",
                why.lines().next().unwrap_or_default()
            );
            break;
        }
        let measured = measured.context("the scan with its copy")?;
        if round > 0 || rounds == 0 {
            told.add("with its copy", measured);
        }
    }
    told.print(Some(bytes), Some("scan"));
    Ok(())
}

fn copy_of(path: &Path, to: &Path) -> bool {
    path.file_name().is_some_and(|name| to.join(name).is_file())
}

fn scan(bench: &Bench, path: &Path) -> Command {
    let mut command = bench.tidegate(&["scan", "--format", "jsonl", "--threads", "1"]);
    command.arg(path);
    command
}
