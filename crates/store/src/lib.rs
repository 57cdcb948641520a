//! The database: what is known of connectors, documents, runs and findings, and how the work stands.
//!
//! The only crate that knows SQL. It holds no credential in clear and no matched value. All calls block;
//! the engine makes them on blocking threads. One connection writes, a few read.

mod error;
mod open;
mod row;
mod tables;

pub use error::StoreError;
pub use tables::allow_rules::{AllowCreated, AllowRules, AllowSubject, NewAllowRule};
pub use tables::connectors::{Connectors, Inserted};
pub use tables::copies::{Copies, RunCopies};
pub use tables::credentials::Credentials;
pub use tables::documents::Documents;
pub use tables::exports::{ExportWork, Exports};
pub use tables::exposure::Exposures;
pub use tables::findings::Findings;
pub use tables::hosts::Hosts;
pub use tables::policies::{Policies, PolicyDeleted};
pub use tables::runs::Runs;
pub use tables::settings::SettingsTable;
pub use tables::transfers::{NewTransfer, NewTransferItem, Settled, TransferPlan, TransferWork, Transfers};
pub use tables::work::{Completion, StagePage, Work, WorkItem};

use open::Pool;
use std::path::Path;
use std::sync::Arc;
use tidegate_domain::{
    Timestamp,
    key::ObjectKey,
    overview::Overview,
    risk::{Risk, RiskScope},
};

/// Whether a key meets a glob.
pub type KeyTest = Box<dyn Fn(&ObjectKey) -> bool + Send + Sync>;

/// Reads a glob of keys; `None` for what is none. How one is read is the connectors' affair.
pub type Globs = fn(&str) -> Option<KeyTest>;

/// The database of one data directory. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Arc<Pool>,
}

impl Store {
    /// Opens `tidegate.db` in `dir`, making directory and database where they are missing, and brings the
    /// schema up to date. A database of a newer Tidegate is refused, never changed.
    /// `globs` reads the globs of allow rules.
    pub fn open(dir: &Path, globs: Globs) -> Result<Self, StoreError> {
        Ok(Self {
            pool: Arc::new(Pool::open(dir, globs)?),
        })
    }

    pub fn connectors(&self) -> Connectors<'_> {
        Connectors { pool: &self.pool }
    }

    pub fn credentials(&self) -> Credentials<'_> {
        Credentials { pool: &self.pool }
    }

    pub fn runs(&self) -> Runs<'_> {
        Runs { pool: &self.pool }
    }

    /// Listed objects on their way to an outcome.
    pub fn work(&self) -> Work<'_> {
        Work { pool: &self.pool }
    }

    pub fn documents(&self) -> Documents<'_> {
        Documents { pool: &self.pool }
    }

    pub fn findings(&self) -> Findings<'_> {
        Findings { pool: &self.pool }
    }

    pub fn policies(&self) -> Policies<'_> {
        Policies { pool: &self.pool }
    }

    pub fn allow_rules(&self) -> AllowRules<'_> {
        AllowRules { pool: &self.pool }
    }

    /// The risk of what is found in a part of what is known, with its terms and how much was examined.
    pub fn risk_of(&self, scope: &RiskScope) -> Result<Risk, StoreError> {
        self.pool.read(|db| tables::risk::risk_of(db, scope))
    }

    /// Who was ever talked to.
    pub fn hosts(&self) -> Hosts<'_> {
        Hosts { pool: &self.pool }
    }

    /// Who can reach what.
    pub fn exposures(&self) -> Exposures<'_> {
        Exposures { pool: &self.pool }
    }

    /// Redacted copies that were made.
    pub fn exports(&self) -> Exports<'_> {
        Exports { pool: &self.pool }
    }

    /// The redacted copies that syncs keep.
    pub fn copies(&self) -> Copies<'_> {
        Copies { pool: &self.pool }
    }

    pub fn transfers(&self) -> Transfers<'_> {
        Transfers { pool: &self.pool }
    }

    pub fn settings(&self) -> SettingsTable<'_> {
        SettingsTable { pool: &self.pool }
    }

    /// The first page's figures; `running` and `next` are left for the engine.
    pub fn overview(&self, now: Timestamp) -> Result<Overview, StoreError> {
        tables::overview::overview(&self.pool, now)
    }

    pub fn schema_version(&self) -> u32 {
        open::SCHEMA_VERSION
    }

    /// Bytes of the database file and its write-ahead log.
    pub fn database_bytes(&self) -> u64 {
        self.pool.bytes()
    }

    pub fn sqlite_version(&self) -> String {
        rusqlite::version().to_owned()
    }

    /// SQLite's own check; `ok` when nothing is wrong.
    pub fn integrity(&self) -> Result<String, StoreError> {
        self.pool
            .read(|db| Ok(db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?))
    }
}
