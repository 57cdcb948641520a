//! What all sheets of an old workbook share: their list, strings, and styles that show dates.

use super::records::{Page, Pieces, Record, Records, characters, short_text, text};
use crate::compound::{u16_at, u32_at};
use crate::office::Strings;
use crate::office::cells::{date, is_date_code, is_date_format, number};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashSet;

const BEGIN: u16 = 0x809;
const END: u16 = 0x0a;
const NAME: u16 = 0x18;
const DATE_MODE: u16 = 0x22;
const PASSWORD: u16 = 0x2f;
const CODE_PAGE: u16 = 0x42;
const SHEET: u16 = 0x85;
const STYLE: u16 = 0xe0;
const STRINGS: u16 = 0xfc;
const FORMAT: u16 = 0x41e;
/// Excel 97 and later.
const WITH_UNICODE: u16 = 0x600;
/// A formula's token for a string.
const STRING_TOKEN: u8 = 0x17;

#[derive(Debug, Default)]
pub(super) struct Book {
    /// Titles and where each begins in the stream.
    pub(super) sheets: Vec<(String, usize)>,
    pub(super) strings: Strings,
    /// Names and the texts that they stand for.
    pub(super) names: Vec<(String, String)>,
    pub(super) page: Page,
    pub(super) encrypted: bool,
    /// The list ends without its end.
    pub(super) damaged: bool,
    since_1904: bool,
    own_dates: HashSet<u32>,
    /// Number formats by style.
    styles: Vec<u32>,
}

impl Book {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut book = Self {
            damaged: true,
            ..Self::default()
        };
        let mut records = Records::new(bytes);
        while let Some(record) = records.next() {
            match record.kind {
                END => {
                    book.damaged = false;
                    break;
                }
                PASSWORD => {
                    book.encrypted = true;
                    break;
                }
                STRINGS => {
                    let mut pieces = vec![record.data];
                    pieces.extend(records.continued());
                    book.shared(&mut Pieces::new(pieces));
                }
                _ => {
                    // A record that is too short says nothing.
                    let _ = book.take(record);
                }
            }
        }
        book
    }

    fn take(&mut self, record: Record<'_>) -> Option<()> {
        let data = record.data;
        match record.kind {
            BEGIN if u16_at(data, 0)? < WITH_UNICODE => self.page = Some(WINDOWS_1252),
            CODE_PAGE => {
                let label = format!("windows-{}", u16_at(data, 0)?);
                let named = Encoding::for_label(label.as_bytes());
                self.page = self.page.map(|page| named.unwrap_or(page));
            }
            DATE_MODE => self.since_1904 = u16_at(data, 0)? == 1,
            SHEET => {
                let start = u32_at(data, 0)? as usize;
                self.sheets.push((short_text(data, 6, self.page)?, start));
            }
            STYLE => self.styles.push(u32::from(u16_at(data, 2)?)),
            FORMAT => {
                let code = match self.page {
                    None => text(data, 2, self.page)?,
                    Some(_) => short_text(data, 2, self.page)?,
                };
                if is_date_code(&code) {
                    self.own_dates.insert(u32::from(u16_at(data, 0)?));
                }
            }
            NAME => {
                let count = usize::from(*data.get(3)?);
                let name = characters(data.get(14..)?, count, self.page)?;
                let wide = self.page.is_none() && data.get(14)? & 1 != 0;
                let length = if wide { count * 2 } else { count } + usize::from(self.page.is_none());
                let formula = data.get(14 + length..)?;
                if *formula.first()? == STRING_TOKEN {
                    self.names.push((name, short_text(formula, 1, self.page)?));
                }
            }
            _ => {}
        }
        Some(())
    }

    fn shared(&mut self, pieces: &mut Pieces<'_>) {
        pieces.skip(8);
        while let Some(text) = pieces.shared() {
            self.strings.write(&text);
            self.strings.end();
        }
    }

    /// A number as its style shows it.
    pub(super) fn shown(&self, value: f64, style: u16) -> String {
        let format = self.styles.get(usize::from(style)).copied().unwrap_or(0);
        (is_date_format(format) || self.own_dates.contains(&format))
            .then(|| date(value, self.since_1904))
            .flatten()
            .unwrap_or_else(|| number(value))
    }
}
