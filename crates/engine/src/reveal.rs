//! Showing content because a person asked for it: a value with its surroundings, the beginning of a file.
//!
//! Both re-read the object. Nothing of what they read is stored or logged.

use crate::{
    Engine, Examiner,
    feed::{Feed, source_error},
    look::{self, Marked, Seen, Wanted},
    off_thread, policies,
};
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    context::RunContext,
    finding::{Mark, Preview, PreviewPart, Revealed},
    id::{ConnectorId, FindingId},
    object::{ObjectRef, Version},
    policy::{DetectorChoice, PolicyDraft},
    problem::{ErrorClass, Problem},
    secret::Excerpt,
};
use tidegate_formats::{FormatError, Reading, ReadingEnd};
use tidegate_store::AllowSubject;

/// Bytes of an object that a preview reads, and bytes of text that it shows. Of a document in a complex format as
/// much is read as that takes.
const PREVIEW_BYTES: u64 = 256 * 1024;

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
            let wanted = Wanted::Surroundings {
                detector: finding.detector.clone(),
                place: finding.location.logical_place(),
            };
            let read = examiner.look(
                &finding.key.to_text(),
                &mut feed,
                &wanted,
                &mut |seen| match seen {
                    Seen::Surrounded(located, around)
                        if examiner.fingerprint(&located.found) == finding.fingerprint =>
                    {
                        found = Some(Revealed {
                            value: around.value,
                            before: around.before,
                            after: around.after,
                            location: located.location,
                            moved: false,
                        });
                        ControlFlow::Break(())
                    }
                    _ => ControlFlow::Continue(()),
                },
            );
            match (found, read) {
                (Some(revealed), _) => Ok(Some(revealed)),
                (None, Err(error)) => Err(unreadable(error)),
                (
                    None,
                    Ok(Reading {
                        end: ReadingEnd::Partial { message },
                        ..
                    }),
                ) => Err(Problem::new(ErrorClass::Unreadable, message, "")),
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
        let examiner = examiner.cancelled_by(ctx.cancel.clone());
        let (head, version, size) = self.head(ctx, source.as_ref(), object).await?;
        let name = object.key.to_text();
        // The text of a complex document is anywhere in it: its end says where.
        let whole = size > head.len() as u64 && tidegate_formats::complex(&name, &head);
        let mut input: Box<dyn Read + Send> = if whole {
            let opened = source
                .open(ctx, object, Some(&version), None)
                .await
                .map_err(SourceError::into_problem)?;
            Box::new(Feed::pump(opened.stream, Arc::new(AtomicU64::new(0))))
        } else {
            Box::new(std::io::Cursor::new(head))
        };
        let cancel = ctx.cancel.clone();
        let object = object.clone();
        let store = self.inner.store.clone();
        let connector_id = connector.id.clone();
        off_thread(move || {
            let mut drawn = Drawn::default();
            let wanted = Wanted::Text {
                limit: PREVIEW_BYTES as usize,
                reveal,
            };
            let read = examiner
                .look(&name, &mut input, &wanted, &mut |seen| {
                    if let Seen::Text(text) = seen {
                        drawn.add(text, &|detector, value| examiner.fingerprint_of(detector, value));
                    }
                    ControlFlow::Continue(())
                })
                .map_err(unreadable)?;
            if cancel.is_cancelled() {
                return Err(cancelled());
            }
            let partial = matches!(read.end, ReadingEnd::Partial { .. } | ReadingEnd::Stopped);
            let format = match read.end {
                ReadingEnd::Unsupported => {
                    return Err(Problem::new(
                        ErrorClass::Unreadable,
                        "This kind of file cannot be shown as text.",
                        "Open it with the program that made it.",
                    ));
                }
                ReadingEnd::Empty => "Empty".to_owned(),
                _ if read.encoding.is_empty() => read.format.to_uppercase(),
                _ => format!("{}, {}", read.format.to_uppercase(), read.encoding),
            };
            let met = store
                .allow_rules()
                .met_by(&connector_id, &object, &drawn.values)?;
            for (mark, rule) in drawn.marks.iter_mut().zip(met) {
                mark.hidden_by = rule;
            }
            Ok(Preview {
                bucket: object.bucket,
                key: object.key,
                version,
                text: drawn.text,
                marks: drawn.marks,
                parts: drawn.parts,
                truncated: drawn.cut || partial || !whole && size > PREVIEW_BYTES,
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
        let scanner = policies::scanner_from(policy, min_confidence)?;
        Ok(Examiner::new(scanner, key).with_workers(self.inner.workers.clone()))
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

/// A preview as it grows.
#[derive(Default)]
struct Drawn {
    text: String,
    marks: Vec<Mark>,
    /// The marked values, as allow rules look at them.
    values: Vec<AllowSubject>,
    parts: Vec<PreviewPart>,
    units: u32,
    cut: bool,
}

impl Drawn {
    fn add(&mut self, text: look::Text, fingerprint: &dyn Fn(&str, &Excerpt) -> String) {
        let from = self.units;
        self.text.push_str(&text.text);
        self.units = self.units.saturating_add(look::units(&text.text));
        for Marked {
            mark,
            canonical,
            label,
        } in text.marks
        {
            self.values.push(AllowSubject {
                fingerprint: fingerprint(&mark.detector, &canonical),
                detector: mark.detector.clone(),
                label,
            });
            self.marks.push(Mark {
                start: mark.start.saturating_add(from),
                end: mark.end.saturating_add(from),
                ..mark
            });
        }
        self.parts.extend(text.parts.into_iter().map(|part| PreviewPart {
            start: part.start.saturating_add(from),
            ..part
        }));
        self.cut |= text.cut;
    }
}
