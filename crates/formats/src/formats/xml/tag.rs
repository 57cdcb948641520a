//! One start tag as it is written: its name and its attributes with their places.

use std::ops::Range;

#[derive(Debug)]
pub(super) struct Tag<'t> {
    /// Without its prefix.
    pub(super) name: &'t str,
    pub(super) attributes: Vec<Attribute<'t>>,
    /// It has no content.
    pub(super) empty: bool,
    /// Where what comes after it begins.
    pub(super) end: usize,
}

#[derive(Debug)]
pub(super) struct Attribute<'t> {
    /// Without its prefix.
    pub(super) name: &'t str,
    pub(super) value: Range<usize>,
}

impl<'t> Tag<'t> {
    /// The tag that begins at `at`; `None` when it does not end before `end`, or is none.
    pub(super) fn read(text: &'t str, at: usize, end: usize) -> Option<Self> {
        let bytes = text.as_bytes().get(..end)?;
        let name = word(bytes, at + 1);
        let mut tag = Tag {
            name: local(text.get(name.clone())?),
            attributes: Vec::new(),
            empty: false,
            end: 0,
        };
        let mut at = name.end;
        loop {
            match bytes.get(at)? {
                b'>' => {
                    tag.end = at + 1;
                    return (!tag.name.is_empty()).then_some(tag);
                }
                b'/' => (tag.empty, at) = (true, at + 1),
                b'<' => return None,
                byte if byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'') => at += 1,
                _ => {
                    let key = word(bytes, at);
                    at = key.end.max(at + 1);
                    if let Some(value) = value(bytes, at) {
                        at = value.end + 1;
                        tag.attributes.push(Attribute {
                            name: local(text.get(key)?),
                            value,
                        });
                    }
                }
            }
        }
    }

    pub(super) fn attribute(&self, text: &'t str, names: &[&str]) -> Option<&'t str> {
        let found = (self.attributes.iter())
            .find(|attribute| names.iter().any(|name| attribute.name.eq_ignore_ascii_case(name)))?;
        text.get(found.value.clone()).filter(|value| !value.is_empty())
    }
}

/// What follows a prefix and its colon.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The word that begins at `at`.
fn word(bytes: &[u8], at: usize) -> Range<usize> {
    let rest = bytes.get(at..).unwrap_or_default();
    let within =
        |byte: &&u8| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/' | b'"' | b'\'' | b'<');
    at..at + rest.iter().take_while(within).count()
}

/// The quoted value after the sign at `at`.
fn value(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let blank = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let sign = blank(at);
    (bytes.get(sign) == Some(&b'=')).then_some(())?;
    let open = blank(sign + 1);
    let mark = *bytes.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let length = memchr::memchr(mark, bytes.get(open + 1..)?)?;
    Some(open + 1..open + 1 + length)
}
