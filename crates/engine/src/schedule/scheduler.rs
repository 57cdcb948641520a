//! The one task that starts scheduled syncs.
//!
//! It sleeps until the next moment or until something changes, but never longer than 15 seconds, so that a
//! clock that jumps or a machine that slept is noticed. A moment that passed while nobody was there is
//! caught up once, however many were missed.

use crate::Engine;
use std::time::Duration;
use tidegate_domain::{
    Timestamp,
    connector::Connector,
    problem::{ErrorClass, Problem},
    run::{RunOptions, Trigger},
};

const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// A sync that starts later than this after its moment counts as caught up.
const LATE: chrono::TimeDelta = chrono::TimeDelta::minutes(2);

pub(crate) async fn run(engine: Engine) {
    let cancel = engine.context().cancel;
    engine.resume_interrupted().await;
    loop {
        if let Err(problem) = engine.start_due().await {
            tracing::warn!(%problem, "the schedule could not be looked at");
        }
        tokio::select! {
            () = tokio::time::sleep(LONGEST_SLEEP.min(engine.until_next().await)) => {}
            () = engine.inner.wake_scheduler.notified() => {}
            () = cancel.cancelled() => return,
        }
    }
}

impl Engine {
    /// Starts what is due and plans its next moment. Each moment starts at most one run.
    pub(crate) async fn start_due(&self) -> Result<(), Problem> {
        let now = self.inner.clock.now();
        if self.settings_get().await?.is_paused(now) {
            return Ok(());
        }
        for connector in self.db(|store| store.connectors().scheduled()).await? {
            match connector.next_sync_at {
                Some(due) if due <= now => self.start_scheduled(connector, due, now).await?,
                Some(_) => {}
                None => self.plan_next(&connector.id).await?,
            }
        }
        Ok(())
    }

    async fn start_scheduled(
        &self,
        connector: Connector,
        due: Timestamp,
        now: Timestamp,
    ) -> Result<(), Problem> {
        self.plan_next(&connector.id).await?;
        if self.is_syncing(&connector.id) {
            tracing::info!(connector = %connector.id, "a scheduled sync fell into a running one");
            return Ok(());
        }
        let trigger = if now - due > LATE {
            Trigger::CatchUp
        } else {
            Trigger::Schedule
        };
        match self
            .sync_start(&connector.id, RunOptions::default(), trigger, None)
            .await
        {
            Ok(_) => Ok(()),
            // Somebody started it by hand in the same moment.
            Err(problem) if problem.class == ErrorClass::Conflict => Ok(()),
            Err(problem) => Err(problem),
        }
    }

    async fn until_next(&self) -> Duration {
        let now = self.inner.clock.now();
        // A due moment behind a pause waits for the pause to end, which wakes this task or passes in time.
        if self
            .settings_get()
            .await
            .is_ok_and(|settings| settings.is_paused(now))
        {
            return LONGEST_SLEEP;
        }
        let Ok(scheduled) = self.db(|store| store.connectors().scheduled()).await else {
            return LONGEST_SLEEP;
        };
        scheduled
            .iter()
            .filter_map(|connector| connector.next_sync_at)
            .map(|at| (at - now).to_std().unwrap_or(Duration::from_millis(200)))
            .min()
            .unwrap_or(LONGEST_SLEEP)
            .max(Duration::from_millis(200))
    }
}
