//! Settings: one row of JSON; fields that a later version adds take their defaults.

use crate::{
    StoreError,
    open::Pool,
    row::{json, parse},
};
use rusqlite::OptionalExtension;
use tidegate_domain::settings::Settings;

pub(crate) const M1: &str = "
CREATE TABLE settings (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    body TEXT NOT NULL
) STRICT;
";

#[derive(Debug)]
pub struct SettingsTable<'a> {
    pub(crate) pool: &'a Pool,
}

impl SettingsTable<'_> {
    pub fn get(&self) -> Result<Settings, StoreError> {
        let body: Option<String> = self.pool.read(|db| {
            Ok(db
                .query_row("SELECT body FROM settings", [], |row| row.get(0))
                .optional()?)
        })?;
        body.map_or_else(|| Ok(Settings::default()), |body| parse(&body, "settings"))
    }

    pub fn put(&self, settings: &Settings) -> Result<(), StoreError> {
        let body = json(settings)?;
        self.pool.write(|db| {
            db.execute(
                "INSERT OR REPLACE INTO settings (only, body) VALUES (1, ?1)",
                [&body],
            )?;
            Ok(())
        })
    }
}
