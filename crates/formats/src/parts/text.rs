//! Windows over the text of one part, cut where lines end.

use super::{Labelled, Visit};
use crate::budget::Budget;
use crate::place::{Position, Positions};
use memchr::{memchr, memrchr};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};
use tidegate_domain::finding::Location;
use tidegate_domain::text::{SourceHint, Structure, Window};

/// Bytes that a record reaches at most to either side of a place.
const RECORD_REACH: usize = 8 * 1024;

pub(super) fn windows(
    text: &str,
    labels: &[Labelled],
    place: &Location,
    hint: &SourceHint,
    budget: &Budget,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let window = budget.window_bytes.max(64);
    let mut own = 0;
    let mut start = Position::START;
    let mut from = 0;
    let names: BTreeSet<&String> = labels.iter().map(|labelled| &labelled.label).collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    while own < text.len() {
        let cut = cut(text, own, window);
        let to = text.ceil_char_boundary((cut + budget.overlap).min(text.len()));
        let shown = &text[from..to];
        let structure = PartText {
            text: shown,
            base: from,
            labels,
            names: &names,
            place,
            start,
            positions: Positions::default(),
        };
        visit(&Window {
            text: shown,
            owned: own - from..cut - from,
            structure: &structure,
            hint,
        })?;
        let next = text
            .floor_char_boundary(cut.saturating_sub(budget.overlap))
            .max(from);
        start = start.after(&text[from..next]);
        from = next;
        own = cut;
    }
    ControlFlow::Continue(())
}

/// Where the window that owns text from `own` on ends: at a line's end if there is one in its second half.
fn cut(text: &str, own: usize, window: usize) -> usize {
    if own + window >= text.len() {
        return text.len();
    }
    let (half, limit) = (own + window / 2, own + window);
    match memrchr(b'\n', &text.as_bytes()[half..limit]) {
        Some(found) => half + found + 1,
        None => text.ceil_char_boundary(limit),
    }
}

struct PartText<'a> {
    text: &'a str,
    /// Bytes of the part before `text`.
    base: usize,
    labels: &'a [Labelled],
    names: &'a [String],
    place: &'a Location,
    start: Position,
    positions: Positions,
}

impl PartText<'_> {
    fn labelled(&self, at: usize) -> Option<&Labelled> {
        let at = self.base + at;
        let after = self.labels.partition_point(|labelled| labelled.span.start <= at);
        self.labels[..after]
            .last()
            .filter(|labelled| labelled.span.contains(&at))
    }

    /// A span of the part as one of the window, as far as it lies in it.
    fn shown(&self, span: &Range<usize>) -> Range<usize> {
        let within = |at: usize| at.saturating_sub(self.base).min(self.text.len());
        within(span.start)..within(span.end)
    }
}

impl Structure for PartText<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        self.labelled(at)
            .map(|labelled| Cow::Borrowed(labelled.label.as_str()))
    }

    fn record(&self, at: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let at = at.min(bytes.len());
        let low = self.text.floor_char_boundary(at.saturating_sub(RECORD_REACH));
        let high = self.text.ceil_char_boundary((at + RECORD_REACH).min(bytes.len()));
        let start = memrchr(b'\n', &bytes[low..at]).map_or(low, |found| low + found + 1);
        let end = memchr(b'\n', &bytes[at..high]).map_or(high, |found| at + found);
        start..end
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        self.labelled(at).map(|labelled| self.shown(&labelled.span))
    }

    fn labels(&self) -> &[String] {
        self.names
    }

    fn locate(&self, span: Range<usize>) -> Location {
        let position = self.positions.at(self.text, self.start, span.start);
        Location {
            byte_start: (self.base + span.start) as u64,
            byte_end: (self.base + span.end) as u64,
            line: Some(position.line),
            column: Some(position.column),
            column_name: self.labelled(span.start).map(|labelled| labelled.label.clone()),
            ..self.place.clone()
        }
    }
}
