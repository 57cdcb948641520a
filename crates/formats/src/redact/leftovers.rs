//! The proof of a copy: it is read again, by the readers that examine files, and searched for every removed value,
//! as it is and in the ways in which a value can hide in text.

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
        let words = removals.hits_and_words(window.text, whole.clone()).count();
        let others = removals.hits(window.text, whole).count();
        found += count(removals, window.text) + words.saturating_sub(others) as u64;
        ControlFlow::Continue(())
    })?;
    Ok((reading, found))
}

/// Values in `text`, plain and hidden.
pub(crate) fn count(removals: &Removals, text: &str) -> u64 {
    let plain = |text: &str| removals.hits(text, 0..text.len()).count() as u64;
    plain(text) + hidden(text).iter().map(|text| plain(text)).sum::<u64>()
}

/// What `text` says once its escapes and encodings are undone.
fn hidden(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.contains('%') {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        if let Cow::Owned(decoded) = decoded {
            found.push(decoded);
        }
    }
    if text.contains('\\')
        && let Some(unescaped) = unescaped(text)
    {
        found.push(unescaped);
    }
    if text.contains('&') {
        found.push(resolved(text));
    }
    if text.contains('\0') {
        found.push(text.replace('\0', ""));
    }
    found.extend(decoded_runs(text));
    found
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

/// What runs of letters say as Base64 and as hexadecimal digits.
fn decoded_runs(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_'))
            .count();
        if run >= RUN {
            let run = bytes.get(at..at + run).unwrap_or_default();
            let standard: Vec<u8> = run
                .iter()
                .map(|byte| match byte {
                    b'-' => b'+',
                    b'_' => b'/',
                    byte => *byte,
                })
                .collect();
            // A value may begin at any of four places of a group.
            for skip in 0..4 {
                let part = standard.get(skip..).unwrap_or_default();
                // One letter alone decodes to nothing.
                let part = if part.len() % 4 == 1 {
                    part.get(..part.len() - 1).unwrap_or_default()
                } else {
                    part
                };
                found.extend(STANDARD.decode(part).ok().and_then(printable));
            }
            if run.iter().all(u8::is_ascii_hexdigit) {
                for skip in 0..2 {
                    let pairs = run.get(skip..).unwrap_or_default().chunks_exact(2);
                    let decoded = pairs
                        .map(|pair| {
                            std::str::from_utf8(pair)
                                .ok()
                                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                                .unwrap_or_default()
                        })
                        .collect();
                    found.extend(printable(decoded));
                }
            }
        }
        at += run.max(1);
    }
    found
}

/// Bytes that may be text.
fn printable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8_lossy(&bytes).replace('\0', "");
    let letters = text.bytes().filter(|byte| (0x20..0x7f).contains(byte)).count();
    (letters >= 4).then_some(text)
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
