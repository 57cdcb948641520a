//! UTF-8, checked and copied; bytes that are none become U+FFFD without shifting anything after them.

use super::detect::legacy_of;
use crate::map::Decoded;
use encoding_rs::Encoding;

#[derive(Debug, Default)]
pub(crate) struct Utf8 {
    /// A character beyond ASCII was seen: the file is truly UTF-8.
    sure: bool,
    other: Option<&'static Encoding>,
}

impl Utf8 {
    /// A decoder that stays with UTF-8 whatever comes.
    pub(crate) fn sure() -> Self {
        Self {
            sure: true,
            other: None,
        }
    }

    /// The encoding to go on with, when bytes after plain ASCII proved to be none of UTF-8.
    pub(crate) fn turned_out_to_be(&self) -> Option<&'static Encoding> {
        self.other
    }

    pub(crate) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Decoded) -> usize {
        let mut rest = raw;
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.sure = self.sure || !text.is_ascii();
                    out.push_same(text);
                    return raw.len();
                }
                Err(error) => error,
            };
            let (good, bad) = rest.split_at(error.valid_up_to());
            let text = std::str::from_utf8(good).unwrap_or_default();
            self.sure = self.sure || !text.is_ascii();
            out.push_same(text);
            if error.error_len().is_none() && !last {
                return raw.len() - bad.len();
            }
            if !self.sure {
                self.sure = true;
                self.other = legacy_of(bad);
                if self.other.is_some() {
                    return raw.len() - bad.len();
                }
            }
            let length = error.error_len().unwrap_or(bad.len());
            out.push_listed("\u{fffd}", &[u8::try_from(length).unwrap_or(u8::MAX)]);
            rest = &bad[length..];
        }
    }
}
