//! The figures of the first page, in one snapshot of the database.

use crate::{
    StoreError,
    open::Pool,
    row::{id, of_word, uint},
    tables::{
        connectors::{risk, severity},
        documents::{FULLY_EXAMINED, share},
        runs::recent,
    },
};
use rusqlite::Connection;
use tidegate_domain::{
    Timestamp,
    detector::Severity,
    finding::FindingGroup,
    overview::{Attention, CategoryCount, ConnectorRisk, DayCount, Overview, SeverityCount},
};

const DAYS: i64 = 30;
const OPEN: &str = "FROM findings f WHERE f.present = 1 AND f.hidden_by IS NULL AND f.status = 'open'
    AND f.connector IN (SELECT row FROM connectors WHERE deleted IS NULL)";
const LIVE: &str =
    "FROM documents d JOIN connectors c ON c.row = d.connector WHERE c.deleted IS NULL AND d.state != 'gone'";

pub(crate) fn overview(pool: &Pool, now: Timestamp) -> Result<Overview, StoreError> {
    pool.read(|db| {
        let known: (i64, i64, i64, i64) = db.query_row(
            &format!(
                "SELECT COUNT(*), COALESCE(SUM({FULLY_EXAMINED}), 0), COALESCE(SUM(d.size), 0),
                 COALESCE(SUM(MIN(d.examined, d.size)), 0) {LIVE}"
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        let by_severity = by_severity(db)?;
        Ok(Overview {
            connectors: count(db, "SELECT COUNT(*) FROM connectors WHERE deleted IS NULL")?,
            documents: uint(known.0),
            documents_examined: uint(known.1),
            documents_not_examined: uint(known.0 - known.1),
            bytes_known: uint(known.2),
            bytes_examined: uint(known.3),
            open_findings: by_severity.iter().map(|count| count.open).sum(),
            by_severity,
            by_category: by_category(db)?,
            top_detectors: top_detectors(db)?,
            connectors_at_risk: at_risk(db)?,
            running: Vec::new(),
            recent: recent(db, 8)?,
            next: Vec::new(),
            over_time: over_time(db, now)?,
            needs_attention: attention(db)?,
        })
    })
}

fn count(db: &Connection, sql: &str) -> Result<u64, StoreError> {
    Ok(uint(db.query_row(sql, [], |row| row.get(0))?))
}

fn by_severity(db: &Connection) -> Result<Vec<SeverityCount>, StoreError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT f.severity, COUNT(*) {OPEN} GROUP BY f.severity ORDER BY 1 DESC"
    ))?;
    let rows = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, i64)>, _>>()?;
    rows.into_iter()
        .map(|(rank, open)| {
            Ok(SeverityCount {
                severity: severity(rank)?,
                open: uint(open),
            })
        })
        .collect()
}

fn by_category(db: &Connection) -> Result<Vec<CategoryCount>, StoreError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT f.category, COUNT(*) {OPEN} GROUP BY f.category ORDER BY 2 DESC"
    ))?;
    let rows = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(String, i64)>, _>>()?;
    rows.into_iter()
        .map(|(word, open)| {
            Ok(CategoryCount {
                category: of_word(&word, "category")?,
                open: uint(open),
            })
        })
        .collect()
}

fn top_detectors(db: &Connection) -> Result<Vec<FindingGroup>, StoreError> {
    let mut query = db.prepare_cached(&format!(
        "SELECT f.detector, COUNT(*), MAX(f.severity), MAX(f.confidence) {OPEN}
         GROUP BY f.detector ORDER BY MAX(f.severity) DESC, COUNT(*) DESC LIMIT 8"
    ))?;
    let mut rows = query.query([])?;
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        let (detector, found): (String, i64) = (row.get(0)?, row.get(1)?);
        groups.push(FindingGroup {
            id: detector.clone(),
            title: detector,
            connector_name: None,
            findings: uint(found),
            open: uint(found),
            worst: severity(row.get(2)?)?,
            max_confidence: row.get(3)?,
        });
    }
    Ok(groups)
}

fn at_risk(db: &Connection) -> Result<Vec<ConnectorRisk>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT c.row, c.id, c.name, (SELECT COALESCE(SUM(d.size), 0) FROM documents d WHERE d.connector = c.row AND d.state != 'gone'),
         (SELECT COALESCE(SUM(MIN(d.examined, d.size)), 0) FROM documents d WHERE d.connector = c.row AND d.state != 'gone')
         FROM connectors c WHERE c.deleted IS NULL ORDER BY c.risk DESC, c.name LIMIT 20",
    )?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let risk = risk(db, row.get(0)?, share(row.get(4)?, row.get(3)?))?;
        found.push(ConnectorRisk {
            connector_id: id(&row.get::<_, String>(1)?, "connector id")?,
            name: row.get(2)?,
            open_findings: risk.terms.iter().map(|term| term.count).sum(),
            risk,
        });
    }
    Ok(found)
}

/// Open findings by the day they were first seen, as they stand now.
fn over_time(db: &Connection, now: Timestamp) -> Result<Vec<DayCount>, StoreError> {
    let today = now.date_naive();
    let mut query = db.prepare_cached(&format!(
        "SELECT date(f.first_seen / 1000, 'unixepoch'), f.severity, COUNT(*) {OPEN} GROUP BY 1, 2 ORDER BY 1"
    ))?;
    let rows = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<Vec<(String, i64, i64)>, _>>()?;
    let mut days = Vec::new();
    for back in (0..DAYS).rev() {
        let day = (today - chrono::TimeDelta::days(back))
            .format("%Y-%m-%d")
            .to_string();
        let mut point = DayCount {
            day: day.clone(),
            new: 0,
            low: 0,
            medium: 0,
            high: 0,
            critical: 0,
        };
        for (seen, rank, found) in &rows {
            if *seen <= day {
                *match severity(*rank)? {
                    Severity::Low => &mut point.low,
                    Severity::Medium => &mut point.medium,
                    Severity::High => &mut point.high,
                    Severity::Critical => &mut point.critical,
                } += uint(*found);
            }
            if *seen == day {
                point.new += uint(*found);
            }
        }
        days.push(point);
    }
    Ok(days)
}

fn attention(db: &Connection) -> Result<Vec<Attention>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT id, name, COALESCE(status_message, 'Its last test or sync failed.') FROM connectors
         WHERE deleted IS NULL AND status IN ('error', 'needs_reauth') ORDER BY name",
    )?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Attention {
            connector_id: id(&row.get::<_, String>(0)?, "connector id")?,
            name: row.get(1)?,
            message: row.get(2)?,
        });
    }
    Ok(found)
}
