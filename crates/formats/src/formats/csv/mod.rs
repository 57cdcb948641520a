//! Tables as text: cells between commas, semicolons, tabs or bars.
//!
//! Rows are counted as the windows pass; cells are parsed only where something was found.

mod row;
mod scan;
mod sniff;
mod table;

use super::{FormatInfo, Layout};
use crate::head::Head;
use crate::samples::Samples;
use crate::stretch::Stretch;
use row::Cells;
use scan::{Dialect, Open};
use sniff::Header;
use std::ops::ControlFlow;
use table::Table;
use tidegate_domain::text::{SourceHint, Window};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "csv",
    title: "Tables as text (CSV, TSV)",
    extensions: &["csv", "tsv", "tab", "psv"],
};

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    let sniffed = sniff::sniff(head)?;
    Some(Box::new(Csv {
        dialect: sniffed.dialect,
        header: sniffed.header,
        samples: sniffed.samples,
        row: 1,
        open: Open::default(),
    }))
}

/// A table between two windows.
struct Csv {
    dialect: Dialect,
    header: Header,
    samples: Samples,
    /// The row that is open, 1-based.
    row: u64,
    open: Open,
}

impl Layout for Csv {
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let table = Table::new(
            stretch,
            self.dialect,
            (&self.header, &self.samples),
            self.row,
            self.open,
        );
        visit(&Window {
            text: stretch.text,
            owned: stretch.owned.clone(),
            structure: &table,
            hint,
        })
    }

    /// Never between two quotes, which may be one.
    fn begin(&self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        if at == 0 || bytes.get(at - 1) != Some(&b'"') {
            return at;
        }
        at + bytes[at..]
            .iter()
            .take(64)
            .take_while(|byte| **byte == b'"')
            .count()
    }

    fn advance(&mut self, stretch: &Stretch<'_>, to: usize) {
        if to == 0 {
            return;
        }
        let bytes = stretch.text.as_bytes();
        let (mut rows, mut last) = (0, None);
        let quoted = self.dialect.records(bytes, 0, to, self.open, &mut |start| {
            rows += 1;
            last = Some(start);
        });
        self.row += rows;
        let (from, open) = match last {
            Some(start) => (start, Open::default()),
            None => (0, self.open),
        };
        let cells = Cells {
            dialect: self.dialect,
            bytes,
            at: Some(from),
            end: to,
            open,
        };
        let cell = open.cell + (cells.count() as u64).saturating_sub(1);
        let begun =
            !matches!(bytes.get(to - 1), Some(b'\n')) && bytes.get(to - 1) != Some(&self.dialect.delimiter);
        self.open = Open { quoted, cell, begun };
    }
}
