//! How fast documents are read.

use super::{
    Bench,
    measured::{Rounds, cost},
    scan::ours,
};
use crate::command::go;
use anyhow::Result;
use std::path::PathBuf;

const ROUNDS: usize = 3;

/// Each document scanned on one core.
pub fn documents(bench: &Bench) -> Result<()> {
    for path in made(bench)? {
        let bytes = std::fs::metadata(&path)?.len();
        println!("{}, {:.1} MB", path.display(), bytes as f64 / 1e6);
        let mut rounds = Rounds::new();
        for round in 0..=ROUNDS {
            let measured = cost(&mut ours(bench, &path), &bench.log())?;
            if round > 0 {
                rounds.add("scan", measured);
            }
        }
        rounds.print(Some(bytes), None);
    }
    Ok(())
}

/// The documents, each of one kind.
pub(super) fn made(bench: &Bench) -> Result<Vec<PathBuf>> {
    let dir = bench.dir.join("documents");
    let mut command = bench.cargo_run(&["-p", "tidegate-formats", "--example", "make_documents", "--"]);
    go(command.arg(&dir))?;
    let names = ["sheet.xlsx", "letter.docx", "table.parquet", "pages.pdf"];
    Ok(names.iter().map(|name| dir.join(name)).collect())
}
