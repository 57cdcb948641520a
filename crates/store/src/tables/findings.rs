//! Findings. A row's identity is document, detector, fingerprint and logical place; triage stays with it.

use crate::{
    StoreError,
    open::Pool,
    row::{Where, at, bounds, id, int, json, ms, next_cursor, of_word, parse, uint, word},
    tables::{
        connectors::{rank, severity},
        documents::{below, document_id, document_row},
        hiding::{Hiding, Subject, Touched},
        runs::run_id,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Value};
use tidegate_domain::{
    Timestamp,
    finding::{
        Finding, FindingFilter, FindingGroup, FindingQuery, FindingSort, FindingStatus, GroupBy, NewFinding,
        TriageBefore, TriageResult, TriageTarget,
    },
    id::FindingId,
    key::ObjectKey,
    page::Page,
};

pub(crate) const M1: &str = "
CREATE TABLE findings (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    connector INTEGER NOT NULL REFERENCES connectors (row),
    document INTEGER NOT NULL REFERENCES documents (row),
    detector TEXT NOT NULL,
    category TEXT NOT NULL,
    severity INTEGER NOT NULL,
    confidence REAL NOT NULL,
    reasons TEXT NOT NULL,
    location TEXT NOT NULL,
    place TEXT NOT NULL,
    sample TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    occurrences INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'open',
    present INTEGER NOT NULL DEFAULT 1,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    last_run INTEGER NOT NULL,
    UNIQUE (document, detector, fingerprint, place)
) STRICT;
CREATE INDEX findings_connector ON findings (connector, present, status, detector, severity, confidence);
CREATE INDEX findings_rank ON findings (present, severity, confidence, row);
";

/// Findings that are not shown are in no index but their own: what counts and ranks never sees them.
pub(crate) const M2: &str = "
ALTER TABLE findings ADD COLUMN label TEXT;
ALTER TABLE findings ADD COLUMN hidden_by TEXT;
UPDATE findings SET label = COALESCE(json_extract(location, '$.column_name'), json_extract(location, '$.json_path'));
UPDATE findings SET hidden_by = 'threshold' WHERE confidence + 0.00001 <
    COALESCE((SELECT json_extract(body, '$.min_confidence_percent') FROM settings), 50) / 100.0;
DROP INDEX findings_connector;
DROP INDEX findings_rank;
CREATE INDEX findings_connector ON findings (connector, present, status, detector, severity, confidence)
    WHERE hidden_by IS NULL;
CREATE INDEX findings_rank ON findings (present, severity, confidence, row) WHERE hidden_by IS NULL;
CREATE INDEX findings_hidden ON findings (hidden_by) WHERE hidden_by IS NOT NULL;
CREATE INDEX findings_value ON findings (fingerprint);
";

/// Undo is offered up to this many changed findings.
const UNDO_LIMIT: usize = 10_000;

const SELECT: &str = "SELECT f.row, f.first_seen, c.id, c.name, d.row, d.first_seen, d.bucket, d.key, f.detector,
    f.category, f.severity, f.confidence, f.reasons, f.location, f.sample, f.fingerprint, f.occurrences, f.status,
    f.present, f.last_seen, f.last_run, f.hidden_by
    FROM findings f JOIN documents d ON d.row = f.document JOIN connectors c ON c.row = f.connector";

#[derive(Debug)]
pub struct Findings<'a> {
    pub(crate) pool: &'a Pool,
}

impl Findings<'_> {
    pub fn get(&self, id: &FindingId) -> Result<Option<Finding>, StoreError> {
        let found = self
            .pool
            .read(|db| rows(db, "WHERE f.row = ?1", [finding_row(id)]))?
            .pop();
        Ok(found.filter(|finding| finding.id == *id))
    }

    /// In the asked order; `descending` severity puts the most severe, then the most certain first. 200 rows
    /// by default, 500 at most.
    pub fn list(&self, query: &FindingQuery) -> Result<Page<Finding>, StoreError> {
        let (limit, start) = bounds(&query.page, 200, 500)?;
        let filter = conditions(&query.filter)?;
        let (up, down) = if query.descending {
            ("DESC", "ASC")
        } else {
            ("ASC", "DESC")
        };
        let order = match query.sort {
            FindingSort::Severity => format!("f.severity {up}, f.confidence {up}, f.row {down}"),
            FindingSort::Confidence => format!("f.confidence {up}, f.row {down}"),
            FindingSort::Detector => format!("f.detector {up}, f.severity DESC, f.row {up}"),
            FindingSort::Object => format!("d.bucket {up}, d.key {up}, f.row {up}"),
            FindingSort::FirstSeen => format!("f.first_seen {up}, f.row {up}"),
            FindingSort::LastSeen => format!("f.last_seen {up}, f.row {up}"),
        };
        self.pool.read(|db| {
            let values = || rusqlite::params_from_iter(filter.values.clone());
            let count = format!(
                "SELECT COUNT(*) FROM findings f JOIN documents d ON d.row = f.document {}",
                filter.sql()
            );
            let total = uint(db.query_row(&count, values(), |row| row.get(0))?);
            let tail = format!("{} ORDER BY {order} LIMIT {limit} OFFSET {start}", filter.sql());
            let found = rows(db, &tail, values())?;
            let next_cursor = next_cursor(start, found.len(), total);
            Ok(Page {
                rows: found,
                total,
                next_cursor,
            })
        })
    }

    /// Groups, the worst and largest first; objects are cut at 1,000 groups.
    pub fn groups(&self, filter: &FindingFilter, by: GroupBy) -> Result<Vec<FindingGroup>, StoreError> {
        let filter = conditions(filter)?;
        let column = match by {
            GroupBy::Detector => "f.detector",
            GroupBy::Object => "f.document",
            GroupBy::Connector => "f.connector",
        };
        let sql = format!(
            "SELECT f.detector, d.row, d.first_seen, d.bucket, d.key, c.id, c.name, COUNT(*), SUM(f.status = 'open'),
             MAX(f.severity), MAX(f.confidence)
             FROM findings f JOIN documents d ON d.row = f.document JOIN connectors c ON c.row = f.connector
             {} GROUP BY {column} ORDER BY MAX(f.severity) DESC, COUNT(*) DESC LIMIT 1000",
            filter.sql()
        );
        self.pool.read(|db| {
            let mut query = db.prepare_cached(&sql)?;
            let mut found = query.query(rusqlite::params_from_iter(filter.values.clone()))?;
            let mut groups = Vec::new();
            while let Some(row) = found.next()? {
                let (id, title) = match by {
                    GroupBy::Detector => (row.get(0)?, row.get(0)?),
                    GroupBy::Object => {
                        let bucket: String = row.get(3)?;
                        let key = ObjectKey::from_bytes(row.get::<_, Vec<u8>>(4)?).to_text();
                        let title = if bucket.is_empty() {
                            key
                        } else {
                            format!("{bucket}/{key}")
                        };
                        (document_id(row.get(1)?, row.get(2)?).to_string(), title)
                    }
                    GroupBy::Connector => (row.get(5)?, row.get(6)?),
                };
                groups.push(FindingGroup {
                    id,
                    title,
                    connector_name: match by {
                        GroupBy::Object => Some(row.get(6)?),
                        GroupBy::Detector | GroupBy::Connector => None,
                    },
                    findings: uint(row.get(7)?),
                    open: uint(row.get(8)?),
                    worst: severity(row.get(9)?)?,
                    max_confidence: row.get(10)?,
                });
            }
            Ok(groups)
        })
    }

    /// Sets the status of all that the target names; answers the statuses before.
    pub fn triage(
        &self,
        target: &TriageTarget,
        status: FindingStatus,
        now: Timestamp,
    ) -> Result<TriageResult, StoreError> {
        let filter = match target {
            TriageTarget::Ids { ids } => {
                let rows: Vec<_> = ids.iter().map(|id| finding_row(id).to_string()).collect();
                let mut filter = Where::default();
                // Numbers of our own making; a list of any length needs no parameters.
                filter.and::<String>(&format!("f.row IN ({})", rows.join(",")), []);
                filter
            }
            TriageTarget::Filter { filter } => conditions(filter)?,
        };
        self.pool.write(|db| {
            let word = word(&status)?;
            let sql = format!(
                "SELECT f.row, f.first_seen, f.status, f.document, f.connector
                 FROM findings f JOIN documents d ON d.row = f.document {}",
                filter.sql()
            );
            let mut query = db.prepare(&sql)?;
            let mut found = query.query(rusqlite::params_from_iter(filter.values.clone()))?;
            let mut touched = Touched::default();
            let mut changed = Vec::new();
            while let Some(row) = found.next()? {
                let before: String = row.get(2)?;
                if before == word {
                    continue;
                }
                changed.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, before));
                touched.add(row.get(3)?, row.get(4)?);
            }
            for (row, ..) in &changed {
                set(db, *row, &word)?;
            }
            touched.refresh(db)?;
            let _ = now;
            let undoable = changed.len() <= UNDO_LIMIT;
            let before = changed
                .iter()
                .filter(|_| undoable)
                .map(|(row, first_seen, before)| {
                    Ok(TriageBefore {
                        id: finding_id(*row, *first_seen),
                        status: of_word(before, "finding status")?,
                    })
                });
            Ok(TriageResult {
                changed: changed.len() as u64,
                before: before.collect::<Result<_, StoreError>>()?,
            })
        })
    }

    /// Puts statuses back; answers how many.
    pub fn undo_triage(&self, before: &[TriageBefore], _now: Timestamp) -> Result<u64, StoreError> {
        self.pool.write(|db| {
            let mut touched = Touched::default();
            let mut changed = 0;
            for row in before {
                let found: Option<(i64, i64)> = db
                    .prepare_cached("SELECT document, connector FROM findings WHERE row = ?1")?
                    .query_row([finding_row(&row.id)], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                if let Some((document, connector)) = found {
                    set(db, finding_row(&row.id), row.status.as_str())?;
                    touched.add(document, connector);
                    changed += 1;
                }
            }
            touched.refresh(db)?;
            Ok(changed)
        })
    }
}

fn set(db: &Connection, row: i64, status: &str) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE findings SET status = ?2 WHERE row = ?1")?
        .execute(params![row, status])?;
    Ok(())
}

/// A finding's id is made of when it was first seen and its row.
fn finding_id(row: i64, first_seen: i64) -> FindingId {
    FindingId::new(at(first_seen), u128::from(uint(row)))
}

pub(crate) fn finding_row(id: &FindingId) -> i64 {
    i64::try_from(id.random()).unwrap_or(-1)
}

/// A document whose findings are being written, with what hides some of them.
pub(crate) struct Examined<'a> {
    pub(crate) connector: i64,
    pub(crate) connector_id: &'a str,
    pub(crate) document: i64,
    pub(crate) bucket: &'a str,
    pub(crate) key: &'a ObjectKey,
    pub(crate) policy: &'a str,
    /// The policy's threshold.
    pub(crate) least: f64,
    pub(crate) hiding: &'a Hiding,
}

/// A finding as it was written.
pub(crate) struct Written {
    pub(crate) new: bool,
    pub(crate) shown: bool,
}

/// Inserts a finding or meets it again.
pub(crate) fn upsert(
    db: &Connection,
    examined: &Examined<'_>,
    run: i64,
    finding: &NewFinding,
    now: Timestamp,
) -> Result<Written, StoreError> {
    let document = examined.document;
    let label = finding.location.column_label();
    let subject = Subject {
        connector: examined.connector_id,
        policy: examined.policy,
        bucket: examined.bucket,
        key: examined.key,
        detector: &finding.detector,
        fingerprint: &finding.fingerprint,
        label,
    };
    let hidden_by = examined
        .hiding
        .by(&subject, f64::from(finding.confidence), examined.least);
    let shown = hidden_by.is_none();
    let place = finding.location.logical_place();
    let known: Option<i64> = db
        .prepare_cached("SELECT row FROM findings WHERE document = ?1 AND detector = ?2 AND fingerprint = ?3 AND place = ?4")?
        .query_row(params![document, finding.detector, finding.fingerprint, place], |row| row.get(0))
        .optional()?;
    let (reasons, location) = (json(&finding.reasons)?, json(&finding.location)?);
    let confidence = f64::from(finding.confidence);
    if let Some(row) = known {
        db.prepare_cached(
            "UPDATE findings SET severity = ?2, confidence = ?3, reasons = ?4, location = ?5, sample = ?6,
             occurrences = ?7, present = 1, last_seen = ?8, last_run = ?9, label = ?10, hidden_by = ?11 WHERE row = ?1",
        )?
        .execute(params![
            row,
            rank(finding.severity),
            confidence,
            reasons,
            location,
            finding.sample,
            int(finding.occurrences),
            ms(now),
            run,
            label,
            hidden_by
        ])?;
        return Ok(Written { new: false, shown });
    }
    db.prepare_cached(
        "INSERT INTO findings (connector, document, detector, category, severity, confidence, reasons, location, place,
         sample, fingerprint, occurrences, first_seen, last_seen, last_run, label, hidden_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        examined.connector,
        document,
        finding.detector,
        word(&finding.category)?,
        rank(finding.severity),
        confidence,
        reasons,
        location,
        place,
        finding.sample,
        finding.fingerprint,
        int(finding.occurrences),
        ms(now),
        run,
        label,
        hidden_by
    ])?;
    Ok(Written { new: true, shown })
}

/// Findings of a document that this run did not meet are no longer present.
pub(crate) fn not_seen(db: &Connection, document: i64, run: i64, all: bool) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE findings SET present = 0 WHERE document = ?1 AND present AND (?3 OR last_run != ?2)",
    )?
    .execute(params![document, run, all])?;
    Ok(())
}

pub(super) fn conditions(filter: &FindingFilter) -> Result<Where, StoreError> {
    let mut found = Where::default();
    if !filter.include_gone {
        found.and::<String>("f.present = 1", []);
    }
    let hidden = if filter.hidden == Some(true) {
        "f.hidden_by IS NOT NULL"
    } else {
        "f.hidden_by IS NULL"
    };
    found.and::<String>(hidden, []);
    match &filter.connector_id {
        Some(connector) => found.and(
            "f.connector = (SELECT row FROM connectors WHERE id = ?)",
            [connector.to_string()],
        ),
        None => found.and::<String>(
            "f.connector IN (SELECT row FROM connectors WHERE deleted IS NULL)",
            [],
        ),
    }
    if let Some(document) = &filter.document_id {
        found.and("f.document = ?", [document_row(document)]);
    }
    if let Some(run) = &filter.run_id {
        found.and(
            "f.last_run = (SELECT row FROM runs WHERE id = ?)",
            [run.to_string()],
        );
    }
    if let Some(bucket) = &filter.bucket {
        found.and("d.bucket = ?", [bucket.clone()]);
    }
    if let Some(prefix) = &filter.prefix {
        below(&mut found, "d.key", prefix);
    }
    found.one_of("f.detector", filter.detectors.clone());
    found.one_of(
        "f.category",
        filter.categories.iter().map(word).collect::<Result<_, _>>()?,
    );
    if !filter.severities.is_empty() {
        let ranks: Vec<_> = filter
            .severities
            .iter()
            .map(|severity| rank(*severity).to_string())
            .collect();
        found.and::<String>(&format!("f.severity IN ({})", ranks.join(",")), []);
    }
    found.one_of(
        "f.status",
        filter
            .statuses
            .iter()
            .map(|status| status.as_str().to_owned())
            .collect(),
    );
    if let Some(least) = filter.min_confidence {
        found.and("f.confidence >= ?", [Value::Real(f64::from(least))]);
    }
    if let Some(text) = &filter.text {
        found.contains("CAST(d.key AS TEXT)", text);
    }
    if let Some(fingerprint) = &filter.fingerprint {
        found.and("f.fingerprint = ?", [fingerprint.clone()]);
    }
    if let Some(place) = &filter.place {
        found.and("f.place = ?", [place.clone()]);
    }
    Ok(found)
}

/// These findings, in the order of their rows.
pub(crate) fn of_rows(db: &Connection, wanted: &[i64]) -> Result<Vec<Finding>, StoreError> {
    let list: Vec<_> = wanted.iter().map(ToString::to_string).collect();
    // Numbers of our own making.
    rows(
        db,
        &format!("WHERE f.row IN ({}) ORDER BY f.row", list.join(",")),
        [],
    )
}

pub(super) fn rows(
    db: &Connection,
    tail: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Finding>, StoreError> {
    let mut query = db.prepare_cached(&format!("{SELECT} {tail}"))?;
    let mut rows = query.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(db, row)?);
    }
    Ok(found)
}

fn read(db: &Connection, row: &Row<'_>) -> Result<Finding, StoreError> {
    #[allow(clippy::cast_possible_truncation, reason = "stored from an f32")]
    let confidence = row.get::<_, f64>(11)? as f32;
    Ok(Finding {
        id: finding_id(row.get(0)?, row.get(1)?),
        connector_id: id(&row.get::<_, String>(2)?, "connector id")?,
        connector_name: row.get(3)?,
        document_id: document_id(row.get(4)?, row.get(5)?),
        bucket: row.get(6)?,
        key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(7)?),
        detector: row.get(8)?,
        category: of_word(&row.get::<_, String>(9)?, "category")?,
        severity: severity(row.get(10)?)?,
        confidence,
        reasons: parse(&row.get::<_, String>(12)?, "reasons")?,
        location: parse(&row.get::<_, String>(13)?, "location")?,
        sample: row.get(14)?,
        fingerprint: row.get(15)?,
        occurrences: uint(row.get(16)?),
        status: of_word(&row.get::<_, String>(17)?, "finding status")?,
        present: row.get(18)?,
        first_seen: at(row.get(1)?),
        last_seen: at(row.get(19)?),
        last_run_id: run_id(db, row.get(20)?)?.ok_or(StoreError::Malformed("run id"))?,
        hidden_by: row.get(21)?,
    })
}
