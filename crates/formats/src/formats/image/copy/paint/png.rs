//! PNG files: pixels are unpacked as they are written, in their own depth and colours, and only their chunks and the
//! header change.

use super::super::png::pieces;
use super::{Boxes, Rows, darkest, unwritable};
use crate::redact::{CopyError, Copying};
use png::{ColorType, Decoder, Encoder, Limits, Transformations};
use std::io::Cursor;

pub(super) fn blackened(
    bytes: &[u8],
    boxes: &Boxes<'_>,
    copying: &Copying<'_>,
) -> Result<Vec<u8>, CopyError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: boxes.most });
    decoder.set_transformations(Transformations::IDENTITY);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|_| unwritable())?;
    let length = reader.output_buffer_size().ok_or_else(unwritable)?;
    let mut pixels = vec![0; boxes.room(length, 1, 1)?];
    let told = reader.next_frame(&mut pixels).map_err(|_| unwritable())?;
    let info = reader.info();
    let (colour, depth) = (info.color_type, info.bit_depth);
    let bits = colour.samples() * usize::from(depth as u8);
    let black = black(info);
    let mut rows = Rows {
        pixels: &mut pixels,
        width: usize::try_from(told.width).map_err(|_| unwritable())?,
        height: usize::try_from(told.height).map_err(|_| unwritable())?,
        stride: told.line_size,
        bits,
        upwards: false,
    };
    boxes.blacken(0, &mut rows, &black)?;
    let mut written = Vec::new();
    let mut encoder = Encoder::new(&mut written, told.width, told.height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if let Some(palette) = &info.palette {
        encoder.set_palette(palette.to_vec());
    }
    let mut writer = encoder.write_header().map_err(|_| unwritable())?;
    writer.write_image_data(&pixels).map_err(|_| unwritable())?;
    writer.finish().map_err(|_| unwritable())?;
    spliced(bytes, &written, copying)
}

/// All of `old`, with the header and the pixels of `new`.
fn spliced(old: &[u8], new: &[u8], copying: &Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let of = |bytes: &[u8], kind: &[u8; 4]| -> Result<Vec<u8>, CopyError> {
        let chunks = pieces(bytes, copying)?
            .into_iter()
            .map(|piece| bytes.get(piece.span).unwrap_or_default())
            .filter(|chunk| chunk.get(4..8) == Some(kind));
        Ok(chunks.flatten().copied().collect())
    };
    let (header, mut pixels) = (of(new, b"IHDR")?, Some(of(new, b"IDAT")?));
    let mut out = Vec::with_capacity(old.len());
    for piece in pieces(old, copying)? {
        let chunk = old.get(piece.span).unwrap_or_default();
        match chunk.get(4..8) {
            Some(b"IHDR") => out.extend_from_slice(&header),
            Some(b"IDAT") => out.extend(pixels.take().unwrap_or_default()),
            _ => out.extend_from_slice(chunk),
        }
    }
    Ok(out)
}

fn black(info: &png::Info<'_>) -> Vec<u8> {
    let bytes = usize::from(info.bit_depth as u8).div_ceil(8);
    match info.color_type {
        ColorType::Indexed => {
            let clear = info.trns.as_deref().unwrap_or_default();
            let opaque = |number: usize| clear.get(number).is_none_or(|alpha| *alpha == 0xff);
            let table = info.palette.as_deref().unwrap_or_default();
            vec![darkest(table, 3, &opaque)]
        }
        ColorType::Grayscale => vec![0; bytes],
        ColorType::Rgb => vec![0; 3 * bytes],
        ColorType::GrayscaleAlpha => [vec![0; bytes], vec![0xff; bytes]].concat(),
        ColorType::Rgba => [vec![0; 3 * bytes], vec![0xff; bytes]].concat(),
    }
}
