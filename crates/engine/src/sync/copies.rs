//! Redacted copies as part of a run: once everything is examined, what is new or changed is copied to where the
//! connector keeps copies.
//!
//! Making and proving a copy is the export's work ([`crate::exports`]); a run only says which objects, waits, and
//! counts. It stands on the store like the rest of a run: one that is resumed goes on with the export that it began.

use super::run::Work;
use crate::{EngineEvent, exports::Running};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tidegate_domain::{
    action::Action,
    connector::Connector,
    export::{CopyTotals, Export, ExportDraft, ExportStatus, ExportTo},
    id::ExportId,
    policy::Policy,
    problem::{ErrorClass, Problem},
    run::RunMode,
};
use tidegate_store::RunCopies;

/// How often the run's counters follow its copies.
const COUNT_EVERY: Duration = Duration::from_millis(500);

/// What a connector's syncs copy: all that the policy does not merely report, anything else as it is.
pub(crate) fn draft_of(connector: &Connector, to: &ExportTo) -> ExportDraft {
    ExportDraft {
        connector_id: connector.id.clone(),
        bucket: None,
        prefix: None,
        documents: Vec::new(),
        only_with_findings: false,
        to: to.clone(),
        // Only what an earlier copy of the same object is; anything else at its place is left alone.
        replace: true,
        policy_id: connector.policy_id.clone(),
        otherwise: Action::Report,
        project: String::new(),
    }
}

/// Stands for how copies are made: with another one, those that exist are made again.
fn made_as(detectors: &str, policy: &Policy, draft: &ExportDraft, by_bucket: bool) -> String {
    let how = serde_json::json!({
        "detectors": detectors,
        "min_confidence": policy.draft.min_confidence,
        "actions": policy.draft.actions,
        "to": draft.to,
        "by_bucket": by_bucket,
    });
    let hash = Sha256::digest(how.to_string().as_bytes());
    crate::hex(hash.get(..16).unwrap_or(&hash))
}

impl Work {
    /// Makes the copies of what this run listed and examined. What stands in their way is told in the run's log, and
    /// the objects that have none are counted.
    ///
    /// # Errors
    /// When the run is being cancelled, or the source or our own disk was lost on the way: the run can be resumed.
    pub(super) async fn copies(&self) -> Result<(), Problem> {
        let Some(to) = &self.connector.copies else {
            return Ok(());
        };
        let policy = self.engine.policy_of(&self.connector).await?;
        if policy.draft.actions.only_report() {
            return Ok(());
        }
        let draft = draft_of(&self.connector, to);
        let by_bucket = self.engine.copies_by_bucket(&draft, &self.connector)?;
        // Not the run's: copies are made by the policy as it is now.
        let detectors = crate::policies::scanner(&policy.draft)?.fingerprint();
        let made_as = made_as(&detectors, &policy, &draft, by_bucket);
        let made = match self.engine.export_target(&draft).await {
            Ok(_) => self.made(&draft, &policy, &made_as).await,
            Err(problem) => Err(problem),
        };
        let lost = match made {
            Ok(lost) => lost,
            Err(problem) => {
                let told = Problem {
                    message: format!("Redacted copies could not be made. {}", problem.message),
                    ..problem
                };
                self.note(None, told).await;
                None
            }
        };
        self.count(&made_as).await?;
        lost.map_or(Ok(()), Err)
    }

    /// Begins the export of this run, or goes on with it, and waits for its end. Answers what it was lost over.
    async fn made(
        &self,
        draft: &ExportDraft,
        policy: &Policy,
        made_as: &str,
    ) -> Result<Option<Problem>, Problem> {
        let (run, how) = (self.run.id.clone(), made_as.to_owned());
        let begun = self
            .engine
            .db(move |store| store.copies().begun(&run, &how))
            .await?;
        let export = match begun {
            Some(export) if over(&export) => return Ok(None),
            Some(export) => export,
            None => match self.begin(draft, policy, made_as).await? {
                Some(export) => export,
                None => return Ok(None),
            },
        };
        self.count(made_as).await?;
        let running = match self
            .engine
            .export_go_on(&export, self.active.context().child())
            .await
        {
            Ok(running) => running,
            Err(problem) => {
                // One of which nothing was made would only stand in the list, again after each sync.
                let id = export.id;
                self.engine.db(move |store| store.copies().withdraw(&id)).await?;
                return Err(problem);
            }
        };
        self.followed(&export.id, &running).await
    }

    /// Stores an export of what is to be copied; `None` when there is nothing.
    async fn begin(
        &self,
        draft: &ExportDraft,
        policy: &Policy,
        made_as: &str,
    ) -> Result<Option<Export>, Problem> {
        let now = self.engine.inner.clock.now();
        let export = Export {
            id: ExportId::new(now, crate::random()),
            draft: draft.clone(),
            run_id: Some(self.run.id.clone()),
            connector_name: self.connector.name.clone(),
            policy: crate::policies::used(policy),
            status: ExportStatus::Running,
            message: None,
            objects: 0,
            totals: CopyTotals::default(),
            created_at: now,
            ended_at: None,
        };
        let (run, options, how) = (self.run.id.clone(), self.run.options.clone(), made_as.to_owned());
        self.engine
            .db(move |store| store.copies().create(&wanted(&run, &options, &how), &export))
            .await
    }

    /// Waits until an export is over, with the run's counters behind it.
    async fn followed(&self, id: &ExportId, running: &Running) -> Result<Option<Problem>, Problem> {
        let ended = running.ended();
        tokio::pin!(ended);
        let mut tick = tokio::time::interval(COUNT_EVERY);
        loop {
            tokio::select! {
                () = &mut ended => break,
                _ = tick.tick() => {
                    let run = self.run.id.clone();
                    let (to_copy, copied, redacted) =
                        self.engine.db(move |store| store.copies().progress(&run)).await?;
                    self.active.update(|run| {
                        (run.counts.to_copy, run.counts.copied, run.counts.redacted) = (to_copy, copied, redacted);
                    });
                    let picture = Box::new(self.active.snapshot());
                    let _ = self.engine.inner.events.send(EngineEvent::Run(picture));
                }
            }
        }
        if let Some(lost) = running.lost() {
            return Ok(Some(lost));
        }
        let export = self.engine.export_show(id).await?;
        let cancelled = || {
            Problem::new(
                ErrorClass::Cancelled,
                "They were cancelled.",
                "The next sync makes the rest.",
            )
        };
        match export.status {
            ExportStatus::Completed | ExportStatus::CompletedWithErrors => Ok(None),
            _ if self.active.context().cancelled() => Ok(Some(cancelled())),
            ExportStatus::Cancelled => Err(cancelled()),
            ExportStatus::Interrupted | ExportStatus::Running => Err(Problem::new(
                ErrorClass::LocalStorage,
                export.message.unwrap_or_default(),
                "The next sync makes the rest.",
            )),
        }
    }

    async fn count(&self, made_as: &str) -> Result<(), Problem> {
        let (run, options, how) = (self.run.id.clone(), self.run.options.clone(), made_as.to_owned());
        let counts = self
            .engine
            .db(move |store| store.copies().count(&wanted(&run, &options, &how)))
            .await?;
        self.active.counts(counts);
        Ok(())
    }
}

fn wanted<'a>(
    run: &'a tidegate_domain::id::RunId,
    options: &tidegate_domain::run::RunOptions,
    made_as: &'a str,
) -> RunCopies<'a> {
    RunCopies {
        run,
        made_as,
        again: options.mode != RunMode::Auto,
        examined_only: options.max_files.is_some(),
    }
}

fn over(export: &Export) -> bool {
    matches!(
        export.status,
        ExportStatus::Completed | ExportStatus::CompletedWithErrors
    )
}
