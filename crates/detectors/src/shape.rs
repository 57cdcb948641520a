//! Numbers and codes that are known by how they are written: one walk over the text finds every run of letters
//! and digits that has a digit, and only the detectors with a written form of that length look closer. So the
//! cost of a scan hardly grows with the number of detectors.

use crate::{
    contexts::Contexts,
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
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

/// What a column's name and a word nearby add.
const COLUMN: f32 = 0.35;
const WORD: f32 = 0.3;
/// The longest run that any form may begin with.
const LONGEST: usize = 34;

/// Written forms of all shaped detectors, by the length of the run that is looked for.
pub(crate) struct Shapes {
    specs: Vec<(&'static Spec, &'static Shape)>,
    forms: Vec<Form>,
    by_length: Vec<Vec<u16>>,
    contexts: Contexts,
}

/// A written form, ready to be compared.
struct Form {
    /// Place of its detector in the list.
    owner: usize,
    atoms: &'static [u8],
    /// Bytes of the form before the run that is looked for.
    offset: usize,
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
            by_length: vec![Vec::new(); LONGEST + 1],
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
                    separators: [b' ', b'-', b'.'].map(|separator| atoms.contains(&separator)),
                });
                if let Some(forms) = shapes.by_length.get_mut(length) {
                    forms.push(index);
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
        let Some(forms) = self.by_length.get(end - start) else {
            return;
        };
        for index in forms {
            let form = &self.forms[usize::from(*index)];
            if let Some(start) = start.checked_sub(form.offset)
                && form.matches(sink.bytes, start)
            {
                self.weigh(sink, form, start);
            }
        }
    }

    fn weigh(&self, sink: &mut Sink<'_>, form: &Form, start: usize) {
        let (spec, shape) = self.specs[form.owner];
        let span = start..start + form.atoms.len();
        let code: Vec<u8> = sink.bytes[span.clone()]
            .iter()
            .filter(|byte| byte.is_ascii_alphanumeric())
            .map(u8::to_ascii_uppercase)
            .collect();
        let check = (shape.check)(&code);
        if check == Check::No || code.iter().all(|byte| *byte == code[0]) {
            return;
        }
        let Some(place) = sink.place(span.clone()) else {
            return;
        };
        let context = if self.contexts.may_have(form.owner, &place) {
            place.close_context(shape.words)
        } else {
            crate::place::Context::default()
        };
        let wrong = matches!(check, Check::Wrong(_));
        if (shape.need == Need::Context || wrong) && !context.any() {
            return;
        }
        let evidence = Evidence::new("written like one", shape.base).context(context, COLUMN, WORD);
        let evidence = match check {
            Check::Plausible(detail, weight) => evidence.pattern(detail, weight),
            Check::Right(detail, weight) => evidence.checksum(detail, weight),
            Check::Wrong(detail) => evidence.penalty(detail, 0.25),
            Check::No => return,
        };
        let canonical = String::from_utf8_lossy(&code).into_owned();
        sink.push(spec, span, canonical, evidence);
    }
}

impl Form {
    fn matches(&self, bytes: &[u8], start: usize) -> bool {
        let Some(text) = bytes.get(start..start + self.atoms.len()) else {
            return false;
        };
        let same = self.atoms.iter().zip(text).all(|(atom, byte)| match atom {
            b'#' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_alphabetic(),
            b'X' => byte.is_ascii_alphanumeric(),
            other => byte == other,
        });
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
        !wordy(before) && !wordy(after) && !goes_on(before, earlier) && !goes_on(after, later)
    }
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
    fn runs_have_a_digit() {
        let mut seen = Vec::new();
        let text = "ab1 word 22-x3y, é4";
        runs(text.as_bytes(), |start, end| seen.push(&text[start..end]));
        assert_eq!(seen, ["ab1", "22", "x3y", "4"]);
    }
}
