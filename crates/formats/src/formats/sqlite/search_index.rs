//! Full-text indexes (FTS3, FTS4, FTS5): tables that hold the words of others. They are built again from what they
//! index, since their own pages cannot be searched.

use crate::redact::CopyError;
use rusqlite::Connection;

/// A full-text index.
pub(super) struct Indexed {
    name: String,
    /// The ends of the names of its own tables that it builds again.
    own: &'static [&'static str],
    /// It has words only: the text that they stand in is kept nowhere.
    pub(super) without_content: bool,
}

/// Ends of the names of tables in which an index of a module keeps what it made itself.
const DERIVED: &[(&str, &[&str])] = &[
    ("fts5", &["data", "idx", "docsize"]),
    ("fts4", &["segments", "segdir", "docsize", "stat"]),
    ("fts3", &["segments", "segdir"]),
];

impl Indexed {
    /// Whether `table` says only what other tables say.
    pub(super) fn repeats(&self, table: &str) -> bool {
        !self.without_content && (self.name == table || self.derived(table))
    }

    /// Whether `table` is one of its own that it builds again.
    pub(super) fn derived(&self, table: &str) -> bool {
        table
            .strip_prefix(self.name.as_str())
            .and_then(|rest| rest.strip_prefix('_'))
            .is_some_and(|end| self.own.contains(&end))
    }
}

pub(super) fn all(database: &Connection) -> rusqlite::Result<Vec<Indexed>> {
    let mut statement = database.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'create virtual table%' ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (name, sql) = row?;
        if let Some(own) = own_tables(&sql) {
            found.push(Indexed {
                name,
                own,
                without_content: without_content(&sql),
            });
        }
    }
    Ok(found)
}

/// The tables of an index, when `sql` makes a table `USING` one of the modules for full text.
fn own_tables(sql: &str) -> Option<&'static [&'static str]> {
    let words: Vec<String> = sql
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.windows(2).find_map(|pair| match pair {
        [using, module] if using == "using" => DERIVED
            .iter()
            .find(|(known, _)| known == module)
            .map(|(_, own)| *own),
        _ => None,
    })
}

/// Whether its option `content` names nothing.
fn without_content(sql: &str) -> bool {
    let dense: String = sql
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    ["''", "\"\"", "``", "[]", ",", ")"]
        .iter()
        .any(|nothing| dense.contains(&format!("content={nothing}")))
}

pub(super) fn rebuild(database: &Connection, index: &Indexed) -> Result<(), CopyError> {
    let quoted = index.name.replace('"', "\"\"");
    database
        .execute(
            &format!("INSERT INTO \"{quoted}\"(\"{quoted}\") VALUES('rebuild')"),
            [],
        )
        .map(|_| ())
        .map_err(|_| {
            CopyError::refused("It has a full-text index that cannot be built again without its own program.")
        })
}

#[cfg(test)]
mod tests {
    use super::{own_tables, without_content};

    #[test]
    fn an_index_is_known_by_its_module() {
        assert!(own_tables("CREATE VIRTUAL TABLE t USING fts5(a, content='b')").is_some());
        assert!(own_tables("create virtual table [x y] using\nFTS4(a)").is_some());
        assert!(own_tables("CREATE VIRTUAL TABLE fts5 USING rtree(id, a, b)").is_none());
        assert!(without_content(
            "CREATE VIRTUAL TABLE t USING fts5(a, content = '')"
        ));
        assert!(!without_content(
            "CREATE VIRTUAL TABLE t USING fts5(a, content='b')"
        ));
    }
}
