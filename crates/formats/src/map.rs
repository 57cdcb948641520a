//! From places in decoded text back to bytes of the file.
//!
//! The map is a list of pieces. Within a piece the bytes of a place follow from the text itself and the
//! piece's kind, so that ASCII and UTF-8 need one piece for a whole file and others one per few KiB.

use std::collections::VecDeque;
use std::ops::Range;

/// Text bytes after which a piece that must be walked is ended, so that walks stay short.
const WALK: u64 = 4096;
/// Bytes of text below which a run is not worth a piece of its own.
const SHORT: usize = 32;

/// How the characters of a piece lie in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Steps {
    /// One file byte for each byte of text.
    Same,
    /// So many file bytes for each character.
    Each(u8),
    /// Two or four file bytes for each character, as UTF-16 has it.
    Utf16,
    /// File bytes of each character, one by one.
    Listed(Vec<u8>),
}

#[derive(Debug)]
struct Piece {
    text: u64,
    byte: u64,
    steps: Steps,
}

/// Pieces in order, without gaps. Text offsets count from the beginning of the file's text.
#[derive(Debug, Default)]
pub(crate) struct Map {
    pieces: VecDeque<Piece>,
}

impl Map {
    /// Text from offset `text` on lies in the file from `byte` on, in `steps`.
    pub(crate) fn push(&mut self, text: u64, byte: u64, steps: Steps) {
        if let Some(last) = self.pieces.back()
            && (&last.steps, &steps) == (&Steps::Same, &Steps::Same)
            && last.byte + (text - last.text) == byte
        {
            return;
        }
        self.pieces.push_back(Piece { text, byte, steps });
    }

    /// The same for characters of so many file bytes each.
    fn push_listed(&mut self, text: u64, byte: u64, more: &[u8]) {
        match self.pieces.back_mut() {
            Some(Piece {
                text: start,
                steps: Steps::Listed(steps),
                ..
            }) if text - *start < WALK => {
                steps.extend_from_slice(more);
            }
            _ => self.push(text, byte, Steps::Listed(more.to_vec())),
        }
    }

    /// Whether a character at `text` would be added to a list.
    fn listing(&self, text: u64) -> bool {
        self.pieces
            .back()
            .is_some_and(|last| matches!(last.steps, Steps::Listed(_)) && text - last.text < WALK)
    }

    /// Forgets what only places before `text` need.
    pub(crate) fn forget_before(&mut self, text: u64) {
        while self.pieces.get(1).is_some_and(|second| second.text <= text) {
            self.pieces.pop_front();
        }
    }

    /// The file byte where the character at `at` begins. `buffer` is text from offset `base` on.
    pub(crate) fn byte_at(&self, at: u64, buffer: &str, base: u64) -> u64 {
        let index = self.pieces.partition_point(|piece| piece.text <= at);
        self.within(index, at, buffer, base)
    }

    /// The file byte after the character that ends at `end`.
    pub(crate) fn byte_after(&self, end: u64, buffer: &str, base: u64) -> u64 {
        let index = self.pieces.partition_point(|piece| piece.text < end);
        self.within(index, end, buffer, base)
    }

    fn within(&self, index: usize, at: u64, buffer: &str, base: u64) -> u64 {
        let Some(piece) = index.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.pieces.front().map_or(0, |piece| piece.byte);
        };
        if piece.steps == Steps::Same {
            return piece.byte + (at - piece.text);
        }
        // `drop_front` begins a piece anew where the buffer begins, so no piece reaches back before it.
        let from = usize::try_from(piece.text.saturating_sub(base)).unwrap_or(0);
        let to = usize::try_from(at.saturating_sub(base)).unwrap_or(0);
        let text = buffer.get(from..to).unwrap_or_default();
        let bytes: u64 = match &piece.steps {
            Steps::Same => text.len() as u64,
            Steps::Each(step) => u64::from(*step) * text.chars().count() as u64,
            Steps::Utf16 => 2 * text.encode_utf16().count() as u64,
            Steps::Listed(steps) => text.chars().zip(steps).map(|(_, step)| u64::from(*step)).sum(),
        };
        piece.byte + bytes
    }

    /// Begins the piece at `text` anew, so that text before it can be dropped. `buffer` as in `byte_at`.
    pub(crate) fn split_at(&mut self, text: u64, buffer: &str, base: u64) {
        let byte = self.byte_at(text, buffer, base);
        let index = self.pieces.partition_point(|piece| piece.text <= text);
        let Some(at) = index.checked_sub(1) else { return };
        let Some(piece) = self.pieces.get_mut(at) else {
            return;
        };
        if piece.text < text {
            let from = usize::try_from(piece.text.saturating_sub(base)).unwrap_or(0);
            let to = usize::try_from(text.saturating_sub(base)).unwrap_or(0);
            if let Steps::Listed(steps) = &mut piece.steps {
                let chars = buffer.get(from..to).unwrap_or_default().chars().count();
                steps.drain(..chars.min(steps.len()));
            }
            piece.text = text;
            piece.byte = byte;
        }
        self.forget_before(text);
    }
}

/// Text as it is decoded, with its map.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Offset of `text` in the file's whole text.
    pub(crate) base: u64,
    pub(crate) map: Map,
    /// Where the next undecoded byte lies in the file.
    pub(crate) byte: u64,
}

impl Decoded {
    fn end(&self) -> u64 {
        self.base + self.text.len() as u64
    }

    /// Adds text that is the file's own bytes.
    pub(crate) fn push_same(&mut self, text: &str) {
        // Between characters that are listed anyway, a short run is cheaper listed than as its own piece.
        if text.len() < SHORT && self.map.listing(self.end()) {
            let steps: Vec<u8> = text
                .chars()
                .map(|c| u8::try_from(c.len_utf8()).unwrap_or(4))
                .collect();
            self.push_listed(text, &steps);
        } else if !text.is_empty() {
            self.map.push(self.end(), self.byte, Steps::Same);
            self.text.push_str(text);
            self.byte += text.len() as u64;
        }
    }

    /// Adds characters of so many file bytes each.
    pub(crate) fn push_listed(&mut self, text: &str, steps: &[u8]) {
        if !text.is_empty() {
            self.map.push_listed(self.end(), self.byte, steps);
            self.text.push_str(text);
        }
        self.byte += steps.iter().map(|step| u64::from(*step)).sum::<u64>();
    }

    /// Adds at most a few KiB of text that took `bytes` file bytes in even `steps`.
    pub(crate) fn push_even(&mut self, text: &str, bytes: usize, steps: Steps) {
        if !text.is_empty() {
            self.map.push(self.end(), self.byte, steps);
            self.text.push_str(text);
        }
        self.byte += bytes as u64;
    }

    /// Where the characters of `span` of the text begin and end in the file.
    pub(crate) fn bytes_of(&self, span: &Range<usize>) -> (u64, u64) {
        let (start, end) = (self.base + span.start as u64, self.base + span.end as u64);
        let from = self.map.byte_at(start, &self.text, self.base);
        if span.is_empty() {
            return (from, from);
        }
        (from, self.map.byte_after(end, &self.text, self.base))
    }

    /// Drops the first `bytes` bytes of the text; they must end at a character.
    pub(crate) fn drop_front(&mut self, bytes: usize) {
        let to = self.base + bytes as u64;
        self.map.split_at(to, &self.text, self.base);
        self.text.drain(..bytes);
        self.base = to;
    }
}
