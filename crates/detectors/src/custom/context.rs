//! A custom detector's context words, near a value or in the name of its column.

use super::words::{WordList, any_case};
use crate::place::Place;
use tidegate_domain::problem::Problem;

const MOST_WORDS: usize = 100;

/// `card number` as `cardNumber`.
fn humped(word: &str) -> String {
    let mut parts = word.split(' ');
    let mut joined = parts.next().unwrap_or_default().to_lowercase();
    for part in parts {
        let mut letters = part.chars();
        joined.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        joined.extend(letters.flat_map(char::to_lowercase));
    }
    joined
}

/// Context words; none at all when the detector has none.
pub(crate) struct ContextWords(Option<WordList>);

impl ContextWords {
    pub(crate) fn new(words: &[String]) -> Result<Self, Problem> {
        if words.is_empty() {
            return Ok(Self(None));
        }
        // `card number` also means `card_number`, `cardNumber` and `card-number`.
        let spellings = |word: &str| {
            let mut spellings: Vec<String> = any_case(word)
                .iter()
                .flat_map(|spelling| [" ", "_", "-", ".", ""].map(|by| spelling.replace(' ', by)))
                .collect();
            spellings.push(humped(word));
            spellings
        };
        Ok(Self(Some(WordList::new(
            words,
            MOST_WORDS,
            "context_words",
            spellings,
        )?)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// A word in the name of the value's column.
    pub(crate) fn in_label<'a>(&'a self, place: &Place<'_>) -> Option<&'a str> {
        let (label, _, _) = place.surroundings();
        self.0.as_ref()?.each(label?, false).next().map(|(_, word)| word)
    }

    /// The nearest word before the value, or else after it.
    pub(crate) fn near<'a>(&'a self, place: &Place<'_>) -> Option<&'a str> {
        let list = self.0.as_ref()?;
        let (_, before, after) = place.surroundings();
        list.each(before, false)
            .last()
            .or_else(|| list.each(after, false).next())
            .map(|(_, word)| word)
    }
}
