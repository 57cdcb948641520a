//! The pieces of which an old Word document's text is made.

use crate::compound::{u16_at, u32_at};
use encoding_rs::WINDOWS_1252;

/// Where the header says where the table of pieces lies.
const PIECES: usize = 0x1a2;
const FORMATTING: u8 = 1;
const TABLE: u8 = 2;
/// Bit of a piece whose characters have one byte each.
const ONE_BYTE: u32 = 0x4000_0000;

/// The whole text, story after story, in units of UTF-16.
pub(super) fn text(main: &[u8], table: &[u8]) -> Option<Vec<u16>> {
    let start = u32_at(main, PIECES)? as usize;
    let length = u32_at(main, PIECES + 4)? as usize;
    let mut rest = table.get(start..)?;
    rest = &rest[..length.min(rest.len())];
    while let Some((FORMATTING, after)) = rest.split_first().map(|(kind, after)| (*kind, after)) {
        let length = usize::from(u16_at(after, 0)?);
        rest = after.get(2 + length..)?;
    }
    let (kind, after) = rest.split_first()?;
    if *kind != TABLE {
        return None;
    }
    let length = u32_at(after, 0)? as usize;
    let list = after.get(4..)?;
    let list = &list[..length.min(list.len())];
    let count = list.len().checked_sub(4)? / 12;
    let mut text = Vec::new();
    for piece in 0..count {
        let from = u32_at(list, piece * 4)?;
        let to = u32_at(list, piece * 4 + 4)?;
        let place = u32_at(list, (count + 1) * 4 + piece * 8 + 2)?;
        // Pieces do not overlap, so there is never more text than bytes.
        let left = main.len().saturating_sub(text.len());
        let characters = (to.saturating_sub(from) as usize).min(left);
        let start = (place & !ONE_BYTE) as usize;
        if place & ONE_BYTE != 0 {
            let bytes = main.get(start / 2..).unwrap_or_default();
            text.extend(narrow(&bytes[..characters.min(bytes.len())]));
        } else {
            let bytes = main.get(start..).unwrap_or_default();
            let bytes = &bytes[..(characters * 2).min(bytes.len())];
            text.extend(
                bytes
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|two| u16::from_le_bytes(*two)),
            );
        }
    }
    Some(text)
}

/// The text of the versions before Word 97: bytes in one stretch.
pub(super) fn old(main: &[u8]) -> Option<Vec<u16>> {
    let start = u32_at(main, 0x18)? as usize;
    let end = u32_at(main, 0x1c)? as usize;
    let bytes = main.get(start..)?;
    let length = end.checked_sub(start)?.min(bytes.len());
    Some(narrow(&bytes[..length]))
}

fn narrow(bytes: &[u8]) -> Vec<u16> {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    text.encode_utf16().collect()
}

/// Names that follow each other, each with its length before it.
pub(super) fn names(main: &[u8], table: &[u8], at: usize) -> Vec<String> {
    let mut names = Vec::new();
    let (Some(start), Some(length)) = (u32_at(main, at), u32_at(main, at + 4)) else {
        return names;
    };
    let list = table.get(start as usize..).unwrap_or_default();
    let mut rest = &list[..(length as usize).min(list.len())];
    while let Some(count) = u16_at(rest, 0) {
        let Some((name, after)) = rest[2..].split_at_checked(usize::from(count) * 2) else {
            break;
        };
        let units: Vec<u16> = name
            .as_chunks::<2>()
            .0
            .iter()
            .map(|two| u16::from_le_bytes(*two))
            .collect();
        names.push(String::from_utf16_lossy(&units));
        rest = after;
    }
    names
}
