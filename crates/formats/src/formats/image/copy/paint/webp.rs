//! WebP files: pixels are unpacked and packed again without loss, which makes a file larger that had lost some.

use super::super::webp::{closed, pieces};
use super::{Boxes, Rows, What, unwritable};
use crate::redact::CopyError;
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::{ColorType, ImageDecoder};
use std::io::Cursor;

pub(super) fn blackened(bytes: &[u8], boxes: &Boxes<'_>) -> Result<Vec<u8>, CopyError> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|_| unwritable())?;
    let ((width, height), colour) = (decoder.dimensions(), decoder.color_type());
    let samples = match colour {
        ColorType::Rgb8 => 3,
        ColorType::Rgba8 => 4,
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
    boxes.blacken(0, &mut rows, &[0, 0, 0, 0xff])?;
    let mut written = Vec::new();
    WebPEncoder::new_lossless(&mut written)
        .encode(&pixels, width, height, colour.into())
        .map_err(|_| unwritable())?;
    let chunk = pieces(&written)?
        .into_iter()
        .filter_map(|piece| written.get(piece.span))
        .find(|chunk| chunk.starts_with(b"VP8L"))
        .ok_or_else(unwritable)?;
    let (mut out, mut behind) = (Vec::with_capacity(bytes.len()), &[][..]);
    for piece in pieces(bytes)? {
        let own = bytes.get(piece.span).unwrap_or_default();
        match own.get(..4) {
            _ if piece.what == What::Behind => behind = own,
            Some(b"VP8 " | b"VP8L") => out.extend_from_slice(chunk),
            Some(b"ALPH") => {}
            _ => out.extend_from_slice(own),
        }
    }
    let mut out = closed(out)?;
    out.extend_from_slice(behind);
    Ok(out)
}
