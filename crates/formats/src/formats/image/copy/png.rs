//! PNG files (ISO/IEC 15948): their chunks, and how some are written.

use super::pieces::{Piece, What, behind};
use crate::redact::{CopyError, Copying};
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::io::Read;

/// Bytes of one unpacked text or profile.
const LONGEST: u64 = 16 * 1024 * 1024;
const MAGIC: usize = 8;

pub(super) fn pieces<'a>(bytes: &'a [u8], copying: &Copying<'_>) -> Result<Vec<Piece<'a>>, CopyError> {
    let mut pieces = vec![Piece::picture(0..MAGIC)];
    let mut at = MAGIC;
    loop {
        let length = bytes
            .get(at..)
            .and_then(|rest| rest.first_chunk::<4>())
            .map(|length| u32::from_be_bytes(*length))
            .and_then(|length| usize::try_from(length).ok())
            .ok_or_else(damaged)?;
        let kind = bytes.get(at + 4..at + 8).ok_or_else(damaged)?;
        let end = at.checked_add(length).and_then(|end| end.checked_add(12));
        let end = end.filter(|end| *end <= bytes.len()).ok_or_else(damaged)?;
        let data = bytes.get(at + 8..end - 4).ok_or_else(damaged)?;
        pieces.push(piece(at, end, kind, data, copying)?);
        at = end;
        if kind == b"IEND" {
            behind(bytes, at, &mut pieces);
            return Ok(pieces);
        }
    }
}

fn piece<'a>(
    from: usize,
    to: usize,
    kind: &[u8],
    data: &'a [u8],
    copying: &Copying<'_>,
) -> Result<Piece<'a>, CopyError> {
    let span = from..to;
    let (what, says) = match kind {
        b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"sBIT" | b"bKGD"
        | b"hIST" | b"pHYs" | b"tIME" | b"cICP" | b"mDCV" | b"cLLI" => return Ok(Piece::picture(span)),
        b"tEXt" => (named(data, b""), Some(Cow::Borrowed(data))),
        b"zTXt" => (named(data, b""), unpacked_after(data, 1, copying)),
        b"iTXt" => {
            let what = named(data, b"XML:com.adobe.xmp");
            (what, international(data, what, copying))
        }
        b"iCCP" => (What::Colours, unpacked_after(data, 1, copying)),
        b"eXIf" => (What::Exif, Some(Cow::Borrowed(data))),
        b"caBX" => (What::Seal, Some(Cow::Borrowed(data))),
        // A capital letter: it cannot be shown without (5.4).
        [first, ..] if first.is_ascii_uppercase() => {
            return Err(CopyError::refused("It has pixels of a kind that is not known."));
        }
        _ => (What::Other, Some(Cow::Borrowed(data))),
    };
    Ok(match says {
        Some(says) => Piece::new(span, what, says),
        None => Piece::new(span, What::Unread, data),
    })
}

fn named(data: &[u8], packet: &[u8]) -> What {
    match data.split(|byte| *byte == 0).next() {
        Some(name) if !packet.is_empty() && name == packet => What::Xmp,
        Some(name) if name.starts_with(b"Raw profile type") => What::Raw,
        _ => What::Text,
    }
}

/// A name that ends with a zero, `between` bytes, and packed text: the name and the text.
fn unpacked_after<'a>(data: &[u8], between: usize, copying: &Copying<'_>) -> Option<Cow<'a, [u8]>> {
    let name = memchr::memchr(0, data)?;
    let mut says = data.get(..name)?.to_vec();
    says.push(b'\n');
    says.extend(unpacked(data.get(name + 1 + between..)?, copying)?);
    Some(Cow::Owned(says))
}

/// A name, how it is packed, a language, the name in it, and the text.
fn international<'a>(data: &'a [u8], what: What, copying: &Copying<'_>) -> Option<Cow<'a, [u8]>> {
    let name = memchr::memchr(0, data)?;
    let packed = *data.get(name + 1)?;
    let rest = data.get(name + 3..)?;
    let language = memchr::memchr(0, rest)?;
    let (_, rest) = rest.split_at_checked(language + 1)?;
    let translated = memchr::memchr(0, rest)?;
    let (before, text) = data.split_at_checked(data.len() - rest.get(translated + 1..)?.len())?;
    let text = match packed {
        0 => Cow::Borrowed(text),
        1 => Cow::Owned(unpacked(text, copying)?),
        _ => return None,
    };
    if what == What::Xmp && before.iter().filter(|byte| **byte != 0).count() == b"XML:com.adobe.xmp".len() {
        return Some(text);
    }
    let mut says: Vec<u8> = before
        .iter()
        .map(|byte| if *byte == 0 { b'\n' } else { *byte })
        .collect();
    says.extend_from_slice(&text);
    Some(Cow::Owned(says))
}

fn unpacked(packed: &[u8], copying: &Copying<'_>) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    ZlibDecoder::new(packed)
        .take(LONGEST + 1)
        .read_to_end(&mut text)
        .ok()?;
    copying.account.unpacked(text.len() as u64, copying.budget).ok()?;
    (text.len() as u64 <= LONGEST).then_some(text)
}

/// A chunk, with its sum.
pub(super) fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len())
        .unwrap_or(u32::MAX)
        .to_be_bytes()
        .to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let mut sum = crc32fast::Hasher::new();
    sum.update(&kind);
    sum.update(data);
    chunk.extend(sum.finalize().to_be_bytes());
    chunk
}

fn damaged() -> CopyError {
    CopyError::refused("The picture is damaged or cut off.")
}
