//! One file's bytes in, located and fingerprinted matches out, whoever reads them: this process or a worker.
//! Knows no source and no store.

use crate::{
    look::{Look, Seen, Wanted},
    worker::{Errand, Workers},
};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use tidegate_detectors::Scanner;
use tidegate_domain::{detector::LocatedMatch, finding::NewFinding};
use tidegate_formats::{Budget, FormatError, HEAD, Reading};
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
    workers: Option<Arc<Workers>>,
    cancel: CancellationToken,
}

impl Examiner {
    pub fn new(scanner: Arc<Scanner>, key: FingerprintKey) -> Self {
        Self {
            scanner,
            key: Arc::new(key),
            workers: None,
            cancel: CancellationToken::new(),
        }
    }

    /// Has files of complex formats read by `workers`. Without any, such files are not read at all.
    pub fn with_workers(self, workers: Option<Arc<Workers>>) -> Self {
        Self { workers, ..self }
    }

    /// Stops at the next window once `cancel` is cancelled.
    pub fn cancelled_by(&self, cancel: CancellationToken) -> Self {
        Self {
            cancel,
            ..self.clone()
        }
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
        self.look(name, input, &Wanted::Matches, &mut |seen| {
            if let Seen::Match(located) = seen {
                let fingerprint = self.fingerprint(&located.found);
                on_match(*located, fingerprint);
            }
            ControlFlow::Continue(())
        })
    }

    /// Reads `input` as the file `name`, here or in a worker, and hands out what is wanted of it. Everything that
    /// examines files comes through here.
    pub(crate) fn look(
        &self,
        name: &str,
        input: &mut dyn Read,
        wanted: &Wanted,
        seen: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Result<Reading, FormatError> {
        let mut head = Vec::with_capacity(HEAD);
        input
            .take(HEAD as u64)
            .read_to_end(&mut head)
            .map_err(FormatError::Input)?;
        if let Some(workers) = &self.workers
            && tidegate_formats::complex(name, &head)
        {
            let mut errand = Errand {
                name,
                whole: head.len() < HEAD,
                head: &head,
                input,
                wanted,
                cancel: self.cancel.clone(),
            };
            return workers.examine(&self.scanner, &mut errand, seen);
        }
        let mut look = Look::new(&self.scanner, wanted);
        let mut input = Cursor::new(head).chain(input);
        let read = tidegate_formats::read(name, &mut input, &Budget::default(), &mut |window| {
            if self.cancel.is_cancelled() {
                return ControlFlow::Break(());
            }
            look.at(window, seen)
        });
        read.map(|reading| look.told(reading))
    }
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
