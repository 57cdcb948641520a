//! What the frames say, as JSON. What comes from a worker is checked before it is believed: its sizes are bounded,
//! its confidence is a number from 0 to 1.

use crate::look::{Marked, Seen, Surroundings, Text, Wanted};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tidegate_detectors::Selection;
use tidegate_domain::{
    detector::{Category, LocatedMatch, Match, Reason, Severity},
    finding::{Location, Mark, PreviewPart},
    policy::CustomDetector,
    secret::Excerpt,
};
use tidegate_formats::{Copied, FormatError, LeftOut, Ocr, Reading, ReadingEnd, Removal};

/// Bytes of a name, a label or a path at most.
const MAX_NAME: usize = 16 * 1024;
/// Bytes of a value at most, and of what stands around one.
const MAX_VALUE: usize = 256 * 1024;
/// Terms of a confidence at most.
const MAX_REASONS: usize = 64;

/// The limits that a worker puts on itself before it reads anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) memory_bytes: u64,
    pub(super) cpu_seconds: u64,
    pub(super) ocr: Option<OcrOnWire>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OcrOnWire {
    program: PathBuf,
    languages: String,
    seconds: u64,
}

impl From<&Ocr> for OcrOnWire {
    fn from(ocr: &Ocr) -> Self {
        Self {
            program: ocr.program.clone(),
            languages: ocr.languages.clone(),
            seconds: ocr.time.as_secs(),
        }
    }
}

impl From<OcrOnWire> for Ocr {
    fn from(ocr: OcrOnWire) -> Self {
        Self {
            program: ocr.program,
            languages: ocr.languages,
            time: Duration::from_secs(ocr.seconds),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Looking {
    enabled: Option<Vec<String>>,
    min_confidence: f32,
    custom: Vec<CustomDetector>,
}

impl Looking {
    pub(super) fn of(selection: &Selection) -> Self {
        Self {
            enabled: selection.enabled.clone(),
            min_confidence: selection.min_confidence,
            custom: selection.custom.clone(),
        }
    }

    pub(super) fn selection(self) -> Selection {
        Selection {
            enabled: self.enabled,
            min_confidence: self.min_confidence,
            custom: self.custom,
        }
    }
}

/// A file to examine. Its first bytes follow at once.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) name: String,
    pub(super) wanted: WantedOnWire,
    /// There is nothing after the first bytes.
    pub(super) whole: bool,
    /// Frames of values that follow, before the first bytes.
    pub(super) removals: usize,
}

/// Bytes of values in one frame, about.
const VALUES: usize = 4 * 1024 * 1024;

/// Values that a copy must not have, in as many frames as they need.
pub(super) fn removals_on_wire(wanted: &Wanted) -> std::io::Result<Vec<Vec<u8>>> {
    let (Wanted::Copy(removals) | Wanted::Leftovers(removals)) = wanted else {
        return Ok(Vec::new());
    };
    let mut frames = Vec::new();
    let mut batch: Vec<(&str, &str)> = Vec::new();
    let mut bytes = 0;
    for removal in removals.iter() {
        bytes += removal.value.len() + removal.with.len();
        batch.push((&removal.value, &removal.with));
        if bytes >= VALUES {
            frames.push(serde_json::to_vec(&batch)?);
            batch.clear();
            bytes = 0;
        }
    }
    if !batch.is_empty() {
        frames.push(serde_json::to_vec(&batch)?);
    }
    Ok(frames)
}

/// The values of one frame.
pub(super) fn removals_from_wire(frame: &[u8]) -> std::io::Result<Vec<Removal>> {
    let batch: Vec<(String, String)> = serde_json::from_slice(frame)?;
    Ok(batch
        .into_iter()
        .map(|(value, with)| Removal { value, with })
        .collect())
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WantedOnWire {
    Matches,
    Surroundings { detector: String, place: String },
    Text { limit: usize, reveal: bool },
    Values,
    Copy,
    Leftovers,
}

impl From<&Wanted> for WantedOnWire {
    fn from(wanted: &Wanted) -> Self {
        match wanted.clone() {
            Wanted::Matches => Self::Matches,
            Wanted::Values => Self::Values,
            Wanted::Surroundings { detector, place } => Self::Surroundings { detector, place },
            Wanted::Text { limit, reveal } => Self::Text { limit, reveal },
            Wanted::Copy(_) => Self::Copy,
            Wanted::Leftovers(_) => Self::Leftovers,
        }
    }
}

impl WantedOnWire {
    /// With the values that came beside it.
    pub(super) fn with(self, removals: Vec<Removal>) -> Wanted {
        match self {
            WantedOnWire::Values => Wanted::Values,
            WantedOnWire::Copy => Wanted::Copy(Arc::new(removals)),
            WantedOnWire::Leftovers => Wanted::Leftovers(Arc::new(removals)),
            WantedOnWire::Matches => Wanted::Matches,
            WantedOnWire::Surroundings { detector, place } => Wanted::Surroundings { detector, place },
            WantedOnWire::Text { limit, reveal } => Wanted::Text { limit, reveal },
        }
    }
}

/// A worker's sign of life.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The part that the last text came from.
    pub(super) part: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Found {
    detector: String,
    category: Category,
    severity: Severity,
    canonical: String,
    confidence: f32,
    reasons: Vec<Reason>,
    sample: String,
    location: Location,
    start: usize,
    end: usize,
}

impl Found {
    pub(super) fn of(located: LocatedMatch) -> Self {
        let LocatedMatch {
            found,
            sample,
            mut location,
        } = located;
        for name in names(&mut location).into_iter().flatten() {
            cut(name, MAX_NAME);
        }
        Self {
            detector: found.detector.into_owned(),
            category: found.category,
            severity: found.severity,
            canonical: found.canonical.expose().to_owned(),
            confidence: found.confidence,
            reasons: found.reasons,
            sample,
            location,
            start: found.span.start,
            end: found.span.end,
        }
    }

    /// The match, unless no honest worker would say such a thing.
    pub(super) fn believed(mut self) -> Option<LocatedMatch> {
        let named = !self.detector.is_empty()
            && self.detector.len() <= 128
            && self
                .detector
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let reasons = self.reasons.len() <= MAX_REASONS
            && self
                .reasons
                .iter()
                .all(|reason| reason.detail.len() <= MAX_NAME && reason.weight.is_finite());
        let placed = names(&mut self.location)
            .into_iter()
            .flatten()
            .all(|name| name.len() <= MAX_NAME);
        let sizes = self.canonical.len() <= MAX_VALUE && self.sample.len() <= MAX_NAME;
        let sure = (0.0..=1.0).contains(&self.confidence) && self.start <= self.end;
        (named && reasons && placed && sizes && sure).then(|| LocatedMatch {
            found: Match {
                detector: Cow::Owned(self.detector),
                category: self.category,
                severity: self.severity,
                span: self.start..self.end,
                canonical: Excerpt::new(self.canonical),
                confidence: self.confidence,
                reasons: self.reasons,
            },
            sample: self.sample,
            location: self.location,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SurroundedOnWire {
    pub(super) found: Found,
    pub(super) value: String,
    pub(super) before: String,
    pub(super) after: String,
}

impl SurroundedOnWire {
    pub(super) fn believed(self) -> Option<Seen> {
        let sizes = [&self.value, &self.before, &self.after]
            .iter()
            .all(|text| text.len() <= MAX_VALUE);
        let found = self.found.believed().filter(|_| sizes)?;
        Some(Seen::Surrounded(
            Box::new(found),
            Surroundings {
                value: self.value,
                before: self.before,
                after: self.after,
            },
        ))
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct MarkOnWire {
    mark: Mark,
    canonical: String,
    label: Option<String>,
}

impl MarkOnWire {
    pub(super) fn of(marked: Marked) -> Self {
        let mut label = marked.label;
        if let Some(label) = &mut label {
            cut(label, MAX_NAME);
        }
        Self {
            mark: marked.mark,
            canonical: marked.canonical.expose().to_owned(),
            label,
        }
    }

    fn believable(&self, units: u32) -> bool {
        self.mark.start <= self.mark.end
            && self.mark.end <= units
            && self.mark.detector.len() <= 128
            && self.canonical.len() <= MAX_VALUE
            && self.label.as_ref().is_none_or(|label| label.len() <= MAX_NAME)
    }

    /// What a rule says of a value is not for a worker to know.
    fn believed(self) -> Marked {
        Marked {
            mark: Mark {
                hidden_by: None,
                ..self.mark
            },
            canonical: Excerpt::new(self.canonical),
            label: self.label,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct TextOnWire {
    pub(super) text: String,
    pub(super) marks: Vec<MarkOnWire>,
    pub(super) parts: Vec<PreviewPart>,
    pub(super) cut: bool,
}

impl TextOnWire {
    pub(super) fn believed(self) -> Option<Seen> {
        let units = crate::look::units(&self.text);
        let marks = self.marks.iter().all(|mark| mark.believable(units));
        let parts = self
            .parts
            .iter()
            .all(|part| part.start <= units && part.title.len() <= MAX_NAME);
        (marks && parts).then_some(Seen::Text(Text {
            text: self.text,
            marks: self.marks.into_iter().map(MarkOnWire::believed).collect(),
            parts: self.parts,
            cut: self.cut,
        }))
    }
}

/// How a copy ended.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum CopyEndOnWire {
    Copied {
        format: String,
        replaced: u64,
        left_out: Vec<(String, String)>,
    },
    Refused {
        reason: String,
    },
}

impl CopyEndOnWire {
    pub(super) fn of(end: Result<Copied, String>) -> Self {
        match end {
            Ok(copied) => Self::Copied {
                format: copied.format,
                replaced: copied.replaced,
                left_out: copied
                    .left_out
                    .into_iter()
                    .map(|left| (left.member, left.reason))
                    .collect(),
            },
            Err(reason) => Self::Refused { reason },
        }
    }

    pub(super) fn believed(self) -> Seen {
        Seen::CopyEnd(match self {
            Self::Copied {
                format,
                replaced,
                left_out,
            } => Ok(Copied {
                format: short(format, 128),
                replaced,
                left_out: left_out
                    .into_iter()
                    .map(|(member, reason)| LeftOut {
                        member: short(member, MAX_NAME),
                        reason: sentence(reason),
                    })
                    .collect(),
            }),
            Self::Refused { reason } => Err(sentence(reason)),
        })
    }
}

/// How the reading of a file ended.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Done {
    Read {
        format: String,
        encoding: String,
        end: EndOnWire,
    },
    Unreadable {
        message: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum EndOnWire {
    Complete,
    Partial { message: String },
    Unsupported,
    Empty,
    Stopped,
}

impl Done {
    /// `None` when the input failed: the program knows that better.
    pub(super) fn of(read: Result<Reading, FormatError>) -> Self {
        match read {
            Ok(reading) => Self::Read {
                format: reading.format,
                encoding: reading.encoding,
                end: match reading.end {
                    ReadingEnd::Complete => EndOnWire::Complete,
                    ReadingEnd::Partial { message } => EndOnWire::Partial { message },
                    ReadingEnd::Unsupported => EndOnWire::Unsupported,
                    ReadingEnd::Empty => EndOnWire::Empty,
                    ReadingEnd::Stopped => EndOnWire::Stopped,
                },
            },
            Err(error) => Self::Unreadable {
                message: error.to_string(),
            },
        }
    }

    /// `examined` bytes went to the worker.
    pub(super) fn believed(self, examined: u64) -> Result<Reading, FormatError> {
        let (format, encoding, end) = match self {
            Self::Read {
                format,
                encoding,
                end,
            } => (format, encoding, end),
            Self::Unreadable { message } => {
                return Err(FormatError::Unreadable {
                    message: sentence(message),
                });
            }
        };
        let end = match end {
            EndOnWire::Complete => ReadingEnd::Complete,
            EndOnWire::Partial { message } => ReadingEnd::Partial {
                message: sentence(message),
            },
            EndOnWire::Unsupported => ReadingEnd::Unsupported,
            EndOnWire::Empty => ReadingEnd::Empty,
            EndOnWire::Stopped => ReadingEnd::Stopped,
        };
        Ok(Reading {
            format: short(format, 128),
            encoding: short(encoding, 64),
            examined: match end {
                ReadingEnd::Unsupported | ReadingEnd::Empty => 0,
                _ => examined,
            },
            end,
        })
    }
}

/// The texts of a place, which come from the file.
fn names(place: &mut Location) -> [Option<&mut String>; 5] {
    [
        place.column_name.as_mut(),
        place.json_path.as_mut(),
        place.sheet.as_mut(),
        place.part.as_mut(),
        place.member.as_mut(),
    ]
}

fn sentence(message: String) -> String {
    short(message, 2 * 1024)
}

/// At most `most` bytes, on one line.
pub(super) fn short(text: String, most: usize) -> String {
    let mut text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    cut(&mut text, most);
    text
}

fn cut(text: &mut String, most: usize) {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::detector::ReasonKind;

    fn found() -> Found {
        Found {
            detector: "email".to_owned(),
            category: Category::Personal,
            severity: Severity::Low,
            canonical: "ann@example.org".to_owned(),
            confidence: 0.75,
            reasons: vec![Reason {
                kind: ReasonKind::Pattern,
                detail: "has the form".to_owned(),
                weight: 0.75,
            }],
            sample: "a…".to_owned(),
            location: Location::default(),
            start: 3,
            end: 18,
        }
    }

    #[test]
    fn a_match_crosses_the_pipe_unchanged() {
        let json = serde_json::to_vec(&found()).unwrap();
        let back: Found = serde_json::from_slice(&json).unwrap();
        assert_eq!(back.believed(), found().believed());
        assert!(found().believed().is_some());
    }

    #[test]
    fn what_no_honest_worker_says_is_not_believed() {
        type Spoil = fn(&mut Found);
        let spoils: [Spoil; 8] = [
            |found| found.detector = "Email <b>".to_owned(),
            |found| found.detector.clear(),
            |found| found.confidence = 7.0,
            |found| found.confidence = f32::NAN,
            |found| found.canonical = "x".repeat(MAX_VALUE + 1),
            |found| found.reasons = vec![found.reasons[0].clone(); MAX_REASONS + 1],
            |found| found.location.member = Some("x".repeat(MAX_NAME + 1)),
            |found| found.end = 0,
        ];
        for (number, spoil) in spoils.iter().enumerate() {
            let mut spoilt = found();
            spoil(&mut spoilt);
            assert!(spoilt.believed().is_none(), "spoil {number}");
        }
    }

    #[test]
    fn messages_are_short_and_of_one_line() {
        assert_eq!(short("a\nb\u{1b}c".to_owned(), 10), "a b c");
        assert_eq!(short("ééé".to_owned(), 3), "é");
    }
}
