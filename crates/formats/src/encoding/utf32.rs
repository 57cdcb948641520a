//! UTF-32 of either order. What is no character becomes U+FFFD.

use crate::map::{Decoded, Steps};

const PIECE: usize = 1024;

#[derive(Debug)]
pub(crate) struct Utf32 {
    big: bool,
}

impl Utf32 {
    pub(crate) fn new(big: bool) -> Self {
        Self { big }
    }

    pub(crate) fn name(&self) -> &'static str {
        if self.big { "UTF-32BE" } else { "UTF-32LE" }
    }

    pub(crate) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Decoded) -> usize {
        let (units, odd) = raw.as_chunks::<4>();
        let mut text = String::with_capacity(PIECE * 4);
        for piece in units.chunks(PIECE) {
            text.clear();
            text.extend(piece.iter().map(|unit| {
                let code = if self.big {
                    u32::from_be_bytes(*unit)
                } else {
                    u32::from_le_bytes(*unit)
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }));
            out.push_even(&text, piece.len() * 4, Steps::Each(4));
        }
        if last && !odd.is_empty() {
            out.push_listed("\u{fffd}", &[u8::try_from(odd.len()).unwrap_or(3)]);
            return raw.len();
        }
        units.len() * 4
    }
}
