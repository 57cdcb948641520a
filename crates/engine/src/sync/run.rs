//! What a run does: list page by page, examine what is new, record each outcome, end in the right state.
//!
//! Three things go on at once: the lister stages pages, the examiner works on what is staged, the recorder
//! commits outcomes in batches. All of them stand on the store, so a crash loses at most what was in flight.

use super::{Active, object, object::Ended, status_after};
use crate::{Engine, EngineEvent, Examiner, locked, off_thread};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tidegate_connectors::{Connector as Source, ListCursor, ListPage, SourceError, scope::Filter};
use tidegate_detectors::Scanner;
use tidegate_domain::{
    connector::{Connector, ImportMode},
    object::{ObjectMeta, ObjectRef},
    problem::{ErrorClass, Problem},
    run::{EventLevel, Run, RunEvent, RunMode, RunStatus},
    settings::Settings,
};
use tidegate_store::{Completion, StagePage, WorkItem};
use tokio::sync::{Notify, mpsc};

/// Outcomes committed together at most.
const BATCH: usize = 500;
/// Objects looked up from the store at a time.
const REFILL: u32 = 1_000;
/// Objects that may fail one after another, for the source's sake, before the source counts as lost.
const TROUBLE_LIMIT: usize = 20;
/// How often watchers get a new picture.
const PICTURE_EVERY: Duration = Duration::from_millis(200);

/// Why the work stopped.
enum End {
    /// Everything in scope has its outcome; `clean` when the listing had no gaps.
    Complete { clean: bool },
    /// Cancelled, by a person or because the app ends.
    Stopped,
    /// The source, the vault or our disk was lost; what is done stays, the rest can be resumed.
    Lost(Problem),
    /// Nothing useful can be done as things stand.
    Failed(Problem),
}

/// What the three parts share.
struct Work {
    engine: Engine,
    active: Arc<Active>,
    run: Run,
    connector: Connector,
    source: Box<dyn Source>,
    filter: Filter,
    examiner: Examiner,
    concurrency: usize,
    /// All pages are staged.
    listed: AtomicBool,
    /// A page has been staged, or listing ended.
    staged: Notify,
}

pub(crate) async fn perform(
    engine: Engine,
    active: Arc<Active>,
    connector: Connector,
    settings: Settings,
    scanner: Arc<Scanner>,
) {
    let cancel = active.context().cancel.clone();
    let slot = tokio::select! {
        slot = engine.inner.slots.clone().acquire_owned() => slot.ok(),
        () = cancel.cancelled() => None,
    };
    let end = if slot.is_some() { work(&engine, &active, connector.clone(), &settings, scanner).await } else { End::Stopped };
    finish(&engine, &active, connector, end).await;
}

async fn work(
    engine: &Engine,
    active: &Arc<Active>,
    connector: Connector,
    settings: &Settings,
    scanner: Arc<Scanner>,
) -> End {
    let started = engine.inner.clock.now();
    let id = active.run_id();
    active.update(|run| {
        run.status = RunStatus::Running;
        run.started_at = run.started_at.or(Some(started));
        run.ended_at = None;
        run.problem = None;
    });
    let run = active.snapshot().run;
    let marked = engine
        .db(move |store| store.runs().set_status(&id, RunStatus::Running, Some(started), None, None))
        .await;
    if let Err(problem) = marked {
        return End::Lost(problem);
    }
    engine.changed(&["runs", "overview", "engine", "connectors"]);
    let source = match engine.source(&connector).await {
        Ok(source) => source,
        Err(problem) => return End::Failed(problem),
    };
    let vault = engine.vault();
    let key = match off_thread(move || vault.fingerprint_key().map_err(Problem::from)).await {
        Ok(key) => key,
        Err(problem) => return End::Failed(problem),
    };
    let filter = match Filter::new(&connector.scope, &run.options.file_types) {
        Ok(filter) => filter,
        Err(problem) => return End::Failed(problem),
    };
    let work = Work {
        engine: engine.clone(),
        active: active.clone(),
        run,
        connector,
        source,
        filter,
        examiner: Examiner::new(scanner, key),
        concurrency: settings.concurrency.clamp(1, 64) as usize,
        listed: AtomicBool::new(false),
        staged: Notify::new(),
    };
    work.all().await
}

impl Work {
    async fn all(&self) -> End {
        let (outcomes, incoming) = mpsc::channel(BATCH * 2);
        let listing = async {
            let end = self.list().await;
            self.listed.store(true, Ordering::SeqCst);
            self.staged.notify_one();
            end
        };
        let together = async { tokio::join!(listing, self.examine_all(outcomes), self.record(incoming)) };
        let pictures = async {
            let mut tick = tokio::time::interval(PICTURE_EVERY);
            for beat in 1u32.. {
                tick.tick().await;
                let _ = self.engine.inner.events.send(EngineEvent::Run(Box::new(self.active.snapshot())));
                if beat.is_multiple_of(10) {
                    self.engine.changed(&["findings", "documents"]);
                }
            }
        };
        let (listed, examined, recorded) = tokio::select! {
            done = together => done,
            () = pictures => return End::Stopped,
        };
        if let Err(problem) = recorded {
            return End::Lost(problem);
        }
        match (listed, examined) {
            (End::Complete { clean }, End::Complete { .. }) => End::Complete { clean },
            (End::Complete { .. }, end) | (end, _) => end,
        }
    }

    async fn list(&self) -> End {
        let id = self.run.id.clone();
        let (checkpoint, complete) = match self.engine.db(move |store| store.work().checkpoint(&id)).await {
            Ok(stands) => stands,
            Err(problem) => return End::Lost(problem),
        };
        if complete {
            self.active.update(|run| run.listing_complete = true);
            let clean = self.run.first_errors.is_empty();
            return End::Complete { clean };
        }
        if self.run.options.mode == RunMode::Incremental {
            return self.list_named().await;
        }
        let mut clean = true;
        let mut page = match self.list_page(checkpoint.map(ListCursor)).await {
            Ok(page) => page,
            Err(error) => return self.list_lost(error),
        };
        loop {
            for gap in std::mem::take(&mut page.problems) {
                clean = false;
                self.note(gap.object.as_ref(), gap.error.into_problem()).await;
            }
            let next = page.next.take();
            let fetch = async {
                match &next {
                    Some(cursor) => self.list_page(Some(cursor.clone())).await.map(Some),
                    None => Ok(None),
                }
            };
            let (staged, fetched) = tokio::join!(self.stage(page.objects, next.as_ref()), fetch);
            if let Err(problem) = staged {
                return End::Lost(problem);
            }
            page = match fetched {
                Ok(Some(page)) => page,
                Ok(None) => return End::Complete { clean },
                Err(error) => return self.list_lost(error),
            };
        }
    }

    async fn list_page(&self, cursor: Option<ListCursor>) -> Result<ListPage, SourceError> {
        self.source.list(self.active.context(), &self.connector.scope, cursor.as_ref()).await
    }

    fn list_lost(&self, error: SourceError) -> End {
        if self.active.context().cancelled() {
            return End::Stopped;
        }
        let lost = error.class.is_retryable() || error.class == ErrorClass::AuthExpired;
        let problem = error.into_problem();
        if lost { End::Lost(problem) } else { End::Failed(problem) }
    }

    /// The files that the person named, each looked up by itself.
    async fn list_named(&self) -> End {
        let mut found = Vec::new();
        let mut clean = true;
        for file in &self.run.options.file_filter {
            if self.active.context().cancelled() {
                return End::Stopped;
            }
            let object = ObjectRef { bucket: file.bucket.clone(), key: file.key.clone() };
            match self.source.stat(self.active.context(), &object).await {
                Ok(meta) => found.push(meta),
                Err(error) if matches!(error.class, ErrorClass::NotFound | ErrorClass::PermissionDenied) => {
                    clean = false;
                    self.note(Some(&object), error.into_problem()).await;
                }
                Err(error) => return self.list_lost(error),
            }
        }
        if found.is_empty() {
            return End::Failed(Problem::new(
                ErrorClass::NotFound,
                "None of the named files could be found.",
                "Check the names; keys are exact, with upper and lower case.",
            ));
        }
        match self.stage(found, None).await {
            Ok(()) => End::Complete { clean },
            Err(problem) => End::Lost(problem),
        }
    }

    async fn stage(&self, objects: Vec<ObjectMeta>, next: Option<&ListCursor>) -> Result<(), Problem> {
        let named = self.run.options.mode == RunMode::Incremental;
        let objects: Vec<_> = objects
            .into_iter()
            .filter_map(|meta| {
                let decided = if named { Some(meta.unreadable) } else { self.filter.decide(&meta) };
                decided.map(|skip| (meta, skip))
            })
            .collect();
        let (run, connector, checkpoint) = (self.run.clone(), self.connector.clone(), next.cloned());
        let now = self.engine.inner.clock.now();
        let counts = self
            .engine
            .db(move |store| {
                store.work().stage(&StagePage {
                    run: &run.id,
                    connector: &connector.id,
                    policy_fingerprint: &run.policy_fingerprint,
                    reexamine: run.options.mode != RunMode::Auto,
                    new_only: connector.import_mode == ImportMode::NewOnly && run.options.mode == RunMode::Auto,
                    max_process: run.options.max_files,
                    objects: &objects,
                    checkpoint: checkpoint.as_ref().map(|cursor| cursor.0.as_str()),
                    listing_complete: checkpoint.is_none(),
                    now,
                })
            })
            .await?;
        self.active.counts(counts);
        if next.is_none() {
            self.active.update(|run| run.listing_complete = true);
        }
        self.staged.notify_one();
        Ok(())
    }

    /// Works through what is staged, `concurrency` objects at once.
    async fn examine_all(&self, outcomes: mpsc::Sender<Completion>) -> End {
        let mut queue: VecDeque<WorkItem> = VecDeque::new();
        let mut deferred = Vec::new();
        let mut last_try = false;
        let mut after = -1;
        let mut trouble = 0;
        let mut in_flight = FuturesUnordered::new();
        loop {
            if self.active.context().cancelled() {
                return End::Stopped;
            }
            if queue.is_empty() && !last_try {
                let listed = self.listed.load(Ordering::SeqCst);
                let id = self.run.id.clone();
                match self.engine.db(move |store| store.work().pending(&id, after, REFILL)).await {
                    Ok(items) => {
                        after = items.last().map_or(after, |item| item.seq);
                        queue.extend(items);
                    }
                    Err(problem) => return End::Lost(problem),
                }
                if queue.is_empty() && in_flight.is_empty() {
                    if !listed {
                        self.staged.notified().await;
                        continue;
                    }
                    last_try = true;
                    queue.extend(std::mem::take(&mut deferred));
                }
            }
            while in_flight.len() < self.concurrency {
                let Some(item) = queue.pop_front() else { break };
                in_flight.push(self.examine_one(item, last_try));
            }
            let ended = tokio::select! {
                Some(ended) = in_flight.next() => ended,
                () = self.staged.notified(), if queue.is_empty() && !last_try => continue,
                else => return End::Complete { clean: true },
            };
            match ended {
                (_, Ended::Done(done)) => {
                    trouble = 0;
                    if outcomes.send(*done).await.is_err() {
                        return End::Stopped;
                    }
                }
                (_, Ended::Cancelled) => {}
                (_, Ended::Broken(problem)) => return End::Lost(problem),
                (item, Ended::SourceTrouble(error)) => {
                    trouble += 1;
                    if error.class == ErrorClass::AuthExpired || trouble >= TROUBLE_LIMIT {
                        return End::Lost(error.into_problem());
                    }
                    deferred.push(item);
                }
            }
        }
    }

    async fn examine_one(&self, item: WorkItem, last_try: bool) -> (WorkItem, Ended) {
        self.active.begin(&item.meta.object.key);
        let attempt = object::Attempt {
            source: self.source.as_ref(),
            examiner: &self.examiner,
            active: &self.active,
            run: &self.run,
            item: &item,
            last_try,
        };
        let ended = attempt.examine().await;
        self.active.end(&item.meta.object.key);
        (item, ended)
    }

    /// Commits outcomes in batches, as many as have come while the last batch was written.
    async fn record(&self, mut incoming: mpsc::Receiver<Completion>) -> Result<(), Problem> {
        let mut batch = Vec::with_capacity(BATCH);
        while incoming.recv_many(&mut batch, BATCH).await > 0 {
            let done = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            let counts = self
                .engine
                .db(move |store| store.work().complete(&done))
                .await
                .inspect_err(|_| self.active.context().cancel.cancel())?;
            if let Some(counts) = counts.into_iter().next_back() {
                self.active.counts(counts);
            }
        }
        Ok(())
    }

    /// Something is missing from the listing, or from the files that were named: told in the run's log.
    async fn note(&self, object: Option<&ObjectRef>, problem: Problem) {
        let event = RunEvent {
            at: self.engine.inner.clock.now(),
            level: EventLevel::Error,
            message: problem.to_string(),
            bucket: object.map(|object| object.bucket.clone()),
            key: object.map(|object| object.key.clone()),
            class: Some(problem.class),
        };
        let id = self.run.id.clone();
        self.active.update(|run| {
            if run.first_errors.iter().all(|known| known.class != problem.class) {
                run.first_errors.push(problem);
            }
        });
        if let Err(problem) = self.engine.db(move |store| store.runs().add_event(&id, &event)).await {
            tracing::warn!(%problem, "a line of a run's log was lost");
        }
    }
}

async fn finish(engine: &Engine, active: &Arc<Active>, connector: Connector, end: End) {
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
            let errors = !clean || run.counts.failed_total() > 0;
            (if errors { RunStatus::CompletedWithErrors } else { RunStatus::Completed }, None)
        }
        End::Stopped if active.was_cancelled_by_person() => (RunStatus::Cancelled, None),
        End::Stopped => (RunStatus::Interrupted, None),
        End::Lost(problem) => (RunStatus::Interrupted, Some(problem)),
        End::Failed(problem) => (RunStatus::Failed, Some(problem)),
    };
    let now = engine.inner.clock.now();
    let (stored_id, told) = (id.clone(), problem.clone());
    let stored = engine
        .db(move |store| store.runs().set_status(&stored_id, status, None, Some(now), told.as_ref()))
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
            .db(move |store| store.connectors().set_status(&connector_id, becomes, message.as_deref(), now))
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
