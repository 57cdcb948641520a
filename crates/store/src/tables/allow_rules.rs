//! Allow rules: what a person says is not sensitive. What they hide is decided in [`super::hiding`].

use crate::{
    StoreError,
    open::Pool,
    row::{at, id, json, ms, parse, uint},
    tables::{
        connectors::row_of,
        findings,
        hiding::{self, Compiled, Hiding, Subject},
    },
};
use rusqlite::{OptionalExtension, params};
use tidegate_domain::{
    Timestamp,
    finding::Finding,
    id::{AllowRuleId, ConnectorId, FindingId, PolicyId},
    object::ObjectRef,
    policy::{Allow, AllowRule, everything},
};

pub(crate) const M1: &str = "
CREATE TABLE allow_rules (
    id TEXT PRIMARY KEY,
    policy TEXT,
    connector TEXT,
    allow TEXT NOT NULL,
    note TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

#[derive(Debug)]
pub struct AllowRules<'a> {
    pub(crate) pool: &'a Pool,
}

/// A rule as it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAllowRule {
    pub id: AllowRuleId,
    pub policy_id: Option<PolicyId>,
    pub allow: Allow,
    pub note: String,
    /// Findings that it may hide; were it to hide more, nothing is stored.
    pub expected: u64,
    pub now: Timestamp,
}

/// A value in an object, as the rules look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowSubject {
    pub detector: String,
    pub fingerprint: String,
    /// Its column's name, or the path of its key.
    pub label: Option<String>,
}

/// What became of a new rule.
#[derive(Debug, Clone, PartialEq)]
pub enum AllowCreated {
    Done(Box<AllowRule>),
    /// It would hide this many, which is more than was expected.
    TooMany(u64),
}

impl AllowRules<'_> {
    /// Oldest first; with a policy, only those that hold under it.
    pub fn list(&self, policy: Option<&PolicyId>) -> Result<Vec<AllowRule>, StoreError> {
        // What a threshold would hide anyway does not count as the rule's doing.
        let sql = "SELECT a.id, a.policy, a.allow, a.note, a.created,
             (SELECT COUNT(*) FROM findings f JOIN connectors c ON c.row = f.connector
              JOIN policies p ON p.id = COALESCE(c.policy, ?2)
              WHERE f.hidden_by = a.id AND f.present = 1 AND c.deleted IS NULL AND f.confidence >= p.min_confidence)
             FROM allow_rules a WHERE ?1 IS NULL OR a.policy IS NULL OR a.policy = ?1 ORDER BY a.created, a.id";
        self.pool.read(|db| {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query(params![policy.map(PolicyId::as_str), everything().as_str()])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let policy: Option<String> = row.get(1)?;
                found.push(AllowRule {
                    id: id(&row.get::<_, String>(0)?, "allow rule id")?,
                    policy_id: policy.map(|policy| id(&policy, "policy id")).transpose()?,
                    allow: parse(&row.get::<_, String>(2)?, "allow rule")?,
                    note: row.get(3)?,
                    created_at: at(row.get(4)?),
                    hides: uint(row.get(5)?),
                });
            }
            Ok(found)
        })
    }

    /// How many shown findings a rule would hide, and up to `examples` of them other than `but`.
    pub fn would_hide(
        &self,
        allow: &Allow,
        policy: Option<&PolicyId>,
        examples: usize,
        but: Option<&FindingId>,
    ) -> Result<(u64, Vec<Finding>), StoreError> {
        let policy = policy.map(ToString::to_string);
        let rule = Compiled::new(String::new(), policy, allow.clone(), self.pool.globs);
        self.pool.read(|db| {
            let rows = hiding::would_hide(db, &rule)?;
            let but = but.map(findings::finding_row);
            let some = rows
                .iter()
                .copied()
                .filter(|row| Some(*row) != but)
                .take(examples);
            Ok((
                rows.len() as u64,
                findings::of_rows(db, &some.collect::<Vec<_>>())?,
            ))
        })
    }

    /// The rule that says of each of these values of an object that it is not sensitive, where one does.
    pub fn met_by(
        &self,
        connector: &ConnectorId,
        object: &ObjectRef,
        values: &[AllowSubject],
    ) -> Result<Vec<Option<AllowRuleId>>, StoreError> {
        self.pool.read(|db| {
            let (policy, _) = hiding::policy_of(db, row_of(db, connector)?)?;
            let hiding = Hiding::load(db, self.pool.globs)?;
            values
                .iter()
                .map(|value| {
                    let subject = Subject {
                        connector: connector.as_str(),
                        policy: &policy,
                        bucket: &object.bucket,
                        key: &object.key,
                        detector: &value.detector,
                        fingerprint: &value.fingerprint,
                        label: value.label.as_deref(),
                    };
                    let rule = hiding.rule(&subject);
                    rule.map(|rule| id(rule, "allow rule id")).transpose()
                })
                .collect()
        })
    }

    /// Stores a rule and hides what it meets.
    pub fn create(&self, new: &NewAllowRule) -> Result<AllowCreated, StoreError> {
        let policy = new.policy_id.as_ref().map(ToString::to_string);
        let rule = Compiled::new(new.id.to_string(), policy, new.allow.clone(), self.pool.globs);
        self.pool.write(|db| {
            let meets = hiding::would_hide(db, &rule)?.len() as u64;
            if meets > new.expected {
                return Ok(AllowCreated::TooMany(meets));
            }
            db.execute(
                "INSERT INTO allow_rules (id, policy, connector, allow, note, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    new.id.as_str(),
                    new.policy_id.as_ref().map(PolicyId::as_str),
                    new.allow.connector().map(ConnectorId::as_str),
                    json(&new.allow)?,
                    new.note,
                    ms(new.now),
                ],
            )?;
            hiding::hide(db, &rule)?;
            Ok(AllowCreated::Done(Box::new(AllowRule {
                id: new.id.clone(),
                policy_id: new.policy_id.clone(),
                allow: new.allow.clone(),
                note: new.note.clone(),
                created_at: new.now,
                hides: meets,
            })))
        })
    }

    /// Removes a rule; what it hid comes back, as far as nothing else hides it.
    pub fn delete(&self, id: &AllowRuleId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let known: Option<i64> = db
                .query_row("SELECT 1 FROM allow_rules WHERE id = ?1", [id.as_str()], |row| {
                    row.get(0)
                })
                .optional()?;
            known.ok_or(StoreError::Missing("allow rule"))?;
            db.execute("DELETE FROM allow_rules WHERE id = ?1", [id.as_str()])?;
            hiding::decide_again(db, self.pool.globs, "f.hidden_by = ?", vec![id.to_string()])
        })
    }
}
