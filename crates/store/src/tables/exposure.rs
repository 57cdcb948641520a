//! Who can reach a bucket, and an object besides: as last read from the source.
//!
//! A level is stored as its rank of worry, so that the worst of many is their maximum. What was never read is
//! unknown, and an object is never less exposed than its bucket.

use crate::{
    StoreError,
    open::Pool,
    row::{json, ms, parse},
    tables::{
        connectors::{refresh, row_of},
        documents::{document_id, document_row, refresh_document},
    },
};
use rusqlite::{Connection, OptionalExtension, params};
use tidegate_domain::{
    Timestamp,
    exposure::{BucketExposure, Exposure, ExposureLevel},
    id::{ConnectorId, DocumentId},
    key::ObjectKey,
    object::ObjectRef,
};

pub(crate) const M1: &str = "
CREATE TABLE bucket_exposures (
    connector INTEGER NOT NULL REFERENCES connectors (row) ON DELETE CASCADE,
    bucket TEXT NOT NULL,
    level INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (connector, bucket)
) STRICT, WITHOUT ROWID;
CREATE TABLE object_exposures (
    document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
    level INTEGER NOT NULL,
    checked INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
";

/// A document's effective level, in a query over `documents d`.
pub(crate) const EFFECTIVE: &str = "MAX(
    COALESCE((SELECT b.level FROM bucket_exposures b WHERE b.connector = d.connector AND b.bucket = d.bucket), 1),
    COALESCE((SELECT o.level FROM object_exposures o WHERE o.document = d.row), 0))";

#[derive(Debug)]
pub struct Exposures<'a> {
    pub(crate) pool: &'a Pool,
}

impl Exposures<'_> {
    /// A connector's buckets, the worst first, then by name.
    pub fn buckets(&self, connector: &ConnectorId) -> Result<Vec<BucketExposure>, StoreError> {
        self.pool.read(|db| {
            let connector = row_of(db, connector)?;
            let mut query = db.prepare_cached(
                "SELECT bucket, body FROM bucket_exposures WHERE connector = ?1 ORDER BY level DESC, bucket",
            )?;
            let rows = query
                .query_map([connector], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<Vec<(String, String)>, _>>()?;
            rows.into_iter()
                .map(|(bucket, body)| {
                    Ok(BucketExposure {
                        bucket,
                        exposure: parse(&body, "exposure")?,
                    })
                })
                .collect()
        })
    }

    /// Stores what was read of buckets. With `all`, those are all that there are and others are forgotten.
    pub fn put_buckets(
        &self,
        connector: &ConnectorId,
        read: &[BucketExposure],
        all: bool,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let connector = row_of(db, connector)?;
            let before = levels(db, connector)?;
            for found in read {
                db.prepare_cached(
                    "INSERT OR REPLACE INTO bucket_exposures (connector, bucket, level, body) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    connector,
                    found.bucket,
                    rank(found.exposure.level),
                    json(&found.exposure)?
                ])?;
            }
            if all {
                for (bucket, _) in &before {
                    if read.iter().all(|found| found.bucket != *bucket) {
                        db.execute(
                            "DELETE FROM bucket_exposures WHERE connector = ?1 AND bucket = ?2",
                            params![connector, bucket],
                        )?;
                    }
                }
            }
            let after = levels(db, connector)?;
            let changed = after.iter().filter(|row| !before.contains(row));
            let gone = before.iter().filter(|(bucket, _)| after.iter().all(|(there, _)| there != bucket));
            for (bucket, _) in changed.chain(gone) {
                let mut query = db.prepare_cached(
                    "SELECT row FROM documents WHERE connector = ?1 AND bucket = ?2 AND findings > 0",
                )?;
                let rows = query
                    .query_map(params![connector, bucket], |row| row.get(0))?
                    .collect::<Result<Vec<i64>, _>>()?;
                for row in rows {
                    refresh_document(db, row)?;
                }
            }
            refresh(db, connector)
        })
    }

    /// Documents with findings whose own exposure was not read since `since`: the never read first, then the
    /// riskiest.
    pub fn unread(
        &self,
        connector: &ConnectorId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<(DocumentId, ObjectRef)>, StoreError> {
        self.pool.read(|db| {
            let connector = row_of(db, connector)?;
            let mut query = db.prepare_cached(
                "SELECT d.row, d.first_seen, d.bucket, d.key FROM documents d
                 LEFT JOIN object_exposures o ON o.document = d.row
                 WHERE d.connector = ?1 AND d.findings > 0 AND d.state != 'gone' AND COALESCE(o.checked, 0) < ?2
                 ORDER BY o.checked IS NOT NULL, d.risk DESC, d.row LIMIT ?3",
            )?;
            let rows = query
                .query_map(params![connector, ms(since), limit], |row| {
                    Ok((
                        document_id(row.get(0)?, row.get(1)?),
                        ObjectRef {
                            bucket: row.get(2)?,
                            key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(3)?),
                        },
                    ))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            Ok(rows)
        })
    }

    /// Stores what was read of objects. One that was forgotten meanwhile is left out.
    pub fn put_objects(
        &self,
        connector: &ConnectorId,
        read: &[(DocumentId, Exposure)],
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            for (document, exposure) in read {
                let row = document_row(document);
                let stored = db
                    .prepare_cached(
                        "INSERT OR REPLACE INTO object_exposures (document, level, checked, body)
                         SELECT row, ?2, ?3, ?4 FROM documents WHERE row = ?1",
                    )?
                    .execute(params![
                        row,
                        rank(exposure.level),
                        ms(exposure.checked_at),
                        json(exposure)?
                    ])?;
                if stored > 0 {
                    refresh_document(db, row)?;
                }
            }
            refresh(db, row_of(db, connector)?)
        })
    }

    /// Objects of this bucket have no rules of their own (any more): what was read of them is forgotten.
    pub fn forget_objects(&self, connector: &ConnectorId, bucket: &str) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let connector = row_of(db, connector)?;
            let mut query = db.prepare_cached(
                "DELETE FROM object_exposures WHERE document IN
                 (SELECT row FROM documents WHERE connector = ?1 AND bucket = ?2) RETURNING document",
            )?;
            let rows = query
                .query_map(params![connector, bucket], |row| row.get(0))?
                .collect::<Result<Vec<i64>, _>>()?;
            for row in rows {
                refresh_document(db, row)?;
            }
            refresh(db, connector)
        })
    }

    /// What was read of one object itself.
    pub fn object(&self, document: &DocumentId) -> Result<Option<Exposure>, StoreError> {
        let body: Option<String> = self.pool.read(|db| {
            Ok(db
                .query_row(
                    "SELECT body FROM object_exposures WHERE document = ?1",
                    [document_row(document)],
                    |row| row.get(0),
                )
                .optional()?)
        })?;
        body.map(|body| parse(&body, "exposure")).transpose()
    }
}

fn levels(db: &Connection, connector: i64) -> Result<Vec<(String, i64)>, StoreError> {
    let mut query = db.prepare_cached("SELECT bucket, level FROM bucket_exposures WHERE connector = ?1")?;
    let rows = query
        .query_map([connector], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Who can reach a document.
pub(crate) fn of_document(db: &Connection, row: i64) -> Result<ExposureLevel, StoreError> {
    let rank = db
        .prepare_cached(&format!("SELECT {EFFECTIVE} FROM documents d WHERE d.row = ?1"))?
        .query_row([row], |row| row.get(0))
        .optional()?;
    rank.map_or(Ok(ExposureLevel::Unknown), level)
}

/// The worst exposure among a connector's documents with findings.
pub(crate) fn worst_found(db: &Connection, connector: i64) -> Result<ExposureLevel, StoreError> {
    let rank: Option<i64> = db
        .prepare_cached(&format!(
            "SELECT MAX({EFFECTIVE}) FROM documents d WHERE d.connector = ?1 AND d.findings > 0"
        ))?
        .query_row([connector], |row| row.get(0))?;
    rank.map_or(Ok(ExposureLevel::Unknown), level)
}

pub(crate) fn rank(level: ExposureLevel) -> i64 {
    match level {
        ExposureLevel::Private => 0,
        ExposureLevel::Unknown => 1,
        ExposureLevel::Shared => 2,
        ExposureLevel::Public => 3,
    }
}

pub(crate) fn level(rank: i64) -> Result<ExposureLevel, StoreError> {
    match rank {
        0 => Ok(ExposureLevel::Private),
        1 => Ok(ExposureLevel::Unknown),
        2 => Ok(ExposureLevel::Shared),
        3 => Ok(ExposureLevel::Public),
        _ => Err(StoreError::Malformed("exposure")),
    }
}
