//! `tidegate export compare` and `export preview`: each replacement of one copy, with what stands around it.

use super::{Named, With};
use crate::{Failure, Session, output::note};
use clap::Args;
use serde::Serialize;
use tidegate_domain::{
    compare::{CompareFrom, ComparedRow, ComparedText, Comparison},
    key::ObjectKey,
    object::ObjectRef,
    problem::Problem,
};
use tidegate_engine::CopyTrial;

/// Characters shown before and after a replacement.
const AROUND: usize = 40;

#[derive(Debug, Args)]
pub struct Compare {
    #[command(flatten)]
    named: Named,
    /// The object's key, as `tidegate export show --items` lists it
    key: String,
    /// The copy's key, where several buckets have an object of this key
    #[arg(long, value_name = "KEY")]
    copy: Option<String>,
    /// Show the values that were replaced
    #[arg(long)]
    reveal: bool,
}

/// One line of the answer.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    detector: Option<&'a str>,
    before: &'a str,
    after: &'a str,
    context_before: String,
    context_after: String,
}

impl Compare {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let id = self.named.id()?;
        let key = ObjectKey::from_text(&self.key);
        let copy = self.copy.as_deref().map(ObjectKey::from_text);
        show(session, self.reveal, async |from| {
            engine
                .export_compare(session.context(), &id, &key, copy.clone(), from, self.reveal)
                .await
        })
        .await
    }
}

#[derive(Debug, Args)]
pub struct Preview {
    /// Name or id of the connector
    connector: String,
    /// The object's key
    key: String,
    /// The object's bucket
    #[arg(long, default_value = "")]
    bucket: String,
    /// Name or id of the policy [default: the connector's]
    #[arg(long)]
    policy: Option<String>,
    /// What would stand for found values where the policy names no action
    #[arg(long, value_enum, default_value_t = With::Replace)]
    redact_with: With,
    /// Hashes, encrypted values and pseudonyms are the same within one project
    #[arg(long, default_value = "")]
    project: String,
    /// Show the values that would be replaced
    #[arg(long)]
    reveal: bool,
}

impl Preview {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let connector = engine.connector_find(&self.connector).await?;
        let policy_id = match &self.policy {
            Some(name) => Some(engine.policy_find(name).await?.id),
            None => None,
        };
        let trial = CopyTrial {
            connector_id: connector.id,
            object: ObjectRef {
                bucket: self.bucket,
                key: ObjectKey::from_text(&self.key),
            },
            policy_id,
            otherwise: self.redact_with.into(),
            project: self.project,
        };
        show(session, self.reveal, async |from| {
            engine
                .copy_trial(session.context(), trial.clone(), from, self.reveal)
                .await
        })
        .await
    }
}

/// Shows every stretch of a comparison.
async fn show(
    session: &Session,
    reveal: bool,
    stretch: impl AsyncFn(Option<CompareFrom>) -> Result<Comparison, Problem>,
) -> Result<(), Failure> {
    session.watch_interrupts();
    let mut output = session.output();
    let (mut from, mut count, mut cut) = (None, 0, None);
    loop {
        let compared = stretch(from).await?;
        for told in told(&compared) {
            count += 1;
            if output.is_json() {
                output.json_line(&told)?;
            } else {
                output.line(&line(&told))?;
            }
        }
        cut = compared.cut.or(cut);
        from = compared.next;
        if from.is_none() {
            break;
        }
    }
    output.flush()?;
    if let Some(cut) = cut {
        note(&format!("The text could not be read to its end: {cut}"));
    }
    if count == 0 {
        note("The text of the copy is that of the original.");
    } else if !reveal {
        note("Values are masked. Show them with --reveal.");
    }
    Ok(())
}

fn told(compared: &Comparison) -> impl Iterator<Item = Told<'_>> {
    compared
        .replacements
        .iter()
        .zip(0..)
        .map(|(replacement, number)| {
            let row = compared.rows.get(replacement.row as usize);
            Told {
                part: replacement.part.as_deref(),
                line: replacement.line,
                detector: replacement.detector.as_deref(),
                before: &replacement.before,
                after: &replacement.after,
                context_before: row.map(|row| around(row, number).0).unwrap_or_default(),
                context_after: row.map(|row| around(row, number).1).unwrap_or_default(),
            }
        })
}

/// What stands in the copy before and after a replacement, within its row.
fn around(row: &ComparedRow, number: u32) -> (String, String) {
    let pieces = row.after.as_deref().unwrap_or(&row.before);
    let own = |piece: &ComparedText| piece.replacement == Some(number);
    let text =
        |pieces: &[ComparedText]| -> String { pieces.iter().map(|piece| piece.text.as_str()).collect() };
    let Some(at) = pieces.iter().position(own) else {
        return (String::new(), String::new());
    };
    let before = text(pieces.get(..at).unwrap_or_default());
    let after = text(pieces.get(at + 1..).unwrap_or_default());
    let skip = before.chars().count().saturating_sub(AROUND);
    (
        before.chars().skip(skip).collect(),
        after.chars().take(AROUND).collect(),
    )
}

fn line(told: &Told<'_>) -> String {
    let place = match told.part {
        Some(part) => format!("{part}, line {}", told.line),
        None => format!("line {}", told.line),
    };
    let detector = told.detector.map(|detector| format!(" ({detector})"));
    format!(
        "{place}: {}[-{}-]{{+{}+}}{}{}",
        told.context_before,
        told.before,
        told.after,
        told.context_after,
        detector.unwrap_or_default()
    )
    .replace(char::is_control, " ")
}
