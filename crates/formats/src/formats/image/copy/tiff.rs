//! TIFF files (TIFF 6.0): tags that hold a value are taken out in place, so that everything else keeps where it stands.

use super::pieces::{hidden, text_says};
use crate::formats::image::exif;
use crate::redact::{CopyError, Copying};
use crate::xmp::Value;
use std::collections::BTreeSet;
use std::ops::Range;

const MOST_DIRECTORIES: usize = 1_000;

/// Pages inside a page, which nobody shows and no reader reads.
const SUB_PAGES: u16 = 330;
const EXIF: u16 = 34665;
const POSITION: u16 = 34853;
const RELATIONS: u16 = 40965;
/// Where pixels stand, and of how many bytes they are: strips, tiles, and a small picture of JPEG.
const STRIPS: [(u16, u16); 3] = [(273, 279), (324, 325), (513, 514)];
/// Tags that say how the pixels are to be understood.
const OF_THE_PIXELS: &[u16] = &[
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284,
    290, 291, 292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 338, 339, 340, 341,
    342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
];

/// The numbers of a file, in its order of bytes.
#[derive(Clone, Copy)]
struct Order {
    little: bool,
}

impl Order {
    fn short(self, bytes: &[u8], at: usize) -> Result<u16, CopyError> {
        let two = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>());
        let two = *two.ok_or_else(damaged)?;
        Ok(if self.little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        })
    }

    fn long(self, bytes: &[u8], at: usize) -> Result<usize, CopyError> {
        let four = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
        let four = *four.ok_or_else(damaged)?;
        let long = if self.little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        };
        usize::try_from(long).map_err(|_| damaged())
    }
}

/// One tag of a directory.
struct Entry {
    tag: u16,
    kind: u16,
    /// Its values, in the entry or elsewhere.
    values: Range<usize>,
}

struct Directory {
    at: usize,
    entries: Vec<Entry>,
    /// It is the directory of a page, not one of EXIF's.
    page: bool,
}

impl Directory {
    /// The directory and the place of the next.
    fn span(&self) -> Range<usize> {
        self.at..self.at + 2 + self.entries.len() * 12 + 4
    }
}

/// A tag of a page, as it stands in the file.
pub(super) struct Tag<'a> {
    pub(super) tag: u16,
    pub(super) kind: u16,
    /// Where its values begin.
    pub(super) at: usize,
    pub(super) values: &'a [u8],
}

/// The tags of each page, in the file's order of pages.
pub(super) fn pages(bytes: &[u8]) -> Result<Vec<Vec<Tag<'_>>>, CopyError> {
    let directories = directories(bytes, order(bytes))?;
    let pages = directories.iter().filter(|directory| directory.page);
    pages
        .map(|page| {
            page.entries
                .iter()
                .map(|entry| {
                    Ok(Tag {
                        tag: entry.tag,
                        kind: entry.kind,
                        at: entry.values.start,
                        values: bytes.get(entry.values.clone()).ok_or_else(damaged)?,
                    })
                })
                .collect()
        })
        .collect()
}

/// Whether any of its pages is turned before it is shown.
pub(super) fn turned(bytes: &[u8]) -> Result<bool, CopyError> {
    let order = order(bytes);
    for directory in directories(bytes, order)?
        .iter()
        .filter(|directory| directory.page)
    {
        for entry in directory.entries.iter().filter(|entry| entry.tag == 274) {
            if order.short(bytes, entry.values.start)? != 1 {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The file without the tags that hold a value, and how many they were; `None` when there are none.
pub(super) fn without(bytes: &[u8], copying: &Copying<'_>) -> Result<Option<(Vec<u8>, u64)>, CopyError> {
    let order = order(bytes);
    let directories = directories(bytes, order)?;
    let mut position = Vec::new();
    exif::read(bytes, &mut position);
    let position = position
        .iter()
        .any(|Value { name, text }| name == "GPS position" && text_says(text.as_bytes(), copying));
    // What is not touched, beside the head of the file.
    let mut kept: Vec<Range<usize>> = Vec::new();
    kept.push(0..8);
    let mut gone: Vec<Range<usize>> = Vec::new();
    let mut goes: Vec<Vec<bool>> = Vec::new();
    for directory in &directories {
        kept.push(directory.span());
        let mut marks = Vec::new();
        for entry in &directory.entries {
            if directory.page && entry.tag == SUB_PAGES {
                return Err(CopyError::refused(
                    "It has pictures inside its pages, which could not be read.",
                ));
            }
            let says = bytes.get(entry.values.clone()).ok_or_else(damaged)?;
            let of_pixels = directory.page && OF_THE_PIXELS.contains(&entry.tag);
            let holds = match (entry.tag, entry.kind) {
                (POSITION, _) => position,
                // A position in other words.
                (700, _) if position && memchr::memmem::find(says, b"GPSL").is_some() => true,
                (_, 1 | 2 | 6 | 7) => text_says(says, copying) || hidden(says, copying),
                _ => hidden(says, copying),
            };
            if holds && of_pixels {
                return Err(CopyError::refused(
                    "A value stands where its pixels are described, and cannot be taken out.",
                ));
            }
            marks.push(holds);
            if holds {
                gone.push(entry.values.clone());
            } else {
                kept.push(entry.values.clone());
            }
        }
        kept.extend(strips(bytes, order, directory)?);
        goes.push(marks);
    }
    if position {
        let from = directories
            .iter()
            .flat_map(|directory| &directory.entries)
            .find(|entry| entry.tag == POSITION);
        let at = from
            .map(|entry| order.long(bytes, entry.values.start))
            .transpose()?;
        for directory in directories.iter().filter(|directory| Some(directory.at) == at) {
            gone.push(directory.span());
            gone.extend(directory.entries.iter().map(|entry| entry.values.clone()));
            kept.retain(|kept| !gone.contains(kept));
        }
    }
    let unclaimed = unclaimed(bytes.len(), kept.iter().chain(&gone));
    let waste: Vec<Range<usize>> = unclaimed
        .into_iter()
        .filter(|span| {
            bytes
                .get(span.clone())
                .is_some_and(|waste| text_says(waste, copying) || hidden(waste, copying))
        })
        .collect();
    if gone.is_empty() && waste.is_empty() {
        return Ok(None);
    }
    let places = (goes.iter().flatten().filter(|goes| **goes).count() + waste.len()) as u64;
    // Values that fit stand in their entries, which are in a directory that is kept.
    let inside = |span: &Range<usize>| {
        directories
            .iter()
            .any(|directory| directory.at <= span.start && span.end <= directory.span().end)
    };
    let mut out = bytes.to_vec();
    for span in gone.iter().chain(&waste) {
        let shared = kept
            .iter()
            .any(|kept| kept.start < span.end && span.start < kept.end);
        if shared && !inside(span) {
            return Err(CopyError::refused(
                "Parts of it share bytes: what could be taken out is not sure.",
            ));
        }
        if !inside(span) || !shared {
            out.get_mut(span.clone()).ok_or_else(damaged)?.fill(0);
        }
    }
    for (directory, goes) in directories.iter().zip(&goes) {
        if !gone.contains(&directory.span()) {
            closed_up(&mut out, order, directory, goes)?;
        }
    }
    Ok(Some((out, places)))
}

/// Takes the marked entries out of a directory: what follows moves up, and zeros stand at its end.
fn closed_up(out: &mut [u8], order: Order, directory: &Directory, goes: &[bool]) -> Result<(), CopyError> {
    let count = goes.iter().filter(|goes| !**goes).count();
    if count == goes.len() {
        return Ok(());
    }
    if count == 0 {
        return Err(CopyError::refused("A part of it would have nothing left in it."));
    }
    let span = directory.span();
    let old = out.get(span.clone()).ok_or_else(damaged)?.to_vec();
    let short = u16::try_from(count).map_err(|_| damaged())?;
    let mut new = if order.little {
        short.to_le_bytes()
    } else {
        short.to_be_bytes()
    }
    .to_vec();
    let (entries, next) = old
        .get(2..)
        .and_then(|rest| rest.split_at_checked(goes.len() * 12))
        .ok_or_else(damaged)?;
    for (entry, goes) in entries.chunks_exact(12).zip(goes) {
        if !goes {
            new.extend_from_slice(entry);
        }
    }
    new.extend_from_slice(next);
    new.resize(old.len(), 0);
    out.get_mut(span).ok_or_else(damaged)?.copy_from_slice(&new);
    Ok(())
}

fn order(bytes: &[u8]) -> Order {
    Order {
        little: bytes.starts_with(b"II"),
    }
}

/// All directories: the pages, and those of EXIF in them.
fn directories(bytes: &[u8], order: Order) -> Result<Vec<Directory>, CopyError> {
    let mut found: Vec<Directory> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(order.long(bytes, 4)?, true)];
    while let Some((at, page)) = waiting.pop() {
        if at == 0 {
            continue;
        }
        if !seen.insert(at) || found.len() >= MOST_DIRECTORIES {
            return Err(damaged());
        }
        let count = usize::from(order.short(bytes, at)?);
        let mut entries = Vec::new();
        for index in 0..count {
            let place = at + 2 + index * 12;
            let entry = Entry {
                tag: order.short(bytes, place)?,
                kind: order.short(bytes, place + 2)?,
                values: values(bytes, order, place)?,
            };
            if matches!(entry.tag, EXIF | POSITION | RELATIONS) {
                waiting.push((order.long(bytes, entry.values.start)?, false));
            }
            entries.push(entry);
        }
        if page {
            waiting.push((order.long(bytes, at + 2 + count * 12)?, true));
        } else if bytes.len() < at + 2 + count * 12 + 4 {
            return Err(damaged());
        }
        found.push(Directory { at, entries, page });
    }
    Ok(found)
}

fn values(bytes: &[u8], order: Order, place: usize) -> Result<Range<usize>, CopyError> {
    let each = match order.short(bytes, place + 2)? {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => return Err(damaged()),
    };
    let length = order
        .long(bytes, place + 4)?
        .checked_mul(each)
        .ok_or_else(damaged)?;
    let start = if length <= 4 {
        place + 8
    } else {
        order.long(bytes, place + 8)?
    };
    let end = start.checked_add(length).filter(|end| *end <= bytes.len());
    Ok(start..end.ok_or_else(damaged)?)
}

/// Where the pixels of a directory stand.
fn strips(bytes: &[u8], order: Order, directory: &Directory) -> Result<Vec<Range<usize>>, CopyError> {
    let list = |tag: u16| -> Result<Vec<usize>, CopyError> {
        let Some(entry) = directory.entries.iter().find(|entry| entry.tag == tag) else {
            return Ok(Vec::new());
        };
        let numbers = entry.values.clone();
        match entry.kind {
            3 => numbers
                .step_by(2)
                .map(|at| order.short(bytes, at).map(usize::from))
                .collect(),
            4 | 13 => numbers.step_by(4).map(|at| order.long(bytes, at)).collect(),
            _ => Err(damaged()),
        }
    };
    let mut spans = Vec::new();
    for (starts, lengths) in STRIPS {
        let (starts, lengths) = (list(starts)?, list(lengths)?);
        if starts.len() != lengths.len() {
            return Err(damaged());
        }
        for (start, length) in starts.into_iter().zip(lengths) {
            let end = start.checked_add(length).filter(|end| *end <= bytes.len());
            spans.push(start..end.ok_or_else(damaged)?);
        }
    }
    Ok(spans)
}

/// What of a file belongs to none of `claimed`.
fn unclaimed<'r>(length: usize, claimed: impl Iterator<Item = &'r Range<usize>>) -> Vec<Range<usize>> {
    let mut claimed: Vec<&Range<usize>> = claimed.collect();
    claimed.sort_by_key(|span| (span.start, span.end));
    let (mut at, mut left) = (0, Vec::new());
    for span in claimed {
        if span.start > at {
            left.push(at..span.start);
        }
        at = at.max(span.end);
    }
    if at < length {
        left.push(at..length);
    }
    left
}

fn damaged() -> CopyError {
    CopyError::refused("The picture is damaged or cut off.")
}
