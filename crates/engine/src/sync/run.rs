//! What a run does: examine what is listed and new, and record each outcome.
//!
//! Three things go on at once: the lister ([`super::listing`]) stages pages, the examiner works on what is
//! staged, the recorder commits outcomes in batches. What the end means is in [`super::ending`]. All of them stand on the store, so a crash loses at most what was in flight.

use super::{Active, ending, object, object::Ended};
use crate::{Engine, EngineEvent, Examiner, off_thread};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tidegate_connectors::{Connector as Source, scope::Filter};
use tidegate_detectors::Scanner;
use tidegate_domain::{
    connector::Connector,
    problem::{ErrorClass, Problem},
    run::{EventLevel, Run, RunEvent, RunMode, RunStatus},
    settings::Settings,
};
use tidegate_store::{Completion, WorkItem};
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
pub(super) enum End {
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
pub(super) struct Work {
    pub(super) engine: Engine,
    pub(super) active: Arc<Active>,
    pub(super) run: Run,
    pub(super) connector: Connector,
    pub(super) source: Box<dyn Source>,
    pub(super) filter: Filter,
    pub(super) examiner: Examiner,
    pub(super) concurrency: usize,
    /// All pages are staged.
    pub(super) listed: AtomicBool,
    /// A page has been staged, or listing ended.
    pub(super) staged: Notify,
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
    let end = if slot.is_some() {
        work(&engine, &active, connector.clone(), &settings, scanner).await
    } else {
        End::Stopped
    };
    ending::finish(&engine, &active, connector, end).await;
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
        .db(move |store| {
            store
                .runs()
                .set_status(&id, RunStatus::Running, Some(started), None, None)
        })
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
        examiner: Examiner::new(scanner, key).with_workers(engine.inner.workers.clone()),
        concurrency: settings.concurrency.clamp(1, 64) as usize,
        listed: AtomicBool::new(false),
        staged: Notify::new(),
    };
    let end = work.all().await;
    if !matches!(end, End::Complete { .. }) {
        return end;
    }
    if work.run.options.mode != RunMode::Incremental {
        work.read_exposure().await;
    }
    match work.copies().await {
        Ok(()) => end,
        Err(problem) if problem.class == ErrorClass::Cancelled => End::Stopped,
        Err(problem) => End::Lost(problem),
    }
}

impl Work {
    /// Who can reach what was listed. Whatever becomes of it, the run has ended as it has.
    async fn read_exposure(&self) {
        let told = self
            .engine
            .exposure_after_sync(self.active.context(), &self.connector, self.source.as_ref())
            .await;
        let Some(message) = told else { return };
        let event = RunEvent {
            at: self.engine.inner.clock.now(),
            level: EventLevel::Warning,
            message,
            bucket: None,
            key: None,
            class: None,
        };
        let id = self.run.id.clone();
        if let Err(problem) = self
            .engine
            .db(move |store| store.runs().add_event(&id, &event))
            .await
        {
            tracing::warn!(%problem, "a line of a run's log was lost");
        }
    }

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
                let _ = self
                    .engine
                    .inner
                    .events
                    .send(EngineEvent::Run(Box::new(self.active.snapshot())));
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
                match self
                    .engine
                    .db(move |store| store.work().pending(&id, after, REFILL))
                    .await
                {
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
}
