//! The JSON object around a place in a text, for secrets that only their neighbours explain. Knows no detector.

use serde_json::{Map, Value};
use std::ops::Range;

/// How far before the place its object may begin, and how long it may be.
const REACH: usize = 16 * 1024;

/// An object and where it lies.
pub(crate) struct Around<'a> {
    pub(crate) object: Map<String, Value>,
    text: &'a str,
    start: usize,
}

impl<'a> Around<'a> {
    /// The object whose last opening brace stands before `at`. Members before `at` that are objects themselves
    /// hide it, which secrets' flat objects do not have.
    pub(crate) fn of(text: &'a str, at: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let from = at.saturating_sub(REACH);
        let start = from + memchr::memrchr(b'{', bytes.get(from..at)?)?;
        let to = text.floor_char_boundary((start + REACH).min(text.len()));
        let mut values = serde_json::Deserializer::from_str(text.get(start..to)?).into_iter::<Value>();
        let Ok(Value::Object(object)) = values.next()? else {
            return None;
        };
        let end = start + values.byte_offset();
        (at < end).then(|| Self {
            object,
            text: text.get(..end).unwrap_or(text),
            start,
        })
    }

    /// A member that is a string.
    pub(crate) fn string(&self, name: &str) -> Option<&str> {
        self.object.get(name)?.as_str()
    }

    /// The place of a string member as it is written, without its quotes.
    pub(crate) fn place(&self, name: &str) -> Option<Range<usize>> {
        let quoted = format!("\"{name}\"");
        let mut from = self.start;
        while let Some(found) = self.text.get(from..)?.find(&quoted) {
            let after = from + found + quoted.len();
            let rest = self.text.get(after..)?;
            let value = rest.trim_start();
            if let Some(value) = value.strip_prefix(':').map(str::trim_start)
                && let Some(value) = value.strip_prefix('"')
            {
                let start = self.text.len() - value.len();
                let mut escaped = false;
                let length = value.bytes().position(|byte| {
                    let ends = byte == b'"' && !escaped;
                    escaped = byte == b'\\' && !escaped;
                    ends
                })?;
                return Some(start..start + length);
            }
            from = after;
        }
        None
    }
}
