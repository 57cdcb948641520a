//! Numbers and codes that are known by how they are written: one walk over the text finds every run of letters
//! and digits that has a digit, and only the detectors with a written form of that length look closer. So the
//! cost of a scan hardly grows with the number of detectors.

use crate::{
    column::{Rating, enough, nearly_all_right},
    contexts::Near,
    detectors::payment_card,
    evidence::Evidence,
    form::{Form, KINDS, Kinds, fits, kind, stands_for_one},
    place::{Context, Place},
    spec::{Sink, Spec, Trigger},
    words::Words,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// How a code is written, what it is called, and what tells a right one from a wrong one.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Ways to write it: `#` stands for a digit, `A` for a letter, `X` for either, anything else for itself.
    /// The first run of these three that has `#` or `X` must have a digit in the text.
    pub(crate) forms: &'static [&'static str],
    /// What it is called, in the languages of its country.
    pub(crate) words: &'static Words,
    pub(crate) need: Need,
    /// What the written form alone adds to the confidence.
    pub(crate) base: f32,
    /// Weighs the code in upper case without separators.
    pub(crate) check: fn(&[u8]) -> Check,
}

/// What must stand beside a code for it to be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A column's name or a word nearby.
    Context,
    /// The same, unless it is written with its separators.
    ContextWhenBare,
    /// A column's name or a word nearby, and the number of a payment card in the text around it.
    ContextBesideCard,
    Nothing,
}

/// What a closer look at a code came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Check {
    /// Not such a code.
    No,
    /// Ranges, dates or letters are as they must be: the words, and what they add.
    Plausible(&'static str, f32),
    /// The check digits are right: the words, and what they add.
    Right(&'static str, f32),
    /// Everything but the check digits is right: the words. Reported low, and only beside its name.
    Wrong(&'static str),
}

impl Check {
    /// By the one check digit, which a tenth of all numbers has right.
    pub(crate) fn digit(right: bool) -> Self {
        Self::of(right, "the check digit is right", 0.35)
    }

    /// By check digits: what is right, and what that adds.
    pub(crate) fn of(right: bool, detail: &'static str, weight: f32) -> Self {
        if right {
            Self::Right(detail, weight)
        } else {
            Self::Wrong("the check digit is wrong")
        }
    }
}

/// What a column's name and a word nearby add.
const COLUMN: f32 = 0.35;
const WORD: f32 = 0.3;
/// What wrong check digits take away.
const WRONG: f32 = 0.25;
/// The longest run that any form may begin with.
const LONGEST: usize = 34;
/// How far from a code the number of a card may stand that it needs beside it, in bytes.
const AROUND: usize = 200;
/// The longest form, with its separators.
const WIDEST: usize = 48;

/// Written forms of all shaped detectors, by the run that is looked for: its length, whether it is of digits only,
/// and what follows it. So most runs of a text meet no form at all.
pub(crate) struct Shapes {
    specs: Vec<(&'static Spec, &'static Shape)>,
    forms: Vec<(Form, Owners)>,
    by_run: Vec<Vec<Candidate>>,
}

/// A form that a run may belong to, with the bits that tell most others from it.
#[derive(Clone)]
struct Candidate {
    kinds: Kinds,
    offset: usize,
    form: usize,
}

/// The detectors of a form, by their places in the list.
#[derive(Debug, Clone, Copy, Default)]
struct Owners {
    /// Those that need a name beside what is written so.
    with_context: Near,
    /// Those that need the number of a card as well.
    beside_card: Near,
    others: Near,
}

impl Shapes {
    pub(crate) fn new(chosen: impl Iterator<Item = &'static Spec>) -> Self {
        let specs: Vec<_> = chosen
            .filter_map(|spec| match &spec.trigger {
                Trigger::Shaped(shape) => Some((spec, shape)),
                _ => None,
            })
            .collect();
        let mut shapes = Self {
            forms: Vec::new(),
            by_run: vec![Vec::new(); (LONGEST + 1) * KINDS],
            specs,
        };
        // Many countries write their numbers alike: each way of writing is compared once.
        let mut owners: BTreeMap<&str, Owners> = BTreeMap::new();
        for (owner, (_, shape)) in shapes.specs.iter().enumerate() {
            for text in shape.forms {
                let owners = owners.entry(text).or_default();
                let separated = text.bytes().any(|atom| !stands_for_one(atom));
                match shape.need {
                    Need::Nothing => owners.others.add(owner),
                    Need::ContextWhenBare if separated => owners.others.add(owner),
                    Need::ContextBesideCard => owners.beside_card.add(owner),
                    _ => owners.with_context.add(owner),
                }
            }
        }
        for (text, owners) in owners {
            if let Some((form, length)) = Form::new(text) {
                for kind in form.kinds(length) {
                    if let Some(forms) = shapes.by_run.get_mut(length * KINDS + kind) {
                        forms.push(Candidate {
                            kinds: form.wanted,
                            offset: form.offset,
                            form: shapes.forms.len(),
                        });
                    }
                }
                shapes.forms.push((form, owners));
            }
        }
        shapes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The words of context of all of them, in the order of their places.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static Words> {
        self.specs.iter().map(|(_, shape)| shape.words)
    }

    /// Looks at the run of letters and digits that is `start..end`.
    pub(crate) fn run(&self, sink: &mut Sink<'_>, start: usize, end: usize) {
        let length = end - start;
        if length > LONGEST {
            return;
        }
        let classes = sink.classes;
        let digits = classes.digits.from(start);
        let ones = u64::MAX >> (64 - length.clamp(1, 64));
        let kind = kind(digits & ones == ones, sink.at(end));
        let Some(forms) = self.by_run.get(length * KINDS + kind) else {
            return;
        };
        if forms.is_empty() {
            return;
        }
        let letters = classes.letters.from(start);
        let mut last: Option<Seen<'_>> = None;
        for candidate in forms {
            let Some(start) = start.checked_sub(candidate.offset) else {
                continue;
            };
            let fits = match candidate.offset {
                0 => candidate.kinds.fit(digits, letters),
                _ => (candidate.kinds).fit(classes.digits.from(start), classes.letters.from(start)),
            };
            if !fits {
                continue;
            }
            let (form, owners) = &self.forms[candidate.form];
            if !form.matches(sink.bytes, start) {
                continue;
            }
            let span = start..start + form.atoms.len();
            let mut with_context = owners.with_context;
            if !owners.beside_card.is_none() && sink.may_have_card(&span, AROUND) {
                with_context.join(owners.beside_card);
            }
            if with_context.is_none() && owners.others.is_none() {
                continue;
            }
            if last.as_ref().is_none_or(|seen| seen.code.span != span) {
                let Some(code) = Code::of(sink.bytes, span) else {
                    continue;
                };
                last = Some(Seen {
                    before: sink.nearby.before(start),
                    code,
                    place: Asked::NotYet,
                });
            }
            if let Some(seen) = &mut last {
                // In a column, all of its values together may speak for a code.
                let mut near = with_context.both(seen.before);
                near.join(sink.columns.right_at(self, with_context, start));
                for owner in near.each() {
                    self.weigh(sink, (owner, true), seen);
                }
                for owner in owners.others.each() {
                    self.weigh(sink, (owner, false), seen);
                }
            }
        }
    }

    /// The detectors that may need a name beside their codes by whose check nearly all values of a column are right:
    /// what it is called says less than that.
    pub(crate) fn right_in(&self, sample: &[String]) -> Near {
        let mut lengths = [0; WIDEST + 1];
        for value in sample {
            let length = value.bytes().filter(u8::is_ascii_alphanumeric).count();
            if let Some(count) = lengths.get_mut(length) {
                *count += 1;
            }
        }
        let mut right = Near::default();
        for (owner, (_, shape)) in self.specs.iter().enumerate() {
            // Most columns have too few values of a code's length.
            let ones = |form: &&str| form.bytes().filter(|atom| stands_for_one(*atom)).count();
            let as_long: BTreeSet<usize> = shape.forms.iter().map(ones).collect();
            let alike = as_long.iter().filter_map(|length| lengths.get(*length)).sum();
            if shape.need != Need::Nothing
                && enough(alike, sample.len())
                && nearly_all_right(sample, |value| shape.verdict(value))
            {
                right.add(owner);
            }
        }
        right
    }

    /// What is cheap comes first: check digits, and the window's structure at last. A detector that needs a name
    /// beside its code, or a column full of such codes, is given with it.
    fn weigh<'a>(&self, sink: &mut Sink<'a>, (owner, needed): (usize, bool), seen: &mut Seen<'a>) {
        let (spec, shape) = self.specs[owner];
        let code = seen.code.bytes();
        let check = (shape.check)(code);
        if check == Check::No || code.iter().all(|byte| *byte == code[0]) {
            return;
        }
        let wrong = matches!(check, Check::Wrong(_));
        if wrong && (!seen.before.has(owner) || never_enough(shape.base, sink.min)) {
            return;
        }
        if shape.need == Need::ContextBesideCard {
            let span = &seen.code.span;
            let to = (span.end + AROUND).min(sink.bytes.len());
            if !payment_card::stands_in(&sink.bytes[span.start.saturating_sub(AROUND)..to]) {
                return;
            }
        }
        let window = sink.window;
        if matches!(seen.place, Asked::NotYet) {
            seen.place = match Place::of(window, seen.code.span.clone()) {
                Some(place) => Asked::Here(sink.nearby.at(&place), place),
                None => Asked::OverTheEdge,
            };
        }
        let Asked::Here(near, place) = &seen.place else {
            return;
        };
        let context = if near.has(owner) {
            place.close_context(shape.words)
        } else {
            Context::default()
        };
        let rating = match check {
            Check::Right(..) if place.in_cell() => {
                let verdict = |value: &str| shape.verdict(value);
                sink.columns.rating(seen.code.span.start, spec.id, verdict)
            }
            _ => Rating::Unknown,
        };
        if (needed || wrong) && !context.any() && !rating.is_right() {
            return;
        }
        let things = matches!(check, Check::Plausible(..)) && !context.any() && place.numbers_things();
        let evidence = Evidence::new("written like one", shape.base)
            .context(context, COLUMN, WORD)
            .values(rating)
            .penalty_if(things, "it stands where goods or papers have their numbers", 0.2);
        let evidence = match check {
            Check::Plausible(detail, weight) => evidence.pattern(detail, weight),
            Check::Right(detail, weight) => evidence.checksum(detail, weight),
            Check::Wrong(detail) => evidence.penalty(detail, WRONG),
            Check::No => return,
        };
        let canonical = String::from_utf8_lossy(code).into_owned();
        sink.push(spec, seen.code.span.clone(), canonical, evidence);
    }
}

/// Whether a code whose check digits are wrong stays below what is reported, whatever stands beside it.
fn never_enough(base: f32, min: f32) -> bool {
    base + COLUMN.max(WORD) - WRONG + 0.005 < min
}

/// A stretch of the text that some forms match, and its surroundings.
struct Seen<'a> {
    code: Code,
    /// The lists that may have a word near it, without asking the window's structure.
    before: Near,
    place: Asked<'a>,
}

/// What the window's structure says of a stretch, once it was asked.
enum Asked<'a> {
    NotYet,
    OverTheEdge,
    /// With the lists that may have a word near it.
    Here(Near, Place<'a>),
}

/// The letters and digits of a stretch, in upper case.
struct Code {
    span: Range<usize>,
    bytes: [u8; WIDEST],
    length: usize,
}

impl Code {
    fn of(text: &[u8], span: Range<usize>) -> Option<Self> {
        let mut code = Self {
            bytes: [0; WIDEST],
            length: 0,
            span,
        };
        let written = text.get(code.span.clone())?;
        for byte in written.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
            *code.bytes.get_mut(code.length)? = byte.to_ascii_uppercase();
            code.length += 1;
        }
        Some(code)
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Shape {
    /// Whether the check digits of a code without separators are right; `None` when it is not written in any of
    /// the forms, or is no such code.
    pub(crate) fn verdict(&self, code: &str) -> Option<bool> {
        let code = Code::of(code.as_bytes(), 0..code.len())?;
        let code = code.bytes();
        let written = self.forms.iter().any(|form| {
            let atoms = form.bytes().filter(|atom| stands_for_one(*atom));
            atoms.clone().count() == code.len() && atoms.zip(code).all(|(atom, byte)| fits(atom, *byte))
        });
        if !written || code.iter().all(|byte| *byte == code[0]) {
            return None;
        }
        match (self.check)(code) {
            Check::Right(..) => Some(true),
            Check::Wrong(_) => Some(false),
            Check::Plausible(..) | Check::No => None,
        }
    }
}
