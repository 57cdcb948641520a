//! The sheets of an OpenDocument spreadsheet as tables. A value that is repeated over many cells or rows is told
//! once, where it stands first.

use crate::office::cells::{COLUMNS, Cells, ROWS, shown};
use crate::parts::{Header, PartPlace, Parts};
use crate::xml::{Tag, Token, Xml, XmlTrouble};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// A cell being read.
#[derive(Debug, Default)]
struct Cell {
    /// What its type says that it shows, when that is not its text.
    value: Option<String>,
    silent: bool,
    text: String,
    comment: String,
    repeated: usize,
}

/// A sheet being read.
#[derive(Debug, Default)]
struct Sheet {
    title: String,
    /// 1-based.
    row: u64,
    repeated: u64,
    column: usize,
    cells: Cells<'static>,
    comments: Vec<(u64, Cells<'static>)>,
}

pub(super) fn tell(name: &str, text: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut xml = Xml::new(text);
    let mut titles = String::new();
    loop {
        match xml.next() {
            Ok(Some(Token::Open(tag))) if tag.name() == "table" => {
                let mut sheet = Sheet {
                    title: tag.attribute("name").unwrap_or_default(),
                    ..Sheet::default()
                };
                titles.push_str(&sheet.title);
                titles.push('\n');
                let place = PartPlace::sheet(sheet.title.clone());
                let mut stopped = ControlFlow::Continue(());
                let mut rows = parts.table(place.clone(), Header::Guess);
                let read = sheet.read(&mut xml, &mut |row, cells| {
                    stopped = rows.row(row, cells);
                    stopped
                });
                if stopped.is_continue() {
                    stopped = rows.finish();
                }
                stopped?;
                let mut comments = parts.table(place.and_part("comments"), Header::Known(Vec::new()));
                for (row, cells) in sheet.comments {
                    comments.row(row, cells)?;
                }
                comments.finish()?;
                if read.is_err() {
                    // The second reading of the same part notes the damage.
                    return ControlFlow::Continue(());
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(trouble) => {
                parts.unread_member(name, trouble.words());
                break;
            }
        }
    }
    parts.text(&PartPlace::part("metadata: Sheets"), &titles)
}

impl Sheet {
    /// Reads up to the end of the sheet.
    fn read(
        &mut self,
        xml: &mut Xml<'_>,
        take: &mut dyn FnMut(u64, Cells<'static>) -> ControlFlow<()>,
    ) -> Result<(), XmlTrouble> {
        let mut tables = 1_usize;
        let mut cell: Option<Cell> = None;
        let mut paragraph = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) => match tag.name() {
                    "table" => tables += 1,
                    "table-row" if tables == 1 => {
                        self.row += self.repeated.max(1);
                        self.repeated = repeated(&tag, "number-rows-repeated");
                        self.column = 0;
                    }
                    "table-cell" | "covered-table-cell" if tables == 1 => cell = Some(Cell::begin(&tag)),
                    "annotation" => {
                        let comment = annotation(xml)?;
                        if let Some(cell) = &mut cell {
                            cell.comment.push_str(comment.trim());
                        }
                    }
                    // Boxes are told apart from the cells that they hang on.
                    "text-box" | "shapes" => xml.skip()?,
                    "p" => {
                        paragraph = true;
                        if let Some(cell) = &mut cell
                            && !cell.text.is_empty()
                        {
                            cell.text.push('\n');
                        }
                    }
                    "s" | "tab" => {
                        if let Some(cell) = &mut cell {
                            cell.text.push(' ');
                        }
                    }
                    _ => {}
                },
                Token::Text(text) => {
                    if let Some(cell) = cell.as_mut().filter(|_| paragraph) {
                        cell.text.push_str(&text);
                    }
                }
                Token::Close(name) => match name.as_ref() {
                    "p" => paragraph = false,
                    "table-cell" | "covered-table-cell" if tables == 1 => {
                        if let Some(cell) = cell.take() {
                            self.end(cell);
                        }
                    }
                    "table-row" if tables == 1 && self.row <= ROWS => {
                        let flow = take(self.row, std::mem::take(&mut self.cells));
                        if flow.is_break() {
                            return Ok(());
                        }
                    }
                    "table" => {
                        tables -= 1;
                        if tables == 0 {
                            return Ok(());
                        }
                    }
                    _ => {}
                },
            }
        }
        Ok(())
    }

    fn end(&mut self, cell: Cell) {
        let column = self.column;
        self.column = column.saturating_add(cell.repeated);
        if column >= COLUMNS {
            return;
        }
        if !cell.comment.is_empty() {
            let comment = Cow::Owned(cell.comment);
            match self.comments.last_mut() {
                Some((row, cells)) if *row == self.row => cells.push((column, comment)),
                _ => self.comments.push((self.row, vec![(column, comment)])),
            }
        }
        let value = cell.value.unwrap_or(cell.text);
        if !cell.silent && !value.is_empty() {
            self.cells.push((column, Cow::Owned(value)));
        }
    }
}

impl Cell {
    fn begin(tag: &Tag<'_>) -> Self {
        let kind = tag.attribute("value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => {
                tag.attribute("value").map(|value| shown(&value).into_owned())
            }
            "date" => tag.attribute("date-value"),
            "string" => tag.attribute("string-value"),
            _ => None,
        };
        Self {
            value,
            silent: kind == "boolean",
            repeated: usize::try_from(repeated(tag, "number-columns-repeated")).unwrap_or(COLUMNS),
            ..Self::default()
        }
    }
}

fn repeated(tag: &Tag<'_>, name: &str) -> u64 {
    tag.attribute(name)
        .and_then(|count| count.parse().ok())
        .filter(|count| (1..=ROWS).contains(count))
        .unwrap_or(1)
}

/// A comment's author and paragraphs, as lines.
fn annotation(xml: &mut Xml<'_>) -> Result<String, XmlTrouble> {
    let mut text = String::new();
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name() == "date" => xml.skip()?,
            Token::Open(_) => {}
            Token::Text(piece) => text.push_str(&piece),
            Token::Close(name) => match name.as_ref() {
                "annotation" => break,
                "p" | "creator" => text.push('\n'),
                _ => {}
            },
        }
    }
    Ok(text)
}
