//! Copies of SQLite files: every cell without its values, in a file that is written from the beginning, so that
//! nothing of old rows stays in free pages.

use super::search_index::{self, Indexed};
use super::{cells, open};
use crate::redact::{CopyError, Copying};
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use std::sync::atomic::{AtomicU64, Ordering};

/// Places in the header (SQLite file format, 1.3).
const VERSIONS: std::ops::Range<usize> = 18..20;
const CHANGES: std::ops::Range<usize> = 24..28;
const SCHEMA_COOKIE: std::ops::Range<usize> = 40..44;
const VALID_FOR: std::ops::Range<usize> = 92..96;
const LIBRARY: std::ops::Range<usize> = 96..100;

/// Distinguishes the copies that one process writes at the same time; it is in no copy.
static COPIES: AtomicU64 = AtomicU64::new(0);

pub(super) fn copy(mut bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    if copying.removals.is_empty() {
        return Ok(bytes);
    }
    let header: Vec<u8> = bytes.get(..100).ok_or_else(damaged)?.to_vec();
    // A database in memory has no write-ahead log; the mark comes back in the end.
    if let Some(versions) = bytes.get_mut(VERSIONS)
        && versions == [2, 2]
    {
        versions.fill(1);
    }
    let database = open(bytes, false).map_err(|_| damaged())?;
    prepare(&database).map_err(|_| damaged())?;
    if !sound(&database) {
        return Err(CopyError::refused(
            "The SQLite database is damaged, or its indexes use functions that only its own program has.",
        ));
    }
    schema(&database, copying)?;
    let indexed = search_index::all(&database).map_err(|_| damaged())?;
    if indexed.iter().any(|index| index.without_content) {
        return Err(CopyError::refused(
            "It has a full-text index without the text that it indexes: what stands in it cannot be taken out.",
        ));
    }
    let broken_before = broken_references(&database);
    let before = cells::tables(&database).map_err(|_| damaged())?;
    database.execute_batch("BEGIN").map_err(|_| damaged())?;
    for table in before.iter().filter(|table| !derived(&indexed, &table.name)) {
        cells::rewrite(&database, table, copying)?;
    }
    // Samples of old rows, which ANALYZE takes again.
    for table in ["sqlite_stat3", "sqlite_stat4"] {
        if before.iter().any(|known| known.name == table) {
            database
                .execute(&format!("DELETE FROM {table}"), [])
                .map_err(|_| damaged())?;
        }
    }
    for index in &indexed {
        search_index::rebuild(&database, index)?;
    }
    database.execute_batch("COMMIT").map_err(|_| damaged())?;
    if broken_references(&database) > broken_before {
        return Err(CopyError::refused(
            "A value is a key that other rows refer to in another way of writing: the copy would not fit together.",
        ));
    }
    let mut written = written(&database)?;
    for place in [VERSIONS, CHANGES, SCHEMA_COOKIE, LIBRARY] {
        restore(&mut written, &header, place.clone(), place);
    }
    restore(&mut written, &header, CHANGES, VALID_FOR);
    Ok(written)
}

fn restore(written: &mut [u8], header: &[u8], from: std::ops::Range<usize>, to: std::ops::Range<usize>) {
    if let (Some(to), Some(from)) = (written.get_mut(to), header.get(from)) {
        to.copy_from_slice(from);
    }
}

fn damaged() -> CopyError {
    CopyError::refused("The SQLite database is damaged.")
}

/// Nothing goes to the disk, and references are not followed while their ends change one after the other.
fn prepare(database: &Connection) -> rusqlite::Result<()> {
    database.pragma_update(None, "temp_store", "MEMORY")?;
    database.pragma_update(None, "foreign_keys", false)?;
    database.pragma_update(None, "secure_delete", true)
}

/// Whether all pages, rows and indexes fit together: an index of a damaged database may hold what no row has.
fn sound(database: &Connection) -> bool {
    database
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))
        .is_ok_and(|answer| answer == "ok")
}

fn broken_references(database: &Connection) -> u64 {
    let count = || -> rusqlite::Result<u64> {
        let mut statement = database.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        let mut count = 0;
        while rows.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    };
    // Tables that refer to what is not there cannot be checked, before as after.
    count().unwrap_or(0)
}

/// The tables' own descriptions cannot be changed without a risk for the program that made them.
fn schema(database: &Connection, copying: &Copying<'_>) -> Result<(), CopyError> {
    let mut statement = database
        .prepare("SELECT name, tbl_name, ifnull(sql, '') FROM sqlite_schema")
        .map_err(|_| damaged())?;
    let mut rows = statement.query([]).map_err(|_| damaged())?;
    while let Some(row) = rows.next().map_err(|_| damaged())? {
        for column in 0..3 {
            let text: String = row.get(column).map_err(|_| damaged())?;
            // A quote in a text is written twice in it.
            if copying.holds(&text) || copying.holds(&text.replace("''", "'").replace("\"\"", "\"")) {
                return Err(CopyError::refused(
                    "Something that is removed stands in the description of its tables, views, triggers or defaults.",
                ));
            }
        }
    }
    Ok(())
}

/// Whether a table holds only what an index made of other text.
fn derived(indexed: &[Indexed], table: &str) -> bool {
    indexed.iter().any(|index| index.derived(table))
}

/// The file as it is written anew: rows keep their numbers, and no page is left over.
fn written(database: &Connection) -> Result<Vec<u8>, CopyError> {
    let failed = |_| CopyError::refused("The SQLite database cannot be written again.");
    let number = COPIES.fetch_add(1, Ordering::Relaxed);
    let place = format!("file:/copy-{number}?vfs=memdb");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // Open before it is written, or it would be gone when it is.
    let mut copy = Connection::open_with_flags(&place, flags).map_err(failed)?;
    database.execute("VACUUM INTO ?1", [&place]).map_err(failed)?;
    let bytes = copy.serialize(MAIN_DB).map_err(failed)?.to_vec();
    Ok(bytes)
}
