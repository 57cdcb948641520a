//! Nested records laid out as the row of a table: `customer.email`, `items[].name`. Knows no format.

use crate::parts::{Parts, Rows};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Columns beyond these are all called by the last one's name: a hostile file may name a new one in each row.
const MOST_COLUMNS: usize = 10_000;
/// Deeper values are left out; [`Flat::tell_left_out`] tells.
pub(crate) const DEEPEST: usize = 64;
/// Shorter byte strings are keys and hashes; longer ones that are no text are told as not read.
const SHORT_BINARY: usize = 64;

/// The cells of one row, with columns numbered as they are first met.
#[derive(Debug, Default)]
pub(crate) struct Flat {
    numbers: HashMap<String, usize>,
    cells: Vec<(usize, String)>,
    cut: bool,
    binary: u64,
    other: u64,
}

impl Flat {
    pub(crate) fn cell(&mut self, path: &str, text: String) {
        if text.is_empty() {
            return;
        }
        let next = self.numbers.len();
        let number = match self.numbers.get(path) {
            Some(number) => *number,
            None if next < MOST_COLUMNS => {
                self.numbers.insert(path.to_owned(), next);
                next
            }
            None => MOST_COLUMNS,
        };
        self.cells.push((number, text));
    }

    /// A byte string: text when it is some, and told as not read when it is long.
    pub(crate) fn bytes(&mut self, path: &str, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => self.cell(path, text.to_owned()),
            _ if bytes.len() > SHORT_BINARY => self.binary += 1,
            _ => {}
        }
    }

    /// Notes a value of a kind that has no text, such as a time span.
    pub(crate) fn other(&mut self) {
        self.other += 1;
    }

    /// Notes that a value was too deep.
    pub(crate) fn cut(&mut self) {
        self.cut = true;
    }

    /// Tells what of all rows was not handed out.
    pub(crate) fn tell_left_out(&self, parts: &mut Parts<'_>) {
        if self.cut {
            parts.unread("Values nested too deep were not read.");
        }
        match self.binary {
            0 => {}
            1 => parts.unread("A binary value was not read."),
            count => parts.unread(&format!("{count} binary values were not read.")),
        }
        match self.other {
            0 => {}
            1 => parts.unread("A value of a rare kind was not read."),
            count => parts.unread(&format!("{count} values of rare kinds were not read.")),
        }
    }

    /// Hands the row on and begins the next.
    pub(crate) fn row(&mut self, rows: &mut Rows<'_, '_>, number: u64) -> ControlFlow<()> {
        for (path, number) in &self.numbers {
            rows.name(*number, path);
        }
        self.cells.sort_by_key(|(column, _)| *column);
        rows.row(
            number,
            self.cells
                .drain(..)
                .map(|(column, text)| (column, Cow::Owned(text))),
        )
    }
}

/// The path of a field below `path`.
pub(crate) fn below(path: &str, field: &str) -> String {
    if path.is_empty() {
        field.to_owned()
    } else {
        format!("{path}.{field}")
    }
}

/// An identifier of 16 bytes (UUID) as it is written.
pub(crate) fn identifier(bytes: &[u8]) -> String {
    let mut written = String::with_capacity(36);
    for (number, byte) in bytes.iter().enumerate() {
        if matches!(number, 4 | 6 | 8 | 10) {
            written.push('-');
        }
        written.push_str(&format!("{byte:02x}"));
    }
    written
}
