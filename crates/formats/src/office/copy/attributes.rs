//! Attributes of elements: which of them say something, which only say how it looks, and what may stand in them.

use super::flows::HIDDEN;
use super::formula::{Sheets, formula};
use super::meanings::{
    GEOMETRY, is_address, is_formula, is_identifier, is_measure, is_number, is_sheet, is_text,
    is_word_of_its_own,
};
use super::nodes::{Attribute, Open};
use crate::redact::{CopyError, Copying};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Bytes from which on Base64 or hexadecimal digits can hide something.
const LEAST_HIDDEN: usize = 12;

/// May stand in an address as they are (RFC 3986).
const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// As above, with what parts an address.
const ADDRESS_PARTS: &AsciiSet = &ADDRESS
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'%');

/// How the attributes of a part are looked at.
pub(crate) struct Attributes<'a> {
    /// Whether the part is nobody's: all that it says may be content.
    pub(crate) free: bool,
    /// New names of sheets.
    pub(crate) sheets: &'a Sheets,
    /// New paths of the package's parts, by their old ones.
    pub(crate) paths: &'a HashMap<String, String>,
}

impl Attributes<'_> {
    /// Refuses elements whose very names hold a value.
    pub(crate) fn named(&self, open: &Open<'_>, copying: &Copying<'_>) -> Result<(), CopyError> {
        let says = |name: &str| {
            let hit = copying.removals.hits(name, 0..name.len()).next();
            hit.is_some_and(|hit| {
                self.free
                    || name
                        .get(hit.span)
                        .is_some_and(|value| !value.chars().all(char::is_alphabetic))
            })
        };
        if says(open.name) || open.attributes.iter().any(|attribute| says(attribute.key)) {
            return Err(CopyError::refused("A name in its XML is one of the values."));
        }
        Ok(())
    }

    /// What becomes of an attribute's value, if it changes.
    pub(crate) fn changed(
        &self,
        open: &Open<'_>,
        attribute: &Attribute<'_>,
        copying: &mut Copying<'_>,
    ) -> Result<Option<String>, CopyError> {
        let (element, name, value) = (open.local(), attribute.local(), attribute.value.as_ref());
        if value.is_empty() {
            return Ok(None);
        }
        if is_address(name) {
            return Ok(self.address(value, copying));
        }
        if is_formula(element, name) {
            return Ok(formula(value, self.sheets, copying));
        }
        if is_sheet(element, name)
            && let Some(new) = self.sheets.get(&value.to_lowercase())
        {
            return Ok(Some(new.clone()));
        }
        let shape = if is_identifier(element, name) {
            identifier
        } else {
            as_it_is
        };
        if !attribute.key.starts_with("xmlns") && (self.free || is_text(element, name)) {
            let new = replaced(copying, value, shape).or_else(|| copying.cell(value));
            return Ok(new.or_else(|| hidden(value, copying)));
        }
        if value.len() < 4 || is_measure(value) {
            return Ok(None);
        }
        if is_date(value) {
            return Ok(date(value, copying));
        }
        // Declarations of vocabularies.
        let kind = if attribute.key.starts_with("xmlns") {
            "uri"
        } else {
            name
        };
        let new = replaced_where(copying, value, shape, &|span| {
            !is_word_of_its_own(kind, value, span)
        });
        if new.is_some() && is_number(value) && GEOMETRY.contains(&name) {
            return Err(CopyError::refused(
                "A number of its layout is the same as one of the values.",
            ));
        }
        let plain = copying.removals.hits(value, 0..value.len()).next().is_some();
        Ok(match new {
            None if !plain => hidden(value, copying),
            new => new,
        })
    }

    /// An address without its values; where it names a part of the package, that part's new path.
    pub(crate) fn address(&self, value: &str, copying: &mut Copying<'_>) -> Option<String> {
        if !self.paths.is_empty() {
            let (path, fragment) = value.split_once('#').map_or((value, None), |(a, b)| (a, Some(b)));
            let plain = percent_decode_str(path).decode_utf8_lossy().into_owned();
            let bare = plain.strip_prefix("./").unwrap_or(&plain);
            if let Some(new) = self.paths.get(bare) {
                let start = if plain.len() == bare.len() { "" } else { "./" };
                let end = fragment
                    .map(|fragment| format!("#{fragment}"))
                    .unwrap_or_default();
                return Some(format!("{start}{new}{end}"));
            }
        }
        address(value, copying)
    }
}

/// What stands for an attribute that hides a value behind an encoding.
fn hidden(value: &str, copying: &mut Copying<'_>) -> Option<String> {
    if !may_hide(value) {
        return None;
    }
    let plain = unescaped(value);
    if matches!(plain, Cow::Owned(_)) && copying.holds(&plain) {
        let named = replaced(copying, &plain, identifier).map(|new| identifier(&new));
        return named.or_else(|| Some(identifier(HIDDEN)));
    }
    copying.holds(value).then(|| HIDDEN.to_owned())
}

/// An address outside without its values, whatever stands for them encoded.
pub(crate) fn address(value: &str, copying: &mut Copying<'_>) -> Option<String> {
    let encoded = |with: &str| utf8_percent_encode(with, ADDRESS).to_string();
    let new = replaced(copying, value, encoded);
    let seen = new.as_deref().unwrap_or(value);
    if !copying.holds(seen) {
        return new.or_else(|| copying.cell(value));
    }
    let plain = percent_decode_str(seen).decode_utf8_lossy().into_owned();
    let again = replaced(copying, &plain, encoded).unwrap_or(plain);
    let again = utf8_percent_encode(&again, ADDRESS_PARTS).to_string();
    Some(if copying.holds(&again) {
        encoded(HIDDEN)
    } else {
        again
    })
}

/// `value` without its values, each replaced by what `shape` makes of its replacement.
pub(crate) fn replaced(
    copying: &mut Copying<'_>,
    value: &str,
    shape: impl Fn(&str) -> String,
) -> Option<String> {
    replaced_where(copying, value, shape, &|_| true)
}

/// The same with those values only that `counts` says yes to.
fn replaced_where(
    copying: &mut Copying<'_>,
    value: &str,
    shape: impl Fn(&str) -> String,
    counts: &dyn Fn(&Range<usize>) -> bool,
) -> Option<String> {
    let places = copying.places_where(value, counts);
    if places.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    for place in places {
        out.push_str(value.get(at..place.span.start).unwrap_or_default());
        out.push_str(&shape(&place.with));
        at = place.span.end;
    }
    out.push_str(value.get(at..).unwrap_or_default());
    Some(out)
}

pub(crate) fn as_it_is(with: &str) -> String {
    with.to_owned()
}

/// What may stand in a name: letters, digits, points, hyphens and underscores.
pub(crate) fn identifier(with: &str) -> String {
    with.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect()
}

/// Whether `text` can hold a value that is not plainly there.
pub(crate) fn may_hide(text: &str) -> bool {
    text.len() >= LEAST_HIDDEN || text.contains(['%', '\\', '&', '_', '\0'])
}

/// `text` with the escapes of names and strings undone: `_x0040_` (ECMA-376 part 1, 22.9.2.19) and `_40_`
/// (OpenDocument 1.3 part 3, 19.498).
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    let mut any = false;
    while let Some((before, after)) = rest.split_once('_') {
        let code = after.split_once('_').and_then(|(code, left)| {
            let digits = code.strip_prefix('x').unwrap_or(code);
            let code = (digits.len() <= 4).then(|| u32::from_str_radix(digits, 16).ok())??;
            Some((char::from_u32(code)?, left))
        });
        out.push_str(before);
        match code {
            Some((c, left)) => {
                out.push(c);
                rest = left;
                any = true;
            }
            None => {
                out.push('_');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    if any { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// A date that holds a value: the date is replaced by one that says nothing, in the same form.
pub(crate) fn date(value: &str, copying: &mut Copying<'_>) -> Option<String> {
    if !copying.holds(value) {
        return None;
    }
    if !is_date(value.trim()) {
        return copying.cell(value).or_else(|| Some(HIDDEN.to_owned()));
    }
    // Counted as one.
    let _ = copying.cell(value);
    let time = value.trim().get(10..).unwrap_or_default();
    let time: String = time
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    (1..=28)
        .map(|day| format!("1900-01-{day:02}{time}"))
        .find(|date| !copying.holds(date))
        .or_else(|| Some(HIDDEN.to_owned()))
}

/// A date as XML schema writes it, perhaps with a time.
fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 10
        && bytes.iter().take(10).enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && bytes
            .get(10)
            .is_none_or(|byte| matches!(byte, b'T' | b'Z' | b'+'))
        && value
            .get(10..)
            .is_some_and(|time| time.chars().all(|c| c.is_ascii_digit() || "TZ:+-.".contains(c)))
}
