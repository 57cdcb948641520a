//! `tidegate connector import`: take over what other tools on this computer know.

use crate::{Failure, Session, output::note};
use clap::Args;
use tidegate_domain::foreign::{ForeignConnection, ForeignConnections};
use tidegate_engine::Engine;

#[derive(Debug, Args)]
pub struct Import {
    /// Only of this tool: aws, rclone, mc or cyberduck
    #[arg(long, value_name = "TOOL")]
    from: Option<String>,
    /// Show what there is and take nothing (this is also what happens when nothing is named)
    #[arg(long, conflicts_with_all = ["take", "all"])]
    list: bool,
    /// Names or ids to take over
    #[arg(long, value_name = "NAME", num_args = 1.., conflicts_with = "all")]
    take: Vec<String>,
    /// Take over all that can be
    #[arg(long)]
    all: bool,
}

impl Import {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        if self.list || (self.take.is_empty() && !self.all) {
            let engine = session.reader().await?;
            return self.show(session, &engine).await;
        }
        let engine = session.engine().await?;
        let found = self.found(&engine).await?;
        let ids = if self.all {
            found
                .connections
                .iter()
                .filter(|connection| connection.refused.is_none())
                .map(|connection| connection.id.clone())
                .collect()
        } else {
            self.chosen(&found.connections)?
        };
        let taken = engine.foreign_take(ids).await?;
        let failed = !taken.failures.is_empty();
        session.output().object(&taken, |taken| {
            let made = taken.connectors.iter().map(|connector| {
                let more = connector
                    .status_message
                    .as_deref()
                    .unwrap_or("Test it before its first sync.");
                format!("Taken over: {} ({}). {more}", connector.name, connector.id)
            });
            let failed = taken
                .failures
                .iter()
                .map(|failure| format!("Not taken over: {}: {}", failure.id, failure.problem));
            let lines: Vec<_> = made.chain(failed).collect();
            if lines.is_empty() {
                "There is nothing to take over.".to_owned()
            } else {
                lines.join("\n")
            }
        })?;
        if failed {
            Err(Failure::has_errors())
        } else {
            Ok(())
        }
    }

    async fn show(&self, session: &Session, engine: &Engine) -> Result<(), Failure> {
        let found = self.found(engine).await?;
        for file in &found.files {
            if let Some(problem) = &file.problem {
                note(&format!("{}: {problem}", file.path));
            }
        }
        if found.connections.is_empty() && !session.output().is_json() {
            note("No connections of other tools were found. These places were looked at:");
            for file in &found.files {
                note(&format!("  {} ({})", file.path, file.tool));
            }
            return Ok(());
        }
        let heads = ["tool", "name", "provider", "what", "can be taken over"];
        Ok(session.output().rows(&found.connections, heads, |row| {
            [
                row.tool.clone(),
                row.name.clone(),
                row.provider.clone(),
                row.summary.clone(),
                row.refused
                    .clone()
                    .map_or_else(|| "yes".to_owned(), |why| format!("no: {why}")),
            ]
        })?)
    }

    async fn found(&self, engine: &Engine) -> Result<ForeignConnections, Failure> {
        let mut found = engine.foreign_connections().await?;
        if let Some(tool) = &self.from {
            let wanted = |title: &str| title.to_lowercase().starts_with(&tool.to_lowercase());
            if !found.files.iter().any(|file| wanted(&file.tool))
                && !["aws", "rclone", "mc", "cyberduck"].contains(&tool.to_lowercase().as_str())
            {
                return Err(Failure::usage(format!(
                    "No tool \u{201c}{tool}\u{201d} is known. Use aws, rclone, mc or cyberduck."
                )));
            }
            found.connections.retain(|row| wanted(&row.tool));
            found.files.retain(|file| wanted(&file.tool));
        }
        Ok(found)
    }

    fn chosen(&self, there: &[ForeignConnection]) -> Result<Vec<String>, Failure> {
        let mut ids = Vec::new();
        for wanted in &self.take {
            let matching: Vec<_> = there
                .iter()
                .filter(|row| row.id == *wanted || row.name == *wanted)
                .collect();
            match &matching[..] {
                [one] => ids.push(one.id.clone()),
                [] => {
                    return Err(Failure::usage(format!(
                        "No connection is called \u{201c}{wanted}\u{201d}. See `tidegate connector import --list`."
                    )));
                }
                _ => {
                    return Err(Failure::usage(format!(
                        "Several connections are called \u{201c}{wanted}\u{201d}: {}. Use the id, or --from.",
                        matching
                            .iter()
                            .map(|row| row.id.as_str())
                            .collect::<Vec<_>>()
                            .join(", ")
                    )));
                }
            }
        }
        Ok(ids)
    }
}
