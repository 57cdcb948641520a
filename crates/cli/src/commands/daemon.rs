//! `tidegate daemon`: the scheduler without a window.

use crate::{Failure, Session, commands::run::summary, output::note};
use tidegate_engine::EngineEvent;
use tokio::sync::broadcast::error::RecvError;

pub async fn run(session: &Session) -> Result<(), Failure> {
    let engine = session.engine().await?;
    session.watch_interrupts();
    let mut events = engine.events();
    engine.start_background();
    note(&format!(
        "Syncing on schedule from {}. Ctrl+C ends it.",
        engine.data_dir().display()
    ));
    let mut output = session.output();
    let cancel = session.context().cancel.clone();
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(EngineEvent::RunEnded(run)) => output.object(&*run, summary)?,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(()),
            },
            () = cancel.cancelled() => {
                note("Ending; runs under way stop at a safe point and go on at the next start.");
                return Ok(());
            }
        }
    }
}
