//! `cargo xtask run`: from a fresh clone to the open window.

use crate::{
    command::{go, program},
    machine, root, window_side,
};
use anyhow::Result;

/// Builds and starts the app. Without a display the same job runs in the terminal.
pub fn run(arguments: &[&str]) -> Result<()> {
    let root = root()?;
    let has_display = cfg!(not(all(unix, not(target_os = "macos"))))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !has_display {
        println!("There is no display, so the built-in sample runs in the terminal instead of the window.");
        return sample(&root);
    }
    machine::ready_to_build()?;
    window_side::build(&root)?;
    let mut words = vec![
        "run",
        "--release",
        "--features",
        "custom-protocol",
        "--bin",
        "tidegate-desktop",
        "--",
    ];
    words.extend(arguments);
    go(&mut program(&root, "cargo", &words))
}

/// The sample through the command line, in a data folder of its own.
fn sample(root: &std::path::Path) -> Result<()> {
    let data = root.join("target/sample-data");
    std::fs::create_dir_all(&data)?;
    // The folder holds made-up files only; its vault needs some passphrase where no keychain is.
    let passphrase = data.join("passphrase");
    std::fs::write(&passphrase, "the sample holds no secrets\n")?;
    go(program(
        root,
        "cargo",
        &[
            "run",
            "--release",
            "-p",
            "tidegate-cli",
            "--bin",
            "tidegate",
            "--",
            "sample",
        ],
    )
    .env("TIDEGATE_DATA_DIR", &data)
    .env("TIDEGATE_PASSPHRASE_FILE", &passphrase))
}
