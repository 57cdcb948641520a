//! Which of many word lists may have a word near a place: one look for all of them together.

use crate::{place::Place, words::Words};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;

/// The lists of at most 128 detectors each, by the first part of each of their words.
pub(crate) struct Contexts {
    automaton: Option<AhoCorasick>,
    /// By the automaton's pattern: the lists with a word that begins so.
    lists: Vec<Vec<u16>>,
}

impl Contexts {
    pub(crate) fn new(lists: impl Iterator<Item = &'static Words>) -> Self {
        let mut beginnings: BTreeMap<String, Vec<u16>> = BTreeMap::new();
        for (index, words) in lists.enumerate() {
            for word in words.list() {
                let first = word.split(' ').next().unwrap_or(word);
                for key in keys(first) {
                    let owners = beginnings.entry(key).or_default();
                    if let Ok(index) = u16::try_from(index)
                        && owners.last() != Some(&index)
                    {
                        owners.push(index);
                    }
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

    /// Whether the list `index` may have a word near `place`; the list itself is asked when it may.
    pub(crate) fn may_have(&self, index: usize, place: &Place<'_>) -> bool {
        let Some(automaton) = &self.automaton else {
            return true;
        };
        place.named_by().into_iter().any(|text| {
            automaton.find_overlapping_iter(text).any(|hit| {
                self.lists[hit.pattern().as_usize()]
                    .iter()
                    .any(|list| usize::from(*list) == index)
            })
        })
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
