//! Every host that was ever talked to, in sum. Names, counts and purposes; never a path or a query.

use crate::{
    StoreError,
    open::Pool,
    row::{at, int, json, ms, parse, uint},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tidegate_domain::settings::HostContact;

pub(crate) const M1: &str = "
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    requests INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    received INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    purposes TEXT NOT NULL,
    connectors TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Hosts that are remembered; those talked to longest ago go first.
const MOST: i64 = 10_000;
const SELECT: &str = "SELECT host, requests, sent, received, first, last, purposes, connectors FROM hosts";

#[derive(Debug)]
pub struct Hosts<'a> {
    pub(crate) pool: &'a Pool,
}

impl Hosts<'_> {
    /// All of them, the latest first.
    pub fn all(&self) -> Result<Vec<HostContact>, StoreError> {
        self.pool.read(|db| {
            let mut query = db.prepare_cached(&format!("{SELECT} ORDER BY last DESC, host"))?;
            let mut rows = query.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(read(row)?);
            }
            Ok(found)
        })
    }

    /// Adds what came to what is known.
    pub fn merge(&self, contacts: &[HostContact]) -> Result<(), StoreError> {
        self.pool.write(|db| {
            for contact in contacts {
                let sum = match one(db, &contact.host)? {
                    Some(mut known) => {
                        known.join(contact);
                        known
                    }
                    None => contact.clone(),
                };
                db.prepare_cached(
                    "INSERT OR REPLACE INTO hosts (host, requests, sent, received, first, last, purposes, connectors)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    sum.host,
                    int(sum.requests),
                    int(sum.sent),
                    int(sum.received),
                    ms(sum.first_at),
                    ms(sum.last_at),
                    json(&sum.purposes)?,
                    json(&sum.connectors)?,
                ])?;
            }
            db.execute(
                "DELETE FROM hosts WHERE host IN (SELECT host FROM hosts ORDER BY last DESC, host LIMIT -1 OFFSET ?1)",
                [MOST],
            )?;
            Ok(())
        })
    }
}

fn one(db: &Connection, host: &str) -> Result<Option<HostContact>, StoreError> {
    db.prepare_cached(&format!("{SELECT} WHERE host = ?1"))?
        .query_row([host], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row<'_>) -> Result<HostContact, StoreError> {
    Ok(HostContact {
        host: row.get(0)?,
        requests: uint(row.get(1)?),
        sent: uint(row.get(2)?),
        received: uint(row.get(3)?),
        first_at: at(row.get(4)?),
        last_at: at(row.get(5)?),
        purposes: parse(&row.get::<_, String>(6)?, "purposes")?,
        connectors: parse(&row.get::<_, String>(7)?, "connectors")?,
    })
}
