//! `tidegate policy …`

use crate::{Failure, Session, output::word};
use clap::{Args, Subcommand};
use serde::de::DeserializeOwned;
use std::io::Read;
use std::path::{Path, PathBuf};
use tidegate_domain::{
    policy::{CustomTrial, DetectorChoice, Policy as Stored, PolicyDraft},
    problem::{ErrorClass, Problem},
};
use tidegate_engine::policy_try;

/// Bytes of a file that describes a policy or a detector.
const LONGEST_FILE: u64 = 16 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub enum Policy {
    /// All policies
    List,
    /// One policy, with what its threshold shows and hides
    Show(Named),
    /// Make a policy from a JSON file
    Create(Create),
    /// Replace what a policy says by a JSON file
    Update(Update),
    /// Make one of your own that begins as another
    Copy(Copied),
    /// Remove a policy with its own allow rules
    Delete(Delete),
    /// Try a policy on a text
    Test(Test),
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its name or id
    policy: String,
}

#[derive(Debug, Args)]
pub struct Create {
    /// The policy as JSON (- for stdin); what `show --json` prints fits
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Update {
    /// Its name or id
    policy: String,
    /// The policy as JSON (- for stdin)
    file: PathBuf,
    /// Only if it still has this version, as `policy show` tells it
    #[arg(long, value_name = "N")]
    if_version: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Copied {
    /// Name or id of the one to begin with
    policy: String,
    /// The new name
    name: String,
}

#[derive(Debug, Args)]
pub struct Delete {
    /// Its name or id
    policy: String,
    /// The policy that its connectors use instead
    #[arg(long, value_name = "POLICY")]
    replace_with: Option<String>,
}

#[derive(Debug, Args)]
pub struct Test {
    /// Its name or id
    policy: String,
    #[command(flatten)]
    tried: Tried,
}

/// The text that something is tried on.
#[derive(Debug, Args)]
pub struct Tried {
    /// The text; without it and without --text-file, stdin
    #[arg(long, conflicts_with = "text_file")]
    text: Option<String>,
    /// A file with the text
    #[arg(long, value_name = "FILE")]
    text_file: Option<PathBuf>,
}

impl Policy {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List => {
                let rows = session.reader().await?.policy_list().await?;
                let heads = ["id", "name", "looks for", "threshold", "version"];
                Ok(session.output().rows(&rows, heads, |row| {
                    [
                        row.id.to_string(),
                        row.draft.name.clone(),
                        looked_for(&row.draft),
                        percent(row.draft.min_confidence),
                        if row.built_in {
                            "built in".to_owned()
                        } else {
                            row.version.to_string()
                        },
                    ]
                })?)
            }
            Self::Show(named) => {
                let engine = session.reader().await?;
                let policy = engine.policy_find(&named.policy).await?;
                let steps = engine.policy_threshold(&policy.id).await?;
                Ok(session.output().object(&policy, |policy| {
                    let mut text = describe(policy);
                    for step in steps.iter().filter(|step| step.findings > 0) {
                        let side = if step.from + 0.001 < policy.draft.min_confidence {
                            "hidden"
                        } else {
                            "shown"
                        };
                        let (from, count) = (percent(step.from), step.findings);
                        text.push_str(&format!("\n  from {from:>5}  {count:>8} findings, {side}"));
                    }
                    text
                })?)
            }
            Self::Create(create) => {
                let draft = draft_from(&create.file)?;
                let policy = session.engine().await?.policy_create(draft).await?;
                told(session, &policy, "Created")
            }
            Self::Update(update) => {
                let draft = draft_from(&update.file)?;
                let engine = session.engine().await?;
                let id = engine.policy_find(&update.policy).await?.id;
                let policy = engine.policy_update(&id, draft, update.if_version).await?;
                told(session, &policy, "Updated")
            }
            Self::Copy(copied) => {
                let engine = session.engine().await?;
                let id = engine.policy_find(&copied.policy).await?.id;
                told(session, &engine.policy_copy(&id, copied.name).await?, "Created")
            }
            Self::Delete(delete) => {
                let engine = session.engine().await?;
                let policy = engine.policy_find(&delete.policy).await?;
                let other = match &delete.replace_with {
                    Some(name) => Some(engine.policy_find(name).await?.id),
                    None => None,
                };
                engine.policy_delete(&policy.id, other).await?;
                told(session, &policy, "Deleted")
            }
            Self::Test(test) => {
                let policy = session.reader().await?.policy_find(&test.policy).await?;
                test.tried.run(session, &policy.draft)
            }
        }
    }
}

impl Tried {
    pub fn run(self, session: &Session, policy: &PolicyDraft) -> Result<(), Failure> {
        let text = match (self.text, self.text_file) {
            (Some(text), _) => text,
            (None, Some(file)) => read(&file)?,
            (None, None) => read(Path::new("-"))?,
        };
        let trial = policy_try(policy, &text)?;
        if let Some(problem) = trial.problem {
            return Err(problem.into());
        }
        Ok(session.output().object(&trial, |trial| matches(trial, &text))?)
    }
}

fn told(session: &Session, policy: &Stored, what: &str) -> Result<(), Failure> {
    Ok(session.output().object(policy, |policy| {
        format!("{what}: {} ({})", policy.draft.name, policy.id)
    })?)
}

/// A policy from a file. What only a stored one has may stand in it and means nothing.
pub fn draft_from(file: &Path) -> Result<PolicyDraft, Failure> {
    let mut value: serde_json::Value = json_from(file, "policy")?;
    if let Some(fields) = value.as_object_mut() {
        for stored in ["id", "built_in", "version", "created_at", "updated_at"] {
            fields.remove(stored);
        }
    }
    serde_json::from_value(value).map_err(|error| not_one(file, "policy", &error).into())
}

/// A value from a JSON file, or from stdin when it is `-`.
pub fn json_from<T: DeserializeOwned>(file: &Path, what: &str) -> Result<T, Failure> {
    let text = read(file)?;
    serde_json::from_str(&text).map_err(|error| not_one(file, what, &error).into())
}

fn not_one(file: &Path, what: &str, error: &serde_json::Error) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        format!("{} does not hold a {what}: {error}.", file.display()),
        "Compare it with what `tidegate policy show --json` prints.",
    )
}

fn read(file: &Path) -> Result<String, Problem> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(LONGEST_FILE).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(LONGEST_FILE).read_to_string(&mut text))
    };
    read.map_err(|error| {
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("{} cannot be read: {error}.", file.display()),
            "Check the path; it has to be text in UTF-8.",
        )
    })?;
    Ok(text)
}

fn percent(confidence: f32) -> String {
    format!("{:.0} %", confidence * 100.0)
}

fn looked_for(draft: &PolicyDraft) -> String {
    let mut parts = match &draft.detectors {
        DetectorChoice::All { except } if except.is_empty() => vec!["everything".to_owned()],
        DetectorChoice::All { except } => vec![format!("everything but {}", except.join(", "))],
        DetectorChoice::Some {
            categories,
            ids,
            except,
        } => {
            let mut parts: Vec<String> = categories.iter().map(word).chain(ids.iter().cloned()).collect();
            if !except.is_empty() {
                parts.push(format!("not {}", except.join(", ")));
            }
            parts
        }
    };
    if !draft.custom_detectors.is_empty() {
        parts.push(format!("{} of your own", draft.custom_detectors.len()));
    }
    parts.join(", ")
}

fn describe(policy: &Stored) -> String {
    let Stored { id, draft, .. } = policy;
    let mut lines = vec![
        format!("{} ({id})", draft.name),
        format!("  looks for  {}", looked_for(draft)),
        format!("  threshold  {}", percent(draft.min_confidence)),
        format!("  version    {}", policy.version),
    ];
    if policy.built_in {
        lines.push("  built in   copy it to change it".to_owned());
    }
    if !draft.description.is_empty() {
        lines.push(format!("  {}", draft.description));
    }
    for custom in &draft.custom_detectors {
        lines.push(format!("  custom_{}  {}", custom.id, custom.title));
    }
    lines.join("\n")
}

/// Each match with its terms. The text is the person's own and on their screen already.
fn matches(trial: &CustomTrial, text: &str) -> String {
    if trial.matches.is_empty() {
        return "Nothing was found.".to_owned();
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut lines = Vec::new();
    for found in &trial.matches {
        let value = units
            .get(found.start as usize..found.end as usize)
            .map(String::from_utf16_lossy)
            .unwrap_or_default();
        let hidden = if found.shown { "" } else { "  below the threshold" };
        lines.push(format!(
            "{:<16}  {:>5}  {}{hidden}",
            found.detector,
            percent(found.confidence),
            value.replace(char::is_control, " ")
        ));
        for reason in &found.reasons {
            lines.push(format!("  {:+.2}  {}", reason.weight, reason.detail));
        }
    }
    lines.join("\n")
}
