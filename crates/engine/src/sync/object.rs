//! One object of a run: opened, read, scanned, and told as exactly one outcome.

use crate::{
    examine::{Aggregate, Examiner, MAX_DISTINCT},
    feed::{Feed, source_error},
    off_thread,
    sync::Active,
};
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    document::Outcome,
    object::{SkipReason, Version},
    problem::{ErrorClass, Problem},
    run::Run,
};
use tidegate_formats::{FormatError, Reading, ReadingEnd};
use tidegate_store::{Completion, WorkItem};

/// Times an object is read again when it changes under the reader or arrives broken.
const READ_AGAIN: u32 = 3;

/// What became of an object.
pub(crate) enum Ended {
    Done(Box<Completion>),
    /// The source, not the object, is in trouble; the object may be tried again.
    SourceTrouble(SourceError),
    /// The run is being cancelled; the object stays pending.
    Cancelled,
    /// Our own side failed: the run cannot go on.
    Broken(Problem),
}

/// One object and all that it takes to examine it.
pub(crate) struct Attempt<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) examiner: &'a Examiner,
    pub(crate) active: &'a Active,
    pub(crate) run: &'a Run,
    pub(crate) item: &'a WorkItem,
    /// Trouble of the source becomes the object's own failure.
    pub(crate) last_try: bool,
}

/// What one reading came to.
enum Once {
    Read {
        reading: Reading,
        findings: Box<Aggregate>,
        bytes_read: u64,
        version: Version,
        size: u64,
    },
    /// The bytes came, and no reader understood them.
    Unreadable {
        message: String,
        bytes_read: u64,
        /// The version whose reader was lost over it.
        stopped: Option<Version>,
    },
    Source(SourceError),
    Broken(Problem),
}

impl Attempt<'_> {
    pub(crate) async fn examine(&self) -> Ended {
        let ctx = self.active.context();
        let mut version = self.item.meta.version.clone();
        let mut again = READ_AGAIN;
        loop {
            let once = self.read_once(&version).await;
            if ctx.cancelled() {
                return Ended::Cancelled;
            }
            let mut error = match once {
                Once::Source(error) => error,
                Once::Broken(problem) => return Ended::Broken(problem),
                read => return self.done(read),
            };
            if again > 0 && matches!(error.class, ErrorClass::Changed | ErrorClass::Protocol) {
                again -= 1;
                match self.source.stat(ctx, &self.item.meta.object).await {
                    Ok(meta) => {
                        version = meta.version;
                        continue;
                    }
                    Err(gone) => error = gone,
                }
            }
            return self.failed(error);
        }
    }

    async fn read_once(&self, version: &Version) -> Once {
        let ctx = self.active.context();
        let opened = match self
            .source
            .open(ctx, &self.item.meta.object, Some(version), None)
            .await
        {
            Ok(opened) => opened,
            Err(error) => return Once::Source(error),
        };
        // A wrong length under the right version is a lie of the source that nobody else would notice.
        if opened.version == self.item.meta.version && opened.size != self.item.meta.size {
            return Once::Source(SourceError::new(
                ErrorClass::Protocol,
                format!(
                    "It was listed with {} bytes and answered with {}.",
                    self.item.meta.size, opened.size
                ),
                "Check the service at this endpoint; the object was not examined.",
            ));
        }
        let (size, version) = (opened.size, opened.version);
        let mut feed = Feed::start(opened.stream, size, self.active.meter.clone()).await;
        let examiner = self.examiner.cancelled_by(ctx.cancel.clone());
        let name = self.item.meta.object.key.to_text();
        let work = off_thread(move || {
            let mut findings = Aggregate::default();
            let read = examiner.examine(&name, &mut feed, &mut |found, fingerprint| {
                findings.add(found, fingerprint)
            });
            // Only a body read to its end is known to be whole and unchanged.
            let skipped = read
                .as_ref()
                .map_or(true, |reading| matches!(reading.end, ReadingEnd::Unsupported));
            let tail = if skipped { Ok(()) } else { feed.drain() };
            Ok((read, tail, findings, feed.bytes_read()))
        });
        match work.await {
            Err(problem) => Once::Broken(problem),
            Ok((Ok(_), Err(error), ..)) => Once::Source(error),
            Ok((Ok(reading), Ok(()), findings, bytes_read)) => Once::Read {
                reading,
                findings: Box::new(findings),
                bytes_read,
                version,
                size,
            },
            Ok((Err(FormatError::Input(error)), _, _, bytes_read)) => match source_error(error) {
                Ok(error) => Once::Source(error),
                Err(error) => Once::Unreadable {
                    message: format!("It could not be read: {error}."),
                    bytes_read,
                    stopped: None,
                },
            },
            Ok((Err(error), _, _, bytes_read)) => Once::Unreadable {
                message: error.to_string(),
                bytes_read,
                stopped: matches!(error, FormatError::Stopped { .. }).then_some(version),
            },
        }
    }

    fn completion(&self, outcome: Outcome) -> Completion {
        Completion {
            run: self.run.id.clone(),
            document: self.item.document.clone(),
            outcome,
            version: None,
            size: None,
            format: String::new(),
            examined: 0,
            bytes_read: 0,
            findings: Vec::new(),
            policy_fingerprint: self.run.policy_fingerprint.clone(),
            stopped: None,
            now: self.active.context().clock.now(),
        }
    }

    fn done(&self, read: Once) -> Ended {
        let completion = match read {
            Once::Read {
                reading,
                findings,
                bytes_read,
                version,
                size,
            } => {
                let beyond = findings.beyond_limit;
                let outcome = match reading.end {
                    ReadingEnd::Complete if beyond > 0 => Outcome::Partial {
                        message: format!(
                            "It holds more than {MAX_DISTINCT} distinct sensitive values; {beyond} further places were seen and not recorded."
                        ),
                    },
                    ReadingEnd::Complete => Outcome::Scanned,
                    ReadingEnd::Partial { message } => Outcome::Partial { message },
                    ReadingEnd::Unsupported => Outcome::Skipped(SkipReason::UnsupportedFormat),
                    ReadingEnd::Empty => Outcome::Skipped(SkipReason::Empty),
                    ReadingEnd::Stopped => return Ended::Cancelled,
                };
                Completion {
                    version: Some(version),
                    size: Some(size),
                    format: reading.format,
                    examined: reading.examined,
                    bytes_read,
                    findings: findings.into_findings(),
                    ..self.completion(outcome)
                }
            }
            Once::Unreadable {
                message,
                bytes_read,
                stopped,
            } => Completion {
                bytes_read,
                stopped,
                ..self.completion(Outcome::Failed {
                    class: ErrorClass::Unreadable,
                    message,
                })
            },
            Once::Source(error) => return self.failed(error),
            Once::Broken(problem) => return Ended::Broken(problem),
        };
        Ended::Done(Box::new(completion))
    }

    fn failed(&self, error: SourceError) -> Ended {
        let passing = matches!(error.class, ErrorClass::Transient | ErrorClass::RateLimited);
        if error.class == ErrorClass::AuthExpired || (passing && !self.last_try) {
            return Ended::SourceTrouble(error);
        }
        let outcome = match (error.skip, error.class) {
            (Some(reason), _) => Outcome::Skipped(reason),
            (None, ErrorClass::NotFound) => Outcome::Gone,
            (None, class) => Outcome::Failed {
                class,
                message: error.into_problem().to_string(),
            },
        };
        Ended::Done(Box::new(self.completion(outcome)))
    }
}
