//! GIF files (GIF89a): their blocks.

use super::pieces::{Piece, What, behind};
use crate::redact::CopyError;
use std::borrow::Cow;

pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece<'_>>, CopyError> {
    let flags = *bytes.get(10).ok_or_else(damaged)?;
    let mut at = 13 + table(flags);
    let mut pieces = vec![Piece::picture(0..at)];
    loop {
        let from = at;
        match bytes.get(at).ok_or_else(damaged)? {
            0x21 => {
                let kind = *bytes.get(at + 1).ok_or_else(damaged)?;
                let says;
                (says, at) = blocks(bytes, at + 2)?;
                let raw = bytes.get(from..at).ok_or_else(damaged)?;
                pieces.push(match kind {
                    0xf9 => Piece::picture(from..at),
                    // A comment; text that is shown on top of the picture.
                    0xfe | 0x01 => Piece::new(from..at, What::Text, says),
                    0xff if says.starts_with(b"NETSCAPE2.0") && says.len() == 14 => Piece::picture(from..at),
                    // A packet is written as it is; what stands for its blocks' lengths are its own letters.
                    0xff if says.starts_with(b"XMP DataXMP") => Piece::new(from..at, What::Xmp, raw),
                    0xff if says.starts_with(b"ICCRGBG1012") => Piece::new(from..at, What::Colours, says),
                    _ => Piece::new(from..at, What::Other, says),
                });
            }
            0x2c => {
                let flags = *bytes.get(at + 9).ok_or_else(damaged)?;
                at = blocks(bytes, at + 11 + table(flags))?.1;
                pieces.push(Piece::picture(from..at));
            }
            0x3b => {
                pieces.push(Piece::picture(from..at + 1));
                behind(bytes, at + 1, &mut pieces);
                return Ok(pieces);
            }
            _ => return Err(damaged()),
        }
    }
}

/// Bytes of the table of colours.
pub(super) fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Blocks with their length before them, up to an empty one, and where they end.
pub(super) fn blocks(bytes: &[u8], mut at: usize) -> Result<(Cow<'_, [u8]>, usize), CopyError> {
    let mut data = Vec::new();
    loop {
        let length = usize::from(*bytes.get(at).ok_or_else(damaged)?);
        at += 1;
        if length == 0 {
            return Ok((Cow::Owned(data), at));
        }
        data.extend_from_slice(bytes.get(at..at + length).ok_or_else(damaged)?);
        at += length;
    }
}

fn damaged() -> CopyError {
    CopyError::refused("The picture is damaged or cut off.")
}
