//! The values that the beginning of a file has under each path: what its records have in common is a column.

use super::lexer::string_end;
use super::tree::step;
use crate::samples::NamedSamples;
use memchr::{memchr, memmem};
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Containers that are told apart.
const DEEPEST: usize = 128;
/// Bytes between a key and its value.
const GAP: usize = 64;
/// Bytes of a name or an address.
const LONGEST: usize = 256;

/// The head of a file, and what is in it once that is asked for.
pub(super) struct Columns {
    head: String,
    /// Each line is a value of its own.
    pub(super) lines: bool,
    known: OnceCell<Known>,
}

struct Known {
    samples: NamedSamples,
    keys: Vec<String>,
}

impl Columns {
    pub(super) fn new(head: &str, lines: bool) -> Self {
        Self {
            head: head.to_owned(),
            lines,
            known: OnceCell::new(),
        }
    }

    pub(super) fn samples(&self) -> &NamedSamples {
        &self.known().samples
    }

    /// The keys of the head.
    pub(super) fn keys(&self) -> &[String] {
        &self.known().keys
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| known(&self.head, self.lines))
    }

    /// The texts in `text` that stand under keys of the head that are wanted, but for long ones.
    pub(super) fn values(&self, text: &str, wanted: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let mut values = Vec::new();
        for key in self.keys().iter().filter(|key| wanted(key)) {
            let quoted = format!("\"{key}\"");
            for at in memmem::find_iter(bytes, quoted.as_bytes()) {
                let after = at + quoted.len();
                let near = bytes.get(after..bytes.len().min(after + GAP)).unwrap_or_default();
                let sign = near.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                let gap = near.get(sign + 1..).unwrap_or_default();
                let gap = sign + 1 + gap.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if near.get(sign) == Some(&b':') && near.get(gap) == Some(&b'"') {
                    let start = after + gap + 1;
                    let inside = bytes
                        .get(start..bytes.len().min(start + LONGEST))
                        .unwrap_or_default();
                    values.extend(memchr(b'"', inside).map(|length| start..start + length));
                }
            }
        }
        values.sort_unstable_by_key(|value| value.start);
        values
    }
}

/// An open container: whether it is an object, the number of its path, and that of the key that was met last.
struct Frame {
    object: bool,
    path: usize,
    key: Option<usize>,
}

/// Paths by number: each is the path of another and a key, or the other's items.
struct Paths<'t> {
    numbers: HashMap<(usize, Option<&'t str>), usize>,
    texts: Vec<String>,
}

impl<'t> Paths<'t> {
    fn below(&mut self, path: usize, key: Option<&'t str>) -> usize {
        let next = self.texts.len();
        let number = *self.numbers.entry((path, key)).or_insert(next);
        if number == next {
            let mut text = self.texts.get(path).cloned().unwrap_or_default();
            match key {
                Some(key) => step(&mut text, key),
                None => text.push_str("[]"),
            }
            self.texts.push(text);
        }
        number
    }
}

/// Reads `head` leniently; each line is a value of its own when `lines`.
fn known(head: &str, lines: bool) -> Known {
    let bytes = head.as_bytes();
    let mut paths = Paths {
        numbers: HashMap::new(),
        texts: vec![String::from("$")],
    };
    let mut frames: Vec<Frame> = Vec::new();
    let mut values: Vec<(usize, &str)> = Vec::new();
    let here = |frames: &[Frame]| frames.last().map_or(0, |frame| frame.key.unwrap_or(frame.path));
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            // Nothing so deep is a table.
            b'{' | b'[' if frames.len() >= DEEPEST => break,
            b'{' | b'[' => {
                let object = *byte == b'{';
                let around = here(&frames);
                let path = if object { around } else { paths.below(around, None) };
                frames.push(Frame {
                    object,
                    path,
                    key: None,
                });
                at += 1;
            }
            b'}' | b']' => {
                frames.pop();
                at += 1;
            }
            b',' => {
                if let Some(frame) = frames.last_mut() {
                    frame.key = None;
                }
                at += 1;
            }
            b'"' => {
                let Some(end) = string_end(bytes, at + 1) else {
                    at += 1;
                    continue;
                };
                let text = head.get(at + 1..end).unwrap_or_default();
                at = end + 1;
                let after = head.get(at..).unwrap_or_default().trim_start();
                match frames.last_mut() {
                    Some(frame) if frame.object && after.starts_with(':') => {
                        frame.key = Some(paths.below(frame.path, Some(text)));
                    }
                    _ => values.push((here(&frames), text)),
                }
            }
            b'\n' if lines => {
                frames.clear();
                at += 1;
            }
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') => {
                let rest = bytes.get(at..).unwrap_or_default();
                let bare = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
                let length = rest.iter().take_while(bare).count();
                values.push((here(&frames), head.get(at..at + length).unwrap_or_default()));
                at += length;
            }
            _ => at += 1,
        }
    }
    let keys: BTreeSet<&str> = paths.numbers.keys().filter_map(|(_, key)| *key).collect();
    // Keys that are shown alike are one column.
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let shown: Vec<usize> = (paths.texts.iter().enumerate())
        .map(|(number, text)| *numbers.entry(text.clone()).or_insert(number))
        .collect();
    let cells = values
        .into_iter()
        .filter_map(|(path, value)| Some((*shown.get(path)?, value)));
    Known {
        keys: keys.into_iter().map(str::to_owned).collect(),
        samples: NamedSamples::numbered(numbers, cells),
    }
}

#[cfg(test)]
mod tests {
    use super::Columns;

    #[test]
    fn records_have_columns() {
        for (text, lines) in [
            (
                "{\"a\":[{\"b\":\"1\",\"c\":{\"d e\":2}},{\"b\":\"3\\n\",\"c\":{\"x y\":null}}],\"b\":[[4",
                false,
            ),
            (
                "{\"a\":[{\"b\": \"1\"}]}\n{\"a\":[{\"b\" :\"3\\n\",\"c\":{\"d e\":2,\"\\u0041\":null",
                true,
            ),
        ] {
            let columns = Columns::new(text, lines);
            let sample = |path: &str| {
                columns
                    .samples()
                    .column(path)
                    .map(|column| column.sample.to_vec())
            };
            assert_eq!(sample("$.a[].b").unwrap(), ["1", "3\\n"], "{text}");
            assert_eq!(sample("$.a[].c.*").unwrap(), ["2", "null"], "{text}");
            assert_eq!(sample("$.a[]"), None);
            let values = columns.values(text, &|key| key == "b");
            let found: Vec<&str> = values.iter().map(|value| &text[value.clone()]).collect();
            assert_eq!(found, ["1", "3\\n"], "{text}");
        }
        assert!(Columns::new("]}\"", true).keys().is_empty());
    }
}
