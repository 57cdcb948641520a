//! Strings and names of a file without values. What is written in a string is asked for as text; what a value hides
//! in otherwise is emptied.

use super::super::names;
use super::super::words;
use super::value::{Entries, Value};
use super::vocabulary;
use crate::redact::Copying;
use std::collections::{HashMap, HashSet};

/// Strings that are operators: a short word in them is none.
const OPERATORS: [&str; 2] = ["DA", "DS"];

/// Takes values out of strings and names, the same names everywhere.
pub(super) struct Clean<'c, 'a> {
    pub(super) copying: &'c mut Copying<'a>,
    /// What stands for each name that was asked for.
    names: HashMap<Vec<u8>, Option<Vec<u8>>>,
    given: HashSet<Vec<u8>>,
}

impl<'c, 'a> Clean<'c, 'a> {
    pub(super) fn new(copying: &'c mut Copying<'a>) -> Self {
        Self {
            copying,
            names: HashMap::new(),
            given: HashSet::new(),
        }
    }

    /// Whether a value stands in `text` as it is.
    pub(super) fn hit(&self, text: &str) -> bool {
        self.copying
            .removals
            .hits_and_words(text, 0..text.len())
            .next()
            .is_some()
    }

    /// Takes the values out of a whole object. Whether there were any.
    pub(super) fn value(&mut self, value: &mut Value, key: &str) -> bool {
        match value {
            Value::Text(bytes) => match self.string(bytes, key) {
                Some(other) => {
                    *bytes = other;
                    true
                }
                None => false,
            },
            Value::Name(name) => match self.name(name) {
                Some(other) => {
                    *name = other;
                    true
                }
                None => false,
            },
            Value::Array(values) => {
                let mut changed = false;
                for value in values {
                    changed |= self.value(value, key);
                }
                changed
            }
            Value::Dict(entries) => self.entries(entries),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Real(_) | Value::Ref(_) => false,
        }
    }

    pub(super) fn entries(&mut self, entries: &mut Entries) -> bool {
        let mut changed = false;
        for (key, value) in &mut entries.0 {
            let shown = String::from_utf8_lossy(key).into_owned();
            changed |= self.value(value, &shown);
            if let Some(other) = self.name(key) {
                *key = other;
                changed = true;
            }
        }
        if changed {
            entries.sort();
        }
        changed
    }

    /// A text string without values, or nothing when it has none.
    pub(super) fn string(&mut self, bytes: &[u8], key: &str) -> Option<Vec<u8>> {
        let text = words::text(bytes);
        let other = if OPERATORS.contains(&key) {
            self.copying.text(&text)
        } else {
            self.text(&text)
        };
        let whole = other.as_deref().unwrap_or(&text);
        let hidden = self.copying.holds(whole)
            || (other.is_none() && self.copying.holds_in(bytes))
            || (whole.contains('<') && self.hit(&crate::xmp::plain(whole.as_bytes())));
        if hidden {
            self.copying.taken_out(1);
            return (!bytes.is_empty()).then(Vec::new);
        }
        other.map(|text| encoded(&text))
    }

    /// Running text, or the whole of a field.
    pub(super) fn text(&mut self, text: &str) -> Option<String> {
        // A value that is not a word may be the whole of it.
        let cell = (text.trim().len() < 4).then(|| self.copying.cell(text)).flatten();
        cell.or_else(|| self.copying.words(text))
    }

    /// A name without values, or nothing when it has none. No two names become one.
    pub(super) fn name(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        if name.len() < 4 {
            return None;
        }
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let text = match std::str::from_utf8(name) {
            Ok(text) => text.to_owned(),
            Err(_) => name.iter().map(|byte| char::from(*byte)).collect(),
        };
        let own = vocabulary::known(&text) || names::text(&text).is_some();
        let other = if own { None } else { self.copying.text(&text) };
        let other = other.map(|text| {
            let mut found = text.clone().into_bytes();
            let mut number = 2_u64;
            while found.is_empty() || !self.given.insert(found.clone()) {
                found = format!("{text}-{number}").into_bytes();
                number += 1;
            }
            found
        });
        self.names.insert(name.to_vec(), other.clone());
        other
    }
}

/// As PDFDocEncoding where that is ASCII, as UTF-16 where it is not.
pub(super) fn encoded(text: &str) -> Vec<u8> {
    if text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'))
    {
        return text.as_bytes().to_vec();
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}
