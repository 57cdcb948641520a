//! One file's bytes in, located and fingerprinted matches out. Knows no source and no store.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;
use tidegate_detectors::{FileState, Scanner, mask};
use tidegate_domain::{detector::LocatedMatch, finding::NewFinding};
use tidegate_formats::{Budget, FormatError, Reading, ReadingEnd};
use tidegate_vault::FingerprintKey;
use tokio_util::sync::CancellationToken;

/// The name that the built-in sample connector gets.
pub const SAMPLE_NAME: &str = "Sample files";

/// Distinct values recorded for one document; a file with more is reported as partial, never cut silently.
pub(crate) const MAX_DISTINCT: usize = 100_000;

/// Scans files with one scanner and one fingerprint key.
#[derive(Debug, Clone)]
pub struct Examiner {
    scanner: Arc<Scanner>,
    key: Arc<FingerprintKey>,
    cancel: CancellationToken,
}

impl Examiner {
    pub fn new(scanner: Arc<Scanner>, key: FingerprintKey) -> Self {
        Self {
            scanner,
            key: Arc::new(key),
            cancel: CancellationToken::new(),
        }
    }

    /// Stops at the next window once `cancel` is cancelled.
    pub fn cancelled_by(&self, cancel: CancellationToken) -> Self {
        Self {
            cancel,
            ..self.clone()
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    pub(crate) fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    pub(crate) fn fingerprint(&self, found: &tidegate_domain::detector::Match) -> String {
        self.key.fingerprint(&found.detector, &found.canonical)
    }

    /// Reads `input` as the file `name` and hands out each match with its fingerprint, in file order
    /// within a window.
    pub fn examine(
        &self,
        name: &str,
        input: &mut dyn Read,
        on_match: &mut dyn FnMut(LocatedMatch, String),
    ) -> Result<Reading, FormatError> {
        let mut matches = Vec::new();
        let mut state = FileState::default();
        let read = tidegate_formats::read(name, input, &Budget::default(), &mut |window| {
            if self.cancel.is_cancelled() {
                return ControlFlow::Break(());
            }
            matches.clear();
            self.scanner.scan_next(window, &mut state, &mut matches);
            for found in matches.drain(..) {
                let location = window.structure.locate(found.span.clone());
                let sample = window.text.get(found.span.clone()).map(mask).unwrap_or_default();
                let fingerprint = self.fingerprint(&found);
                on_match(
                    LocatedMatch {
                        found,
                        sample,
                        location,
                    },
                    fingerprint,
                );
            }
            ControlFlow::Continue(())
        });
        read.map(|reading| told(reading, &state))
    }
}

/// A file over which a detector was given up is not fully examined.
fn told(mut reading: Reading, state: &FileState) -> Reading {
    if let Some(given_up) = state.given_up() {
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

/// Joins the occurrences of a value in one place of one document into one finding each.
#[derive(Debug, Default)]
pub struct Aggregate {
    findings: HashMap<(String, String, String), NewFinding>,
    /// Distinct values beyond the limit, which were seen and not recorded.
    pub beyond_limit: u64,
}

/// An empty collection of findings, for one document.
pub fn aggregate() -> Aggregate {
    Aggregate::default()
}

impl Aggregate {
    pub fn add(&mut self, located: LocatedMatch, fingerprint: String) {
        let LocatedMatch {
            found,
            sample,
            location,
        } = located;
        let identity = (
            found.detector.to_string(),
            fingerprint.clone(),
            location.logical_place(),
        );
        if let Some(known) = self.findings.get_mut(&identity) {
            known.occurrences += 1;
            if found.confidence > known.confidence {
                known.confidence = found.confidence;
                known.reasons = found.reasons;
                known.severity = found.severity;
            }
            return;
        }
        if self.findings.len() >= MAX_DISTINCT {
            self.beyond_limit += 1;
            return;
        }
        self.findings.insert(
            identity,
            NewFinding {
                detector: found.detector.into_owned(),
                category: found.category,
                severity: found.severity,
                confidence: found.confidence,
                reasons: found.reasons,
                location,
                sample,
                fingerprint,
                occurrences: 1,
            },
        );
    }

    /// The findings in file order.
    pub fn into_findings(self) -> Vec<NewFinding> {
        let mut findings: Vec<_> = self.findings.into_values().collect();
        findings
            .sort_by(|a, b| (a.location.byte_start, &a.detector).cmp(&(b.location.byte_start, &b.detector)));
        findings
    }
}
