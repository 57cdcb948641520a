//! Reads settings line by line, and keeps the section and what goes on over several lines.

use crate::fields::{Grammar, Name, Told, line, trimmed};
use std::ops::Range;

/// Bytes of a name; what is longer before the sign is no name.
const LONGEST_NAME: usize = 128;

#[derive(Debug, Clone)]
pub(super) struct Settings {
    section: Name,
    open: Open,
}

/// What the line before has begun.
#[derive(Debug, Clone)]
enum Open {
    Nothing,
    /// A line too long to be read in one piece.
    Line,
    /// Text up to these marks.
    Text(&'static str, Name),
    /// A list up to its bracket.
    List(Name),
    /// A value whose last line ended with a backslash.
    More(Name),
}

impl Settings {
    pub(super) fn new() -> Self {
        Self {
            section: Name::root("$"),
            open: Open::Nothing,
        }
    }

    fn begin(&mut self, text: &str, line: Range<usize>, told: &mut Told) {
        let content = trimmed(text, line);
        let written = text.get(content.clone()).unwrap_or_default();
        if written.is_empty() || written.starts_with(['#', ';', '!']) {
            return;
        }
        if written.starts_with('[') {
            if let Some(section) = section(written) {
                self.section = section;
            }
            return;
        }
        let Some((key, value)) = assignment(text, &content) else {
            return;
        };
        let mut name = self.section.clone();
        for part in key.split('.').map(unquoted) {
            name = name.below(".", part);
        }
        self.value(text, value, name, told);
    }

    fn value(&mut self, text: &str, value: Range<usize>, name: Name, told: &mut Told) {
        let written = text.get(value.clone()).unwrap_or_default();
        for mark in ["\"\"\"", "'''"] {
            if let Some(inner) = written.strip_prefix(mark) {
                let start = value.start + mark.len();
                match inner.find(mark) {
                    Some(length) => told.value(start..start + length, &name),
                    None => {
                        told.line(start..value.end, &name);
                        self.open = Open::Text(mark, name);
                    }
                }
                return;
            }
        }
        if written.starts_with(['[', '{']) {
            return self.list(text, value, name, told);
        }
        if let Some(mark) = written.chars().next().filter(|mark| matches!(mark, '"' | '\''))
            && let Some(end) = closing(written, mark)
        {
            return told.value(value.start + 1..value.start + end, &name);
        }
        // A quote that does not close goes on: passwords and keys of `.env` files do.
        if let Some(mark) = ["\"", "'"].into_iter().find(|mark| written.starts_with(mark)) {
            told.line(value.start + 1..value.end, &name);
            self.open = Open::Text(mark, name);
            return;
        }
        if let Some(before) = written.strip_suffix('\\') {
            told.line(value.start..value.start + before.len(), &name);
            self.open = Open::More(name);
            return;
        }
        let comment = [" #", "\t#", " ;", "\t;"]
            .iter()
            .filter_map(|mark| written.find(mark));
        let end = comment.min().map_or(value.end, |length| value.start + length);
        told.value(trimmed(text, value.start..end), &name);
    }

    /// Strings and bare values between brackets and commas, with the names that stand before them in tables.
    fn list(&mut self, text: &str, range: Range<usize>, name: Name, told: &mut Told) {
        let bytes = text.as_bytes();
        let mut called = None;
        let mut at = range.start;
        let mut closed = false;
        let mut depth = 0_usize;
        while let Some(byte) = bytes.get(at).filter(|_| at < range.end) {
            match byte {
                b'"' | b'\'' => {
                    let rest = text.get(at..range.end).unwrap_or_default();
                    let end = closing(rest, char::from(*byte)).unwrap_or(rest.len());
                    let inner = at + 1..at + end.max(1);
                    let after = text.get(at + end + 1..range.end).unwrap_or_default();
                    match after.trim_start().starts_with('=') {
                        true => called = text.get(inner).map(|key| name.below(".", key)),
                        false => told.value(inner, called.as_ref().unwrap_or(&name)),
                    }
                    at += end + 1;
                }
                b'#' if at == range.start || bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace) => break,
                b'[' | b'{' => (depth, at) = (depth + 1, at + 1),
                b']' | b'}' => {
                    (depth, at) = (depth.saturating_sub(1), at + 1);
                    closed = depth == 0;
                    called = None;
                }
                b',' => (called, at) = (None, at + 1),
                b'=' => at += 1,
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    let bare = |byte: &&u8| {
                        !matches!(**byte, b'"' | b'\'' | b'[' | b']' | b'{' | b'}' | b',' | b'=')
                    };
                    let length = bytes[at..range.end].iter().take_while(bare).count().max(1);
                    let inner = trimmed(text, at..at + length);
                    match bytes.get(at + length).filter(|_| at + length < range.end) {
                        Some(b'=') => called = text.get(inner).map(|key| name.below(".", key)),
                        _ => told.value(inner, called.as_ref().unwrap_or(&name)),
                    }
                    at += length;
                }
            }
        }
        self.open = if closed { Open::Nothing } else { Open::List(name) };
    }
}

impl Grammar for Settings {
    fn read(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize {
        let (line, next) = line(text, at, end);
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Line => {}
            Open::Nothing => self.begin(text, line.clone(), told),
            // A quote that nobody closed: the next assignment ends it.
            Open::Text("\"" | "'", _) if begins_anew(text, &line) => self.begin(text, line.clone(), told),
            Open::Text(mark, name) => match text.get(line.clone()).and_then(|written| written.find(mark)) {
                Some(length) => told.line(line.start..line.start + length, &name),
                None => {
                    told.line(line.clone(), &name);
                    self.open = Open::Text(mark, name);
                }
            },
            // What begins like a section or an assignment has no list around it: the bracket was no list's.
            Open::List(_) if assignment(text, &trimmed(text, line.clone())).is_some() => {
                self.begin(text, line.clone(), told);
            }
            Open::List(name) => self.list(text, trimmed(text, line.clone()), name, told),
            Open::More(name) => {
                let content = trimmed(text, line.clone());
                match text.get(content.clone()).unwrap_or_default().strip_suffix('\\') {
                    Some(before) => {
                        told.line(content.start..content.start + before.len(), &name);
                        self.open = Open::More(name);
                    }
                    None => told.line(content, &name),
                }
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

/// `[a.b]` and `[[a.b]]`; `None` when it is none.
fn section(written: &str) -> Option<Name> {
    let several = written.starts_with("[[");
    let inside = written.trim_start_matches('[');
    let (inside, _) = inside.split_once(']')?;
    if inside.len() > LONGEST_NAME {
        return None;
    }
    let mut name = Name::root("$");
    for part in inside.split('.').map(unquoted) {
        name = name.below(".", part);
    }
    Some(if several { name.item() } else { name })
}

/// Whether a line is an assignment to one short word.
fn begins_anew(text: &str, line: &Range<usize>) -> bool {
    assignment(text, &trimmed(text, line.clone())).is_some_and(|(key, value)| {
        let written = text.get(value).unwrap_or_default();
        key.len() <= 40
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            && !written.is_empty()
            && !written.starts_with('=')
    })
}

/// The name and the value of a line that assigns one.
pub(super) fn assignment<'t>(text: &'t str, content: &Range<usize>) -> Option<(&'t str, Range<usize>)> {
    let written = text.get(content.clone())?;
    let rest = ["export ", "set "]
        .iter()
        .find_map(|word| written.strip_prefix(word))
        .unwrap_or(written);
    let before = written.len() - rest.len();
    let quoted = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''));
    let from = match quoted {
        Some(mark) => closing(rest, mark)? + 1,
        None => 0,
    };
    let sign = from + rest.get(from..)?.find(['=', ':'])?;
    let key = rest.get(..sign)?.trim_end_matches(['+', '?']).trim();
    let named = !key.is_empty()
        && key.len() <= LONGEST_NAME
        && !key.contains(['{', '}', '(', ')', '<', '>', ',', ';', '|']);
    let value = content.start + before + sign + 1..content.end;
    named.then(|| (unquoted(key), trimmed(text, value)))
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

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}
