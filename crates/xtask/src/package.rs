//! `cargo xtask package`: a deb and an rpm with both programs. AppImage is left out: its tools are downloaded.

use crate::{
    command::{go, program},
    machine, root, window_side,
};
use anyhow::Result;

/// Tauri's bundler, as a cargo tool.
const TAURI_CLI: &str = "2.12.4";

pub fn build() -> Result<()> {
    let root = root()?;
    machine::ready_to_build()?;
    machine::cargo_tool(&root, "tauri", "tauri-cli", TAURI_CLI)?;
    window_side::install(&root)?;
    go(&mut program(
        &root,
        "cargo",
        &["build", "--release", "-p", "tidegate-cli", "--bin", "tidegate"],
    ))?;
    go(&mut program(
        &root,
        "cargo",
        &["tauri", "build", "--bundles", "deb,rpm"],
    ))
}
