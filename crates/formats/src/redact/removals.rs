//! What is to be removed from a file: values, and what stands in the place of each.
//!
//! A value that is removed at one place of a file is removed at every place of it: also in other letters' case, with
//! other separators between its digits, and in the ways in which links, markup and JSON write it. Knows no format.

use super::index::{Index, LEAST};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

/// Values of at least so many digits are found whatever separates their digits.
const DIGITS: usize = 8;
/// Digits of one value at most that are compared without their separators.
const MOST_DIGITS: usize = 38;
/// Bytes from which on a value is found inside longer words too.
const INSIDE: usize = 8;
/// Kept by `encodeURIComponent` (ECMA-262 §19.2.6.4).
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What no link encodes (RFC 3986, 2.3): writers differ in what else they leave as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A value and what stands in its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Removal {
    pub value: String,
    pub with: String,
}

impl fmt::Debug for Removal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Removal({} bytes)", self.value.len())
    }
}

/// All values that are removed from one file.
pub struct Removals {
    list: Vec<Removal>,
    index: Index,
    digits: HashMap<(u128, u8), u32>,
    /// Counts of digits among `digits`, the most first.
    lengths: Vec<u8>,
    /// Values too short to be looked for in text: removed where they are the whole of a cell or field.
    whole: HashMap<String, u32>,
}

impl fmt::Debug for Removals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Removals({})", self.list.len())
    }
}

/// A place of a text where a value stands.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Hit<'a> {
    pub(crate) span: Range<usize>,
    pub(crate) with: &'a str,
}

impl Removals {
    /// Of two equal values the first holds. Empty values are left out.
    pub fn new(list: Vec<Removal>) -> Self {
        let mut whole = HashMap::new();
        let mut digits = HashMap::new();
        let mut written: Vec<(String, u32)> = Vec::new();
        for (removal, number) in list.iter().zip(0u32..) {
            let value = removal.value.trim();
            if let Some(key) = digits_of(value) {
                digits.entry(key).or_insert(number);
            }
            if value.len() < LEAST {
                if !value.is_empty() {
                    whole.entry(value.to_lowercase()).or_insert(number);
                }
                continue;
            }
            written.extend(other_ways(value).map(|way| (way, number)));
            // The index knows the case of ASCII letters only.
            if !value.is_ascii() {
                for cased in other_cases(value) {
                    written.extend(other_ways(&cased).map(|way| (way, number)));
                    written.push((cased, number));
                }
            }
        }
        let plain = list
            .iter()
            .zip(0u32..)
            .map(|(removal, number)| (removal.value.trim().as_bytes(), number))
            .filter(|(value, _)| value.len() >= LEAST);
        let index = Index::new(plain.chain(written.iter().map(|(way, number)| (way.as_bytes(), *number))));
        drop(written);
        let mut lengths: Vec<u8> = digits.keys().map(|(_, count)| *count).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        Self {
            list,
            index,
            digits,
            lengths,
            whole,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A short text, such as a file's name, without the values; `None` when it has none.
    pub fn removed_from(&self, text: &str) -> Option<String> {
        self.applied(text).map(|(text, _)| text)
    }

    /// Bytes of the longest text that one hit can span.
    pub(crate) fn longest(&self) -> usize {
        // Between any two digits there may be two separators.
        self.index.longest().max(3 * MOST_DIGITS)
    }

    /// The values that begin in `owned` of `text`, the leftmost and then the longest, without overlaps.
    pub(crate) fn hits<'r>(&'r self, text: &str, owned: Range<usize>) -> impl Iterator<Item = Hit<'r>> {
        self.walk(text, owned, false)
    }

    /// The same, and the short values that stand as words of their own: of text that has nothing but text in it.
    pub(crate) fn hits_and_words<'r>(
        &'r self,
        text: &str,
        owned: Range<usize>,
    ) -> impl Iterator<Item = Hit<'r>> {
        self.walk(text, owned, true)
    }

    fn walk<'r>(&'r self, text: &str, owned: Range<usize>, words: bool) -> impl Iterator<Item = Hit<'r>> {
        let mut at = owned.start;
        std::iter::from_fn(move || {
            while at < owned.end.min(text.len()) {
                let short = if words { self.word_at(text, at) } else { None };
                match self.at(text, at).or(short) {
                    Some((len, number)) if len > 0 => {
                        let span = at..at + len;
                        at = span.end;
                        return Some(Hit {
                            span,
                            with: self.with(number),
                        });
                    }
                    _ => at += 1,
                }
            }
            None
        })
    }

    /// `text` without its values, or `None` when it holds none.
    pub(crate) fn applied(&self, text: &str) -> Option<(String, u64)> {
        let mut hits = self.hits(text, 0..text.len()).peekable();
        hits.peek()?;
        let mut written = String::with_capacity(text.len());
        let (mut at, mut count) = (0, 0);
        for hit in hits {
            written.push_str(text.get(at..hit.span.start).unwrap_or_default());
            written.push_str(hit.with);
            at = hit.span.end;
            count += 1;
        }
        written.push_str(text.get(at..).unwrap_or_default());
        Some((written, count))
    }

    /// The same for the whole of a cell, field or attribute, which may be a value too short to be looked for in text.
    pub(crate) fn applied_to_cell(&self, cell: &str) -> Option<(String, u64)> {
        match self.whole.get(&cell.trim().to_lowercase()) {
            Some(number) => Some((self.with(*number).to_owned(), 1)),
            None => self.applied(cell),
        }
    }

    fn with(&self, number: u32) -> &str {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.list.get(number))
            .map_or("", |removal| removal.with.as_str())
    }

    fn at(&self, text: &str, at: usize) -> Option<(usize, u32)> {
        let bytes = text.as_bytes();
        let literal = self.index.at(bytes, at, &|len| fits(text, at..at + len));
        let digits = self.digits_at(bytes, at);
        literal.max_by_len(digits)
    }

    /// A value too short for the index that stands at `at` as a word of its own.
    fn word_at(&self, text: &str, at: usize) -> Option<(usize, u32)> {
        if self.whole.is_empty() {
            return None;
        }
        let before = text.get(..at)?.chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let rest = text.get(at..)?;
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = rest
            .get(..end)
            .filter(|word| !word.is_empty() && word.len() < LEAST)?;
        let number = self.whole.get(&word.to_lowercase())?;
        Some((word.len(), *number))
    }

    fn digits_at(&self, text: &[u8], at: usize) -> Option<(usize, u32)> {
        let most = usize::from(*self.lengths.first()?);
        let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
        if !digit(at) || at.checked_sub(1).is_some_and(digit) {
            return None;
        }
        // The number so far after each digit, and where that digit ends.
        let mut seen = [(0u128, 0usize); MOST_DIGITS];
        let (mut count, mut number, mut place) = (0, 0u128, at);
        while count < most.min(MOST_DIGITS) {
            let gap = (0..=2).find(|gap| {
                digit(place + gap) && (place..place + gap).all(|at| text.get(at).is_some_and(separates))
            });
            let Some(gap) = gap.filter(|gap| count > 0 || *gap == 0) else {
                break;
            };
            place += gap;
            number = number * 10 + u128::from(text.get(place).copied().unwrap_or(b'0') - b'0');
            place += 1;
            seen[count] = (number, place);
            count += 1;
        }
        self.lengths
            .iter()
            .filter(|length| usize::from(**length) <= count)
            .find_map(|length| {
                let (number, end) = *seen.get(usize::from(*length) - 1)?;
                let known = self.digits.get(&(number, *length))?;
                (!digit(end)).then_some((end - at, *known))
            })
    }
}

/// The longer of two hits.
trait Longer {
    fn max_by_len(self, other: Self) -> Self;
}

impl Longer for Option<(usize, u32)> {
    fn max_by_len(self, other: Self) -> Self {
        match (self, other) {
            (Some(a), Some(b)) if b.0 > a.0 => Some(b),
            (Some(a), _) => Some(a),
            (None, b) => b,
        }
    }
}

fn separates(byte: &u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')')
}

/// Short values and words must stand alone: a name in a longer word is not the name.
fn fits(text: &str, span: Range<usize>) -> bool {
    let Some(value) = text.get(span.clone()) else {
        return false;
    };
    let words = value.chars().all(|c| c.is_alphabetic() || c.is_whitespace());
    if value.len() >= INSIDE && !words {
        return true;
    }
    let joins = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(char::is_alphanumeric) && outer.is_some_and(char::is_alphanumeric)
    };
    let before = text
        .get(..span.start)
        .and_then(|before| before.chars().next_back());
    let after = text.get(span.end..).and_then(|after| after.chars().next());
    !joins(value.chars().next(), before) && !joins(value.chars().next_back(), after)
}

/// The digits of a value that is nothing else but separators, with their count.
fn digits_of(value: &str) -> Option<(u128, u8)> {
    let plain = value.strip_prefix('+').unwrap_or(value);
    let only = plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || separates(&byte));
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    if !only || !(DIGITS..=MOST_DIGITS).contains(&digits.len()) {
        return None;
    }
    Some((digits.parse().ok()?, u8::try_from(digits.len()).ok()?))
}

/// Words of a value at most whose cases are varied one by one.
const VARIED_WORDS: usize = 3;

/// A value in other cases: all small, all capitals, and some of its words in capitals, as `Émile ÜNAL`.
fn other_cases(value: &str) -> Vec<String> {
    let mut cases = vec![value.to_lowercase(), value.to_uppercase()];
    let words: Vec<&str> = value.split(' ').collect();
    if (2..=VARIED_WORDS).contains(&words.len()) {
        for capitals in 1..(1u32 << words.len()) - 1 {
            let cased = words.iter().zip(0..).map(|(word, place)| {
                if capitals & (1 << place) == 0 {
                    (*word).to_owned()
                } else {
                    word.to_uppercase()
                }
            });
            cases.push(cased.collect::<Vec<_>>().join(" "));
        }
    }
    cases
}

/// How else a value is written: in a link, in markup, in JSON.
fn other_ways(value: &str) -> impl Iterator<Item = String> {
    let link: Cow<'_, str> = utf8_percent_encode(value, COMPONENT).into();
    let strict = utf8_percent_encode(value, UNRESERVED).to_string();
    // As forms write it (application/x-www-form-urlencoded).
    let form = strict.replace("%20", "+");
    let markup: String = value
        .chars()
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            c => c.to_string(),
        })
        .collect();
    let references: String = value
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                format!("&#{};", u32::from(c))
            }
        })
        .collect();
    let json: String = value
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            c => c.to_string(),
        })
        .collect();
    let escaped: String = value
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let value = value.to_owned();
    [link.into_owned(), strict, form, markup, references, json, escaped]
        .into_iter()
        .filter(move |way| *way != value)
}

#[cfg(test)]
mod tests {
    use super::{Removal, Removals};

    fn removals(list: &[(&str, &str)]) -> Removals {
        Removals::new(
            list.iter()
                .map(|(value, with)| Removal {
                    value: (*value).to_owned(),
                    with: (*with).to_owned(),
                })
                .collect(),
        )
    }

    fn without(list: &[(&str, &str)], text: &str) -> String {
        removals(list)
            .applied(text)
            .map_or_else(|| text.to_owned(), |(text, _)| text)
    }

    #[test]
    fn a_value_is_removed_wherever_it_stands() {
        let list = [("anna@example.org", "[EMAIL]"), ("Anna", "[NAME]")];
        assert_eq!(
            without(&list, "Anna <ANNA@example.org>, Annabelle, anna."),
            "[NAME] <[EMAIL]>, Annabelle, [NAME]."
        );
        assert_eq!(without(&list, "mailto:anna%40example.org"), "mailto:[EMAIL]");
        let list = [("Ann O'Hara!", "[NAME]")];
        assert_eq!(
            without(&list, "?a=Ann%20O'Hara!&b=Ann%20O%27Hara%21&c=Ann+O%27Hara%21"),
            "?a=[NAME]&b=[NAME]&c=[NAME]"
        );
    }

    #[test]
    fn letters_beyond_ascii_have_a_case_too() {
        let list = [("Jürgen Groß", "[NAME]"), ("Émile Ünal", "[OTHER]")];
        assert_eq!(without(&list, "JÜRGEN GROSS, jürgen groß"), "[NAME], [NAME]");
        assert_eq!(
            without(&list, "<b>&#233;mile &#252;nal</b> Émile ÜNAL"),
            "<b>[OTHER]</b> [OTHER]"
        );
    }

    #[test]
    fn digits_are_the_same_whatever_separates_them() {
        let list = [("4111 1111 1111 1111", "[CARD]")];
        for text in ["4111111111111111", "4111-1111-1111-1111", "4111.1111.1111.1111"] {
            assert_eq!(without(&list, text), "[CARD]");
        }
        assert_eq!(without(&list, "41111111111111112"), "41111111111111112");
        assert_eq!(without(&list, "54111111111111111"), "54111111111111111");
    }

    #[test]
    fn what_json_and_markup_make_of_a_value_is_the_value() {
        let list = [("Jürgen & Söhne", "[NAME]")];
        assert_eq!(without(&list, "\"J\\u00fcrgen & S\\u00f6hne\""), "\"[NAME]\"");
        assert_eq!(without(&list, "<b>Jürgen &amp; Söhne</b>"), "<b>[NAME]</b>");
    }

    #[test]
    fn a_short_value_is_removed_from_cells_that_are_it() {
        let removals = removals(&[("123", "[CODE]")]);
        assert_eq!(removals.applied("123 and 123"), None);
        assert_eq!(removals.applied_to_cell(" 123 "), Some(("[CODE]".to_owned(), 1)));
    }

    #[test]
    fn a_short_value_that_is_a_word_is_removed_from_plain_text() {
        let removals = removals(&[("Ada", "[NAME]"), ("Li", "[OTHER]")]);
        let text = "ADA,Adam,Li;lime 'Ada'";
        let hits: Vec<_> = removals
            .hits_and_words(text, 0..text.len())
            .map(|hit| (&text[hit.span], hit.with))
            .collect();
        assert_eq!(hits, [("ADA", "[NAME]"), ("Li", "[OTHER]"), ("Ada", "[NAME]")]);
        assert_eq!(removals.hits(text, 0..text.len()).count(), 0);
    }

    #[test]
    fn no_value_is_printed() {
        let printed = format!("{:?}", removals(&[("hunter2hunter2", "x")]).list);
        assert!(!printed.contains("hunter2"));
    }
}
