//! `tidegate connector exposure`: who can reach its buckets.

use crate::{
    Failure, Session,
    output::{note, word},
};
use clap::Args;
use tidegate_domain::exposure::{BucketExposure, Exposure as Read};

#[derive(Debug, Args)]
pub struct Exposure {
    /// Its name or id
    connector: String,
    /// Ask the source anew, for the buckets and for the objects with findings
    #[arg(long)]
    refresh: bool,
}

impl Exposure {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let buckets = if self.refresh {
            let engine = session.engine().await?;
            let id = engine.connector_find(&self.connector).await?.id;
            session.watch_interrupts();
            let mut seen = |read: &BucketExposure| {
                note(&format!(
                    "{}: {}",
                    title(&read.bucket),
                    word(&read.exposure.level)
                ));
            };
            engine
                .refresh_permissions(session.context(), &id, &mut seen)
                .await?
        } else {
            let engine = session.reader().await?;
            let id = engine.connector_find(&self.connector).await?.id;
            engine.connector_exposure(&id).await?
        };
        if session.output().is_json() {
            let mut output = session.output();
            for bucket in &buckets {
                output.json_line(bucket)?;
            }
            return Ok(output.flush()?);
        }
        if buckets.is_empty() {
            note("Nothing has been read yet. Use --refresh to ask the source.");
        }
        let mut output = session.output();
        for bucket in &buckets {
            output.line(&format!(
                "{}: {}",
                title(&bucket.bucket),
                word(&bucket.exposure.level)
            ))?;
            for line in reasons(&bucket.exposure) {
                output.line(&format!("  {line}"))?;
            }
        }
        Ok(output.flush()?)
    }
}

fn title(bucket: &str) -> &str {
    if bucket.is_empty() { "The folder" } else { bucket }
}

/// What says so, and when it was read.
pub fn reasons(exposure: &Read) -> Vec<String> {
    let mut lines: Vec<_> = exposure
        .reasons
        .iter()
        .map(|reason| {
            let permission = reason
                .permission
                .as_ref()
                .map(|name| format!(" It takes the permission {name}."))
                .unwrap_or_default();
            format!("{}: {}{permission}", word(&reason.level), reason.text)
        })
        .collect();
    let checked = exposure.checked_at.format("%Y-%m-%d %H:%M:%SZ");
    lines.push(format!("read {checked}"));
    lines
}
