//! Which of many word lists have a word at a place: one look for all of them together. Knows no windows.

use crate::words::{Words, matched, starts_word};
use std::{collections::BTreeMap, iter, ptr};

/// Bits of a beginning's hash.
const BITS: u32 = 14;
const WORDS: usize = 1 << (BITS - 6);
const SLOTS: usize = 1 << 10;
const STARTS: usize = (1 << 15) / 64;

/// The lists of many detectors, by the first part of each of their words.
pub(crate) struct Contexts {
    /// Which first three bytes, by their low five bits, begin a word: most words of a text begin otherwise.
    starts: Box<[u64; STARTS]>,
    /// Which hashes of up to three bytes begin a word, by how many bytes they are of.
    marks: [Box<[u64; WORDS]>; LENGTHS],
    /// Where each slot's beginnings begin.
    slots: Box<[u16; SLOTS + 1]>,
    beginnings: Vec<Beginning>,
    /// The lists that are asked for by themselves, with their places.
    named: Vec<(&'static Words, usize)>,
}

/// Beginnings are looked up by one, two or three bytes.
const LENGTHS: usize = 3;

struct Beginning {
    hash: u16,
    /// In small letters.
    text: Box<[u8]>,
    /// A letter beyond ASCII must follow it.
    accented: bool,
    /// A small letter after it would make it another word.
    whole: bool,
    /// The words that begin so, with their lists.
    words: Vec<(&'static str, Near)>,
}

/// Which lists may have a word near a place, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Near([u128; 2]);

impl Near {
    /// There are fewer lists than bits; a test demands it.
    pub(crate) fn add(&mut self, index: usize) {
        if let Some(bits) = self.0.get_mut(index / 128) {
            *bits |= 1 << (index % 128);
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        for (bits, more) in self.0.iter_mut().zip(other.0) {
            *bits |= more;
        }
    }

    pub(crate) fn is_none(self) -> bool {
        self.0[0] | self.0[1] == 0
    }

    /// What both have.
    pub(crate) fn both(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }

    /// The lists, by their numbers.
    pub(crate) fn each(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(part, mut bits)| {
            iter::from_fn(move || {
                let index = (bits != 0).then(|| part * 128 + bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(index)
            })
        })
    }

    pub(crate) fn has(self, index: usize) -> bool {
        self.0
            .get(index / 128)
            .is_some_and(|bits| bits >> (index % 128) & 1 == 1)
    }
}

/// The hash of the lower bytes of a word, without the bit in which the cases of a letter differ.
fn hash(word: u32, length: usize) -> u16 {
    let kept = (word | 0x0020_2020) << (8 * (4 - length));
    (kept.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as u16
}

impl Contexts {
    /// `named` are asked for by themselves, the others by their places.
    pub(crate) fn new(lists: impl Iterator<Item = &'static Words>, named: &[&'static Words]) -> Self {
        let mut lists: Vec<_> = lists.collect();
        let first = lists.len();
        lists.extend_from_slice(named);
        let mut known: BTreeMap<(String, bool), BTreeMap<&'static str, Near>> = BTreeMap::new();
        for (index, words) in lists.into_iter().enumerate() {
            for word in words.list() {
                for beginning in beginnings(word) {
                    let words = known.entry(beginning).or_default();
                    words.entry(word).or_default().add(index);
                }
            }
        }
        let mut starts = Box::new([0; STARTS]);
        for word in known.values().flat_map(BTreeMap::keys) {
            for first in first_three(word) {
                starts[first / 64] |= 1 << (first % 64);
            }
        }
        let mut marks = [(); LENGTHS].map(|()| Box::new([0; WORDS]));
        let mut slots = Box::new([0; SLOTS + 1]);
        let mut beginnings: Vec<Beginning> = known
            .into_iter()
            .map(|((text, accented), words)| {
                let bytes = text.as_bytes();
                let length = bytes.len().min(LENGTHS);
                let hash = hash(word(bytes), length);
                marks[length - 1][usize::from(hash >> 6)] |= 1 << (hash & 63);
                slots[usize::from(hash) % SLOTS + 1] += 1;
                Beginning {
                    hash,
                    text: bytes.into(),
                    accented,
                    whole: !accented && text.is_ascii() && words.keys().all(|word| word.len() == text.len()),
                    words: words.into_iter().collect(),
                }
            })
            .collect();
        beginnings.sort_by_key(|beginning| usize::from(beginning.hash) % SLOTS);
        for slot in 0..SLOTS {
            slots[slot + 1] += slots[slot];
        }
        Self {
            starts,
            marks,
            slots,
            beginnings,
            named: named.iter().copied().zip(first..).collect(),
        }
    }

    /// The place of a list that is asked for by itself.
    pub(crate) fn named(&self, words: &'static Words) -> Option<usize> {
        let found = self.named.iter().find(|(known, _)| ptr::eq(*known, words));
        found.map(|(_, index)| *index)
    }

    /// The lists that have a word at `at`, where one may begin.
    pub(crate) fn at(&self, text: &str, at: usize) -> Near {
        let mut near = Near::default();
        let rest = &text.as_bytes()[at..];
        let here = word(rest);
        let first = low_bits(here);
        if self.starts[first / 64] >> (first % 64) & 1 == 0 {
            return near;
        }
        for length in 1..=LENGTHS {
            let hash = hash(here, length);
            if self.marks[length - 1][usize::from(hash >> 6)] >> (hash & 63) & 1 == 0 {
                continue;
            }
            let slot = usize::from(hash) % SLOTS;
            let beginnings = usize::from(self.slots[slot])..usize::from(self.slots[slot + 1]);
            for beginning in self.beginnings.get(beginnings).unwrap_or_default() {
                if beginning.hash == hash
                    && beginning.text.len().min(LENGTHS) == length
                    && beginning.stands(rest)
                {
                    near.join(beginning.at(text, at));
                }
            }
        }
        near
    }

    /// The lists that have a word in a label.
    pub(crate) fn of_label(&self, label: &str) -> Near {
        let mut near = Near::default();
        for at in 0..label.len() {
            near.join(self.at(label, at));
        }
        near
    }
}

impl Beginning {
    /// Whether `bytes` begin so, without a look at whole words.
    fn stands(&self, bytes: &[u8]) -> bool {
        let after = bytes.get(self.text.len());
        bytes
            .get(..self.text.len())
            .is_some_and(|here| here.eq_ignore_ascii_case(&self.text))
            && !(self.accented && after.is_none_or(u8::is_ascii))
            && !(self.whole && after.is_some_and(u8::is_ascii_lowercase))
    }

    fn at(&self, text: &str, at: usize) -> Near {
        let mut near = Near::default();
        if let Some(rest) = text.get(at..)
            && starts_word(text, at)
        {
            for (word, lists) in &self.words {
                if matched(rest, word).is_some() {
                    near.join(*lists);
                }
            }
        }
        near
    }
}

/// The first bytes as a word; past the end, spaces.
fn word(bytes: &[u8]) -> u32 {
    match bytes {
        [a, b, c, ..] => u32::from_le_bytes([*a, *b, *c, 0]),
        [a, b] => u32::from_le_bytes([*a, *b, b' ', 0]),
        [a] => u32::from_le_bytes([*a, b' ', b' ', 0]),
        [] => 0,
    }
}

/// The low five bits of each of a word's lower three bytes, which the cases of a letter share.
fn low_bits(word: u32) -> usize {
    (word & 31 | (word >> 8 & 31) << 5 | (word >> 16 & 31) << 10) as usize
}

/// The first three bytes, by their low five bits, that a text may have where a word stands.
fn first_three(word: &str) -> Vec<usize> {
    // A space may be any separator or none; a letter beyond ASCII may have its other case.
    let mut ways: Vec<Vec<Option<u8>>> = vec![Vec::new()];
    for letter in word.chars().take(4) {
        let mut longer = Vec::new();
        for way in ways {
            let cases = [letter.to_string(), letter.to_uppercase().collect()];
            if letter == ' ' {
                longer.push(way.clone());
                // Separators have one byte, or two as the space that keeps lines together.
                longer.push(way.iter().copied().chain([None]).collect());
                longer.push(way.iter().copied().chain([None, None]).collect());
            } else {
                for case in cases {
                    longer.push(way.iter().copied().chain(case.bytes().map(Some)).collect());
                }
            }
        }
        ways = longer;
    }
    let mut firsts = Vec::new();
    for mut way in ways {
        way.resize(LENGTHS, None);
        let each = |byte: Option<u8>| match byte {
            Some(byte) => u32::from(byte & 31)..u32::from(byte & 31) + 1,
            None => 0..32,
        };
        for a in each(way[0]) {
            for b in each(way[1]) {
                firsts.extend(each(way[2]).map(|c| low_bits(a | b << 8 | c << 16)));
            }
        }
    }
    firsts
}

/// What a word's beginning is looked for by, without case, and whether another letter must follow: its letters of ASCII,
/// or else its first letter in both cases.
fn beginnings(word: &str) -> Vec<(String, bool)> {
    let first = word.split(' ').next().unwrap_or(word);
    let plain: String = first.chars().take_while(char::is_ascii).collect();
    let Some(letter) = first.chars().next().filter(|_| plain.is_empty()) else {
        let accented = plain.len() < first.len();
        return vec![(plain, accented)];
    };
    let mut both = vec![
        (letter.to_string(), false),
        (letter.to_uppercase().collect(), false),
    ];
    both.dedup();
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::{ALL, EARLY};

    static DATES: Words = Words::new(&["born", "né le", "date of birth", "geburtsdatum"]);
    static NUMBERS: Words = Words::new(&["id number", "no", "снилс", "身份证", "d o b"]);

    #[test]
    fn a_list_has_what_it_would_find_itself() {
        let contexts = Contexts::new([&DATES, &NUMBERS].into_iter(), &[]);
        for text in [
            "born",
            "reborn",
            "Né Le",
            "ne le",
            "idNumber2",
            "id_number",
            "idnumbers",
            "nothing",
            "No.",
            "СНИЛС",
            "公民身份证",
            "dob",
            "d_o_b",
            "DateOfBirth",
            "éborn",
            "",
        ] {
            let near = contexts.of_label(text);
            assert_eq!(near.has(0), DATES.anywhere(text).is_some(), "{text}");
            assert_eq!(near.has(1), NUMBERS.anywhere(text).is_some(), "{text}");
        }
    }

    #[test]
    fn there_are_bits_for_all_lists() {
        assert!(ALL.len() + EARLY.len() <= 256);
    }
}
