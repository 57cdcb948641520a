//! Reads SQL dumps: tables as they are defined, rows as they are inserted or copied. Of a value the column's name
//! comes from the statement, or from the table's definition above it.

use super::words::{after, column, list, name};
use crate::fields::{Grammar, Name, Told, line, trimmed};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Tables whose columns are kept, and columns of one.
const MOST: usize = 1_000;

type Columns = Rc<Vec<Name>>;

#[derive(Debug, Clone)]
pub(super) struct Sql {
    tables: Rc<HashMap<String, Columns>>,
    within: Within,
}

#[derive(Debug, Clone)]
enum Within {
    Statements,
    /// The definition of a table.
    Table(String, Vec<Name>),
    /// Rows between tabs, up to a line of their own.
    Copy(Columns),
    Rows(Columns, Row),
    /// The rest of a line too long to be read in one piece.
    Line,
}

/// Where in the rows of an `INSERT` a place is.
#[derive(Debug, Clone, Default)]
struct Row {
    depth: usize,
    column: usize,
    quoted: bool,
}

impl Sql {
    pub(super) fn new() -> Self {
        Self {
            tables: Rc::new(HashMap::new()),
            within: Within::Statements,
        }
    }

    /// A line outside of rows; where reading goes on when its rows begin in it.
    fn statement(&mut self, written: &str) -> Option<usize> {
        let start = written.len() - written.trim_start().len();
        let text = written.get(start..)?;
        if let Some(rest) = after(text, "create table ") {
            let rest = after(rest, "if not exists ").unwrap_or(rest);
            let (table, rest) = name(rest)?;
            if !rest.contains(')') {
                self.within = Within::Table(table.to_owned(), Vec::new());
            }
        } else if let Some(rest) = after(text, "copy ") {
            let (table, rest) = name(rest)?;
            let (names, rest) = list(rest)?;
            if after(rest.trim_start(), "from stdin").is_some() {
                self.within = Within::Copy(called(table, names.into_iter()));
            }
        } else {
            let rest = ["insert into ", "insert ignore into ", "replace into "]
                .iter()
                .find_map(|words| after(text, words))?;
            let (table, rest) = name(rest)?;
            let (columns, rest) = match list(rest) {
                Some((names, rest)) => (called(table, names.into_iter()), rest),
                None => (self.tables.get(table).cloned().unwrap_or_default(), rest),
            };
            let rest = after(rest.trim_start(), "values")?;
            self.within = Within::Rows(columns, Row::default());
            return Some(written.len() - rest.len());
        }
        None
    }

    fn define(&mut self, written: &str, table: String, mut columns: Vec<Name>) {
        let written = written.trim();
        if written.starts_with(')') || written.ends_with(");") {
            if self.tables.len() < MOST {
                Rc::make_mut(&mut self.tables).insert(table, Rc::new(columns));
            }
            return;
        }
        if let Some(name) = column(written).filter(|_| columns.len() < MOST) {
            columns.push(Name::root("$").below(".", &table).below(".", name));
        }
        self.within = Within::Table(table, columns);
    }
}

impl Grammar for Sql {
    fn read(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        let (line, next) = line(text, at, end);
        let written = text.get(line.clone()).unwrap_or_default();
        match std::mem::replace(&mut self.within, Within::Statements) {
            Within::Line => {}
            Within::Statements => {
                if let Some(length) = self.statement(written) {
                    return at + length;
                }
            }
            Within::Table(table, columns) => self.define(written, table, columns),
            Within::Copy(columns) if written != "\\." => {
                let mut from = line.start;
                for (index, cell) in written.split('\t').enumerate() {
                    if let Some(name) = columns.get(index) {
                        told.value(trimmed(text, from..from + cell.len()), name);
                    }
                    from += cell.len() + 1;
                }
                self.within = Within::Copy(columns);
            }
            Within::Copy(_) => {}
            Within::Rows(columns, row) => {
                return self.rows(text, at..next.unwrap_or(end), columns, row, told);
            }
        }
        next.unwrap_or_else(|| {
            self.within = Within::Line;
            end
        })
    }

    fn configuration(&self) -> bool {
        false
    }
}

impl Sql {
    /// Reads values in brackets up to the end of `range` or of the statement, and says where that is.
    fn rows(
        &mut self,
        text: &str,
        range: Range<usize>,
        columns: Columns,
        row: Row,
        told: &mut Told,
    ) -> usize {
        let mut row = row;
        let bytes = text.as_bytes();
        let mut start = range.start;
        // A value that begins before this stretch is told as a part.
        let mut whole = row.depth == 0;
        let tell = |told: &mut Told, range: Range<usize>, column: usize, whole: bool| {
            let Some(name) = columns.get(column) else {
                return;
            };
            let range = bare(text, range);
            match whole {
                true => told.value(range, name),
                false => told.line(range, name),
            }
        };
        let mut at = range.start;
        while let Some(byte) = bytes.get(at).filter(|_| at < range.end) {
            match byte {
                b'\\' if row.quoted && escapes(bytes, at) => at += 1,
                b'\'' => row.quoted = !row.quoted,
                _ if row.quoted => {}
                b'(' => {
                    row.depth += 1;
                    if row.depth == 1 {
                        (row.column, start, whole) = (0, at + 1, true);
                    }
                }
                b',' | b')' if row.depth == 1 => {
                    tell(told, start..at, row.column, whole);
                    (row.column, start, whole) = (row.column + 1, at + 1, true);
                    row.depth -= usize::from(*byte == b')');
                }
                b')' => row.depth = row.depth.saturating_sub(1),
                b';' if row.depth == 0 => return at + 1,
                _ => {}
            }
            at += 1;
        }
        if row.depth > 0 {
            tell(told, start..range.end, row.column, false);
        }
        self.within = Within::Rows(columns, row);
        range.end
    }
}

/// Whether the backslash at `at` makes the quote after it a part of the text. In standard SQL it does not, so one that
/// stands where a value ends does not.
fn escapes(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at + 1) {
        Some(b'\'') => !matches!(bytes.get(at + 2), Some(b',' | b')')),
        Some(b'\\') => true,
        _ => false,
    }
}

/// A value without blanks and quotes at its ends.
fn bare(text: &str, range: Range<usize>) -> Range<usize> {
    let range = trimmed(text, range);
    let written = text.get(range.clone()).unwrap_or_default();
    let start = range.start + usize::from(written.starts_with('\''));
    let end = range.end - usize::from(written.len() > 1 && written.ends_with('\''));
    start..end.max(start)
}

fn called<'t>(table: &str, columns: impl Iterator<Item = &'t str>) -> Columns {
    let table = Name::root("$").below(".", table);
    Rc::new(
        columns
            .take(MOST)
            .map(|column| table.below(".", column))
            .collect(),
    )
}
