//! Which encoding a file is in, judged by its first bytes: marks, NUL patterns, validity, then statistics.

use super::{Decoder, legacy::Legacy, utf8::Utf8, utf16::Utf16, utf32::Utf32};
use crate::magic;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// A decoder and how many bytes of a mark precede the text.
pub(crate) struct Detected {
    pub(crate) decoder: Decoder,
    pub(crate) skip: usize,
}

/// Bytes of text that are enough to guess an encoding by.
const PART: usize = 1024;

/// First bytes that name an encoding.
type Mark = (&'static [u8], fn() -> Decoder);

/// The encoding of the text that `head` begins, or `None` when it is no text. `whole` when `head` is all.
pub(crate) fn detect(head: &[u8], whole: bool) -> Option<Detected> {
    let marks: [Mark; 5] = [
        (b"\xef\xbb\xbf", || Decoder::Utf8(Utf8::sure())),
        (b"\xff\xfe\0\0", || Decoder::Utf32(Utf32::new(false))),
        (b"\0\0\xfe\xff", || Decoder::Utf32(Utf32::new(true))),
        (b"\xff\xfe", || Decoder::Utf16(Utf16::new(false))),
        (b"\xfe\xff", || Decoder::Utf16(Utf16::new(true))),
    ];
    for (mark, decoder) in marks {
        if let Some(rest) = head.strip_prefix(mark) {
            let decoder = decoder();
            // Two bytes of noise may look like a mark.
            let plausible = match &decoder {
                Decoder::Utf16(utf16) => wide16(rest, utf16.name() == "UTF-16BE", true),
                Decoder::Utf8(_) => memchr::memchr(0, rest).is_none(),
                _ => true,
            };
            return plausible.then_some(Detected {
                decoder,
                skip: mark.len(),
            });
        }
    }
    let found = |decoder| Some(Detected { decoder, skip: 0 });
    if memchr::memchr(0, head).is_some() {
        for big in [false, true] {
            if wide32(head, big) {
                return found(Decoder::Utf32(Utf32::new(big)));
            }
        }
        for big in [false, true] {
            if wide16(head, big, false) {
                return found(Decoder::Utf16(Utf16::new(big)));
            }
        }
        return None;
    }
    if head.is_ascii() {
        if magic::controls(head) * 10 > head.len() {
            return None;
        }
        return found(match legacy_of(head) {
            Some(encoding) => Decoder::Legacy(Box::new(Legacy::new(encoding))),
            None => Decoder::Utf8(Utf8::default()),
        });
    }
    let (good, bad) = utf8_share(head, whole);
    if magic::controls(head) * 50 > head.len() && (bad > 0 || magic::controls(head) * 10 > head.len()) {
        return None;
    }
    if bad == 0 || good > bad * 4 {
        return found(Decoder::Utf8(if good > 0 {
            Utf8::sure()
        } else {
            Utf8::default()
        }));
    }
    found(match legacy_of(head) {
        Some(encoding) => Decoder::Legacy(Box::new(Legacy::new(encoding))),
        None => Decoder::Utf8(Utf8::sure()),
    })
}

/// The legacy encoding that `bytes` are most likely in, `None` when there is no sign of one.
pub(crate) fn legacy_of(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(64 * 1024)];
    if bytes.is_ascii() && memchr::memmem::find(bytes, b"\x1b$").is_none() {
        return None;
    }
    let whole = guess(bytes);
    if bytes.is_ascii() {
        return (whole == encoding_rs::ISO_2022_JP).then_some(whole);
    }
    if bytes.len() >= 2 * PART {
        // One broken character rules an encoding out for the whole, but not for the parts without it.
        let mut guesses: Vec<_> = parts(bytes).filter(|part| !part.is_ascii()).map(guess).collect();
        guesses.sort_by_key(|guess| guess.name());
        let middle = guesses.get(guesses.len() / 2).copied().unwrap_or(whole);
        let agreed = guesses.iter().filter(|guess| **guess == middle).count();
        if !middle.is_single_byte() && agreed * 4 >= guesses.len() * 3 {
            return Some(middle);
        }
    }
    Some(whole)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, false);
    detector.guess(None, Utf8Detection::Deny)
}

/// `bytes` in parts of some KiB that end at line ends.
fn parts(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let from = PART.min(bytes.len());
        let end = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |found| from + found + 1);
        let (part, rest) = bytes.split_at(end);
        bytes = rest;
        (!part.is_empty()).then_some(part)
    })
}

/// Characters beyond ASCII that are UTF-8, and places that are not.
fn utf8_share(head: &[u8], whole: bool) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut = chunks.peek().is_none() && !whole && chunk.invalid().len() < 4;
        bad += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (good, bad)
}

/// Whether `head` reads as UTF-16. Without a mark, NULs must stand on one side only and be frequent
/// enough to be the upper halves of letters, spaces or line ends.
fn wide16(head: &[u8], big: bool, marked: bool) -> bool {
    let (pairs, odd) = head.as_chunks::<2>();
    if pairs.is_empty() || !odd.is_empty() && !marked && head.len() < 64 * 1024 && pairs.len() < 8 {
        return marked;
    }
    let units = || {
        pairs.iter().map(|pair| {
            if big {
                u16::from_be_bytes(*pair)
            } else {
                u16::from_le_bytes(*pair)
            }
        })
    };
    let (mut plain, mut strange) = (0, 0);
    for decoded in char::decode_utf16(units()) {
        match decoded {
            Ok('\t' | '\n' | '\r' | '\u{c}' | ' '..='~') => plain += 1,
            Ok(c) if (c.is_control() && c != '\u{1b}') || ('\u{e000}'..='\u{f8ff}').contains(&c) => {
                strange += 1
            }
            Ok('\u{fffe}' | '\u{ffff}') | Err(_) => strange += 1,
            Ok(_) => {}
        }
    }
    if marked {
        return strange * 10 <= pairs.len();
    }
    let lower_nul = pairs.iter().filter(|pair| pair[usize::from(big)] == 0).count();
    strange * 100 <= pairs.len() && plain * 20 >= pairs.len() && lower_nul * 20 <= plain
}

/// Whether `head` reads as UTF-32.
fn wide32(head: &[u8], big: bool) -> bool {
    let (units, _) = head.as_chunks::<4>();
    let codes = units.iter().map(|unit| {
        if big {
            u32::from_be_bytes(*unit)
        } else {
            u32::from_le_bytes(*unit)
        }
    });
    let good = codes
        .filter(|code| {
            *code != 0 && char::from_u32(*code).is_some_and(|c| !c.is_control() || c.is_whitespace())
        })
        .count();
    !units.is_empty() && good * 100 >= units.len() * 99
}
