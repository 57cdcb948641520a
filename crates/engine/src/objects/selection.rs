//! What a selection comes to: chosen objects are looked up, chosen prefixes listed to their end.

use crate::Engine;
use futures::StreamExt;
use tidegate_connectors::{Connector as Source, ListProblem};
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    id::ConnectorId,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    problem::{ErrorClass, Problem},
    transfer::{Selection, SelectionCount},
};

/// Objects looked up at the same time.
const AT_ONCE: usize = 8;
/// Objects looked up before they are told as one page.
const PAGE: usize = 200;
/// Keys shown as examples.
const EXAMPLES: usize = 10;

/// Some of the selected objects, and what of it could not be seen.
pub(crate) struct Found {
    pub objects: Vec<ObjectMeta>,
    pub problems: Vec<ListProblem>,
}

impl Engine {
    /// Counts a selection, telling `seen` as the counts grow.
    ///
    /// # Errors
    /// When the source cannot be reached at all.
    pub async fn selection_count(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        selection: &Selection,
        seen: &mut (dyn FnMut(&SelectionCount) + Send),
    ) -> Result<SelectionCount, Problem> {
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        let mut count = SelectionCount::default();
        let walked = each(ctx, source.as_ref(), selection, &mut |found| {
            add(&mut count, found);
            seen(&count);
            Ok(())
        })
        .await;
        match walked {
            Ok(()) => count.complete = count.problem.is_none(),
            Err(problem) if count.objects == 0 => return Err(problem),
            Err(problem) => count.problem = Some(problem),
        }
        seen(&count);
        Ok(count)
    }
}

fn add(count: &mut SelectionCount, found: Found) {
    for meta in found.objects {
        count.objects += 1;
        count.bytes += meta.size;
        if count.examples.len() < EXAMPLES {
            count.examples.push(meta.object.key);
        }
    }
    if let Some(problem) = found.problems.into_iter().next() {
        count.problem.get_or_insert(problem.error.into_problem());
    }
}

/// Hands every selected object to `page`, each once.
pub(crate) async fn each(
    ctx: &RunContext,
    source: &dyn Source,
    selection: &Selection,
    page: &mut (dyn FnMut(Found) -> Result<(), Problem> + Send),
) -> Result<(), Problem> {
    let covered = |key: &&ObjectKey| selection.prefixes.iter().any(|prefix| key.starts_with(prefix));
    let mut single: Vec<_> = selection.objects.iter().filter(|key| !covered(key)).collect();
    single.sort_unstable();
    single.dedup();
    for keys in single.chunks(PAGE) {
        let lookups: Vec<_> = keys
            .iter()
            .map(|key| ObjectRef {
                bucket: selection.bucket.clone(),
                key: (*key).clone(),
            })
            .map(|object| async move { (source.stat(ctx, &object).await, object) })
            .collect();
        let answers: Vec<_> = futures::stream::iter(lookups).buffered(AT_ONCE).collect().await;
        going_on(ctx)?;
        let mut found = Found {
            objects: Vec::new(),
            problems: Vec::new(),
        };
        for (answer, object) in answers {
            match answer {
                Ok(meta) => found.objects.push(meta),
                Err(error) if error.class == ErrorClass::AuthExpired => return Err(error.into_problem()),
                Err(error) => found.problems.push(ListProblem {
                    object: Some(object),
                    error,
                }),
            }
        }
        page(found)?;
    }
    if selection.prefixes.is_empty() {
        return Ok(());
    }
    let scope = Scope {
        buckets: if selection.bucket.is_empty() {
            Vec::new()
        } else {
            vec![selection.bucket.clone()]
        },
        prefixes: selection.prefixes.clone(),
        ..Scope::default()
    };
    let mut cursor = None;
    loop {
        let listed = source
            .list(ctx, &scope, cursor.as_ref())
            .await
            .map_err(tidegate_connectors::SourceError::into_problem)?;
        going_on(ctx)?;
        page(Found {
            objects: listed.objects,
            problems: listed.problems,
        })?;
        match listed.next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

fn going_on(ctx: &RunContext) -> Result<(), Problem> {
    if ctx.cancelled() {
        return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
    }
    Ok(())
}
