//! Makings of redacted copies, and what became of each object. Holds no value: counts, hashes and places.

use crate::{
    StoreError,
    open::Pool,
    row::{Where, at, bounds, int, json, ms, next_cursor, of_word, parse, uint, word},
    tables::{connectors::row_of, copies, documents::below},
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use std::collections::HashSet;
use tidegate_domain::{
    Timestamp,
    export::{CopyItem, CopyState, CopyTotals, Export, ExportDraft, ExportPlan, ExportStatus},
    id::{ConnectorId, ExportId},
    key::ObjectKey,
    object::{ObjectRef, Version},
    page::{Page, PageRequest},
};

pub(crate) const M1: &str = "
CREATE TABLE exports (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    connector INTEGER NOT NULL REFERENCES connectors (row),
    run INTEGER REFERENCES runs (row),
    made_as TEXT,
    export TEXT NOT NULL,
    status TEXT NOT NULL,
    message TEXT,
    created INTEGER NOT NULL,
    ended INTEGER
) STRICT;
CREATE INDEX exports_run ON exports (run) WHERE run IS NOT NULL;
CREATE TABLE export_items (
    export INTEGER NOT NULL REFERENCES exports (row) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    document INTEGER NOT NULL,
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    version TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT,
    replaced INTEGER NOT NULL DEFAULT 0,
    copy_size INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT,
    item TEXT,
    PRIMARY KEY (export, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX export_items_state ON export_items (export, state, number);
CREATE INDEX export_items_sha256 ON export_items (sha256) WHERE sha256 IS NOT NULL;
";

#[derive(Debug)]
pub struct Exports<'a> {
    pub(crate) pool: &'a Pool,
}

/// An object whose copy is still to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportWork {
    pub number: u64,
    pub object: ObjectRef,
    pub version: Version,
    pub size: u64,
    /// Detector and fingerprint of what a person said is not sensitive there.
    pub allowed: HashSet<(String, String)>,
    /// Stands for `allowed`: another set has another.
    pub allowed_mark: String,
}

impl Exports<'_> {
    /// What a draft covers now.
    pub fn plan(&self, draft: &ExportDraft) -> Result<ExportPlan, StoreError> {
        self.pool.read(|db| {
            let wanted = covered(db, draft)?;
            let sql = format!(
                "SELECT COUNT(*), COALESCE(SUM(d.size), 0), COALESCE(SUM(d.findings > 0), 0),
                 COALESCE(SUM(d.findings), 0), COALESCE(SUM(d.state IN ('partial', 'failed', 'skipped', 'pending')), 0)
                 FROM documents d {}",
                wanted.sql()
            );
            Ok(db.query_row(&sql, params_from_iter(&wanted.values), |row| {
                Ok(ExportPlan {
                    objects: uint(row.get(0)?),
                    bytes: uint(row.get(1)?),
                    with_findings: uint(row.get(2)?),
                    findings: uint(row.get(3)?),
                    not_examined: uint(row.get(4)?),
                })
            })?)
        })
    }

    /// Stores an export with its objects, in the order of their keys.
    pub fn create(&self, export: &Export) -> Result<Export, StoreError> {
        self.pool.write(|db| {
            let connector = row_of(db, &export.draft.connector_id)?;
            db.execute(
                "INSERT INTO exports (id, connector, export, status, created) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    export.id.as_str(),
                    connector,
                    json(export)?,
                    word(&ExportStatus::Running)?,
                    ms(export.created_at)
                ],
            )?;
            let row = db.last_insert_rowid();
            let wanted = covered(db, &export.draft)?;
            let sql = format!(
                "INSERT INTO export_items (export, number, document, bucket, key, version, size)
                 SELECT {row}, ROW_NUMBER() OVER (ORDER BY d.bucket, d.key), d.row, d.bucket, d.key, d.version, d.size
                 FROM documents d {}",
                wanted.sql()
            );
            db.execute(&sql, params_from_iter(&wanted.values))?;
            one(db, &export.id)
        })
    }

    /// Newest first; 50 rows by default, 200 at most.
    pub fn list(&self, page: &PageRequest) -> Result<Page<Export>, StoreError> {
        let (limit, start) = bounds(page, 50, 200)?;
        self.pool.read(|db| {
            let total = uint(db.query_row("SELECT COUNT(*) FROM exports", [], |row| row.get(0))?);
            let mut query = db.prepare_cached(&format!("{SELECT} ORDER BY e.row DESC LIMIT ?1 OFFSET ?2"))?;
            let mut rows = query.query(params![limit, int(start)])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(read(db, row)?);
            }
            let next_cursor = next_cursor(start, found.len(), total);
            Ok(Page {
                rows: found,
                total,
                next_cursor,
            })
        })
    }

    pub fn get(&self, id: &ExportId) -> Result<Export, StoreError> {
        self.pool.read(|db| one(db, id))
    }

    /// What became of the objects, by number; only those of a state when one is named.
    pub fn items(
        &self,
        id: &ExportId,
        state: Option<CopyState>,
        page: &PageRequest,
    ) -> Result<Page<CopyItem>, StoreError> {
        let (limit, start) = bounds(page, 200, 1_000)?;
        let state = state.map(|state| word(&state)).transpose()?;
        self.pool.read(|db| {
            let export = row_of_export(db, id)?;
            let total = db.query_row(
                "SELECT COUNT(*) FROM export_items WHERE export = ?1 AND item IS NOT NULL AND (?2 IS NULL OR state = ?2)",
                params![export, state],
                |row| row.get(0),
            )?;
            let mut query = db.prepare_cached(
                "SELECT item FROM export_items WHERE export = ?1 AND item IS NOT NULL AND (?2 IS NULL OR state = ?2)
                 ORDER BY number LIMIT ?3 OFFSET ?4",
            )?;
            let mut rows = query.query(params![export, state, limit, int(start)])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(parse(&row.get::<_, String>(0)?, "export item")?);
            }
            let next_cursor = next_cursor(start, found.len(), uint(total));
            Ok(Page {
                rows: found,
                total: uint(total),
                next_cursor,
            })
        })
    }

    /// What became of the object with this key, and where it is. Several buckets may have one: then the one with this
    /// copy, or else the first that was copied.
    pub fn item(
        &self,
        id: &ExportId,
        key: &ObjectKey,
        copy: Option<&ObjectKey>,
    ) -> Result<Option<(ObjectRef, CopyItem)>, StoreError> {
        self.pool.read(|db| {
            let export = row_of_export(db, id)?;
            let mut query = db.prepare_cached(
                "SELECT bucket, item FROM export_items WHERE export = ?1 AND key = ?2 AND item IS NOT NULL
                 ORDER BY state NOT IN ('verified', 'unchanged'), number",
            )?;
            let mut rows = query.query(params![export, key.as_bytes()])?;
            while let Some(row) = rows.next()? {
                let item: CopyItem = parse(&row.get::<_, String>(1)?, "export item")?;
                if copy.is_none_or(|copy| item.target.as_ref() == Some(copy)) {
                    let object = ObjectRef {
                        bucket: row.get(0)?,
                        key: key.clone(),
                    };
                    return Ok(Some((object, item)));
                }
            }
            Ok(None)
        })
    }

    /// Detector and fingerprint of what a person said is not sensitive in an object.
    pub fn allowed(
        &self,
        connector: &ConnectorId,
        object: &ObjectRef,
    ) -> Result<HashSet<(String, String)>, StoreError> {
        self.pool.read(|db| {
            let connector = row_of(db, connector)?;
            let document: Option<i64> = db
                .prepare_cached(
                    "SELECT row FROM documents WHERE connector = ?1 AND bucket = ?2 AND key = ?3",
                )?
                .query_row(params![connector, object.bucket, object.key.as_bytes()], |row| {
                    row.get(0)
                })
                .optional()?;
            document.map_or_else(|| Ok(HashSet::new()), |document| Ok(allowed(db, document)?.0))
        })
    }

    /// The next objects after `number` that have no outcome yet.
    pub fn work(&self, id: &ExportId, after: u64, limit: u32) -> Result<Vec<ExportWork>, StoreError> {
        self.pool.read(|db| {
            let export = row_of_export(db, id)?;
            let mut query = db.prepare_cached(
                "SELECT number, bucket, key, version, size, document FROM export_items
                 WHERE export = ?1 AND state IS NULL AND number > ?2 ORDER BY number LIMIT ?3",
            )?;
            let mut rows = query.query(params![export, int(after), limit])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let (allowed, allowed_mark) = allowed(db, row.get(5)?)?;
                found.push(ExportWork {
                    number: uint(row.get(0)?),
                    object: ObjectRef {
                        bucket: row.get(1)?,
                        key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(2)?),
                    },
                    version: Version(row.get(3)?),
                    size: uint(row.get(4)?),
                    allowed,
                    allowed_mark,
                });
            }
            Ok(found)
        })
    }

    /// Records what became of an object, whose copy was made with what `allowed_mark` stands for.
    pub fn settle(
        &self,
        id: &ExportId,
        number: u64,
        allowed_mark: &str,
        item: &CopyItem,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let export = row_of_export(db, id)?;
            db.execute(
                "UPDATE export_items SET state = ?3, replaced = ?4, copy_size = ?5, item = ?6, sha256 = ?7
                 WHERE export = ?1 AND number = ?2",
                params![
                    export,
                    int(number),
                    word(&item.state)?,
                    int(item.replaced),
                    int(item.copy_size),
                    json(item)?,
                    item.state.is_copy().then_some(&item.sha256)
                ],
            )?;
            copies::settle(db, export, int(number), allowed_mark, item, now)
        })
    }

    /// Whether a copy with this hash (hexadecimal digits of SHA-256) was written by any export that is known, as the
    /// copy of an object of this name, and is not another object's at the same place.
    pub fn wrote(&self, sha256: &str, object: &ObjectRef, target: &ObjectKey) -> Result<bool, StoreError> {
        self.pool.read(|db| {
            Ok(db
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM export_items WHERE sha256 = ?1 AND bucket = ?2 AND key = ?3)
                     AND NOT EXISTS (SELECT 1 FROM export_items WHERE sha256 = ?1 AND (bucket <> ?2 OR key <> ?3)
                     AND json_extract(item, '$.target') = ?4)",
                )?
                .query_row(
                    params![sha256, object.bucket, object.key.as_bytes(), target.to_text()],
                    |row| row.get(0),
                )?)
        })
    }

    /// Has what failed tried again. Answers how many.
    pub fn forget_failed(&self, id: &ExportId) -> Result<u64, StoreError> {
        self.pool.write(|db| {
            let export = row_of_export(db, id)?;
            let count = db.execute(
                "UPDATE export_items SET state = NULL, item = NULL, replaced = 0, copy_size = 0
                 WHERE export = ?1 AND state = ?2",
                params![export, word(&CopyState::Failed)?],
            )?;
            Ok(count as u64)
        })
    }

    pub fn set_status(
        &self,
        id: &ExportId,
        status: ExportStatus,
        message: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let ended = (status != ExportStatus::Running).then(|| ms(now));
        self.pool.write(|db| {
            db.execute(
                "UPDATE exports SET status = ?2, message = ?3, ended = ?4 WHERE id = ?1",
                params![id.as_str(), word(&status)?, message, ended],
            )?;
            Ok(())
        })
    }

    /// Exports that the last process left under way.
    pub fn mark_interrupted(&self, now: Timestamp) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "UPDATE exports SET status = ?1, message = ?2, ended = ?3 WHERE status = ?4",
                params![
                    word(&ExportStatus::Interrupted)?,
                    "The program ended while copies were being made.",
                    ms(now),
                    word(&ExportStatus::Running)?
                ],
            )?;
            Ok(())
        })
    }
}

const SELECT: &str = "SELECT e.row, e.export, e.status, e.message, e.ended FROM exports e";

pub(super) fn one(db: &Connection, id: &ExportId) -> Result<Export, StoreError> {
    let mut query = db.prepare_cached(&format!("{SELECT} WHERE e.id = ?1"))?;
    let mut rows = query.query([id.as_str()])?;
    match rows.next()? {
        Some(row) => read(db, row),
        None => Err(StoreError::Missing("export")),
    }
}

fn read(db: &Connection, row: &Row<'_>) -> Result<Export, StoreError> {
    let number: i64 = row.get(0)?;
    let stored: Export = parse(&row.get::<_, String>(1)?, "export")?;
    let mut totals = CopyTotals::default();
    let mut objects = 0;
    let mut query = db.prepare_cached(
        "SELECT state, COUNT(*), SUM(replaced), SUM(copy_size) FROM export_items WHERE export = ?1 GROUP BY state",
    )?;
    let mut rows = query.query([number])?;
    while let Some(row) = rows.next()? {
        let count = uint(row.get(1)?);
        objects += count;
        let Some(state) = row.get::<_, Option<String>>(0)? else {
            continue;
        };
        match of_word(&state, "copy state")? {
            CopyState::Verified => totals.verified = count,
            CopyState::Unchanged => totals.unchanged = count,
            CopyState::Refused => totals.refused = count,
            CopyState::Failed => totals.failed = count,
        }
        totals.replaced += uint(row.get(2)?);
        totals.copy_bytes += uint(row.get(3)?);
    }
    Ok(Export {
        status: of_word(&row.get::<_, String>(2)?, "export status")?,
        message: row.get(3)?,
        ended_at: row.get::<_, Option<i64>>(4)?.map(at),
        objects,
        totals,
        ..stored
    })
}

fn row_of_export(db: &Connection, export: &ExportId) -> Result<i64, StoreError> {
    db.prepare_cached("SELECT row FROM exports WHERE id = ?1")?
        .query_row([export.as_str()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Missing("export"))
}

/// The documents that a draft covers; those that went away are not there to be copied.
fn covered(db: &Connection, draft: &ExportDraft) -> Result<Where, StoreError> {
    let mut wanted = Where::default();
    wanted.and("d.connector = ?", [row_of(db, &draft.connector_id)?]);
    wanted.and::<String>("d.state <> 'gone'", []);
    if let Some(bucket) = &draft.bucket {
        wanted.and("d.bucket = ?", [bucket.clone()]);
    }
    if let Some(prefix) = &draft.prefix {
        below(&mut wanted, "d.key", prefix);
    }
    if !draft.documents.is_empty() {
        let rows: Vec<String> = draft
            .documents
            .iter()
            .map(|document| super::documents::document_row(document).to_string())
            .collect();
        wanted.and::<String>(&format!("d.row IN ({})", rows.join(",")), []);
    }
    if draft.only_with_findings {
        wanted.and::<String>("d.findings > 0", []);
    }
    Ok(wanted)
}

/// What a person said is not sensitive in a document, by a rule or of one finding, and what stands for all of it.
fn allowed(db: &Connection, document: i64) -> Result<(HashSet<(String, String)>, String), StoreError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT DISTINCT f.detector, f.fingerprint FROM findings f WHERE f.document = ?1 AND {ALLOWED} ORDER BY {ALLOWED_ORDER}"
    ))?;
    let mut rows = query.query([document])?;
    let mut found = HashSet::new();
    let mut mark = copies::Mark::default();
    while let Some(row) = rows.next()? {
        let (detector, fingerprint): (String, String) = (row.get(0)?, row.get(1)?);
        mark.add(&detector, &fingerprint);
        found.insert((detector, fingerprint));
    }
    Ok((found, mark.end()))
}

/// Findings that a person said are not sensitive.
pub(super) const ALLOWED: &str = "f.present = 1
    AND ((f.hidden_by IS NOT NULL AND f.hidden_by <> 'threshold') OR f.status = 'false_positive')";
pub(super) const ALLOWED_ORDER: &str = "f.detector, f.fingerprint";

/// Forgets the exports of a connector that is purged.
pub(crate) fn purge(db: &Connection, connector: i64) -> Result<(), StoreError> {
    db.execute(
        "DELETE FROM export_items WHERE export IN (SELECT row FROM exports WHERE connector = ?1)",
        [connector],
    )?;
    db.execute("DELETE FROM exports WHERE connector = ?1", [connector])?;
    Ok(())
}
