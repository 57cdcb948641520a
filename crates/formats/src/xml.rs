//! XML of untrusted documents, token by token: names without their prefixes, text with its references resolved.
//!
//! No document type with entities of its own is read, nesting and tags have their limits, and nothing outside
//! the text is ever fetched. Knows nothing of what the elements mean.

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Elements inside elements.
const DEEPEST: usize = 256;
/// Bytes of one tag with its attributes.
const LONGEST_TAG: usize = 8 * 1024 * 1024;
/// Bytes in which a declaration of the encoding must end.
const DECLARATION: usize = 256;

/// Why XML could not be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XmlTrouble {
    Malformed,
    Entities,
    TooDeep,
    TagTooLong,
}

impl XmlTrouble {
    /// In a sentence.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Malformed => "Its XML is damaged; what follows the damage was not read.",
            Self::Entities => "It defines entities of its own, which are not read.",
            Self::TooDeep => "Its XML is nested too deeply; the rest was not read.",
            Self::TagTooLong => "A tag of its XML is too long; the rest was not read.",
        }
    }
}

/// What comes next.
pub(crate) enum Token<'x> {
    /// An element begins; one without content ends with the next token.
    Open(Tag<'x>),
    Close(Cow<'x, str>),
    Text(Cow<'x, str>),
}

/// An element's start.
pub(crate) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Value of the attribute of this name, with any prefix or none.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.find(|key| local(key) == name)
    }

    /// Value of the attribute of this name that has a prefix, as references to relations have.
    pub(crate) fn prefixed(&self, name: &str) -> Option<String> {
        self.find(|key| key.contains(':') && local(key) == name)
    }

    /// Values of all attributes but the declarations of namespaces, with their names without prefix.
    pub(crate) fn attributes(&self) -> Vec<(String, String)> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .filter(|attribute| !attribute.key.into_inner().starts_with("xmlns"))
            .map(|attribute| {
                (
                    local(attribute.key.into_inner()).to_owned(),
                    unescaped(&attribute.value),
                )
            })
            .collect()
    }

    fn find(&self, is: impl Fn(&str) -> bool) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| is(attribute.key.into_inner()))
            .map(|attribute| unescaped(&attribute.value))
    }
}

fn local(key: &str) -> &str {
    key.rsplit(':').next().unwrap_or(key)
}

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value)
        .map(Cow::into_owned)
        .unwrap_or_else(|_| value.to_owned())
}

/// Tokens of one XML text.
pub(crate) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

impl<'x> Xml<'x> {
    pub(crate) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0 }
    }

    /// The next token, `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'x>>, XmlTrouble> {
        loop {
            let token = match self.reader.read_event().map_err(|_| XmlTrouble::Malformed)? {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(XmlTrouble::TooDeep);
                    }
                    if tag.len() > LONGEST_TAG {
                        return Err(XmlTrouble::TagTooLong);
                    }
                    Token::Open(Tag(tag))
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close(Cow::Owned(tag.local_name().into_inner().to_owned()))
                }
                Event::Text(text) => Token::Text(text.into_inner()),
                Event::CData(text) => Token::Text(text.into_inner()),
                Event::GeneralRef(reference) => Token::Text(match reference.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string().into(),
                    Ok(None) => resolve_predefined_entity(&reference).unwrap_or_default().into(),
                    Err(_) => Cow::Borrowed("\u{fffd}"),
                }),
                Event::DocType(kind) => {
                    if kind.contains("<!ENTITY") {
                        return Err(XmlTrouble::Entities);
                    }
                    continue;
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
                // Elements that are still open were cut off.
                Event::Eof if self.depth > 0 => return Err(XmlTrouble::Malformed),
                Event::Eof => return Ok(None),
            };
            return Ok(Some(token));
        }
    }

    /// The texts up to the end of the element that has just begun, joined.
    pub(crate) fn inner_text(&mut self) -> Result<String, XmlTrouble> {
        let outer = self.depth;
        let mut text = String::new();
        while self.depth >= outer {
            match self.next()? {
                Some(Token::Text(piece)) => text.push_str(&piece),
                Some(_) => {}
                None => break,
            }
        }
        Ok(text)
    }

    /// Passes over the rest of the element that has just begun.
    pub(crate) fn skip(&mut self) -> Result<(), XmlTrouble> {
        let outer = self.depth;
        while self.depth >= outer {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// The text of XML bytes, by their byte order mark, or else by their declaration, or else UTF-8.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(bytes.get(mark..).unwrap_or_default())
            .0;
    }
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let encoding = String::from_utf8_lossy(head)
        .split_once("encoding=")
        .and_then(|(_, rest)| {
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let label = rest.get(1..)?.split(quote).next()?;
            Encoding::for_label(label.as_bytes())
        })
        .unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<String, XmlTrouble> {
        let mut xml = Xml::new(text);
        let mut out = String::new();
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) => {
                    let attributes: Vec<String> = tag
                        .attributes()
                        .into_iter()
                        .map(|(name, value)| format!(" {name}={value}"))
                        .collect();
                    out.push_str(&format!("<{}{}>", tag.name(), attributes.concat()));
                }
                Token::Close(name) => out.push_str(&format!("</{name}>")),
                Token::Text(text) => out.push_str(&text),
            }
        }
        Ok(out)
    }

    #[test]
    fn names_lose_prefixes_and_references_are_resolved() {
        assert_eq!(
            all("<?xml version='1.0'?><w:a xmlns:w='x' r:id='&lt;1'>a&amp;b&#64;c<!-- no --><![CDATA[<d>]]><b/></w:a>")
                .unwrap(),
            "<a id=<1>a&b@c<d><b></b></a>"
        );
    }

    #[test]
    fn entities_depth_and_damage_are_told() {
        let bomb = "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;'>]><a>&y;</a>";
        assert_eq!(all(bomb), Err(XmlTrouble::Entities));
        let outside = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///data/x'>]><a>&x;</a>";
        assert_eq!(all(outside), Err(XmlTrouble::Entities));
        assert_eq!(all("<!DOCTYPE a><a>&unknown;</a>").unwrap(), "<a></a>");
        assert_eq!(all(&"<a>".repeat(300)), Err(XmlTrouble::TooDeep));
        assert_eq!(all("<a><b></a>"), Err(XmlTrouble::Malformed));
        assert_eq!(all("<a><b>"), Err(XmlTrouble::Malformed));
        let long = format!("<a b='{}'/>", "x".repeat(LONGEST_TAG));
        assert_eq!(all(&long), Err(XmlTrouble::TagTooLong));
    }

    #[test]
    fn encodings_are_known_by_mark_and_by_declaration() {
        let utf16: Vec<u8> = "\u{feff}<a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decoded(&utf16), "<a>é</a>");
        assert_eq!(decoded(b"\xef\xbb\xbf<a/>"), "<a/>");
        assert_eq!(
            decoded(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"),
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>"
        );
    }
}
