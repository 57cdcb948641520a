//! Rows of cells of a sheet or a database's table, gathered into windows of whole rows.

use super::{PartPlace, Parts};
use crate::samples::{ROWS, Samples};
use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use tidegate_domain::finding::Location;
use tidegate_domain::text::{Column, Structure, Window};

/// Text gathered before a window is handed out. Rows are never cut, so no window needs an overlap.
const GATHERED: usize = 256 * 1024;
/// Longer texts name no column.
const LONGEST_NAME: usize = 80;

/// Where the names of a table's columns come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Header {
    Known(Vec<String>),
    /// The first row, if it looks like names.
    Guess,
}

struct Cell {
    span: Range<usize>,
    row: u64,
    /// 0-based.
    column: usize,
}

/// Takes the rows of one table.
pub(crate) struct Rows<'p, 'a> {
    parts: &'p mut Parts<'a>,
    place: PartPlace,
    header: Header,
    text: String,
    cells: Vec<Cell>,
    /// The first row names the columns.
    named: bool,
    /// Of the first rows, once they were handed out.
    samples: Option<Samples>,
}

impl<'p, 'a> Rows<'p, 'a> {
    pub(super) fn new(parts: &'p mut Parts<'a>, place: PartPlace, header: Header) -> Self {
        Self {
            parts,
            place,
            header,
            text: String::new(),
            cells: Vec::new(),
            named: false,
            samples: None,
        }
    }

    /// Adds a row: its number in the table, 1-based with the header counted, and its cells with their columns,
    /// 0-based, in order. Empty cells may be left out.
    pub(crate) fn row<'c>(
        &mut self,
        number: u64,
        cells: impl IntoIterator<Item = (usize, Cow<'c, str>)>,
    ) -> ControlFlow<()> {
        let first = self.cells.len();
        for (column, cell) in cells {
            if cell.is_empty() {
                continue;
            }
            if self.cells.len() > first {
                self.text.push('\t');
            }
            let start = self.text.len();
            self.text.push_str(&cell);
            self.cells.push(Cell {
                span: start..self.text.len(),
                row: number,
                column,
            });
        }
        if self.cells.len() == first {
            return self.parts.flow();
        }
        self.text.push('\n');
        if self.header == Header::Guess {
            let names = self.names();
            self.named = !names.is_empty();
            self.header = Header::Known(names);
        }
        if self.text.len() >= GATHERED {
            return self.flush();
        }
        self.parts.flow()
    }

    /// Names a column, 0-based, once and for all.
    pub(crate) fn name(&mut self, column: usize, name: &str) {
        let Header::Known(names) = &mut self.header else {
            return;
        };
        if names.len() <= column {
            names.resize(column + 1, String::new());
        }
        if names[column].is_empty() {
            names[column] = name.to_owned();
        }
    }

    /// Hands out the last rows.
    pub(crate) fn finish(mut self) -> ControlFlow<()> {
        self.flush()
    }

    /// The first row's texts by column, when all of them look like names.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for cell in &self.cells {
            let text = self.text[cell.span.clone()].trim();
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            if text.len() > LONGEST_NAME || letters <= digits || text.contains(['@', '\n']) {
                return Vec::new();
            }
            if names.len() <= cell.column {
                names.resize(cell.column + 1, String::new());
            }
            names[cell.column] = text.to_owned();
        }
        names
    }

    fn flush(&mut self) -> ControlFlow<()> {
        self.parts.flow()?;
        if self.cells.is_empty() {
            return ControlFlow::Continue(());
        }
        self.parts.handed_out = true;
        let samples = match self.samples.take() {
            Some(samples) => samples,
            None => self.first_rows(),
        };
        let structure = Table {
            text: &self.text,
            cells: &self.cells,
            samples: &samples,
            names: match &self.header {
                Header::Known(names) => names,
                Header::Guess => &[],
            },
            place: self.place.location(self.parts.file.member),
        };
        let flow = (self.parts.visit)(&Window {
            text: &self.text,
            owned: 0..self.text.len(),
            structure: &structure,
            hint: &self.parts.hint,
        });
        self.parts.stopped |= flow.is_break();
        self.samples = Some(samples);
        self.text.clear();
        self.cells.clear();
        flow
    }

    /// The values of the first rows that were gathered, without the one that names the columns.
    fn first_rows(&self) -> Samples {
        let first = self.cells.first().map_or(0, |cell| cell.row);
        let last = first.saturating_add(ROWS as u64);
        let rows = self.cells.iter().take_while(|cell| cell.row <= last);
        let values = rows.filter(|cell| !(cell.row == first && self.named));
        Samples::of(values.map(|cell| (cell.column, self.text.get(cell.span.clone()).unwrap_or_default())))
    }
}

struct Table<'a> {
    text: &'a str,
    cells: &'a [Cell],
    samples: &'a Samples,
    names: &'a [String],
    place: Location,
}

impl Table<'_> {
    /// The cell that holds `at`, or else the last before it.
    fn cell(&self, at: usize) -> Option<&Cell> {
        let after = self.cells.partition_point(|cell| cell.span.start <= at);
        self.cells[..after].last().or(self.cells.first())
    }

    fn name(&self, cell: &Cell) -> Option<&str> {
        self.names
            .get(cell.column)
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }
}

impl Structure for Table<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        self.cell(at).and_then(|cell| self.name(cell)).map(Cow::Borrowed)
    }

    fn record(&self, at: usize) -> Range<usize> {
        let Some(row) = self.cell(at).map(|cell| cell.row) else {
            return 0..self.text.len();
        };
        let first = self.cells.partition_point(|cell| cell.row < row);
        let after = self.cells.partition_point(|cell| cell.row <= row);
        match (self.cells.get(first), self.cells[..after].last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => 0..self.text.len(),
        }
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        self.cell(at).map(|cell| cell.span.clone())
    }

    fn labels(&self) -> &[String] {
        self.names
    }

    fn column(&self, at: usize) -> Option<Column<'_>> {
        self.samples.column(self.cell(at)?.column)
    }

    fn columns(&self) -> Vec<Column<'_>> {
        self.samples.columns()
    }

    fn locate(&self, span: Range<usize>) -> Location {
        let Some(cell) = self.cell(span.start) else {
            return self.place.clone();
        };
        let within = |at: usize| at.saturating_sub(cell.span.start).min(cell.span.len()) as u64;
        Location {
            byte_start: within(span.start),
            byte_end: within(span.end),
            row: Some(cell.row),
            column_number: Some(cell.column as u64 + 1),
            column_name: self.name(cell).map(str::to_owned),
            ..self.place.clone()
        }
    }
}
