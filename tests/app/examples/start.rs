//! How long the app takes to be interactive, and its memory with the window open and in the tray.
//!
//! Build first: `cargo build --release --features custom-protocol --bin tidegate-desktop`, then
//! `TIDEGATE_APP=target/release/tidegate-desktop cargo run -p tidegate-app-tests --example start`

#![allow(clippy::print_stdout, reason = "a measurement prints its figures")]

use anyhow::{Context, Result};
use std::time::Duration;
use tidegate_app_tests::{Scheme, Stage};

#[tokio::main]
async fn main() -> Result<()> {
    let mut starts = Vec::new();
    for round in 1..=5 {
        let stage = Stage::start(Scheme::Light, true).await?;
        let window = stage.open_app().await?;
        let milliseconds = interactive_after(&stage).await?;
        starts.push(milliseconds);
        let open = stage.memory()?;
        window.press_close(stage.display())?;
        window.hidden(stage.display()).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let hidden = stage.memory()?;
        println!(
            "round {round}: interactive after {milliseconds} ms, {open} MiB with the window open, {hidden} MiB in the tray"
        );
        window.end().await?;
    }
    starts.sort_unstable();
    println!("median: {} ms", starts[starts.len() / 2]);
    Ok(())
}

/// What the app's log says, once it is written.
async fn interactive_after(stage: &Stage) -> Result<u64> {
    for _ in 0..100 {
        let logged = stage.log();
        if let Some((_, rest)) = logged.split_once("milliseconds=") {
            let number = rest.split_whitespace().next().unwrap_or_default();
            return number.parse().context("the app's log is not as expected");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the app did not say when it was interactive")
}
