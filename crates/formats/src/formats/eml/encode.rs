//! Bodies of a mail's parts made fit for sending again (RFC 2045), as they were before.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// A line of quoted-printable at most, with its soft break.
const LINE: usize = 76;

/// How the bytes of a body are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transfer {
    Plain,
    Base64,
    QuotedPrintable,
    /// One that is not known.
    Other,
}

impl Transfer {
    pub(super) fn of(encoding: &str) -> Self {
        match encoding.trim().to_ascii_lowercase().as_str() {
            "" | "7bit" | "8bit" | "binary" => Self::Plain,
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Other,
        }
    }

    /// `bytes` as they are written in the place of `before`. `lines` says that they are lines of text.
    pub(super) fn written(self, bytes: &[u8], before: &[u8], lines: bool) -> Vec<u8> {
        let end = line_end(before);
        match self {
            Self::Plain | Self::Other => bytes.to_vec(),
            Self::Base64 => {
                let first = before.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let width = match first.trim_ascii().len() {
                    width if (4..=996).contains(&width) && width % 4 == 0 && width < before.len() - 2 => {
                        width
                    }
                    _ => LINE,
                };
                let code = STANDARD.encode(bytes);
                let mut written = Vec::with_capacity(code.len() + code.len() / 30);
                for (number, line) in code.as_bytes().chunks(width).enumerate() {
                    if number > 0 {
                        written.extend_from_slice(end.as_bytes());
                    }
                    written.extend_from_slice(line);
                }
                written.extend_from_slice(blank_end(before));
                written
            }
            Self::QuotedPrintable => quoted_printable(bytes, end, lines),
        }
    }
}

/// The line end that `bytes` use.
pub(super) fn line_end(bytes: &[u8]) -> &'static str {
    match memchr::memchr(b'\n', bytes) {
        Some(at) if at > 0 && bytes.get(at - 1) == Some(&b'\r') => "\r\n",
        Some(_) => "\n",
        None => "\r\n",
    }
}

/// Line ends at the end of a body.
fn blank_end(before: &[u8]) -> &[u8] {
    let kept = before.trim_ascii_end().len();
    before.get(kept..).unwrap_or_default()
}

fn quoted_printable(bytes: &[u8], end: &str, lines: bool) -> Vec<u8> {
    let mut written = Vec::with_capacity(bytes.len() * 5 / 4);
    let mut column = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let rest = bytes.get(at..).unwrap_or_default();
        if lines && (rest.starts_with(b"\r\n") || byte == b'\n') {
            let length = if byte == b'\n' { 1 } else { 2 };
            written.extend_from_slice(rest.get(..length).unwrap_or_default());
            column = 0;
            at += length;
            continue;
        }
        let last = matches!(rest.get(1), None | Some(b'\n' | b'\r'));
        // A line that begins with this separates messages of a mailbox, and a single point ends a mail.
        let begins = column == 0 && (rest.starts_with(b"From ") || byte == b'.');
        let literal = match byte {
            b' ' | b'\t' => !last,
            b'=' => false,
            33..=126 => !begins,
            _ => false,
        };
        let width = if literal { 1 } else { 3 };
        if column + width >= LINE {
            written.push(b'=');
            written.extend_from_slice(end.as_bytes());
            column = 0;
            // What begins the line now is looked at again.
            continue;
        }
        if literal {
            written.push(byte);
        } else {
            written.extend_from_slice(format!("={byte:02X}").as_bytes());
        }
        column += width;
        at += 1;
    }
    written
}

/// The charset in which the text `text`, whose bytes were `bytes`, is written again without any other change; UTF-8
/// when its own has no way to.
pub(super) fn charset(bytes: &[u8], text: &str, charset: Option<&str>) -> &'static Encoding {
    let named = charset.map(|charset| charset.trim().to_ascii_lowercase());
    let encoding = match named.as_deref() {
        None | Some("" | "us-ascii" | "ascii" | "utf8" | "utf-8") if std::str::from_utf8(bytes).is_ok() => {
            UTF_8
        }
        None | Some("" | "us-ascii" | "ascii") => encoding_rs::WINDOWS_1252,
        Some(name) => match Encoding::for_label(name.as_bytes()) {
            Some(encoding) if encoding.output_encoding() == encoding => encoding,
            _ => return UTF_8,
        },
    };
    let (again, _, _) = encoding.encode(text);
    match again {
        Cow::Borrowed(again) if again == bytes => encoding,
        Cow::Owned(again) if again == bytes => encoding,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::{Transfer, charset};
    use crate::formats::eml::decode;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(bytes in prop::collection::vec(any::<u8>(), 0..400), lines in any::<bool>()) {
            for (transfer, name) in [(Transfer::Base64, "base64"), (Transfer::QuotedPrintable, "quoted-printable")] {
                // Decoders may change bare line feeds into none: lines are texts.
                let bytes = if lines { String::from_utf8_lossy(&bytes).replace('\r', "").into_bytes() } else { bytes.clone() };
                // A text has line ends of one kind.
                let before: &[u8] = if lines { b"abcd\n" } else { b"abcd\r\n" };
                let written = transfer.written(&bytes, before, lines);
                prop_assert!(written.split(|byte| *byte == b'\n').all(|line| line.len() <= 77));
                let (read, whole) = decode::bytes(&written, name);
                prop_assert!(whole || bytes.is_empty());
                prop_assert_eq!(read.as_ref(), bytes.as_slice());
            }
        }
    }

    #[test]
    fn a_text_keeps_its_charset_where_it_can() {
        let table: [(&[u8], Option<&str>, &str); 6] = [
            (b"a", None, "UTF-8"),
            (b"\xe4", None, "windows-1252"),
            (b"\xe4", Some("iso-8859-1"), "windows-1252"),
            (b"\xa4", Some("iso-8859-15"), "ISO-8859-15"),
            (b"+AGE-", Some("utf-7"), "UTF-8"),
            (b"\x82\xa0", Some("Shift_JIS"), "Shift_JIS"),
        ];
        for (bytes, named, expected) in table {
            let text = decode::text(bytes, named);
            assert_eq!(charset(bytes, &text, named).name(), expected);
        }
    }
}
