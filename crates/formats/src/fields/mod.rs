//! Text in which values have names that stand before them: settings, YAML, XML, cards of contacts. A [`Grammar`]
//! says how a format writes them; what windows, places and names have in common is here. Knows no format.
//!
//! A grammar reads units, lines or tags, and what it keeps from one to the next comes from the file's beginning
//! alone. A unit is never longer than the overlap of windows, so every window that owns a place has seen all of
//! its unit: names and paths do not depend on where windows end.

mod answers;
mod name;

pub(crate) use name::Name;

use crate::formats::Layout;
use crate::head::Head;
use crate::samples::NamedSamples;
use crate::stretch::Stretch;
use answers::Answers;
use std::cell::OnceCell;
use std::ops::{ControlFlow, Range};
use tidegate_domain::text::{SourceHint, Window};

/// How a format writes names and values.
pub(crate) trait Grammar: Clone {
    /// Reads the unit of `text` that begins at `at` and lies before `end`, and says where the next one begins,
    /// after `at` and at most at `end`. What it keeps must depend on the units before it only.
    fn read(&mut self, text: &str, at: usize, end: usize, told: &mut Told) -> usize;

    /// Whether keys, passwords and settings are likely in such files, whatever they are called.
    fn configuration(&self) -> bool;
}

/// A named value.
#[derive(Debug, Clone)]
struct Field {
    span: Range<usize>,
    name: Name,
    /// It is all of the value: nothing that goes beyond it is in it.
    whole: bool,
}

/// Takes the values of a window, in order of place, when they are wanted.
#[derive(Debug, Default)]
pub(crate) struct Told {
    fields: Option<Vec<Field>>,
}

impl Told {
    /// A value that begins and ends in this unit.
    pub(crate) fn value(&mut self, span: Range<usize>, name: &Name) {
        self.tell(span, name, true);
    }

    /// A line of a value of many.
    pub(crate) fn line(&mut self, span: Range<usize>, name: &Name) {
        self.tell(span, name, false);
    }

    fn tell(&mut self, span: Range<usize>, name: &Name, whole: bool) {
        if let Some(fields) = &mut self.fields
            && span.start < span.end
            && fields.last().is_none_or(|last| last.span.end <= span.start)
        {
            fields.push(Field {
                span,
                name: name.clone(),
                whole,
            });
        }
    }
}

/// The layout of a grammar's files.
pub(crate) struct Fields<G> {
    /// As it stands before the unit at `next`.
    grammar: G,
    /// Offset in the file's whole text.
    next: u64,
    columns: Columns<G>,
}

impl<G: Grammar + 'static> Fields<G> {
    /// The layout of the text that `head` begins.
    pub(crate) fn layout(grammar: G, head: &Head<'_>) -> Box<dyn Layout> {
        Box::new(Self {
            columns: Columns {
                head: head.text.to_owned(),
                overlap: head.overlap,
                grammar: grammar.clone(),
                samples: OnceCell::new(),
            },
            grammar,
            next: 0,
        })
    }
}

/// What the file's head has under each path, read when it is first asked.
struct Columns<G> {
    head: String,
    overlap: usize,
    grammar: G,
    samples: OnceCell<NamedSamples>,
}

impl<G: Grammar> Columns<G> {
    fn samples(&self) -> &NamedSamples {
        self.samples.get_or_init(|| {
            let mut told = Told {
                fields: Some(Vec::new()),
            };
            let mut grammar = self.grammar.clone();
            read(
                (&self.head, self.overlap),
                &mut grammar,
                0,
                self.head.len(),
                &mut told,
            );
            let fields = told.fields.unwrap_or_default();
            NamedSamples::of(fields.iter().map(|field| {
                let value = self.head.get(field.span.clone()).unwrap_or_default();
                (field.name.path(), value)
            }))
        })
    }
}

impl<G: Grammar> Layout for Fields<G> {
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let hint = SourceHint {
            configuration: hint.configuration || self.grammar.configuration(),
            assigned: true,
            ..hint.clone()
        };
        let from = within(stretch, self.next);
        visit(&Window {
            text: stretch.text,
            owned: stretch.owned.clone(),
            structure: &Answers::new(stretch, from, &self.grammar, &self.columns),
            hint: &hint,
        })
    }

    fn advance(&mut self, stretch: &Stretch<'_>, to: usize) {
        let from = within(stretch, self.next);
        let next = read(
            (stretch.text, stretch.overlap),
            &mut self.grammar,
            from,
            to,
            &mut Told::default(),
        );
        self.next = stretch.base + next as u64;
    }
}

fn within(stretch: &Stretch<'_>, next: u64) -> usize {
    usize::try_from(next.saturating_sub(stretch.base)).unwrap_or(usize::MAX)
}

/// Reads the units that begin from `from` on and before `to`, and says where the next one begins.
fn read<G: Grammar>(
    (text, overlap): (&str, usize),
    grammar: &mut G,
    from: usize,
    to: usize,
    told: &mut Told,
) -> usize {
    let mut at = from;
    while at < to.min(text.len()) {
        let mut end = text.floor_char_boundary(at.saturating_add(overlap).min(text.len()));
        if end <= at {
            end = text.ceil_char_boundary(at + 1);
        }
        at = grammar.read(text, at, end, told).clamp(at + 1, end);
        at = text.ceil_char_boundary(at);
    }
    at
}

/// The line that begins at `at`, without its end, and where the next one begins. A line that goes on after `end` has
/// none.
pub(crate) fn line(text: &str, at: usize, end: usize) -> (Range<usize>, Option<usize>) {
    let bytes = text.as_bytes().get(at..end).unwrap_or_default();
    match memchr::memchr(b'\n', bytes) {
        Some(found) => {
            let carriage = found.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\r');
            (at..at + found - usize::from(carriage), Some(at + found + 1))
        }
        None if end == text.len() => (at..end, Some(end)),
        None => (at..end, None),
    }
}

/// `range` without the blanks at its ends.
pub(crate) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..start.max(range.start + inner.trim_end().len())
}
