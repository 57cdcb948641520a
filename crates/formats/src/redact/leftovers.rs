//! The proof of a copy: it is read again, by the readers that examine files, and searched for every removed value,
//! as it is and in the ways in which a value can hide in text.

use super::index::LEAST;
use super::removals::Removals;
use crate::budget::Budget;
use crate::reading::{FormatError, Reading};
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// The shortest run of letters that is decoded.
const RUN: usize = 12;

const FORGIVING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, FORGIVING);

/// Reads the copy `name` and counts the places where a value of `removals` is still there: plain, in links
/// (percent signs), in markup and JSON escapes, in Base64, in hexadecimal digits, as UTF-16, and for numbers without
/// their separators.
///
/// # Errors
/// As [`crate::read`].
pub fn leftovers(
    name: &str,
    input: &mut dyn Read,
    removals: &Removals,
    budget: &Budget,
) -> Result<(Reading, u64), FormatError> {
    let mut found = 0;
    let reading = crate::read(name, input, budget, &mut |window| {
        let whole = 0..window.text.len();
        // Short values that stand as words of their own come on top of the others.
        let words = removals.hits_and_words(window.text, whole).count() as u64;
        let mut hiding = Hiding::new(removals);
        found += plain(removals, window.text).max(words) + hiding.count(window.text);
        ControlFlow::Continue(())
    })?;
    Ok((reading, found))
}

/// Values in `text`, plain and hidden.
pub(crate) fn count(removals: &Removals, text: &str) -> u64 {
    plain(removals, text) + Hiding::new(removals).count(text)
}

fn plain(removals: &Removals, text: &str) -> u64 {
    removals.hits(text, 0..text.len()).count() as u64
}

/// Values in what texts say once their escapes and encodings are undone.
struct Hiding<'a> {
    removals: &'a Removals,
    /// A run of letters in the standard alphabet, what it decodes to, and that without zeros.
    run: Vec<u8>,
    decoded: Vec<u8>,
    text: Vec<u8>,
}

impl<'a> Hiding<'a> {
    fn new(removals: &'a Removals) -> Self {
        Self {
            removals,
            run: Vec::new(),
            decoded: Vec::new(),
            text: Vec::new(),
        }
    }

    fn count(&mut self, text: &str) -> u64 {
        let mut found = 0;
        if text.contains('%') {
            let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
            if let Cow::Owned(decoded) = decoded {
                found += plain(self.removals, &decoded);
            }
        }
        if text.contains('\\')
            && let Some(unescaped) = unescaped(text)
        {
            found += plain(self.removals, &unescaped);
        }
        if text.contains('&') {
            found += plain(self.removals, &resolved(text));
        }
        if text.contains('\0') {
            found += plain(self.removals, &text.replace('\0', ""));
        }
        found + self.runs(text.as_bytes())
    }

    /// In what runs of letters say as Base64 and as hexadecimal digits.
    fn runs(&mut self, bytes: &[u8]) -> u64 {
        let mut found = 0;
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let run = rest.iter().take_while(|byte| in_run(byte)).count();
            if run >= RUN {
                found += self.run(rest.get(..run).unwrap_or_default());
            }
            at += run.max(1);
        }
        found
    }

    fn run(&mut self, run: &[u8]) -> u64 {
        let mut found = 0;
        self.run.clear();
        self.run.extend(run.iter().map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => *byte,
        }));
        // A value may begin at any of four places of a group.
        for skip in 0..4 {
            let part = self.run.get(skip..).unwrap_or_default();
            // One letter alone decodes to nothing.
            let part = if part.len() % 4 == 1 {
                part.get(..part.len() - 1).unwrap_or_default()
            } else {
                part
            };
            self.decoded.clear();
            if STANDARD.decode_vec(part, &mut self.decoded).is_ok() {
                found += self.in_decoded();
            }
        }
        if run.iter().all(u8::is_ascii_hexdigit) {
            for skip in 0..2 {
                let pairs = run.get(skip..).unwrap_or_default().chunks_exact(2);
                self.decoded.clear();
                self.decoded.extend(pairs.map(|pair| {
                    std::str::from_utf8(pair)
                        .ok()
                        .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                        .unwrap_or_default()
                }));
                found += self.in_decoded();
            }
        }
        found
    }

    /// In the pieces of text among the decoded bytes; zeros between letters are those of UTF-16.
    fn in_decoded(&mut self) -> u64 {
        self.text.clear();
        self.text.extend(self.decoded.iter().filter(|byte| **byte != 0));
        self.text
            .utf8_chunks()
            .map(|chunk| chunk.valid())
            .filter(|text| text.len() >= LEAST)
            .map(|text| plain(self.removals, text))
            .sum()
    }
}

fn in_run(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// `text` with the escapes of JSON undone, wherever they stand.
fn unescaped(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some(at) = rest.find('\\') {
        let (before, after) = rest.split_at_checked(at)?;
        units.extend(before.encode_utf16());
        let code = after
            .strip_prefix("\\u")
            .and_then(|after| after.get(..4))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let (unit, length) = match (code, after.as_bytes().get(1)) {
            (Some(code), _) => (code, 6),
            (None, Some(b'n')) => (u16::from(b'\n'), 2),
            (None, Some(b'r')) => (u16::from(b'\r'), 2),
            (None, Some(b't')) => (u16::from(b'\t'), 2),
            (None, Some(byte @ (b'"' | b'\\' | b'/'))) => (u16::from(*byte), 2),
            _ => (u16::from(b'\\'), 1),
        };
        any |= length > 1;
        units.push(unit);
        rest = after.get(length..)?;
    }
    units.extend(rest.encode_utf16());
    any.then(|| String::from_utf16_lossy(&units))
}

/// `text` with the references of markup resolved; what is no reference stays.
fn resolved(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        written.push_str(before);
        let resolved = after
            .split_once(';')
            .filter(|(reference, _)| reference.len() <= 10)
            .and_then(|(reference, left)| {
                let whole = format!("&{reference};");
                Some((quick_xml::escape::unescape(&whole).ok()?.into_owned(), left))
            });
        match resolved {
            Some((text, left)) => {
                written.push_str(&text);
                rest = left;
            }
            None => {
                written.push('&');
                rest = after;
            }
        }
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::{Removals, count};
    use crate::redact::Removal;

    #[test]
    fn a_hidden_value_is_found() {
        let removals = Removals::new(vec![
            Removal {
                value: "anna@example.org".into(),
                with: String::new(),
            },
            Removal {
                value: "4111 1111 1111 1111".into(),
                with: String::new(),
            },
        ]);
        for text in [
            "anna@example.org",
            "anna%40example.org",
            "an%6ea%40example.org",
            "\"ann\\u0061\\u0040example.org\"",
            "anna&#64;example.org",
            "YW5uYUBleGFtcGxlLm9yZw==",
            "xx eHlhbm5hQGV4YW1wbGUub3Jn",
            "616e6e61406578616d706c652e6f7267",
            "a\0n\0n\0a\0@\0e\0x\0a\0m\0p\0l\0e\0.\0o\0r\0g\0",
            "4111111111111111",
            "4111-1111-1111-1111",
        ] {
            assert!(count(&removals, text) > 0, "{text:?}");
        }
        for text in ["nobody", "YW5uYQ==", "4111 1111 1111 1112"] {
            assert_eq!(count(&removals, text), 0, "{text:?}");
        }
    }
}
