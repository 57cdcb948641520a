//! WebP files (RFC 9649): their chunks, and how some are written.

use super::pieces::{Piece, What};
use crate::redact::CopyError;

/// `RIFF`, the length of what follows, `WEBP`.
const HEAD: usize = 12;

pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece<'_>>, CopyError> {
    let length = length_at(bytes, 4)?;
    let whole = length
        .checked_add(8)
        .filter(|end| *end <= bytes.len() && *end >= HEAD);
    let whole = whole.ok_or_else(damaged)?;
    let mut pieces = vec![Piece::picture(0..HEAD)];
    let mut at = HEAD;
    while at < whole {
        let kind = bytes.get(at..at + 4).ok_or_else(damaged)?;
        let length = length_at(bytes, at + 4)?;
        let end = at.checked_add(8).and_then(|data| data.checked_add(length));
        let end = end.filter(|end| *end <= whole).ok_or_else(damaged)?;
        let data = bytes.get(at + 8..end).ok_or_else(damaged)?;
        let what = match kind {
            b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" => What::Picture,
            b"ICCP" => What::Colours,
            b"EXIF" => What::Exif,
            b"XMP " => What::Xmp,
            b"C2PA" => What::Seal,
            _ => What::Other,
        };
        // To an even number of bytes.
        let padded = (end + length % 2).min(whole);
        let data = match what {
            // Some writers put what JPEG has before it.
            What::Exif => data.strip_prefix(b"Exif\0\0").unwrap_or(data),
            _ => data,
        };
        pieces.push(Piece::new(at..padded, what, data));
        at = padded;
    }
    if let Some(rest) = bytes.get(whole..).filter(|rest| !rest.is_empty()) {
        pieces.push(Piece::new(whole..bytes.len(), What::Behind, rest));
    }
    Ok(pieces)
}

fn length_at(bytes: &[u8], at: usize) -> Result<usize, CopyError> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<4>())
        .and_then(|length| usize::try_from(u32::from_le_bytes(*length)).ok())
        .ok_or_else(damaged)
}

pub(super) fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = kind.to_vec();
    chunk.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    chunk.extend(data);
    if data.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

/// Sets the length of the whole, and the flags of what is in it.
pub(super) fn closed(mut bytes: Vec<u8>) -> Result<Vec<u8>, CopyError> {
    let length = u32::try_from(bytes.len().saturating_sub(8)).map_err(|_| damaged())?;
    bytes
        .get_mut(4..8)
        .ok_or_else(damaged)?
        .copy_from_slice(&length.to_le_bytes());
    let has = |what: What| -> Result<bool, CopyError> {
        Ok(pieces(&bytes)?.iter().any(|piece| piece.what == what))
    };
    let flags = [
        (0x20, has(What::Colours)?),
        (0x08, has(What::Exif)?),
        (0x04, has(What::Xmp)?),
    ];
    if bytes.get(HEAD..HEAD + 4) == Some(b"VP8X")
        && let Some(byte) = bytes.get_mut(HEAD + 8)
    {
        for (flag, has) in flags {
            *byte = if has { *byte | flag } else { *byte & !flag };
        }
    }
    Ok(bytes)
}

fn damaged() -> CopyError {
    CopyError::refused("The picture is damaged or cut off.")
}
