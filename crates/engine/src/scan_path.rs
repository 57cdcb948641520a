//! The one-shot scan of a file or folder: nothing is stored, no connector is made.

use crate::{
    examine::Examiner,
    feed::{Feed, source_error},
    off_thread, policies, random,
    redact::{Allowed, Copier, Desk, Operators, Target},
    worker::{WorkerCommand, Workers},
};
use futures::StreamExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, Http, HttpOptions, SourceError, Surroundings};
use tidegate_domain::{
    action::Action,
    connector::Scope,
    context::RunContext,
    detector::LocatedMatch,
    document::Outcome,
    export::{CopyItem, CopyState, CopyTotals, Manifest},
    key::ObjectKey,
    object::{ObjectMeta, SkipReason, Version},
    policy::PolicyDraft,
    problem::{ErrorClass, Problem},
};
use tidegate_formats::{FormatError, Reading, ReadingEnd};
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
    /// Where redacted copies go; none are made without it.
    pub copies: Option<CopiesTo>,
}

/// Redacted copies of a one-shot scan.
#[derive(Debug, Clone)]
pub struct CopiesTo {
    pub folder: PathBuf,
    /// What is done with findings that the policy only reports.
    pub otherwise: Action,
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
    /// A copy was made or refused; its [`ScanEvent::File`] came before.
    Copy(CopyItem),
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
    let copies = match &options.copies {
        Some(to) => Some(Copies {
            copier: Arc::new(Copier {
                examiner: examiner.clone(),
                operators: Operators::new(policy.actions.clone(), to.otherwise.clone(), None)?,
                min_confidence: policy.min_confidence,
            }),
            target: Target::folder(
                &to.folder,
                &[path.canonicalize().unwrap_or_else(|_| root.clone())],
                None,
            )?,
        }),
        None => None,
    };
    if let Some(copies) = &copies {
        copies.target.prepare()?;
    }
    let scan = Scan {
        ctx,
        source: source.as_ref(),
        examiner,
        threads: options.threads.max(1),
        copies: copies.as_ref(),
    };
    let mut manifest = Manifest {
        manifest: 1,
        program: format!("Tidegate {}", env!("CARGO_PKG_VERSION")),
        created_at: ctx.clock.now(),
        policy: None,
        totals: CopyTotals::default(),
        items: Vec::new(),
        signature: None,
    };
    let work = scan.all(&scope, only.as_ref(), events);
    let tell = async {
        while let Some(event) = incoming.recv().await {
            if let ScanEvent::Copy(item) = &event {
                manifest.totals.add(item);
                manifest.items.push(item.clone().told());
            }
            seen(event);
        }
    };
    let (worked, ()) = tokio::join!(work, tell);
    if let Some(copies) = &copies {
        manifest.items.sort_by(|a, b| a.key.cmp(&b.key));
        // Also of a scan that ended early: what was copied is told.
        copies
            .target
            .manifest(&RunContext::new(ctx.clock.clone()), None, &manifest)
            .await?;
    }
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
    copies: Option<&'a Copies>,
}

/// What makes copies, and where they go.
struct Copies {
    copier: Arc<Copier>,
    target: Target,
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
                            let (file, copy) = match self.copies {
                                Some(copies) => self.one_copied(meta, copies, events.clone()).await,
                                None => (self.one(meta, events.clone()).await, None),
                            };
                            let _ = events.send(ScanEvent::File(file)).await;
                            if let Some(copy) = copy {
                                let _ = events.send(ScanEvent::Copy(copy)).await;
                            }
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
        let mut file = ScannedFile::of(&meta);
        let mut feed = match opened(self.ctx, self.source, &meta).await {
            Ok((feed, _)) => feed,
            Err(outcome) => {
                file.outcome = outcome;
                return file;
            }
        };
        let examiner = self.examiner.clone();
        let path = meta.object.key;
        let work = off_thread(move || {
            let mut findings = 0;
            let read = examiner.examine(&path.to_text(), &mut feed, &mut |located, fingerprint| {
                findings += 1;
                found(&events, &path, located, fingerprint);
            });
            Ok((read, findings))
        });
        match work.await {
            Ok((read, findings)) => {
                file.ended(read.map(|reading| (reading, ())), findings);
            }
            Err(problem) => file.outcome = unreadable(problem.to_string()),
        }
        file
    }

    /// As [`Scan::one`], and writes the file's copy.
    async fn one_copied(
        &self,
        meta: ObjectMeta,
        copies: &Copies,
        events: mpsc::Sender<ScanEvent>,
    ) -> (ScannedFile, Option<CopyItem>) {
        let mut file = ScannedFile::of(&meta);
        let mut item = CopyItem::none(&meta);
        let mut feed = match opened(self.ctx, self.source, &meta).await {
            Ok((feed, version)) => {
                item.version = version.0;
                feed
            }
            Err(outcome) => {
                item.state = CopyState::Refused;
                item.reason = Some(outcome_words(&outcome));
                file.outcome = outcome;
                return (file, Some(item));
            }
        };
        let copier = Arc::clone(&copies.copier);
        let path = meta.object.key.clone();
        let work = off_thread(move || {
            let mut findings = 0;
            let read = copier.values(
                &path.to_text(),
                &mut feed,
                &Allowed::default(),
                &mut |located, fingerprint| {
                    findings += 1;
                    found(&events, &path, located, fingerprint);
                },
            );
            Ok((read, findings))
        });
        let values = match work.await {
            Ok((read, findings)) => {
                let (reading, values) = file.ended(read, findings);
                reading.zip(values)
            }
            Err(problem) => {
                file.outcome = unreadable(problem.to_string());
                None
            }
        };
        let Some((reading, values)) = values else {
            item.reason = Some(outcome_words(&file.outcome));
            return (file, Some(item));
        };
        let desk = Desk {
            ctx: self.ctx,
            source: self.source,
            copier: &copies.copier,
            target: &copies.target,
            by_bucket: false,
        };
        desk.finish(&meta.object, reading, values, &mut item).await;
        (file, Some(item))
    }
}

/// A file's bytes, or why there are none.
async fn opened(
    ctx: &RunContext,
    source: &dyn Source,
    meta: &ObjectMeta,
) -> Result<(Feed, Version), Outcome> {
    if let Some(reason) = meta.unreadable {
        return Err(Outcome::Skipped(reason));
    }
    let opened = source.open(ctx, &meta.object, None, None).await.map_err(failed)?;
    let feed = Feed::pump(opened.stream, Arc::new(AtomicU64::new(0)));
    Ok((feed, opened.version))
}

impl ScannedFile {
    fn of(meta: &ObjectMeta) -> Self {
        Self {
            path: meta.object.key.clone(),
            size: meta.size,
            format: String::new(),
            encoding: String::new(),
            examined: 0,
            findings: 0,
            outcome: Outcome::Scanned,
        }
    }

    /// Takes the end of the reading, and hands on what it brought.
    fn ended<T>(
        &mut self,
        read: Result<(Reading, T), FormatError>,
        findings: u64,
    ) -> (Option<Reading>, Option<T>) {
        self.findings = findings;
        match read {
            Ok((reading, more)) => {
                self.format.clone_from(&reading.format);
                self.encoding.clone_from(&reading.encoding);
                self.examined = reading.examined;
                self.outcome = match &reading.end {
                    ReadingEnd::Complete => Outcome::Scanned,
                    ReadingEnd::Partial { message } => Outcome::Partial {
                        message: message.clone(),
                    },
                    ReadingEnd::Unsupported => Outcome::Skipped(SkipReason::UnsupportedFormat),
                    ReadingEnd::Empty => Outcome::Skipped(SkipReason::Empty),
                    ReadingEnd::Stopped => Outcome::Partial {
                        message: "The scan was interrupted.".into(),
                    },
                };
                return (Some(reading), Some(more));
            }
            Err(FormatError::Input(error)) => {
                self.outcome = match source_error(error) {
                    Ok(error) => failed(error),
                    Err(error) => unreadable(format!("It could not be read: {error}.")),
                };
            }
            Err(error) => self.outcome = unreadable(error.to_string()),
        }
        (None, None)
    }
}

fn found(events: &mpsc::Sender<ScanEvent>, path: &ObjectKey, located: LocatedMatch, fingerprint: String) {
    // Whoever waited for it has gone: the scan ends soon.
    let _ = events.blocking_send(ScanEvent::Found {
        path: path.clone(),
        located: Box::new(located),
        fingerprint,
    });
}

/// Why an object has no copy, from why it was not examined.
fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Partial { message } | Outcome::Failed { message, .. } => message.clone(),
        Outcome::Skipped(SkipReason::UnsupportedFormat) => {
            "It is not a kind of file that can be read.".to_owned()
        }
        Outcome::Skipped(_) => "It was skipped.".to_owned(),
        Outcome::Gone => "It went away.".to_owned(),
        Outcome::Scanned => "It could not be copied.".to_owned(),
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
