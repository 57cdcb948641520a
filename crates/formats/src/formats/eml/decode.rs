//! Bodies of a mail's parts as they were before they were made fit for sending (RFC 2045), and their texts.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use std::borrow::Cow;

/// The bytes that were packed with `encoding`, and whether nothing was wrong with them.
pub(super) fn bytes<'b>(body: &'b [u8], encoding: &str) -> (Cow<'b, [u8]>, bool) {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => match base64_decode(body) {
            Some(bytes) => (Cow::Owned(bytes), true),
            None => (Cow::Owned(lenient_base64(body)), false),
        },
        "quoted-printable" => match quoted_printable_decode(body) {
            Some(bytes) => (Cow::Owned(bytes), true),
            None => (Cow::Owned(lenient_quoted_printable(body)), false),
        },
        _ => (Cow::Borrowed(body), true),
    }
}

/// The text that is written in `charset`; without one, UTF-8 or else what most old mails are written in.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let named = charset.map(|charset| charset.trim().to_ascii_lowercase());
    match named.as_deref() {
        None | Some("" | "utf-8" | "utf8" | "us-ascii" | "ascii") => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if named.as_deref().is_some_and(|name| name.starts_with("utf")) => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
        },
        Some(charset) => match charset_decoder(charset.as_bytes()) {
            Some(decode) => decode(bytes),
            None => String::from_utf8_lossy(bytes).into_owned(),
        },
    }
}

/// Whether a text's charset is one that is not found out by looking at the text.
pub(super) fn unusual(charset: Option<&str>) -> bool {
    charset.is_some_and(|charset| {
        let charset = charset.trim().to_ascii_lowercase();
        !matches!(
            charset.as_str(),
            "" | "utf-8"
                | "utf8"
                | "us-ascii"
                | "ascii"
                | "iso-8859-1"
                | "windows-1252"
                | "utf-16"
                | "utf-16le"
                | "utf-16be"
        )
    })
}

/// What four characters of base64 each give, whatever stands between them.
fn lenient_base64(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // Another text may follow the padding; it begins anew.
                (bits, held) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    bytes
}

/// Escapes that are none stay as they are written.
fn lenient_quoted_printable(body: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::new();
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, hex(after.first()), hex(after.get(1))) {
            (b'=', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'=', ..) if after.starts_with(b"\r\n") => rest = after.get(2..).unwrap_or_default(),
            (b'=', ..) if after.starts_with(b"\n") => rest = after.get(1..).unwrap_or_default(),
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{bytes, text};

    #[test]
    fn bodies_come_back_whatever_is_wrong_with_them() {
        let table = [
            ("plain", "7bit", "plain"),
            ("YW5uQHNpdGUudGVzdA==\r\n", "Base64", "ann@site.test"),
            ("YW5u QHNp\r\nZGUudGVzdA==", " base64 ", "ann@side.test"),
            ("YW5u*QHNp!ZGUudGVzdA==", "base64", "ann@side.test"),
            ("YW5u==QHNp==ZGUudGVzdA", "base64", "ann@side.test"),
            (
                "ann=40site=2E\r\ntest=\r\n!",
                "quoted-printable",
                "ann@site.\r\ntest!",
            ),
            ("100=% =ZZ =40", "quoted-printable", "100=% =ZZ @"),
            ("", "base64", ""),
        ];
        for (body, encoding, wanted) in table {
            let (got, _) = bytes(body.as_bytes(), encoding);
            assert_eq!(String::from_utf8_lossy(&got), wanted, "{body}");
        }
        for (body, encoding) in [("YW5u*", "base64"), ("=ZZ", "quoted-printable")] {
            assert!(!bytes(body.as_bytes(), encoding).1, "{body}");
        }
    }

    #[test]
    fn texts_are_decoded_by_their_charset() {
        assert_eq!(text("ä".as_bytes(), Some("UTF-8")), "ä");
        assert_eq!(text(b"\xe4", Some("iso-8859-1")), "ä");
        assert_eq!(text(b"\xe4", None), "ä");
        assert_eq!(text(b"\xa4", Some("iso-8859-15")), "€");
        assert_eq!(text(b"\x82\xa0", Some("shift_jis")), "あ");
        assert_eq!(text(b"\x1b$B$\"\x1b(B", Some("iso-2022-jp")), "あ");
        assert_eq!(text(b"a", Some("no-such")), "a");
    }
}
