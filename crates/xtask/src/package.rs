//! `cargo xtask package`: a deb and an rpm with both programs. AppImage is left out: its tools are downloaded.
//!
//! Both are written by Tauri's bundler, which comes with the packages of the window's pages, already built. Nothing is
//! signed and nothing is published here.

use crate::{
    command::{go, program},
    machine, root, target, window_side,
};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// What is made; everything else that Tauri knows needs tools from elsewhere.
const KINDS: [&str; 2] = ["deb", "rpm"];

pub fn build() -> Result<()> {
    let root = root()?;
    machine::ready_to_build()?;
    window_side::install(&root)?;
    go(&mut program(
        &root,
        "cargo",
        &["build", "--release", "-p", "tidegate-cli", "--bin", "tidegate"],
    ))?;
    let release = target(&root).join("release");
    let bundles = release.join("bundle");
    for kind in KINDS {
        // What an earlier version left there would be taken for what this one makes.
        let dir = bundles.join(kind);
        if dir.exists() {
            std::fs::remove_dir_all(dir)?;
        }
    }
    let bundler = root.join("ui/node_modules/.bin/tauri");
    let command_line = with_command_line(&release.join("tidegate"));
    go(program(&root, &bundler.to_string_lossy(), &["build"]).args([
        "--ci",
        "--bundles",
        &KINDS.join(","),
        "--config",
        &command_line,
    ]))?;
    for kind in KINDS {
        let made = made(&bundles.join(kind), kind)?;
        println!("{} ({} MB)", made.display(), made.metadata()?.len() / 1_000_000);
    }
    Ok(())
}

/// The part of the configuration that says where the command line lies: only here is it known where cargo built it.
fn with_command_line(built: &Path) -> String {
    let files = serde_json::json!({ "/usr/bin/tidegate": built });
    serde_json::json!({ "bundle": { "linux": { "deb": { "files": files }, "rpm": { "files": files } } } })
        .to_string()
}

/// The package of this kind.
fn made(dir: &Path, kind: &str) -> Result<PathBuf> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == kind) {
            return Ok(path);
        }
    }
    bail!("the bundler ended well and left no {kind} in {}", dir.display())
}
