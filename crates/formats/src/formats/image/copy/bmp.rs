//! BMP files: where their pixels are, and what is in them beside.

use super::pieces::{Piece, behind};
use crate::redact::CopyError;
use std::ops::Range;

/// The header of the file, before that of the picture.
const FILE: usize = 14;
const UNKNOWN: &str = "The picture is of a kind that cannot be copied.";
/// Says in longer headers what the colours mean.
const MEANING: usize = FILE + 56;

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
    if table.end != pixels.start {
        return Err(CopyError::refused(UNKNOWN));
    }
    let mut pieces = vec![Piece::picture(0..pixels.end)];
    behind(bytes, pixels.end, &mut pieces);
    Ok(pieces)
}

/// Sets the length of the whole.
pub(super) fn closed(mut bytes: Vec<u8>) -> Result<Vec<u8>, CopyError> {
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
    // A profile of colours, or the path of one, behind the pixels.
    let meaning = bytes.get(MEANING..MEANING + 4).unwrap_or_default();
    let profile = header > 60 && (meaning == b"DEBM" || meaning == b"KNIL");
    if profile || !old && !(40..=124).contains(&header) {
        return Err(CopyError::refused(UNKNOWN));
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

#[cfg(test)]
mod tests {
    use super::super::pieces::What;
    use super::{closed, form, pieces};

    /// One row of three pixels of 24 bits.
    fn picture() -> Vec<u8> {
        let mut file = b"BM\x42\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\x18\0".to_vec();
        file.resize(54, 0);
        file.extend([1; 12]);
        file
    }

    #[test]
    fn what_is_behind_the_pixels_is_none_of_them() {
        let mut file = picture();
        file.extend(b"more");
        let told: Vec<_> = pieces(&file)
            .unwrap()
            .iter()
            .map(|piece| (piece.what, piece.span.clone()))
            .collect();
        assert_eq!(told, [(What::Picture, 0..66), (What::Behind, 66..70)]);
        file.truncate(66);
        assert_eq!(closed(file.clone()).unwrap(), picture());
        file.truncate(65);
        assert!(form(&file).is_err());
        let mut other = picture();
        other[10] = 55;
        assert!(pieces(&other).is_err());
    }
}
