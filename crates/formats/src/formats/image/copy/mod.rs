//! Copies of pictures: pieces that hold a value are taken out, text that can be seen is blackened. What holds none keeps
//! its bytes, and so do the pixels of a picture in which no value can be seen.

mod bmp;
mod gif;
mod jpeg;
mod paint;
mod pieces;
mod png;
mod tiff;
mod webp;

#[cfg(test)]
mod tests;

use super::exif::Block;
use super::{Kind, frames, kind, values};
use crate::ocr::{self, Area, Seen};
use crate::redact::{CopyError, Copying};
use pieces::{Piece, What, judged, says};
use std::borrow::Cow;

/// How often a picture is read again after something in it was blackened: what stood beside it may then be read
/// differently.
const ROUNDS: usize = 6;

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let kind = kind(&bytes).ok_or_else(|| CopyError::refused("The picture is damaged."))?;
    if kind == Kind::Heif {
        return Err(CopyError::refused(
            "Copies of HEIC and AVIF pictures cannot be written.",
        ));
    }
    if frames::several(kind, &bytes) {
        return Err(CopyError::refused(frames::UNREAD));
    }
    // Before the pixels are read: damage is told as such.
    check(kind, &bytes, copying)?;
    let painted = painted(kind, &bytes, copying)?;
    match painted {
        Some(bytes) => told_nothing(kind, &bytes, true, copying),
        None => told_nothing(kind, &bytes, false, copying),
    }
}

/// The picture without the pieces that hold a value, in which nothing that readers are told holds one.
fn told_nothing(
    kind: Kind,
    bytes: &[u8],
    painted: bool,
    copying: &mut Copying<'_>,
) -> Result<Vec<u8>, CopyError> {
    let out = without(kind, bytes, painted, copying)?;
    // What a damaged picture says where it should not.
    let mut left = values(kind, &out, copying.budget, copying.account).into_iter();
    if left.any(|value| says(&value.text, copying)) {
        return Err(CopyError::refused(
            "It holds something that is removed at a place where it cannot be taken out.",
        ));
    }
    Ok(out)
}

fn check(kind: Kind, bytes: &[u8], copying: &Copying<'_>) -> Result<(), CopyError> {
    match kind {
        Kind::Tiff => tiff::turned(bytes).map(|_| ()),
        kind => pieces_of(kind, bytes, copying).map(|_| ()),
    }
}

/// The picture with the values that can be seen in it blackened; `None` when there are none.
fn painted(kind: Kind, bytes: &[u8], copying: &mut Copying<'_>) -> Result<Option<Vec<u8>>, CopyError> {
    let mut areas: Vec<Area> = Vec::new();
    let mut now = Cow::Borrowed(bytes);
    for _ in 0..ROUNDS {
        let seen = seen(&now, copying)?;
        let (count, more) = found(&seen, copying);
        if more.is_empty() {
            return Ok((!areas.is_empty()).then(|| now.into_owned()));
        }
        copying.removed(count);
        areas.extend(more);
        now = Cow::Owned(paint::blackened(kind, bytes, &seen.pages, &areas, copying)?);
    }
    Err(CopyError::refused(
        "Text in the picture is still read after it was blackened.",
    ))
}

fn seen(bytes: &[u8], copying: &Copying<'_>) -> Result<Seen, CopyError> {
    let why = match &copying.budget.ocr {
        None => ocr::NOT_INSTALLED,
        Some(ocr) => match ocr::seen(ocr, bytes, copying.account) {
            Ok(seen) => return Ok(seen),
            Err(trouble) => trouble.reason(),
        },
    };
    Err(CopyError::refused(format!("Pictures were not read: {why}.")))
}

/// How many values can be seen, and where: each line's words from the first to the last of a value.
fn found(seen: &Seen, copying: &Copying<'_>) -> (u64, Vec<Area>) {
    let text = &seen.text;
    let mut count = 0;
    let mut areas: Vec<(usize, Area)> = Vec::new();
    for hit in copying.removals.hits_and_words(text, 0..text.len()) {
        count += 1;
        let first = areas.len();
        let words = seen.words.iter();
        for word in words.filter(|word| word.span.start < hit.span.end && hit.span.start < word.span.end) {
            match areas.get_mut(first..).and_then(<[_]>::last_mut) {
                Some((line, area)) if *line == word.line => *area = around(*area, word.area),
                _ => areas.push((word.line, word.area)),
            }
        }
    }
    (count, areas.into_iter().map(|(_, area)| area).collect())
}

fn around(a: Area, b: Area) -> Area {
    let (left, top) = (a.left.min(b.left), a.top.min(b.top));
    let right = a.left.saturating_add(a.width).max(b.left.saturating_add(b.width));
    let bottom = a.top.saturating_add(a.height).max(b.top.saturating_add(b.height));
    Area {
        page: a.page,
        left,
        top,
        width: right - left,
        height: bottom - top,
    }
}

/// The picture without the pieces that hold a value.
fn without(kind: Kind, bytes: &[u8], painted: bool, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    if kind == Kind::Tiff {
        return Ok(match tiff::without(bytes, copying)? {
            Some((bytes, places)) => {
                copying.removed(places);
                bytes
            }
            None => bytes.to_vec(),
        });
    }
    let pieces = pieces_of(kind, bytes, copying)?;
    let verdict = judged(&pieces, painted, copying);
    copying.removed(verdict.places);
    let any = painted || verdict.places > 0;
    let mut out = Vec::with_capacity(bytes.len());
    for (piece, goes) in pieces.iter().zip(&verdict.goes) {
        let own = bytes.get(piece.span.clone()).unwrap_or_default();
        match (goes, piece.what) {
            (true, What::Exif) => out.extend(turned_only(kind, &piece.says)),
            (true, What::Behind) => copying.leave_out(
                "data behind the picture",
                "It follows the end of the picture, and cannot be gone through.",
            ),
            (true, What::Unread) => copying.leave_out(
                "a text of the picture",
                "It is packed in a way that cannot be read.",
            ),
            (true, _) => {}
            (false, What::Size) if any => {
                let small = (kind == Kind::Jpeg).then(|| jpeg::without_small(own)).flatten();
                out.extend_from_slice(small.as_deref().unwrap_or(own));
            }
            (false, _) => out.extend_from_slice(own),
        }
    }
    if out == bytes {
        return Ok(out);
    }
    match kind {
        Kind::WebP => webp::closed(out),
        Kind::Bmp => bmp::closed(out),
        _ => Ok(out),
    }
}

/// What stands for EXIF that is gone: how the picture is turned, where it is.
fn turned_only(kind: Kind, block: &[u8]) -> Vec<u8> {
    let turned = Block::of(block).and_then(|block| block.orientation());
    let Some(turned @ 2..=8) = turned else {
        return Vec::new();
    };
    let mut block = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend(turned.to_le_bytes());
    block.extend([0; 4]);
    match kind {
        Kind::Jpeg => jpeg::exif(&block),
        Kind::Png => png::chunk(*b"eXIf", &block),
        Kind::WebP => webp::chunk(*b"EXIF", &block),
        Kind::Gif | Kind::Tiff | Kind::Heif | Kind::Bmp => Vec::new(),
    }
}

fn pieces_of<'a>(kind: Kind, bytes: &'a [u8], copying: &Copying<'_>) -> Result<Vec<Piece<'a>>, CopyError> {
    match kind {
        Kind::Jpeg => jpeg::pieces(bytes),
        Kind::Png => png::pieces(bytes, copying),
        Kind::Gif => gif::pieces(bytes),
        Kind::WebP => webp::pieces(bytes),
        Kind::Bmp => bmp::pieces(bytes),
        Kind::Tiff | Kind::Heif => Err(CopyError::refused("The picture is damaged.")),
    }
}
