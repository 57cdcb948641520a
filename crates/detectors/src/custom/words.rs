//! Lists of words and phrases looked for all at once, whole words only.

use super::invalid;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;
use std::ops::Range;
use tidegate_domain::problem::Problem;

/// Bytes of one word or phrase.
const LONGEST_WORD: usize = 200;

/// An automaton over a list, which remembers which spelling means which word.
pub(crate) struct WordList {
    automaton: AhoCorasick,
    /// By the automaton's pattern number: the word as the person wrote it.
    words: Vec<String>,
}

impl WordList {
    /// # Errors
    /// On `field`: an empty word, one that is too long, or too many.
    pub(crate) fn new(
        list: &[String],
        most: usize,
        field: &str,
        spellings: impl Fn(&str) -> Vec<String>,
    ) -> Result<Self, Problem> {
        if list.len() > most {
            return Err(invalid(
                field,
                &format!("There are more than {most} words."),
                "Make several detectors of them, or use a pattern.",
            ));
        }
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for word in list {
            let word = word.trim();
            if word.is_empty() {
                return Err(invalid(field, "One of the words is empty.", "Remove it."));
            }
            if word.len() > LONGEST_WORD {
                return Err(invalid(
                    field,
                    &format!("A word is longer than {LONGEST_WORD} bytes."),
                    "Shorten it, or use a pattern.",
                ));
            }
            if !word.chars().any(char::is_alphanumeric) {
                return Err(invalid(
                    field,
                    &format!("\u{201c}{word}\u{201d} has no letter and no digit."),
                    "Remove it, or use a pattern.",
                ));
            }
            for spelling in spellings(word) {
                all.entry(spelling).or_insert_with(|| word.to_owned());
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(all.keys())
            .map_err(|_| {
                invalid(
                    field,
                    "These words are too many to look for at once.",
                    "Make several detectors of them.",
                )
            })?;
        Ok(Self {
            automaton,
            words: all.into_values().collect(),
        })
    }

    /// Whole words of `text` in the order of their ends, with the word of the list that each is.
    pub(crate) fn each<'a, 'b>(
        &'a self,
        text: &'b str,
        joined_by_underscore: bool,
    ) -> impl Iterator<Item = (Range<usize>, &'a str)> + use<'a, 'b> {
        self.automaton
            .find_overlapping_iter(text)
            .filter(move |hit| is_whole(text, hit.range(), joined_by_underscore))
            .filter_map(|hit| Some((hit.range(), self.words.get(hit.pattern().as_usize())?.as_str())))
    }
}

/// The spellings that are looked for when case does not count: as written, all small, all capital, and with
/// capitals at the beginnings.
pub(crate) fn any_case(word: &str) -> Vec<String> {
    let mut titled = String::new();
    let mut begins = true;
    for letter in word.chars() {
        if begins {
            titled.extend(letter.to_uppercase());
        } else {
            titled.extend(letter.to_lowercase());
        }
        begins = !letter.is_alphanumeric();
    }
    vec![word.to_owned(), word.to_lowercase(), word.to_uppercase(), titled]
}

/// Neither end cuts a word: what stands outside is no letter or digit, or begins another word by its case.
fn is_whole(text: &str, span: Range<usize>, joined_by_underscore: bool) -> bool {
    let ends = |out: Option<char>, edge: Option<char>, humped: fn(char, char) -> bool| match (out, edge) {
        (None, _) | (_, None) => true,
        (Some('_'), _) => !joined_by_underscore,
        // A mark at the edge, such as in `C++`, ends no word that it is not part of.
        (Some(_), Some(edge)) if !edge.is_alphanumeric() => true,
        (Some(out), Some(edge)) => !out.is_alphanumeric() || (!joined_by_underscore && humped(out, edge)),
    };
    let (before, inside, after) = (
        text.get(..span.start),
        text.get(span.clone()),
        text.get(span.end..),
    );
    let (Some(before), Some(inside), Some(after)) = (before, inside, after) else {
        return false;
    };
    ends(before.chars().next_back(), inside.chars().next(), |out, edge| {
        out.is_lowercase() && edge.is_uppercase()
    }) && ends(after.chars().next(), inside.chars().next_back(), |out, edge| {
        out.is_uppercase() && edge.is_lowercase()
    })
}
