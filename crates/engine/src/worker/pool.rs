//! The workers of one program: started when the first complex file comes, used again, replaced in time.

use super::{
    WorkerCommand,
    frame::{self, Kind},
    job::{self, Errand, Lost, Ran},
    message::{Hello, Looking, OcrOnWire},
    process::{Ended, Process},
    watch::{Patience, Stop, Watch},
};
use crate::{locked, look::Seen};
use std::fmt;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tidegate_detectors::Scanner;
use tidegate_formats::{FormatError, Reading, ReadingEnd};
use tokio_util::sync::CancellationToken;

/// How long a worker may take to say that it is ready.
const START: Duration = Duration::from_secs(60);
/// How often one who waits for a free worker asks whether the work was cancelled.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// A pool of workers. Nothing is started before the first file that needs one.
pub struct Workers {
    command: WorkerCommand,
    state: Mutex<State>,
    freed: Condvar,
    watch: Arc<Watch>,
}

/// What one try came to.
enum Attempt {
    Answer(Result<Reading, FormatError>),
    Lost {
        /// A fresh worker may do better.
        again: bool,
        told: Result<Reading, FormatError>,
    },
}

#[derive(Default)]
struct State {
    /// Workers that have a file in hand, or are being started for one.
    out: usize,
    started: u64,
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers")
            .field("command", &self.command)
            .finish_non_exhaustive()
    }
}

impl Workers {
    pub fn new(command: WorkerCommand) -> Self {
        Self {
            command,
            state: Mutex::default(),
            freed: Condvar::new(),
            watch: Arc::default(),
        }
    }

    /// Processes that were started so far.
    pub fn started(&self) -> u64 {
        locked(&self.state).started
    }

    /// Has a worker examine a file, and hands out what it saw. Blocks; call it where blocking is allowed.
    ///
    /// # Errors
    /// As `tidegate_formats::read`; a worker that stops before it saw anything is [`FormatError::Stopped`], one
    /// that stops later leaves a partial reading.
    pub(crate) fn examine(
        &self,
        scanner: &Scanner,
        errand: &mut Errand<'_>,
        seen: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> Result<Reading, FormatError> {
        let Some(place) = self.place(&errand.cancel) else {
            return Ok(stopped(0));
        };
        let first = self.attempt(scanner, errand, seen, true);
        // A worker that had been used before may have died of something else than this file, or while it was
        // idle: when the file's bytes are all there still, a fresh one tries.
        let answer = match first {
            Ok(Attempt::Answer(answer)) => answer,
            Ok(Attempt::Lost { again: true, .. }) | Err(_) if !errand.cancel.is_cancelled() => {
                match self.attempt(scanner, errand, seen, false) {
                    Ok(Attempt::Answer(answer)) => answer,
                    Ok(Attempt::Lost { told, .. }) => told,
                    Err(error) => Err(not_started(&error)),
                }
            }
            Ok(Attempt::Lost { told, .. }) => told,
            Err(_) => Ok(stopped(0)),
        };
        drop(place);
        answer
    }

    /// One try, with an idle worker when `used` allows it. An error means that there was no worker.
    fn attempt(
        &self,
        scanner: &Scanner,
        errand: &mut Errand<'_>,
        seen: &mut dyn FnMut(Seen) -> ControlFlow<()>,
        used: bool,
    ) -> std::io::Result<Attempt> {
        let mut process = self.ready(scanner, &errand.cancel, used)?;
        let fresh = process.files == 0;
        process.files += 1;
        let patience = Patience {
            quiet: self.command.limits.quiet,
            total: self.command.limits.total,
        };
        let watched = self
            .watch
            .over(process.leash.clone(), patience, errand.cancel.clone())?;
        let ran = job::run(&mut process, errand, &watched, seen);
        drop(watched);
        Ok(Attempt::Answer(match ran {
            Ran::Done(read) => {
                self.keep(process);
                read
            }
            Ran::InputFailed { error, worker_well } => {
                if worker_well {
                    self.keep(process);
                }
                Err(FormatError::Input(error))
            }
            Ran::Enough { sent } => Ok(stopped(sent)),
            Ran::Lost(lost) => {
                let ended = process.leash.end();
                return Ok(Attempt::Lost {
                    again: !fresh && lost.silently && !lost.nonsense && ended.stop.is_none(),
                    told: self.lost(&lost, &ended),
                });
            }
        }))
    }

    /// A place among the workers at once; `None` when the work is cancelled before one is free.
    fn place(&self, cancel: &CancellationToken) -> Option<Place<'_>> {
        let mut state = locked(&self.state);
        while state.out >= self.command.limits.workers.max(1) {
            if cancel.is_cancelled() {
                return None;
            }
            state = self
                .freed
                .wait_timeout(state, ASK_EVERY)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.out += 1;
        Some(Place { workers: self })
    }

    /// A worker that knows what to look for: an idle one when `used` allows it.
    fn ready(&self, scanner: &Scanner, cancel: &CancellationToken, used: bool) -> std::io::Result<Process> {
        let idle = if used { self.watch.idle() } else { None };
        let mut process = match idle {
            Some(process) => process,
            None => self.start(cancel)?,
        };
        let wanted = scanner.fingerprint();
        if process.looks_for.as_ref() != Some(&wanted) {
            let looking = serde_json::to_vec(&Looking::of(scanner.selection()))?;
            frame::write(&mut process.to, Kind::Selection, &looking)?;
            process.to.flush()?;
            process.looks_for = Some(wanted);
        }
        // Of one that has ended, the other end of the pipe is gone: better known before its file is read.
        if process.leash.is_gone() {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        Ok(process)
    }

    fn start(&self, cancel: &CancellationToken) -> std::io::Result<Process> {
        let mut process = Process::start(&self.command)?;
        locked(&self.state).started += 1;
        let patience = Patience {
            quiet: START,
            total: START,
        };
        let watched = self.watch.over(process.leash.clone(), patience, cancel.clone())?;
        let hello = serde_json::to_vec(&Hello {
            memory_bytes: self.command.limits.memory_bytes,
            cpu_seconds: self.command.limits.total.as_secs().max(1),
            ocr: self.command.ocr.as_ref().map(OcrOnWire::from),
        })?;
        frame::write(&mut process.to, Kind::Hello, &hello)?;
        process.to.flush()?;
        let answer = frame::read(&mut process.from, &mut Vec::new())?;
        drop(watched);
        if answer != Kind::Ready {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        Ok(process)
    }

    /// For the next file, unless it has served long enough or grown too large.
    fn keep(&self, process: Process) {
        let limits = &self.command.limits;
        if process.files < limits.files && process.leash.resident() <= limits.resident_bytes {
            self.watch.keep(process);
        }
    }

    fn lost(&self, lost: &Lost, ended: &Ended) -> Result<Reading, FormatError> {
        if ended.stop == Some(Stop::Cancelled) {
            return Ok(stopped(lost.sent));
        }
        let why = match (ended.stop, lost.nonsense) {
            (Some(Stop::Quiet), _) => format!("it came no further for {}", time(self.command.limits.quiet)),
            (Some(_), _) => format!("it took longer than {}", time(self.command.limits.total)),
            (None, true) => "its answer made no sense, as if the file had taken it over".to_owned(),
            (None, false) if out_of_time(ended) => {
                format!("it took longer than {}", time(self.command.limits.total))
            }
            (None, false) if aborted(ended) => format!(
                "it failed on what it met, or needed more than {} of memory",
                size(self.command.limits.memory_bytes)
            ),
            (None, false) => "it failed on what it met".to_owned(),
        };
        let after = if lost.part.is_empty() {
            String::new()
        } else {
            format!(" after {}", lost.part)
        };
        if lost.seen == 0 {
            return Err(FormatError::Stopped {
                message: format!(
                    "The reader of this kind of file stopped{after}: {why}. Nothing was found until then."
                ),
            });
        }
        Ok(Reading {
            format: String::new(),
            encoding: String::new(),
            examined: lost.sent,
            end: ReadingEnd::Partial {
                message: format!(
                    "The reader of this kind of file stopped{after}: {why}. The rest was not examined."
                ),
            },
        })
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.watch.close();
    }
}

/// One of the workers at once.
struct Place<'a> {
    workers: &'a Workers,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = locked(&self.workers.state);
        state.out = state.out.saturating_sub(1);
        drop(state);
        self.workers.freed.notify_one();
    }
}

fn stopped(examined: u64) -> Reading {
    Reading {
        format: String::new(),
        encoding: String::new(),
        examined,
        end: ReadingEnd::Stopped,
    }
}

fn not_started(error: &std::io::Error) -> FormatError {
    FormatError::Unreadable {
        message: format!(
            "The process that reads files of this kind could not be started: {error}. Check that the program's file \
             is still there and that memory is free, then sync again."
        ),
    }
}

#[cfg(unix)]
fn out_of_time(ended: &Ended) -> bool {
    use std::os::unix::process::ExitStatusExt;
    ended.status.and_then(|status| status.signal()) == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn out_of_time(_: &Ended) -> bool {
    false
}

/// Memory and stack that run out end a process by a signal, a panic ends it by a code.
#[cfg(unix)]
fn aborted(ended: &Ended) -> bool {
    use std::os::unix::process::ExitStatusExt;
    ended.status.is_some_and(|status| status.signal().is_some())
}

#[cfg(not(unix))]
fn aborted(_: &Ended) -> bool {
    true
}

fn time(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds if seconds % 60 == 0 && seconds > 60 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        mib if mib >= 1024 && mib % 1024 == 0 => format!("{} GiB", mib / 1024),
        mib => format!("{mib} MiB"),
    }
}
