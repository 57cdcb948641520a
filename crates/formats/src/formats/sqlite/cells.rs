//! The cells of a table without their values, each row in its place.

use crate::redact::{CopyError, Copying};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode, params_from_iter};

/// A table whose rows are stored in the file.
pub(super) struct Table {
    pub(super) name: String,
    /// Its rows have no numbers: their keys are columns.
    keyed: bool,
}

/// A column as `PRAGMA table_xinfo` describes it.
struct Column {
    name: String,
    /// Place in the key of the table, from 1; 0 when it is not in it.
    key: i64,
    /// Computed from others.
    generated: bool,
    /// The number of the row itself.
    number: bool,
}

/// What becomes of a row.
struct Change {
    cells: Vec<(usize, Value)>,
    key: Vec<Value>,
}

impl Change {
    fn write(
        self,
        database: &Connection,
        table: &str,
        columns: &[String],
        keys: &[String],
    ) -> Result<(), CopyError> {
        let named = |index: &usize| columns.get(*index).map_or("", String::as_str);
        let setting: Vec<String> = (1..)
            .zip(&self.cells)
            .map(|(number, (index, _))| format!("{} = ?{number}", named(index)))
            .collect();
        let place: Vec<String> = (self.cells.len() + 1..)
            .zip(keys)
            .map(|(number, key)| format!("{key} IS ?{number}"))
            .collect();
        let mut update = database
            .prepare_cached(&format!(
                "UPDATE {table} SET {} WHERE {}",
                setting.join(", "),
                place.join(" AND ")
            ))
            .map_err(|_| unwritable())?;
        let values = self.cells.into_iter().map(|(_, value)| value).chain(self.key);
        match update.execute(params_from_iter(values)) {
            Ok(1) => Ok(()),
            Ok(_) => Err(unwritable()),
            Err(error) => Err(broken(&error)),
        }
    }
}

pub(super) fn tables(database: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut statement = database.prepare(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') \
         AND name NOT IN ('sqlite_schema', 'sqlite_master') ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Table {
            name: row.get(0)?,
            keyed: row.get(1)?,
        })
    })?;
    rows.collect()
}

fn columns(database: &Connection, table: &Table) -> rusqlite::Result<Vec<Column>> {
    let mut statement =
        database.prepare("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid")?;
    let rows = statement.query_map([&table.name], |row| {
        Ok(Column {
            name: row.get(0)?,
            number: row.get::<_, String>(1)?.eq_ignore_ascii_case("integer") && row.get::<_, i64>(2)? > 0,
            key: row.get(2)?,
            generated: matches!(row.get(3)?, 2 | 3),
        })
    })?;
    let mut columns = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    // A key of several columns is not the row's number.
    let alone = columns.iter().filter(|column| column.key > 0).count() == 1 && !table.keyed;
    for column in &mut columns {
        column.number &= alone;
    }
    Ok(columns)
}

/// Replaces what is removed in the cells of `table`.
pub(super) fn rewrite(
    database: &Connection,
    table: &Table,
    copying: &mut Copying<'_>,
) -> Result<(), CopyError> {
    let unread = |_| CopyError::refused("The SQLite database is damaged: some of its rows cannot be read.");
    let columns = columns(database, table).map_err(unread)?;
    let keys = keys(&columns, table)?;
    let own: Vec<&Column> = columns.iter().filter(|column| !column.generated).collect();
    let names: Vec<String> = own.iter().map(|column| quoted(&column.name)).collect();
    let source = quoted(&table.name);
    let mut select = database
        .prepare(&format!(
            "SELECT {} FROM {source}",
            names.iter().chain(&keys).cloned().collect::<Vec<_>>().join(", ")
        ))
        .map_err(unread)?;
    let mut changes: Vec<Change> = Vec::new();
    let mut rows = select.query([]).map_err(unread)?;
    while let Some(row) = rows.next().map_err(unread)? {
        let mut cells = Vec::new();
        for (index, column) in own.iter().enumerate() {
            let given = row.get_ref(index).map_err(unread)?;
            let name = format!("{}.{}", table.name, column.name);
            let Some(value) = cell(given, column, &name, copying)? else {
                continue;
            };
            if table.name == "sqlite_sequence" || column.number && !matches!(value, Value::Integer(_)) {
                return Err(CopyError::refused(
                    "Something that is removed is the number of a row, which must stay a number.",
                ));
            }
            cells.push((index, value));
        }
        if !cells.is_empty() {
            let key = (names.len()..names.len() + keys.len()).map(|index| row.get(index));
            let key = key.collect::<rusqlite::Result<_>>().map_err(|_| unwritable())?;
            changes.push(Change { cells, key });
        }
    }
    drop(rows);
    for change in changes {
        change.write(database, &source, &names, &keys)?;
    }
    computed(database, &columns, &source, copying)
}

/// What stands for the value of a cell, or nothing when it stays.
fn cell(
    given: ValueRef<'_>,
    column: &Column,
    name: &str,
    copying: &mut Copying<'_>,
) -> Result<Option<Value>, CopyError> {
    Ok(match given {
        ValueRef::Null => None,
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => copying.cell(text).map(Value::Text),
            Err(_) if copying.holds_in(bytes) => {
                return Err(CopyError::refused(
                    "Something that is removed stands in a text that is not written as its database says.",
                ));
            }
            Err(_) => None,
        },
        ValueRef::Blob(bytes) => copying.bytes(name, bytes)?.map(Value::Blob),
        // A row's number is no content of the row: short values are not looked for in it.
        ValueRef::Integer(number) if column.number => copying
            .text(&number.to_string())
            .map(|text| text.trim().parse().map_or(Value::Text(text), Value::Integer)),
        ValueRef::Integer(number) => copying.cell(&number.to_string()).map(Value::Text),
        ValueRef::Real(number) => copying.cell(&number.to_string()).map(Value::Text),
    })
}

/// Cells that are computed from others may join what stood apart.
fn computed(
    database: &Connection,
    columns: &[Column],
    source: &str,
    copying: &Copying<'_>,
) -> Result<(), CopyError> {
    let names: Vec<String> = columns
        .iter()
        .filter(|column| column.generated)
        .map(|column| quoted(&column.name))
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let refused = || CopyError::refused("A computed column of it still gives something that is removed.");
    let mut select = database
        .prepare(&format!("SELECT {} FROM {source}", names.join(", ")))
        .map_err(|_| refused())?;
    let mut rows = select.query([]).map_err(|_| refused())?;
    while let Some(row) = rows.next().map_err(|_| refused())? {
        for index in 0..names.len() {
            let held = match row.get_ref(index).map_err(|_| refused())? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => copying.holds_in(bytes),
                ValueRef::Integer(number) => copying.holds(&number.to_string()),
                ValueRef::Real(number) => copying.holds(&number.to_string()),
                ValueRef::Null => false,
            };
            if held {
                return Err(refused());
            }
        }
    }
    Ok(())
}

/// What tells a row from all others: its number by a name that no column has, or the columns of its key.
fn keys(columns: &[Column], table: &Table) -> Result<Vec<String>, CopyError> {
    if table.keyed {
        let mut keys: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
        keys.sort_by_key(|column| column.key);
        return Ok(keys.iter().map(|column| quoted(&column.name)).collect());
    }
    if let Some(column) = columns.iter().find(|column| column.number) {
        return Ok(vec![quoted(&column.name)]);
    }
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|name| {
            !columns
                .iter()
                .any(|column| column.name.eq_ignore_ascii_case(name))
        })
        .map(|name| vec![name.to_owned()])
        .ok_or_else(|| CopyError::refused("It has a table whose rows cannot be told from each other."))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn unwritable() -> CopyError {
    CopyError::refused("A row of it cannot be changed without its own program.")
}

fn broken(error: &rusqlite::Error) -> CopyError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => CopyError::refused(
            "With what stands for a value, two rows that must differ would be alike, or a column of numbers would \
             hold text. Choose a replacement that keeps values apart and their kind.",
        ),
        _ => unwritable(),
    }
}
