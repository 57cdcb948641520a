//! What was not read of a document, told in few words however much it was.

use crate::account::thousands;

/// Different notes that are told.
const TOLD: usize = 10;
/// Characters of a name and of a note that are told.
const NAME: usize = 80;
const NOTE: usize = 400;

/// Notes in the order in which they came; the same note is counted.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    /// Notes that are only counted.
    others: u64,
}

#[derive(Debug)]
struct Note {
    message: String,
    count: u64,
    example: Option<String>,
}

impl Notes {
    /// Notes `message`, of the file inside `name` if there is one.
    pub(super) fn note(&mut self, name: Option<&str>, message: &str) {
        let message = shown(message, NOTE);
        if let Some(note) = self.notes.iter_mut().find(|note| note.message == message) {
            note.count += 1;
            return;
        }
        if self.notes.len() == TOLD {
            self.others += 1;
            return;
        }
        self.notes.push(Note {
            message,
            count: 1,
            example: name.map(|name| shown(name, NAME)),
        });
    }

    /// All of them, if there are any.
    pub(super) fn sentences(&self) -> Option<String> {
        if self.notes.is_empty() {
            return None;
        }
        let mut sentences: Vec<String> = self.notes.iter().map(Note::sentence).collect();
        match self.others {
            0 => {}
            1 => sentences.push("And 1 other reason.".to_owned()),
            others => sentences.push(format!("And {} other reasons.", thousands(others))),
        }
        Some(sentences.join(" "))
    }
}

impl Note {
    fn sentence(&self) -> String {
        let message = &self.message;
        match (&self.example, self.count) {
            (None, 1) => message.clone(),
            (None, count) => format!("{message} ({} times)", thousands(count)),
            (Some(name), 1) => format!("{name}: {message}"),
            (Some(name), count) => format!("{name} and {} more: {message}", thousands(count - 1)),
        }
    }
}

/// A text as it can be shown: controls and marks that turn the direction of writing are escaped, and of more than
/// `longest` characters the middle is left out.
pub(super) fn shown(text: &str, longest: usize) -> String {
    let mut characters = text.chars();
    let mut shown: Vec<char> = characters.by_ref().take(longest).collect();
    let rest = characters.as_str();
    if !rest.is_empty() {
        let half = longest / 2;
        let mut end: Vec<char> = text.chars().rev().take(half).collect();
        end.reverse();
        shown.truncate(longest.saturating_sub(half + 1));
        shown.push('…');
        shown.extend(end);
    }
    let mut escaped = String::new();
    for character in shown {
        if character.is_control() || turns(character) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Marks that change the direction in which what follows is written, or break the line.
fn turns(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{Notes, shown};

    #[test]
    fn names_are_shown_whatever_is_in_them() {
        assert_eq!(shown("a/b.txt", 80), "a/b.txt");
        assert_eq!(shown("a\0b\n\u{202e}fdp.exe", 80), "a\\u{0}b\\n\\u{202e}fdp.exe");
        assert_eq!(shown("0123456789", 10), "0123456789");
        assert_eq!(shown("0123456789a", 10), "0123…6789a");
        assert_eq!(shown(&"ä".repeat(5_000), 10).chars().count(), 10);
    }

    #[test]
    fn many_notes_stay_few_words() {
        let mut notes = Notes::default();
        assert_eq!(notes.sentences(), None);
        for at in 0..30 {
            notes.note(Some(&format!("{at}.bin")), "It is encrypted.");
        }
        assert_eq!(
            notes.sentences().as_deref(),
            Some("0.bin and 29 more: It is encrypted.")
        );
        for at in 0..1_030 {
            notes.note(None, &format!("Reason {at}."));
        }
        let sentences = notes.sentences().unwrap_or_default();
        assert!(
            sentences.ends_with("Reason 8. And 1,021 other reasons."),
            "{sentences}"
        );
    }
}
