//! What is wanted of a file's windows, and what is seen in them: the same in the program and in a worker.
//!
//! Knows no fingerprints: the key stays with the program.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use tidegate_detectors::{FileState, Scanner, mask};
use tidegate_domain::{
    detector::{LocatedMatch, Match},
    finding::{Location, Mark, PreviewPart},
    secret::Excerpt,
    text::Window,
};
use tidegate_formats::{Copied, Reading, ReadingEnd, Removal};

/// Characters shown before and after a revealed value.
const AROUND: usize = 120;

/// What is wanted of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    /// Every match.
    Matches,
    /// Every match with its value as it is written, for what makes copies without it.
    Values,
    /// The matches of one detector in one logical place, with what stands around them.
    Surroundings { detector: String, place: String },
    /// The beginning as text, with the matches marked.
    Text {
        /// Bytes of text; what comes after is left out.
        limit: usize,
        /// Values in clear.
        reveal: bool,
    },
    /// A copy without these values.
    Copy(Arc<Vec<Removal>>),
    /// How often these values are there, plain or hidden.
    Leftovers(Arc<Vec<Removal>>),
}

/// What was seen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen {
    Match(Box<LocatedMatch>),
    Surrounded(Box<LocatedMatch>, Surroundings),
    Text(Text),
    /// The next bytes of a copy.
    CopyBytes(Vec<u8>),
    /// How the copy ended; its bytes came before.
    CopyEnd(Result<Copied, String>),
    /// Places where a value was left.
    Leftovers(u64),
}

/// A value and what stands around it.
#[derive(Clone, PartialEq)]
pub(crate) struct Surroundings {
    pub(crate) value: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Surroundings(…)")
    }
}

/// A stretch of text that follows the one before it, with marks that count from its own beginning.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) marks: Vec<Marked>,
    pub(crate) parts: Vec<PreviewPart>,
    /// The limit was reached: there is more.
    pub(crate) cut: bool,
}

/// A mark with what allow rules know a value by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Marked {
    pub(crate) mark: Mark,
    pub(crate) canonical: Excerpt,
    pub(crate) label: Option<String>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} bytes)", self.text.len())
    }
}

/// Looks at the windows of one file.
pub(crate) struct Look<'a> {
    scanner: &'a Scanner,
    wanted: &'a Wanted,
    matches: Vec<Match>,
    state: FileState,
    /// Bytes of text that were handed out.
    shown: usize,
    part: String,
    /// Bytes of the next window's own text that a value of the last one took with it.
    taken: usize,
}

impl<'a> Look<'a> {
    pub(crate) fn new(scanner: &'a Scanner, wanted: &'a Wanted) -> Self {
        Self {
            scanner,
            wanted,
            matches: Vec::new(),
            state: FileState::default(),
            shown: 0,
            part: String::new(),
            taken: 0,
        }
    }

    /// Hands out what is wanted of `window`.
    pub(crate) fn at(
        &mut self,
        window: &Window<'_>,
        seen: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.matches.clear();
        self.scanner.scan_next(window, &mut self.state, &mut self.matches);
        match self.wanted {
            Wanted::Matches => self
                .matches
                .drain(..)
                .try_for_each(|found| seen(Seen::Match(Box::new(located(found, window))))),
            Wanted::Values => self.matches.drain(..).try_for_each(|found| {
                let value = window.text.get(found.span.clone()).unwrap_or_default().to_owned();
                let around = Surroundings {
                    value,
                    before: String::new(),
                    after: String::new(),
                };
                seen(Seen::Surrounded(Box::new(located(found, window)), around))
            }),
            // Made by the formats alone; see `Examiner::copy`.
            Wanted::Copy(_) | Wanted::Leftovers(_) => ControlFlow::Break(()),
            Wanted::Surroundings { detector, place } => {
                for found in self.matches.drain(..) {
                    if found.detector != *detector {
                        continue;
                    }
                    let span = found.span.clone();
                    let located = located(found, window);
                    if located.location.logical_place() != *place {
                        continue;
                    }
                    if let Some(around) = around(window.text, span) {
                        seen(Seen::Surrounded(Box::new(located), around))?;
                    }
                }
                ControlFlow::Continue(())
            }
            Wanted::Text { limit, reveal } => {
                let (limit, reveal) = (*limit, *reveal);
                let text = self.text(window, limit, reveal);
                let cut = text.cut;
                seen(Seen::Text(text))?;
                if cut {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            }
        }
    }

    /// A file over which a detector was given up is not fully examined.
    pub(crate) fn told(&self, mut reading: Reading) -> Reading {
        if let Some(given_up) = self.state.given_up() {
            reading.end = match reading.end {
                ReadingEnd::Complete => ReadingEnd::Partial { message: given_up },
                ReadingEnd::Partial { message } => ReadingEnd::Partial {
                    message: format!("{message} {given_up}"),
                },
                other => other,
            };
        }
        reading
    }

    fn text(&mut self, window: &Window<'_>, limit: usize, reveal: bool) -> Text {
        self.matches.sort_by_key(|found| found.span.start);
        let mut drawn = Drawn::default();
        let title = title(&window.structure.locate(window.owned.start..window.owned.start));
        if title != self.part {
            if self.shown > 0 {
                drawn.push("\n");
            }
            drawn.text.parts.push(PreviewPart {
                start: drawn.units,
                title: title.clone(),
            });
            self.part = title;
            self.taken = 0;
        }
        let room = limit.saturating_sub(self.shown);
        let mut owned_end = window.owned.end;
        if owned_end - window.owned.start.min(owned_end) > room {
            owned_end = floor(window.text, window.owned.start + room);
            drawn.text.cut = true;
        }
        // A value that ends in the overlap is shown by this window and skipped by the next.
        let mut at = window.owned.start + self.taken;
        for found in self.matches.drain(..) {
            if found.span.start < at {
                continue;
            }
            if found.span.start >= owned_end {
                break;
            }
            drawn.push(window.text.get(at..found.span.start).unwrap_or_default());
            let value = window.text.get(found.span.clone()).unwrap_or_default();
            let start = drawn.units;
            if reveal {
                drawn.push(value);
            } else {
                drawn.push(&mask(value));
            }
            let location = window.structure.locate(found.span.clone());
            drawn.text.marks.push(Marked {
                mark: Mark {
                    start,
                    end: drawn.units,
                    detector: found.detector.to_string(),
                    severity: found.severity,
                    confidence: found.confidence,
                    hidden_by: None,
                },
                label: location.column_label().map(str::to_owned),
                canonical: found.canonical,
            });
            at = found.span.end;
        }
        drawn.push(window.text.get(at..owned_end.max(at)).unwrap_or_default());
        self.taken = at.saturating_sub(window.owned.end);
        self.shown += window.owned.end - window.owned.start;
        drawn.text
    }
}

fn located(found: Match, window: &Window<'_>) -> LocatedMatch {
    let location = window.structure.locate(found.span.clone());
    let sample = window.text.get(found.span.clone()).map(mask).unwrap_or_default();
    LocatedMatch {
        found,
        sample,
        location,
    }
}

fn around(text: &str, span: Range<usize>) -> Option<Surroundings> {
    let (before, rest) = text.split_at_checked(span.start)?;
    let (value, after) = rest.split_at_checked(span.end.checked_sub(span.start)?)?;
    let from = before
        .char_indices()
        .rev()
        .take(AROUND)
        .last()
        .map_or(before.len(), |(at, _)| at);
    Some(Surroundings {
        value: value.to_owned(),
        before: before.get(from..).unwrap_or_default().to_owned(),
        after: after.chars().take(AROUND).collect(),
    })
}

/// The part of a document that a place lies in: member, sheet, page, part. Empty in a plain file.
pub(crate) fn title(location: &Location) -> String {
    let page = location.page.map(|page| format!("page {page}"));
    [
        location.member.clone(),
        location.sheet.clone(),
        page,
        location.part.clone(),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A text as it grows, which counts in UTF-16 units.
#[derive(Default)]
struct Drawn {
    text: Text,
    units: u32,
}

impl Drawn {
    fn push(&mut self, text: &str) {
        self.text.text.push_str(text);
        self.units = self.units.saturating_add(units(text));
    }
}

/// UTF-16 units of `text`.
pub(crate) fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
