//! Watches the workers: kills the one that has a file in hand and is cancelled, silent or too slow, and lets those
//! go that nobody has needed for a while.
//!
//! Killing closes the pipes, which is what whoever waits on them notices. Knows nothing of what goes through them.

use super::process::{Leash, Process};
use crate::locked;
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often busy workers are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// How long a worker is kept that has nothing to do.
const IDLE: Duration = Duration::from_secs(60);

/// Why a worker was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Cancelled,
    Quiet,
    TooLong,
}

/// How long a worker may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) quiet: Duration,
    pub(super) total: Duration,
}

struct Busy {
    leash: Arc<Leash>,
    patience: Patience,
    cancel: CancellationToken,
    /// Time at work before `since`.
    worked: Duration,
    /// At work since then; `None` while it waits for bytes.
    since: Option<Instant>,
    /// The last sign of life.
    heard: Instant,
}

impl Busy {
    fn verdict(&self, now: Instant) -> Option<Stop> {
        if self.cancel.is_cancelled() {
            return Some(Stop::Cancelled);
        }
        let since = self.since?;
        if now.saturating_duration_since(self.heard.max(since)) > self.patience.quiet {
            return Some(Stop::Quiet);
        }
        let worked = self.worked + now.saturating_duration_since(since);
        (worked > self.patience.total).then_some(Stop::TooLong)
    }
}

#[derive(Default)]
struct Known {
    busy: HashMap<u64, Busy>,
    /// Since when each has had nothing to do; the latest last.
    idle: Vec<(Instant, Process)>,
    next: u64,
    started: bool,
    closing: bool,
    /// The thread sleeps until it is woken, or for long.
    asleep: bool,
}

/// The watch over all workers of one pool: one thread, which sleeps while none is busy.
#[derive(Default)]
pub(super) struct Watch {
    known: Mutex<Known>,
    changed: Condvar,
}

impl Watch {
    /// Watches the worker on `leash` until the answer is dropped.
    pub(super) fn over(
        self: &Arc<Self>,
        leash: Arc<Leash>,
        patience: Patience,
        cancel: CancellationToken,
    ) -> std::io::Result<Watched> {
        let now = Instant::now();
        let mut known = locked(&self.known);
        if !known.started {
            let watch = self.clone();
            std::thread::Builder::new()
                .name("worker-watch".to_owned())
                .spawn(move || watch.run())?;
            known.started = true;
        }
        let id = known.next;
        known.next += 1;
        let busy = Busy {
            leash,
            patience,
            cancel,
            worked: Duration::ZERO,
            since: Some(now),
            heard: now,
        };
        known.busy.insert(id, busy);
        self.wake(&known);
        drop(known);
        Ok(Watched {
            watch: self.clone(),
            id,
        })
    }

    /// Keeps a worker for the next file.
    pub(super) fn keep(&self, process: Process) {
        let mut known = locked(&self.known);
        known.idle.push((Instant::now(), process));
        self.wake(&known);
    }

    /// Small files follow each other faster than the thread looks: it is only woken when it would not look soon.
    fn wake(&self, known: &Known) {
        if known.asleep {
            self.changed.notify_all();
        }
    }

    /// A worker that has nothing to do: the one that was used last, so that the others may go.
    pub(super) fn idle(&self) -> Option<Process> {
        locked(&self.known).idle.pop().map(|(_, process)| process)
    }

    /// Ends the thread, and the workers that have nothing to do.
    pub(super) fn close(&self) {
        let mut known = locked(&self.known);
        known.closing = true;
        known.idle.clear();
        self.changed.notify_all();
    }

    fn run(&self) {
        let mut known = locked(&self.known);
        while !known.closing {
            let now = Instant::now();
            for busy in known.busy.values() {
                if let Some(stop) = busy.verdict(now) {
                    busy.leash.kill(stop);
                }
            }
            known
                .idle
                .retain(|(since, _)| now.saturating_duration_since(*since) < IDLE);
            // With nothing to watch or keep it could sleep for ever; a look each minute costs nothing.
            let wait = if known.busy.is_empty() { IDLE } else { LOOK_EVERY };
            known.asleep = known.busy.is_empty();
            known = self
                .changed
                .wait_timeout(known, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            known.asleep = false;
        }
    }
}

/// A worker under watch.
pub(super) struct Watched {
    watch: Arc<Watch>,
    id: u64,
}

impl Watched {
    /// It said something.
    pub(super) fn heard(&self) {
        self.change(|busy| busy.heard = Instant::now());
    }

    /// It waits for bytes, which is not its fault.
    pub(super) fn pause(&self) {
        self.change(|busy| {
            if let Some(since) = busy.since.take() {
                busy.worked += since.elapsed();
            }
        });
    }

    /// It has what it waited for.
    pub(super) fn resume(&self) {
        self.change(|busy| busy.since = Some(Instant::now()));
    }

    fn change(&self, change: impl FnOnce(&mut Busy)) {
        if let Some(busy) = locked(&self.watch.known).busy.get_mut(&self.id) {
            change(busy);
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        locked(&self.watch.known).busy.remove(&self.id);
    }
}
