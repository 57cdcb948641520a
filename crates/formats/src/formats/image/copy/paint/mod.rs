//! Rectangles of a picture made black, and the picture written again as the kind of file it is. Only JPEG loses a
//! little of the rest by that; the others keep every other pixel as it was.

mod bmp;
mod gif;
mod jpeg;
mod png;
mod tiff;
mod webp;

use super::{Kind, What};
use crate::ocr::Area;
use crate::redact::{CopyError, Copying};

/// The picture `bytes`, whose pages were seen to be as large as `pages`, with `areas` blackened.
pub(super) fn blackened(
    kind: Kind,
    bytes: &[u8],
    pages: &[(u32, u32)],
    areas: &[Area],
    copying: &Copying<'_>,
) -> Result<Vec<u8>, CopyError> {
    let boxes = Boxes {
        pages,
        areas,
        most: usize::try_from(copying.budget.max_held_bytes).unwrap_or(usize::MAX),
    };
    match kind {
        Kind::Jpeg => jpeg::blackened(bytes, &boxes),
        Kind::Png => png::blackened(bytes, &boxes, copying),
        Kind::Gif => gif::blackened(bytes, &boxes),
        Kind::WebP => webp::blackened(bytes, &boxes),
        Kind::Bmp => bmp::blackened(bytes, &boxes),
        Kind::Tiff => tiff::blackened(bytes, &boxes),
        Kind::Heif => Err(unwritable()),
    }
}

/// What is to be blackened, in which pages.
struct Boxes<'a> {
    pages: &'a [(u32, u32)],
    areas: &'a [Area],
    /// Bytes of unpacked pixels at most.
    most: usize,
}

impl Boxes<'_> {
    /// Blackens a page, which must be as large as it was seen to be: or the places would be others.
    fn blacken(&self, page: usize, rows: &mut Rows<'_>, black: &[u8]) -> Result<(), CopyError> {
        let seen = self.pages.get(page).map(|(width, height)| {
            (
                usize::try_from(*width).unwrap_or(0),
                usize::try_from(*height).unwrap_or(0),
            )
        });
        if seen != Some((rows.width, rows.height)) {
            return Err(CopyError::refused(
                "Where the text in the picture stands is not sure.",
            ));
        }
        for area in self.areas.iter().filter(|area| area.page == page) {
            rows.blacken(*area, black)?;
        }
        Ok(())
    }

    /// Room for pixels, unless they are too many.
    fn room(&self, width: usize, height: usize, bytes: usize) -> Result<usize, CopyError> {
        let pixels = width
            .checked_mul(height)
            .and_then(|pixels| pixels.checked_mul(bytes));
        pixels
            .filter(|length| *length <= self.most)
            .ok_or_else(|| CopyError::refused("The picture has too many pixels to be changed."))
    }
}

/// Unpacked pixels, row by row.
struct Rows<'a> {
    pixels: &'a mut [u8],
    width: usize,
    height: usize,
    /// Bytes of a row.
    stride: usize,
    /// Bits of a pixel: those of less than a byte are packed from the highest bit on.
    bits: usize,
    upwards: bool,
}

impl Rows<'_> {
    /// Fills `area`, and a little around it, with `black`: the bytes of a pixel, or its bits.
    fn blacken(&mut self, area: Area, black: &[u8]) -> Result<(), CopyError> {
        let size = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
        // What letters have beyond their box: edges that were smoothed, dots, tails.
        let around = (size(area.height) / 5).max(3);
        let from = size(area.left).saturating_sub(around);
        let to = size(area.left.saturating_add(area.width)).saturating_add(around);
        let top = size(area.top).saturating_sub(around);
        let bottom = size(area.top.saturating_add(area.height)).saturating_add(around);
        for y in top..bottom.min(self.height) {
            let y = if self.upwards { self.height - 1 - y } else { y };
            let row = self
                .pixels
                .get_mut(y * self.stride..(y + 1) * self.stride)
                .ok_or_else(unwritable)?;
            for x in from..to.min(self.width) {
                point(row, x, self.bits, black).ok_or_else(unwritable)?;
            }
        }
        Ok(())
    }
}

fn point(row: &mut [u8], x: usize, bits: usize, black: &[u8]) -> Option<()> {
    if bits < 8 {
        let byte = row.get_mut(x * bits / 8)?;
        let shift = 8 - bits - (x * bits) % 8;
        let mask = u8::try_from((1_usize << bits) - 1).ok()?;
        *byte = *byte & !(mask << shift) | (black.first()? & mask) << shift;
    } else {
        let bytes = bits / 8;
        row.get_mut(x * bytes..(x + 1) * bytes)?
            .copy_from_slice(black.get(..bytes)?);
    }
    Some(())
}

/// The darkest of colours of so many bytes each, by its number, among those that `counts` says yes to.
fn darkest(table: &[u8], colour: usize, counts: &dyn Fn(usize) -> bool) -> u8 {
    table
        .chunks_exact(colour)
        .take(256)
        .enumerate()
        .filter(|(number, _)| counts(*number))
        .min_by_key(|(_, colour)| colour.iter().take(3).map(|part| u32::from(*part)).sum::<u32>())
        .and_then(|(number, _)| u8::try_from(number).ok())
        .unwrap_or(0)
}

fn unwritable() -> CopyError {
    CopyError::refused("Its pixels are packed in a way that cannot be written again.")
}

#[cfg(test)]
mod tests {
    use super::{Rows, darkest};
    use crate::ocr::Area;

    #[test]
    fn bits_and_bytes_are_blackened_in_their_place() {
        let area = Area {
            page: 0,
            left: 9,
            top: 0,
            width: 1,
            height: 1,
        };
        let mut bits = vec![0xff; 6];
        let mut rows = Rows {
            pixels: &mut bits,
            width: 17,
            height: 2,
            stride: 3,
            bits: 1,
            upwards: true,
        };
        rows.blacken(area, &[0]).unwrap();
        assert_eq!(
            bits,
            [0b1111_1100, 0b0000_0111, 0xff, 0b1111_1100, 0b0000_0111, 0xff]
        );
        assert_eq!(darkest(&[9, 9, 9, 0, 0, 0, 1, 1, 1], 3, &|number| number != 1), 2);
    }
}
