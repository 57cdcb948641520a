//! Reads content lines (RFC 6350 and RFC 5545, section 3.1) and calls their values by people's words.

use crate::fields::{Grammar, Name, Told, line, trimmed};
use std::ops::Range;

/// Components inside components.
const DEEPEST: usize = 16;
/// Bytes of a property's name.
const LONGEST_NAME: usize = 64;
/// What properties are called where their names are no words.
const WORDS: &[(&str, &str)] = &[
    ("FN", "full name"),
    ("BDAY", "birthday"),
    ("TEL", "telephone"),
    ("EMAIL", "e-mail"),
    ("IMPP", "messenger"),
    ("CN", "full name"),
];
/// What the parts of structured values are called, in their order.
const PARTS: &[(&str, &[&str])] = &[
    (
        "N",
        &["family name", "given name", "middle name", "title", "title"],
    ),
    (
        "ADR",
        &[
            "post box",
            "address",
            "street address",
            "city",
            "region",
            "postal code",
            "country",
        ],
    ),
];

#[derive(Debug, Clone)]
pub(super) struct Cards {
    components: Vec<(String, Name)>,
    /// Of the line before, which a line that begins with a blank goes on with.
    last: Option<Name>,
    /// A line too long to be read in one piece is open.
    within: bool,
}

impl Cards {
    pub(super) fn new() -> Self {
        Self {
            components: Vec::new(),
            last: None,
            within: false,
        }
    }

    fn around(&self) -> Name {
        self.components
            .last()
            .map_or_else(|| Name::root("$"), |(_, name)| name.clone())
    }

    fn property(&mut self, text: &str, line: Range<usize>, told: &mut Told) -> Option<()> {
        self.last = None;
        let written = text.get(line.clone())?;
        let end = written
            .find([':', ';'])
            .filter(|end| (1..=LONGEST_NAME).contains(end))?;
        // `item1.TEL`: properties may be grouped.
        let key = written.get(..end)?.rsplit('.').next()?.to_ascii_uppercase();
        let name = called(&self.around(), &key);
        let colon = parameters(text, line.start + end..line.end, &name, told)?;
        let value = trimmed(text, colon + 1..line.end);
        let component = text.get(value.clone())?.to_ascii_uppercase();
        match key.as_str() {
            "BEGIN" if self.components.len() < DEEPEST => {
                let name = self.around().below(".", &component);
                self.components.push((component, name));
            }
            "BEGIN" => {}
            "END" => {
                if let Some(at) = self.components.iter().rposition(|(open, _)| *open == component) {
                    self.components.truncate(at);
                }
            }
            _ => match PARTS.iter().find(|(of, _)| *of == key) {
                Some((_, parts)) => {
                    let mut at = value.start;
                    let mut parts = parts.iter();
                    for part in text.get(value)?.split(';') {
                        let called = parts
                            .next()
                            .map_or(name.clone(), |part| name.called(part, ".", part));
                        told.value(trimmed(text, at..at + part.len()), &called);
                        at += part.len() + 1;
                        self.last = Some(called);
                    }
                }
                None => {
                    told.value(value, &name);
                    self.last = Some(name);
                }
            },
        }
        Some(())
    }
}

impl Grammar for Cards {
    fn read(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        let (line, next) = line(text, at, end);
        let written = text.get(line.clone()).unwrap_or_default();
        if std::mem::replace(&mut self.within, next.is_none()) {
            // Its beginning had the name.
        } else if written.starts_with([' ', '\t']) {
            if let Some(name) = &self.last {
                told.line(trimmed(text, line), name);
            }
        } else {
            // A line that is no property has no name.
            let _ = self.property(text, line, told);
        }
        next.unwrap_or(end)
    }

    fn configuration(&self) -> bool {
        false
    }
}

/// A property's name inside of `around`, in words.
fn called(around: &Name, key: &str) -> Name {
    let word = WORDS.iter().find(|(of, _)| *of == key).map(|(_, word)| *word);
    let plain = key.strip_prefix("X-").unwrap_or(key).to_ascii_lowercase();
    around.called(word.unwrap_or(&plain), ".", key)
}

/// Tells the parameters that are about people, and where the colon after all of them stands.
fn parameters(text: &str, range: Range<usize>, name: &Name, told: &mut Told) -> Option<usize> {
    let written = text.get(range.clone())?;
    let (mut from, mut quoted) = (0, false);
    for (at, byte) in written.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' | b';' if !quoted => {
                if let Some((key, value)) = written.get(from..at).and_then(|part| part.split_once('='))
                    && ["CN", "EMAIL", "LABEL", "SENT-BY"].contains(&key.to_ascii_uppercase().as_str())
                {
                    let start = range.start + at - value.len();
                    let inner = value.trim_matches('"');
                    let start = start + (value.len() - value.trim_start_matches('"').len());
                    let key = key.to_ascii_uppercase();
                    told.value(start..start + inner.len(), &called(name, &key));
                }
                if byte == b':' {
                    return Some(range.start + at);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}
