//! Reads YAML line by line, and keeps the names around a line by their indentation.
//!
//! Only what tells where a value stands and what it is called is read: anchors and tags are stepped over, escapes
//! stay as they are written, and what makes no sense has no name.

use crate::fields::{Grammar, Name, Told, line, trimmed};
use std::ops::Range;

/// Names around a line that are kept.
const DEEPEST: usize = 64;
/// Bytes of a name.
const LONGEST_NAME: usize = 128;

#[derive(Debug, Clone)]
pub(super) struct Yaml {
    levels: Vec<Level>,
    open: Open,
}

#[derive(Debug, Clone)]
struct Level {
    indent: usize,
    /// An item of a list, and no key.
    item: bool,
    name: Name,
}

/// What the line before has begun.
#[derive(Debug, Clone)]
enum Open {
    Nothing,
    /// A line too long to be read in one piece.
    Line,
    /// A text of lines that are indented more.
    Block(usize, Name),
    /// Text up to this mark, of lines that are indented more.
    Quoted(usize, char, Name),
    /// So many open brackets, of lines that are indented more.
    Flow(usize, usize, Name),
}

impl Yaml {
    pub(super) fn new() -> Self {
        Self {
            levels: Vec::new(),
            open: Open::Nothing,
        }
    }

    fn around(&self) -> Name {
        self.levels
            .last()
            .map_or_else(|| Name::root("$"), |level| level.name.clone())
    }

    fn push(&mut self, indent: usize, item: bool, name: Name) {
        if self.levels.len() < DEEPEST {
            self.levels.push(Level { indent, item, name });
        }
    }

    fn begin(&mut self, text: &str, line: Range<usize>, told: &mut Told) {
        let mut content = trimmed(text, line.clone());
        let mut indent = content.start - line.start;
        loop {
            let written = text.get(content.clone()).unwrap_or_default();
            if written.is_empty() || written.starts_with('#') {
                return;
            }
            if indent == 0 && (written.starts_with("---") || written.starts_with("...")) {
                self.levels.clear();
                return;
            }
            if written != "-" && !written.starts_with("- ") {
                break;
            }
            // A list may stand as far left as its name.
            while (self.levels.last())
                .is_some_and(|last| last.indent > indent || last.indent == indent && last.item)
            {
                self.levels.pop();
            }
            let name = self.around().item();
            self.push(indent, true, name);
            let inner = trimmed(text, content.start + 1..content.end);
            indent += inner.start - content.start;
            content = inner;
        }
        let written = text.get(content.clone()).unwrap_or_default();
        let Some((key, value)) = key(written) else {
            while self.levels.last().is_some_and(|last| last.indent >= indent) {
                self.levels.pop();
            }
            let name = self.around();
            return self.value(text, content, indent.saturating_sub(1), name, told);
        };
        while self.levels.last().is_some_and(|last| last.indent >= indent) {
            self.levels.pop();
        }
        let name = self.around().below(".", key);
        self.push(indent, false, name.clone());
        let value = trimmed(text, content.start + value..content.end);
        self.value(text, value, indent, name, told);
    }

    fn value(&mut self, text: &str, value: Range<usize>, indent: usize, name: Name, told: &mut Told) {
        let mut value = value;
        // `&anchor` and `!tag` stand before what they are about.
        loop {
            let written = text.get(value.clone()).unwrap_or_default();
            if !written.starts_with(['&', '!']) {
                break;
            }
            let word = written.find(char::is_whitespace).unwrap_or(written.len());
            value = trimmed(text, value.start + word..value.end);
        }
        let written = text.get(value.clone()).unwrap_or_default();
        match written.chars().next() {
            None | Some('#' | '*') => {}
            Some('|' | '>') if block(written) => self.open = Open::Block(indent, name),
            Some(mark @ ('"' | '\'')) => match closing(written, mark) {
                Some(end) => told.value(value.start + 1..value.start + end, &name),
                None => {
                    told.line(value.start + 1..value.end, &name);
                    self.open = Open::Quoted(indent, mark, name);
                }
            },
            Some('{' | '[') => self.flow(text, value, (indent, 0), name, told),
            Some(_) => {
                let end = written
                    .find(" #")
                    .map_or(value.end, |length| value.start + length);
                told.value(trimmed(text, value.start..end), &name);
            }
        }
    }

    /// Values between brackets and commas, each with the name before it.
    fn flow(
        &mut self,
        text: &str,
        range: Range<usize>,
        (indent, mut depth): (usize, usize),
        name: Name,
        told: &mut Told,
    ) {
        let bytes = text.as_bytes();
        let (mut at, mut called) = (range.start, None);
        while let Some(byte) = bytes.get(at).filter(|_| at < range.end) {
            match byte {
                b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
                b'}' | b']' => {
                    (depth, at, called) = (depth.saturating_sub(1), at + 1, None);
                    if depth == 0 {
                        return;
                    }
                }
                b',' => (at, called) = (at + 1, None),
                b'#' if at > range.start && bytes.get(at - 1) == Some(&b' ') => break,
                byte if byte.is_ascii_whitespace() || *byte == b':' => at += 1,
                byte => {
                    let rest = text.get(at..range.end).unwrap_or_default();
                    let quoted = matches!(byte, b'"' | b'\'')
                        .then(|| closing(rest, char::from(*byte)))
                        .flatten();
                    let (inner, length) = match quoted {
                        Some(end) => (at + 1..at + end, end + 1),
                        None => {
                            let length = bare(rest);
                            (trimmed(text, at..at + length), length)
                        }
                    };
                    at += length;
                    let after = text.get(at..range.end).unwrap_or_default().trim_start();
                    match after.starts_with(':') {
                        true => called = text.get(inner).map(|key| name.below(".", key)),
                        false => told.value(inner, called.as_ref().unwrap_or(&name)),
                    }
                }
            }
        }
        if depth > 0 {
            self.open = Open::Flow(indent, depth, name);
        }
    }
}

impl Grammar for Yaml {
    fn read(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        let (line, next) = line(text, at, end);
        let content = trimmed(text, line.clone());
        let deeper = |indent: usize| content.is_empty() || content.start - line.start > indent;
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Line => {}
            Open::Block(indent, name) if deeper(indent) => {
                told.line(content, &name);
                self.open = Open::Block(indent, name);
            }
            Open::Quoted(indent, mark, name) if deeper(indent) => {
                match text.get(line.clone()).and_then(|written| written.find(mark)) {
                    Some(length) => told.line(line.start..line.start + length, &name),
                    None => {
                        told.line(line, &name);
                        self.open = Open::Quoted(indent, mark, name);
                    }
                }
            }
            Open::Flow(indent, depth, name) if deeper(indent) || closes(text, &content) => {
                self.flow(text, content, (indent, depth), name, told);
            }
            Open::Nothing | Open::Block(..) | Open::Quoted(..) | Open::Flow(..) => {
                self.begin(text, line, told)
            }
        }
        next.unwrap_or_else(|| {
            self.open = Open::Line;
            end
        })
    }

    fn configuration(&self) -> bool {
        true
    }
}

/// The key at the beginning of a line, and where its value begins.
pub(super) fn key(written: &str) -> Option<(&str, usize)> {
    let mark = written.chars().next()?;
    if matches!(mark, '"' | '\'') {
        let end = closing(written, mark)?;
        let after = written.get(end + 1..)?;
        let colon = end + 1 + (after.len() - after.trim_start().len());
        let rest = written.get(colon..)?.strip_prefix(':')?;
        return (rest.is_empty() || rest.starts_with([' ', '\t']))
            .then_some((written.get(1..end)?, colon + 1));
    }
    if matches!(
        mark,
        '{' | '[' | '|' | '>' | '@' | '`' | '%' | '&' | '*' | '!' | '#'
    ) {
        return None;
    }
    let colon = written
        .match_indices(':')
        .map(|(at, _)| at)
        .take_while(|at| *at <= LONGEST_NAME)
        .find(|at| {
            written
                .get(at + 1..)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        })?;
    let key = written.get(..colon)?.trim_end();
    (!key.is_empty() && !key.contains(" #")).then_some((key, colon + 1))
}

/// Brackets may close as far left as their name.
fn closes(text: &str, content: &Range<usize>) -> bool {
    text.get(content.clone())
        .is_some_and(|written| written.starts_with(['}', ']']))
}

/// `|`, `>` and their signs, and nothing else but a comment.
fn block(written: &str) -> bool {
    let signs = written.get(1..).unwrap_or_default();
    let rest = signs.trim_start_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    rest.is_empty() || rest.trim_start().starts_with('#')
}

/// Where the quoted text at the beginning of `written` ends: the place of its last mark.
fn closing(written: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    written.char_indices().skip(1).find_map(|(at, c)| {
        let ends = c == mark && !escaped;
        escaped = c == '\\' && !escaped && mark == '"';
        ends.then_some(at)
    })
}

/// Bytes of a value without quotes inside of brackets.
fn bare(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let ends = |at: usize| match bytes.get(at) {
        Some(b',' | b'{' | b'}' | b'[' | b']') => true,
        Some(b':') => bytes
            .get(at + 1)
            .is_none_or(|next| matches!(next, b' ' | b',' | b'}')),
        _ => false,
    };
    (1..bytes.len()).find(|at| ends(*at)).unwrap_or(bytes.len())
}
