//! The encodings from before Unicode, by `encoding_rs`, with the bytes of each character.
//!
//! Single-byte encodings have one byte per character. In the others ASCII is copied in runs and valid text
//! is decoded in blocks. Everything else is fed byte by byte: whatever comes out took the bytes that went in
//! since the last time.

use crate::map::{Decoded, Steps};
use encoding_rs::{CoderResult, Decoder, Encoding};

const PIECE: usize = 1024;

pub(crate) struct Legacy {
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Bytes fed to the decoder that gave nothing yet.
    pending: u8,
    /// ASCII bytes always stand for themselves, outside of a character.
    ascii_is_plain: bool,
}

impl Legacy {
    pub(crate) fn new(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            pending: 0,
            ascii_is_plain: encoding != encoding_rs::ISO_2022_JP,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.encoding.name()
    }

    pub(crate) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Decoded) -> usize {
        if self.encoding.is_single_byte() {
            for piece in raw.chunks(PIECE) {
                let (text, _) = self.encoding.decode_without_bom_handling(piece);
                out.push_even(&text, piece.len(), Steps::Each(1));
            }
            return raw.len();
        }
        let mut at = 0;
        let mut text = String::with_capacity(PIECE * 2);
        let mut steps = Vec::with_capacity(PIECE);
        while at < raw.len() {
            if self.pending == 0 && self.ascii_is_plain {
                let run = Encoding::ascii_valid_up_to(&raw[at..]);
                if run >= 16 {
                    out.push_listed(&text, &steps);
                    text.clear();
                    steps.clear();
                    out.push_same(std::str::from_utf8(&raw[at..at + run]).unwrap_or_default());
                    at += run;
                    continue;
                }
                text.push_str(std::str::from_utf8(&raw[at..at + run]).unwrap_or_default());
                steps.extend(std::iter::repeat_n(1, run));
                at += run;
                if at == raw.len() {
                    break;
                }
                let used = self.block(&raw[at..], &mut text, &mut steps);
                at += used;
                if used > 0 {
                    out.push_listed(&text, &steps);
                    text.clear();
                    steps.clear();
                    continue;
                }
            }
            self.one(&raw[at..=at], false, &mut text, &mut steps);
            at += 1;
            if text.len() >= PIECE {
                out.push_listed(&text, &steps);
                text.clear();
                steps.clear();
            }
        }
        if last {
            self.one(&[], true, &mut text, &mut steps);
        }
        out.push_listed(&text, &steps);
        raw.len()
    }

    /// Decodes many whole characters at once if all of them are valid; returns how many bytes they took.
    fn block(&self, raw: &[u8], text: &mut String, steps: &mut Vec<u8>) -> usize {
        let (known, raw) = (steps.len(), &raw[..raw.len().min(PIECE)]);
        let mut used = 0;
        while let Some(byte) = raw.get(used) {
            let width = self.width(*byte, raw.get(used + 1));
            if used + usize::from(width) > raw.len() {
                break;
            }
            steps.push(width);
            used += usize::from(width);
        }
        match self
            .encoding
            .decode_without_bom_handling_and_without_replacement(&raw[..used])
        {
            Some(block) if block.chars().count() == steps.len() - known => {
                text.push_str(&block);
                used
            }
            _ => {
                steps.truncate(known);
                0
            }
        }
    }

    /// Bytes of the character that begins with `first`, if it is valid.
    fn width(&self, first: u8, second: Option<&u8>) -> u8 {
        let encoding = self.encoding;
        if first <= 0x80 {
            1
        } else if encoding == encoding_rs::SHIFT_JIS {
            if (0xa0..=0xdf).contains(&first) { 1 } else { 2 }
        } else if encoding == encoding_rs::EUC_JP {
            if first == 0x8f { 3 } else { 2 }
        } else if encoding == encoding_rs::GBK || encoding == encoding_rs::GB18030 {
            if second.is_some_and(u8::is_ascii_digit) {
                4
            } else {
                2
            }
        } else {
            2
        }
    }

    /// Feeds at most one byte.
    fn one(&mut self, byte: &[u8], last: bool, text: &mut String, steps: &mut Vec<u8>) {
        let mut buffer = [0; 32];
        self.pending = self.pending.saturating_add(u8::try_from(byte.len()).unwrap_or(0));
        let (result, _, written, _) = self.decoder.decode_to_utf8(byte, &mut buffer, last);
        debug_assert!(result == CoderResult::InputEmpty);
        let came = std::str::from_utf8(&buffer[..written]).unwrap_or_default();
        // Several characters come of one byte only after a broken one, which gets all bytes but the last.
        let count = u8::try_from(came.chars().count()).unwrap_or(u8::MAX);
        for (index, decoded) in (1..=count).zip(came.chars()) {
            let rest = count - index;
            let step = if index == 1 {
                self.pending.saturating_sub(rest.min(self.pending))
            } else {
                1.min(self.pending)
            };
            self.pending -= step;
            text.push(decoded);
            steps.push(step);
        }
    }
}
