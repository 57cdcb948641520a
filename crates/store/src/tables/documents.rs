//! Documents: every object ever listed, where it stands, and what was found in it in sum.

use crate::{
    StoreError,
    open::Pool,
    row::{Where, after_prefix, at, bounds, id, int, ms, next_cursor, of_word, parse, uint},
    tables::{
        connectors::{refresh, row_of, severity},
        exposure,
        risk::{of_document, open_terms},
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Value};
use tidegate_domain::{
    Timestamp,
    detector::Severity,
    document::{Document, DocumentQuery, DocumentState, NotExaminedQuery, Sensitivity},
    id::{ConnectorId, DocumentId},
    key::ObjectKey,
    object::{ObjectRef, Version},
    page::Page,
    risk::Risk,
};

pub(crate) const M1: &str = "
CREATE TABLE policies (
    row INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE documents (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    connector INTEGER NOT NULL REFERENCES connectors (row),
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    first_seen INTEGER NOT NULL,
    version TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER,
    format TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'pending',
    skip_reason TEXT,
    error_class TEXT,
    message TEXT,
    findings INTEGER NOT NULL DEFAULT 0,
    worst INTEGER,
    risk INTEGER NOT NULL DEFAULT 0,
    examined INTEGER NOT NULL DEFAULT 0,
    processed INTEGER,
    scanned_version TEXT,
    scanned_policy INTEGER,
    last_run INTEGER,
    listed_run INTEGER,
    pending INTEGER,
    UNIQUE (connector, bucket, key)
) STRICT;
CREATE INDEX documents_pending ON documents (listed_run, pending) WHERE pending IS NOT NULL;
";

/// How often the reader of a document was lost over one version of it.
pub(crate) const M_STOPS: &str = "
ALTER TABLE documents ADD COLUMN stops INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN stopped_version TEXT;
";

/// A document's id is made of when it was first seen and its row: nothing random to store.
pub(crate) fn document_id(row: i64, first_seen: i64) -> DocumentId {
    DocumentId::new(at(first_seen), u128::from(uint(row)))
}

pub(crate) fn document_row(id: &DocumentId) -> i64 {
    i64::try_from(id.random()).unwrap_or(-1)
}

const SELECT: &str =
    "SELECT d.row, d.first_seen, c.id, d.bucket, d.key, d.version, d.size, d.modified, d.format,
    d.state, d.skip_reason, d.error_class, d.message, d.findings, d.risk, d.examined, d.processed, r.id,
    MAX(COALESCE(b.level, 1), COALESCE(o.level, 0)),
    (SELECT json_object('export_id', e.id, 'state', k.state, 'reason', json_extract(i.item, '$.reason'),
     'target', json_extract(i.item, '$.target'), 'current', json(iif(k.version = d.version, 'true', 'false')))
     FROM copies k JOIN exports e ON e.row = k.export
     JOIN export_items i ON i.export = k.export AND i.number = k.number WHERE k.document = d.row)
    FROM documents d JOIN connectors c ON c.row = d.connector LEFT JOIN runs r ON r.row = d.last_run
    LEFT JOIN bucket_exposures b ON b.connector = d.connector AND b.bucket = d.bucket
    LEFT JOIN object_exposures o ON o.document = d.row";

#[derive(Debug)]
pub struct Documents<'a> {
    pub(crate) pool: &'a Pool,
}

impl Documents<'_> {
    pub fn get(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        let found = self
            .pool
            .read(|db| Ok(all(db, "WHERE d.row = ?1", [document_row(id)])?.pop()))?;
        Ok(found.filter(|document| document.id == *id))
    }

    pub fn find(&self, connector: &ConnectorId, object: &ObjectRef) -> Result<Option<Document>, StoreError> {
        self.pool.read(|db| {
            let connector = row_of(db, connector)?;
            let values = params![connector, object.bucket, object.key.as_bytes()];
            Ok(all(
                db,
                "WHERE d.connector = ?1 AND d.bucket = ?2 AND d.key = ?3",
                values,
            )?
            .pop())
        })
    }

    /// By bucket and key, in byte order; 200 rows by default, 500 at most.
    pub fn list(&self, query: &DocumentQuery) -> Result<Page<Document>, StoreError> {
        let (limit, start) = bounds(&query.page, 200, 500)?;
        let mut filter = Where::default();
        match &query.connector_id {
            Some(connector) => filter.and("c.id = ?", [connector.to_string()]),
            None => filter.and::<String>("c.deleted IS NULL", []),
        }
        if let Some(bucket) = &query.bucket {
            filter.and("d.bucket = ?", [bucket.clone()]);
        }
        if let Some(prefix) = &query.prefix {
            below(&mut filter, "d.key", prefix);
        }
        filter.one_of(
            "d.state",
            query
                .states
                .iter()
                .map(|state| state.as_str().to_owned())
                .collect(),
        );
        match query.with_findings {
            Some(true) => filter.and::<String>("d.findings > 0", []),
            Some(false) => filter.and::<String>("d.findings = 0", []),
            None => {}
        }
        if let Some(text) = &query.text {
            filter.contains("CAST(d.key AS TEXT)", text);
        }
        if let Some(run) = &query.run_id {
            filter.and(
                "d.listed_run = (SELECT row FROM runs WHERE id = ?)",
                [run.to_string()],
            );
        }
        self.pool.read(|db| {
            let values = || rusqlite::params_from_iter(filter.values.clone());
            let count = format!(
                "SELECT COUNT(*) FROM documents d JOIN connectors c ON c.row = d.connector {}",
                filter.sql()
            );
            let total = uint(db.query_row(&count, values(), |row| row.get(0))?);
            let tail = format!("{} {BY_KEY} LIMIT {limit} OFFSET {start}", filter.sql());
            let rows = all(db, &tail, values())?;
            let next_cursor = next_cursor(start, rows.len(), total);
            Ok(Page {
                rows,
                total,
                next_cursor,
            })
        })
    }

    /// Documents of which not all present content was examined, by bucket and key; 200 rows by default, 500 at
    /// most.
    pub fn not_examined(&self, query: &NotExaminedQuery) -> Result<Page<Document>, StoreError> {
        let (limit, start) = bounds(&query.page, 200, 500)?;
        let filter = not_examined(query);
        self.pool.read(|db| {
            let values = || rusqlite::params_from_iter(filter.values.clone());
            let count = format!(
                "SELECT COUNT(*) FROM documents d JOIN connectors c ON c.row = d.connector {}",
                filter.sql()
            );
            let total = uint(db.query_row(&count, values(), |row| row.get(0))?);
            let tail = format!("{} {BY_KEY} LIMIT {limit} OFFSET {start}", filter.sql());
            let rows = all(db, &tail, values())?;
            let next_cursor = next_cursor(start, rows.len(), total);
            Ok(Page {
                rows,
                total,
                next_cursor,
            })
        })
    }

    /// Hands out all documents of [`Self::not_examined`], whatever the page, with their connectors' names.
    pub fn each_not_examined<E: From<StoreError>>(
        &self,
        query: &NotExaminedQuery,
        each: &mut dyn FnMut(&str, Document) -> Result<(), E>,
    ) -> Result<(), E> {
        let filter = not_examined(query);
        let mut stopped = None;
        self.pool.read(|db| {
            let sql = format!("{SELECT} {} {BY_KEY}", filter.sql());
            let sql = sql.replacen(" FROM documents d", ", c.name FROM documents d", 1);
            let mut query = db.prepare_cached(&sql)?;
            let mut rows = query.query(rusqlite::params_from_iter(filter.values.clone()))?;
            while let Some(row) = rows.next()? {
                let name: String = row.get(20)?;
                if let Err(error) = each(&name, read(row)?) {
                    stopped = Some(error);
                    break;
                }
            }
            Ok(())
        })?;
        stopped.map_or(Ok(()), Err)
    }

    /// Removes what is known of an object, with its findings.
    pub fn forget(&self, id: &DocumentId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let row = document_row(id);
            let connector: Option<i64> = db
                .query_row("SELECT connector FROM documents WHERE row = ?1", [row], |row| {
                    row.get(0)
                })
                .optional()?;
            let connector = connector.ok_or(StoreError::Missing("document"))?;
            db.execute("DELETE FROM findings WHERE document = ?1", [row])?;
            db.execute("DELETE FROM copies WHERE document = ?1", [row])?;
            db.execute("DELETE FROM documents WHERE row = ?1", [row])?;
            refresh(db, connector)
        })
    }

    /// These objects were deleted: what is known of them is gone, with their findings.
    pub fn mark_deleted(
        &self,
        connector: &ConnectorId,
        bucket: &str,
        keys: &[ObjectKey],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let connector = row_of(db, connector)?;
            let mut find =
                db.prepare_cached("SELECT row FROM documents WHERE connector = ?1 AND bucket = ?2 AND key = ?3")?;
            for key in keys {
                let row: Option<i64> = find
                    .query_row(params![connector, bucket, key.as_bytes()], |row| row.get(0))
                    .optional()?;
                let Some(row) = row else { continue };
                db.execute("UPDATE findings SET present = 0 WHERE document = ?1", [row])?;
                db.execute(
                    "UPDATE documents SET state = 'gone', skip_reason = NULL, findings = 0, worst = NULL, risk = 0,
                     processed = ?2 WHERE row = ?1",
                    params![row, ms(now)],
                )?;
            }
            refresh(db, connector)
        })
    }

    /// The document's risk with its terms, and how much of it was examined.
    pub fn risk(&self, id: &DocumentId) -> Result<Risk, StoreError> {
        let row = document_row(id);
        self.pool.read(|db| of_document(db, row))
    }

    /// What is known of these rows of a level: of objects as they are, of prefixes (empty, or ending with `/`) in sum.
    /// Rows of which nothing is known are left out.
    pub fn sensitivity(
        &self,
        connector: &ConnectorId,
        bucket: &str,
        keys: &[ObjectKey],
    ) -> Result<Vec<Sensitivity>, StoreError> {
        self.pool.read(|db| {
            let connector = row_of(db, connector)?;
            let mut known = Vec::new();
            for key in keys {
                let is_prefix = key.is_empty() || key.as_bytes().ends_with(b"/");
                let mut filter = Where::default();
                filter.and("connector = ?", [connector]);
                filter.and("bucket = ?", [bucket.to_owned()]);
                if is_prefix {
                    below(&mut filter, "key", key);
                } else {
                    filter.and("key = ?", [Value::Blob(key.as_bytes().to_vec())]);
                }
                filter.and::<String>("state != 'gone'", []);
                let sql = format!(
                    "SELECT COUNT(*), COALESCE(SUM(findings), 0), MAX(worst), COALESCE(MAX(risk), 0),
                     COALESCE(SUM({FULLY_EXAMINED}), 0), MAX(state) FROM documents {}",
                    filter.sql()
                );
                let sum =
                    db.prepare_cached(&sql)?
                        .query_row(rusqlite::params_from_iter(filter.values), |row| {
                            Ok(Sum {
                                documents: row.get(0)?,
                                findings: row.get(1)?,
                                worst: row.get(2)?,
                                risk: row.get(3)?,
                                examined: row.get(4)?,
                                state: row.get(5)?,
                            })
                        })?;
                if sum.documents > 0 {
                    known.push(sum.of(key, is_prefix)?);
                }
            }
            Ok(known)
        })
    }
}

/// Documents taken together.
struct Sum {
    documents: i64,
    findings: i64,
    worst: Option<i64>,
    risk: u8,
    examined: i64,
    /// Of one document its own.
    state: Option<String>,
}

impl Sum {
    fn of(self, key: &ObjectKey, is_prefix: bool) -> Result<Sensitivity, StoreError> {
        let state = self.state.filter(|_| !is_prefix);
        Ok(Sensitivity {
            key: key.clone(),
            is_prefix,
            findings: uint(self.findings),
            worst: self.worst.map(severity).transpose()?,
            risk_score: self.risk,
            documents: uint(self.documents),
            examined: uint(self.examined),
            state: state.map(|state| of_word(&state, "document state")).transpose()?,
        })
    }
}

/// Whether all of a document's present content was examined; what is empty has nothing to examine.
pub(crate) const FULLY_EXAMINED: &str = "(CASE state WHEN 'scanned' THEN scanned_version = version
    WHEN 'skipped' THEN skip_reason IN ('empty', 'folder_marker') ELSE 0 END)";

const BY_KEY: &str = "ORDER BY d.connector, d.bucket, d.key";

fn not_examined(query: &NotExaminedQuery) -> Where {
    let mut filter = Where::default();
    filter.and::<String>(
        &format!("d.state != 'gone' AND c.deleted IS NULL AND NOT COALESCE({FULLY_EXAMINED}, 0)"),
        [],
    );
    if let Some(connector) = &query.connector_id {
        filter.and("c.id = ?", [connector.to_string()]);
    }
    if let Some(collection) = &query.collection {
        filter.and("c.collection = ?", [collection.clone()]);
    }
    if let Some(bucket) = &query.bucket {
        filter.and("d.bucket = ?", [bucket.clone()]);
    }
    if let Some(prefix) = &query.prefix {
        below(&mut filter, "d.key", prefix);
    }
    filter
}

/// Share of `size` bytes that were examined; packed files may have more bytes inside than outside.
pub(crate) fn share(examined: i64, size: i64) -> Option<f32> {
    #[allow(clippy::cast_precision_loss, reason = "a share for people's eyes")]
    (size > 0).then(|| (examined as f32 / size as f32).clamp(0.0, 1.0))
}

/// Restricts a key column to what begins with `prefix`.
pub(crate) fn below(filter: &mut Where, column: &str, prefix: &ObjectKey) {
    if prefix.is_empty() {
        return;
    }
    filter.and(
        &format!("{column} >= ?"),
        [Value::Blob(prefix.as_bytes().to_vec())],
    );
    if let Some(end) = after_prefix(prefix.as_bytes()) {
        filter.and(&format!("{column} < ?"), [Value::Blob(end)]);
    }
}

/// Brings a document's sums up to date with its open findings.
pub(crate) fn refresh_document(db: &Connection, row: i64) -> Result<(), StoreError> {
    let risk = Risk::new(
        open_terms(db, "document = ?1", [row])?,
        exposure::of_document(db, row)?,
        None,
    );
    let findings: u64 = risk.terms.iter().map(|term| term.count).sum();
    let worst: Option<Severity> = risk.terms.iter().map(|term| term.severity).max();
    db.prepare_cached("UPDATE documents SET findings = ?2, worst = ?3, risk = ?4 WHERE row = ?1")?
        .execute(params![
            row,
            int(findings),
            worst.map(super::connectors::rank),
            risk.score
        ])?;
    Ok(())
}

fn all(db: &Connection, tail: &str, values: impl rusqlite::Params) -> Result<Vec<Document>, StoreError> {
    let mut query = db.prepare_cached(&format!("{SELECT} {tail}"))?;
    let mut rows = query.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Document, StoreError> {
    let state: DocumentState = of_word(&row.get::<_, String>(9)?, "document state")?;
    Ok(Document {
        id: document_id(row.get(0)?, row.get(1)?),
        connector_id: id(&row.get::<_, String>(2)?, "connector id")?,
        bucket: row.get(3)?,
        key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(4)?),
        version: Version(row.get(5)?),
        size: uint(row.get(6)?),
        modified: row.get::<_, Option<i64>>(7)?.map(at),
        format: row.get(8)?,
        state,
        skip_reason: row
            .get::<_, Option<String>>(10)?
            .map(|word| of_word(&word, "skip reason"))
            .transpose()?,
        error_class: row
            .get::<_, Option<String>>(11)?
            .map(|word| of_word(&word, "error class"))
            .transpose()?,
        message: row.get(12)?,
        findings_count: uint(row.get(13)?),
        risk_score: row.get(14)?,
        exposure: exposure::level(row.get(18)?)?,
        examined: uint(row.get(15)?),
        last_processed: row.get::<_, Option<i64>>(16)?.map(at),
        last_run_id: row
            .get::<_, Option<String>>(17)?
            .map(|text| id(&text, "run id"))
            .transpose()?,
        copy: row
            .get::<_, Option<String>>(19)?
            .map(|text| parse(&text, "document's copy"))
            .transpose()?,
    })
}
