//! Sync runs: starting, watching, cancelling, resuming.
//!
//! One run per connector at a time. What a run does is in [`run`], [`listing`] and [`ending`];
//! how it looks from outside in [`active`].

mod active;
mod copies;
mod ending;
mod listing;
mod object;
mod run;

pub(crate) use active::Active;
pub(crate) use copies::draft_of;

use crate::{Engine, internal, locked, policies, random};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tidegate_connectors::scope::Filter;
use tidegate_detectors::Scanner;
use tidegate_domain::{
    connector::{Connector, ConnectorStatus},
    id::{ConnectorId, RunId},
    page::{Page, PageRequest},
    problem::{ErrorClass, Problem},
    run::{Run, RunCounts, RunEvent, RunMode, RunOptions, RunQuery, RunSnapshot, RunStatus, Trigger},
    settings::Settings,
};

impl Engine {
    /// Starts a sync. A connector that is syncing already answers [`ErrorClass::Conflict`]; the same
    /// `request_id` again answers the run that it started.
    pub async fn sync_start(
        &self,
        connector: &ConnectorId,
        options: RunOptions,
        trigger: Trigger,
        request_id: Option<String>,
    ) -> Result<Run, Problem> {
        if let Some(started) = request_id
            .as_ref()
            .and_then(|id| locked(&self.inner.requests).get(id).cloned())
        {
            return Ok(self.run_show(&started).await?.run);
        }
        let connector = self.connector_show(connector).await?;
        if connector.deleted_at.is_some() {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                format!("\u{201c}{}\u{201d} is deleted.", connector.name),
                "Restore it first.",
            ));
        }
        let options = resolved(options, &connector)?;
        Filter::new(&connector.scope, &options.file_types)?;
        let settings = self.settings_get().await?;
        let policy = self.policy_of(&connector).await?;
        let scanner = policies::scanner(&policy.draft)?;
        let run = Run {
            id: RunId::new(self.inner.clock.now(), random()),
            connector_id: connector.id.clone(),
            connector_name: connector.name.clone(),
            trigger,
            scope_fingerprint: scope_fingerprint(&connector, &options),
            policy_fingerprint: scanner.fingerprint(),
            policy: Some(policies::used(&policy)),
            options,
            status: RunStatus::Queued,
            counts: RunCounts::default(),
            listing_complete: false,
            queued_at: self.inner.clock.now(),
            started_at: None,
            ended_at: None,
            problem: None,
            first_errors: Vec::new(),
            export_id: None,
        };
        let active = self.reserve(&run)?;
        let stored = run.clone();
        if let Err(problem) = self.db(move |store| store.runs().insert(&stored)).await {
            self.release(&active);
            return Err(problem);
        }
        if let Some(request) = request_id {
            locked(&self.inner.requests).insert(request, run.id.clone());
        }
        self.forget_changes(&connector.id);
        self.launch(active, connector, settings, scanner);
        Ok(run)
    }

    /// Takes an interrupted run up where it stopped. What was finished is not done again.
    pub async fn run_resume(&self, id: &RunId) -> Result<Run, Problem> {
        let run = self.stored_run(id).await?;
        if !matches!(run.status, RunStatus::Interrupted | RunStatus::Paused) {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!(
                    "This run is {} and cannot be resumed.",
                    run.status.as_str().replace('_', " ")
                ),
                "Start a new sync.",
            ));
        }
        let connector = self.connector_show(&run.connector_id).await?;
        let settings = self.settings_get().await?;
        let scanner = policies::scanner(&self.policy_of(&connector).await?.draft)?;
        // The listing's checkpoint and the objects that are done belong to the source, scope and detectors of
        // then; half of one and half of the other would be taken for a complete listing.
        if scope_fingerprint(&connector, &run.options) != run.scope_fingerprint
            || scanner.fingerprint() != run.policy_fingerprint
        {
            return Err(Problem::new(
                ErrorClass::Conflict,
                "The connector's settings or what is looked for have changed since this run stopped.",
                "Start a new sync; what is unchanged is not read again.",
            ));
        }
        let active = self.reserve(&run)?;
        self.launch(active, connector, settings, scanner);
        Ok(run)
    }

    /// Asks a run to stop. Objects that are finished stay finished; the rest stays as it was before.
    pub async fn run_cancel(&self, id: &RunId) -> Result<Run, Problem> {
        let active = locked(&self.inner.active)
            .values()
            .find(|active| active.run_id() == *id)
            .cloned();
        if let Some(active) = active {
            active.cancel_by_person();
            active.ended().await;
            return self.stored_run(id).await;
        }
        let run = self.stored_run(id).await?;
        if run.status.is_final() {
            return Ok(run);
        }
        let (wanted, now) = (id.clone(), self.inner.clock.now());
        self.db(move |store| {
            store
                .runs()
                .set_status(&wanted, RunStatus::Cancelled, None, Some(now), None)
        })
        .await?;
        self.changed(&["runs", "overview"]);
        self.stored_run(id).await
    }

    /// The run as it stands: live when it is under way, else as stored.
    pub async fn run_show(&self, id: &RunId) -> Result<RunSnapshot, Problem> {
        let live = locked(&self.inner.active)
            .values()
            .find(|active| active.run_id() == *id)
            .cloned();
        match live {
            Some(active) => Ok(active.snapshot()),
            None => Ok(active::still(self.stored_run(id).await?)),
        }
    }

    /// Snapshots of all runs under way, for a view that opens.
    pub fn run_snapshots(&self) -> Vec<RunSnapshot> {
        locked(&self.inner.active)
            .values()
            .map(|active| active.snapshot())
            .collect()
    }

    /// Waits for the end of a run that is under way and answers its final form.
    pub async fn run_wait(&self, id: &RunId) -> Result<Run, Problem> {
        let active = locked(&self.inner.active)
            .values()
            .find(|active| active.run_id() == *id)
            .cloned();
        if let Some(active) = active {
            active.ended().await;
        }
        self.stored_run(id).await
    }

    pub async fn run_list(&self, query: RunQuery) -> Result<Page<Run>, Problem> {
        let mut page = self.db(move |store| store.runs().list(&query)).await?;
        for active in locked(&self.inner.active).values() {
            if let Some(row) = page.rows.iter_mut().find(|row| row.id == active.run_id()) {
                *row = active.snapshot().run;
            }
        }
        Ok(page)
    }

    pub async fn run_events(&self, id: &RunId, page: PageRequest) -> Result<Page<RunEvent>, Problem> {
        let id = id.clone();
        self.db(move |store| store.runs().events(&id, &page)).await
    }

    /// Runs that a crash or shutdown left, to be taken up again.
    pub(crate) async fn resume_interrupted(&self) {
        let Ok(left) = self.db(|store| store.runs().unfinished()).await else {
            return;
        };
        for run in left {
            if let Err(problem) = self.run_resume(&run.id).await {
                tracing::warn!(run = %run.id, %problem, "an interrupted run cannot be resumed");
            }
        }
    }

    pub(crate) fn is_syncing(&self, connector: &ConnectorId) -> bool {
        locked(&self.inner.active).contains_key(connector)
    }

    async fn stored_run(&self, id: &RunId) -> Result<Run, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.runs().get(&wanted))
            .await?
            .ok_or_else(|| {
                Problem::new(
                    ErrorClass::ConfigInvalid,
                    format!("There is no run {id}."),
                    "List the runs to find its id.",
                )
            })
    }

    fn reserve(&self, run: &Run) -> Result<Arc<Active>, Problem> {
        let mut all = locked(&self.inner.active);
        if all.contains_key(&run.connector_id) {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!("\u{201c}{}\u{201d} is syncing already.", run.connector_name),
                "Wait until that run ends, or cancel it.",
            ));
        }
        let active = Arc::new(Active::new(run.clone(), self.context()));
        all.insert(run.connector_id.clone(), active.clone());
        Ok(active)
    }

    fn release(&self, active: &Active) {
        locked(&self.inner.active).remove(&active.snapshot().run.connector_id);
        active.mark_ended();
    }

    fn launch(&self, active: Arc<Active>, connector: Connector, settings: Settings, scanner: Arc<Scanner>) {
        let engine = self.clone();
        tokio::spawn(async move {
            // A second task, so that even a panic in the run frees its connector and is told.
            let work = tokio::spawn(run::perform(
                engine.clone(),
                active.clone(),
                connector,
                settings,
                scanner,
            ));
            if work.await.is_err() {
                let problem = internal("the sync stopped in the middle");
                let (id, now) = (active.run_id(), engine.inner.clock.now());
                let told = problem.clone();
                let stored = engine
                    .db(move |store| {
                        store
                            .runs()
                            .set_status(&id, RunStatus::Interrupted, None, Some(now), Some(&told))
                    })
                    .await;
                if let Err(problem) = stored {
                    tracing::error!(%problem, "the end of a run could not be recorded");
                }
            }
            engine.keep_ledger().await;
            engine.release(&active);
            engine.changed(&[
                "runs",
                "connectors",
                "findings",
                "documents",
                "overview",
                "engine",
            ]);
        });
    }
}

/// The options with the shorthands of PRODUCT resolved: `auto` with files is `incremental`, and a file's
/// bucket may be left out where only one is covered.
fn resolved(mut options: RunOptions, connector: &Connector) -> Result<RunOptions, Problem> {
    if options.mode == RunMode::Auto && !options.file_filter.is_empty() {
        options.mode = RunMode::Incremental;
    }
    if options.mode == RunMode::Incremental && options.file_filter.is_empty() {
        return Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "An incremental sync needs at least one file.",
            "Name the files, or sync with mode auto.",
        )
        .on_field("file_filter"));
    }
    if options.mode == RunMode::Full && !options.file_filter.is_empty() {
        return Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "A full sync covers everything; it takes no list of files.",
            "Use mode incremental for single files.",
        )
        .on_field("file_filter"));
    }
    let has_buckets = crate::known_provider(&connector.provider)?
        .descriptor()
        .capabilities
        .buckets;
    for file in &mut options.file_filter {
        if !has_buckets {
            file.bucket.clear();
        } else if file.bucket.is_empty() {
            match connector.scope.buckets.as_slice() {
                [only] => file.bucket.clone_from(only),
                _ => {
                    return Err(Problem::new(
                        ErrorClass::ConfigInvalid,
                        format!("It is not clear which bucket holds \u{201c}{}\u{201d}.", file.key),
                        "Name the bucket with the file.",
                    )
                    .on_field("file_filter"));
                }
            }
        }
    }
    Ok(options)
}

/// Hash of everything that decides what a listing covers: a checkpoint fits only the same one.
fn scope_fingerprint(connector: &Connector, options: &RunOptions) -> String {
    let covered = serde_json::json!({
        "provider": connector.provider,
        "config": connector.config,
        "scope": connector.scope,
        "file_types": options.file_types,
    });
    let hash = Sha256::digest(covered.to_string().as_bytes());
    crate::hex(hash.get(..16).unwrap_or(&hash))
}

/// What a connector's status becomes when a run or a test ends with `problem`. What says nothing of the
/// connector itself (a mistyped file, our own disk, a locked vault) leaves it as it was.
pub(crate) fn status_after(
    problem: Option<&Problem>,
    connector: &Connector,
) -> (ConnectorStatus, Option<String>) {
    match problem {
        None if connector.active => (ConnectorStatus::Active, None),
        None => (ConnectorStatus::Paused, None),
        Some(problem) if problem.class == ErrorClass::AuthExpired => {
            (ConnectorStatus::NeedsReauth, Some(problem.to_string()))
        }
        Some(Problem {
            class:
                ErrorClass::NotFound
                | ErrorClass::VaultLocked
                | ErrorClass::LocalStorage
                | ErrorClass::Internal
                | ErrorClass::Cancelled
                | ErrorClass::Conflict
                | ErrorClass::Unreadable
                | ErrorClass::Changed,
            ..
        }) => (connector.status, connector.status_message.clone()),
        Some(problem) => (ConnectorStatus::Error, Some(problem.to_string())),
    }
}
