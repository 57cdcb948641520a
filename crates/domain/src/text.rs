//! The meeting point of formats and detectors: windows of text that know where they came from.
//!
//! A format turns a file's bytes into [`Window`]s of bounded size. A detector looks at the text and asks
//! the window's [`Structure`] about a place only when it has a candidate there, so that plain bytes stay
//! fast to search and tables still lend every cell its column name.

use crate::finding::Location;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What is known of a file before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHint {
    /// The object's key as text, for names such as `.env` or `config.yaml`; inside an archive, the member's.
    pub name: String,
    /// Keys, passwords and settings are likely here: `.env`, `.ini`, `.tf`, `credentials`, …
    pub configuration: bool,
    /// Values are given to names here, as programs and trees do.
    pub assigned: bool,
}

/// A stretch of a file's text.
pub struct Window<'a> {
    /// The text, decoded. Never longer than the format's window size plus its overlap.
    pub text: &'a str,
    /// Report a match only when it *starts* in this range of `text`: the rest is overlap that the windows
    /// before and after own. Every byte of a file is owned by exactly one window.
    pub owned: Range<usize>,
    pub structure: &'a dyn Structure,
    pub hint: &'a SourceHint,
}

impl fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Window({} bytes, owns {:?})", self.text.len(), self.owned)
    }
}

/// A column of a table as its first rows show it: by them its values are judged together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Column<'a> {
    /// Tells it from the other columns of the window.
    pub number: usize,
    /// Its different values in the table's first rows, a bounded number of them. The same in every window.
    pub sample: &'a [String],
}

impl fmt::Debug for Column<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({}, {} values)", self.number, self.sample.len())
    }
}

/// Answers about places of one window. Offsets are bytes into the window's text.
pub trait Structure {
    /// What names the value at `at`: the column's name in a table, the key in JSON. `None` in plain text.
    fn label(&self, at: usize) -> Option<Cow<'_, str>>;

    /// The record that holds `at` (table row, JSON line, line of text): context is looked for inside it.
    fn record(&self, at: usize) -> Range<usize>;

    /// The single value that holds `at`: a cell without its quotes, a JSON string. In plain text, `None`.
    fn value(&self, at: usize) -> Option<Range<usize>>;

    /// Labels of the whole table or window (all column names), for detectors that a label must switch on.
    fn labels(&self) -> &[String];

    /// The values whose labels are wanted, in order of place; `None` when they are not known without looking at every
    /// place. A cheap answer: it may leave out long values, and hold some whose label is another after all.
    fn values(&self, _wanted: &dyn Fn(&str) -> bool) -> Option<Vec<Range<usize>>> {
        None
    }

    /// The column that holds `at`, where there is a table with more rows than a few.
    fn column(&self, _at: usize) -> Option<Column<'_>> {
        None
    }

    /// All the columns that [`Self::column`] may name.
    fn columns(&self) -> Vec<Column<'_>> {
        Vec::new()
    }

    /// How far before a value its label may begin that [`Self::labels`] does not list, as names do in programs.
    fn label_reach(&self) -> usize {
        0
    }

    /// `Some` when labels stand in the window's text, as keys do in JSON, and [`Self::labels`] does not list them:
    /// those of its values whose labels stand before the text.
    fn labels_before(&self) -> Option<Vec<String>> {
        None
    }

    /// The true place of a span in the file's bytes.
    fn locate(&self, span: Range<usize>) -> Location;
}
