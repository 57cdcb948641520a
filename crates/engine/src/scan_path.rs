//! The one-shot scan of a file or folder: nothing is stored, no connector is made.

use crate::{
    examine::Examiner,
    feed::{Feed, source_error},
    off_thread, policies, random,
    worker::{WorkerCommand, Workers},
};
use futures::StreamExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, Http, HttpOptions, SourceError, Surroundings};
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    detector::LocatedMatch,
    document::Outcome,
    key::ObjectKey,
    object::{ObjectMeta, SkipReason},
    policy::PolicyDraft,
    problem::{ErrorClass, Problem},
};
use tidegate_formats::{FormatError, ReadingEnd};
use tidegate_vault::FingerprintKey;
use tokio::sync::mpsc;

/// Matches that may wait for a slow reader of the results: bounds memory.
const MATCHES_WAITING: usize = 4_096;

/// What to look for and how hard to work.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// What is looked for; findings below its threshold are left out.
    pub policy: PolicyDraft,
    /// Files read at once.
    pub threads: usize,
    /// How workers for complex formats are started; without it such files are skipped.
    pub worker: Option<WorkerCommand>,
}

/// What a scan tells as it goes.
#[derive(Debug)]
pub enum ScanEvent {
    /// One match. Its fingerprint is keyed with chance: it joins equal values of this scan only.
    Found {
        path: ObjectKey,
        located: Box<LocatedMatch>,
        fingerprint: String,
    },
    /// A file is done; every file that was met ends in exactly one of these.
    File(ScannedFile),
    /// A folder could not be listed.
    Unlisted {
        path: Option<ObjectKey>,
        problem: Problem,
    },
}

/// How one file ended.
#[derive(Debug, Clone)]
pub struct ScannedFile {
    pub path: ObjectKey,
    pub size: u64,
    pub format: String,
    pub encoding: String,
    /// Bytes that were examined.
    pub examined: u64,
    pub findings: u64,
    pub outcome: Outcome,
}

/// Scans the file or folder at `path`, telling `seen` of each match and each file.
///
/// # Errors
/// When `path` is not there, a detector is unknown, or the scan is cancelled.
pub async fn scan_path(
    ctx: &RunContext,
    path: &Path,
    options: &ScanOptions,
    seen: &mut (dyn FnMut(ScanEvent) + Send),
) -> Result<(), Problem> {
    let (root, only) = place(path)?;
    let policy = policies::checked(options.policy.clone())?;
    let scanner = policies::scanner_from(&policy, policy.min_confidence)?;
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(&random().to_le_bytes());
    seed[16..].copy_from_slice(&random().to_le_bytes());
    let examiner = Examiner::new(scanner, FingerprintKey::ephemeral(seed))
        .with_workers(
            options
                .worker
                .clone()
                .map(|command| Arc::new(Workers::new(command))),
        )
        .cancelled_by(ctx.cancel.clone());
    let config = serde_json::json!({ "path": root.to_string_lossy() });
    let source = crate::known_provider("local")?.connect(
        &config,
        None,
        &Surroundings::bare(Http::new(HttpOptions::default())),
    )?;
    let (events, mut incoming) = mpsc::channel(MATCHES_WAITING);
    let scope = Scope {
        prefixes: only.iter().cloned().collect(),
        ..Scope::default()
    };
    let scan = Scan {
        ctx,
        source: source.as_ref(),
        examiner,
        threads: options.threads.max(1),
    };
    let work = scan.all(&scope, only.as_ref(), events);
    let tell = async {
        while let Some(event) = incoming.recv().await {
            seen(event);
        }
    };
    let (worked, ()) = tokio::join!(work, tell);
    worked?;
    if ctx.cancelled() {
        return Err(Problem::new(
            ErrorClass::Cancelled,
            "Interrupted.",
            "What was printed so far is true, but not all.",
        ));
    }
    Ok(())
}

/// The folder to walk and, when a file was named, its key in it.
fn place(path: &Path) -> Result<(PathBuf, Option<ObjectKey>), Problem> {
    let shown = path.display();
    let full = path.canonicalize().map_err(|error| {
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("{shown} cannot be read: {error}."),
            "Check the path.",
        )
    })?;
    if full.is_dir() {
        return Ok((full, None));
    }
    match (full.parent(), full.file_name()) {
        (Some(folder), Some(name)) => Ok((
            folder.to_owned(),
            Some(ObjectKey::from_bytes(name.as_encoded_bytes())),
        )),
        _ => Err(Problem::new(
            ErrorClass::ConfigInvalid,
            format!("{shown} is not a file."),
            "Check the path.",
        )),
    }
}

struct Scan<'a> {
    ctx: &'a RunContext,
    source: &'a dyn Source,
    examiner: Examiner,
    threads: usize,
}

impl Scan<'_> {
    async fn all(
        &self,
        scope: &Scope,
        only: Option<&ObjectKey>,
        events: mpsc::Sender<ScanEvent>,
    ) -> Result<(), Problem> {
        let mut cursor = None;
        loop {
            let page = self
                .source
                .list(self.ctx, scope, cursor.as_ref())
                .await
                .map_err(SourceError::into_problem)?;
            for gap in page.problems {
                let told = ScanEvent::Unlisted {
                    path: gap.object.map(|object| object.key),
                    problem: gap.error.into_problem(),
                };
                let _ = events.send(told).await;
            }
            let wanted = page
                .objects
                .into_iter()
                .filter(|meta| only.is_none_or(|only| meta.object.key == *only));
            futures::stream::iter(wanted)
                .for_each_concurrent(self.threads, |meta| {
                    let events = events.clone();
                    async move {
                        if !self.ctx.cancelled() {
                            let file = self.one(meta, events.clone()).await;
                            let _ = events.send(ScanEvent::File(file)).await;
                        }
                    }
                })
                .await;
            cursor = page.next;
            if cursor.is_none() || self.ctx.cancelled() {
                return Ok(());
            }
        }
    }

    async fn one(&self, meta: ObjectMeta, events: mpsc::Sender<ScanEvent>) -> ScannedFile {
        let path = meta.object.key.clone();
        let mut file = ScannedFile {
            path: path.clone(),
            size: meta.size,
            format: String::new(),
            encoding: String::new(),
            examined: 0,
            findings: 0,
            outcome: Outcome::Scanned,
        };
        if let Some(reason) = meta.unreadable {
            file.outcome = Outcome::Skipped(reason);
            return file;
        }
        let opened = match self.source.open(self.ctx, &meta.object, None, None).await {
            Ok(opened) => opened,
            Err(error) => {
                file.outcome = failed(error);
                return file;
            }
        };
        let mut feed = Feed::pump(opened.stream, Arc::new(AtomicU64::new(0)));
        let examiner = self.examiner.clone();
        let work = off_thread(move || {
            let mut findings = 0;
            let read = examiner.examine(&path.to_text(), &mut feed, &mut |located, fingerprint| {
                findings += 1;
                let found = ScanEvent::Found {
                    path: path.clone(),
                    located: Box::new(located),
                    fingerprint,
                };
                let _ = events.blocking_send(found);
            });
            Ok((read, findings))
        });
        match work.await {
            Ok((Ok(reading), findings)) => {
                file.format = reading.format;
                file.encoding = reading.encoding;
                file.examined = reading.examined;
                file.findings = findings;
                file.outcome = match reading.end {
                    ReadingEnd::Complete => Outcome::Scanned,
                    ReadingEnd::Partial { message } => Outcome::Partial { message },
                    ReadingEnd::Unsupported => Outcome::Skipped(SkipReason::UnsupportedFormat),
                    ReadingEnd::Empty => Outcome::Skipped(SkipReason::Empty),
                    ReadingEnd::Stopped => Outcome::Partial {
                        message: "The scan was interrupted.".into(),
                    },
                };
            }
            Ok((Err(FormatError::Input(error)), findings)) => {
                file.findings = findings;
                file.outcome = match source_error(error) {
                    Ok(error) => failed(error),
                    Err(error) => unreadable(format!("It could not be read: {error}.")),
                };
            }
            Ok((Err(error), findings)) => {
                file.findings = findings;
                file.outcome = unreadable(error.to_string());
            }
            Err(problem) => file.outcome = unreadable(problem.to_string()),
        }
        file
    }
}

fn failed(error: SourceError) -> Outcome {
    match error.skip {
        Some(reason) => Outcome::Skipped(reason),
        None => Outcome::Failed {
            class: error.class,
            message: error.into_problem().to_string(),
        },
    }
}

fn unreadable(message: String) -> Outcome {
    Outcome::Failed {
        class: ErrorClass::Unreadable,
        message,
    }
}
