//! Object keys: bytes end to end, with one reversible text form and one form for people's eyes.
//!
//! Cloud keys are UTF-8, names on a disk need not be. Nothing is normalised, trimmed or collapsed: `a//b`,
//! `../x`, `dir/` and names with control characters are different keys and stay so.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use ts_rs::TS;

/// The exact bytes of an object's key (or of a prefix of keys).
///
/// JSON, the command line and the window carry [`ObjectKey::to_text`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, TS)]
#[ts(type = "string")]
pub struct ObjectKey(Vec<u8>);

/// Bytes that are not UTF-8 become the private-use characters U+10FF00 + byte, so that every key has
/// exactly one text and every text one key. Genuine characters of that block are spelled bytewise too.
const ESCAPE: u32 = 0x10_FF00;

impl ObjectKey {
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The reversible text: the key itself where it is UTF-8, private-use characters for stray bytes.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                if (c as u32) >= ESCAPE {
                    let mut utf8 = [0; 4];
                    for byte in c.encode_utf8(&mut utf8).bytes() {
                        push_escaped(&mut text, byte);
                    }
                } else {
                    text.push(c);
                }
            }
            for byte in chunk.invalid() {
                push_escaped(&mut text, *byte);
            }
        }
        text
    }

    /// The inverse of [`ObjectKey::to_text`].
    pub fn from_text(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            match (c as u32)
                .checked_sub(ESCAPE)
                .and_then(|low| u8::try_from(low).ok())
            {
                Some(byte) => bytes.push(byte),
                None => {
                    let mut utf8 = [0; 4];
                    bytes.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
                }
            }
        }
        Self(bytes)
    }

    /// The part after the last `/`; of `a/b/` it is `b/`, of `/` it is `/`.
    pub fn name(&self) -> ObjectKey {
        let body = self.0.strip_suffix(b"/").unwrap_or(&self.0);
        let start = body.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
        Self(self.0[start..].to_vec())
    }

    /// The part after the last `.` of the name, lower-cased, when it is short ASCII; else empty.
    pub fn extension(&self) -> String {
        let name = self.name();
        match name.0.iter().rposition(|b| *b == b'.') {
            Some(dot) if dot > 0 && name.0.len() - dot <= 12 && name.0[dot + 1..].is_ascii() => {
                String::from_utf8_lossy(&name.0[dot + 1..]).to_ascii_lowercase()
            }
            _ => String::new(),
        }
    }

    pub fn starts_with(&self, prefix: &ObjectKey) -> bool {
        self.0.starts_with(&prefix.0)
    }
}

fn push_escaped(text: &mut String, byte: u8) {
    if let Some(c) = char::from_u32(ESCAPE + u32::from(byte)) {
        text.push(c);
    }
}

/// For eyes and logs: control and bidi characters and stray bytes are spelled out, nothing can act.
impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                let acts = c.is_control()
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
                if acts {
                    write!(f, "{}", c.escape_unicode())?;
                } else {
                    f.write_char(c)?;
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl From<&str> for ObjectKey {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl Serialize for ObjectKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for ObjectKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::from_text(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_text_and_comes_back() {
        let escaped = "\u{10ff41}x".as_bytes();
        for bytes in [
            &b"a/b"[..],
            b"",
            b"/",
            b"a//b",
            b"\xff\xfe",
            "é\u{301}\u{202e}".as_bytes(),
            escaped,
        ] {
            let key = ObjectKey::from_bytes(bytes);
            assert_eq!(ObjectKey::from_text(&key.to_text()), key);
        }
        assert_ne!(
            ObjectKey::from_bytes(&b"\xff"[..]).to_text(),
            ObjectKey::from("\u{10ffff}").to_text()
        );
    }

    #[test]
    fn names_and_extensions() {
        assert_eq!(ObjectKey::from("a/b/").name(), ObjectKey::from("b/"));
        assert_eq!(ObjectKey::from("a/b.CSV").extension(), "csv");
        assert_eq!(ObjectKey::from(".env").extension(), "");
        assert_eq!(ObjectKey::from("x\u{202e}y").to_string(), "x\\u{202e}y");
    }
}
