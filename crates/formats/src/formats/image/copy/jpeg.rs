//! JPEG files (ITU-T T.81): their segments, and how some are written.

use super::pieces::{Piece, What, behind};
use crate::redact::CopyError;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Followed by an id of 32 letters, the whole length and the place in it.
const MORE_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const MORE_XMP_HEAD: usize = MORE_XMP.len() + 40;
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// Followed by the number of the piece and how many there are.
const COLOURS: &[u8] = b"ICC_PROFILE\0";
const COLOURS_HEAD: usize = COLOURS.len() + 2;
/// Where the size of the small picture stands in the first segment, and where the picture begins.
const SMALL_SIZE: usize = 12;
const SMALL: usize = 14;

pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece<'_>>, CopyError> {
    let mut pieces = vec![Piece::picture(0..2)];
    let mut at = 2;
    loop {
        let (from, kind, mut after) = marker(bytes, at)?;
        if matches!(kind, 0x01 | 0xd0..=0xd7) {
            pieces.push(Piece::picture(from..after));
            at = after;
            continue;
        }
        if kind == 0xd9 {
            pieces.push(Piece::picture(from..after));
            behind(bytes, after, &mut pieces);
            return Ok(pieces);
        }
        let length = bytes.get(after..after + 2).ok_or_else(damaged)?;
        let length = length
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte));
        let data = bytes.get(after + 2..after + length).ok_or_else(damaged)?;
        after += length;
        if kind == 0xda {
            after = scan_end(bytes, after)?;
        }
        let what = what(kind, data)?;
        let head = match what {
            What::Exif => EXIF.len(),
            What::Xmp => XMP.len(),
            What::MoreXmp => MORE_XMP_HEAD,
            What::Photoshop => PHOTOSHOP.len(),
            What::Colours => COLOURS_HEAD,
            _ => 0,
        };
        pieces.push(Piece::new(
            from..after,
            what,
            data.get(head..).unwrap_or_default(),
        ));
        at = after;
    }
}

/// The next marker: where it and its padding begin, what it is, and where it ends.
fn marker(bytes: &[u8], at: usize) -> Result<(usize, u8, usize), CopyError> {
    let padding = bytes.get(at..).unwrap_or_default();
    let padding = padding.iter().take_while(|byte| **byte == 0xff).count();
    match bytes.get(at + padding) {
        Some(kind) if padding > 0 && !matches!(kind, 0x00 | 0xd8) => Ok((at, *kind, at + padding + 1)),
        _ => Err(damaged()),
    }
}

/// Where the packed pixels end that begin at `at`.
fn scan_end(bytes: &[u8], mut at: usize) -> Result<usize, CopyError> {
    loop {
        let next = memchr::memchr(0xff, bytes.get(at..).unwrap_or_default()).ok_or_else(damaged)?;
        at += next;
        match bytes.get(at + 1) {
            // Either a byte of the pixels or a mark to begin again at.
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(_) => return Ok(at),
            None => return Err(damaged()),
        }
    }
}

fn what(kind: u8, data: &[u8]) -> Result<What, CopyError> {
    let begins = |mark: &[u8]| data.starts_with(mark);
    Ok(match kind {
        0xe0 if begins(b"JFIF\0") => What::Size,
        0xe0 if begins(b"JFXX\0") => What::Small,
        0xe1 if begins(EXIF) => What::Exif,
        0xe1 if begins(XMP) => What::Xmp,
        0xe1 if begins(MORE_XMP) => What::MoreXmp,
        0xe2 if begins(COLOURS) => What::Colours,
        0xe2 if begins(b"MPF\0") => What::Index,
        0xeb if begins(b"JP") => What::Seal,
        0xed if begins(PHOTOSHOP) => What::Photoshop,
        // Without it the colours are others.
        0xee if begins(b"Adobe") && data.len() == 12 => What::Picture,
        0xe0..=0xef => What::Other,
        0xfe => What::Text,
        0xc0..=0xcf | 0xda..=0xdd => What::Picture,
        _ => return Err(damaged()),
    })
}

/// A segment with a block of EXIF.
pub(super) fn exif(block: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1];
    let length = u16::try_from(2 + EXIF.len() + block.len()).unwrap_or(u16::MAX);
    segment.extend(length.to_be_bytes());
    segment.extend(EXIF);
    segment.extend(block);
    segment
}

/// The segment that says how large the picture is, without the small picture in it; `None` where there is none.
pub(super) fn without_small(segment: &[u8]) -> Option<Vec<u8>> {
    // The marker, with its padding, stands before the length.
    let data = memchr::memmem::find(segment, b"JFIF\0")?;
    let size = segment.get(data + SMALL_SIZE..data + SMALL)?;
    if size == [0, 0] {
        return None;
    }
    let mut new = vec![0xff, 0xe0, 0, 16];
    new.extend_from_slice(segment.get(data..data + SMALL_SIZE)?);
    new.extend([0, 0]);
    Some(new)
}

fn damaged() -> CopyError {
    CopyError::refused("The picture is damaged or cut off.")
}
