//! The cells of one record.

use super::scan::{Dialect, Open};
use std::borrow::Cow;
use std::ops::Range;

/// One cell in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// With its quotes, without the delimiter.
    pub(super) whole: Range<usize>,
    /// Without quotes.
    pub(super) inner: Range<usize>,
}

impl Cell {
    /// The cell's text with doubled quotes as one.
    pub(super) fn text(&self, text: &str) -> String {
        let inner = text.get(self.inner.clone()).unwrap_or_default();
        let plain = if self.inner == self.whole {
            Cow::Borrowed(inner)
        } else {
            Cow::Owned(inner.replace("\"\"", "\""))
        };
        plain.into_owned()
    }
}

/// The cells of the record at `record`, which may end with a line end.
pub(super) fn cells(dialect: Dialect, text: &str, record: Range<usize>) -> Cells<'_> {
    Cells {
        dialect,
        bytes: text.as_bytes(),
        at: Some(record.start),
        end: record.end,
        open: Open::default(),
    }
}

pub(super) struct Cells<'a> {
    pub(super) dialect: Dialect,
    pub(super) bytes: &'a [u8],
    /// Where the next cell begins.
    pub(super) at: Option<usize>,
    pub(super) end: usize,
    /// How the first cell stands when it began before.
    pub(super) open: Open,
}

impl Iterator for Cells<'_> {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        let start = self.at?;
        let bytes = self.bytes;
        let Open {
            quoted: open, begun, ..
        } = std::mem::take(&mut self.open);
        let closed = if open {
            self.dialect.close_of_open(bytes, start)
        } else if !begun && start < self.end && bytes[start] == b'"' {
            self.dialect.quoted(bytes, start)
        } else {
            None
        };
        let from = closed.unwrap_or(start);
        let end = self.dialect.cell_end(bytes, from, self.end.max(from));
        self.at = (end < self.end && bytes[end] == self.dialect.delimiter).then_some(end + 1);
        let mut last = end;
        if end > from && self.at.is_none() && bytes[end - 1] == b'\r' {
            last = end - 1;
        }
        let inner = match closed {
            Some(after) => (if open { start } else { start + 1 })..after - 1,
            None => start..last,
        };
        Some(Cell {
            whole: start..last.max(inner.end),
            inner,
        })
    }
}
