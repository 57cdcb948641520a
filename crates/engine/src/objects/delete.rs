//! Deleting a selection: counted first, never more than was confirmed, one answer for each object.

use super::{boundary::may_write, capabilities, selection};
use crate::Engine;
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    connector::Connector,
    context::RunContext,
    id::ConnectorId,
    key::ObjectKey,
    object::ObjectRef,
    problem::{ErrorClass, Problem},
    transfer::{DeleteReport, ItemFailure, Selection},
};

/// Objects of one request.
const BATCH: usize = 500;
/// Failures that are told one by one.
const FAILURES: usize = 1_000;

impl Engine {
    /// Deletes a selection of which the person was told that it is `expected` objects, telling `seen` as it
    /// goes on.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`], with nothing deleted, when there are more; and everything that is refused
    /// before a request: an import-only connector, a place outside its export base.
    pub async fn objects_delete(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        selection: &Selection,
        expected: u64,
        seen: &mut (dyn FnMut(&DeleteReport) + Send),
    ) -> Result<DeleteReport, Problem> {
        let connector = self.connector_show(id).await?;
        let can = capabilities(&connector)?;
        check_places(&connector, can.buckets, selection)?;
        if !can.delete {
            return Err(SourceError::unsupported("delete objects").into_problem());
        }
        let source = self.source(&connector).await?;
        let (keys, lost) = listed(ctx, source.as_ref(), &connector, can.buckets, selection).await?;
        let mut report = DeleteReport {
            asked: (keys.len() + lost.len()) as u64,
            ..DeleteReport::default()
        };
        if report.asked > expected {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!(
                    "There are {} objects by now, and {expected} were confirmed. Nothing was deleted.",
                    report.asked
                ),
                "Count again and confirm the new number.",
            ));
        }
        for (object, error) in lost {
            tally(&mut report, object, Err(error));
        }
        report.versioned = source.keeps_versions(ctx, &selection.bucket).await == Some(true);
        for batch in keys.chunks(BATCH) {
            if ctx.cancelled() {
                report.not_tried += batch.len() as u64;
                continue;
            }
            let answers = source.delete(ctx, &selection.bucket, batch).await;
            let mut gone = Vec::new();
            for (key, answer) in batch.iter().zip(answers) {
                if answer
                    .as_ref()
                    .map_or_else(|error| error.class == ErrorClass::NotFound, |()| true)
                {
                    gone.push(key.clone());
                }
                let object = ObjectRef {
                    bucket: selection.bucket.clone(),
                    key: key.clone(),
                };
                tally(&mut report, object, answer);
            }
            self.forget_deleted(id, &selection.bucket, gone).await?;
            seen(&report);
        }
        if !can.buckets && report.failed == 0 && report.not_tried == 0 {
            remove_folders(ctx, source.as_ref(), selection).await;
        }
        self.changed(&["browse", "documents", "findings", "overview", "connectors"]);
        Ok(report)
    }

    async fn forget_deleted(
        &self,
        id: &ConnectorId,
        bucket: &str,
        keys: Vec<ObjectKey>,
    ) -> Result<(), Problem> {
        if keys.is_empty() {
            return Ok(());
        }
        let (id, bucket, now) = (id.clone(), bucket.to_owned(), self.inner.clock.now());
        self.db(move |store| store.documents().mark_deleted(&id, &bucket, &keys, now))
            .await
    }
}

/// Before any request: everything named must lie where this connector may delete.
fn check_places(connector: &Connector, buckets: bool, selection: &Selection) -> Result<(), Problem> {
    for key in selection.objects.iter().chain(&selection.prefixes) {
        let object = ObjectRef {
            bucket: selection.bucket.clone(),
            key: key.clone(),
        };
        may_write(connector, buckets, &object)?;
    }
    Ok(())
}

type Lost = Vec<(ObjectRef, SourceError)>;

/// Every key of the selection, and chosen objects that could not be looked at. A part that could not be
/// listed ends it: nobody has been told how much that is.
async fn listed(
    ctx: &RunContext,
    source: &dyn Source,
    connector: &Connector,
    buckets: bool,
    selection: &Selection,
) -> Result<(Vec<ObjectKey>, Lost), Problem> {
    let (mut keys, mut lost) = (Vec::new(), Vec::new());
    selection::each(ctx, source, selection, &mut |found| {
        for meta in found.objects {
            match may_write(connector, buckets, &meta.object) {
                Ok(()) => keys.push(meta.object.key),
                Err(refused) => {
                    let refused = SourceError::new(refused.class, refused.message, refused.remedy);
                    lost.push((meta.object, refused));
                }
            }
        }
        for problem in found.problems {
            match problem.object {
                Some(object) if selection.objects.contains(&object.key) => match problem.error.class {
                    // Looking may be forbidden where deleting is not.
                    ErrorClass::PermissionDenied => keys.push(object.key),
                    _ => lost.push((object, problem.error)),
                },
                _ => return Err(problem.error.into_problem()),
            }
        }
        Ok(())
    })
    .await?;
    Ok((keys, lost))
}

fn tally(report: &mut DeleteReport, object: ObjectRef, answer: Result<(), SourceError>) {
    match answer {
        Ok(()) => report.deleted += 1,
        Err(error) if error.class == ErrorClass::NotFound => report.already_gone += 1,
        Err(error) => {
            report.failed += 1;
            if report.failures.len() < FAILURES {
                report.failures.push(ItemFailure {
                    object,
                    problem: error.into_problem(),
                });
            }
        }
    }
}

/// On a disk, folders stay when their files go; here they were chosen as well.
async fn remove_folders(ctx: &RunContext, source: &dyn Source, selection: &Selection) {
    let folders: Vec<_> = selection
        .prefixes
        .iter()
        .filter(|prefix| prefix.as_bytes().ends_with(b"/"))
        .cloned()
        .collect();
    for answer in source.delete(ctx, &selection.bucket, &folders).await {
        if let Err(error) = answer {
            tracing::debug!(%error, "an emptied folder stays");
        }
    }
}
