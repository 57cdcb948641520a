//! Opening the database: settings of every connection, migrations, one writer and a few readers.

use crate::{Globs, StoreError, tables};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Migrations are numbered by their place in this list: append only, each beside its table.
const MIGRATIONS: &[&str] = &[
    tables::connectors::M1,
    tables::credentials::M1,
    tables::runs::M1,
    tables::documents::M1,
    tables::findings::M1,
    tables::settings::M1,
    tables::exposure::M1,
    tables::hosts::M1,
    tables::transfers::M1,
    tables::policies::M1,
    tables::allow_rules::M1,
    tables::connectors::M2,
    tables::findings::M2,
    tables::documents::M_STOPS,
    tables::exports::M1,
    tables::copies::M1,
];

#[allow(clippy::cast_possible_truncation, reason = "a short list")]
pub(crate) const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

const READERS: usize = 4;
const BUSY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) globs: Globs,
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Pool {
    pub(crate) fn open(dir: &Path, globs: Globs) -> Result<Self, StoreError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir)?;
        let path = dir.join("tidegate.db");
        private_file(&path)?;
        let mut writer = connect(&path, false)?;
        let found: u32 = writer.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > SCHEMA_VERSION {
            return Err(StoreError::Newer {
                found,
                known: SCHEMA_VERSION,
            });
        }
        migrate(&mut writer, found)?;
        // Only reads, unless the code brings another policy: beside a writer, opening does not wait.
        let transaction = writer.transaction()?;
        tables::policies::bring_built_in(&transaction)?;
        transaction.commit()?;
        let readers = (0..READERS)
            .map(|_| connect(&path, true))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            globs,
            path,
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            returned: Condvar::new(),
        })
    }

    /// Runs `work` in one write transaction: all of it happens, or nothing.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        // Only reads, unless the code brings another policy: beside a writer, opening does not wait.
        let transaction = writer.transaction()?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut readers = lock(&self.readers);
        let reader = loop {
            match readers.pop() {
                Some(reader) => break reader,
                None => {
                    readers = self
                        .returned
                        .wait(readers)
                        .unwrap_or_else(PoisonError::into_inner)
                }
            }
        };
        drop(readers);
        // One transaction, so that counts and rows of an answer belong together.
        let answer = (|| {
            let snapshot = reader.unchecked_transaction()?;
            let answer = work(&snapshot)?;
            snapshot.finish()?;
            Ok(answer)
        })();
        lock(&self.readers).push(reader);
        self.returned.notify_one();
        answer
    }

    pub(crate) fn bytes(&self) -> u64 {
        let wal = self.path.with_extension("db-wal");
        [&self.path, &wal]
            .into_iter()
            .filter_map(|file| file.metadata().ok())
            .map(|meta| meta.len())
            .sum()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the file ours alone before SQLite writes to it; the log and index files inherit its mode.
fn private_file(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

/// Applies what is missing, all of it or nothing.
fn migrate(db: &mut Connection, found: u32) -> Result<(), StoreError> {
    if found == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
    for migration in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    Ok(transaction.commit()?)
}

fn connect(path: &Path, read_only: bool) -> Result<Connection, StoreError> {
    let mode = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    };
    let db = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(64);
    if !read_only {
        db.pragma_update(None, "journal_mode", "WAL")?;
    }
    for (name, value) in [
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
        ("secure_delete", "ON"),
        ("mmap_size", "0"),
        ("fullfsync", "ON"),
        ("cache_size", "-16384"),
    ] {
        db.pragma_update(None, name, value)?;
    }
    Ok(db)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_every_earlier_schema_is_brought_up_to_date() {
        for version in 0..MIGRATIONS.len() {
            let dir = tempfile::tempdir().unwrap();
            let db = Connection::open(dir.path().join("tidegate.db")).unwrap();
            for migration in &MIGRATIONS[..version] {
                db.execute_batch(migration).unwrap();
            }
            db.pragma_update(None, "user_version", u32::try_from(version).unwrap())
                .unwrap();
            drop(db);
            let pool = Pool::open(dir.path(), |_| None).unwrap();
            let found: u32 = pool
                .read(|db| Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?))
                .unwrap();
            assert_eq!(found, SCHEMA_VERSION);
        }
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        drop(Pool::open(dir.path(), |_| None).unwrap());
        let db = Connection::open(dir.path().join("tidegate.db")).unwrap();
        db.pragma_update(None, "user_version", 999).unwrap();
        drop(db);
        assert!(matches!(
            Pool::open(dir.path(), |_| None),
            Err(StoreError::Newer { found: 999, .. })
        ));
    }

    #[test]
    fn a_damaged_file_is_named_as_such() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tidegate.db"), vec![7u8; 8192]).unwrap();
        let problem = tidegate_domain::problem::Problem::from(Pool::open(dir.path(), |_| None).unwrap_err());
        assert!(problem.remedy.contains("damaged"), "{problem}");
    }
}
