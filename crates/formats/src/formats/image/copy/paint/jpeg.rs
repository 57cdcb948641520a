//! JPEG files: pixels are unpacked and packed again, with every colour of every pixel, at a quality at which no
//! difference is seen.

use super::super::jpeg::pieces;
use super::{Boxes, Rows, What, unwritable};
use crate::redact::CopyError;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{ColorType, ImageDecoder};
use std::io::Cursor;

const QUALITY: u8 = 95;

pub(super) fn blackened(bytes: &[u8], boxes: &Boxes<'_>) -> Result<Vec<u8>, CopyError> {
    // Colours of ink are not written again.
    if components(bytes)?.is_none_or(|count| !matches!(count, 1 | 3)) {
        return Err(unwritable());
    }
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|_| unwritable())?;
    let ((width, height), colour) = (decoder.dimensions(), decoder.color_type());
    let samples = match colour {
        ColorType::L8 => 1,
        ColorType::Rgb8 => 3,
        _ => return Err(unwritable()),
    };
    let size = |value: u32| usize::try_from(value).map_err(|_| unwritable());
    let (wide, high) = (size(width)?, size(height)?);
    let mut pixels = vec![0; boxes.room(wide, high, samples)?];
    decoder.read_image(&mut pixels).map_err(|_| unwritable())?;
    let mut rows = Rows {
        pixels: &mut pixels,
        width: wide,
        height: high,
        stride: wide * samples,
        bits: samples * 8,
        upwards: false,
    };
    boxes.blacken(0, &mut rows, &[0; 3])?;
    let mut written = Vec::new();
    JpegEncoder::new_with_quality(&mut written, QUALITY)
        .encode(&pixels, width, height, colour.into())
        .map_err(|_| unwritable())?;
    spliced(bytes, &written)
}

/// What `old` says of itself, with the pixels of `new`.
fn spliced(old: &[u8], new: &[u8]) -> Result<Vec<u8>, CopyError> {
    let of = |bytes: &[u8], wanted: &dyn Fn(What) -> bool| -> Result<Vec<u8>, CopyError> {
        let pieces = pieces(bytes)?.into_iter();
        let wanted = pieces.filter(|piece| wanted(piece.what));
        let wanted = wanted.flat_map(|piece| bytes.get(piece.span).unwrap_or_default());
        Ok(wanted.copied().collect())
    };
    let told = of(old, &|what| !matches!(what, What::Picture | What::Behind))?;
    let behind = of(old, &|what| what == What::Behind)?;
    let picture = of(new, &|what| what == What::Picture)?;
    let (begin, picture) = picture.split_at_checked(2).ok_or_else(unwritable)?;
    Ok([begin, &told, picture, &behind].concat())
}

/// How many numbers a pixel has.
fn components(bytes: &[u8]) -> Result<Option<u8>, CopyError> {
    let frame = pieces(bytes)?.into_iter().find_map(|piece| {
        let segment = bytes.get(piece.span)?;
        // Its length, depth, height and width stand before.
        match segment {
            [
                0xff,
                0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf,
                rest @ ..,
            ] => rest.get(7).copied(),
            _ => None,
        }
    });
    Ok(frame)
}
