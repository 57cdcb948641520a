//! Which of many word lists may have a word near a place: one look for all of them together.

use crate::{place::Place, words::Words};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;

/// The lists of many detectors, by the first part of each of their words.
pub(crate) struct Contexts {
    automaton: Option<AhoCorasick>,
    /// By the automaton's pattern: the lists with a word that begins so.
    lists: Vec<Near>,
}

/// Which lists may have a word near a place, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Near([u128; 2]);

impl Near {
    const EVERY: Self = Self([u128::MAX; 2]);

    fn add(&mut self, index: usize) {
        if let Some(bits) = self.0.get_mut(index / 128) {
            *bits |= 1 << (index % 128);
        }
    }

    fn join(&mut self, other: Self) {
        for (bits, more) in self.0.iter_mut().zip(other.0) {
            *bits |= more;
        }
    }

    /// A list past the last bit may always have one.
    pub(crate) fn has(self, index: usize) -> bool {
        self.0
            .get(index / 128)
            .is_none_or(|bits| bits >> (index % 128) & 1 == 1)
    }
}

impl Contexts {
    pub(crate) fn new(lists: impl Iterator<Item = &'static Words>) -> Self {
        let mut beginnings: BTreeMap<String, Near> = BTreeMap::new();
        for (index, words) in lists.enumerate() {
            for word in words.list() {
                let first = word.split(' ').next().unwrap_or(word);
                for key in keys(first) {
                    beginnings.entry(key).or_default().add(index);
                }
            }
        }
        Self {
            automaton: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(beginnings.keys())
                .ok(),
            lists: beginnings.into_values().collect(),
        }
    }

    /// The lists that may have a word near `place`; a list itself is asked when it may.
    pub(crate) fn near(&self, place: &Place<'_>) -> Near {
        let Some(automaton) = &self.automaton else {
            return Near::EVERY;
        };
        let mut near = Near::default();
        for text in place.named_by() {
            for hit in automaton.find_overlapping_iter(text) {
                near.join(self.lists[hit.pattern().as_usize()]);
            }
        }
        near
    }
}

/// What a word's beginning is looked for by, without case: its letters of ASCII, or else its first letter in both
/// cases.
fn keys(word: &str) -> Vec<String> {
    let plain: String = word.chars().take_while(char::is_ascii).collect();
    let Some(first) = word.chars().next().filter(|_| plain.is_empty()) else {
        return vec![plain];
    };
    vec![first.to_string(), first.to_uppercase().collect()]
}
