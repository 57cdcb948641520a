//! Copies of text: the file's own bytes, but for the values; constant memory, whatever the length of its lines.

use super::literal::Notation;
use super::removals::{Hit, Removals};
use super::{CopyError, Copying, escapes};
use crate::encoding::Decoder;
use crate::input::fill;
use crate::windows::Source;
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::rc::Rc;

/// Bytes of text that are looked at together.
const WINDOW: usize = 256 * 1024;
/// Bytes of text that stay before the next window, so that what stands around a value is seen.
const BEHIND: usize = 256;

/// Bytes that were read and not yet written.
struct Kept {
    bytes: Vec<u8>,
    /// Where they begin in the file.
    from: u64,
}

impl Kept {
    /// Hands the bytes before `to` to `out`, or nowhere.
    fn give(&mut self, to: u64, out: Option<&mut dyn Write>) -> io::Result<()> {
        let count = usize::try_from(to.saturating_sub(self.from))
            .unwrap_or(usize::MAX)
            .min(self.bytes.len());
        let given = self.bytes.drain(..count);
        self.from += count as u64;
        match out {
            Some(out) => out.write_all(given.as_slice()),
            None => Ok(()),
        }
    }
}

/// Reads and keeps.
struct Keeping<'a> {
    input: &'a mut dyn Read,
    kept: Rc<RefCell<Kept>>,
}

impl Read for Keeping<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = fill(self.input, out)?;
        self.kept.borrow_mut().bytes.extend_from_slice(&out[..got]);
        Ok(got)
    }
}

/// Writes the text that begins with `head` and goes on with `input`. The first `skip` bytes are no text.
pub(super) fn copy(
    decoder: Decoder,
    notation: Notation,
    head: Vec<u8>,
    skip: usize,
    input: &mut dyn Read,
    copying: &mut Copying<'_>,
    out: &mut dyn Write,
) -> Result<(), CopyError> {
    let kept = Rc::new(RefCell::new(Kept {
        bytes: head.clone(),
        from: 0,
    }));
    let mut input = Keeping {
        input,
        kept: Rc::clone(&kept),
    };
    let mut source = Source::new(&mut input, decoder, head, skip);
    let ahead = copying.removals.longest() + BEHIND;
    let mut own = 0;
    loop {
        source.fill(own + WINDOW + ahead).map_err(CopyError::Input)?;
        let text = source.decoded.text.as_str();
        let last = text.len() <= own + WINDOW + ahead;
        let cut = if last {
            text.len()
        } else {
            text.floor_char_boundary(own + WINDOW)
        };
        let writer = Writer {
            encoding: source.encoding(),
            notation,
        };
        let mut done = own;
        for place in places(copying.removals, notation, text, own..cut) {
            let with = writer.written(text, &place.span, place.with)?;
            let (from, to) = source.decoded.bytes_of(&place.span);
            let mut kept = kept.borrow_mut();
            kept.give(from, Some(out)).map_err(CopyError::Output)?;
            kept.give(to, None).map_err(CopyError::Output)?;
            out.write_all(&with).map_err(CopyError::Output)?;
            done = place.span.end;
            copying.replaced += 1;
        }
        if last {
            let mut kept = kept.borrow_mut();
            return kept.give(u64::MAX, Some(out)).map_err(CopyError::Output);
        }
        let next_own = done.max(cut);
        let (written, _) = source.decoded.bytes_of(&(next_own..next_own));
        kept.borrow_mut()
            .give(written, Some(out))
            .map_err(CopyError::Output)?;
        let next = text.floor_char_boundary(next_own.saturating_sub(BEHIND));
        own = next_own - next;
        source.decoded.drop_front(next);
    }
}

/// Where values begin in `owned` of `text`, in order.
fn places<'r>(removals: &'r Removals, notation: Notation, text: &str, owned: Range<usize>) -> Vec<Hit<'r>> {
    let mut places = Vec::new();
    let mut at = owned.start;
    if notation == Notation::Json {
        for meant in escapes::strings(text) {
            if meant.written.end <= at || meant.written.start >= owned.end {
                continue;
            }
            places.extend(removals.hits_and_words(text, at..meant.written.start));
            at = at.max(places.last().map_or(0, |hit: &Hit<'_>| hit.span.end));
            let inside = meant.inside(&(at..owned.end));
            at = at.max(meant.written.end);
            let hits = removals.hits_and_words(&meant.text, inside);
            places.extend(hits.map(|hit| Hit {
                span: meant.place_of(&hit.span),
                with: hit.with,
            }));
        }
    }
    places.extend(removals.hits_and_words(text, at..owned.end));
    places
}

/// Writes what stands in a value's place as the text around it wants it.
struct Writer {
    encoding: &'static str,
    notation: Notation,
}

impl Writer {
    fn written(&self, text: &str, span: &Range<usize>, with: &str) -> Result<Vec<u8>, CopyError> {
        let with = self.notation.written(text, span, with);
        let units = |bytes: fn(u16) -> [u8; 2]| with.encode_utf16().flat_map(bytes).collect();
        let points = |bytes: fn(u32) -> [u8; 4]| with.chars().flat_map(|c| bytes(u32::from(c))).collect();
        Ok(match self.encoding {
            "UTF-8" => with.into_owned().into_bytes(),
            "UTF-16LE" => units(u16::to_le_bytes),
            "UTF-16BE" => units(u16::to_be_bytes),
            "UTF-32LE" => points(u32::to_le_bytes),
            "UTF-32BE" => points(u32::to_be_bytes),
            // The meaning of its bytes depends on what came before them.
            "ISO-2022-JP" => {
                return Err(CopyError::refused(
                    "It is written in ISO-2022-JP, in which no text can be replaced alone.",
                ));
            }
            name => {
                let encoding = Encoding::for_label(name.as_bytes())
                    .ok_or_else(|| CopyError::refused("Its encoding cannot be written."))?;
                match encoding.encode(&with) {
                    (Cow::Borrowed(bytes), _, _) => bytes.to_vec(),
                    (Cow::Owned(bytes), _, _) => bytes,
                }
            }
        })
    }
}
