//! Formulas and the coded texts of sheets' headers: values in them, so that what is left is still a formula.

use super::attributes::{as_it_is, identifier, replaced};
use super::flows::HIDDEN;
use crate::redact::Copying;
use std::collections::HashMap;
use std::ops::Range;

/// New names of sheets, by their old ones in small letters.
pub(crate) type Sheets = HashMap<String, String>;

/// A stretch of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Within quotes, which are not part of it.
    Text,
    /// A sheet's name within apostrophes.
    Sheet,
    /// A column's name within brackets.
    Column,
    Plain,
}

/// The formula without its values: in its texts as text, and a number as a text of its own.
pub(crate) fn formula(formula: &str, sheets: &Sheets, copying: &mut Copying<'_>) -> Option<String> {
    let mut out = String::with_capacity(formula.len());
    for (kind, span) in stretches(formula) {
        let part = formula.get(span).unwrap_or_default();
        let new = match kind {
            Kind::Text => {
                let said = part.replace("\"\"", "\"");
                let new = copying.cell(&said);
                let new = match new {
                    None if copying.holds(&said) => Some(HIDDEN.to_owned()),
                    new => new,
                };
                new.map(|new| new.replace('"', "\"\""))
            }
            Kind::Sheet => {
                let said = part.replace("''", "'");
                let new = sheets.get(&said.to_lowercase()).cloned();
                new.or_else(|| replaced(copying, &said, sheet_name))
                    .map(|new| new.replace('\'', "''"))
            }
            Kind::Column => replaced(copying, part, as_it_is).map(|new| {
                let mut written = String::new();
                for c in new.chars() {
                    if matches!(c, '[' | ']' | '#' | '\'') {
                        written.push('\'');
                    }
                    written.push(c);
                }
                written
            }),
            Kind::Plain => plain(part, sheets, copying),
        };
        out.push_str(new.as_deref().unwrap_or(part));
    }
    // Words that stay are functions' names, which hide nothing.
    let words = copying.removals.hits(&out, 0..out.len()).all(|hit| {
        out.get(hit.span)
            .is_some_and(|hit| hit.chars().all(char::is_alphabetic))
    });
    if !words
        || (out.len() >= 12
            && copying.removals.hits(&out, 0..out.len()).next().is_none()
            && copying.holds(&out))
    {
        return Some(format!("\"{HIDDEN}\""));
    }
    (out != formula).then_some(out)
}

/// Numbers become texts, names other names.
fn plain(part: &str, sheets: &Sheets, copying: &mut Copying<'_>) -> Option<String> {
    let mut part = part.to_owned();
    let mut changed = false;
    // Names of sheets that need no apostrophes.
    for (old, new) in sheets {
        for end in ['!', '.'] {
            let mark = format!("{old}{end}");
            let mut from = 0;
            while let Some(at) = lower(&part).get(from..).and_then(|rest| rest.find(&mark)) {
                let at = from + at;
                let before = part.get(..at).unwrap_or_default();
                // A point parts a sheet from a cell where nothing but a mark stands before it.
                let stands = if end == '.' {
                    before.is_empty() || before.ends_with(['$', ':', '['])
                } else {
                    !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
                };
                from = at + mark.len();
                if stands && part.get(at..at + old.len()).is_some() {
                    let with = format!("'{}'", new.replace('\'', "''"));
                    part.replace_range(at..at + old.len(), &with);
                    from = at + with.len() + 1;
                    changed = true;
                }
            }
        }
    }
    for span in numbers(&part).into_iter().rev() {
        let token = part.get(span.clone()).unwrap_or_default();
        let shown = crate::office::cells::shown(token).into_owned();
        if shown != token
            && let Some(with) = copying.cell(&shown)
        {
            part.replace_range(span, &format!("\"{}\"", with.replace('"', "\"\"")));
            changed = true;
        }
    }
    // Names of functions are none of the values.
    let calls = |span: &Range<usize>| {
        part.get(span.end..).is_some_and(|rest| rest.starts_with('('))
            && part
                .get(span.clone())
                .is_some_and(|name| name.chars().all(char::is_alphabetic))
    };
    let places = copying.places_where(&part, &|span| !calls(span));
    for place in places.into_iter().rev() {
        let number = part
            .get(place.span.clone())
            .is_some_and(|value| value.starts_with(|c: char| c.is_ascii_digit()));
        let name = part
            .get(..place.span.start)
            .is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            || part
                .get(place.span.end..)
                .is_some_and(|after| after.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        let with = if number && !name {
            format!("\"{}\"", place.with.replace('"', "\"\""))
        } else {
            identifier(&place.with)
        };
        part.replace_range(place.span, &with);
        changed = true;
    }
    changed.then_some(part)
}

/// In small letters, where these are as long.
fn lower(text: &str) -> String {
    let small = text.to_lowercase();
    if small.len() == text.len() {
        small
    } else {
        text.to_owned()
    }
}

/// Numbers with an exponent or decimals.
fn numbers(part: &str) -> Vec<Range<usize>> {
    let bytes = part.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let joined = at
            .checked_sub(1)
            .and_then(|before| bytes.get(before))
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.'));
        let begins = bytes.get(at).is_some_and(u8::is_ascii_digit);
        if joined || !begins {
            at += 1;
            continue;
        }
        let mut end = at;
        while let Some(byte) = bytes.get(end) {
            let sign = matches!(byte, b'+' | b'-')
                && matches!(bytes.get(end - usize::from(end > at)), Some(b'E' | b'e'));
            if byte.is_ascii_digit() || matches!(byte, b'.' | b'E' | b'e') || sign {
                end += 1;
            } else {
                break;
            }
        }
        found.push(at..end);
        at = end.max(at + 1);
    }
    found
}

/// Whether a formula is made of texts, numbers and functions alone, and of no other cell.
pub(crate) fn is_constant(formula: &str) -> bool {
    !formula.trim().is_empty()
        && stretches(formula).into_iter().all(|(kind, span)| {
            let part = formula.get(span).unwrap_or_default();
            match kind {
                Kind::Text => true,
                Kind::Sheet | Kind::Column => false,
                Kind::Plain => calls_only(part.strip_prefix("of:").unwrap_or(part)),
            }
        })
}

/// Whether every word of `part` is a function's name, or the exponent of a number.
fn calls_only(part: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    let mut rest = part;
    while let Some(at) = rest.find(is_word) {
        let word = rest.get(at..).unwrap_or_default();
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        let (word, left) = word.split_at(end);
        if word.parse::<f64>().is_err() && !left.starts_with('(') {
            return false;
        }
        rest = left;
    }
    true
}

/// What may stand in a sheet's name.
pub(crate) fn sheet_name(with: &str) -> String {
    with.chars()
        .map(|c| match c {
            '[' => '(',
            ']' => ')',
            ':' | '*' | '?' | '/' | '\\' | '\'' => '_',
            c => c,
        })
        .collect()
}

fn stretches(formula: &str) -> Vec<(Kind, Range<usize>)> {
    let bytes = formula.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let (kind, close) = match bytes.get(at) {
            Some(b'"') => (Kind::Text, b'"'),
            Some(b'\'') => (Kind::Sheet, b'\''),
            Some(b'[') => (Kind::Column, b']'),
            _ => {
                at += 1;
                continue;
            }
        };
        if start <= at {
            found.push((Kind::Plain, start..at + 1));
        }
        let inner = at + 1;
        let end = closing(bytes, inner, close);
        // Addresses in brackets are made of sheets and cells (OpenFormula), columns of words.
        let within = formula.get(inner..end).unwrap_or_default();
        let address = within.starts_with(['.', '$', '\'']) || within.contains("'.");
        if kind == Kind::Column && address {
            found.extend(
                stretches(within)
                    .into_iter()
                    .map(|(kind, span)| (kind, span.start + inner..span.end + inner)),
            );
        } else {
            found.push((kind, inner..end));
        }
        start = end;
        at = end + 1;
    }
    if start < bytes.len() {
        found.push((Kind::Plain, start..bytes.len()));
    }
    found
}

/// Where what began before `at` ends; two quotes are one within it.
fn closing(bytes: &[u8], mut at: usize, close: u8) -> usize {
    while let Some(byte) = bytes.get(at) {
        if *byte == close {
            if close == b']' || bytes.get(at + 1) != Some(&close) {
                return at;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}

/// A header without its values, also where codes stand between a value's characters.
pub(crate) fn coded(text: &str, copying: &mut Copying<'_>) -> Option<String> {
    // The characters that are shown and where they stand.
    let (mut shown, mut places) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let length = if c == '&' { code(rest) } else { c.len_utf8() };
        let (visible, span) = match (c, rest.as_bytes().get(1)) {
            ('&', Some(b'&')) => (Some('&'), at..at + 2),
            ('&', Some(b'L' | b'C' | b'R')) => (Some('\n'), at + length..at + length),
            ('&', _) => (None, at..at + length),
            _ => (Some(c), at..at + length),
        };
        if let Some(visible) = visible {
            shown.push(visible);
            places.extend(std::iter::repeat_n(span, visible.len_utf8()));
        }
        at += length.max(1);
    }
    let found = copying.places(&shown);
    let mut edits = super::nodes::Edits::default();
    for place in found {
        let mut with = Some(place.with.replace('&', "&&"));
        let mut last = None;
        for span in places.get(place.span).unwrap_or_default() {
            if last.as_ref() != Some(span) {
                edits.replace(span.clone(), with.take().unwrap_or_default());
                last = Some(span.clone());
            }
        }
    }
    let new = if edits.is_empty() {
        None
    } else {
        Some(edits.applied(text))
    };
    if copying.holds(new.as_deref().unwrap_or(text)) {
        return Some(HIDDEN.to_owned());
    }
    new
}

/// Bytes of the code that begins `rest`.
fn code(rest: &str) -> usize {
    match rest.chars().nth(1) {
        Some('"') => rest
            .get(2..)
            .and_then(|font| font.find('"'))
            .map_or(rest.len(), |end| end + 3),
        Some('0'..='9') => 1 + rest.bytes().skip(1).take_while(u8::is_ascii_digit).count(),
        Some(other) => 1 + other.len_utf8(),
        None => 1,
    }
}
