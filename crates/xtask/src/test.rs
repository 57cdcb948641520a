//! `cargo xtask test`: everything that CI does, in the order in which it is quickest to fail.

use crate::{
    command::{go, go_reading, program},
    machine, root, window_side,
};
use anyhow::Result;
use std::path::Path;
use std::time::Instant;

/// Checks licences, sources and bans; the version is pinned because its output is a gate.
const DENY: &str = "0.20.2";

pub fn all() -> Result<()> {
    let root = root()?;
    let started = Instant::now();
    let mut tests = 0u64;
    step("machine", machine::ready_to_test)?;
    step("format", || {
        go(&mut program(&root, "cargo", &["fmt", "--all", "--check"]))
    })?;
    step("window side: lints, types, tests", || window_side::check(&root))?;
    step("window side: build", || window_side::build(&root))?;
    step("lints", || {
        let words = [
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--features",
            "custom-protocol",
            "--",
            "-D",
            "warnings",
        ];
        go(&mut program(&root, "cargo", &words))
    })?;
    step("programs", || build_programs(&root))?;
    step("tests", || {
        let words = [
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--features",
            "custom-protocol",
        ];
        go_reading(&mut program(&root, "cargo", &words), |line| tests += passed(line))
    })?;
    step("licences and sources", || deny(&root))?;
    println!(
        "xtask: all green, {tests} Rust tests passed, in {} s",
        started.elapsed().as_secs()
    );
    Ok(())
}

/// The two programs that the end-to-end tests start.
fn build_programs(root: &Path) -> Result<()> {
    let words = [
        "build",
        "--features",
        "custom-protocol",
        "--bin",
        "tidegate-desktop",
    ];
    go(&mut program(root, "cargo", &words))?;
    go(&mut program(
        root,
        "cargo",
        &[
            "build",
            "-p",
            "tidegate-cli",
            "-p",
            "tidegate-test-servers",
            "--bins",
        ],
    ))
}

fn deny(root: &Path) -> Result<()> {
    machine::cargo_tool(root, "deny", "cargo-deny", DENY)?;
    go(&mut program(
        root,
        "cargo",
        &[
            "deny",
            "--log-level",
            "error",
            "check",
            "licenses",
            "bans",
            "sources",
        ],
    ))
}

/// Writes what is generated from the sources; the tests compare it.
pub fn generate() -> Result<()> {
    let root = root()?;
    let bindings = [
        "test",
        "-p",
        "tidegate-desktop",
        "--lib",
        "bindings_are_up_to_date",
    ];
    go(program(&root, "cargo", &bindings).env("UPDATE_BINDINGS", "1"))?;
    go(program(&root, "cargo", &["test", "-p", "tidegate-detectors"]).env("UPDATE_DOCS", "1"))
}

fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("\n== {name}");
    let started = Instant::now();
    work()?;
    println!("== {name}: {} s", started.elapsed().as_secs());
    Ok(())
}

/// The number in `test result: ok. 12 passed; …`.
fn passed(line: &str) -> u64 {
    line.strip_prefix("test result: ok. ")
        .and_then(|rest| rest.split(' ').next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_counted() {
        assert_eq!(
            super::passed("test result: ok. 12 passed; 0 failed; 0 ignored"),
            12
        );
        assert_eq!(super::passed("running 12 tests"), 0);
    }
}
