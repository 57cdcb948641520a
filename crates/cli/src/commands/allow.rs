//! `tidegate allow …`

use crate::{Failure, Session};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use tidegate_domain::{
    finding::Finding,
    id::{AllowRuleId, ConnectorId, FindingId},
    policy::{Allow as Reach, AllowRule},
    problem::{ErrorClass, Problem},
};
use tidegate_engine::Engine;

#[derive(Debug, Subcommand)]
pub enum Allow {
    /// All rules, with how many findings each hides
    List(List),
    /// Hide findings that are not sensitive; without --yes only their number is shown
    Add(Box<Add>),
    /// Remove a rule: what it hid comes back
    Remove(Named),
}

#[derive(Debug, Args)]
pub struct List {
    /// Only those that hold under this policy
    #[arg(long)]
    policy: Option<String>,
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, alw_…
    rule: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wide {
    Value,
    Column,
    Path,
    Folder,
    Detector,
}

#[derive(Debug, Args)]
pub struct Add {
    /// Begin with this finding, fnd_…
    #[arg(long, value_name = "ID", conflicts_with_all = ["connector", "bucket", "path", "column", "detector"])]
    finding: Option<String>,
    /// How far it reaches from the finding
    #[arg(long, value_enum, default_value_t = Wide::Value, requires = "finding")]
    reach: Wide,
    /// Without a finding: in this connector
    #[arg(long)]
    connector: Option<String>,
    /// In this bucket
    #[arg(long, requires = "connector")]
    bucket: Option<String>,
    /// In objects whose keys match this glob
    #[arg(long, value_name = "GLOB", requires = "connector")]
    path: Option<String>,
    /// In columns or keys of this name
    #[arg(long, value_name = "NAME", requires = "connector")]
    column: Option<String>,
    /// What this detector reports
    #[arg(long, value_name = "ID")]
    detector: Option<String>,
    /// Only under this policy
    #[arg(long)]
    policy: Option<String>,
    /// Why, in your words
    #[arg(long, default_value = "")]
    note: String,
    /// Do it only if it hides at most so many [default: what is counted now]
    #[arg(long, value_name = "N")]
    expect: Option<u64>,
    /// Do it
    #[arg(long)]
    yes: bool,
}

/// What a rule would do.
#[derive(Serialize)]
struct Preview {
    allow: Reach,
    hides: u64,
    examples: Vec<Finding>,
}

impl Allow {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List(list) => {
                let engine = session.reader().await?;
                let policy = match &list.policy {
                    Some(name) => Some(engine.policy_find(name).await?.id),
                    None => None,
                };
                let rules = engine.allow_list(policy).await?;
                Ok(session
                    .output()
                    .rows(&rules, ["id", "hides", "what", "why"], |rule| {
                        [
                            rule.id.to_string(),
                            rule.hides.to_string(),
                            describe(&rule.allow),
                            rule.note.clone(),
                        ]
                    })?)
            }
            Self::Add(add) => add.run(session).await,
            Self::Remove(named) => {
                let id = AllowRuleId::parse(&named.rule).map_err(|_| {
                    Failure::usage("A rule's id looks like alw_01j9…; see `tidegate allow list`.")
                })?;
                session.engine().await?.allow_delete(&id).await?;
                let told = serde_json::json!({ "removed": id });
                Ok(session.output().object(&told, |_| format!("Removed: {id}"))?)
            }
        }
    }
}

impl Add {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let allow = self.allow(&engine).await?;
        let policy = match &self.policy {
            Some(name) => Some(engine.policy_find(name).await?.id),
            None => None,
        };
        let (hides, examples) = engine.allow_preview(policy.clone(), allow.clone()).await?;
        if !self.yes {
            let preview = Preview {
                allow,
                hides,
                examples,
            };
            session.output().object(&preview, |preview| {
                let mut text = format!(
                    "This would hide {} findings: {}.",
                    preview.hides,
                    describe(&preview.allow)
                );
                for finding in &preview.examples {
                    text.push_str(&format!(
                        "\n  {}  {}  {}  {}",
                        finding.id, finding.detector, finding.key, finding.sample
                    ));
                }
                text
            })?;
            return Err(Failure::usage("Nothing was hidden. Say --yes to do it."));
        }
        let rule = engine
            .allow_create(policy, allow, self.note, self.expect.unwrap_or(hides))
            .await?;
        Ok(session.output().object(&rule, |rule: &AllowRule| {
            format!(
                "{} findings are hidden by {}: {}.",
                rule.hides,
                rule.id,
                describe(&rule.allow)
            )
        })?)
    }

    async fn allow(&self, engine: &Engine) -> Result<Reach, Failure> {
        if let Some(finding) = &self.finding {
            let id = FindingId::parse(finding).map_err(|_| {
                Failure::usage("A finding's id is in the first column of `tidegate finding list`.")
            })?;
            return self.of_finding(engine, &id).await;
        }
        let connector = match &self.connector {
            Some(name) => Some(engine.connector_find(name).await?.id),
            None => None,
        };
        let detector = self.detector.clone();
        match (connector, &self.column, &self.path, detector) {
            (Some(connector_id), Some(column), pattern, detector) => Ok(Reach::Column {
                column: column.clone(),
                connector_id,
                bucket: self.bucket.clone().unwrap_or_default(),
                pattern: pattern.clone().unwrap_or_else(|| "**".to_owned()),
                detector,
            }),
            (Some(connector_id), None, Some(pattern), detector) => {
                Ok(self.path(connector_id, pattern, detector))
            }
            (Some(connector_id), None, None, detector) if self.bucket.is_some() => {
                Ok(self.path(connector_id, "**", detector))
            }
            (connector_id, None, None, Some(detector)) => Ok(Reach::Detector {
                detector,
                connector_id,
            }),
            _ => Err(Failure::usage(
                "Say what: --finding ID, or --connector with --path, --column or --bucket, or --detector.",
            )),
        }
    }

    fn path(&self, connector_id: ConnectorId, pattern: &str, detector: Option<String>) -> Reach {
        Reach::Path {
            connector_id,
            bucket: self.bucket.clone(),
            pattern: pattern.to_owned(),
            detector,
        }
    }

    async fn of_finding(&self, engine: &Engine, id: &FindingId) -> Result<Reach, Failure> {
        let mut paths = 0;
        for proposal in engine.allow_propose(id).await? {
            let wide = match &proposal.allow {
                Reach::Value { .. } => Wide::Value,
                Reach::Column { .. } => Wide::Column,
                // The narrower of the two comes first.
                Reach::Path { .. } => {
                    paths += 1;
                    if paths == 1 { Wide::Path } else { Wide::Folder }
                }
                Reach::Detector { .. } => Wide::Detector,
            };
            if wide == self.reach {
                return Ok(proposal.allow);
            }
        }
        Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "This finding is in no column or folder.",
            "Choose another reach: value, path or detector.",
        )
        .into())
    }
}

fn describe(allow: &Reach) -> String {
    let what = |detector: &Option<String>| detector.clone().unwrap_or_else(|| "everything".to_owned());
    match allow {
        Reach::Value { sample, detector, .. } => format!("{detector} {sample}, wherever it is"),
        Reach::Column {
            column,
            pattern,
            detector,
            ..
        } => format!("{} in the column {column} of {pattern}", what(detector)),
        Reach::Path {
            pattern, detector, ..
        } => format!("{} in {pattern}", what(detector)),
        Reach::Detector {
            detector,
            connector_id: None,
        } => format!("{detector} everywhere"),
        Reach::Detector {
            detector,
            connector_id: Some(connector),
        } => format!("{detector} in {connector}"),
    }
}
