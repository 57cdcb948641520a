//! What several tests do in the window in the same way, and what they find on the disk afterwards.

use crate::Window;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

/// Connects a folder under the name *Desk* with the wizard, under the policy of this name, and waits for its first sync.
pub async fn connect_folder(window: &Window, folder: &Path, policy: Option<&str>) -> Result<()> {
    window.click("nav-connectors").await?;
    window.click("connector-new").await?;
    window.click("provider-local").await?;
    window.click("wizard-next").await?;
    window.fill("connector-name", "Desk").await?;
    let path = folder.to_str().context("the folder's path is no text")?;
    window.fill("field-path", path).await?;
    window.click("wizard-next").await?;
    window.part("test-connected").await?;
    window.click("wizard-next").await?;
    if let Some(policy) = policy {
        window.choose("connector-policy-field", policy).await?;
        window
            .text_when("policy-field", |text| text.contains("Policy"))
            .await?;
        window.picture("details-policy").await?;
    }
    window.click("wizard-next").await?;
    window.click("wizard-save").await?;
    window
        .text_when("run-status", |text| text.to_lowercase().contains("complete"))
        .await?;
    Ok(())
}

/// The files in a folder, by name.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// As [`files`], once there are this many of them.
pub async fn written(folder: &Path, number: usize) -> Result<Vec<String>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let names = files(folder)?;
        if names.len() == number && names.iter().all(|name| !name.ends_with(".part")) {
            return Ok(names);
        }
        ensure!(Instant::now() < deadline, "{names:?}");
        tokio::time::sleep(POLL).await;
    }
}
