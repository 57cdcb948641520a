//! The values that the beginning of a file has under each path: what its records have in common is a column.

use super::lexer::string_end;
use super::tree::step;
use crate::samples::NamedSamples;
use std::cell::OnceCell;

/// Containers that are told apart.
const DEEPEST: usize = 128;

/// The head of a file, and its values once they are asked for.
pub(super) struct Columns {
    head: String,
    /// Each line is a value of its own.
    pub(super) lines: bool,
    samples: OnceCell<NamedSamples>,
}

impl Columns {
    pub(super) fn new(head: &str, lines: bool) -> Self {
        Self {
            head: head.to_owned(),
            lines,
            samples: OnceCell::new(),
        }
    }

    pub(super) fn samples(&self) -> &NamedSamples {
        self.samples.get_or_init(|| samples(&self.head, self.lines))
    }
}

struct Frame {
    object: bool,
    path: String,
    key: Option<String>,
}

/// Reads `head` leniently; each line is a value of its own when `lines`.
fn samples(head: &str, lines: bool) -> NamedSamples {
    let bytes = head.as_bytes();
    let mut frames: Vec<Frame> = Vec::new();
    let mut values: Vec<(String, &str)> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' if frames.len() < DEEPEST => {
                let object = *byte == b'{';
                let mut path = path(&frames);
                if !object {
                    path.push_str("[]");
                }
                frames.push(Frame {
                    object,
                    path,
                    key: None,
                });
                at += 1;
            }
            // Nothing so deep is a table.
            b'{' | b'[' => break,
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
                        frame.key = Some(text.to_owned())
                    }
                    _ => values.push((path(&frames), text)),
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
                values.push((path(&frames), head.get(at..at + length).unwrap_or_default()));
                at += length;
            }
            _ => at += 1,
        }
    }
    NamedSamples::of(values.iter().map(|(path, value)| (path.as_str(), *value)))
}

/// The path of the value that comes.
fn path(frames: &[Frame]) -> String {
    let mut path = frames
        .last()
        .map_or_else(|| String::from("$"), |frame| frame.path.clone());
    if let Some(key) = frames.last().and_then(|frame| frame.key.as_deref()) {
        step(&mut path, key);
    }
    path
}
