//! Showing content because a person asked for it: a value with its surroundings, the beginning of a file.
//!
//! Both re-read the object. Nothing of what they read is stored or logged.

use crate::{Engine, Examiner, feed::Feed, feed::source_error, off_thread, policies};
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    context::RunContext,
    finding::{Finding, Mark, Preview, Revealed},
    id::{ConnectorId, FindingId},
    object::{ObjectRef, Version},
    policy::{DetectorChoice, PolicyDraft},
    problem::{ErrorClass, Problem},
    text::Window,
};
use tidegate_formats::{Budget, FormatError, ReadingEnd};

/// Bytes of an object that a preview reads.
const PREVIEW_BYTES: u64 = 256 * 1024;
/// Characters shown before and after a revealed value.
const AROUND: usize = 120;

impl Engine {
    /// The value of one finding and what stands around it, read again from the object.
    pub async fn finding_reveal(&self, ctx: &RunContext, id: &FindingId) -> Result<Revealed, Problem> {
        let finding = self.finding_show(id).await?;
        let connector = self.connector_show(&finding.connector_id).await?;
        let (document, _) = self.document_show(&finding.document_id).await?;
        let source = self.source(&connector).await?;
        let object = ObjectRef {
            bucket: finding.bucket.clone(),
            key: finding.key.clone(),
        };
        // The detector that found it looks, whatever the policy says by now.
        let alone = PolicyDraft {
            detectors: DetectorChoice::Some {
                categories: Vec::new(),
                ids: vec![finding.detector.clone()],
                except: Vec::new(),
            },
            ..self.policy_of(&connector).await?.draft
        };
        let examiner = self.examiner(&alone, 0.0).await?.cancelled_by(ctx.cancel.clone());
        let (opened, moved) = match source.open(ctx, &object, Some(&document.version), None).await {
            Err(error) if error.class == ErrorClass::Changed => {
                (source.open(ctx, &object, None, None).await, true)
            }
            opened => (opened, false),
        };
        let opened = opened.map_err(SourceError::into_problem)?;
        let mut feed = Feed::pump(opened.stream, Arc::new(AtomicU64::new(0)));
        let revealed = off_thread(move || {
            let mut found = None;
            let read = tidegate_formats::read(
                &finding.key.to_text(),
                &mut feed,
                &Budget::default(),
                &mut |window| {
                    if examiner.is_cancelled() {
                        return ControlFlow::Break(());
                    }
                    found = find(&examiner, window, &finding);
                    if found.is_some() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                },
            );
            match (found, read) {
                (Some(revealed), _) => Ok(Some(revealed)),
                (None, Err(error)) => Err(unreadable(error)),
                (None, Ok(_)) => Ok(None),
            }
        })
        .await?;
        match revealed {
            Some(revealed) => Ok(Revealed { moved, ..revealed }),
            None if ctx.cancelled() => Err(cancelled()),
            None => Err(Problem::new(
                ErrorClass::Changed,
                "The value is not in the object any more: it has changed since it was scanned.",
                "Sync the connector to examine the new version.",
            )),
        }
    }

    /// The beginning of an object as text, with what the detectors see marked. Values are masked unless
    /// `reveal` is set.
    pub async fn preview(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        object: &ObjectRef,
        reveal: bool,
    ) -> Result<Preview, Problem> {
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        let policy = self.policy_of(&connector).await?;
        let examiner = self.examiner(&policy.draft, policy.draft.min_confidence).await?;
        let (head, version, size) = self.head(ctx, source.as_ref(), object).await?;
        let object = object.clone();
        off_thread(move || {
            let mut drawn = Drawn::default();
            let read = tidegate_formats::read(
                &object.key.to_text(),
                &mut head.as_slice(),
                &Budget::default(),
                &mut |window| {
                    drawn.add(&examiner, window, reveal);
                    ControlFlow::Continue(())
                },
            )
            .map_err(unreadable)?;
            let format = match read.end {
                ReadingEnd::Unsupported => {
                    return Err(Problem::new(
                        ErrorClass::Unreadable,
                        "This kind of file cannot be shown as text.",
                        "Open it with the program that made it.",
                    ));
                }
                ReadingEnd::Empty => "Empty".to_owned(),
                _ => format!("{}, {}", read.format.to_uppercase(), read.encoding),
            };
            Ok(Preview {
                bucket: object.bucket,
                key: object.key,
                version,
                text: drawn.text,
                marks: drawn.marks,
                truncated: size > head.len() as u64,
                format,
                revealed: reveal,
            })
        })
        .await
    }

    async fn head(
        &self,
        ctx: &RunContext,
        source: &dyn Source,
        object: &ObjectRef,
    ) -> Result<(Vec<u8>, Version, u64), Problem> {
        use futures::StreamExt;
        let meta = source
            .stat(ctx, object)
            .await
            .map_err(SourceError::into_problem)?;
        if let Some(reason) = meta.unreadable {
            return Err(Problem::new(
                ErrorClass::Unreadable,
                format!("It cannot be read: {}.", reason.as_str().replace('_', " ")),
                "",
            ));
        }
        let end = meta.size.min(PREVIEW_BYTES);
        if end == 0 {
            return Ok((Vec::new(), meta.version, 0));
        }
        let opened = source
            .open(ctx, object, Some(&meta.version), Some(0..end))
            .await
            .map_err(SourceError::into_problem)?;
        let mut bytes = Vec::new();
        let mut stream = opened.stream;
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.map_err(SourceError::into_problem)?);
        }
        Ok((bytes, meta.version, meta.size))
    }

    /// An examiner for a policy's detectors, under the stored key.
    pub(crate) async fn examiner(
        &self,
        policy: &PolicyDraft,
        min_confidence: f32,
    ) -> Result<Examiner, Problem> {
        let vault = self.vault();
        let key = off_thread(move || vault.fingerprint_key().map_err(Problem::from)).await?;
        Ok(Examiner::new(
            policies::scanner_from(policy, min_confidence)?,
            key,
        ))
    }
}

fn cancelled() -> Problem {
    Problem::new(ErrorClass::Cancelled, "Cancelled.", "")
}

fn unreadable(error: FormatError) -> Problem {
    match error {
        FormatError::Input(error) => match source_error(error) {
            Ok(error) => error.into_problem(),
            Err(error) => Problem::new(
                ErrorClass::Unreadable,
                format!("It could not be read: {error}."),
                "",
            ),
        },
        error => Problem::new(ErrorClass::Unreadable, error.to_string(), ""),
    }
}

/// The finding's value in this window, if it is here.
fn find(examiner: &Examiner, window: &Window<'_>, finding: &Finding) -> Option<Revealed> {
    let mut matches = Vec::new();
    examiner.scanner().scan(window, &mut matches);
    for found in matches {
        if found.detector != finding.detector || examiner.fingerprint(&found) != finding.fingerprint {
            continue;
        }
        let location = window.structure.locate(found.span.clone());
        if location.logical_place() != finding.location.logical_place() {
            continue;
        }
        let Range { start, end } = found.span;
        let (before, rest) = window.text.split_at_checked(start)?;
        let (value, after) = rest.split_at_checked(end - start)?;
        return Some(Revealed {
            value: value.to_owned(),
            before: before
                .chars()
                .rev()
                .take(AROUND)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect(),
            after: after.chars().take(AROUND).collect(),
            location,
            moved: false,
        });
    }
    None
}

/// A preview as it grows: text with values masked, marks in UTF-16 units.
#[derive(Default)]
struct Drawn {
    text: String,
    marks: Vec<Mark>,
    units: u32,
}

impl Drawn {
    fn add(&mut self, examiner: &Examiner, window: &Window<'_>, reveal: bool) {
        let mut matches = Vec::new();
        examiner.scanner().scan(window, &mut matches);
        matches.sort_by_key(|found| found.span.start);
        let mut at = window.owned.start;
        for found in matches {
            // A value that ends in the overlap is shown by this window and skipped by the next.
            if found.span.start < at {
                continue;
            }
            self.push(window.text.get(at..found.span.start).unwrap_or_default());
            let value = window.text.get(found.span.clone()).unwrap_or_default();
            let start = self.units;
            if reveal {
                self.push(value);
            } else {
                self.push(&tidegate_detectors::mask(value));
            }
            self.marks.push(Mark {
                start,
                end: self.units,
                detector: found.detector.to_string(),
                severity: found.severity,
                confidence: found.confidence,
            });
            at = found.span.end;
        }
        self.push(window.text.get(at..window.owned.end.max(at)).unwrap_or_default());
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.units += u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    }
}
