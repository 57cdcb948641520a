//! Policies, and which connector uses which. The program's own are kept in step with its code.

use crate::{
    StoreError,
    open::Pool,
    row::{at, id, json, ms, parse, uint},
    tables::{
        connectors::row_of,
        hiding::{self, THRESHOLD},
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tidegate_domain::{
    Timestamp,
    id::{ConnectorId, PolicyId},
    policy::{Policy, PolicyDraft, STORED_FROM, ThresholdStep, built_in, everything},
};

/// The table of this name held what documents were scanned with; it keeps its rows under a better name.
pub(crate) const M1: &str = "
ALTER TABLE policies RENAME TO scan_fingerprints;
CREATE TABLE policies (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    built_in INTEGER NOT NULL,
    version INTEGER NOT NULL,
    min_confidence REAL NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Width of a step of [`Policies::threshold`], in hundredths.
const STEP: u8 = 5;

const SELECT: &str = "SELECT id, body, built_in, version, created, updated, min_confidence FROM policies p";

#[derive(Debug)]
pub struct Policies<'a> {
    pub(crate) pool: &'a Pool,
}

/// What became of deleting a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyDeleted {
    Done,
    /// Connectors use it, by name; nothing was changed.
    InUse(Vec<String>),
}

impl Policies<'_> {
    /// The program's own first, then the oldest.
    pub fn list(&self) -> Result<Vec<Policy>, StoreError> {
        self.pool
            .read(|db| all(db, "ORDER BY built_in DESC, created, id", []))
    }

    pub fn get(&self, id: &PolicyId) -> Result<Option<Policy>, StoreError> {
        self.pool.read(|db| one(db, id))
    }

    pub fn insert(&self, policy: &Policy) -> Result<(), StoreError> {
        self.pool.write(|db| put(db, policy))
    }

    /// Stores the next version of a policy; false, with nothing stored, when it is not the next one any more. A
    /// moved threshold shows and hides findings at once.
    pub fn update(&self, policy: &Policy) -> Result<bool, StoreError> {
        self.pool.write(|db| {
            let before = one(db, &policy.id)?.ok_or(StoreError::Missing("policy"))?;
            if before.version.saturating_add(1) != policy.version {
                return Ok(false);
            }
            put(db, policy)?;
            if before.draft.min_confidence.to_bits() != policy.draft.min_confidence.to_bits() {
                hiding::move_threshold(db, &policy.id, f64::from(policy.draft.min_confidence))?;
            }
            Ok(true)
        })
    }

    /// Names of the connectors that use it; those that are deleted are left out.
    pub fn used_by(&self, id: &PolicyId) -> Result<Vec<String>, StoreError> {
        self.pool.read(|db| users(db, id))
    }

    /// Removes a policy with its own allow rules. Connectors that use it are refused without a replacement.
    pub fn delete(
        &self,
        id: &PolicyId,
        replace_with: Option<&PolicyId>,
    ) -> Result<PolicyDeleted, StoreError> {
        self.pool.write(|db| {
            one(db, id)?.ok_or(StoreError::Missing("policy"))?;
            if let Some(other) = replace_with {
                one(db, other)?.ok_or(StoreError::Missing("policy"))?;
            }
            let users = users(db, id)?;
            if !users.is_empty() && replace_with.is_none() {
                return Ok(PolicyDeleted::InUse(users));
            }
            let rows = connectors(db, id)?;
            for row in &rows {
                set_policy(db, *row, replace_with)?;
            }
            db.execute("DELETE FROM allow_rules WHERE policy = ?1", [id.as_str()])?;
            db.execute("DELETE FROM policies WHERE id = ?1", [id.as_str()])?;
            for row in rows {
                decide_connector(db, self.pool, row)?;
            }
            Ok(PolicyDeleted::Done)
        })
    }

    /// Lets these connectors use a policy.
    pub fn use_by(&self, id: &PolicyId, users: &[ConnectorId], now: Timestamp) -> Result<(), StoreError> {
        self.pool.write(|db| {
            one(db, id)?.ok_or(StoreError::Missing("policy"))?;
            for user in users {
                let row = row_of(db, user)?;
                set_policy(db, row, Some(id))?;
                db.execute(
                    "UPDATE connectors SET updated = ?2 WHERE row = ?1",
                    params![row, ms(now)],
                )?;
                decide_connector(db, self.pool, row)?;
            }
            Ok(())
        })
    }

    /// How many findings of the policy's connectors each step of confidence holds; those that an allow rule
    /// hides are left out.
    pub fn threshold(&self, id: &PolicyId) -> Result<Vec<ThresholdStep>, StoreError> {
        self.pool.read(|db| {
            one(db, id)?.ok_or(StoreError::Missing("policy"))?;
            // Stored from 32-bit numbers: what is a hair below a step belongs to it.
            let sql = format!(
                "SELECT CAST((f.confidence + 0.00001) * 100 / {STEP} AS INTEGER), COUNT(*) FROM findings f
                 JOIN connectors c ON c.row = f.connector
                 WHERE COALESCE(c.policy, ?2) = ?1 AND c.deleted IS NULL AND f.present = 1
                 AND (f.hidden_by IS NULL OR f.hidden_by = '{THRESHOLD}') GROUP BY 1"
            );
            let mut query = db.prepare_cached(&sql)?;
            let counts = query
                .query_map(params![id.as_str(), everything().as_str()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?
                .collect::<Result<Vec<(u8, i64)>, _>>()?;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a confidence in hundredths"
            )]
            let first = (STORED_FROM * 100.0).round() as u8 / STEP;
            let last = 100 / STEP - 1;
            let steps = (first..=last).map(|step| {
                let within = |found: u8| found == step || (step == last && found > last);
                let held = counts
                    .iter()
                    .filter(|(found, _)| within(*found))
                    .map(|(_, n)| *n)
                    .sum();
                ThresholdStep {
                    from: f32::from(step * STEP) / 100.0,
                    findings: uint(held),
                }
            });
            Ok(steps.collect())
        })
    }

    /// The threshold of all built-in policies, which is a setting.
    pub fn set_built_in_threshold(&self, least: f32) -> Result<(), StoreError> {
        self.pool.write(|db| {
            for (id, _) in built_in() {
                let changed = db.execute(
                    "UPDATE policies SET min_confidence = ?2 WHERE id = ?1 AND min_confidence != ?2",
                    params![id.as_str(), f64::from(least)],
                )?;
                if changed > 0 {
                    hiding::move_threshold(db, &id, f64::from(least))?;
                }
            }
            Ok(())
        })
    }
}

/// Brings the stored built-in policies in step with the code. Their threshold is a setting and is kept.
pub(crate) fn bring_built_in(db: &Connection) -> Result<(), StoreError> {
    let percent: Option<f64> = db
        .query_row(
            "SELECT json_extract(body, '$.min_confidence_percent') FROM settings",
            [],
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    for (number, (id, mut draft)) in (0..).zip(built_in()) {
        let known = one(db, &id)?;
        #[allow(clippy::cast_possible_truncation, reason = "a percentage")]
        let setting = percent.map(|percent| percent as f32 / 100.0);
        draft.min_confidence = match (&known, setting) {
            (Some(known), _) => known.draft.min_confidence,
            (None, Some(setting)) => setting,
            (None, None) => draft.min_confidence,
        };
        if known.as_ref().is_some_and(|known| known.draft == draft) {
            continue;
        }
        let version = known.map_or(1, |known| known.version.saturating_add(1));
        let policy = Policy {
            id,
            draft,
            built_in: true,
            version,
            created_at: at(number),
            updated_at: at(number),
        };
        put(db, &policy)?;
    }
    Ok(())
}

/// Decides again what is hidden of a connector, whose policy changed.
pub(crate) fn decide_connector(db: &Connection, pool: &Pool, connector: i64) -> Result<(), StoreError> {
    let condition = "f.document IN (SELECT row FROM documents WHERE connector = CAST(? AS INTEGER))";
    hiding::decide_again(db, pool.globs, condition, vec![connector.to_string()])
}

fn set_policy(db: &Connection, connector: i64, policy: Option<&PolicyId>) -> Result<(), StoreError> {
    db.execute(
        "UPDATE connectors SET policy = ?2 WHERE row = ?1",
        params![connector, policy.map(PolicyId::as_str)],
    )?;
    Ok(())
}

fn connectors(db: &Connection, id: &PolicyId) -> Result<Vec<i64>, StoreError> {
    let mut query = db.prepare_cached("SELECT row FROM connectors WHERE COALESCE(policy, ?2) = ?1")?;
    let rows = query
        .query_map(params![id.as_str(), everything().as_str()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn users(db: &Connection, id: &PolicyId) -> Result<Vec<String>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT name FROM connectors WHERE COALESCE(policy, ?2) = ?1 AND deleted IS NULL ORDER BY name",
    )?;
    let names = query
        .query_map(params![id.as_str(), everything().as_str()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

fn put(db: &Connection, policy: &Policy) -> Result<(), StoreError> {
    db.execute(
        "INSERT OR REPLACE INTO policies (id, name, built_in, version, min_confidence, body, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            policy.id.as_str(),
            policy.draft.name,
            policy.built_in,
            policy.version,
            f64::from(policy.draft.min_confidence),
            json(&policy.draft)?,
            ms(policy.created_at),
            ms(policy.updated_at),
        ],
    )?;
    Ok(())
}

fn one(db: &Connection, id: &PolicyId) -> Result<Option<Policy>, StoreError> {
    Ok(all(db, "WHERE id = ?1", [id.as_str()])?.pop())
}

fn all(db: &Connection, tail: &str, values: impl rusqlite::Params) -> Result<Vec<Policy>, StoreError> {
    let mut query = db.prepare_cached(&format!("{SELECT} {tail}"))?;
    let mut rows = query.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Policy, StoreError> {
    let mut draft: PolicyDraft = parse(&row.get::<_, String>(1)?, "policy")?;
    #[allow(clippy::cast_possible_truncation, reason = "stored from an f32")]
    let least = row.get::<_, f64>(6)? as f32;
    draft.min_confidence = least;
    Ok(Policy {
        id: id(&row.get::<_, String>(0)?, "policy id")?,
        draft,
        built_in: row.get(2)?,
        version: row.get(3)?,
        created_at: at(row.get(4)?),
        updated_at: at(row.get(5)?),
    })
}
