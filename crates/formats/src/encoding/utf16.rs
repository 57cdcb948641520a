//! UTF-16 of either order. A lone surrogate or odd last byte becomes U+FFFD.

use crate::map::{Decoded, Steps};

/// Units decoded before a piece of text is handed on; bounds how far a place is walked for.
const PIECE: usize = 1024;

#[derive(Debug)]
pub(crate) struct Utf16 {
    big: bool,
}

impl Utf16 {
    pub(crate) fn new(big: bool) -> Self {
        Self { big }
    }

    pub(crate) fn name(&self) -> &'static str {
        if self.big { "UTF-16BE" } else { "UTF-16LE" }
    }

    pub(crate) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Decoded) -> usize {
        let (pairs, odd) = raw.as_chunks::<2>();
        let unit = |pair: &[u8; 2]| {
            if self.big {
                u16::from_be_bytes(*pair)
            } else {
                u16::from_le_bytes(*pair)
            }
        };
        // A high surrogate at the end waits for its other half.
        let cut = !last && pairs.last().is_some_and(|pair| unit(pair) & 0xfc00 == 0xd800);
        let pairs = if cut { &pairs[..pairs.len() - 1] } else { pairs };
        let mut text = String::with_capacity(PIECE * 3);
        let mut done = 0;
        while done < pairs.len() {
            let mut end = (done + PIECE).min(pairs.len());
            if end < pairs.len() && unit(&pairs[end - 1]) & 0xfc00 == 0xd800 {
                end += 1;
            }
            text.clear();
            for decoded in char::decode_utf16(pairs[done..end].iter().map(unit)) {
                text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            out.push_even(&text, (end - done) * 2, Steps::Utf16);
            done = end;
        }
        if last && !odd.is_empty() {
            out.push_listed("\u{fffd}", &[1]);
            return raw.len();
        }
        done * 2
    }
}
