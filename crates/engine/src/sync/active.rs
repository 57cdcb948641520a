//! A run under way, as seen from outside: its live counters, its cancel switch, its end.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tidegate_domain::{
    context::RunContext,
    id::RunId,
    key::ObjectKey,
    run::{Run, RunCounts, RunSnapshot, RunStatus},
};
use tokio_util::sync::CancellationToken;

use crate::locked;

/// Throughput is the mean over this stretch.
const RATE_SPAN: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Active {
    ctx: RunContext,
    /// Bytes as they arrive, ahead of the counters in the store.
    pub(crate) meter: Arc<AtomicU64>,
    cancelled_by_person: AtomicBool,
    over: CancellationToken,
    view: Mutex<View>,
}

#[derive(Debug)]
struct View {
    run: Run,
    sequence: u64,
    current: Vec<ObjectKey>,
    rates: VecDeque<(Instant, u64, u64)>,
}

impl Active {
    pub(crate) fn new(run: Run, ctx: RunContext) -> Self {
        Self {
            ctx,
            meter: Arc::new(AtomicU64::new(run.counts.bytes_read)),
            cancelled_by_person: AtomicBool::new(false),
            over: CancellationToken::new(),
            view: Mutex::new(View {
                run,
                sequence: 0,
                current: Vec::new(),
                rates: VecDeque::new(),
            }),
        }
    }

    pub(crate) fn context(&self) -> &RunContext {
        &self.ctx
    }

    pub(crate) fn run_id(&self) -> RunId {
        locked(&self.view).run.id.clone()
    }

    pub(crate) fn is_waiting(&self) -> bool {
        locked(&self.view).run.status == RunStatus::Queued
    }

    pub(crate) fn cancel_by_person(&self) {
        self.cancelled_by_person.store(true, Ordering::SeqCst);
        self.ctx.cancel.cancel();
    }

    pub(crate) fn was_cancelled_by_person(&self) -> bool {
        self.cancelled_by_person.load(Ordering::SeqCst)
    }

    pub(crate) fn mark_ended(&self) {
        self.over.cancel();
    }

    /// Resolves once the run has ended and its end is stored.
    pub(crate) async fn ended(&self) {
        self.over.cancelled().await;
    }

    pub(crate) fn update(&self, change: impl FnOnce(&mut Run)) {
        let mut view = locked(&self.view);
        change(&mut view.run);
        view.sequence += 1;
    }

    /// Takes newer counters. Stager and recorder report side by side; an older picture is dropped.
    pub(crate) fn counts(&self, counts: RunCounts) {
        let age = |counts: &RunCounts| 2 * counts.listed - counts.pending.min(counts.listed);
        self.update(|run| {
            if age(&counts) >= age(&run.counts) {
                run.counts = counts;
            }
        });
    }

    pub(crate) fn begin(&self, key: &ObjectKey) {
        locked(&self.view).current.push(key.clone());
    }

    pub(crate) fn end(&self, key: &ObjectKey) {
        let mut view = locked(&self.view);
        if let Some(at) = view.current.iter().position(|current| current == key) {
            view.current.swap_remove(at);
        }
    }

    /// The whole picture, with the throughput of the last seconds.
    pub(crate) fn snapshot(&self) -> RunSnapshot {
        let mut view = locked(&self.view);
        let now = Instant::now();
        let read = self.meter.load(Ordering::Relaxed);
        let counts = &view.run.counts;
        let done = counts.listed - counts.pending.min(counts.listed);
        let under_way = view.run.status == RunStatus::Running;
        if under_way
            && view
                .rates
                .back()
                .is_none_or(|(at, ..)| now - *at > Duration::from_millis(100))
        {
            view.rates.push_back((now, read, done));
        }
        while view.rates.len() > 1 && view.rates.front().is_some_and(|(at, ..)| now - *at > RATE_SPAN) {
            view.rates.pop_front();
        }
        let (bytes_per_second, objects_per_second) = match view.rates.front() {
            Some((at, bytes, objects)) if under_way => {
                let seconds = (now - *at).as_secs_f64().max(0.1);
                (
                    rate(read.saturating_sub(*bytes), seconds),
                    rate(done.saturating_sub(*objects), seconds),
                )
            }
            _ => (0.0, 0.0),
        };
        let seconds_left = (view.run.listing_complete && objects_per_second > 0.1)
            .then(|| whole(rate(view.run.counts.pending, objects_per_second)));
        let mut run = view.run.clone();
        run.counts.bytes_read = run.counts.bytes_read.max(read);
        RunSnapshot {
            run,
            sequence: view.sequence,
            bytes_per_second: whole(bytes_per_second),
            objects_per_second,
            current: view.current.iter().take(5).cloned().collect(),
            seconds_left,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a rate for people's eyes")]
fn rate(amount: u64, seconds: f64) -> f64 {
    amount as f64 / seconds
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are small and not negative"
)]
fn whole(rate: f64) -> u64 {
    rate.max(0.0).round() as u64
}

/// The picture of a run that is not under way.
pub(crate) fn still(run: Run) -> RunSnapshot {
    RunSnapshot {
        run,
        sequence: u64::MAX >> 12,
        bytes_per_second: 0,
        objects_per_second: 0.0,
        current: Vec::new(),
        seconds_left: None,
    }
}
