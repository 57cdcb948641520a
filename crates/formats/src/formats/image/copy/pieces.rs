//! The pieces that a picture's file is made of, in order, and whether each may stay. Knows no kind of picture.

use crate::formats::image::{exif::Block, iptc};
use crate::redact::Copying;
use crate::xmp::{self, Value};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::ops::Range;

/// What a piece is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The form of the file and the pixels.
    Picture,
    /// How large it is meant to be shown, with a small picture in some files.
    Size,
    /// What its colours mean.
    Colours,
    Exif,
    Xmp,
    /// The further pieces of a packet that is too large for one.
    MoreXmp,
    Photoshop,
    Text,
    /// A block that a program wrote as hexadecimal digits into a text.
    Raw,
    /// A small picture of the picture.
    Small,
    /// A signature over the picture and what was done with it.
    Seal,
    /// Where further pictures stand behind this one.
    Index,
    Other,
    /// It is packed in a way that is not known, or damaged.
    Unread,
    /// What follows the end of the picture.
    Behind,
}

/// Bytes of the file, and what they say once unpacked.
pub(super) struct Piece<'a> {
    pub(super) span: Range<usize>,
    pub(super) what: What,
    pub(super) says: Cow<'a, [u8]>,
}

impl<'a> Piece<'a> {
    pub(super) fn picture(span: Range<usize>) -> Self {
        Self::new(span, What::Picture, Vec::new())
    }

    pub(super) fn new(span: Range<usize>, what: What, says: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            span,
            what,
            says: says.into(),
        }
    }
}

/// What follows the end of a picture: nothing, padding, or something that nobody can go through.
pub(super) fn behind<'a>(bytes: &'a [u8], from: usize, pieces: &mut Vec<Piece<'a>>) {
    let rest = bytes.get(from..).unwrap_or_default();
    let what = if rest.iter().all(|byte| matches!(byte, 0 | b'\r' | b'\n')) {
        What::Picture
    } else {
        What::Behind
    };
    if !rest.is_empty() {
        pieces.push(Piece::new(from..bytes.len(), what, rest));
    }
}

/// Whether each of the pieces may stay.
pub(super) struct Verdict {
    pub(super) goes: Vec<bool>,
    /// Places where something is removed.
    pub(super) places: u64,
}

/// What must go, in a picture whose pixels were changed or not.
pub(super) fn judged(pieces: &[Piece<'_>], painted: bool, copying: &Copying<'_>) -> Verdict {
    // Several pieces of the same sort may be one thing that did not fit into one.
    let mut held: Vec<What> = Vec::new();
    let mut position = false;
    for what in [What::MoreXmp, What::Photoshop, What::Colours, What::Seal] {
        let whole: Vec<u8> = pieces
            .iter()
            .filter(|piece| piece.what == what)
            .flat_map(|piece| piece.says.iter().copied())
            .collect();
        if holds(what, &whole, copying) {
            held.push(what);
        }
    }
    let mut goes: Vec<bool> = pieces
        .iter()
        .map(|piece| {
            position |= piece.what == What::Exif && position_says(&piece.says, copying);
            held.contains(&piece.what) || holds(piece.what, &piece.says, copying)
        })
        .collect();
    let xmp = |goes: &[bool]| {
        pieces
            .iter()
            .zip(goes)
            .any(|(piece, goes)| *goes && matches!(piece.what, What::Xmp | What::MoreXmp))
    };
    for (piece, goes) in pieces.iter().zip(&mut goes) {
        // The same place in other words.
        *goes |= position && piece.what == What::Xmp && contains(&piece.says, b"GPSL");
    }
    let places = goes.iter().filter(|goes| **goes).count() as u64;
    let any = painted || places > 0;
    let behind = pieces.iter().any(|piece| piece.what == What::Behind);
    for (piece, goes) in pieces.iter().zip(&mut goes) {
        *goes |= match piece.what {
            What::Picture | What::Size | What::Colours => false,
            What::Behind => true,
            What::Index => behind || painted,
            What::Small | What::Seal | What::Raw => any,
            What::Exif => painted || any && shows_small(&piece.says),
            What::Xmp | What::MoreXmp => painted || any && contains(&piece.says, b"humbnail"),
            // Two numbers of resources hold small pictures.
            What::Photoshop => {
                painted
                    || any
                        && [b"8BIM\x04\x09", b"8BIM\x04\x0c"]
                            .iter()
                            .any(|mark| contains(&piece.says, *mark))
            }
            What::Text | What::Other | What::Unread => painted,
        };
    }
    if xmp(&goes) {
        for (piece, goes) in pieces.iter().zip(&mut goes) {
            *goes |= matches!(piece.what, What::Xmp | What::MoreXmp);
        }
    }
    Verdict { goes, places }
}

fn holds(what: What, bytes: &[u8], copying: &Copying<'_>) -> bool {
    match what {
        What::Picture | What::Behind => false,
        What::Unread => true,
        What::Text => text_says(bytes, copying),
        What::Raw => text_says(bytes, copying) || block_says(&digits(bytes), copying),
        What::Exif | What::Photoshop => block_says(bytes, copying),
        What::Xmp | What::MoreXmp => {
            let texts = xmp::properties(bytes).into_iter().chain(xmp::fields(bytes));
            texts.into_iter().any(|value| says(&value.text, copying)) || hidden(bytes, copying)
        }
        What::Size | What::Colours | What::Small | What::Seal | What::Index | What::Other => {
            hidden(bytes, copying)
        }
    }
}

/// Whether a text whose encoding nobody wrote down holds a value, also one that is a short word.
pub(super) fn text_says(bytes: &[u8], copying: &Copying<'_>) -> bool {
    let (utf8, latin) = (
        String::from_utf8_lossy(bytes),
        WINDOWS_1252.decode_without_bom_handling(bytes).0,
    );
    // Readers take zeros for spaces.
    [&utf8, &latin]
        .iter()
        .any(|text| says(text, copying) || text.contains('\0') && says(&text.replace('\0', " "), copying))
        || [UTF_16LE, UTF_16BE]
            .iter()
            .any(|encoding| says(&encoding.decode_without_bom_handling(bytes).0, copying))
}

/// The same for a block whose fields are texts among other things.
fn block_says(block: &[u8], copying: &Copying<'_>) -> bool {
    let mut values: Vec<Value> = Vec::new();
    if let Some(block) = Block::of(block) {
        block.values(&mut values);
    }
    iptc::resources(block, &mut values);
    values.iter().any(|value| says(&value.text, copying)) || hidden(block, copying)
}

fn position_says(block: &[u8], copying: &Copying<'_>) -> bool {
    let position = Block::of(block).and_then(|block| block.position());
    position.is_some_and(|position| says(&position, copying))
}

fn shows_small(block: &[u8]) -> bool {
    contains(block, b"\xff\xd8\xff") || Block::of(block).is_none_or(|block| block.has_small())
}

/// Whether bytes of any kind hold a value as text.
pub(super) fn hidden(bytes: &[u8], copying: &Copying<'_>) -> bool {
    copying.holds_in(bytes) || copying.holds(&WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

/// Whether a text holds a value, also one that is a short word.
pub(super) fn says(text: &str, copying: &Copying<'_>) -> bool {
    let words = copying.removals.hits_and_words(text, 0..text.len()).next();
    words.is_some() || copying.holds(text)
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    memchr::memmem::find(bytes, mark).is_some()
}

/// What a text says as hexadecimal digits, after its name and its length.
fn digits(text: &[u8]) -> Vec<u8> {
    let lines = text.split(|byte| *byte == b'\n');
    let digits: Vec<u8> = lines
        .filter(|line| line.len() > 1 && line.iter().all(u8::is_ascii_hexdigit))
        .flatten()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect()
}
