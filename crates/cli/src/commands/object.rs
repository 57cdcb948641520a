//! `tidegate object …`: one or many objects of a connector: fetch, send, delete, link, look.

use super::connector::Browse;
use super::transfer::{Conflict, watch};
use crate::{
    Failure, Session,
    output::{Progress, bytes, moment, note},
};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use tidegate_domain::{
    connector::Connector,
    key::ObjectKey,
    object::ObjectRef,
    problem::{ErrorClass, Problem},
    transfer::{DeleteReport, ObjectProperties, Selection, SelectionCount},
};

/// Seconds that a link lasts when nobody says.
const LINK: u64 = 3_600;
/// Failures shown one by one to people.
const SHOWN: usize = 20;

#[derive(Debug, Subcommand)]
pub enum Object {
    /// One level of a connector, or a search below it
    Ls(Browse),
    /// Everything the source says of one object
    Show(Named),
    /// Download objects and folders into a folder
    Get(Get),
    /// Upload files and folders
    Put(Put),
    /// Delete objects and folders: says how many first, and asks
    Rm(Remove),
    /// A link that lets anybody read one object for a while
    Link(Link),
}

#[derive(Debug, Args)]
pub struct Named {
    /// The connector's name or id
    connector: String,
    key: String,
    /// May be left out where the connector covers one bucket, or has none
    #[arg(long)]
    bucket: Option<String>,
}

#[derive(Debug, Args)]
pub struct Chosen {
    /// The connector's name or id
    connector: String,
    /// Keys; one that ends with / means everything below it
    keys: Vec<String>,
    /// May be left out where the connector covers one bucket, or has none
    #[arg(long)]
    bucket: Option<String>,
    /// Everything whose key begins so; may be given several times
    #[arg(long = "prefix", value_name = "PREFIX")]
    prefixes: Vec<String>,
    /// Everything in the bucket
    #[arg(long, conflicts_with_all = ["keys", "prefixes"])]
    all: bool,
}

#[derive(Debug, Args)]
pub struct Get {
    #[command(flatten)]
    chosen: Chosen,
    /// Where to; it must be there
    #[arg(long, value_name = "DIR", default_value = ".")]
    to: PathBuf,
    /// What to do with files that are there already; without it the transfer waits for `transfer resume`
    #[arg(long, value_enum)]
    on_conflict: Option<Conflict>,
    /// Write one JSON line per object: where it went, its hash and version
    #[arg(long, value_name = "FILE")]
    receipts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Put {
    /// The connector's name or id
    connector: String,
    /// Files and folders; links are not followed
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// May be left out where the connector covers one bucket, or has none
    #[arg(long)]
    bucket: Option<String>,
    /// Below this prefix; without it, where the connector may write
    #[arg(long)]
    prefix: Option<String>,
    /// What to do with objects that are there already; without it the transfer waits for `transfer resume`
    #[arg(long, value_enum)]
    on_conflict: Option<Conflict>,
    /// Read names that `object get` gave back into the keys that they stand for
    #[arg(long)]
    decode_names: bool,
    /// Write one JSON line per file: where it went, its hash and version
    #[arg(long, value_name = "FILE")]
    receipts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Remove {
    #[command(flatten)]
    chosen: Chosen,
    /// Delete without asking, whatever the count is
    #[arg(long)]
    yes: bool,
    /// Delete without asking, if there are no more than this
    #[arg(long, value_name = "N", conflicts_with = "yes")]
    expect: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Link {
    #[command(flatten)]
    named: Named,
    /// For so many seconds, seven days at most
    #[arg(long, value_name = "SECONDS", default_value_t = LINK)]
    seconds: u64,
}

impl Object {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Ls(browse) => browse.run(session).await,
            Self::Show(named) => {
                let engine = session.reader().await?;
                session.watch_interrupts();
                let connector = engine.connector_find(&named.connector).await?;
                let object = named.object(&connector);
                let properties = engine
                    .object_properties(session.context(), &connector.id, &object)
                    .await?;
                Ok(session.output().object(&properties, describe)?)
            }
            Self::Get(get) => get.run(session).await,
            Self::Put(put) => put.run(session).await,
            Self::Rm(remove) => remove.run(session).await,
            Self::Link(link) => {
                let engine = session.reader().await?;
                session.watch_interrupts();
                let connector = engine.connector_find(&link.named.connector).await?;
                let object = link.named.object(&connector);
                let made = engine
                    .object_link(session.context(), &connector.id, &object, link.seconds)
                    .await?;
                note(&format!(
                    "Anybody with this link can read it until {}.",
                    moment(Some(made.expires_at))
                ));
                Ok(session.output().object(&made, |made| made.url.clone())?)
            }
        }
    }
}

impl Named {
    fn object(&self, connector: &Connector) -> ObjectRef {
        ObjectRef {
            bucket: bucket(self.bucket.as_deref(), connector),
            key: ObjectKey::from_text(&self.key),
        }
    }
}

/// The bucket that is meant: the named one, or the only one there is.
fn bucket(named: Option<&str>, connector: &Connector) -> String {
    match (named, &connector.scope.buckets[..]) {
        (Some(named), _) => named.to_owned(),
        (None, [only]) => only.clone(),
        (None, _) => String::new(),
    }
}

impl Chosen {
    fn selection(&self, connector: &Connector) -> Result<Selection, Failure> {
        let mut selection = Selection {
            bucket: bucket(self.bucket.as_deref(), connector),
            ..Selection::default()
        };
        for key in &self.keys {
            let key = ObjectKey::from_text(key);
            if key.as_bytes().ends_with(b"/") {
                selection.prefixes.push(key);
            } else {
                selection.objects.push(key);
            }
        }
        selection
            .prefixes
            .extend(self.prefixes.iter().map(|prefix| ObjectKey::from_text(prefix)));
        if self.all {
            selection.prefixes.push(ObjectKey::default());
        }
        if selection.objects.is_empty() && selection.prefixes.is_empty() {
            return Err(Failure::usage("Name keys, or --prefix, or --all."));
        }
        Ok(selection)
    }
}

impl Get {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let connector = engine.connector_find(&self.chosen.connector).await?;
        let selection = self.chosen.selection(&connector)?;
        session.watch_interrupts();
        let answer = self.on_conflict.map(Conflict::answer);
        let transfer = engine
            .transfer_download(&connector.id, &selection, &self.to, answer)
            .await?;
        watch(session, &engine, &transfer.id, self.receipts.as_deref()).await
    }
}

impl Put {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let connector = engine.connector_find(&self.connector).await?;
        let mut target = ObjectRef {
            bucket: bucket(self.bucket.as_deref(), &connector),
            key: ObjectKey::default(),
        };
        match &self.prefix {
            Some(prefix) => target.key = ObjectKey::from_text(prefix),
            None => {
                if let Some(base) = engine.export_base(&connector)? {
                    target = base;
                }
            }
        }
        session.watch_interrupts();
        let answer = self.on_conflict.map(Conflict::answer);
        let transfer = engine
            .transfer_upload(
                &connector.id,
                &target.bucket,
                &target.key,
                &self.paths,
                self.decode_names,
                answer,
            )
            .await?;
        watch(session, &engine, &transfer.id, self.receipts.as_deref()).await
    }
}

impl Remove {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let connector = engine.connector_find(&self.chosen.connector).await?;
        let selection = self.chosen.selection(&connector)?;
        session.watch_interrupts();
        let progress = Progress::new();
        let expected = match (self.yes, self.expect) {
            (true, _) => u64::MAX,
            (false, Some(expected)) => expected,
            (false, None) => {
                let count = engine
                    .selection_count(session.context(), &connector.id, &selection, &mut |count| {
                        progress.show(&format!("{} objects counted so far", count.objects));
                    })
                    .await?;
                progress.clear();
                confirmed(&connector, &count)?
            }
        };
        let report = engine
            .objects_delete(
                session.context(),
                &connector.id,
                &selection,
                expected,
                &mut |report| {
                    progress.show(&format!("{} of {} deleted", report.deleted, report.asked));
                },
            )
            .await;
        progress.clear();
        let report = report?;
        session.output().object(&report, told)?;
        if report.not_tried > 0 {
            return Err(Problem::new(ErrorClass::Cancelled, "Interrupted.", "").into());
        }
        if report.failed > 0 {
            return Err(Failure::has_errors());
        }
        Ok(())
    }
}

/// Says the counts and asks on the terminal; the answer must be the number.
fn confirmed(connector: &Connector, count: &SelectionCount) -> Result<u64, Failure> {
    if let Some(problem) = &count.problem {
        return Err(problem.clone().into());
    }
    note(&format!(
        "{} objects of \u{201c}{}\u{201d} with {} would be deleted:",
        count.objects,
        connector.name,
        bytes(count.bytes)
    ));
    for key in &count.examples {
        note(&format!("  {key}"));
    }
    note("Type the number of objects to delete them:");
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    if typed.trim() == count.objects.to_string() {
        return Ok(count.objects);
    }
    Err(Failure::usage(
        "Nothing was deleted. Say --yes, or --expect N, to delete without being asked.",
    ))
}

fn told(report: &DeleteReport) -> String {
    let mut lines = vec![format!("{} of {} deleted", report.deleted, report.asked)];
    if report.already_gone > 0 {
        lines.push(format!("  already gone {}", report.already_gone));
    }
    if report.failed > 0 {
        lines.push(format!("  failed       {}", report.failed));
    }
    if report.not_tried > 0 {
        lines.push(format!("  not tried    {}", report.not_tried));
    }
    for failure in report.failures.iter().take(SHOWN) {
        lines.push(format!("  {}: {}", failure.object, failure.problem));
    }
    if report.versioned && report.deleted > 0 {
        lines
            .push("  The bucket keeps older versions: the service's own console can bring them back.".into());
    }
    lines.join("\n")
}

fn describe(properties: &ObjectProperties) -> String {
    let meta = &properties.meta;
    let mut lines = vec![
        ObjectKey::from_text(&properties.uri).to_string(),
        format!("  size      {} ({} bytes)", bytes(meta.size), meta.size),
        format!("  modified  {}", moment(meta.modified)),
        format!("  version   {}", meta.version.0),
    ];
    if let Some(class) = &meta.storage_class {
        lines.push(format!("  class     {class}"));
    }
    if let Some(kind) = &properties.content_type {
        lines.push(format!("  type      {}", ObjectKey::from(kind.as_str())));
    }
    for value in properties.system.iter().chain(&properties.metadata) {
        let text = format!("{}: {}", value.name, value.value);
        lines.push(format!("  {}", ObjectKey::from(text.as_str())));
    }
    lines.join("\n")
}
