//! Reads XML tag by tag, and keeps the elements around a place. Nothing is refused for being malformed: an end that
//! nothing began is passed over, and what makes no sense has no name.

use super::tag::{Tag, local};
use crate::fields::{Grammar, Name, Told, trimmed};
use memchr::{memchr, memmem};
use std::ops::Range;

/// Elements inside elements that are told apart.
const DEEPEST: usize = 128;
/// Bytes of an element's end.
const LONGEST_END: usize = 256;
/// Attributes that say what another attribute or the element's text is.
const KEYS: &[&str] = &["key", "name", "property", "field", "k", "label"];
/// The attributes that hold what such a one names.
const VALUES: &[&str] = &["value", "val", "v", "content"];
/// Elements whose own names say nothing of what is in them.
const GENERAL: &[&str] = &[
    "entry",
    "property",
    "item",
    "string",
    "data",
    "field",
    "param",
    "parameter",
    "setting",
    "column",
    "value",
    "attribute",
    "add",
    "arg",
    "var",
    "option",
    "simpledata",
    "meta",
];

#[derive(Debug, Clone)]
pub(super) struct Xml {
    elements: Vec<Element>,
    /// Elements beyond the deepest.
    deeper: usize,
    within: Within,
}

#[derive(Debug, Clone)]
struct Element {
    tag: String,
    name: Name,
    /// What a property list's `<key>` calls the element that comes next.
    next: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Content,
    Comment,
    Data,
    Instruction,
}

impl Xml {
    pub(super) fn new() -> Self {
        Self {
            elements: Vec::new(),
            deeper: 0,
            within: Within::Content,
        }
    }

    fn around(&self) -> Name {
        self.elements
            .last()
            .map_or_else(|| Name::root(""), |element| element.name.clone())
    }

    /// Reads on to the mark that ends a comment or the like.
    fn skip(&mut self, text: &str, at: usize, end: usize, mark: &str) -> usize {
        match find(text, at, end, mark) {
            Some(found) => {
                self.within = Within::Content;
                found + mark.len()
            }
            // The mark itself may lie across the end.
            None if end < text.len() => at.max(text.floor_char_boundary(end.saturating_sub(mark.len()))),
            None => end,
        }
    }

    fn data(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        let found = find(text, at, end, "]]>");
        let next = self.skip(text, at, end, "]]>");
        match found {
            Some(found) => self.text(text, at..found, true, told),
            None => self.text(text, at..next, false, told),
        }
        next
    }

    fn text(&mut self, text: &str, range: Range<usize>, whole: bool, told: &mut Told) {
        if self.elements.is_empty() || self.deeper > 0 {
            return;
        }
        let range = trimmed(text, range);
        let name = self.around();
        match whole {
            true => told.value(range.clone(), &name),
            false => told.line(range.clone(), &name),
        }
        let count = self.elements.len();
        if self.elements.last().is_some_and(|element| element.tag == "key")
            && let Some(parent) = count.checked_sub(2).and_then(|at| self.elements.get_mut(at))
        {
            parent.next = text.get(range).map(str::to_owned);
        }
    }

    fn open(&mut self, text: &str, tag: &Tag<'_>, told: &mut Told) {
        let key = tag.attribute(text, KEYS);
        let next = match tag.name {
            "key" => None,
            _ => self.elements.last_mut().and_then(|element| element.next.take()),
        };
        let general = GENERAL
            .iter()
            .any(|general| tag.name.eq_ignore_ascii_case(general));
        let called = next.as_deref().or(key.filter(|_| general));
        let around = self.around();
        let name = match called {
            Some(label) => around.called(label, "/", tag.name),
            None => around.below("/", tag.name),
        };
        for attribute in &tag.attributes {
            let named = VALUES
                .iter()
                .any(|value| attribute.name.eq_ignore_ascii_case(value));
            let name = match key.filter(|_| named) {
                Some(label) => name.called(label, "/@", attribute.name),
                None => name.below("/@", attribute.name),
            };
            told.value(attribute.value.clone(), &name);
        }
        match self.elements.len() {
            _ if tag.empty => {}
            DEEPEST.. => self.deeper += 1,
            _ => self.elements.push(Element {
                tag: tag.name.to_owned(),
                name,
                next: None,
            }),
        }
    }

    fn close(&mut self, tag: &str) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(at) = self.elements.iter().rposition(|element| element.tag == tag) {
            self.elements.truncate(at);
        }
    }

    fn markup(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        let rest = text.get(at..end).unwrap_or_default();
        for (begin, within) in [
            ("<!--", Within::Comment),
            ("<![CDATA[", Within::Data),
            ("<?", Within::Instruction),
        ] {
            if rest.starts_with(begin) {
                self.within = within;
                return at + begin.len();
            }
        }
        if let Some(closed) = rest.strip_prefix("</") {
            let near = closed
                .get(..closed.floor_char_boundary(LONGEST_END))
                .unwrap_or_default();
            return match near.find('>') {
                Some(length) => {
                    self.close(local(closed.get(..length).unwrap_or_default().trim()));
                    at + 2 + length + 1
                }
                None => at + 2,
            };
        }
        match Tag::read(text, at, end) {
            Some(tag) => {
                self.open(text, &tag, told);
                tag.end
            }
            None => at + 1,
        }
    }
}

impl Grammar for Xml {
    fn read(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        match self.within {
            Within::Comment => self.skip(text, at, end, "-->"),
            Within::Instruction => self.skip(text, at, end, "?>"),
            Within::Data => self.data(text, at, end, told),
            Within::Content if text.as_bytes().get(at) == Some(&b'<') => self.markup(text, at, end, told),
            Within::Content => {
                let found = find(text, at, end, "<");
                let next = found.unwrap_or(end);
                self.text(text, at..next, found.is_some() || end == text.len(), told);
                next
            }
        }
    }

    fn configuration(&self) -> bool {
        false
    }
}

fn find(text: &str, at: usize, end: usize, mark: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(at..end)?;
    let found = match mark.as_bytes() {
        [single] => memchr(*single, bytes),
        mark => memmem::find(bytes, mark),
    };
    found.map(|found| at + found)
}
