//! The copies that syncs keep: of each document the latest, so that what has not changed is not copied again.
//!
//! A copy is current while its document has the version that it was made of, and it would be made the same way again
//! (`made_as`: detectors, actions and place, as the engine spells them) with the same findings left in. Knows nothing
//! of places and files.

use crate::{
    StoreError,
    open::Pool,
    row::{id, json, ms, uint, word},
    tables::{
        exports::{ALLOWED, ALLOWED_ORDER, one},
        runs::{counts, log, run_row, set_counts},
    },
};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use tidegate_domain::{
    Timestamp,
    export::{CopyItem, CopyState, Export, ExportStatus},
    id::{ExportId, RunId},
    key::ObjectKey,
    run::{EventLevel, RunCounts, RunEvent},
};

pub(crate) const M1: &str = "
CREATE TABLE copies (
    document INTEGER PRIMARY KEY,
    export INTEGER NOT NULL REFERENCES exports (row) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    version TEXT NOT NULL,
    made_as TEXT NOT NULL,
    allowed TEXT NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX copies_export ON copies (export, state);
";

/// Which objects of a run are to be copied.
#[derive(Debug, Clone)]
pub struct RunCopies<'a> {
    pub run: &'a RunId,
    /// How copies are made now: another spelling makes earlier ones stale.
    pub made_as: &'a str,
    /// Also those whose copy is current, or was refused for what the object is.
    pub again: bool,
    /// Only those that this run examined, not all that it listed.
    pub examined_only: bool,
}

#[derive(Debug)]
pub struct Copies<'a> {
    pub(crate) pool: &'a Pool,
}

/// A document that a run listed, and that was examined in the version which it lists.
struct Listed {
    row: i64,
    bucket: String,
    key: Vec<u8>,
    version: String,
    size: i64,
    /// Of its copy, when that is current.
    copy: Option<CopyState>,
}

impl Copies<'_> {
    /// Stores an export of the objects that are to be copied after a run; `None` when there are none.
    pub fn create(&self, wanted: &RunCopies<'_>, export: &Export) -> Result<Option<Export>, StoreError> {
        self.pool.write(|db| {
            let run = run_row(db, wanted.run)?;
            db.execute(
                "INSERT INTO exports (id, connector, run, made_as, export, status, created)
                 SELECT ?1, connector, row, ?2, ?3, ?4, ?5 FROM runs WHERE row = ?6",
                params![
                    export.id.as_str(),
                    wanted.made_as,
                    json(export)?,
                    word(&ExportStatus::Running)?,
                    ms(export.created_at),
                    run
                ],
            )?;
            let row = db.last_insert_rowid();
            let mut put = db.prepare_cached(
                "INSERT INTO export_items (export, number, document, bucket, key, version, size)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            let mut number = 0;
            each_listed(db, run, wanted, |one| {
                if wanted.again || matches!(one.copy, None | Some(CopyState::Failed)) {
                    number += 1;
                    put.execute(params![
                        row,
                        number,
                        one.row,
                        one.bucket,
                        one.key,
                        one.version,
                        one.size
                    ])?;
                }
                Ok(())
            })?;
            if number == 0 {
                db.execute("DELETE FROM exports WHERE row = ?1", [row])?;
                return Ok(None);
            }
            one(db, &export.id).map(Some)
        })
    }

    /// Forgets an export that could not start, unless something was made in it before.
    pub fn withdraw(&self, export: &ExportId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "DELETE FROM exports WHERE id = ?1
                 AND NOT EXISTS (SELECT 1 FROM export_items i WHERE i.export = exports.row AND i.state IS NOT NULL)",
                [export.as_str()],
            )?;
            Ok(())
        })
    }

    /// The export of a run's objects that are copied this way, when one has begun.
    pub fn begun(&self, run: &RunId, made_as: &str) -> Result<Option<Export>, StoreError> {
        self.pool.read(|db| {
            let found: Option<String> = db
                .prepare_cached(
                    "SELECT id FROM exports WHERE run = ?1 AND made_as = ?2 ORDER BY row DESC LIMIT 1",
                )?
                .query_row(params![run_row(db, run)?, made_as], |row| row.get(0))
                .optional()?;
            let found: Option<ExportId> = found.map(|text| id(&text, "export id")).transpose()?;
            found.map(|found| one(db, &found)).transpose()
        })
    }

    /// Brings a run's counters up to what became of its copies, and answers them.
    pub fn count(&self, wanted: &RunCopies<'_>) -> Result<RunCounts, StoreError> {
        self.pool.write(|db| {
            let run = run_row(db, wanted.run)?;
            let mut counts = counts(db, run)?;
            (counts.to_copy, counts.copied, counts.redacted) = made(db, run)?;
            counts.not_copied = 0;
            each_listed(db, run, wanted, |one| {
                counts.not_copied += u64::from(!one.copy.is_some_and(CopyState::is_copy));
                Ok(())
            })?;
            set_counts(db, run, &counts)?;
            Ok(counts)
        })
    }

    /// Of a run whose copies are under way: objects to copy, copies, and of them those with values removed.
    pub fn progress(&self, run: &RunId) -> Result<(u64, u64, u64), StoreError> {
        self.pool.read(|db| made(db, run_row(db, run)?))
    }
}

/// What a run's export came to: objects, copies, and copies with values removed.
fn made(db: &Connection, run: i64) -> Result<(u64, u64, u64), StoreError> {
    // An earlier one of the same run was given up, because copies are made otherwise now; the last has all of it.
    let mut query = db.prepare_cached(
        "SELECT state, COUNT(*) FROM export_items WHERE export = (SELECT MAX(row) FROM exports WHERE run = ?1)
         GROUP BY state",
    )?;
    let mut rows = query.query([run])?;
    let (mut all, mut copied, mut redacted) = (0, 0, 0);
    while let Some(row) = rows.next()? {
        let count = uint(row.get(1)?);
        all += count;
        match row.get::<_, Option<String>>(0)?.as_deref() {
            Some("verified") => {
                copied += count;
                redacted += count;
            }
            Some("unchanged") => copied += count,
            _ => {}
        }
    }
    Ok((all, copied, redacted))
}

/// Tells what a run listed and what was examined in that version, in the order of the keys.
fn each_listed(
    db: &Connection,
    run: i64,
    wanted: &RunCopies<'_>,
    mut each: impl FnMut(Listed) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let connector: i64 = db.query_row("SELECT connector FROM runs WHERE row = ?1", [run], |row| {
        row.get(0)
    })?;
    let marks = marks(db, connector)?;
    let mut query = db.prepare_cached(
        "SELECT d.row, d.bucket, d.key, d.version, d.size, k.state, k.allowed,
         k.version = d.version AND k.made_as = ?3
         FROM documents d LEFT JOIN copies k ON k.document = d.row
         WHERE d.connector = ?1 AND d.listed_run = ?2 AND d.state <> 'gone' AND d.scanned_version = d.version
         AND (d.last_run = ?2 OR NOT ?4) ORDER BY d.bucket, d.key",
    )?;
    let mut rows = query.query(params![connector, run, wanted.made_as, wanted.examined_only])?;
    while let Some(row) = rows.next()? {
        let document: i64 = row.get(0)?;
        let copy = match (row.get::<_, Option<bool>>(7)?, row.get::<_, Option<String>>(5)?) {
            (Some(true), Some(state)) => {
                let allowed: String = row.get(6)?;
                let same = marks.get(&document).map_or("", String::as_str) == allowed;
                same.then(|| crate::row::of_word(&state, "copy state"))
                    .transpose()?
            }
            _ => None,
        };
        each(Listed {
            row: document,
            bucket: row.get(1)?,
            key: row.get(2)?,
            version: row.get(3)?,
            size: row.get(4)?,
            copy,
        })?;
    }
    Ok(())
}

/// Of each document in which a person allowed something, what stands for all of it.
fn marks(db: &Connection, connector: i64) -> Result<HashMap<i64, String>, StoreError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT DISTINCT f.document, f.detector, f.fingerprint FROM findings f WHERE f.connector = ?1 AND {ALLOWED}
         ORDER BY f.document, {ALLOWED_ORDER}"
    ))?;
    let mut rows = query.query([connector])?;
    let mut marks: HashMap<i64, Mark> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (detector, fingerprint): (String, String) = (row.get(1)?, row.get(2)?);
        marks.entry(row.get(0)?).or_default().add(&detector, &fingerprint);
    }
    Ok(marks
        .into_iter()
        .map(|(document, mark)| (document, mark.end()))
        .collect())
}

/// Stands for a set of allowed findings, told in their order; empty for none.
#[derive(Default)]
pub(super) struct Mark(Option<Sha256>);

impl Mark {
    pub(super) fn add(&mut self, detector: &str, fingerprint: &str) {
        let hash = self.0.get_or_insert_default();
        for text in [detector, fingerprint] {
            hash.update(text.as_bytes());
            hash.update([0]);
        }
    }

    pub(super) fn end(self) -> String {
        self.0.map_or_else(String::new, |hash| {
            hash.finalize()
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect()
        })
    }
}

/// Keeps what became of an object as its latest copy, and tells the log of the run when there is none.
pub(super) fn settle(
    db: &Connection,
    export: i64,
    number: i64,
    allowed_mark: &str,
    item: &CopyItem,
    now: Timestamp,
) -> Result<(), StoreError> {
    let of_run: Option<(i64, String, String)> = db
        .prepare_cached(
            "SELECT e.run, i.bucket, e.made_as FROM exports e JOIN export_items i ON i.export = e.row
             WHERE e.row = ?1 AND i.number = ?2 AND e.run IS NOT NULL AND e.made_as IS NOT NULL",
        )?
        .query_row([export, number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((run, bucket, made_as)) = of_run else {
        return Ok(());
    };
    // An older export that goes on late says nothing of what a newer one has copied.
    db.prepare_cached(
        "INSERT INTO copies (document, export, number, version, made_as, allowed, state)
         SELECT document, export, number, version, ?3, ?4, ?5 FROM export_items WHERE export = ?1 AND number = ?2
         ON CONFLICT (document) DO UPDATE SET export = excluded.export, number = excluded.number,
         version = excluded.version, made_as = excluded.made_as, allowed = excluded.allowed, state = excluded.state
         WHERE excluded.export >= copies.export",
    )?
    .execute(params![export, number, made_as, allowed_mark, word(&item.state)?])?;
    if item.state.is_copy() {
        return Ok(());
    }
    let event = RunEvent {
        at: now,
        level: match item.state {
            CopyState::Failed => EventLevel::Error,
            _ => EventLevel::Warning,
        },
        message: format!("No redacted copy. {}", item.reason.as_deref().unwrap_or_default()),
        bucket: Some(bucket),
        key: Some(ObjectKey::clone(&item.key)),
        class: None,
    };
    log(db, run, &event)
}
