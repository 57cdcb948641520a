//! Listed objects on their way to an outcome: staged page by page, completed in batches.
//!
//! Each call is one transaction in which documents, findings and the run's counters change together, so
//! that after a crash the counters add up and nothing is counted twice.

use crate::{
    StoreError,
    open::Pool,
    row::{at, int, ms, uint},
    tables::{
        connectors::row_of,
        documents::{document_id, document_row, refresh_document},
        findings::{self, Examined},
        hiding::{Hiding, policy_of},
        runs::{counts, log, remember_first, run_row, set_counts},
    },
};
use rusqlite::{Connection, OptionalExtension, params};
use tidegate_domain::{
    Timestamp,
    document::Outcome,
    finding::NewFinding,
    id::{ConnectorId, DocumentId, RunId},
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason, Version},
    problem::{ErrorClass, Problem},
    run::{EventLevel, RunCounts, RunEvent},
};

/// One page of a listing, with what the scope decided of each object.
#[derive(Debug)]
pub struct StagePage<'a> {
    pub run: &'a RunId,
    pub connector: &'a ConnectorId,
    pub policy_fingerprint: &'a str,
    /// Examine unchanged objects as well.
    pub reexamine: bool,
    /// Skip keys that were ever processed.
    pub new_only: bool,
    /// Objects that the run may process in all.
    pub max_process: Option<u64>,
    pub objects: &'a [(ObjectMeta, Option<SkipReason>)],
    pub checkpoint: Option<&'a str>,
    pub listing_complete: bool,
    pub now: Timestamp,
}

/// A staged object that waits to be examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItem {
    /// Grows in the order of staging within a run.
    pub seq: i64,
    pub document: DocumentId,
    pub meta: ObjectMeta,
}

/// What became of one staged object.
#[derive(Debug, Clone)]
pub struct Completion {
    pub run: RunId,
    pub document: DocumentId,
    pub outcome: Outcome,
    /// The version that was read, when it was.
    pub version: Option<Version>,
    pub size: Option<u64>,
    pub format: String,
    pub examined: u64,
    pub bytes_read: u64,
    pub findings: Vec<NewFinding>,
    pub policy_fingerprint: String,
    /// The version whose reader was lost over it. After [`STOPS`] of them it is left alone.
    pub stopped: Option<Version>,
    pub now: Timestamp,
}

/// Readers that one version of an object may cost before only a full sync tries it again.
const STOPS: i64 = 3;
/// Said of such an object.
const LEFT_ALONE: &str = "It has stopped its reader three times and is not read again until it changes or a full sync asks for it.";

#[derive(Debug)]
pub struct Work<'a> {
    pub(crate) pool: &'a Pool,
}

struct Known {
    row: i64,
    state: String,
    scanned: bool,
    scanned_policy: Option<i64>,
    ever_processed: bool,
    listed_run: Option<i64>,
    /// This very version has cost too many readers.
    left_alone: bool,
}

impl Work<'_> {
    /// Stages a page: each object becomes pending or skipped, exactly once per run.
    pub fn stage(&self, page: &StagePage<'_>) -> Result<RunCounts, StoreError> {
        self.pool.write(|db| {
            let run = run_row(db, page.run)?;
            let connector = row_of(db, page.connector)?;
            let policy = policy_row(db, page.policy_fingerprint)?;
            let mut counts = counts(db, run)?;
            let mut to_process: u64 =
                db.query_row("SELECT processed FROM runs WHERE row = ?1", [run], |row| row.get(0).map(uint))?;
            for (meta, decided) in page.objects {
                let known = known(db, connector, meta)?;
                if known.as_ref().is_some_and(|known| known.listed_run == Some(run)) {
                    continue;
                }
                let unchanged = known.as_ref().is_some_and(|known| {
                    known.scanned && known.scanned_policy == Some(policy) && known.state != "gone" && known.state != "failed"
                });
                let skip = match decided {
                    Some(reason) => Some(*reason),
                    None if page.new_only && known.as_ref().is_some_and(|known| known.ever_processed) => {
                        Some(SkipReason::AlreadyProcessed)
                    }
                    None if (unchanged || known.as_ref().is_some_and(|known| known.left_alone)) && !page.reexamine => Some(SkipReason::Unchanged),
                    None if page.max_process.is_some_and(|most| to_process >= most) => Some(SkipReason::MaxFiles),
                    None => None,
                };
                counts.listed += 1;
                counts.bytes_listed += meta.size;
                let seq = skip.is_none().then(|| int(counts.listed));
                match skip {
                    Some(reason) => *counts.skipped.entry(reason).or_default() += 1,
                    None => {
                        counts.pending += 1;
                        to_process += 1;
                    }
                }
                // What was examined at this very version keeps its state; anything else says why it was not.
                let keeps = known.as_ref().is_some_and(|known| known.scanned && known.state != "gone");
                let state = match (skip, keeps) {
                    (Some(SkipReason::Unchanged), _) | (_, true) => None,
                    (Some(reason), false) => Some(("skipped", Some(reason.as_str()))),
                    (None, false) => known.is_none().then_some(("pending", None)),
                };
                put(db, connector, run, meta, seq, known.as_ref(), state, page.now)?;
            }
            db.prepare_cached(
                "UPDATE runs SET counts = ?2, processed = ?3, checkpoint = ?4, listing_complete = ?5 WHERE row = ?1",
            )?
            .execute(params![run, crate::row::json(&counts)?, int(to_process), page.checkpoint, page.listing_complete])?;
            Ok(counts)
        })
    }

    /// Where the listing of a run stands, and whether it is over.
    pub fn checkpoint(&self, run: &RunId) -> Result<(Option<String>, bool), StoreError> {
        self.pool.read(|db| {
            let row = run_row(db, run)?;
            let sql = "SELECT checkpoint, listing_complete FROM runs WHERE row = ?1";
            Ok(db.query_row(sql, [row], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }

    /// Objects that wait, in the order of staging, after `after_seq`.
    pub fn pending(&self, run: &RunId, after_seq: i64, limit: u32) -> Result<Vec<WorkItem>, StoreError> {
        self.pool.read(|db| {
            let run = run_row(db, run)?;
            let mut query = db.prepare_cached(
                "SELECT pending, row, first_seen, bucket, key, size, version, modified FROM documents
                 WHERE listed_run = ?1 AND pending > ?2 ORDER BY pending LIMIT ?3",
            )?;
            let items = query.query_map(params![run, after_seq, limit], |row| {
                Ok(WorkItem {
                    seq: row.get(0)?,
                    document: document_id(row.get(1)?, row.get(2)?),
                    meta: ObjectMeta {
                        object: ObjectRef {
                            bucket: row.get(3)?,
                            key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(4)?),
                        },
                        size: uint(row.get(5)?),
                        version: Version(row.get(6)?),
                        modified: row.get::<_, Option<i64>>(7)?.map(at),
                        storage_class: None,
                        unreadable: None,
                    },
                })
            })?;
            Ok(items.collect::<Result<_, _>>()?)
        })
    }

    /// Records outcomes, all in one transaction. An object that is not pending in its run is left alone,
    /// so that the same completion twice counts once. Answers the newest counters, run by run.
    pub fn complete(&self, batch: &[Completion]) -> Result<Vec<RunCounts>, StoreError> {
        self.pool.write(|db| {
            let mut runs: Vec<(RunId, i64, RunCounts)> = Vec::new();
            let hiding = Hiding::load(db, self.pool.globs)?;
            for done in batch {
                let at = match runs.iter().position(|(id, ..)| *id == done.run) {
                    Some(at) => at,
                    None => {
                        let run = run_row(db, &done.run)?;
                        runs.push((done.run.clone(), run, counts(db, run)?));
                        runs.len() - 1
                    }
                };
                let (_, run, counts) = &mut runs[at];
                complete_one(db, *run, counts, done, &hiding)?;
            }
            for (_, run, counts) in &runs {
                set_counts(db, *run, counts)?;
            }
            Ok(runs.into_iter().map(|(.., counts)| counts).collect())
        })
    }

    /// After a complete listing without gaps: documents of the connector that it did not list are gone.
    pub fn mark_gone(&self, run: &RunId, now: Timestamp) -> Result<u64, StoreError> {
        self.pool.write(|db| {
            let run = run_row(db, run)?;
            let connector: i64 = db.query_row("SELECT connector FROM runs WHERE row = ?1", [run], |row| row.get(0))?;
            db.execute(
                "UPDATE findings SET present = 0 WHERE document IN (SELECT row FROM documents
                 WHERE connector = ?1 AND listed_run IS NOT ?2 AND state != 'gone')",
                params![connector, run],
            )?;
            let gone = db.execute(
                "UPDATE documents SET state = 'gone', skip_reason = NULL, pending = NULL, findings = 0, worst = NULL,
                 risk = 0, processed = ?3 WHERE connector = ?1 AND listed_run IS NOT ?2 AND state != 'gone'",
                params![connector, run, ms(now)],
            )?;
            Ok(gone as u64)
        })
    }
}

fn policy_row(db: &Connection, fingerprint: &str) -> Result<i64, StoreError> {
    let known = db
        .prepare_cached("SELECT row FROM scan_fingerprints WHERE fingerprint = ?1")?
        .query_row([fingerprint], |row| row.get(0))
        .optional()?;
    if let Some(row) = known {
        return Ok(row);
    }
    db.execute(
        "INSERT INTO scan_fingerprints (fingerprint) VALUES (?1)",
        [fingerprint],
    )?;
    Ok(db.last_insert_rowid())
}

fn known(db: &Connection, connector: i64, meta: &ObjectMeta) -> Result<Option<Known>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT row, state, scanned_version IS ?4, scanned_policy, processed IS NOT NULL, listed_run,
         stops >= ?5 AND stopped_version IS ?4 FROM documents WHERE connector = ?1 AND bucket = ?2 AND key = ?3",
    )?;
    let values = params![
        connector,
        meta.object.bucket,
        meta.object.key.as_bytes(),
        meta.version.0,
        STOPS
    ];
    Ok(query
        .query_row(values, |row| {
            Ok(Known {
                row: row.get(0)?,
                state: row.get(1)?,
                scanned: row.get(2)?,
                scanned_policy: row.get(3)?,
                ever_processed: row.get(4)?,
                listed_run: row.get(5)?,
                left_alone: row.get(6)?,
            })
        })
        .optional()?)
}

#[allow(clippy::too_many_arguments, reason = "one row, written from one place")]
fn put(
    db: &Connection,
    connector: i64,
    run: i64,
    meta: &ObjectMeta,
    seq: Option<i64>,
    known: Option<&Known>,
    state: Option<(&str, Option<&str>)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let modified = meta.modified.map(ms);
    match known {
        Some(known) => {
            db.prepare_cached(
                "UPDATE documents SET version = ?2, size = ?3, modified = ?4, listed_run = ?5, pending = ?6 WHERE row = ?1",
            )?
            .execute(params![known.row, meta.version.0, int(meta.size), modified, run, seq])?;
            if let Some((state, reason)) = state {
                db.prepare_cached("UPDATE documents SET state = ?2, skip_reason = ?3 WHERE row = ?1")?
                    .execute(params![known.row, state, reason])?;
            }
        }
        None => {
            let (state, reason) = state.unwrap_or(("pending", None));
            db.prepare_cached(
                "INSERT INTO documents (connector, bucket, key, first_seen, version, size, modified, state, skip_reason,
                 listed_run, pending) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                connector,
                meta.object.bucket,
                meta.object.key.as_bytes(),
                ms(now),
                meta.version.0,
                int(meta.size),
                modified,
                state,
                reason,
                run,
                seq
            ])?;
        }
    }
    Ok(())
}

fn complete_one(
    db: &Connection,
    run: i64,
    counts: &mut RunCounts,
    done: &Completion,
    hiding: &Hiding,
) -> Result<(), StoreError> {
    let row = document_row(&done.document);
    let waits: Option<(i64, i64, String, Vec<u8>)> = db
        .prepare_cached(
            "SELECT connector, findings, bucket, key FROM documents WHERE row = ?1 AND listed_run = ?2 AND pending IS NOT NULL",
        )?
        .query_row(params![row, run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((connector, had_findings, bucket, key)) = waits else {
        return Ok(());
    };
    counts.pending = counts.pending.saturating_sub(1);
    counts.bytes_read += done.bytes_read;
    let examined = matches!(
        done.outcome,
        Outcome::Scanned
            | Outcome::Partial { .. }
            | Outcome::Skipped(SkipReason::UnsupportedFormat | SkipReason::Empty)
    );
    if examined {
        counts.collected += 1;
    }
    let (state, reason, class, message) = match &done.outcome {
        Outcome::Scanned => {
            counts.parsed += 1;
            counts.scanned += 1;
            ("scanned", None, None, None)
        }
        Outcome::Partial { message } => {
            counts.parsed += 1;
            counts.partial += 1;
            ("partial", None, None, Some(message))
        }
        Outcome::Skipped(reason) => {
            *counts.skipped.entry(*reason).or_default() += 1;
            ("skipped", Some(reason.as_str()), None, None)
        }
        Outcome::Failed { class, message } => {
            *counts.failed.entry(*class).or_default() += 1;
            ("failed", None, Some(*class), Some(message))
        }
        Outcome::Gone => {
            counts.gone += 1;
            ("gone", None, None, None)
        }
    };
    note(db, run, done, &bucket, &key)?;
    let policy = if examined {
        Some(policy_row(db, &done.policy_fingerprint)?)
    } else {
        None
    };
    let scanned_version = if examined {
        done.version.as_ref().map(|version| &version.0)
    } else {
        None
    };
    db.prepare_cached(
        "UPDATE documents SET state = ?2, skip_reason = ?3, error_class = ?4, message = ?5, format = ?6, examined = ?7,
         processed = ?8, last_run = ?9, pending = NULL, version = COALESCE(?10, version), size = COALESCE(?11, size),
         scanned_version = ?12, scanned_policy = ?13 WHERE row = ?1",
    )?
    .execute(params![
        row,
        state,
        reason,
        class.map(ErrorClass::as_str),
        message,
        done.format,
        int(done.examined),
        ms(done.now),
        run,
        done.version.as_ref().map(|version| &version.0),
        done.size.map(int),
        scanned_version,
        policy
    ])?;
    if let Some(version) = &done.stopped {
        db.prepare_cached(
            "UPDATE documents SET stops = CASE WHEN stopped_version IS ?2 THEN stops + 1 ELSE 1 END, stopped_version = ?2
             WHERE row = ?1",
        )?
        .execute(params![row, version.0])?;
        db.prepare_cached(
            "UPDATE documents SET message = message || ' ' || ?2 WHERE row = ?1 AND stops >= ?3",
        )?
        .execute(params![row, LEFT_ALONE, STOPS])?;
    }
    if !done.findings.is_empty() {
        let (policy, least) = policy_of(db, connector)?;
        let connector_id: String = db
            .prepare_cached("SELECT id FROM connectors WHERE row = ?1")?
            .query_row([connector], |row| row.get(0))?;
        let examined = Examined {
            connector,
            connector_id: &connector_id,
            document: row,
            bucket: &bucket,
            key: &ObjectKey::from_bytes(key),
            policy: &policy,
            least,
            hiding,
        };
        for finding in &done.findings {
            let written = findings::upsert(db, &examined, run, finding, done.now)?;
            counts.findings += u64::from(written.shown);
            counts.findings_new += u64::from(written.shown && written.new);
        }
    }
    // What was not read keeps what was found in it: an archived object still holds it.
    let replaces = matches!(
        done.outcome,
        Outcome::Scanned
            | Outcome::Gone
            | Outcome::Skipped(SkipReason::UnsupportedFormat | SkipReason::Empty)
    );
    if replaces {
        findings::not_seen(db, row, run, matches!(done.outcome, Outcome::Gone))?;
    }
    if had_findings > 0 || !done.findings.is_empty() {
        refresh_document(db, row)?;
    }
    Ok(())
}

/// Tells the run's log about an object that could not be fully examined.
fn note(db: &Connection, run: i64, done: &Completion, bucket: &str, key: &[u8]) -> Result<(), StoreError> {
    let (level, class, message) = match &done.outcome {
        Outcome::Failed { class, message } => {
            remember_first(db, run, Problem::new(*class, message.clone(), ""))?;
            (EventLevel::Error, Some(*class), message.clone())
        }
        Outcome::Partial { message } => (EventLevel::Warning, None, message.clone()),
        Outcome::Gone => (
            EventLevel::Warning,
            Some(ErrorClass::NotFound),
            "It was listed, and gone when it was read.".into(),
        ),
        Outcome::Scanned | Outcome::Skipped(_) => return Ok(()),
    };
    let event = RunEvent {
        at: done.now,
        level,
        message,
        bucket: Some(bucket.to_owned()),
        key: Some(ObjectKey::from_bytes(key)),
        class,
    };
    log(db, run, &event)
}
