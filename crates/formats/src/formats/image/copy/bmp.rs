//! BMP files: what is in them beside the pixels. A profile of colours, or the path of one, is all that can be text.

use super::pieces::{Piece, What, behind};
use crate::redact::CopyError;
use std::ops::Range;

/// The header of the file, before that of the picture.
const FILE: usize = 14;
/// What the colours mean, and where a profile of them stands with its length, in the longest header.
const KIND: usize = FILE + 56;
const PROFILE: usize = FILE + 112;

/// Where things are in the file.
pub(super) struct Form {
    /// Where the table of colours begins, and of how many bytes a colour is.
    pub(super) table: Range<usize>,
    pub(super) colour: usize,
    pub(super) pixels: Range<usize>,
    pub(super) width: usize,
    pub(super) height: usize,
    /// The first row is the top one.
    pub(super) downwards: bool,
    pub(super) bits: usize,
    /// 0 for pixels as they are, 3 and 6 for the same with masks for their colours.
    pub(super) packing: u32,
}

impl Form {
    /// Bytes of a row: a multiple of four.
    pub(super) fn stride(&self) -> usize {
        (self.width * self.bits).div_ceil(32) * 4
    }
}

pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece<'_>>, CopyError> {
    let form = form(bytes)?;
    let (table, pixels) = (form.table.clone(), form.pixels.clone());
    let head = bytes.get(..table.end).ok_or_else(damaged)?;
    let between = bytes.get(table.end..pixels.start).ok_or_else(damaged)?;
    let mut pieces = vec![Piece::picture(0..head.len())];
    if !between.is_empty() {
        pieces.push(Piece::new(table.end..pixels.start, What::Other, between));
    }
    pieces.push(Piece::picture(pixels.clone()));
    if profile(bytes) && pixels.end < bytes.len() {
        let rest = bytes.get(pixels.end..).unwrap_or_default();
        pieces.push(Piece::new(pixels.end..bytes.len(), What::Other, rest));
    } else {
        behind(bytes, pixels.end, &mut pieces);
    }
    Ok(pieces)
}

/// Whether the longest header says that a profile, or the path of one, stands behind the pixels.
fn profile(bytes: &[u8]) -> bool {
    let header = bytes
        .get(FILE..)
        .is_some_and(|header| header.starts_with(&[124, 0, 0, 0]));
    let kind = bytes.get(KIND..KIND + 4);
    header && (kind == Some(b"DEBM") || kind == Some(b"KNIL"))
}

/// Sets the length of the whole, and says that there is no profile where it is gone.
pub(super) fn closed(mut bytes: Vec<u8>) -> Result<Vec<u8>, CopyError> {
    let end = form(&bytes)?.pixels.end;
    if profile(&bytes) && bytes.len() <= end {
        bytes
            .get_mut(KIND..KIND + 4)
            .ok_or_else(damaged)?
            .copy_from_slice(b"BGRs");
        bytes.get_mut(PROFILE..PROFILE + 8).ok_or_else(damaged)?.fill(0);
    }
    let length = u32::try_from(bytes.len()).map_err(|_| damaged())?;
    bytes
        .get_mut(2..6)
        .ok_or_else(damaged)?
        .copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

pub(super) fn form(bytes: &[u8]) -> Result<Form, CopyError> {
    let at = |at: usize| -> Result<u32, CopyError> {
        let four = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
        four.map(|four| u32::from_le_bytes(*four)).ok_or_else(damaged)
    };
    let size = |value: u32| usize::try_from(value).map_err(|_| damaged());
    let header = size(at(FILE)?)?;
    let short = |offset: usize| size(at(offset)? & 0xffff);
    // The oldest header has two bytes for each number.
    let old = header == 12;
    if !old && !(40..=124).contains(&header) {
        return Err(CopyError::refused(
            "The picture is of a kind that cannot be copied.",
        ));
    }
    let (width, height, bits) = if old {
        (short(FILE + 4)?, at(FILE + 6)? & 0xffff, short(FILE + 10)?)
    } else {
        (size(at(FILE + 4)?)?, at(FILE + 8)?, short(FILE + 14)?)
    };
    let (packing, colours) = if old {
        (0, 0)
    } else {
        (at(FILE + 16)?, size(at(FILE + 32)?)?)
    };
    let downwards = !old && height > i32::MAX.unsigned_abs();
    let height = size(if downwards { height.wrapping_neg() } else { height })?;
    let colour = if old { 3 } else { 4 };
    let colours = match (colours, bits) {
        (0, 1..=8) => 1 << bits,
        (colours, _) => colours,
    };
    // Masks of the shortest header stand behind it.
    let masks = match (header, packing) {
        (40, 3) => 12,
        (40, 6) => 16,
        _ => 0,
    };
    let start = FILE + header + masks;
    let first = size(at(10)?)?;
    let table = start
        ..start
            .checked_add(colours.checked_mul(colour).ok_or_else(damaged)?)
            .map(|end| end.min(first.max(start)))
            .ok_or_else(damaged)?;
    let mut form = Form {
        table,
        colour,
        pixels: first..first,
        width,
        height,
        downwards,
        bits,
        packing,
    };
    let length = match packing {
        0 | 3 | 6 => {
            let bits = width.checked_mul(bits).ok_or_else(damaged)?;
            let stride = bits.div_ceil(32).checked_mul(4).ok_or_else(damaged)?;
            stride.checked_mul(height).ok_or_else(damaged)?
        }
        _ => size(at(FILE + 20)?)?,
    };
    let end = first.checked_add(length).filter(|end| *end <= bytes.len());
    form.pixels.end = end.ok_or_else(damaged)?;
    if form.pixels.start < form.table.end || length == 0 {
        return Err(damaged());
    }
    Ok(form)
}

fn damaged() -> CopyError {
    CopyError::refused("The picture is damaged or cut off.")
}
