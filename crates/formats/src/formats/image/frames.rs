//! Pictures that move: files with further pictures behind the first, which Tesseract is the only one to see.

use super::Kind;

/// What is told of them.
pub(super) const UNREAD: &str = "Only the first of several pictures in it was read.";

/// Whether there is more than one picture in a GIF, PNG or WebP file. The pages of a TIFF file are all read.
pub(super) fn several(kind: Kind, bytes: &[u8]) -> bool {
    match kind {
        Kind::Gif => gif(bytes).is_some_and(|count| count > 1),
        Kind::Png => chunk(bytes, 8, 4, b"acTL"),
        Kind::WebP => chunk(bytes, 12, 0, b"ANMF"),
        Kind::Jpeg | Kind::Tiff | Kind::Heif | Kind::Bmp => false,
    }
}

/// How many pictures there are, of which no more than two are counted.
fn gif(bytes: &[u8]) -> Option<usize> {
    let mut at = 13 + table(*bytes.get(10)?);
    let mut count = 0;
    loop {
        match bytes.get(at)? {
            0x21 => at = after_blocks(bytes, at + 2)?,
            0x2c => {
                count += 1;
                if count > 1 {
                    return Some(count);
                }
                at = after_blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
            }
            _ => return Some(count),
        }
    }
}

fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

fn after_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Whether there is a chunk of this kind: PNG's have the length before the kind, and a sum; RIFF's are padded.
fn chunk(bytes: &[u8], mut at: usize, kind_at: usize, wanted: &[u8; 4]) -> bool {
    let png = kind_at == 4;
    let four = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    while let (Some(kind), Some(length)) = (four(at + kind_at), four(at + 4 - kind_at)) {
        if kind == wanted {
            return true;
        }
        let length = if png {
            u32::from_be_bytes(*length)
        } else {
            u32::from_le_bytes(*length)
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let length = if png {
            length.saturating_add(4)
        } else {
            length.checked_next_multiple_of(2).unwrap_or(usize::MAX)
        };
        at = match at.checked_add(8).and_then(|at| at.checked_add(length)) {
            Some(at) => at,
            None => return false,
        };
    }
    false
}
