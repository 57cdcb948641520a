//! Sealed credentials: bytes that only the vault can open.

use crate::{StoreError, open::Pool, tables::connectors::row_of};
use rusqlite::{OptionalExtension, params};
use tidegate_domain::id::ConnectorId;

pub(crate) const M1: &str = "
CREATE TABLE credentials (
    connector INTEGER PRIMARY KEY REFERENCES connectors (row),
    sealed BLOB NOT NULL
) STRICT;
";

#[derive(Debug)]
pub struct Credentials<'a> {
    pub(crate) pool: &'a Pool,
}

impl Credentials<'_> {
    pub fn put(&self, id: &ConnectorId, sealed: &[u8]) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "INSERT OR REPLACE INTO credentials (connector, sealed) VALUES (?1, ?2)",
                params![row_of(db, id)?, sealed],
            )?;
            Ok(())
        })
    }

    pub fn get(&self, id: &ConnectorId) -> Result<Option<Vec<u8>>, StoreError> {
        self.pool.read(|db| {
            let sql = "SELECT sealed FROM credentials WHERE connector = ?1";
            Ok(db
                .query_row(sql, [row_of(db, id)?], |row| row.get(0))
                .optional()?)
        })
    }

    pub fn delete(&self, id: &ConnectorId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute("DELETE FROM credentials WHERE connector = ?1", [row_of(db, id)?])?;
            Ok(())
        })
    }

    /// Whether anything is sealed: a lost key then matters.
    pub fn any(&self) -> Result<bool, StoreError> {
        self.pool
            .read(|db| Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM credentials)", [], |row| row.get(0))?))
    }
}
