//! XML as nodes that know where they stand in its text, so that what is not changed stays as it is written.
//! Knows nothing of what elements mean.

use crate::redact::CopyError;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::ops::Range;

/// Elements inside elements.
const DEEPEST: usize = 256;

/// What stands at one place of an XML text.
pub(crate) enum Node<'x> {
    Open(Open<'x>),
    /// The end of an element; one without content has its own.
    Close(Range<usize>),
    /// A piece of text, a section of literal text, or a reference.
    Text(Cow<'x, str>, Range<usize>),
    /// A comment or an instruction, which programs pass over.
    Aside(&'x str, Range<usize>),
    /// The declaration, or the document's type.
    Declaration(&'x str),
}

/// An element's start.
pub(crate) struct Open<'x> {
    /// With its prefix.
    pub(crate) name: &'x str,
    pub(crate) attributes: Vec<Attribute<'x>>,
    pub(crate) span: Range<usize>,
    /// Whether it has no content and no tag that ends it.
    pub(crate) empty: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Attribute<'x> {
    /// With its prefix.
    pub(crate) key: &'x str,
    pub(crate) value: Cow<'x, str>,
    pub(crate) key_span: Range<usize>,
    /// Between the quotes.
    pub(crate) span: Range<usize>,
}

impl Attribute<'_> {
    pub(crate) fn local(&self) -> &str {
        local(self.key)
    }

    /// From the space before it to the quote after it.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.key_span.start.saturating_sub(1)..self.span.end + 1
    }
}

impl<'x> Open<'x> {
    pub(crate) fn local(&self) -> &'x str {
        local(self.name)
    }

    /// The attribute of this name, with any prefix or none.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute<'x>> {
        self.attributes.iter().find(|attribute| attribute.local() == name)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| attribute.value.as_ref())
    }

    /// Where an attribute can be added.
    pub(crate) fn end_of_name(&self) -> usize {
        self.span.start + 1 + self.name.len()
    }
}

pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Nodes of one XML text.
pub(crate) struct Nodes<'x> {
    text: &'x str,
    reader: Reader<&'x [u8]>,
    at: usize,
    depth: usize,
    /// An empty element whose end has not been told.
    empty: bool,
}

impl<'x> Nodes<'x> {
    pub(crate) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        Self {
            text,
            reader,
            at: 0,
            depth: 0,
            empty: false,
        }
    }

    /// The next node, `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Node<'x>>, CopyError> {
        if std::mem::take(&mut self.empty) {
            return Ok(Some(Node::Close(self.at..self.at)));
        }
        let event = self.reader.read_event().map_err(|_| malformed())?;
        let end = usize::try_from(self.reader.buffer_position()).map_err(|_| malformed())?;
        let span = self.at..end;
        self.at = end;
        let raw = self.text.get(span.clone()).ok_or_else(malformed)?;
        Ok(Some(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(CopyError::refused("Its XML is nested too deeply."));
                }
                Node::Open(self.open(&tag, span, false)?)
            }
            Event::Empty(tag) => {
                self.empty = true;
                Node::Open(self.open(&tag, span, true)?)
            }
            Event::End(_) => {
                self.depth = self.depth.checked_sub(1).ok_or_else(malformed)?;
                Node::Close(span)
            }
            Event::Text(_) => {
                if raw.contains('\0') {
                    return Err(malformed());
                }
                Node::Text(Cow::Borrowed(raw), span)
            }
            Event::CData(_) => {
                let inner = raw
                    .strip_prefix("<![CDATA[")
                    .and_then(|raw| raw.strip_suffix("]]>"))
                    .ok_or_else(malformed)?;
                Node::Text(Cow::Borrowed(inner), span)
            }
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => Node::Text(Cow::Owned(character.to_string()), span),
                Ok(None) => {
                    let known = resolve_predefined_entity(&reference).ok_or_else(entities)?;
                    Node::Text(Cow::Borrowed(known), span)
                }
                Err(_) => return Err(malformed()),
            },
            Event::Comment(_) | Event::PI(_) => Node::Aside(raw, span),
            Event::Decl(_) => Node::Declaration(raw),
            Event::DocType(_) => {
                if raw.contains("<!ENTITY") {
                    return Err(entities());
                }
                Node::Declaration(raw)
            }
            Event::Eof if self.depth > 0 => return Err(malformed()),
            Event::Eof => return Ok(None),
        }))
    }

    fn open(&self, tag: &BytesStart<'x>, span: Range<usize>, empty: bool) -> Result<Open<'x>, CopyError> {
        let raw = self.text.get(span.clone()).ok_or_else(malformed)?;
        let name = raw
            .get(1..=tag.name().into_inner().len())
            .filter(|name| *name == tag.name().into_inner())
            .ok_or_else(malformed)?;
        let mut attributes = Vec::new();
        for attribute in tag.attributes().with_checks(true) {
            let attribute = attribute.map_err(|_| malformed())?;
            let (key_span, key) = self.within(attribute.key.into_inner(), &span)?;
            let (value_span, value) = self.within(&attribute.value, &span)?;
            let value = unescape(value).map_err(|_| malformed())?;
            attributes.push(Attribute {
                key,
                value,
                key_span,
                span: value_span,
            });
        }
        Ok(Open {
            name,
            attributes,
            span,
            empty,
        })
    }

    /// Where a slice of the text stands in it.
    fn within(&self, slice: &str, outer: &Range<usize>) -> Result<(Range<usize>, &'x str), CopyError> {
        let start = (slice.as_ptr() as usize)
            .checked_sub(self.text.as_ptr() as usize)
            .ok_or_else(malformed)?;
        let span = start..start + slice.len();
        let known = self.text.get(span.clone()).filter(|known| *known == slice);
        match known {
            Some(known) if span.start >= outer.start && span.end <= outer.end => Ok((span, known)),
            _ => Err(malformed()),
        }
    }
}

pub(crate) fn malformed() -> CopyError {
    CopyError::refused("Its XML is damaged.")
}

fn entities() -> CopyError {
    CopyError::refused("It defines entities of its own, which are not read.")
}

/// `text` as it stands between tags.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' if out.ends_with("]]") => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
    out
}

/// `text` as it stands between quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' | '\n' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Changes of a text, each at its place.
#[derive(Default)]
pub(crate) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn replace(&mut self, span: Range<usize>, with: impl Into<String>) {
        self.0.push((span, with.into()));
    }

    pub(crate) fn remove(&mut self, span: Range<usize>) {
        self.replace(span, "");
    }

    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// `text` with the changes, what is added before what is replaced. Of changes within another only the outer one is
    /// made.
    pub(crate) fn applied(mut self, text: &str) -> String {
        self.0
            .sort_by_key(|(span, _)| (span.start, !span.is_empty(), std::cmp::Reverse(span.end)));
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (span, with) in self.0 {
            if span.start < at {
                continue;
            }
            out.push_str(text.get(at..span.start).unwrap_or_default());
            out.push_str(&with);
            at = span.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}
