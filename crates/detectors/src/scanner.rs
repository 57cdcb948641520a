//! The scan of a window: one cheap pass for each kind of candidate, whatever the number of detectors.

use crate::{
    classes::Classes,
    contexts::Contexts,
    custom::{self, Customs, FileState},
    detectors::{self, ALL},
    digits::{Chain, walk},
    needles::Needles,
    overlap,
    rules::{RULES, Rule},
    shape::Shapes,
    spec::{Prose, Sink, Trigger},
};
use std::{fmt, ops::RangeInclusive};
use tidegate_domain::{detector::Match, policy::CustomDetector, problem::Problem, text::Window};

/// Which detectors look, and how sure a match must be to be reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Detector ids; `None` for all.
    pub enabled: Option<Vec<String>>,
    /// 0 to 1.
    pub min_confidence: f32,
    /// Those that a person made; all of them look.
    pub custom: Vec<CustomDetector>,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            enabled: None,
            min_confidence: 0.5,
            custom: Vec::new(),
        }
    }
}

/// A selection that nothing can be made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSelection {
    /// No detector has this id.
    #[error("there is no detector named {0}")]
    Unknown(String),
    /// A custom detector is wrong, on the field that the problem names.
    #[error(transparent)]
    Custom(#[from] Problem),
}

/// Weighs the candidate that begins at a group of a chain.
type DigitCheck = fn(&mut Sink<'_>, &Chain, usize);

/// Weighs a run of letters and digits.
type RunCheck = fn(&mut Sink<'_>, usize, usize);

/// What a literal's place is handed to.
#[derive(Clone, Copy)]
enum LiteralUse {
    Code(fn(&mut Sink<'_>, usize)),
    Rule(&'static Rule),
    Beside(fn(&mut Sink<'_>, usize, usize)),
}

/// The chosen detectors, ready to look at windows.
pub struct Scanner {
    min_confidence: f32,
    fingerprint: String,
    selection: Selection,
    ids: Vec<&'static str>,
    at_signs: Vec<fn(&mut Sink<'_>, usize)>,
    literals: Needles,
    /// By the literal's number, with its length.
    literal_uses: Vec<(LiteralUse, usize)>,
    digits: Vec<(u16, DigitCheck)>,
    shapes: u16,
    configuration: Vec<fn(&mut Sink<'_>)>,
    shaped: Shapes,
    contexts: Contexts,
    runs: Vec<(RangeInclusive<usize>, RunCheck)>,
    prose: Vec<&'static Prose>,
    custom: Customs,
}

impl fmt::Debug for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanner({})", self.fingerprint)
    }
}

impl Scanner {
    pub fn new(selection: &Selection) -> Result<Self, InvalidSelection> {
        let known = || {
            ALL.iter()
                .map(|spec| (spec.id, spec.version))
                .chain(RULES.iter().map(|rule| (rule.id, rule.version)))
        };
        if let Some(unknown) = selection
            .enabled
            .iter()
            .flatten()
            .find(|wanted| !known().any(|(id, _)| id == wanted.as_str()))
        {
            return Err(InvalidSelection::Unknown(unknown.clone()));
        }
        let chosen = |id: &str| {
            selection
                .enabled
                .as_ref()
                .is_none_or(|ids| ids.iter().any(|wanted| wanted == id))
        };

        let shaped = Shapes::new(ALL.iter().copied().filter(|spec| chosen(spec.id)));
        let mut scanner = Self {
            contexts: Contexts::new(shaped.words(), detectors::EARLY),
            min_confidence: selection.min_confidence,
            fingerprint: String::new(),
            selection: selection.clone(),
            ids: Vec::new(),
            at_signs: Vec::new(),
            literals: Needles::new(&[]),
            literal_uses: Vec::new(),
            digits: Vec::new(),
            shapes: 0,
            configuration: Vec::new(),
            runs: Vec::new(),
            prose: Vec::new(),
            shaped,
            custom: Customs::new(&selection.custom)?,
        };
        let mut literals: Vec<&'static str> = Vec::new();
        for spec in ALL.iter().filter(|spec| chosen(spec.id)) {
            match &spec.trigger {
                Trigger::At(check) => scanner.at_signs.push(*check),
                Trigger::Digits(shapes, check) => {
                    scanner.shapes |= shapes;
                    scanner.digits.push((*shapes, *check));
                }
                Trigger::Literals(words, check) => {
                    for word in *words {
                        literals.push(word);
                        scanner.literal_uses.push((LiteralUse::Code(*check), word.len()));
                    }
                }
                Trigger::Shaped(_) => {}
                Trigger::Runs(lengths, check) => scanner.runs.push((lengths.clone(), *check)),
                Trigger::Prose(prose) => {
                    scanner.prose.push(prose);
                    for word in prose.beside {
                        literals.push(word);
                        scanner
                            .literal_uses
                            .push((LiteralUse::Beside(prose.at_word), word.len()));
                    }
                }
                Trigger::Configuration(check) => scanner.configuration.push(*check),
                Trigger::Named(named) => {
                    scanner.configuration.push(named.everywhere);
                    for name in named.names {
                        literals.push(name);
                        scanner
                            .literal_uses
                            .push((LiteralUse::Beside(named.at_name), name.len()));
                    }
                }
            }
        }
        for rule in RULES.iter().filter(|rule| chosen(rule.id)) {
            for keyword in &rule.keywords {
                literals.push(keyword);
                scanner.literal_uses.push((LiteralUse::Rule(rule), keyword.len()));
            }
        }
        scanner.literals = Needles::new(&literals);
        let mut fingerprint = format!("scan-3 min={:.3}", selection.min_confidence);
        for (id, version) in known().filter(|(id, _)| chosen(id)) {
            scanner.ids.push(id);
            fingerprint.push_str(&format!(" {id}@{version}"));
        }
        for detector in &selection.custom {
            fingerprint.push(' ');
            fingerprint.push_str(&custom::fingerprint(detector));
        }
        scanner.fingerprint = fingerprint;
        Ok(scanner)
    }

    /// Changes when the same bytes might give other matches: other detectors, versions or selection.
    pub fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    /// What it was made from: an equal one made elsewhere finds the same.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Appends the matches that start in the window's owned range, in order of place, without overlaps.
    pub fn scan(&self, window: &Window<'_>, out: &mut Vec<Match>) {
        self.scan_next(window, &mut FileState::default(), out);
    }

    /// As [`Self::scan`], for the windows of one file one after another: `state` tells in the end what was given up.
    pub fn scan_next(&self, window: &Window<'_>, state: &mut FileState, out: &mut Vec<Match>) {
        let bytes = window.text.as_bytes();
        let classes = Classes::of(bytes);
        let mut sink = Sink::new(
            window,
            &classes,
            &self.contexts,
            &mut state.columns,
            self.min_confidence,
        );
        if !self.at_signs.is_empty() {
            for at in memchr::memchr_iter(b'@', bytes) {
                for check in &self.at_signs {
                    check(&mut sink, at);
                }
            }
        }
        if !self.literals.is_empty() {
            self.literals.find(bytes, |number, start| {
                let (wanted, length) = self.literal_uses[number];
                match wanted {
                    LiteralUse::Code(check) => check(&mut sink, start),
                    LiteralUse::Beside(check) => check(&mut sink, start, start + length),
                    LiteralUse::Rule(rule) => rule.check(&mut sink, start),
                }
            });
        }
        if self.shapes != 0 || !self.shaped.is_empty() {
            sink.long = walk(bytes, &classes, self.shapes, |chain, at, shapes| {
                for (wanted, check) in &self.digits {
                    if shapes & wanted != 0 {
                        check(&mut sink, chain, at);
                    }
                }
            });
        }
        if !self.shaped.is_empty() || !self.runs.is_empty() {
            classes.runs(bytes, |start, end| {
                self.shaped.run(&mut sink, start, end);
                for (lengths, check) in &self.runs {
                    if lengths.contains(&(end - start)) {
                        check(&mut sink, start, end);
                    }
                }
            });
        }
        for prose in &self.prose {
            cells(&mut sink, prose);
        }
        let capitalised: Vec<_> = self.prose.iter().filter_map(|prose| prose.capital).collect();
        if !capitalised.is_empty() {
            for at in classes.capitals.all() {
                for check in &capitalised {
                    check(&mut sink, at);
                }
            }
        }
        if window.hint.configuration {
            for check in &self.configuration {
                check(&mut sink);
            }
        }
        let mut found = sink.found;
        self.custom.scan(window, self.min_confidence, state, &mut found);
        // Overlaps are settled before ownership, so that neighbouring windows settle them alike.
        overlap::resolve(&mut found, |id| {
            self.ids.iter().position(|known| *known == id).unwrap_or(0)
        });
        out.extend(
            found
                .into_iter()
                .filter(|found| window.owned.contains(&found.span.start)),
        );
    }
}

/// Asks about every cell whose label has one of the wanted words, when any of the window has.
fn cells(sink: &mut Sink<'_>, prose: &Prose) {
    let structure = sink.window.structure;
    if !structure
        .labels()
        .iter()
        .any(|label| prose.labels.anywhere(label).is_some())
    {
        return;
    }
    if let Some(values) = structure.values(&|label| prose.labels.anywhere(label).is_some()) {
        for cell in values {
            (prose.cell)(sink, cell);
        }
        return;
    }
    let bytes = sink.bytes;
    let mut at = 0;
    while at < bytes.len() {
        let begins = at == 0 || matches!(bytes[at - 1], b',' | b';' | b'\t' | b'|' | b'"' | b'\n' | b'\'');
        if begins
            && structure
                .label(at)
                .is_some_and(|label| prose.labels.anywhere(&label).is_some())
            && let Some(cell) = structure.value(at)
            && cell.contains(&at)
        {
            at = cell.end.max(at + 1);
            (prose.cell)(sink, cell);
        } else {
            at += 1;
        }
    }
}
