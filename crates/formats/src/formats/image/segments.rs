//! The pieces that picture files are made of, as far as they hold text.

use super::{iptc, plain, push};
use crate::account::Account;
use crate::budget::Budget;
use crate::xmp::{self, Value};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Bytes of one packed text.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Comments and what agencies wrote, up to where the pixels begin.
pub(super) fn jpeg(bytes: &[u8], values: &mut Vec<Value>) {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, kind, after @ ..] = rest {
        match kind {
            // Padding, and segments without a length.
            0xff => rest = &rest[1..],
            0x01 | 0xd0..=0xd8 => rest = after,
            0xd9 | 0xda => return,
            _ => {
                let Some((length, data)) = after.split_first_chunk::<2>() else {
                    return;
                };
                let length = usize::from(u16::from_be_bytes(*length)).saturating_sub(2);
                let Some((data, next)) = data.split_at_checked(length) else {
                    return;
                };
                match kind {
                    0xfe => push(values, "Comment", &plain(data)),
                    0xed => {
                        if let Some(resources) = data.strip_prefix(b"Photoshop 3.0\0") {
                            iptc::resources(resources, values);
                        }
                    }
                    _ => {}
                }
                rest = next;
            }
        }
    }
}

/// Text chunks.
pub(super) fn png(bytes: &[u8], budget: &Budget, account: &Account, values: &mut Vec<Value>) {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((kind, after)) = after.split_first_chunk::<4>() else {
            return;
        };
        let data = after.get(..length).unwrap_or(after);
        let Some((keyword, text)) = split(data) else {
            rest = after.get(length.saturating_add(4)..).unwrap_or_default();
            continue;
        };
        let text = match kind {
            b"tEXt" => Some(text.to_vec()),
            b"zTXt" => text.get(1..).and_then(|packed| unpacked(packed, budget, account)),
            b"iTXt" => international(text, budget, account),
            _ => None,
        };
        if let Some(text) = text {
            let name = plain(keyword);
            if name == "XML:com.adobe.xmp" {
                values.extend(xmp::properties(&text));
            } else {
                push(values, &name, &plain(&text));
            }
        }
        rest = after.get(length.saturating_add(4)..).unwrap_or_default();
    }
}

/// Two bytes of packing, language, translated keyword, text.
fn international(data: &[u8], budget: &Budget, account: &Account) -> Option<Vec<u8>> {
    let (packed, rest) = (data.first()?, data.get(2..)?);
    let (_, rest) = split(rest)?;
    let (_, text) = split(rest)?;
    if *packed == 1 {
        unpacked(text, budget, account)
    } else {
        Some(text.to_vec())
    }
}

fn split(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(0, data)?;
    Some((&data[..end], &data[end + 1..]))
}

fn unpacked(packed: &[u8], budget: &Budget, account: &Account) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    // What comes before the damage is text as well.
    let _ = ZlibDecoder::new(packed).take(LONGEST).read_to_end(&mut text);
    account.unpacked(text.len() as u64, budget).ok()?;
    Some(text)
}

/// Comments.
pub(super) fn gif(bytes: &[u8], values: &mut Vec<Value>) {
    let Some(flags) = bytes.get(10) else { return };
    let mut at = 13 + table(*flags);
    while let Some(kind) = bytes.get(at) {
        match kind {
            0x21 => {
                let comment = bytes.get(at + 1) == Some(&0xfe);
                let (text, after) = blocks(bytes, at + 2);
                if comment {
                    push(values, "Comment", &plain(&text));
                }
                at = after;
            }
            0x2c => {
                let Some(flags) = bytes.get(at + 9) else { return };
                at = blocks(bytes, at + 11 + table(*flags)).1;
            }
            _ => return,
        }
    }
}

/// Bytes of the table of colours.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Blocks with their length before them, up to an empty one.
fn blocks(bytes: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let mut data = Vec::new();
    while let Some(&length) = bytes.get(at) {
        at += 1;
        if length == 0 {
            break;
        }
        let end = (at + usize::from(length)).min(bytes.len());
        data.extend_from_slice(&bytes[at..end]);
        at = end;
    }
    (data, at)
}
