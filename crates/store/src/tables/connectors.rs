//! Connectors. What people filter by has a column; the rest of a connector is JSON in `body`.

use crate::{
    StoreError,
    open::Pool,
    row::{Where, at, bounds, id, int, json, ms, next_cursor, of_word, parse, uint, word},
    tables::{exposure, policies::decide_connector, risk::open_terms},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tidegate_domain::{
    Timestamp,
    connector::{Connector, ConnectorQuery, ConnectorStatus, PurgeCounts},
    detector::Severity,
    id::{ConnectorId, PolicyId},
    page::Page,
    risk::Risk,
};

pub(crate) const M1: &str = "
CREATE TABLE connectors (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    provider TEXT NOT NULL,
    collection TEXT,
    status TEXT NOT NULL,
    status_message TEXT,
    active INTEGER NOT NULL,
    scheduled INTEGER NOT NULL,
    body TEXT NOT NULL,
    findings INTEGER NOT NULL DEFAULT 0,
    risk INTEGER NOT NULL DEFAULT 0,
    last_sync INTEGER,
    next_sync INTEGER,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER
) STRICT;
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    connector TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";
pub(crate) const M2: &str = "
ALTER TABLE connectors ADD COLUMN policy TEXT;
";

/// An idempotency key is remembered this long.
const KEY_LIVES_MS: i64 = 24 * 60 * 60 * 1000;

/// What became of a create.
#[derive(Debug, Clone, PartialEq)]
pub enum Inserted {
    New,
    /// The same request came before; this is what it made.
    Same(Box<Connector>),
    /// The key was used for something else.
    Conflict,
}

#[derive(Debug)]
pub struct Connectors<'a> {
    pub(crate) pool: &'a Pool,
}

const SELECT: &str =
    "SELECT c.body, c.status, c.status_message, c.findings, c.risk, c.last_sync, c.next_sync,
    c.created, c.updated, c.deleted, EXISTS (SELECT 1 FROM credentials k WHERE k.connector = c.row), c.active,
    (SELECT MAX(b.level) FROM bucket_exposures b WHERE b.connector = c.row), c.policy
    FROM connectors c";

impl Connectors<'_> {
    pub fn insert(&self, connector: &Connector) -> Result<(), StoreError> {
        self.pool.write(|db| insert(db, connector))
    }

    /// Inserts once per key: the same key and body answer the first connector, another body a conflict.
    pub fn insert_idempotent(
        &self,
        connector: &Connector,
        key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Inserted, StoreError> {
        self.pool.write(|db| {
            db.execute("DELETE FROM idempotency WHERE at < ?1", [ms(now) - KEY_LIVES_MS])?;
            let known: Option<(String, String)> = db
                .query_row(
                    "SELECT fingerprint, connector FROM idempotency WHERE key = ?1",
                    [key],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            if let Some((first, id)) = known {
                if first != fingerprint {
                    return Ok(Inserted::Conflict);
                }
                return Ok(match one(db, &id)? {
                    Some(connector) => Inserted::Same(Box::new(connector)),
                    None => Inserted::Conflict,
                });
            }
            insert(db, connector)?;
            db.execute(
                "INSERT INTO idempotency (key, fingerprint, connector, at) VALUES (?1, ?2, ?3, ?4)",
                params![key, fingerprint, connector.id.as_str(), ms(now)],
            )?;
            Ok(Inserted::New)
        })
    }

    pub fn get(&self, id: &ConnectorId) -> Result<Option<Connector>, StoreError> {
        self.pool.read(|db| one(db, id.as_str()))
    }

    /// By exact id, else by name without case among those that are not deleted.
    pub fn find(&self, name_or_id: &str) -> Result<Vec<Connector>, StoreError> {
        self.pool.read(|db| {
            if let Some(connector) = one(db, name_or_id)? {
                return Ok(vec![connector]);
            }
            let mut found = all(db, "WHERE c.deleted IS NULL ORDER BY c.row", [])?;
            let wanted = name_or_id.to_lowercase();
            found.retain(|connector| connector.name.to_lowercase() == wanted);
            Ok(found)
        })
    }

    /// Oldest first; 20 rows by default, 100 at most.
    pub fn list(&self, query: &ConnectorQuery) -> Result<Page<Connector>, StoreError> {
        let page = query.page.clone().unwrap_or_default();
        let (limit, start) = bounds(&page, 20, 100)?;
        let mut filter = Where::default();
        let deleted = if query.deleted == Some(true) {
            "c.deleted IS NOT NULL"
        } else {
            "c.deleted IS NULL"
        };
        filter.and::<String>(deleted, []);
        if let Some(provider) = &query.provider {
            filter.and("c.provider = ?", [provider.clone()]);
        }
        if let Some(status) = query.status {
            filter.and("c.status = ?", [status.as_str().to_owned()]);
        }
        if let Some(collection) = &query.collection {
            filter.and("c.collection = ?", [collection.clone()]);
        }
        if let Some(text) = &query.text {
            filter.contains("c.name", text);
        }
        self.pool.read(|db| {
            let values = rusqlite::params_from_iter(filter.values.clone());
            let count = format!("SELECT COUNT(*) FROM connectors c {}", filter.sql());
            let total = uint(db.query_row(&count, values, |row| row.get(0))?);
            let tail = format!("{} ORDER BY c.row LIMIT {limit} OFFSET {start}", filter.sql());
            let rows = all(db, &tail, rusqlite::params_from_iter(filter.values.clone()))?;
            let next_cursor = next_cursor(start, rows.len(), total);
            Ok(Page {
                rows,
                total,
                next_cursor,
            })
        })
    }

    /// Those that the scheduler watches.
    pub fn scheduled(&self) -> Result<Vec<Connector>, StoreError> {
        self.pool.read(|db| {
            all(
                db,
                "WHERE c.scheduled AND c.active AND c.deleted IS NULL
                 AND c.status NOT IN ('disconnected', 'needs_reauth') ORDER BY c.row",
                [],
            )
        })
    }

    /// Those that are neither paused nor deleted, with their source reachable as far as is known.
    pub fn active(&self) -> Result<Vec<Connector>, StoreError> {
        self.pool.read(|db| {
            all(
                db,
                "WHERE c.active AND c.deleted IS NULL
                 AND c.status NOT IN ('disconnected', 'needs_reauth') ORDER BY c.row",
                [],
            )
        })
    }

    /// Replaces the visible fields of a connector.
    pub fn update(&self, connector: &Connector) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let row = row_of(db, &connector.id)?;
            let before: Option<String> =
                db.query_row("SELECT policy FROM connectors WHERE row = ?1", [row], |row| row.get(0))?;
            let policy = connector.policy_id.as_ref().map(PolicyId::as_str);
            db.execute(
                "UPDATE connectors SET name = ?2, provider = ?3, collection = ?4, status = ?5, status_message = ?6,
                 active = ?7, scheduled = ?8, body = ?9, updated = ?10, policy = ?11 WHERE id = ?1",
                params![
                    connector.id.as_str(),
                    connector.name,
                    connector.provider,
                    connector.collection,
                    connector.status.as_str(),
                    connector.status_message,
                    connector.active,
                    connector.schedule_cron.is_some(),
                    json(connector)?,
                    ms(connector.updated_at),
                    policy,
                ],
            )?;
            if before.as_deref() != policy {
                decide_connector(db, self.pool, row)?;
            }
            Ok(())
        })
    }

    pub fn set_status(
        &self,
        id: &ConnectorId,
        status: ConnectorStatus,
        message: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let changed = db.execute(
                "UPDATE connectors SET status = ?2, status_message = ?3, updated = ?4 WHERE id = ?1",
                params![id.as_str(), word(&status)?, message, ms(now)],
            )?;
            found(changed)
        })
    }

    pub fn set_next_sync(&self, id: &ConnectorId, next: Option<Timestamp>) -> Result<(), StoreError> {
        self.pool.write(|db| {
            found(db.execute(
                "UPDATE connectors SET next_sync = ?2 WHERE id = ?1",
                params![id.as_str(), next.map(ms)],
            )?)
        })
    }

    /// Marks it deleted; everything stays until it is purged.
    pub fn delete(&self, id: &ConnectorId, now: Timestamp) -> Result<(), StoreError> {
        self.set_deleted(id, Some(now), now)
    }

    pub fn restore(&self, id: &ConnectorId, now: Timestamp) -> Result<(), StoreError> {
        self.set_deleted(id, None, now)
    }

    fn set_deleted(
        &self,
        id: &ConnectorId,
        deleted: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            found(db.execute(
                "UPDATE connectors SET deleted = ?2, updated = ?3 WHERE id = ?1",
                params![id.as_str(), deleted.map(ms), ms(now)],
            )?)
        })
    }

    pub fn purge_counts(&self, id: &ConnectorId) -> Result<PurgeCounts, StoreError> {
        self.pool.read(|db| counts(db, row_of(db, id)?))
    }

    /// Removes a connector and all that belongs to it; answers what was removed.
    pub fn purge(&self, id: &ConnectorId) -> Result<PurgeCounts, StoreError> {
        self.pool.write(|db| {
            let row = row_of(db, id)?;
            let counts = counts(db, row)?;
            super::transfers::purge(db, row)?;
            super::exports::purge(db, row)?;
            for table in ["findings", "documents", "credentials"] {
                db.execute(&format!("DELETE FROM {table} WHERE connector = ?1"), [row])?;
            }
            db.execute(
                "DELETE FROM run_events WHERE run IN (SELECT row FROM runs WHERE connector = ?1)",
                [row],
            )?;
            db.execute("DELETE FROM runs WHERE connector = ?1", [row])?;
            for table in ["idempotency", "allow_rules"] {
                db.execute(
                    &format!("DELETE FROM {table} WHERE connector = ?1"),
                    [id.as_str()],
                )?;
            }
            db.execute("DELETE FROM connectors WHERE row = ?1", [row])?;
            Ok(counts)
        })
    }

    pub fn deleted_before(&self, moment: Timestamp) -> Result<Vec<ConnectorId>, StoreError> {
        self.pool.read(|db| {
            let mut query = db.prepare_cached("SELECT id FROM connectors WHERE deleted < ?1")?;
            let ids = query
                .query_map([ms(moment)], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()?;
            ids.iter().map(|text| id(text, "connector id")).collect()
        })
    }
}

pub(crate) fn row_of(db: &Connection, id: &ConnectorId) -> Result<i64, StoreError> {
    db.prepare_cached("SELECT row FROM connectors WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Missing("connector"))
}

/// Brings a connector's count and risk up to date with its open findings.
pub(crate) fn refresh(db: &Connection, connector: i64) -> Result<(), StoreError> {
    let risk = risk(db, connector, None)?;
    let findings: u64 = risk.terms.iter().map(|term| term.count).sum();
    db.execute(
        "UPDATE connectors SET findings = ?2, risk = ?3 WHERE row = ?1",
        params![connector, int(findings), risk.score],
    )?;
    Ok(())
}

/// A connector's risk: its open findings, raised by the worst exposure among the documents that hold them.
pub(crate) fn risk(db: &Connection, connector: i64, coverage: Option<f32>) -> Result<Risk, StoreError> {
    let terms = open_terms(db, "connector = ?1", [connector])?;
    Ok(Risk::new(terms, exposure::worst_found(db, connector)?, coverage))
}

pub(crate) fn severity(rank: i64) -> Result<Severity, StoreError> {
    match rank {
        0 => Ok(Severity::Low),
        1 => Ok(Severity::Medium),
        2 => Ok(Severity::High),
        3 => Ok(Severity::Critical),
        _ => Err(StoreError::Malformed("severity")),
    }
}

pub(crate) fn rank(severity: Severity) -> i64 {
    match severity {
        Severity::Low => 0,
        Severity::Medium => 1,
        Severity::High => 2,
        Severity::Critical => 3,
    }
}

fn found(changed: usize) -> Result<(), StoreError> {
    if changed == 0 {
        Err(StoreError::Missing("connector"))
    } else {
        Ok(())
    }
}

fn counts(db: &Connection, connector: i64) -> Result<PurgeCounts, StoreError> {
    let count = |table: &str| -> Result<u64, StoreError> {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE connector = ?1");
        Ok(uint(db.query_row(&sql, [connector], |row| row.get(0))?))
    };
    Ok(PurgeCounts {
        documents: count("documents")?,
        runs: count("runs")?,
        findings: count("findings")?,
        credential: count("credentials")? > 0,
    })
}

fn insert(db: &Connection, connector: &Connector) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO connectors (id, name, provider, collection, status, status_message, active, scheduled, body,
         next_sync, created, updated, policy) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            connector.id.as_str(),
            connector.name,
            connector.provider,
            connector.collection,
            connector.status.as_str(),
            connector.status_message,
            connector.active,
            connector.schedule_cron.is_some(),
            json(connector)?,
            connector.next_sync_at.map(ms),
            ms(connector.created_at),
            ms(connector.updated_at),
            connector.policy_id.as_ref().map(PolicyId::as_str),
        ],
    )?;
    Ok(())
}

fn one(db: &Connection, id: &str) -> Result<Option<Connector>, StoreError> {
    Ok(all(db, "WHERE c.id = ?1", [id])?.pop())
}

fn all(db: &Connection, tail: &str, values: impl rusqlite::Params) -> Result<Vec<Connector>, StoreError> {
    let mut query = db.prepare_cached(&format!("{SELECT} {tail}"))?;
    let mut rows = query.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Connector, StoreError> {
    let mut connector: Connector = parse(&row.get::<_, String>(0)?, "connector")?;
    connector.status = of_word(&row.get::<_, String>(1)?, "connector status")?;
    connector.status_message = row.get(2)?;
    connector.findings_count = uint(row.get(3)?);
    connector.risk_score = row.get(4)?;
    connector.last_sync_at = row.get::<_, Option<i64>>(5)?.map(at);
    connector.next_sync_at = row.get::<_, Option<i64>>(6)?.map(at);
    connector.created_at = at(row.get(7)?);
    connector.updated_at = at(row.get(8)?);
    connector.deleted_at = row.get::<_, Option<i64>>(9)?.map(at);
    connector.has_credential = row.get(10)?;
    connector.active = row.get(11)?;
    connector.exposure = row.get::<_, Option<i64>>(12)?.map(exposure::level).transpose()?;
    connector.policy_id = row
        .get::<_, Option<String>>(13)?
        .map(|policy| id(&policy, "policy id"))
        .transpose()?;
    Ok(connector)
}
