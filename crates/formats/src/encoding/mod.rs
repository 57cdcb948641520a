//! Bytes to text: which encoding a file is in, and decoding it chunk by chunk with a map back.

mod detect;
mod legacy;
mod utf16;
mod utf32;
mod utf8;

pub(crate) use detect::{Detected, detect};

use crate::map::Decoded;

/// Decodes one file.
pub(crate) enum Decoder {
    Utf8(utf8::Utf8),
    Utf16(utf16::Utf16),
    Utf32(utf32::Utf32),
    Legacy(Box<legacy::Legacy>),
}

impl Decoder {
    /// Adds the text of `raw` to `out` and returns how many bytes are done with. What is left, a cut
    /// character, must come again before the bytes that follow; with `last` nothing is left.
    pub(crate) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Decoded) -> usize {
        match self {
            Self::Utf8(decoder) => {
                let used = decoder.decode(raw, last, out);
                let Some(encoding) = decoder.turned_out_to_be() else {
                    return used;
                };
                // The file was plain ASCII so far: nothing that is already decoded changes its meaning.
                let mut legacy = legacy::Legacy::new(encoding);
                let more = legacy.decode(&raw[used..], last, out);
                *self = Self::Legacy(Box::new(legacy));
                used + more
            }
            Self::Utf16(decoder) => decoder.decode(raw, last, out),
            Self::Utf32(decoder) => decoder.decode(raw, last, out),
            Self::Legacy(decoder) => decoder.decode(raw, last, out),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Utf8(_) => "UTF-8",
            Self::Utf16(decoder) => decoder.name(),
            Self::Utf32(decoder) => decoder.name(),
            Self::Legacy(decoder) => decoder.name(),
        }
    }
}
