//! What every detector hands to the scanner: what it is, what makes a candidate, and how one is weighed.

use crate::{
    classes::Classes,
    column::{Columns, Judged},
    contexts::Contexts,
    digits::Chain,
    evidence::Evidence,
    nearby::Nearby,
    place::Place,
    shape::Shape,
    words::Words,
};
use std::{
    borrow::Cow,
    ops::{Range, RangeInclusive},
};
use tidegate_domain::{
    detector::{Category, Match, Severity},
    secret::Excerpt,
    text::Window,
};

/// One detector. `source` is its own file: the opening comment is its documentation.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) category: Category,
    pub(crate) severity: Severity,
    pub(crate) version: u32,
    pub(crate) source: &'static str,
    pub(crate) examples: &'static [&'static str],
    pub(crate) counterexamples: &'static [&'static str],
    pub(crate) trigger: Trigger,
}

/// What the one cheap pass over the text looks for on a detector's behalf.
#[derive(Debug)]
pub(crate) enum Trigger {
    /// Every `@`.
    At(fn(&mut Sink<'_>, usize)),
    /// Every place of one of these literals.
    Literals(&'static [&'static str], fn(&mut Sink<'_>, usize)),
    /// Every group of digits with one of these shapes (see [`crate::digits`]).
    Digits(u16, fn(&mut Sink<'_>, &Chain, usize)),
    /// Every code that is written in a certain way (see [`crate::shape`]).
    Shaped(Shape),
    /// Every run of letters and digits that has a digit and one of these lengths, by its beginning and end.
    Runs(RangeInclusive<usize>, fn(&mut Sink<'_>, usize, usize)),
    /// Cells with certain labels, and words that stand beside what is looked for in prose.
    Prose(Prose),
    /// The whole window, when its file is configuration.
    Configuration(fn(&mut Sink<'_>)),
    /// The same, and certain names in other files.
    Named(Named),
}

/// What is looked for on behalf of detectors of prose.
#[derive(Debug)]
pub(crate) struct Prose {
    /// Labels whose cells are looked at.
    pub(crate) labels: &'static Words,
    pub(crate) cell: fn(&mut Sink<'_>, Range<usize>),
    /// Words beside which a value may stand, with where each begins and ends.
    pub(crate) beside: &'static [&'static str],
    pub(crate) at_word: fn(&mut Sink<'_>, usize, usize),
    /// Every capital of ASCII before a small letter at the beginning of a word.
    pub(crate) capital: Option<fn(&mut Sink<'_>, usize)>,
}

/// What is looked for on behalf of detectors of settings.
#[derive(Debug)]
pub(crate) struct Named {
    /// Looks at the whole window, when its file is configuration.
    pub(crate) everywhere: fn(&mut Sink<'_>),
    /// Names, with where each begins and ends, where values are given to names.
    pub(crate) names: &'static [&'static str],
    pub(crate) at_name: fn(&mut Sink<'_>, usize, usize),
}

/// Takes what the detectors find in one window.
pub(crate) struct Sink<'a> {
    pub(crate) window: &'a Window<'a>,
    pub(crate) bytes: &'a [u8],
    pub(crate) min: f32,
    pub(crate) found: Vec<Match>,
    /// The window's words of context.
    pub(crate) nearby: Nearby<'a>,
    pub(crate) classes: &'a Classes,
    /// Where chains of as many digits as a card has lie, in order.
    pub(crate) long: Vec<Range<usize>>,
    pub(crate) columns: Columns<'a>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(
        window: &'a Window<'a>,
        classes: &'a Classes,
        contexts: &'a Contexts,
        judged: &'a mut Judged,
        min: f32,
    ) -> Self {
        Self {
            window,
            bytes: window.text.as_bytes(),
            min,
            found: Vec::new(),
            nearby: Nearby::new(contexts, window, classes),
            classes,
            long: Vec::new(),
            columns: Columns::new(window, judged),
        }
    }

    /// Whether a value at `start` that counts only in context can have any: a label of the table or a word in
    /// the raw bytes before it. Cheap, so that the structure is not asked about every date of a log.
    pub(crate) fn may_have_context(&mut self, words: &'static Words, start: usize) -> bool {
        self.nearby.has_named(words, start)
    }

    /// Whether so many digits that they may be a card's stand together within `reach` of `span`.
    pub(crate) fn may_have_card(&self, span: &Range<usize>, reach: usize) -> bool {
        let from = span.start.saturating_sub(reach);
        let after = self.long.partition_point(|long| long.end <= from);
        self.long
            .get(after)
            .is_some_and(|long| long.start < span.end + reach)
    }

    /// The surroundings of a candidate; `None` when it reaches over its cell's edge.
    pub(crate) fn place(&self, span: Range<usize>) -> Option<Place<'a>> {
        Place::of(self.window, span)
    }

    pub(crate) fn push(&mut self, spec: &Spec, span: Range<usize>, canonical: String, evidence: Evidence) {
        self.push_as(
            spec.id.into(),
            spec.category,
            spec.severity,
            span,
            canonical,
            evidence,
        );
    }

    pub(crate) fn push_as(
        &mut self,
        detector: Cow<'static, str>,
        category: Category,
        severity: Severity,
        span: Range<usize>,
        canonical: String,
        evidence: Evidence,
    ) {
        let confidence = evidence.confidence();
        if confidence < self.min || self.window.text.get(span.clone()).is_none() {
            return;
        }
        self.found.push(Match {
            detector,
            category,
            severity,
            span,
            canonical: Excerpt::new(canonical),
            confidence,
            reasons: evidence.into_reasons(),
        });
    }

    /// The byte before `at`, or a space at the edge of the window.
    pub(crate) fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b' ', |i| self.bytes[i])
    }

    /// The byte at `at`, or a space past the edge of the window.
    pub(crate) fn at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }
}

/// Part of a word, in a language of letters: a match may not touch one.
pub(crate) fn wordy(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
