//! A candidate's surroundings: its cell, its record, its label. Asked only once there is a candidate, because
//! structure answers cost far more than bytes.

use crate::words::Words;
use std::{borrow::Cow, ops::Range};
use tidegate_domain::text::Window;

/// How far before and after a candidate a context word may stand, in bytes.
pub(crate) const BEFORE: usize = 60;
const AFTER: usize = 20;

/// What goods and papers are numbered by, in the forms of people's numbers.
static THINGS: Words = Words::new(&[
    "sku",
    "part",
    "part no",
    "part number",
    "article",
    "item",
    "model",
    "serial",
    "stock",
    "catalog",
    "order",
    "invoice",
    "lot",
    "batch",
    "tracking",
]);

/// What speaks for a candidate from outside: words of the detector's own list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) label: Option<&'static str>,
    pub(crate) word: Option<&'static str>,
}

impl Context {
    pub(crate) fn any(self) -> bool {
        self.label.is_some() || self.word.is_some()
    }
}

/// Where a candidate stands.
pub(crate) struct Place<'a> {
    text: &'a str,
    span: Range<usize>,
    /// Where context words are looked for.
    around: Range<usize>,
    label: Option<Cow<'a, str>>,
    in_cell: bool,
}

impl<'a> Place<'a> {
    /// `None` when the candidate reaches over the edge of its cell.
    pub(crate) fn of(window: &'a Window<'_>, span: Range<usize>) -> Option<Self> {
        let structure = window.structure;
        let cell = structure.value(span.start);
        if let Some(cell) = &cell
            && (span.start < cell.start || span.end > cell.end)
        {
            return None;
        }
        let label = structure.label(span.start);
        let in_cell = cell.is_some();
        // A labelled cell's neighbours describe themselves, not this value.
        let around = match cell {
            Some(cell) if label.is_some() => cell,
            _ => structure.record(span.start),
        };
        let length = window.text.len();
        Some(Self {
            text: window.text,
            around: around.start.min(span.start)..around.end.clamp(span.end, length.max(span.end)),
            span,
            label,
            in_cell,
        })
    }

    /// The label, and the text before and after the candidate in which a context word may stand.
    pub(crate) fn surroundings(&self) -> (Option<&str>, &str, &str) {
        let from = self.span.start.saturating_sub(BEFORE).max(self.around.start);
        let to = (self.span.end + AFTER).min(self.around.end);
        let before = self.text.get(self.text.ceil_char_boundary(from)..self.span.start);
        let after = self.text.get(self.span.end..self.text.floor_char_boundary(to));
        (
            self.label.as_deref(),
            before.unwrap_or_default(),
            after.unwrap_or_default(),
        )
    }

    /// The nearest words of the list before the candidate, or else after it, and the label's.
    pub(crate) fn context(&self, words: &Words) -> Context {
        Context {
            label: self.label(words),
            word: self
                .before(words, BEFORE)
                .map(|(word, _)| word)
                .or_else(|| self.after(words, AFTER)),
        }
    }

    /// Like [`Self::context`], but the word counts only when no digit stands between it and the candidate:
    /// for values that often come several to a line, each with a word of its own.
    pub(crate) fn close_context(&self, words: &Words) -> Context {
        Context {
            label: self.label(words),
            word: self
                .before(words, BEFORE)
                .filter(|(_, end)| {
                    self.text
                        .as_bytes()
                        .get(*end..self.span.start)
                        .is_some_and(|between| !between.iter().any(u8::is_ascii_digit))
                })
                .map(|(word, _)| word),
        }
    }

    /// Whether goods or papers have their numbers there, by the label or the word before.
    pub(crate) fn numbers_things(&self) -> bool {
        self.close_context(&THINGS).any()
    }

    /// What [`Self::close_context`] looks at: the label, and the text before the candidate.
    pub(crate) fn named_by(&self) -> (Option<&str>, Range<usize>) {
        let from = self.span.start.saturating_sub(BEFORE).max(self.around.start);
        (self.label.as_deref(), from..self.span.start)
    }

    /// Whether its record begins like a log's line: with a date or time, or with a level between signs.
    pub(crate) fn looks_like_log(&self) -> bool {
        let bytes = self.text.as_bytes();
        let record = bytes.get(self.around.clone()).unwrap_or_default();
        let begins_with_number = record.iter().take(2).any(u8::is_ascii_digit)
            && record
                .iter()
                .take(12)
                .filter(|byte| byte.is_ascii_digit())
                .count()
                >= 4;
        begins_with_number
            || [
                " INFO ", " WARN ", " ERROR ", " DEBUG ", "[info]", "[error]", "[warn]",
            ]
            .iter()
            .any(|level| memchr::memmem::find(record, level.as_bytes()).is_some())
    }

    /// Whether it stands in a cell, which may have others above and below it.
    pub(crate) fn in_cell(&self) -> bool {
        self.in_cell
    }

    /// Whether its column or key has a name at all.
    pub(crate) fn is_labelled(&self) -> bool {
        self.label.as_ref().is_some_and(|label| !label.trim().is_empty())
    }

    pub(crate) fn label(&self, words: &Words) -> Option<&'static str> {
        words.anywhere(self.label.as_deref()?)
    }

    /// The nearest word that begins at most `reach` bytes before the candidate, with the byte after it.
    pub(crate) fn before(&self, words: &Words, reach: usize) -> Option<(&'static str, usize)> {
        let from = self.span.start.saturating_sub(reach).max(self.around.start);
        words.last_in(self.text, from..self.span.start)
    }

    fn after(&self, words: &Words, reach: usize) -> Option<&'static str> {
        let to = (self.span.end + reach).min(self.around.end);
        words.first_in(self.text, self.span.end.min(to)..to)
    }
}
