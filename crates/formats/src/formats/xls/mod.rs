//! Excel workbooks of the years before packages (Excel 5 to 2003, [MS-XLS]): sheets as tables, hidden ones too,
//! comments at their cells, text boxes, names, headers, pivot caches, properties and embedded files.
//!
//! The records are read by a reader of our own: the known ones give cells alone, and lay out every sheet's whole
//! area in memory, which one cell in the last row makes huge.

mod book;
mod records;
mod sheet;

use super::{FormatInfo, Ole};
use crate::compound::Compound;
use crate::office::ole::{self, encrypted, stream};
use crate::parts::{Damage, PartPlace, Parts};
use book::Book;
use records::{Records, text};
use std::collections::HashSet;
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "xls",
    title: "Excel workbook (97–2003)",
    extensions: &["xls", "xlt", "xla"],
};

pub(super) const OLE: Ole = Ole {
    is: |compound| STREAMS.iter().any(|stream| compound.has(stream)),
    read,
};

/// The newer name first: a file may hold the workbook in both.
const STREAMS: [&str; 2] = ["Workbook", "Book"];
/// Storage of pivot tables' caches.
const PIVOTS: &str = "_SX_DB_CUR/";
const PIVOT_STRING: u16 = 0xcd;

fn read(compound: &Compound, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = STREAMS
        .iter()
        .find_map(|path| stream(compound, path, parts))
        .unwrap_or_default();
    let book = Book::read(&bytes);
    if book.encrypted {
        return Err(encrypted());
    }
    // The rest stops by itself when the visitor wants no more.
    let _ = all(compound, &bytes, &book, parts);
    if book.damaged {
        return Err(Damage::new(
            "The workbook is damaged: its list of sheets is not whole.",
        ));
    }
    Ok(())
}

fn all(compound: &Compound, bytes: &[u8], book: &Book, parts: &mut Parts<'_>) -> ControlFlow<()> {
    // A sheet that is listed twice is read once.
    let mut seen = HashSet::new();
    for (title, start) in book.sheets.iter().filter(|(_, start)| seen.insert(*start)) {
        sheet::tell(book, title, bytes.get(*start..).unwrap_or_default(), parts)?;
    }
    let titles: Vec<&str> = book.sheets.iter().map(|(title, _)| title.as_str()).collect();
    parts.text(&PartPlace::part("metadata: Sheets"), &titles.join("\n"))?;
    for (name, meaning) in &book.names {
        parts.value(&PartPlace::part("defined names"), name, meaning)?;
    }
    let pivots: Vec<String> = compound
        .paths()
        .filter(|path| path.starts_with(PIVOTS))
        .map(str::to_owned)
        .collect();
    for path in pivots {
        let bytes = stream(compound, &path, parts).unwrap_or_default();
        let values: Vec<String> = Records::new(&bytes)
            .filter(|record| record.kind == PIVOT_STRING)
            .filter_map(|record| text(record.data, 0, book.page))
            .collect();
        parts.text(&PartPlace::part("pivot cache"), &values.join("\n"))?;
    }
    ole::metadata(compound, parts)?;
    ole::embedded(compound, parts)
}
