//! How fast documents are read, and what a redacted copy costs beside the scan alone.

use super::{
    Bench,
    measured::{Rounds, cost},
    text::{KINDS, make},
};
use crate::command::{go, program};
use anyhow::Result;
use std::path::PathBuf;

const ROUNDS: usize = 3;
/// Bytes of each kind of text.
const EACH: u64 = 64_000_000;

/// Each document, and each kind of text, scanned on one core without and with its copy.
pub fn documents(bench: &Bench) -> Result<()> {
    let dir = bench.dir.join("documents");
    let words = [
        "run",
        "--release",
        "-p",
        "tidegate-formats",
        "--example",
        "make_documents",
        "--",
    ];
    go(program(&bench.root, "cargo", &words).arg(&dir))?;
    let mut files: Vec<PathBuf> = ["sheet.xlsx", "letter.docx", "table.parquet", "pages.pdf"]
        .iter()
        .map(|name| dir.join(name))
        .collect();
    for kind in &KINDS {
        make(kind, &dir, EACH)?;
        files.push(dir.join(kind.name));
    }
    for path in files {
        let bytes = std::fs::metadata(&path)?.len();
        println!("{}, {:.1} MB", path.display(), bytes as f64 / 1e6);
        let mut rounds = Rounds::new();
        for round in 0..=ROUNDS {
            for copied in [false, true] {
                let to = bench.dir.join("documents-copies");
                if to.exists() {
                    std::fs::remove_dir_all(&to)?;
                }
                let mut command = bench.tidegate(&["scan", "--format", "jsonl", "--threads", "1"]);
                command.arg(&path);
                if copied {
                    command.arg("--redact-to").arg(&to);
                }
                let measured = cost(&mut command, &bench.log())?;
                if round > 0 {
                    rounds.add(if copied { "with its copy" } else { "scan" }, measured);
                }
            }
        }
        rounds.print(Some(bytes), Some("scan"));
    }
    Ok(())
}
