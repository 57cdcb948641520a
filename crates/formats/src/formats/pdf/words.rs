//! Text strings of the document's own entries (titles, fields, notes): PDFDocEncoding, UTF-16 or UTF-8.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// 0x18 to 0x1f of PDFDocEncoding (ISO 32000-1, annex D).
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
/// 0x80 to 0xa0.
const HIGH: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{fffd}€";

/// A text string as text.
pub(super) fn text(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            // Not allowed, and often written.
            Ok(text) if !bytes.is_ascii() => text.to_owned(),
            _ => bytes.iter().map(|byte| doc_char(*byte)).collect(),
        },
    };
    clean(&text)
}

fn doc_char(byte: u8) -> char {
    match byte {
        0x18..=0x1f => LOW[usize::from(byte - 0x18)],
        0x80..=0xa0 => HIGH.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

/// Without language marks and other controls; every end of line is `\n`.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            // A language mark reaches to the next one.
            '\u{1b}' => {
                for mark in chars.by_ref().take(8) {
                    if mark == '\u{1b}' {
                        break;
                    }
                }
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// One byte of a font's text in a named base encoding.
pub(super) fn base_char(base: Base, byte: u8) -> Option<char> {
    match base {
        Base::Standard => standard(byte),
        Base::WinAnsi => match byte {
            0..=0x1f => None,
            0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d => Some('•'),
            _ => WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next(),
        },
        Base::MacRoman => match byte {
            0..=0x1f | 0x7f => None,
            _ => encoding_rs::MACINTOSH
                .decode_without_bom_handling(&[byte])
                .0
                .chars()
                .next(),
        },
    }
}

/// The base encodings of simple fonts (ISO 32000-1, annex D.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

/// 0xa1 to 0xfb; a space is a code without a letter.
const STANDARD: &str =
    "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—                Æ ª    ŁØŒº     æ   ı  łøœß";

fn standard(byte: u8) -> Option<char> {
    match byte {
        b'\'' => Some('’'),
        b'`' => Some('‘'),
        0x20..=0x7e => Some(char::from(byte)),
        0xa1..=0xfb => STANDARD
            .chars()
            .nth(usize::from(byte - 0xa1))
            .filter(|c| *c != ' '),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_in_their_encodings() {
        assert_eq!(text(b"plain"), "plain");
        assert_eq!(text(b"\xfe\xff\0J\0\xf6"), "Jö");
        assert_eq!(text(b"\xef\xbb\xbfJ\xc3\xb6"), "Jö");
        assert_eq!(text(b"J\xf6 \xa0\x80\r\nx\ry"), "Jö €•\nx\ny");
        assert_eq!(text("Jö".as_bytes()), "Jö");
        assert_eq!(text(b"\xfe\xff\0\x1b\0d\0e\0\x1b\0a"), "a");
    }

    #[test]
    fn tables_end_where_they_should() {
        assert_eq!(HIGH.chars().count(), 0xa0 - 0x80 + 1);
        assert_eq!(standard(0xfb), Some('ß'));
        assert_eq!(standard(0xe1), Some('Æ'));
        assert_eq!(standard(0xd0), Some('—'));
        assert_eq!(standard(0xae), Some('ﬁ'));
        assert_eq!(base_char(Base::WinAnsi, 0x80), Some('€'));
        assert_eq!(base_char(Base::MacRoman, 0x80), Some('Ä'));
    }
}
