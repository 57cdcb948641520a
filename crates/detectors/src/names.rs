//! Lists of given and family names, and names of people as they are written: what is a word of one, what may
//! stand between. Knows nothing of where a name stands.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

static GIVEN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/given_names.txt")));
static FAMILY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/family_names.txt")));

fn list(text: &'static str) -> HashSet<&'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
}

/// Whether a word, in any case, is in the list of given names.
pub(crate) fn is_given(word: &str) -> bool {
    listed(&GIVEN, word)
}

/// Words of ASCII, which are nearly all, are made small without asking for memory.
fn listed(list: &HashSet<&'static str>, word: &str) -> bool {
    let mut small = [0; 24];
    match small.get_mut(..word.len()) {
        Some(small) if word.is_ascii() => {
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            std::str::from_utf8(small).is_ok_and(|small| list.contains(small))
        }
        _ => list.contains(word.to_lowercase().as_str()),
    }
}

/// Whether the capitalised word of ASCII at `at` has another capital after it: what prose hardly ever has but in
/// names.
pub(crate) fn capital_follows(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|byte| !(byte.is_ascii_alphabetic() || *byte >= 0x80 || matches!(byte, b'\'' | b'-')))
        .unwrap_or(rest.len());
    let next = rest.get(length + 1..).unwrap_or_default();
    rest.get(length) == Some(&b' ')
        && match next.first() {
            Some(byte) if byte.is_ascii_uppercase() || *byte >= 0x80 => true,
            Some(_) => PARTICLES.iter().any(|particle| {
                next.starts_with(particle.as_bytes()) && next.get(particle.len()) == Some(&b' ')
            }),
            None => false,
        }
}

/// Whether a word, in any case, is in the list of family names.
pub(crate) fn is_family(word: &str) -> bool {
    listed(&FAMILY, word) || word.contains('-') && word.split('-').all(|part| listed(&FAMILY, part))
}

/// Small words inside of names.
const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le",
    "ten", "ter", "zu", "zur", "bin", "ibn", "al", "el", "y", "e", "af", "av", "st", "mac", "ben", "bat",
];

/// Capitalised words that stand beside given names and make something else of them.
const NOT_AFTER: &[&str] = &[
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "lane",
    "river",
    "beach",
    "city",
    "county",
    "valley",
    "university",
    "college",
    "school",
    "hospital",
    "church",
    "airport",
    "park",
    "island",
    "bay",
    "lake",
    "hills",
    "bank",
    "group",
    "corp",
    "corporation",
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "company",
    "foundation",
    "institute",
    "center",
    "centre",
    "museum",
    "hotel",
    "theorem",
    "lemma",
    "law",
    "test",
    "tests",
    "server",
    "license",
    "licence",
    "public",
    "software",
    "post",
    "times",
    "news",
    "press",
    "award",
    "prize",
    "cup",
    "day",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "the",
    "and",
    "or",
    "of",
    "in",
    "on",
    "for",
    "is",
    "was",
    "has",
    "new",
    "north",
    "south",
    "east",
    "west",
    "project",
    "team",
    "data",
    "file",
    "code",
    "class",
    "type",
    "error",
    "value",
    "name",
    "number",
    "list",
    "set",
    "note",
    "table",
];

/// Words of companies and offices, and of cells that say that there is no name.
const NO_PERSON: &[&str] = &[
    "gmbh",
    "ag",
    "kg",
    "inc",
    "ltd",
    "limited",
    "llc",
    "llp",
    "plc",
    "corp",
    "corporation",
    "company",
    "co",
    "bv",
    "nv",
    "ab",
    "oy",
    "as",
    "sa",
    "sarl",
    "sas",
    "srl",
    "spa",
    "ltda",
    "group",
    "holding",
    "bank",
    "university",
    "department",
    "dept",
    "team",
    "office",
    "hospital",
    "school",
    "hotel",
    "unknown",
    "none",
    "null",
    "nil",
    "test",
    "true",
    "false",
    "yes",
    "admin",
    "administrator",
    "system",
    "root",
    "total",
    "default",
    "anonymous",
    "guest",
    "user",
    "service",
    "support",
    "sales",
    "info",
    "undefined",
    "various",
    "other",
    "all",
    "empty",
    "customer",
    "street",
    "road",
    "avenue",
    "straße",
    "strasse",
];

/// Whether a whole cell may be somebody's name: one to six words of letters, none of them a company's.
pub(crate) fn may_be_name(text: &str) -> bool {
    let mut words = 0;
    for word in text
        .split([' ', ',', '\u{a0}', '\t'])
        .filter(|word| !word.is_empty())
    {
        words += 1;
        let bare = word.trim_matches(['.', '\'', '’', '-', '(', ')']);
        let letters = bare
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.' | '·' | '\u{300}'..='\u{36f}'));
        if bare.is_empty() || !letters || NO_PERSON.contains(&bare.to_lowercase().as_str()) {
            return false;
        }
    }
    (1..=6).contains(&words) && (2..=80).contains(&text.chars().count())
}

/// Whether one of the words is a company's or an office's.
pub(crate) fn has_office_word(text: &str) -> bool {
    text.split([' ', '\u{a0}'])
        .any(|word| NO_PERSON.contains(&word.to_lowercase().as_str()))
}

/// How well the words of a name are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) words: usize,
    pub(crate) given: bool,
    pub(crate) family: bool,
}

pub(crate) fn known(text: &str) -> Known {
    let mut known = Known::default();
    for word in text
        .split([' ', ',', '\u{a0}', '\t', '.'])
        .filter(|word| word.chars().count() > 1)
    {
        if PARTICLES.contains(&word.to_lowercase().as_str()) {
            continue;
        }
        known.words += 1;
        // One word is one of both: the first that is a given name, and another that is a family name.
        if !known.given && is_given(word) {
            known.given = true;
        } else if !known.family && is_family(word) {
            known.family = true;
        }
    }
    known
}

/// The capitalised words from `at` on that may be one name: at most four, with initials and particles between.
/// Empty when none is there. `at` is the beginning of a word.
pub(crate) fn run(text: &str, at: usize) -> Range<usize> {
    let mut end = at;
    let mut from = at;
    let mut words = 0;
    while words < 4 {
        let Some(rest) = text.get(from..) else {
            break;
        };
        let length = rest
            .char_indices()
            .find(|(_, c)| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')))
            .map_or(rest.len(), |(length, _)| length);
        let word = rest[..length].trim_end_matches(['\'', '’', '-']);
        if word.is_empty() {
            break;
        }
        let mut characters = word.chars();
        let capital = characters.next().is_some_and(char::is_uppercase);
        let small = characters.clone().any(char::is_lowercase);
        let initial = word.chars().count() == 1 && capital && rest[length..].starts_with('.');
        let particle = PARTICLES.contains(&word) && words > 0;
        if !(capital && small || initial || particle) {
            break;
        }
        let after = from + word.len() + usize::from(initial);
        if capital && small {
            if words > 0 && NOT_AFTER.contains(&word.to_lowercase().as_str()) {
                return at..at;
            }
            words += 1;
            end = after;
        }
        if word.len() < length || !text[after..].starts_with([' ', '\u{a0}']) {
            break;
        }
        from = after + if text[after..].starts_with(' ') { 1 } else { 2 };
    }
    at..end
}

/// The name in small letters with single spaces: what its fingerprint is made from.
pub(crate) fn canonical(name: &str) -> String {
    let words: Vec<String> = name
        .split([' ', '\u{a0}', '\t'])
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_small_letters() {
        assert!(GIVEN.len() > 3_000 && FAMILY.len() > 4_000);
        for word in GIVEN.iter().chain(FAMILY.iter()) {
            assert_eq!(word.to_lowercase(), **word);
        }
    }

    #[test]
    fn runs_of_capitals() {
        for (text, name) in [
            ("Anna Müller called", "Anna Müller"),
            ("John F. Kennedy, president", "John F. Kennedy"),
            ("Vincent van Gogh", "Vincent van Gogh"),
            ("Mary Smith-Jones.", "Mary Smith-Jones"),
            ("Anna", "Anna"),
            ("anna müller", ""),
            ("ANNA MÜLLER", ""),
            ("John Street", ""),
            ("Ludwig van", "Ludwig"),
        ] {
            assert_eq!(&text[run(text, 0)], name, "{text}");
        }
    }

    #[test]
    fn cells_of_names() {
        for (text, is) in [
            ("anna müller", true),
            ("O'Neil, Patrick J.", true),
            ("李伟", true),
            ("Acme GmbH", false),
            ("n/a", false),
            ("Agent 7", false),
            ("unknown", false),
            ("", false),
        ] {
            assert_eq!(may_be_name(text), is, "{text}");
        }
    }
}
