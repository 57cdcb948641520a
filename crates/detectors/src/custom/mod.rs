//! Detectors that a person made: a pattern or a list of words, made ready for the scanner.
//!
//! The same bytes give the same matches whatever the detector, and none can hold a scan up: patterns have no
//! look-around and a bounded size, a value is at most [`LONGEST_VALUE`] bytes, and a detector that is too slow
//! over one window, or finds too much in it, is given up for the rest of the file, which is then not fully examined.

mod check;
mod context;
mod look;
mod words;

use crate::{column::Judged, evidence::Evidence, place::Place};
use check::Validator;
use context::ContextWords;
use look::Look;
use std::ops::Range;
use std::time::{Duration, Instant};
use tidegate_domain::{
    detector::{Category, Match, Severity},
    policy::CustomDetector,
    problem::{ErrorClass, Problem},
    secret::Excerpt,
    text::Window,
};

pub(crate) use check::markdown;
pub use check::validators;

/// Raised whenever the results of any custom detector may change.
pub(crate) const VERSION: u32 = 1;

/// Bytes of a value; longer matches are none.
pub(crate) const LONGEST_VALUE: usize = 1024;

/// How long one detector may take over one window: some hundred times what a fair one takes.
const LONGEST_TIME: Duration = Duration::from_secs(2);
/// Matches of one detector in one window.
const MOST_MATCHES: usize = 20_000;

const LONGEST_ID: usize = 40;
const LONGEST_TITLE: usize = 100;

/// A custom detector, ready to look.
pub(crate) struct Custom {
    id: String,
    title: String,
    category: Category,
    severity: Severity,
    look: Look,
    context: ContextWords,
    need_context: bool,
    validator: Option<&'static Validator>,
}

/// What is remembered of a file from window to window.
#[derive(Debug, Default)]
pub struct FileState {
    pub(crate) columns: Judged,
    /// Places in the scanner's list of those that were given up, with their titles and why.
    given_up: Vec<(usize, String)>,
}

impl FileState {
    /// Why the file was not fully examined, in sentences.
    pub fn given_up(&self) -> Option<String> {
        let told: Vec<&str> = self.given_up.iter().map(|(_, told)| told.as_str()).collect();
        (!told.is_empty()).then(|| told.join(" "))
    }
}

impl Custom {
    /// # Errors
    /// [`ErrorClass::ConfigInvalid`] on the field that is wrong.
    pub(crate) fn new(detector: &CustomDetector) -> Result<Self, Problem> {
        let id = &detector.id;
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(fits) {
            return Err(invalid(
                "id",
                "An id has 1 to 40 small letters, digits and underscores.",
                "Use one such as customer_number.",
            ));
        }
        let title = detector.title.trim();
        if title.is_empty() || title.chars().count() > LONGEST_TITLE || title.chars().any(char::is_control) {
            return Err(invalid(
                "title",
                "A title has 1 to 100 characters of plain text.",
                "Say what it finds, such as Customer number.",
            ));
        }
        let context = ContextWords::new(&detector.context_words)?;
        if detector.need_context && context.is_empty() {
            return Err(invalid(
                "context_words",
                "It needs a context word, and there are none.",
                "Add a word that stands near such values, or do not need one.",
            ));
        }
        Ok(Self {
            id: format!("custom_{id}"),
            title: title.to_owned(),
            category: detector.category,
            severity: detector.severity,
            look: Look::new(&detector.look_for)?,
            context,
            need_context: detector.need_context,
            validator: detector.validator.as_deref().map(check::named).transpose()?,
        })
    }

    fn scan(
        &self,
        window: &Window<'_>,
        min: f32,
        time: Duration,
        found: &mut Vec<Match>,
    ) -> Result<(), &str> {
        let started = Instant::now();
        let mut matches = 0;
        let mut too_many = false;
        let in_time = self.look.each(
            window.text,
            &mut |span| {
                matches += 1;
                too_many = matches > MOST_MATCHES;
                if !too_many {
                    found.extend(self.weigh(window, span, min));
                }
                !too_many
            },
            &mut || started.elapsed() <= time,
        );
        match (in_time, too_many) {
            (_, true) => Err("found more than 20,000 places close together"),
            (false, _) => Err("took too long"),
            (true, false) => Ok(()),
        }
    }

    fn weigh(&self, window: &Window<'_>, span: Range<usize>, min: f32) -> Option<Match> {
        let value = window.text.get(span.clone())?;
        let valid = match self.validator {
            Some(validator) if !validator.passes(value) => return None,
            validator => validator,
        };
        let place = Place::of(window, span.clone())?;
        let label = self.context.in_label(&place);
        let word = match label {
            Some(_) => None,
            None => self.context.near(&place),
        };
        if self.need_context && label.is_none() && word.is_none() {
            return None;
        }
        let mut evidence = Evidence::new(self.look.described(), 0.6);
        if let Some(validator) = valid {
            evidence = evidence.checksum(validator.passed, 0.3);
        }
        let evidence = evidence.own_context(label, word, 0.25, 0.2);
        let confidence = evidence.confidence();
        (confidence >= min).then(|| Match {
            detector: self.id.clone().into(),
            category: self.category,
            severity: self.severity,
            span,
            canonical: Excerpt::new(self.look.canonical(value)),
            confidence,
            reasons: evidence.into_reasons(),
        })
    }
}

/// All custom detectors of a selection.
pub(crate) struct Customs(Vec<Custom>);

impl Customs {
    /// # Errors
    /// The first problem, on its field: `custom_detectors.2.look_for.pattern`.
    pub(crate) fn new(detectors: &[CustomDetector]) -> Result<Self, Problem> {
        let mut made: Vec<Custom> = Vec::new();
        for (number, detector) in detectors.iter().enumerate() {
            let on_field = |problem: Problem| {
                let field = problem.field.clone().unwrap_or_default();
                problem.on_field(format!("custom_detectors.{number}.{field}"))
            };
            let custom = Custom::new(detector).map_err(on_field)?;
            if made.iter().any(|other| other.id == custom.id) {
                return Err(on_field(invalid(
                    "id",
                    &format!(
                        "There are two detectors with the id \u{201c}{}\u{201d}.",
                        detector.id
                    ),
                    "Give each one its own.",
                )));
            }
            made.push(custom);
        }
        Ok(Self(made))
    }

    /// Appends what is found; detectors that cannot go on are left out of the rest of the file.
    pub(crate) fn scan(&self, window: &Window<'_>, min: f32, state: &mut FileState, found: &mut Vec<Match>) {
        self.scan_within(window, min, LONGEST_TIME, state, found);
    }

    fn scan_within(
        &self,
        window: &Window<'_>,
        min: f32,
        time: Duration,
        state: &mut FileState,
        found: &mut Vec<Match>,
    ) {
        for (number, custom) in self.0.iter().enumerate() {
            if state.given_up.iter().any(|(other, _)| *other == number) {
                continue;
            }
            if let Err(why) = custom.scan(window, min, time, found) {
                let told = format!(
                    "Your detector \u{201c}{}\u{201d} {why} and was stopped in this file.",
                    custom.title
                );
                state.given_up.push((number, told));
            }
        }
    }
}

/// Changes when the same bytes might give other matches.
pub(crate) fn fingerprint(detector: &CustomDetector) -> String {
    let CustomDetector {
        id,
        title: _,
        category,
        severity,
        look_for,
        context_words,
        need_context,
        validator,
    } = detector;
    let parts = serde_json::json!([
        category,
        severity,
        look_for,
        context_words,
        need_context,
        validator
    ]);
    // FNV-1a, 64 bits: stable from one version of Tidegate to the next.
    let hash = parts
        .to_string()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("custom_{id}@{VERSION}:{hash:016x}")
}

fn invalid(field: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field)
}

#[cfg(test)]
mod tests;
