//! Which findings are hidden, and by what: one place decides, whether a finding is written or a rule changes.
//!
//! A finding is hidden by the first allow rule that it meets, else by its policy's threshold when it is less
//! certain. How a glob of keys is read is not known here: see [`crate::Globs`].

use crate::{
    Globs, KeyTest, StoreError,
    row::{json, parse},
    tables::{connectors::refresh, documents::refresh_document},
};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use tidegate_domain::{
    id::{ConnectorId, PolicyId},
    key::ObjectKey,
    policy::{Allow, everything},
};

/// What `hidden_by` says of a finding below its policy's threshold.
pub(crate) const THRESHOLD: &str = "threshold";

/// Rows that one statement changes at most.
const ROWS_AT_ONCE: usize = 10_000;

/// A finding as the rules see it.
pub(crate) struct Subject<'a> {
    pub(crate) connector: &'a str,
    pub(crate) policy: &'a str,
    pub(crate) bucket: &'a str,
    pub(crate) key: &'a ObjectKey,
    pub(crate) detector: &'a str,
    pub(crate) fingerprint: &'a str,
    pub(crate) label: Option<&'a str>,
}

/// One allow rule, ready to decide.
pub(crate) struct Compiled {
    pub(crate) id: String,
    policy: Option<String>,
    allow: Allow,
    keys: Option<KeyTest>,
}

impl Compiled {
    pub(crate) fn new(id: String, policy: Option<String>, allow: Allow, globs: Globs) -> Self {
        // A glob that cannot be read hides nothing.
        let keys = allow
            .pattern()
            .map(|pattern| globs(pattern).unwrap_or_else(|| Box::new(|_| false)));
        Self {
            id,
            policy,
            allow,
            keys,
        }
    }

    pub(crate) fn hides(&self, subject: &Subject<'_>) -> bool {
        let confined = |wanted: Option<&str>, found: &str| wanted.is_none_or(|wanted| wanted == found);
        if !confined(self.policy.as_deref(), subject.policy)
            || !confined(self.allow.connector().map(ConnectorId::as_str), subject.connector)
            || !confined(self.allow.detector(), subject.detector)
        {
            return false;
        }
        let reaches = match &self.allow {
            Allow::Value { fingerprint, .. } => fingerprint == subject.fingerprint,
            Allow::Column { column, bucket, .. } => {
                bucket == subject.bucket && subject.label == Some(column.as_str())
            }
            Allow::Path { bucket, .. } => confined(bucket.as_deref(), subject.bucket),
            Allow::Detector { .. } => true,
        };
        reaches && self.keys.as_ref().is_none_or(|keys| keys(subject.key))
    }

    /// A condition over `findings f` and `connectors c` that all that it hides meet: less for [`Self::hides`] to
    /// look at.
    fn narrow(&self) -> (String, Vec<String>) {
        let mut terms = vec!["1"];
        let mut values = Vec::new();
        if let Some(policy) = &self.policy {
            terms.push("COALESCE(c.policy, ?) = ?");
            values.extend([everything().to_string(), policy.clone()]);
        }
        if let Some(connector) = self.allow.connector() {
            terms.push("c.id = ?");
            values.push(connector.to_string());
        }
        if let Some(detector) = self.allow.detector() {
            terms.push("f.detector = ?");
            values.push(detector.to_owned());
        }
        match &self.allow {
            Allow::Value { fingerprint, .. } => {
                terms.push("f.fingerprint = ?");
                values.push(fingerprint.clone());
            }
            Allow::Column { column, .. } => {
                terms.push("f.label = ?");
                values.push(column.clone());
            }
            Allow::Path { .. } | Allow::Detector { .. } => {}
        }
        (terms.join(" AND "), values)
    }
}

/// All allow rules, oldest first.
pub(crate) struct Hiding(Vec<Compiled>);

impl Hiding {
    pub(crate) fn load(db: &Connection, globs: Globs) -> Result<Self, StoreError> {
        let mut query =
            db.prepare_cached("SELECT id, policy, allow FROM allow_rules ORDER BY created, id")?;
        let rows = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<Vec<(String, Option<String>, String)>, _>>()?;
        let rules = rows
            .into_iter()
            .map(|(id, policy, allow)| Ok(Compiled::new(id, policy, parse(&allow, "allow rule")?, globs)))
            .collect::<Result<_, StoreError>>()?;
        Ok(Self(rules))
    }

    /// What hides a finding of this confidence, if anything does.
    pub(crate) fn by(&self, subject: &Subject<'_>, confidence: f64, least: f64) -> Option<&str> {
        match self.rule(subject) {
            None if confidence < least => Some(THRESHOLD),
            rule => rule,
        }
    }

    /// The id of the first rule that it meets.
    pub(crate) fn rule(&self, subject: &Subject<'_>) -> Option<&str> {
        let rule = self.0.iter().find(|rule| rule.hides(subject))?;
        Some(&rule.id)
    }
}

/// A connector's policy and its threshold.
pub(crate) fn policy_of(db: &Connection, connector: i64) -> Result<(String, f64), StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT p.id, p.min_confidence FROM connectors c JOIN policies p ON p.id = COALESCE(c.policy, ?2)
             WHERE c.row = ?1",
        )?
        .query_row(params![connector, everything().as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?)
}

/// One finding of a walk.
struct Walked {
    row: i64,
    document: i64,
    connector: i64,
    hidden_by: Option<String>,
    present: bool,
}

/// Hands all findings of a condition to `look`, one at a time, with their confidence and threshold.
fn walk(
    db: &Connection,
    condition: &str,
    values: Vec<String>,
    look: &mut dyn FnMut(&Subject<'_>, f64, f64, Walked),
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT f.row, f.document, f.connector, f.hidden_by, f.present, c.id, p.id, d.bucket, d.key, f.detector,
         f.fingerprint, f.label, f.confidence, p.min_confidence
         FROM findings f JOIN documents d ON d.row = f.document JOIN connectors c ON c.row = f.connector
         JOIN policies p ON p.id = COALESCE(c.policy, ?) WHERE {condition}"
    );
    let mut query = db.prepare_cached(&sql)?;
    let all = std::iter::once(everything().to_string()).chain(values);
    let mut rows = query.query(rusqlite::params_from_iter(all))?;
    while let Some(row) = rows.next()? {
        let (connector, policy): (String, String) = (row.get(5)?, row.get(6)?);
        let (bucket, key): (String, Vec<u8>) = (row.get(7)?, row.get(8)?);
        let (detector, fingerprint): (String, String) = (row.get(9)?, row.get(10)?);
        let label: Option<String> = row.get(11)?;
        let key = ObjectKey::from_bytes(key);
        let subject = Subject {
            connector: &connector,
            policy: &policy,
            bucket: &bucket,
            key: &key,
            detector: &detector,
            fingerprint: &fingerprint,
            label: label.as_deref(),
        };
        let walked = Walked {
            row: row.get(0)?,
            document: row.get(1)?,
            connector: row.get(2)?,
            hidden_by: row.get(3)?,
            present: row.get(4)?,
        };
        look(&subject, row.get(12)?, row.get(13)?, walked);
    }
    Ok(())
}

/// Decides again for all findings of a condition over `findings f` and `connectors c`.
pub(crate) fn decide_again(
    db: &Connection,
    globs: Globs,
    condition: &str,
    values: Vec<String>,
) -> Result<(), StoreError> {
    let hiding = Hiding::load(db, globs)?;
    let mut changed: BTreeMap<Option<String>, Vec<i64>> = BTreeMap::new();
    let mut touched = Touched::default();
    walk(
        db,
        condition,
        values,
        &mut |subject, confidence, least, walked| {
            let now = hiding.by(subject, confidence, least);
            if now != walked.hidden_by.as_deref() {
                touched.add(walked.document, walked.connector);
                changed
                    .entry(now.map(str::to_owned))
                    .or_default()
                    .push(walked.row);
            }
        },
    )?;
    for (by, rows) in changed {
        set(db, &rows, by.as_deref())?;
    }
    touched.refresh(db)
}

/// The rows of shown, present findings that a rule would hide.
pub(crate) fn would_hide(db: &Connection, rule: &Compiled) -> Result<Vec<i64>, StoreError> {
    let (narrow, values) = rule.narrow();
    let condition = format!("f.hidden_by IS NULL AND f.present = 1 AND c.deleted IS NULL AND {narrow}");
    let mut found = Vec::new();
    walk(db, &condition, values, &mut |subject, _, _, walked| {
        if rule.hides(subject) {
            found.push(walked.row);
        }
    })?;
    Ok(found)
}

/// Lets a new rule hide what it meets and no other rule hides; answers how many shown findings that were.
pub(crate) fn hide(db: &Connection, rule: &Compiled) -> Result<u64, StoreError> {
    let (narrow, values) = rule.narrow();
    let condition = format!("(f.hidden_by IS NULL OR f.hidden_by = '{THRESHOLD}') AND {narrow}");
    let mut met = Vec::new();
    let mut touched = Touched::default();
    let mut shown = 0;
    walk(db, &condition, values, &mut |subject, _, _, walked| {
        if rule.hides(subject) {
            if walked.hidden_by.is_none() {
                touched.add(walked.document, walked.connector);
                shown += u64::from(walked.present);
            }
            met.push(walked.row);
        }
    })?;
    set(db, &met, Some(&rule.id))?;
    touched.refresh(db)?;
    Ok(shown)
}

/// A policy's threshold moved: nothing but the threshold decides of what no rule hides.
pub(crate) fn move_threshold(db: &Connection, policy: &PolicyId, least: f64) -> Result<(), StoreError> {
    let mut query = db.prepare_cached(
        "UPDATE findings SET hidden_by = CASE WHEN confidence < ?2 THEN 'threshold' END
         WHERE connector IN (SELECT row FROM connectors WHERE COALESCE(policy, ?3) = ?1)
         AND ((hidden_by IS NULL AND confidence < ?2) OR (hidden_by = 'threshold' AND confidence >= ?2))
         RETURNING document, connector",
    )?;
    let mut touched = Touched::default();
    let mut rows = query.query(params![policy.as_str(), least, everything().as_str()])?;
    while let Some(row) = rows.next()? {
        touched.add(row.get(0)?, row.get(1)?);
    }
    drop(rows);
    touched.refresh(db)
}

fn set(db: &Connection, rows: &[i64], by: Option<&str>) -> Result<(), StoreError> {
    for some in rows.chunks(ROWS_AT_ONCE) {
        db.prepare_cached(
            "UPDATE findings SET hidden_by = ?2 WHERE row IN (SELECT value FROM json_each(?1))",
        )?
        .execute(params![json(&some)?, by])?;
    }
    Ok(())
}

/// Documents and connectors whose sums are out of date.
#[derive(Default)]
pub(crate) struct Touched {
    documents: BTreeSet<i64>,
    connectors: BTreeSet<i64>,
}

impl Touched {
    pub(crate) fn add(&mut self, document: i64, connector: i64) {
        self.documents.insert(document);
        self.connectors.insert(connector);
    }

    pub(crate) fn refresh(self, db: &Connection) -> Result<(), StoreError> {
        for document in self.documents {
            refresh_document(db, document)?;
        }
        for connector in self.connectors {
            refresh(db, connector)?;
        }
        Ok(())
    }
}
