//! Ways to write a code, and whether a text is written so: forms, runs of letters and digits, and what may touch
//! them. Knows nothing of what the codes mean.

use crate::{spec::wordy, words::borderless};

/// What may follow a run: a space, `-`, `.`, `/`, or anything else.
const SEPARATORS: usize = 4;
/// Kinds of runs of one length.
pub(crate) const KINDS: usize = 2 * (SEPARATORS + 1);

/// The kind of a run of the text, by the byte after it.
pub(crate) fn kind(digits: bool, after: u8) -> usize {
    let follows = match after {
        b' ' => 0,
        b'-' => 1,
        b'.' => 2,
        b'/' => 3,
        _ => SEPARATORS,
    };
    usize::from(digits) * (SEPARATORS + 1) + follows
}

/// A written form, ready to be compared.
pub(crate) struct Form {
    pub(crate) atoms: &'static [u8],
    /// Bytes of the form before the run that is looked for.
    pub(crate) offset: usize,
    /// The separators that it uses itself: a text that goes on with one of them and a digit is longer than it.
    separators: [bool; 3],
    pub(crate) wanted: Kinds,
    /// The other atoms, by their places.
    exact: Vec<(usize, u8)>,
}

/// Which atoms of a form want a digit, a letter, or one of both, as bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds {
    digits: u64,
    letters: u64,
    either: u64,
}

impl Kinds {
    /// Whether a text with these digits and letters has what is wanted.
    pub(crate) fn fit(self, digits: u64, letters: u64) -> bool {
        self.digits & !digits | self.letters & !letters | self.either & !(digits | letters) == 0
    }
}

/// Whether a byte may stand for an atom of a form.
pub(crate) fn fits(atom: u8, byte: u8) -> bool {
    match atom {
        b'#' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_alphabetic(),
        b'X' => byte.is_ascii_alphanumeric(),
        other => byte == other,
    }
}

/// Whether an atom of a form stands for a letter or digit.
pub(crate) fn stands_for_one(atom: u8) -> bool {
    atom == b'#' || atom.is_ascii_alphanumeric()
}

impl Form {
    /// `None` when no run of letters and digits in it must have a digit; else also that run's length.
    pub(crate) fn new(text: &'static str) -> Option<(Self, usize)> {
        let atoms = text.as_bytes();
        let (offset, length) = anchor(atoms)?;
        let form = Self {
            atoms,
            offset,
            separators: [b' ', b'-', b'.'].map(|separator| atoms.contains(&separator)),
            wanted: Kinds {
                digits: places(atoms, b'#')?,
                letters: places(atoms, b'A')?,
                either: places(atoms, b'X')?,
            },
            exact: (atoms.iter().copied().enumerate())
                .filter(|(_, atom)| !matches!(atom, b'#' | b'A' | b'X'))
                .collect(),
        };
        Some((form, length))
    }

    /// The kinds of runs of `length` that the one looked for may be; anything may follow the end of a form.
    pub(crate) fn kinds(&self, length: usize) -> Vec<usize> {
        let end = self.offset + length;
        let run = &self.atoms[self.offset..end];
        let letters = run.iter().any(|atom| atom.is_ascii_alphabetic() && *atom != b'X');
        let either = run.contains(&b'X');
        let mut kinds = Vec::new();
        for digits in [false, true] {
            let may_be = if digits { !letters } else { letters || either };
            match self.atoms.get(end) {
                Some(next) if may_be => kinds.push(kind(digits, *next)),
                None if may_be => {
                    let first = usize::from(digits) * (SEPARATORS + 1);
                    kinds.extend(first..=first + SEPARATORS);
                }
                _ => {}
            }
        }
        kinds
    }

    /// Whether the text at `start`, whose kinds fit, is written so.
    pub(crate) fn matches(&self, bytes: &[u8], start: usize) -> bool {
        let Some(text) = bytes.get(start..start + self.atoms.len()) else {
            return false;
        };
        let same = self.exact.iter().all(|(at, atom)| text.get(*at) == Some(atom));
        same && self.stands_alone(bytes, start, start + self.atoms.len())
    }

    /// Not part of a longer word, number or chain of groups.
    fn stands_alone(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let (before, earlier) = (byte(start.checked_sub(1)), byte(start.checked_sub(2)));
        let (after, later) = (byte(Some(end)), byte(Some(end + 1)));
        let goes_on = |separator: u8, beyond: u8| {
            beyond.is_ascii_digit()
                && match separator {
                    b' ' => self.separators[0],
                    b'-' | b'.' | b'/' => true,
                    _ => false,
                }
        };
        let joined = letter_before(bytes, start) || letter_after(bytes, end);
        !joined && !goes_on(before, earlier) && !goes_on(after, later)
    }
}

/// Whether the character before `at` makes one word with what follows. Those of languages without borders between
/// words do not, nor does their punctuation.
fn letter_before(bytes: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| bytes[before]) {
        Some(byte) if byte >= 0x80 => {
            let lead = bytes[..at].iter().rposition(|byte| byte & 0xc0 != 0x80);
            joins(&bytes[lead.unwrap_or(0)..at])
        }
        Some(byte) => wordy(byte),
        None => false,
    }
}

/// The same for the character that begins at `at`.
fn letter_after(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(byte) if *byte >= 0x80 => {
            let rest = &bytes[at + 1..];
            let more = rest.iter().take_while(|byte| **byte & 0xc0 == 0x80).count();
            joins(&bytes[at..at + 1 + more])
        }
        Some(byte) => wordy(*byte),
        None => false,
    }
}

fn joins(character: &[u8]) -> bool {
    let character = std::str::from_utf8(character)
        .ok()
        .and_then(|text| text.chars().next());
    character.is_none_or(|character| character.is_alphanumeric() && !borderless(character))
}

/// Which atoms are `wanted`, as bits; `None` when there are more than bits.
fn places(atoms: &[u8], wanted: u8) -> Option<u64> {
    let bits = atoms.iter().enumerate().filter(|(_, atom)| **atom == wanted);
    (atoms.len() <= 64).then(|| bits.fold(0, |bits, (at, _)| bits | 1 << at))
}

/// Where the run that is looked for begins in a form, and its length.
fn anchor(atoms: &[u8]) -> Option<(usize, usize)> {
    let placeholder = |atom: &u8| stands_for_one(*atom);
    let mut start = 0;
    while start < atoms.len() {
        let length = atoms[start..].iter().take_while(|atom| placeholder(atom)).count();
        let run = &atoms[start..start + length];
        if run
            .iter()
            .any(|atom| matches!(atom, b'#' | b'X') || atom.is_ascii_digit())
        {
            return Some((start, length));
        }
        start += length.max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_by_the_run_with_a_digit() {
        assert_eq!(anchor(b"###.###.###-##"), Some((0, 3)));
        assert_eq!(anchor(b"AA ## ## ## A"), Some((3, 2)));
        assert_eq!(anchor(b"AAAAAA##A##A###A"), Some((0, 16)));
        assert_eq!(anchor(b"AAAA"), None);
    }

    #[test]
    fn letters_join_where_words_have_borders() {
        for (text, at, joined) in [
            ("é1", 2, true),
            ("证1", 3, false),
            ("：1", 3, false),
            ("１1", 3, true),
            ("x1", 1, true),
            (" 1", 1, false),
        ] {
            assert_eq!(letter_before(text.as_bytes(), at), joined, "{text}");
        }
        assert!(letter_after("1é".as_bytes(), 1) && !letter_after("1는".as_bytes(), 1));
    }
}
