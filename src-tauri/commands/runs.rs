//! Commands about syncs.

use super::{args::*, commands};
use tidegate_domain::{
    page::Page,
    run::{Run, RunEvent, RunQuery, RunSnapshot, Trigger},
};
use tidegate_engine::EngineEvent;
use tokio::sync::broadcast::error::RecvError;

commands! {
    fn sync_start(desktop, args: SyncStartArgs) -> Run {
        desktop.engine.sync_start(&args.id, args.options, Trigger::Manual, Some(args.request_id)).await
    }

    fn run_list(desktop, query: RunQuery) -> Page<Run> {
        desktop.engine.run_list(query).await
    }

    fn run_show(desktop, args: RunArgs) -> RunSnapshot {
        desktop.engine.run_show(&args.id).await
    }

    fn run_cancel(desktop, args: RunArgs) -> Run {
        desktop.engine.run_cancel(&args.id).await
    }

    fn run_resume(desktop, args: RunArgs) -> Run {
        desktop.engine.run_resume(&args.id).await
    }

    fn run_events(desktop, args: RunEventsArgs) -> Page<RunEvent> {
        desktop.engine.run_events(&args.id, args.page).await
    }

    /// Sends a picture of every run under way, now and whenever it changes, until the task is cancelled.
    fn runs_watch(desktop, args: TaskArgs, on_snapshot: RunSnapshot) -> () {
        let task = desktop.task(&args.task_id);
        let mut events = desktop.engine.events();
        for snapshot in desktop.engine.run_snapshots() {
            drop(on_snapshot.send(snapshot));
        }
        loop {
            tokio::select! {
                () = task.ctx.cancel.cancelled() => return Ok(()),
                event = events.recv() => match event {
                    Ok(EngineEvent::Run(snapshot)) => drop(on_snapshot.send(*snapshot)),
                    // Pictures are whole, so the next one makes up for those that were missed.
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Ok(()),
                },
            }
        }
    }
}
