//! Records of an old workbook, and the strings in them.

use crate::compound::u16_at;
use encoding_rs::Encoding;

/// A record goes on in one that follows it.
pub(super) const CONTINUE: u16 = 0x3c;
const WIDE: u8 = 1;
const PHONETIC: u8 = 4;
const RICH: u8 = 8;

/// How strings are written: `None` in units of UTF-16 (since Excel 97), or in a code page before.
pub(super) type Page = Option<&'static Encoding>;

#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    pub(super) data: &'b [u8],
}

/// The records of a stream, up to its end or to where it is cut.
pub(super) struct Records<'b> {
    rest: &'b [u8],
}

impl<'b> Records<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The data of the records that go on with the last one.
    pub(super) fn continued(&mut self) -> Vec<&'b [u8]> {
        let mut pieces = Vec::new();
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            // One that is cut off is not passed: it would be met for ever.
            let Some(record) = self.next() else {
                break;
            };
            pieces.push(record.data);
        }
        pieces
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let kind = u16_at(self.rest, 0)?;
        let length = usize::from(u16_at(self.rest, 2)?);
        let (data, rest) = self.rest.get(4..)?.split_at_checked(length)?;
        self.rest = rest;
        Some(Record { kind, data })
    }
}

/// A string with its length in two bytes before it.
pub(super) fn text(data: &[u8], at: usize, page: Page) -> Option<String> {
    let count = usize::from(u16_at(data, at)?);
    characters(data.get(at + 2..)?, count, page)
}

/// A string with its length in one byte before it.
pub(super) fn short_text(data: &[u8], at: usize, page: Page) -> Option<String> {
    let count = usize::from(*data.get(at)?);
    characters(data.get(at + 1..)?, count, page)
}

/// A string of `count` characters; what is cut off is left out.
pub(super) fn characters(data: &[u8], count: usize, page: Page) -> Option<String> {
    if let Some(page) = page {
        let bytes = &data[..count.min(data.len())];
        return Some(page.decode_without_bom_handling(bytes).0.into_owned());
    }
    let mut pieces = Pieces::new(vec![data]);
    let flags = pieces.byte()?;
    Some(pieces.characters(count, flags & WIDE != 0))
}

/// Data that lie in several records.
pub(super) struct Pieces<'b> {
    pieces: Vec<&'b [u8]>,
    piece: usize,
    at: usize,
}

impl<'b> Pieces<'b> {
    pub(super) fn new(pieces: Vec<&'b [u8]>) -> Self {
        Self {
            pieces,
            piece: 0,
            at: 0,
        }
    }

    fn left(&self) -> &'b [u8] {
        let piece = self.pieces.get(self.piece).copied().unwrap_or_default();
        piece.get(self.at..).unwrap_or_default()
    }

    /// Goes on to the next piece; false at the end.
    fn next_piece(&mut self) -> bool {
        self.piece += 1;
        self.at = 0;
        self.piece < self.pieces.len()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        loop {
            if let Some(byte) = self.left().first() {
                self.at += 1;
                return Some(*byte);
            }
            if !self.next_piece() {
                return None;
            }
        }
    }

    pub(super) fn number<const BYTES: usize>(&mut self) -> Option<u32> {
        let mut number = 0;
        for byte in 0..BYTES {
            number |= u32::from(self.byte()?) << (8 * byte);
        }
        Some(number)
    }

    pub(super) fn skip(&mut self, count: usize) {
        let mut count = count;
        loop {
            let left = self.left().len();
            if count <= left {
                self.at += count;
                return;
            }
            count -= left;
            if !self.next_piece() {
                return;
            }
        }
    }

    /// Characters of one or two bytes; where they go on in another piece, it says anew how many.
    pub(super) fn characters(&mut self, count: usize, wide: bool) -> String {
        let mut units: Vec<u16> = Vec::new();
        let mut wide = wide;
        while units.len() < count {
            let left = self.left();
            let size = if wide { 2 } else { 1 };
            let taken = (left.len() / size).min(count - units.len());
            let bytes = &left[..taken * size];
            if wide {
                units.extend(
                    bytes
                        .as_chunks::<2>()
                        .0
                        .iter()
                        .map(|two| u16::from_le_bytes(*two)),
                );
            } else {
                units.extend(bytes.iter().map(|byte| u16::from(*byte)));
            }
            self.at += taken * size;
            if units.len() < count {
                if !self.next_piece() {
                    break;
                }
                let Some(flags) = self.byte() else { break };
                wide = flags & WIDE != 0;
            }
        }
        String::from_utf16_lossy(&units)
    }

    /// A string of the table of shared strings, with its looks and its pronunciation passed over.
    pub(super) fn shared(&mut self) -> Option<String> {
        let count = self.number::<2>()? as usize;
        let flags = self.byte()?;
        let runs = if flags & RICH != 0 {
            self.number::<2>()? as usize
        } else {
            0
        };
        let phonetic = if flags & PHONETIC != 0 {
            self.number::<4>()? as usize
        } else {
            0
        };
        let text = self.characters(count, flags & WIDE != 0);
        self.skip(runs * 4);
        self.skip(phonetic);
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_on_in_the_next_record_as_it_says() {
        let first = b"\x0d\0\x08\x01\0ann@si";
        let second = b"\x01t\0e\0.\0t\0e\0s\0t\0runs\x02\0\0ok";
        let mut pieces = Pieces::new(vec![first, second]);
        assert_eq!(pieces.shared().as_deref(), Some("ann@site.test"));
        assert_eq!(pieces.shared().as_deref(), Some("ok"));
        assert_eq!(pieces.shared(), None);
    }

    #[test]
    fn cut_records_end() {
        assert_eq!(Records::new(b"\x01\0\xff\xff12").count(), 0);
        let cut = b"\x3c\0\x02\0ab\x3c\0\xff\xffcd";
        assert_eq!(Records::new(cut).continued(), [b"ab"]);
        assert_eq!(text(b"\xff\xff\x01a", 0, None).as_deref(), Some(""));
        assert_eq!(text(b"\x05\0\0ab", 0, None).as_deref(), Some("ab"));
        assert_eq!(
            text(b"\x02\0ab", 0, Some(encoding_rs::WINDOWS_1252)).as_deref(),
            Some("ab")
        );
    }
}
