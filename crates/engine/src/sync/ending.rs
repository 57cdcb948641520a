//! What a run's end means: for its own state and log, for its connector, for objects that are gone.

use super::{Active, run::End, status_after};
use crate::{Engine, EngineEvent, locked};
use std::sync::Arc;
use tidegate_domain::{
    Timestamp,
    connector::Connector,
    problem::Problem,
    run::{EventLevel, RunEvent, RunMode, RunStatus},
};

/// Records how a run ended and tells whoever watches.
pub(super) async fn finish(engine: &Engine, active: &Arc<Active>, connector: Connector, end: End) {
    let id = active.run_id();
    let run = active.snapshot().run;
    let (status, problem) = match end {
        End::Complete { clean } => {
            if clean && run.options.mode != RunMode::Incremental {
                let (gone, now) = (id.clone(), engine.inner.clock.now());
                if let Err(problem) = engine.db(move |store| store.work().mark_gone(&gone, now)).await {
                    tracing::warn!(%problem, "objects that are gone could not be marked");
                }
            }
            let errors = !clean
                || run.counts.failed_total() > 0
                || run.counts.not_copied > 0
                || !run.first_errors.is_empty();
            (
                if errors {
                    RunStatus::CompletedWithErrors
                } else {
                    RunStatus::Completed
                },
                None,
            )
        }
        End::Stopped if active.was_cancelled_by_person() => (RunStatus::Cancelled, None),
        End::Stopped => (RunStatus::Interrupted, None),
        End::Lost(problem) => (RunStatus::Interrupted, Some(problem)),
        End::Failed(problem) => (RunStatus::Failed, Some(problem)),
    };
    let now = engine.inner.clock.now();
    let (stored_id, told) = (id.clone(), problem.clone());
    let stored = engine
        .db(move |store| {
            let runs = store.runs();
            if let Some(problem) = &told {
                runs.add_event(&stored_id, &ending(problem, now))?;
            }
            runs.set_status(&stored_id, status, None, Some(now), told.as_ref())
        })
        .await;
    if let Err(problem) = stored {
        tracing::error!(run = %id, %problem, "the end of a run could not be recorded");
    }
    if status != RunStatus::Interrupted || problem.is_some() {
        let (becomes, message) = match status {
            RunStatus::Cancelled => (connector.status, connector.status_message.clone()),
            _ => status_after(problem.as_ref(), &connector),
        };
        let connector_id = connector.id.clone();
        let stored = engine
            .db(move |store| {
                store
                    .connectors()
                    .set_status(&connector_id, becomes, message.as_deref(), now)
            })
            .await;
        if let Err(problem) = stored {
            tracing::error!(%problem, "a connector's status could not be recorded");
        }
    }
    if let Some(problem) = &problem {
        *locked(&engine.inner.last_problem) = Some(format!("{}: {}", connector.name, problem.message));
    }
    active.update(|run| {
        run.status = status;
        run.ended_at = Some(now);
        run.problem = problem;
    });
    let snapshot = active.snapshot();
    let ended = snapshot.run.clone();
    let _ = engine.inner.events.send(EngineEvent::Run(Box::new(snapshot)));
    let _ = engine.inner.events.send(EngineEvent::RunEnded(Box::new(ended)));
}

/// The last line of a run's log: why it did not simply complete.
fn ending(problem: &Problem, now: Timestamp) -> RunEvent {
    RunEvent {
        at: now,
        level: EventLevel::Error,
        message: problem.to_string(),
        bucket: None,
        key: None,
        // Not an error of the listing or of an object: a run that is resumed can still end well.
        class: None,
    }
}
