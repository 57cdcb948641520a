//! The structure of one window of a table, found where it is asked for.

use super::row::{Cell, Cells};
use super::scan::{Dialect, Open};
use super::sniff::Header;
use crate::samples::Samples;
use crate::stretch::Stretch;
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::iter;
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::{Column, Structure};

pub(super) struct Table<'a> {
    stretch: &'a Stretch<'a>,
    dialect: Dialect,
    header: &'a Header,
    samples: &'a Samples,
    /// The row in which the window's text begins.
    row: u64,
    open: Open,
    /// Where records begin, after the one in which the text begins.
    starts: OnceCell<Vec<usize>>,
    /// The place last asked for: questions come in groups about one place, and mostly in order.
    last: RefCell<Option<Found>>,
}

/// A cell and where it stands.
#[derive(Debug, Clone)]
struct Found {
    record: Range<usize>,
    row: u64,
    /// 0-based.
    column: u64,
    cell: Cell,
}

impl<'a> Table<'a> {
    pub(super) fn new(
        stretch: &'a Stretch<'a>,
        dialect: Dialect,
        (header, samples): (&'a Header, &'a Samples),
        row: u64,
        open: Open,
    ) -> Self {
        Self {
            stretch,
            dialect,
            header,
            samples,
            row,
            open,
            starts: OnceCell::new(),
            last: RefCell::new(None),
        }
    }

    /// Where records begin after the first, found once.
    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let bytes = self.stretch.text.as_bytes();
            let mut starts = Vec::new();
            self.dialect
                .records(bytes, 0, bytes.len(), self.open, &mut |start| starts.push(start));
            starts
        })
    }

    fn find(&self, at: usize) -> Found {
        let mut last = self.last.borrow_mut();
        if let Some(found) = last.as_ref()
            && found.cell.whole.contains(&at)
        {
            return found.clone();
        }
        let found = self.search(at, last.as_ref());
        *last = Some(found.clone());
        found
    }

    fn search(&self, at: usize, last: Option<&Found>) -> Found {
        let bytes = self.stretch.text.as_bytes();
        let at = at.min(bytes.len());
        let starts = self.starts();
        // The last answer's record, or one of the next few, is nearly always it.
        let near = last
            .filter(|last| last.record.start <= at)
            .map(|last| usize::try_from(last.row - self.row).unwrap_or(usize::MAX))
            .and_then(|index| {
                let next = starts
                    .get(index..)?
                    .iter()
                    .take(4)
                    .position(|start| *start > at)?;
                Some(index + next)
            });
        let index = near.unwrap_or_else(|| starts.partition_point(|start| *start <= at));
        let start = index
            .checked_sub(1)
            .and_then(|before| starts.get(before))
            .copied()
            .unwrap_or(0);
        let record = start..starts.get(index).copied().unwrap_or(bytes.len());
        let row = self.row + index as u64;
        let open = if index == 0 { self.open } else { Open::default() };
        // Within a long record, go on from where the last answer was.
        let (from, open, mut column) = match last {
            Some(last) if last.record == record && last.cell.whole.start <= at && last.column > open.cell => {
                (last.cell.whole.start, Open::default(), last.column)
            }
            _ => (record.start, open, open.cell),
        };
        let mut cells = Cells {
            dialect: self.dialect,
            bytes,
            at: Some(from),
            end: record.end,
            open,
        };
        let mut cell = Cell {
            whole: record.clone(),
            inner: record.clone(),
        };
        for next in cells.by_ref() {
            let after = next.whole.end;
            cell = next;
            if after >= at {
                break;
            }
            column += 1;
        }
        if cell.whole.end < at {
            column = column.saturating_sub(1);
        }
        Found {
            record,
            row,
            column,
            cell,
        }
    }

    /// The name of a column, in rows below the one that names them.
    fn name(&self, found: &Found) -> Option<&'a str> {
        if found.row <= self.header.row {
            return None;
        }
        let name = self.header.names.get(usize::try_from(found.column).ok()?)?;
        (!name.is_empty()).then_some(name)
    }

    /// `range` as far as the reach around `at` goes, so that it does not depend on the window.
    fn near(&self, range: &Range<usize>, at: usize) -> Range<usize> {
        let reach = self.stretch.reach(at);
        let start = range.start.max(reach.start).min(reach.end);
        start..range.end.min(reach.end).max(start)
    }
}

impl Structure for Table<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        self.name(&self.find(at)).map(Cow::Borrowed)
    }

    fn record(&self, at: usize) -> Range<usize> {
        let mut record = self.find(at).record;
        let bytes = self.stretch.text.as_bytes();
        while record.end > record.start && matches!(bytes.get(record.end - 1), Some(b'\n' | b'\r')) {
            record.end -= 1;
        }
        self.near(&record, at)
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        let cell = self.find(at).cell;
        (cell.whole.start <= at && at <= cell.whole.end).then(|| self.near(&cell.inner, at))
    }

    fn labels(&self) -> &[String] {
        &self.header.names
    }

    fn column(&self, at: usize) -> Option<Column<'_>> {
        self.samples.column(usize::try_from(self.find(at).column).ok()?)
    }

    fn columns(&self) -> Vec<Column<'_>> {
        self.samples.columns()
    }

    fn values(&self, wanted: &dyn Fn(&str) -> bool) -> Option<Vec<Range<usize>>> {
        let wanted: Vec<bool> = (self.header.names.iter())
            .map(|name| !name.is_empty() && wanted(name))
            .collect();
        let mut values = Vec::new();
        let Some(last) = wanted.iter().rposition(|wanted| *wanted) else {
            return Some(values);
        };
        let bytes = self.stretch.text.as_bytes();
        let starts = self.starts();
        let ends = starts.iter().copied().chain([bytes.len()]);
        for (index, (start, end)) in iter::once(0).chain(starts.iter().copied()).zip(ends).enumerate() {
            if self.row + index as u64 <= self.header.row {
                continue;
            }
            let open = if index == 0 { self.open } else { Open::default() };
            let cells = Cells {
                dialect: self.dialect,
                bytes,
                at: Some(start),
                end,
                open,
            };
            let first = usize::try_from(open.cell).unwrap_or(usize::MAX);
            for (column, cell) in (first..=last).zip(cells) {
                if wanted.get(column) == Some(&true) && !cell.inner.is_empty() {
                    values.push(self.near(&cell.inner, cell.inner.start));
                }
            }
        }
        Some(values)
    }

    fn locate(&self, span: Range<usize>) -> Location {
        let found = self.find(span.start);
        Location {
            row: Some(found.row),
            column_number: Some(found.column + 1),
            column_name: self.name(&found).map(str::to_owned),
            ..self.stretch.locate(span)
        }
    }
}
