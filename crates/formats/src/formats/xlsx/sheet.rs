//! One sheet: its cells as a table, and the texts around them.

use super::styles::Styles;
use crate::office::Strings;
use crate::office::cells::{COLUMNS, Cells, ROWS, date, reference, sections, shown, size};
use crate::parts::{Header, PartPlace, Parts};
use crate::xml::{Tag, Token, Xml, XmlTrouble};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// What all sheets of a workbook share.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    pub(super) since_1904: bool,
}

/// What a cell's value is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Number,
    Shared,
    Text,
    /// Booleans and errors, which say nothing.
    Nothing,
}

#[derive(Debug)]
struct Cell {
    column: usize,
    written: Written,
    style: usize,
    value: String,
}

/// Texts of a sheet that are in no cell.
#[derive(Debug, Default)]
struct Around {
    header: String,
    footer: String,
    links: String,
    prompts: String,
}

impl Book {
    /// Tells the sheet `title`, whose XML is `text`.
    pub(super) fn tell(&self, title: &str, path: &str, text: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let place = PartPlace::sheet(title);
        let mut around = Around::default();
        let mut stopped = ControlFlow::Continue(());
        let (account, budget) = (parts.account(), parts.budget());
        let mut excess = None;
        let mut rows = parts.table(place.clone(), Header::Guess);
        let read = self.rows(text, &mut around, &mut |row, cells| {
            // Cells that share one long string may say far more than the file holds.
            excess = account.unpacked(size(&cells), budget).err();
            if excess.is_some() {
                return ControlFlow::Break(());
            }
            stopped = rows.row(row, cells);
            stopped
        });
        if stopped.is_continue() {
            stopped = rows.finish();
        }
        if let Err(trouble) = read {
            parts.unread_member(path, trouble.words());
        }
        if let Some(excess) = excess {
            parts.unread_member(path, &excess.words());
        }
        stopped?;
        for (part, text) in [
            ("header", &around.header),
            ("footer", &around.footer),
            ("hyperlinks", &around.links),
            ("form field", &around.prompts),
        ] {
            parts.text(&place.clone().and_part(part), text)?;
        }
        ControlFlow::Continue(())
    }

    fn rows<'b>(
        &'b self,
        text: &str,
        around: &mut Around,
        take: &mut dyn FnMut(u64, Cells<'b>) -> ControlFlow<()>,
    ) -> Result<(), XmlTrouble> {
        let mut xml = Xml::new(text);
        let (mut row, mut next_column) = (0_u64, 0_usize);
        let mut cells: Cells<'b> = Vec::new();
        let mut cell: Option<Cell> = None;
        let mut writing = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) => match tag.name() {
                    "row" => {
                        let told = tag.attribute("r").and_then(|row| row.parse().ok());
                        // Rows come in order; one that does not is where it stands in the file.
                        row = told.filter(|told| *told > row).unwrap_or(row + 1);
                        next_column = 0;
                        cells.clear();
                    }
                    "c" => {
                        let begun = Cell::begin(&tag, next_column);
                        next_column = begun.column + 1;
                        cell = Some(begun);
                    }
                    "v" | "t" => writing = true,
                    "rPh" => xml.skip()?,
                    "f" => {
                        let formula = xml.inner_text()?;
                        if formula.contains("HYPERLINK(") {
                            around.links.push_str(&formula);
                            around.links.push('\n');
                        }
                    }
                    name @ ("oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter"
                    | "firstFooter") => {
                        let header = name.ends_with("Header");
                        let text = xml.inner_text()?;
                        let text = sections(&text);
                        let into = if header {
                            &mut around.header
                        } else {
                            &mut around.footer
                        };
                        into.push_str(&text);
                        into.push('\n');
                    }
                    "hyperlink" | "dataValidation" => around.attributes(&tag),
                    _ => {}
                },
                Token::Text(text) if writing => {
                    if let Some(cell) = &mut cell {
                        cell.value.push_str(&text);
                    }
                }
                Token::Text(_) => {}
                Token::Close(name) => match name.as_ref() {
                    "v" | "t" => writing = false,
                    "c" => {
                        if let Some(cell) = cell.take()
                            && cell.column < COLUMNS
                            && cells.len() < COLUMNS
                            && row <= ROWS
                            && let Some(value) = self.value(&cell)
                        {
                            cells.push((cell.column, value));
                        }
                    }
                    "row" => {
                        cells.sort_by_key(|(column, _)| *column);
                        if take(row, std::mem::take(&mut cells)).is_break() {
                            return Ok(());
                        }
                    }
                    _ => {}
                },
            }
        }
        Ok(())
    }

    fn value(&self, cell: &Cell) -> Option<Cow<'_, str>> {
        let value = cell.value.as_str();
        match cell.written {
            Written::Nothing => None,
            Written::Text => Some(Cow::Owned(value.to_owned())),
            Written::Shared => self.strings.get(value.trim().parse().ok()?).map(Cow::Borrowed),
            Written::Number => {
                let value = value.trim();
                let date = (self.styles.is_date(cell.style))
                    .then(|| date(value.parse().ok()?, self.since_1904))
                    .flatten();
                Some(Cow::Owned(date.unwrap_or_else(|| shown(value).into_owned())))
            }
        }
        .filter(|value| !value.is_empty())
    }
}

impl Cell {
    fn begin(tag: &Tag<'_>, next_column: usize) -> Self {
        let told = tag.attribute("r").and_then(|text| reference(&text));
        Self {
            column: told.map_or(next_column, |(_, column)| column),
            written: match tag.attribute("t").as_deref() {
                None | Some("n") => Written::Number,
                Some("s") => Written::Shared,
                Some("b" | "e") => Written::Nothing,
                _ => Written::Text,
            },
            style: tag
                .attribute("s")
                .and_then(|style| style.parse().ok())
                .unwrap_or(0),
            value: String::new(),
        }
    }
}

impl Around {
    fn attributes(&mut self, tag: &Tag<'_>) {
        let (names, into): (&[&str], _) = if tag.name() == "hyperlink" {
            (&["display", "tooltip", "location"], &mut self.links)
        } else {
            (
                &["promptTitle", "prompt", "errorTitle", "error"],
                &mut self.prompts,
            )
        };
        for name in names {
            if let Some(text) = tag.attribute(name) {
                into.push_str(&text);
                into.push('\n');
            }
        }
    }
}
