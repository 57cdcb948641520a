//! Risk scores of any part of what is known, each with its terms and how much of that part was examined.

use crate::{
    StoreError,
    row::{Where, uint},
    tables::{
        connectors::severity,
        documents::{below, document_row, share},
        exposure,
    },
};
use rusqlite::{Connection, OptionalExtension};
use tidegate_domain::risk::{Risk, RiskScope, RiskTerm};

/// The risk terms of the open, present and shown findings that meet a condition.
pub(crate) fn open_terms(
    db: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<RiskTerm>, StoreError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT detector, MAX(severity), COUNT(*), AVG(confidence) FROM findings
         WHERE {condition} AND present = 1 AND hidden_by IS NULL AND status = 'open' GROUP BY detector"
    ))?;
    let rows = query
        .query_map(values, |row| {
            Ok((
                row.get(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, f64>(3)?,
            ))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    #[allow(clippy::cast_possible_truncation, reason = "a confidence")]
    rows.into_iter()
        .map(|(detector, worst, count, mean)| {
            Ok(RiskTerm::new(
                detector,
                severity(worst)?,
                uint(count),
                mean as f32,
            ))
        })
        .collect()
}

/// A document's risk.
pub(crate) fn of_document(db: &Connection, row: i64) -> Result<Risk, StoreError> {
    let (size, examined): (i64, i64) = db
        .query_row(
            "SELECT size, examined FROM documents WHERE row = ?1",
            [row],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?
        .ok_or(StoreError::Missing("document"))?;
    Ok(Risk::new(
        open_terms(db, "document = ?1", [row])?,
        exposure::of_document(db, row)?,
        share(examined, size),
    ))
}

/// The risk of what is found in `scope`, raised by the worst exposure among the documents that hold it.
pub(crate) fn risk_of(db: &Connection, scope: &RiskScope) -> Result<Risk, StoreError> {
    let mut filter = Where::default();
    filter.and::<String>("d.state != 'gone' AND c.deleted IS NULL", []);
    if let Some(connector) = &scope.connector_id {
        filter.and("c.id = ?", [connector.to_string()]);
    }
    if let Some(collection) = &scope.collection {
        filter.and("c.collection = ?", [collection.clone()]);
    }
    if let Some(bucket) = &scope.bucket {
        filter.and("d.bucket = ?", [bucket.clone()]);
    }
    if let Some(prefix) = &scope.prefix {
        below(&mut filter, "d.key", prefix);
    }
    if let Some(document) = &scope.document_id {
        filter.and("d.row = ?", [document_row(document)]);
    }
    let values = || rusqlite::params_from_iter(filter.values.clone());
    let from = format!(
        "FROM documents d JOIN connectors c ON c.row = d.connector {}",
        filter.sql()
    );
    let terms = open_terms(db, &format!("document IN (SELECT d.row {from})"), values())?;
    let (examined, size): (i64, i64) = db.query_row(
        &format!("SELECT COALESCE(SUM(MIN(d.examined, d.size)), 0), COALESCE(SUM(d.size), 0) {from}"),
        values(),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let worst: Option<i64> = db.query_row(
        &format!("SELECT MAX({}) {from} AND d.findings > 0", exposure::EFFECTIVE),
        values(),
        |row| row.get(0),
    )?;
    let worst = worst.map_or(
        Ok(tidegate_domain::exposure::ExposureLevel::Unknown),
        exposure::level,
    )?;
    Ok(Risk::new(terms, worst, share(examined, size)))
}
