//! Numbers and codes that are known by how they are written: one walk over the text finds every run of letters
//! and digits that has a digit, and only the detectors with a written form of that length look closer. So the
//! cost of a scan hardly grows with the number of detectors.

use crate::{
    column::Rating,
    contexts::{Contexts, Near},
    detectors::payment_card,
    evidence::Evidence,
    form::{Form, KINDS, fits, kind, stands_for_one},
    place::{Context, Place},
    spec::{Sink, Spec, Trigger},
    words::Words,
};
use std::ops::Range;

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
    forms: Vec<Form>,
    by_run: Vec<Vec<u16>>,
    contexts: Contexts,
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
            contexts: Contexts::new(specs.iter().map(|(_, shape)| shape.words)),
            forms: Vec::new(),
            by_run: vec![Vec::new(); (LONGEST + 1) * KINDS],
            specs,
        };
        for (owner, (_, shape)) in shapes.specs.iter().enumerate() {
            for text in shape.forms {
                let Some((form, length)) = Form::new(owner, text) else {
                    continue;
                };
                let Ok(index) = u16::try_from(shapes.forms.len()) else {
                    continue;
                };
                for kind in form.kinds(length) {
                    if let Some(forms) = shapes.by_run.get_mut(length * KINDS + kind) {
                        forms.push(index);
                    }
                }
                shapes.forms.push(form);
            }
        }
        shapes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Looks at the run of letters and digits that is `start..end`.
    pub(crate) fn run(&self, sink: &mut Sink<'_>, start: usize, end: usize) {
        let digits = sink.bytes[start..end].iter().all(u8::is_ascii_digit);
        let kind = kind(digits, sink.at(end));
        let Some(forms) = self.by_run.get((end - start) * KINDS + kind) else {
            return;
        };
        let mut last = None;
        for index in forms {
            let form = &self.forms[usize::from(*index)];
            let Some(start) = start.checked_sub(form.offset) else {
                continue;
            };
            if !form.matches(sink.bytes, start) {
                continue;
            }
            let need = self.specs[form.owner].1.need;
            if need == Need::ContextBesideCard && !sink.has_card() {
                continue;
            }
            let span = start..start + form.atoms.len();
            // Many countries write their numbers alike: what surrounds them is looked up once.
            let seen = match last.take() {
                Some(Seen { code, .. }) if code.span != span => self.see(sink, span),
                None => self.see(sink, span),
                same => same,
            };
            if let Some(seen) = &seen {
                self.weigh(sink, form, seen);
            }
            last = seen;
        }
    }

    /// `None` when it reaches over its cell's edge.
    fn see<'a>(&self, sink: &Sink<'a>, span: Range<usize>) -> Option<Seen<'a>> {
        let place = Place::of(sink.window, span.clone())?;
        let near = self.contexts.near(&place);
        let code = Code::of(sink.bytes, span)?;
        Some(Seen { code, place, near })
    }

    fn weigh(&self, sink: &mut Sink<'_>, form: &Form, seen: &Seen<'_>) {
        let (spec, shape) = self.specs[form.owner];
        let may_have_context = seen.near.has(form.owner);
        let needed = match shape.need {
            Need::Context | Need::ContextBesideCard => true,
            Need::ContextWhenBare => !form.separated,
            Need::Nothing => false,
        };
        if needed && !may_have_context && !seen.place.in_cell() {
            return;
        }
        let code = seen.code.bytes();
        let check = (shape.check)(code);
        if check == Check::No || code.iter().all(|byte| *byte == code[0]) {
            return;
        }
        let rating = match check {
            Check::Right(..) if seen.place.in_cell() => {
                sink.rating(seen.code.span.start, spec.id, |value| shape.verdict(value))
            }
            _ => Rating::Unknown,
        };
        let context = if may_have_context {
            seen.place.close_context(shape.words)
        } else {
            Context::default()
        };
        if shape.need == Need::ContextBesideCard {
            let span = &seen.code.span;
            let to = (span.end + AROUND).min(sink.bytes.len());
            if !payment_card::stands_in(&sink.bytes[span.start.saturating_sub(AROUND)..to]) {
                return;
            }
        }
        let wrong = matches!(check, Check::Wrong(_));
        if (needed || wrong) && !context.any() && !rating.is_right() {
            return;
        }
        let things = matches!(check, Check::Plausible(..)) && !context.any() && seen.place.numbers_things();
        let evidence = Evidence::new("written like one", shape.base)
            .context(context, COLUMN, WORD)
            .values(rating)
            .penalty_if(things, "it stands where goods or papers have their numbers", 0.2);
        let evidence = match check {
            Check::Plausible(detail, weight) => evidence.pattern(detail, weight),
            Check::Right(detail, weight) => evidence.checksum(detail, weight),
            Check::Wrong(detail) => evidence.penalty(detail, 0.25),
            Check::No => return,
        };
        let canonical = String::from_utf8_lossy(code).into_owned();
        sink.push(spec, seen.code.span.clone(), canonical, evidence);
    }
}

/// A stretch of the text that some forms match, and its surroundings.
struct Seen<'a> {
    code: Code,
    place: Place<'a>,
    near: Near,
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
