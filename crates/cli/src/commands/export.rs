//! `tidegate export …`: redacted copies of what a connector holds.

mod compare;

use crate::{
    Failure, Session,
    output::{Progress, bytes, moment, note, word},
};
use clap::{Args, Subcommand, ValueEnum};
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;
use tidegate_domain::{
    action::Action,
    export::{CopyItem, CopyState, Export as Stored, ExportDraft, ExportStatus, ExportTo, Manifest},
    id::{ConnectorId, ExportId},
    key::ObjectKey,
    page::PageRequest,
    problem::{ErrorClass, Problem},
};
use tidegate_engine::Engine;

/// Objects without a copy that are shown one by one to people.
const SHOWN: usize = 20;
/// Bytes of a manifest that are read.
const LONGEST_MANIFEST: u64 = 1024 * 1024 * 1024;
/// How often the counts on the terminal are brought up to date.
const EVERY: Duration = Duration::from_millis(200);

#[derive(Debug, Subcommand)]
pub enum Export {
    /// Write redacted copies of what a connector holds, each proved before it appears, with a manifest
    Create(Create),
    /// Exports, newest first
    List,
    /// One export; with --items, what became of each object
    Show(Show),
    /// Go on with an export that ended early, and try again what failed
    Resume(Named),
    /// A copy beside its original: each replacement with what stands around it
    Compare(compare::Compare),
    /// What would be replaced in an object; nothing is written
    Preview(compare::Preview),
    /// Whether a manifest is as this installation wrote it
    Verify(Verify),
    /// The value that an encrypted label in a copy stands for, read from stdin
    Reidentify(Reidentify),
}

#[derive(Debug, Args)]
pub struct Create {
    /// Name or id of the connector whose objects are copied
    connector: String,
    /// The folder for the copies, or a connector that may be exported to, as CONNECTOR:BUCKET/PREFIX
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// Only objects of this bucket
    #[arg(long)]
    bucket: Option<String>,
    /// Only objects whose keys begin so
    #[arg(long)]
    prefix: Option<String>,
    /// Only objects in which something was found
    #[arg(long)]
    only_with_findings: bool,
    /// Name or id of the policy [default: the connector's]
    #[arg(long)]
    policy: Option<String>,
    /// What stands for found values where the policy names no action
    #[arg(long, value_enum, default_value_t = With::Replace)]
    redact_with: With,
    /// Hashes, encrypted values and pseudonyms are the same within one project
    #[arg(long, default_value = "")]
    project: String,
    /// Replace what an earlier export has written at the same place
    #[arg(long)]
    replace: bool,
    /// Only say what would be covered
    #[arg(long)]
    dry_run: bool,
}

/// An action, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum With {
    /// A label such as [EMAIL_ADDRESS]
    Replace,
    /// Nothing
    Redact,
    /// As many X, and the last four characters
    Mask,
    /// A label with a keyed hash
    Hash,
    /// A label with the value encrypted
    Encrypt,
    /// Another value of the same form
    Pseudonymize,
    /// The value itself: only what the policy names is changed
    Report,
}

impl From<With> for Action {
    fn from(with: With) -> Self {
        match with {
            With::Replace => Self::Replace { label: None },
            With::Redact => Self::Redact,
            With::Mask => Self::Mask { keep_last: 4 },
            With::Hash => Self::Hash,
            With::Encrypt => Self::Encrypt,
            With::Pseudonymize => Self::Pseudonymize,
            With::Report => Self::Report,
        }
    }
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, exp_…
    export: String,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    named: Named,
    /// List what became of each object
    #[arg(long)]
    items: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// The manifest
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Reidentify {
    /// The project that the copy was made for
    #[arg(long, default_value = "")]
    project: String,
}

impl Named {
    fn id(&self) -> Result<ExportId, Failure> {
        ExportId::parse(&self.export)
            .map_err(|_| Failure::usage("An export's id looks like exp_01j9…; see `tidegate export list`."))
    }
}

impl Export {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List => {
                let all = session
                    .reader()
                    .await?
                    .export_list(PageRequest::first(200))
                    .await?;
                let heads = [
                    "id",
                    "connector",
                    "policy",
                    "status",
                    "objects",
                    "copies",
                    "without",
                    "started",
                ];
                Ok(session.output().rows(&all.rows, heads, |export| {
                    [
                        export.id.to_string(),
                        export.connector_name.clone(),
                        export.policy.name.clone(),
                        word(&export.status),
                        export.objects.to_string(),
                        (export.totals.verified + export.totals.unchanged).to_string(),
                        export.totals.without_copy().to_string(),
                        moment(Some(export.created_at)),
                    ]
                })?)
            }
            Self::Show(show) => show.run(session).await,
            Self::Resume(named) => {
                let engine = session.engine().await?;
                let id = named.id()?;
                session.watch_interrupts();
                engine.export_resume(&id).await?;
                watch(session, &engine, &id).await
            }
            Self::Compare(compare) => compare.run(session).await,
            Self::Preview(preview) => preview.run(session).await,
            Self::Verify(verify) => verify.run(session).await,
            Self::Reidentify(reidentify) => reidentify.run(session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let connector = engine.connector_find(&self.connector).await?;
        let policy_id = match &self.policy {
            Some(name) => Some(engine.policy_find(name).await?.id),
            None => None,
        };
        let draft = ExportDraft {
            connector_id: connector.id,
            bucket: self.bucket,
            prefix: self.prefix.as_deref().map(ObjectKey::from_text),
            documents: Vec::new(),
            only_with_findings: self.only_with_findings,
            to: place(&engine, &self.to).await?,
            replace: self.replace,
            policy_id,
            otherwise: self.redact_with.into(),
            project: self.project,
        };
        if self.dry_run {
            let plan = engine.export_plan(draft).await?;
            return Ok(session.output().object(&plan, |plan| {
                format!(
                    "{} objects ({}) would be copied; {} of them have findings, {} in all. {} were not fully examined and \
                     would be refused.",
                    plan.objects,
                    bytes(plan.bytes),
                    plan.with_findings,
                    plan.findings,
                    plan.not_examined
                )
            })?);
        }
        session.watch_interrupts();
        let export = engine.export_create(draft).await?;
        watch(session, &engine, &export.id).await
    }
}

/// A folder, or `CONNECTOR:BUCKET/PREFIX` when a connector is called so.
pub(super) async fn place(engine: &Engine, text: &str) -> Result<ExportTo, Failure> {
    if let Some((name, rest)) = text.split_once(':')
        && let Ok(connector) = engine.connector_find(name).await
    {
        let (bucket, prefix) = match connector.provider.as_str() {
            "local" => ("", rest),
            _ => rest.split_once('/').unwrap_or((rest, "")),
        };
        return Ok(to_connector(connector.id, bucket, prefix));
    }
    let path = std::path::absolute(text)
        .map_err(|error| Failure::usage(format!("{text} is no folder: {error}.")))?;
    Ok(ExportTo::Folder {
        path: path.to_string_lossy().into_owned(),
    })
}

fn to_connector(connector_id: ConnectorId, bucket: &str, prefix: &str) -> ExportTo {
    ExportTo::Connector {
        connector_id,
        bucket: bucket.to_owned(),
        prefix: ObjectKey::from_text(prefix),
    }
}

/// Shows counts on stderr until the export ends, then the export.
async fn watch(session: &Session, engine: &Engine, id: &ExportId) -> Result<(), Failure> {
    let progress = Progress::new();
    let mut tick = tokio::time::interval(EVERY);
    let ended = engine.export_ended(id);
    tokio::pin!(ended);
    let export = loop {
        tokio::select! {
            export = &mut ended => break export?,
            () = session.context().cancel.cancelled() => {
                engine.shut_down().await;
                progress.clear();
                return Err(Problem::new(
                    ErrorClass::Cancelled,
                    "Interrupted. Copies that were made are kept.",
                    format!("Go on with `tidegate export resume {id}`."),
                )
                .into());
            }
            _ = tick.tick() => {
                let now = engine.export_show(id).await?;
                let done = now.totals.verified + now.totals.unchanged + now.totals.without_copy();
                progress.show(&format!("{done} of {} objects, {} copied", now.objects, bytes(now.totals.copy_bytes)));
            }
        }
    };
    progress.clear();
    session.output().object(&export, summary)?;
    if export.totals.without_copy() > 0 {
        let mut shown = 0;
        for state in [CopyState::Refused, CopyState::Failed] {
            let page = PageRequest::first(u32::try_from(SHOWN - shown).unwrap_or(1).max(1));
            let items = engine.export_items(id, Some(state), page).await?;
            for item in &items.rows {
                note(&line(item));
            }
            shown = (shown + items.rows.len()).min(SHOWN - 1);
        }
        note(&format!("All of them: `tidegate export show {id} --items`."));
    }
    match export.status {
        ExportStatus::Completed => Ok(()),
        _ => {
            if let Some(message) = &export.message {
                note(message);
            }
            Err(Failure::has_errors())
        }
    }
}

fn summary(export: &Stored) -> String {
    let totals = &export.totals;
    format!(
        "{} {}: {} objects of \u{201c}{}\u{201d}: {} copies written and proved with {} values replaced, {} copied as they \
         are, {} refused, {} failed ({}). Its manifest is {}.",
        export.id,
        word(&export.status),
        export.objects,
        export.connector_name,
        totals.verified,
        totals.replaced,
        totals.unchanged,
        totals.refused,
        totals.failed,
        bytes(totals.copy_bytes),
        Manifest::file_name(Some(&export.id)),
    )
}

fn line(item: &CopyItem) -> String {
    match &item.reason {
        Some(reason) => format!("{}: {}: {reason}", word(&item.state), item.key),
        None => format!("{}: {}: {} replaced", word(&item.state), item.key, item.replaced),
    }
}

impl Show {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let id = self.named.id()?;
        let export = engine.export_show(&id).await?;
        let mut output = session.output();
        if !self.items {
            return Ok(output.object(&export, summary)?);
        }
        if !output.is_json() {
            output.line(&summary(&export))?;
        }
        let mut page = PageRequest::first(500);
        loop {
            let items = engine.export_items(&id, None, page).await?;
            for item in &items.rows {
                if output.is_json() {
                    output.json_line(item)?;
                } else {
                    output.line(&line(item))?;
                    for left in &item.left_out {
                        output.line(&format!("  left out: {}: {}", left.member, left.reason))?;
                    }
                }
            }
            let Some(cursor) = items.next_cursor else { break };
            page = PageRequest {
                cursor: Some(cursor),
                ..PageRequest::first(500)
            };
        }
        Ok(output.flush()?)
    }
}

impl Verify {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let unreadable = |why: String| {
            Failure::from(Problem::new(
                ErrorClass::ConfigInvalid,
                format!("{} is no manifest: {why}.", self.file.display()),
                "Name the tidegate-manifest file beside the copies.",
            ))
        };
        let mut text = Vec::new();
        std::fs::File::open(&self.file)
            .and_then(|file| file.take(LONGEST_MANIFEST).read_to_end(&mut text))
            .map_err(|error| unreadable(error.to_string()))?;
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
        let ours = session.reader().await?.manifest_is_ours(&manifest)?;
        let told = serde_json::json!({ "signed_here": ours, "items": manifest.items.len() });
        session.output().object(&told, |_| match ours {
            true => "The manifest is as this installation wrote it.".to_owned(),
            false => "The manifest was not written by this installation, or was changed since.".to_owned(),
        })?;
        if ours { Ok(()) } else { Err(Failure::has_errors()) }
    }
}

impl Reidentify {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let mut token = String::new();
        std::io::stdin()
            .take(1024 * 1024)
            .read_to_string(&mut token)
            .map_err(|error| Failure::usage(format!("Nothing could be read from stdin: {error}.")))?;
        let value = session.reader().await?.reidentify(&self.project, &token).await?;
        let told = serde_json::json!({ "value": value.expose() });
        Ok(session.output().object(&told, |_| value.expose().to_owned())?)
    }
}
