//! One sheet of an old workbook: its cells as a table, and the texts around them.

use super::book::Book;
use super::records::{Pieces, Record, Records, short_text, text};
use crate::compound::{u16_at, u32_at};
use crate::office::cells::{COLUMNS, Cells, sections, size};
use crate::parts::{Header, PartPlace, Parts};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

const FORMULA: u16 = 0x06;
const END: u16 = 0x0a;
const HEADER: u16 = 0x14;
const FOOTER: u16 = 0x15;
const NOTE: u16 = 0x1c;
const OBJECT: u16 = 0x5d;
const NUMBERS: u16 = 0xbd;
const RICH_LABEL: u16 = 0xd6;
const SHARED: u16 = 0xfd;
const OBJECT_TEXT: u16 = 0x1b6;
const LINK: u16 = 0x1b8;
const NUMBER: u16 = 0x203;
const LABEL: u16 = 0x204;
const STRING: u16 = 0x207;
const SHORT_NUMBER: u16 = 0x27e;
const BEGIN: u16 = 0x809;
/// A link's text is at least this long.
const SHORTEST_LINK: usize = 5;

/// Texts of a sheet that are in no cell.
#[derive(Debug, Default)]
struct Around {
    header: String,
    footer: String,
    links: String,
    /// Texts of objects by their numbers.
    objects: HashMap<u16, String>,
    object: u16,
    /// Row, column and object of comments.
    notes: Vec<(u64, usize, u16)>,
    authors: Vec<String>,
    /// Comments of the versions before Excel 97.
    comments: BTreeMap<(u64, usize), String>,
}

/// Tells the sheet `title`, which begins with `bytes`.
pub(super) fn tell(book: &Book, title: &str, bytes: &[u8], parts: &mut Parts<'_>) -> ControlFlow<()> {
    let place = PartPlace::sheet(title);
    let mut around = Around::default();
    let mut records = Records::new(bytes);
    let (account, budget) = (parts.account(), parts.budget());
    let mut excess = None;
    let mut rows = parts.table(place.clone(), Header::Guess);
    let mut cells = Cells::new();
    let mut row = 0;
    // The place of a formula whose text follows.
    let mut pending = None;
    let mut depth = 0_usize;
    while let Some(record) = records.next() {
        match record.kind {
            BEGIN => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            OBJECT_TEXT => around.text(record, &mut records),
            STRING => {
                if let Some((column, text)) = pending.take().zip(text(record.data, 0, book.page)) {
                    cells.push((column, Cow::Owned(text)));
                }
            }
            _ => {
                if let Some((next, found)) = read(book, record, &mut pending) {
                    // Cells that share one long string may say far more than the file holds.
                    excess = account.unpacked(size(&found), budget).err();
                    if excess.is_some() {
                        break;
                    }
                    if (next != row && !cells.is_empty()) || cells.len() >= COLUMNS {
                        cells.sort_by_key(|(column, _)| *column);
                        rows.row(row, std::mem::take(&mut cells))?;
                    }
                    // A row that comes too late stays with the one before it.
                    row = next.max(row);
                    cells.extend(found);
                } else {
                    // A record that is too short says nothing.
                    let _ = around.take(book, record);
                }
            }
        }
    }
    cells.sort_by_key(|(column, _)| *column);
    rows.row(row, cells)?;
    rows.finish()?;
    if let Some(excess) = excess {
        parts.unread(&excess.words());
    }
    around.tell(&place, parts)
}

/// The row of a record and its cells, if it holds any.
fn read<'b>(book: &'b Book, record: Record<'_>, pending: &mut Option<usize>) -> Option<(u64, Cells<'b>)> {
    let data = record.data;
    let cell = || {
        let row = u64::from(u16_at(data, 0)?) + 1;
        Some((row, usize::from(u16_at(data, 2)?), u16_at(data, 4)?))
    };
    let one = |row, column, text| Some((row, vec![(column, text)]));
    match record.kind {
        SHARED => {
            let (row, column, _) = cell()?;
            let text = book.strings.get(u32_at(data, 6)? as usize)?;
            one(row, column, Cow::Borrowed(text))
        }
        LABEL | RICH_LABEL => {
            let (row, column, _) = cell()?;
            one(row, column, Cow::Owned(text(data, 6, book.page)?))
        }
        NUMBER => {
            let (row, column, style) = cell()?;
            one(row, column, Cow::Owned(book.shown(float(data, 6)?, style)))
        }
        SHORT_NUMBER => {
            let (row, column, style) = cell()?;
            one(
                row,
                column,
                Cow::Owned(book.shown(short(u32_at(data, 6)?), style)),
            )
        }
        NUMBERS => {
            let (row, first, _) = cell()?;
            let mut cells = Cells::new();
            let (numbers, _) = data.get(4..data.len().checked_sub(2)?)?.as_chunks::<6>();
            for (column, number) in (first..).zip(numbers) {
                let (style, value) = (u16_at(number, 0)?, u32_at(number, 2)?);
                cells.push((column, Cow::Owned(book.shown(short(value), style))));
            }
            Some((row, cells))
        }
        FORMULA => {
            let (row, column, style) = cell()?;
            if u16_at(data, 12)? != 0xffff {
                return one(row, column, Cow::Owned(book.shown(float(data, 6)?, style)));
            }
            // A text follows; truth and errors say nothing.
            *pending = (*data.get(6)? == 0).then_some(column);
            Some((row, Cells::new()))
        }
        _ => None,
    }
}

fn float(data: &[u8], at: usize) -> Option<f64> {
    let eight = data.get(at..at + 8)?;
    Some(f64::from_le_bytes(eight.try_into().ok()?))
}

/// A number of 30 bits: a whole one, or the upper half of a long one; perhaps a hundred times what it is.
fn short(bits: u32) -> f64 {
    let value = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

impl Around {
    fn take(&mut self, book: &Book, record: Record<'_>) -> Option<()> {
        let data = record.data;
        match record.kind {
            HEADER | FOOTER => {
                let text = match book.page {
                    None => text(data, 0, book.page)?,
                    Some(_) => short_text(data, 0, book.page)?,
                };
                let into = if record.kind == HEADER {
                    &mut self.header
                } else {
                    &mut self.footer
                };
                into.push_str(&sections(&text));
                into.push('\n');
            }
            OBJECT => self.object = u16_at(data, 6)?,
            NOTE => {
                let (row, column) = (u64::from(u16_at(data, 0)?) + 1, usize::from(u16_at(data, 2)?));
                if book.page.is_some() {
                    self.comments.insert((row, column), text(data, 4, book.page)?);
                } else {
                    self.notes.push((row, column, u16_at(data, 6)?));
                    self.authors.push(text(data, 8, book.page)?);
                }
            }
            LINK => self.link(data),
            _ => {}
        }
        Some(())
    }

    /// The text of the object that came last, which lies in the records that follow.
    fn text(&mut self, record: Record<'_>, records: &mut Records<'_>) {
        let count = u16_at(record.data, 10).unwrap_or(0);
        let mut pieces = Pieces::new(records.continued());
        if let Some(flags) = pieces.byte() {
            let text = pieces.characters(usize::from(count), flags & 1 != 0);
            self.objects.insert(self.object, text);
        }
    }

    /// Stretches of wide letters in a link: its address and what it is called.
    fn link(&mut self, data: &[u8]) {
        let mut rest = data.get(32..).unwrap_or_default();
        while let Some(unit) = u16_at(rest, 0) {
            let letters = rest
                .as_chunks::<2>()
                .0
                .iter()
                .map(|two| u16::from_le_bytes(*two))
                .take_while(|unit| (0x20..0xd800).contains(unit));
            let units: Vec<u16> = letters.collect();
            if units.len() >= SHORTEST_LINK {
                self.links.push_str(&String::from_utf16_lossy(&units));
                self.links.push('\n');
            }
            let passed = if (0x20..0xd800).contains(&unit) {
                units.len() * 2
            } else {
                2
            };
            rest = rest.get(passed..).unwrap_or_default();
        }
    }

    fn tell(mut self, place: &PartPlace, parts: &mut Parts<'_>) -> ControlFlow<()> {
        for (row, column, object) in &self.notes {
            if let Some(text) = self.objects.remove(object) {
                self.comments.insert((*row, *column), text);
            }
        }
        let mut rows = parts.table(place.clone().and_part("comments"), Header::Known(Vec::new()));
        for ((row, column), comment) in self.comments {
            rows.row(row, [(column, Cow::Owned(comment))])?;
        }
        rows.finish()?;
        let mut boxes: Vec<(u16, String)> = self.objects.into_iter().collect();
        boxes.sort_unstable();
        let boxes: Vec<String> = boxes.into_iter().map(|(_, text)| text).collect();
        for (part, text) in [
            ("header", &self.header),
            ("footer", &self.footer),
            ("hyperlinks", &self.links),
            ("body", &boxes.join("\n")),
        ] {
            parts.text(&place.clone().and_part(part), text)?;
        }
        for author in &self.authors {
            parts.value(&PartPlace::part("metadata: Author"), "Author", author)?;
        }
        ControlFlow::Continue(())
    }
}
