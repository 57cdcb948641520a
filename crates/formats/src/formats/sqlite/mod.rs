//! SQLite files, table by table. The file is opened in memory, read-only and untrusting: no view, trigger or
//! virtual table of it is run. Deleted rows that linger in its free pages are not looked for.

mod cells;
mod copy;
mod search_index;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::flat::Flat;
use crate::parts::{Damage, Header, PartPlace, Parts};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB};
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "sqlite",
    title: "SQLite database",
    extensions: &["sqlite", "sqlite3", "db", "db3"],
};

pub(super) const DOCUMENT: Document = Document {
    begins,
    read,
    copy: Some(copy::copy),
};

const LONGEST_VALUE: i32 = 64 * 1024 * 1024;

fn begins(head: &[u8], _file_name: &str) -> bool {
    head.starts_with(b"SQLite format 3\0")
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut bytes = body.whole(parts.budget())?;
    // A database in memory has no write-ahead log: the file's own pages are read, and the log is a file of its own.
    if let Some(versions) = bytes.get_mut(18..20)
        && versions == [2, 2]
    {
        versions.fill(1);
        parts.unread("What stands only in its write-ahead log (-wal) was not read with it.");
    }
    let damaged = |_| Damage::new("The SQLite database is damaged.");
    let database = open(bytes, true).map_err(damaged)?;
    let tables = tables(&database).map_err(damaged)?;
    let mut damage = None;
    let indexes = search_index::all(&database).map_err(damaged)?;
    for (name, sql) in tables {
        // The words of an index are those of the text that it indexes, which is read.
        if indexes.iter().any(|index| index.repeats(&name)) {
            continue;
        }
        if sql
            .trim_start()
            .get(..14)
            .is_some_and(|start| start.eq_ignore_ascii_case("create virtual"))
        {
            parts.unread(
                "Virtual tables were not read as such; the tables that they keep their data in were.",
            );
            continue;
        }
        match table(&database, &name, parts) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => return Ok(()),
            Err(_) => {
                damage.get_or_insert(Damage::new(
                    "The SQLite database is damaged: some of its rows cannot be read.",
                ));
            }
        }
    }
    damage.map_or(Ok(()), Err)
}

/// The database in `bytes`, which runs nothing that it brings.
fn open(bytes: Vec<u8>, read_only: bool) -> rusqlite::Result<Connection> {
    let mut database = Connection::open_in_memory()?;
    let length = bytes.len();
    database.deserialize_read_exact(MAIN_DB, bytes.as_slice(), length, read_only)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, read_only)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    database.pragma_update(None, "cell_size_check", true)?;
    Ok(database)
}

/// Names of the tables, and how each was made.
fn tables(database: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = database
        .prepare("SELECT name, ifnull(sql, '') FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn table(database: &Connection, name: &str, parts: &mut Parts<'_>) -> rusqlite::Result<ControlFlow<()>> {
    let quoted = name.replace('"', "\"\"");
    let mut statement = database.prepare(&format!("SELECT * FROM \"{quoted}\""))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut flat = Flat::default();
    let mut table = parts.table(PartPlace::sheet(name), Header::Known(Vec::new()));
    let mut rows = statement.query([])?;
    let mut number = 0;
    let ended = loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        number += 1;
        for (index, column) in columns.iter().enumerate() {
            match row.get_ref(index) {
                Ok(ValueRef::Text(text)) => flat.cell(column, String::from_utf8_lossy(text).into_owned()),
                Ok(ValueRef::Blob(bytes)) => flat.bytes(column, bytes),
                Ok(ValueRef::Integer(number)) => flat.cell(column, number.to_string()),
                Ok(ValueRef::Real(number)) => flat.cell(column, number.to_string()),
                Ok(ValueRef::Null) | Err(_) => {}
            }
        }
        if flat.row(&mut table, number).is_break() {
            break Ok(());
        }
    };
    let flow = table.finish();
    flat.tell_left_out(parts);
    ended.map(|()| flow)
}
