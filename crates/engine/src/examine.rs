//! One file's bytes in, located and fingerprinted matches out, whoever reads them: this process or a worker.
//! Knows no source and no store.

use crate::{
    look::{Look, Seen, Wanted},
    worker::{Errand, Workers},
};
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use tidegate_detectors::Scanner;
use tidegate_domain::{detector::LocatedMatch, finding::NewFinding, secret::Excerpt};
use tidegate_formats::{
    Budget, Copied, CopyError, FormatError, HEAD, Reading, ReadingEnd, Removal, Removals,
};
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
        self.fingerprint_of(&found.detector, &found.canonical)
    }

    pub(crate) fn fingerprint_of(&self, detector: &str, canonical: &Excerpt) -> String {
        self.key.fingerprint(detector, canonical)
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
        let head = head(input).map_err(FormatError::Input)?;
        if let Some(workers) = self.workers_for(name, &head) {
            let mut errand = self.errand(name, &head, input, wanted);
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

impl Examiner {
    /// Writes the copy of `input` without `removals` to `out`, here or in a worker.
    ///
    /// # Errors
    /// What is in `out` after an error is no copy.
    pub(crate) fn copy(
        &self,
        name: &str,
        input: &mut dyn Read,
        removals: &Arc<Vec<Removal>>,
        out: &mut dyn Write,
    ) -> Result<Copied, CopyError> {
        let head = head(input).map_err(CopyError::Input)?;
        let Some(workers) = self.workers_for(name, &head) else {
            let mut input = Cursor::new(head).chain(input);
            let removals = Removals::new(removals.to_vec());
            return tidegate_formats::copy(name, &mut input, &removals, &Budget::default(), out);
        };
        let wanted = Wanted::Copy(Arc::clone(removals));
        let mut errand = self.errand(name, &head, input, &wanted);
        let mut end = None;
        let mut failed = None;
        let read = workers.examine(&self.scanner, &mut errand, &mut |seen| match seen {
            Seen::CopyBytes(bytes) => match out.write_all(&bytes) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            },
            Seen::CopyEnd(told) => {
                end = Some(told);
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Continue(()),
        });
        if let Some(error) = failed {
            return Err(CopyError::Output(error));
        }
        match (read, end) {
            (Err(FormatError::Input(error)), _) => Err(CopyError::Input(error)),
            (Err(error), _) => Err(CopyError::Refused {
                reason: error.to_string(),
            }),
            (Ok(reading), Some(Ok(copied))) if reading.end == ReadingEnd::Complete => Ok(copied),
            (Ok(_), Some(Err(reason))) => Err(CopyError::Refused { reason }),
            (Ok(reading), _) => Err(CopyError::Refused {
                reason: match reading.end {
                    ReadingEnd::Partial { message } => message,
                    _ => "The copy was not written to its end.".to_owned(),
                },
            }),
        }
    }

    /// Reads a copy again and counts what is left of `removals` in it, plain or hidden.
    ///
    /// # Errors
    /// As [`Examiner::look`].
    pub(crate) fn leftovers(
        &self,
        name: &str,
        input: &mut dyn Read,
        removals: &Arc<Vec<Removal>>,
    ) -> Result<(Reading, u64), FormatError> {
        let head = head(input).map_err(FormatError::Input)?;
        let Some(workers) = self.workers_for(name, &head) else {
            let mut input = Cursor::new(head).chain(input);
            let removals = Removals::new(removals.to_vec());
            return tidegate_formats::leftovers(name, &mut input, &removals, &Budget::default());
        };
        let wanted = Wanted::Leftovers(Arc::clone(removals));
        let mut errand = self.errand(name, &head, input, &wanted);
        let mut left = None;
        let reading = workers.examine(&self.scanner, &mut errand, &mut |seen| {
            if let Seen::Leftovers(count) = seen {
                left = Some(count);
            }
            ControlFlow::Continue(())
        })?;
        // A worker that did not say is no proof.
        left.map(|left| (reading, left))
            .ok_or_else(|| FormatError::Stopped {
                message: "The copy could not be read again to its end.".to_owned(),
            })
    }

    fn workers_for(&self, name: &str, head: &[u8]) -> Option<&Workers> {
        self.workers
            .as_deref()
            .filter(|_| tidegate_formats::complex(name, head))
    }

    fn errand<'a>(
        &self,
        name: &'a str,
        head: &'a [u8],
        input: &'a mut dyn Read,
        wanted: &'a Wanted,
    ) -> Errand<'a> {
        Errand {
            name,
            whole: head.len() < HEAD,
            head,
            input,
            wanted,
            cancel: self.cancel.clone(),
        }
    }
}

/// The bytes on which a file's kind is decided.
fn head(input: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
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
