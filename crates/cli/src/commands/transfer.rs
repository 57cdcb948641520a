//! `tidegate transfer …`, and how a transfer is watched.

use crate::{
    Failure, Session,
    output::{Progress, bytes, moment, note, word},
};
use clap::{Args, Subcommand, ValueEnum};
use std::io::Write;
use std::path::Path;
use tidegate_domain::{
    context::RunContext,
    id::TransferId,
    key::ObjectKey,
    page::PageRequest,
    problem::{ErrorClass, Problem},
    transfer::{
        ConflictAnswer, Transfer as Stored, TransferItem, TransferItemQuery, TransferItemState,
        TransferStatus,
    },
};
use tidegate_engine::Engine;

/// Failures shown one by one to people.
const SHOWN: usize = 20;

#[derive(Debug, Subcommand)]
pub enum Transfer {
    /// Transfers, newest first
    List,
    /// One transfer; with --items, each of its items
    Show(Show),
    /// Stop one so that it can go on later
    Pause(Named),
    /// Go on with a paused one, or with one that waits for an answer, and wait for its end
    Resume(Resume),
    /// Try again what failed, and wait for the end
    Retry(Named),
    /// End one for good; what was moved stays
    Cancel(Named),
    /// Forget those that are over
    Clear,
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, tra_…
    transfer: String,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    named: Named,
    /// List the items, each with its receipt
    #[arg(long)]
    items: bool,
}

#[derive(Debug, Args)]
pub struct Resume {
    #[command(flatten)]
    named: Named,
    /// What to do with what is there already
    #[arg(long, value_enum)]
    on_conflict: Option<Conflict>,
}

/// What to do where the target exists.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Conflict {
    /// Leave what is there
    Skip,
    /// Replace it
    Overwrite,
    /// Replace it when it is older
    Older,
    /// Replace it when its size differs
    Size,
    /// Give the new one a name of its own
    Both,
}

impl Conflict {
    pub fn answer(self) -> ConflictAnswer {
        match self {
            Self::Skip => ConflictAnswer::Skip,
            Self::Overwrite => ConflictAnswer::Overwrite,
            Self::Older => ConflictAnswer::OverwriteOlder,
            Self::Size => ConflictAnswer::OverwriteDifferentSize,
            Self::Both => ConflictAnswer::KeepBoth,
        }
    }
}

impl Named {
    fn id(&self) -> Result<TransferId, Failure> {
        TransferId::parse(&self.transfer).map_err(|_| {
            Failure::usage("A transfer's id looks like tra_01j9…; see `tidegate transfer list`.")
        })
    }
}

impl Transfer {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List => {
                let all = session.reader().await?.transfer_list().await?;
                let heads = [
                    "id",
                    "kind",
                    "connector",
                    "status",
                    "items",
                    "done",
                    "failed",
                    "bytes",
                    "started",
                ];
                Ok(session.output().rows(&all, heads, |transfer| {
                    [
                        transfer.id.to_string(),
                        word(&transfer.kind),
                        transfer.connector_name.clone(),
                        word(&transfer.status),
                        transfer.items.to_string(),
                        transfer.done.to_string(),
                        transfer.failed.to_string(),
                        bytes(transfer.bytes_done),
                        moment(Some(transfer.created_at)),
                    ]
                })?)
            }
            Self::Show(show) => show.run(session).await,
            Self::Pause(named) => {
                let paused = session.engine().await?.transfer_pause(&named.id()?).await?;
                Ok(session.output().object(&paused, summary)?)
            }
            Self::Resume(resume) => resume.run(session).await,
            Self::Retry(named) => {
                let engine = session.engine().await?;
                let id = named.id()?;
                session.watch_interrupts();
                engine.transfer_retry(&id).await?;
                watch(session, &engine, &id, None).await
            }
            Self::Cancel(named) => {
                let cancelled = session.engine().await?.transfer_cancel(&named.id()?).await?;
                Ok(session.output().object(&cancelled, summary)?)
            }
            Self::Clear => {
                let cleared = session.engine().await?.transfer_clear().await?;
                let told = serde_json::json!({ "cleared": cleared });
                Ok(session
                    .output()
                    .object(&told, |_| format!("{cleared} transfers forgotten"))?)
            }
        }
    }
}

impl Show {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let id = self.named.id()?;
        let transfer = engine.transfer_show(&id).await?;
        let mut output = session.output();
        if !self.items {
            return Ok(output.object(&transfer, summary)?);
        }
        if !output.is_json() {
            output.line(&summary(&transfer))?;
        }
        let mut told = Ok(());
        each_item(&engine, &id, None, &mut |item| {
            let line = if output.is_json() {
                output.json_line(item)
            } else {
                output.line(&item_line(item))
            };
            if line.is_err() {
                told = line;
            }
            told.is_ok()
        })
        .await?;
        told?;
        Ok(output.flush()?)
    }
}

impl Resume {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let id = self.named.id()?;
        session.watch_interrupts();
        let transfer = engine.transfer_show(&id).await?;
        if let Some(answer) = self.on_conflict {
            engine.transfer_answer(&id, answer.answer()).await?;
        }
        if transfer.status != TransferStatus::NeedsAnswer || self.on_conflict.is_none() {
            engine.transfer_resume(&id).await?;
        }
        watch(session, &engine, &id, None).await
    }
}

/// Shows a transfer's progress on stderr until it ends, then the transfer. Ctrl+C pauses it.
pub async fn watch(
    session: &Session,
    engine: &Engine,
    id: &TransferId,
    receipts: Option<&Path>,
) -> Result<(), Failure> {
    let progress = Progress::new();
    let pictures: RunContext = session.context().child();
    let mut seen = |all: Vec<Stored>| {
        if let Some(transfer) = all.iter().find(|transfer| transfer.id == *id) {
            progress.show(&picture(transfer));
        }
    };
    let watching = engine.transfers_watch(&pictures, &mut seen);
    let ended = async {
        let ended = tokio::select! {
            ended = engine.transfer_wait(id) => Some(ended),
            () = session.context().cancel.cancelled() => None,
        };
        pictures.cancel.cancel();
        ended
    };
    let (_, ended) = tokio::join!(watching, ended);
    progress.clear();
    let Some(transfer) = ended else {
        engine.shut_down().await;
        return Err(Problem::new(
            ErrorClass::Cancelled,
            "Interrupted. What was moved is kept.",
            format!("Go on with `tidegate transfer resume {id}`."),
        )
        .into());
    };
    let transfer = transfer?;
    if let Some(path) = receipts {
        write_receipts(engine, id, path).await?;
    }
    session.output().object(&transfer, summary)?;
    outcome(engine, &transfer).await
}

async fn outcome(engine: &Engine, transfer: &Stored) -> Result<(), Failure> {
    let id = &transfer.id;
    match transfer.status {
        TransferStatus::Completed => Ok(()),
        TransferStatus::CompletedWithErrors => {
            let mut shown = 0;
            each_item(engine, id, Some(TransferItemState::Failed), &mut |item| {
                note(&item_line(item));
                shown += 1;
                shown < SHOWN
            })
            .await?;
            note(&format!("Try again with `tidegate transfer retry {id}`."));
            Err(Failure::has_errors())
        }
        TransferStatus::NeedsAnswer => {
            note(&format!(
                "{} are there already. Say what to do with `tidegate transfer resume {id} --on-conflict …`.",
                transfer.conflicts
            ));
            Err(Failure::has_errors())
        }
        _ => match &transfer.first_problem {
            Some(problem) => Err(problem.clone().into()),
            None => Err(Failure::has_errors()),
        },
    }
}

async fn write_receipts(engine: &Engine, id: &TransferId, path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::from(Problem::new(
            ErrorClass::LocalStorage,
            format!(
                "The receipts could not be written to {}: {error}.",
                path.display()
            ),
            "The transfer itself is done; see `tidegate transfer show --items`.",
        ))
    };
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    let mut written = Ok(());
    each_item(engine, id, None, &mut |item| {
        written = serde_json::to_writer(&mut file, item)
            .map_err(std::io::Error::from)
            .and_then(|()| file.write_all(b"\n"));
        written.is_ok()
    })
    .await?;
    written.and_then(|()| file.flush()).map_err(failed)
}

/// Every item, as long as `take` wants more.
async fn each_item(
    engine: &Engine,
    id: &TransferId,
    state: Option<TransferItemState>,
    take: &mut dyn FnMut(&TransferItem) -> bool,
) -> Result<(), Problem> {
    let mut page = PageRequest::first(500);
    loop {
        let items = engine
            .transfer_items(TransferItemQuery {
                transfer: id.clone(),
                state,
                page: Some(page),
            })
            .await?;
        for item in &items.rows {
            if !take(item) {
                return Ok(());
            }
        }
        match items.next_cursor {
            Some(cursor) => {
                page = PageRequest {
                    cursor: Some(cursor),
                    ..PageRequest::first(500)
                }
            }
            None => return Ok(()),
        }
    }
}

fn picture(transfer: &Stored) -> String {
    match transfer.status {
        TransferStatus::Counting => format!("{} found so far, {}", transfer.items, bytes(transfer.bytes)),
        _ => format!(
            "{} of {} items, {} of {}, {} failed",
            transfer.done,
            transfer.items,
            bytes(transfer.bytes_done),
            bytes(transfer.bytes),
            transfer.failed
        ),
    }
}

/// A transfer in a few lines.
pub fn summary(transfer: &Stored) -> String {
    let mut lines = vec![
        format!(
            "{} {} of {}: {}",
            transfer.id,
            word(&transfer.kind),
            transfer.connector_name,
            word(&transfer.status)
        ),
        format!("  items     {}", transfer.items),
        format!("  done      {}, {}", transfer.done, bytes(transfer.bytes_done)),
    ];
    for (name, count) in [
        ("skipped", transfer.skipped),
        ("failed", transfer.failed),
        ("there", transfer.conflicts),
    ] {
        if count > 0 {
            lines.push(format!("  {name:<9} {count}"));
        }
    }
    lines.push(format!(
        "  folder    {}",
        ObjectKey::from(transfer.folder.as_str())
    ));
    if let Some(problem) = &transfer.first_problem {
        lines.push(format!("  first problem: {problem}"));
    }
    lines.join("\n")
}

fn item_line(item: &TransferItem) -> String {
    let problem = item
        .problem
        .as_ref()
        .map(|problem| format!(": {problem}"))
        .unwrap_or_default();
    format!(
        "{:<8}  {:>10}  {}{problem}",
        word(&item.state),
        bytes(item.size),
        item.object
    )
}
