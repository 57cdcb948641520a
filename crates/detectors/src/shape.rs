//! Numbers and codes that are known by how they are written: one walk over the text finds every run of letters
//! and digits that has a digit, and only the detectors with a written form of that length look closer. So the
//! cost of a scan hardly grows with the number of detectors.

use crate::{
    contexts::{Contexts, Near},
    evidence::Evidence,
    place::{Context, Place},
    spec::{Sink, Spec, Trigger, wordy},
    words::{Words, borderless},
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

/// A written form, ready to be compared.
struct Form {
    /// Place of its detector in the list.
    owner: usize,
    atoms: &'static [u8],
    /// Bytes of the form before the run that is looked for.
    offset: usize,
    /// Written with separators.
    separated: bool,
    /// The separators that it uses itself: a text that goes on with one of them and a digit is longer than it.
    separators: [bool; 3],
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
                let atoms = text.as_bytes();
                let Some((offset, length)) = anchor(atoms) else {
                    continue;
                };
                let Ok(index) = u16::try_from(shapes.forms.len()) else {
                    continue;
                };
                shapes.forms.push(Form {
                    owner,
                    atoms,
                    offset,
                    separated: !atoms
                        .iter()
                        .all(|atom| *atom == b'#' || atom.is_ascii_alphanumeric()),
                    separators: [b' ', b'-', b'.'].map(|separator| atoms.contains(&separator)),
                });
                for kind in kinds(&atoms[offset..offset + length], atoms.get(offset + length)) {
                    if let Some(forms) = shapes.by_run.get_mut(length * KINDS + kind) {
                        forms.push(index);
                    }
                }
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
            Need::Context => true,
            Need::ContextWhenBare => !form.separated,
            Need::Nothing => false,
        };
        if needed && !may_have_context {
            return;
        }
        let code = seen.code.bytes();
        let check = (shape.check)(code);
        if check == Check::No || code.iter().all(|byte| *byte == code[0]) {
            return;
        }
        let context = if may_have_context {
            seen.place.close_context(shape.words)
        } else {
            Context::default()
        };
        let wrong = matches!(check, Check::Wrong(_));
        if (needed || wrong) && !context.any() {
            return;
        }
        let evidence = Evidence::new("written like one", shape.base).context(context, COLUMN, WORD);
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

/// What may follow a run: one of these, or anything else.
const SEPARATORS: [u8; 4] = [b' ', b'-', b'.', b'/'];
/// Kinds of runs of one length.
const KINDS: usize = 2 * (SEPARATORS.len() + 1);

/// The kind of a run of the text, by the byte after it.
fn kind(digits: bool, after: u8) -> usize {
    let follows = SEPARATORS
        .iter()
        .position(|separator| *separator == after)
        .unwrap_or(SEPARATORS.len());
    usize::from(digits) * (SEPARATORS.len() + 1) + follows
}

/// The kinds of runs that a form's run may stand for; anything may follow the end of a form.
fn kinds(run: &[u8], next: Option<&u8>) -> Vec<usize> {
    let letters = run.iter().any(|atom| atom.is_ascii_alphabetic() && *atom != b'X');
    let either = run.contains(&b'X');
    let mut kinds = Vec::new();
    for digits in [false, true] {
        if if digits { !letters } else { letters || either } {
            match next {
                Some(next) => kinds.push(kind(digits, *next)),
                None => kinds.extend(
                    (0..=SEPARATORS.len())
                        .map(|follows| usize::from(digits) * (SEPARATORS.len() + 1) + follows),
                ),
            }
        }
    }
    kinds
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
            let atoms = form
                .bytes()
                .filter(|atom| *atom == b'#' || atom.is_ascii_alphanumeric());
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

/// Whether a byte may stand for an atom of a form.
fn fits(atom: u8, byte: u8) -> bool {
    match atom {
        b'#' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_alphabetic(),
        b'X' => byte.is_ascii_alphanumeric(),
        other => byte == other,
    }
}

impl Form {
    fn matches(&self, bytes: &[u8], start: usize) -> bool {
        let Some(text) = bytes.get(start..start + self.atoms.len()) else {
            return false;
        };
        let same = self.atoms.iter().zip(text).all(|(atom, byte)| fits(*atom, *byte));
        same && self.stands_alone(bytes, start, start + self.atoms.len())
    }

    /// Not part of a longer word, number or chain of groups.
    fn stands_alone(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let (before, earlier) = (byte(start.checked_sub(1)), byte(start.checked_sub(2)));
        let (after, later) = (byte(Some(end)), byte(Some(end + 1)));
        let goes_on = |separator: u8, beyond: u8| {
            beyond.is_ascii_digit()
                && match separator {
                    b' ' => self.separators[0],
                    b'-' | b'.' | b'/' => true,
                    _ => false,
                }
        };
        let joined = letter_before(bytes, start) || letter_after(bytes, end);
        !joined && !goes_on(before, earlier) && !goes_on(after, later)
    }
}

/// Whether the character before `at` makes one word with what follows. Those of languages without borders between
/// words do not, nor does their punctuation.
fn letter_before(bytes: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| bytes[before]) {
        Some(byte) if byte >= 0x80 => {
            let lead = bytes[..at].iter().rposition(|byte| byte & 0xc0 != 0x80);
            joins(&bytes[lead.unwrap_or(0)..at])
        }
        Some(byte) => wordy(byte),
        None => false,
    }
}

/// The same for the character that begins at `at`.
fn letter_after(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(byte) if *byte >= 0x80 => {
            let rest = &bytes[at + 1..];
            let more = rest.iter().take_while(|byte| **byte & 0xc0 == 0x80).count();
            joins(&bytes[at..at + 1 + more])
        }
        Some(byte) => wordy(*byte),
        None => false,
    }
}

fn joins(character: &[u8]) -> bool {
    let character = std::str::from_utf8(character)
        .ok()
        .and_then(|text| text.chars().next());
    character.is_none_or(|character| character.is_alphanumeric() && !borderless(character))
}

/// Where the run that is looked for begins in a form, and its length.
fn anchor(atoms: &[u8]) -> Option<(usize, usize)> {
    let placeholder = |atom: &u8| matches!(atom, b'#' | b'A' | b'X') || atom.is_ascii_alphanumeric();
    let mut start = 0;
    while start < atoms.len() {
        let length = atoms[start..].iter().take_while(|atom| placeholder(atom)).count();
        let run = &atoms[start..start + length];
        if run
            .iter()
            .any(|atom| matches!(atom, b'#' | b'X') || atom.is_ascii_digit())
        {
            return Some((start, length));
        }
        start += length.max(1);
    }
    None
}

/// Calls `see` for every run of ASCII letters and digits that has a digit and is not too long for any form.
pub(crate) fn runs(bytes: &[u8], mut see: impl FnMut(usize, usize)) {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let digit = at + found;
        let back = bytes[at..digit]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let ahead = bytes[digit..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let (start, end) = (digit - back, digit + ahead);
        if end - start <= LONGEST {
            see(start, end);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_by_the_run_with_a_digit() {
        assert_eq!(anchor(b"###.###.###-##"), Some((0, 3)));
        assert_eq!(anchor(b"AA ## ## ## A"), Some((3, 2)));
        assert_eq!(anchor(b"AAAAAA##A##A###A"), Some((0, 16)));
        assert_eq!(anchor(b"AAAA"), None);
    }

    #[test]
    fn letters_join_where_words_have_borders() {
        for (text, at, joined) in [
            ("é1", 2, true),
            ("证1", 3, false),
            ("：1", 3, false),
            ("１1", 3, true),
            ("x1", 1, true),
            (" 1", 1, false),
        ] {
            assert_eq!(letter_before(text.as_bytes(), at), joined, "{text}");
        }
        assert!(letter_after("1é".as_bytes(), 1) && !letter_after("1는".as_bytes(), 1));
    }

    #[test]
    fn runs_have_a_digit() {
        let mut seen = Vec::new();
        let text = "ab1 word 22-x3y, é4";
        runs(text.as_bytes(), |start, end| seen.push(&text[start..end]));
        assert_eq!(seen, ["ab1", "22", "x3y", "4"]);
    }
}
