//! GIF files: the first picture's pixels are unpacked, blackened and packed again with the colours that it has.

use super::super::gif::{blocks, table};
use super::{Boxes, Rows, darkest, unwritable};
use crate::redact::CopyError;
use weezl::{BitOrder, LzwStatus, decode::Decoder, encode::Encoder};

/// Begins a picture, whose head is of ten bytes.
const HEAD: usize = 10;

pub(super) fn blackened(bytes: &[u8], boxes: &Boxes<'_>) -> Result<Vec<u8>, CopyError> {
    let flags = *bytes.get(10).ok_or_else(unwritable)?;
    let colours = 13..13 + table(flags);
    let (at, clear) = picture(bytes, colours.end)?;
    let head = bytes.get(at..at + HEAD).ok_or_else(unwritable)?;
    let number = |from: usize| match head.get(from..from + 2) {
        Some([low, high]) => Ok(usize::from(u16::from_le_bytes([*low, *high]))),
        _ => Err(unwritable()),
    };
    let (width, height) = (number(5)?, number(7)?);
    let flags = *head.get(9).ok_or_else(unwritable)?;
    let own = at + HEAD..at + HEAD + table(flags);
    let colours = if own.is_empty() { colours } else { own.clone() };
    let size = *bytes.get(own.end).ok_or_else(unwritable)?;
    if !(1..=8).contains(&size) {
        return Err(unwritable());
    }
    let (packed, end) = blocks(bytes, own.end + 1)?;
    let mut pixels = vec![0; boxes.room(width, height, 1)?];
    unpacked(&packed, size, &mut pixels)?;
    let order = order(height, flags & 0x40 != 0);
    let mut rows = vec![0; pixels.len()];
    for (from, to) in order.iter().enumerate() {
        let row = pixels
            .get(from * width..(from + 1) * width)
            .ok_or_else(unwritable)?;
        rows.get_mut(to * width..(to + 1) * width)
            .ok_or_else(unwritable)?
            .copy_from_slice(row);
    }
    let table = bytes.get(colours).ok_or_else(unwritable)?;
    let black = darkest(table, 3, &|number| clear.map(usize::from) != Some(number));
    boxes.blacken(
        0,
        &mut Rows {
            pixels: &mut rows,
            width,
            height,
            stride: width,
            bits: 8,
            upwards: false,
        },
        &[black],
    )?;
    for (to, from) in order.iter().enumerate() {
        let row = rows
            .get(from * width..(from + 1) * width)
            .ok_or_else(unwritable)?;
        pixels
            .get_mut(to * width..(to + 1) * width)
            .ok_or_else(unwritable)?
            .copy_from_slice(row);
    }
    let packed = Encoder::new(BitOrder::Lsb, size)
        .encode(&pixels)
        .map_err(|_| unwritable())?;
    let mut out = bytes.get(..=own.end).ok_or_else(unwritable)?.to_vec();
    for block in packed.chunks(255) {
        out.push(u8::try_from(block.len()).map_err(|_| unwritable())?);
        out.extend_from_slice(block);
    }
    out.push(0);
    out.extend_from_slice(bytes.get(end..).ok_or_else(unwritable)?);
    Ok(out)
}

/// Where the first picture begins, and which of its colours is none.
fn picture(bytes: &[u8], mut at: usize) -> Result<(usize, Option<u8>), CopyError> {
    let mut clear = None;
    while bytes.get(at) == Some(&0x21) {
        let kind = bytes.get(at + 1);
        let (data, end) = blocks(bytes, at + 2)?;
        if kind == Some(&0xf9) {
            clear = match data.as_ref() {
                [flags, _, _, clear, ..] if flags & 1 == 1 => Some(*clear),
                _ => None,
            };
        }
        at = end;
    }
    match bytes.get(at) {
        Some(0x2c) => Ok((at, clear)),
        _ => Err(unwritable()),
    }
}

fn unpacked(packed: &[u8], size: u8, pixels: &mut [u8]) -> Result<(), CopyError> {
    let mut decoder = Decoder::new(BitOrder::Lsb, size);
    let (mut read, mut written) = (0, 0);
    while written < pixels.len() {
        let (from, to) = (packed.get(read..), pixels.get_mut(written..));
        let (Some(from), Some(to)) = (from, to) else {
            return Err(unwritable());
        };
        let told = decoder.decode_bytes(from, to);
        read += told.consumed_in;
        written += told.consumed_out;
        match told.status {
            Ok(LzwStatus::Ok) => {}
            Ok(LzwStatus::Done | LzwStatus::NoProgress) => break,
            Err(_) => return Err(unwritable()),
        }
    }
    if written == pixels.len() {
        Ok(())
    } else {
        Err(unwritable())
    }
}

/// Where each row stands in the picture: in turn, or in four rounds (GIF89a, appendix E).
fn order(height: usize, interlaced: bool) -> Vec<usize> {
    if !interlaced {
        return (0..height).collect();
    }
    [(0, 8), (4, 8), (2, 4), (1, 2)]
        .into_iter()
        .flat_map(|(from, step)| (from..height).step_by(step))
        .collect()
}
