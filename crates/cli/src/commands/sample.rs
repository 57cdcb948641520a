//! `tidegate sample`: the first run in one command.

use crate::{
    Failure, Session,
    commands::run::{ended, summary, watch},
    output::{note, word},
};
use clap::Args;
use tidegate_domain::finding::{FindingFilter, GroupBy};

#[derive(Debug, Args)]
pub struct Sample {}

impl Sample {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        session.watch_interrupts();
        let (connector, run) = engine.sample_create(None).await?;
        note(&format!(
            "Made-up files in {}",
            connector.config["path"].as_str().unwrap_or_default()
        ));
        let run = watch(session, &engine, &run.id).await?;
        let mut output = session.output();
        output.object(&run, summary)?;
        let filter = FindingFilter {
            connector_id: Some(connector.id),
            ..FindingFilter::default()
        };
        let groups = engine.finding_groups(filter, GroupBy::Detector).await?;
        if !groups.is_empty() {
            output.rows(&groups, ["detector", "findings", "worst"], |group| {
                [
                    group.title.clone(),
                    group.findings.to_string(),
                    word(&group.worst),
                ]
            })?;
        }
        ended(&run)
    }
}
