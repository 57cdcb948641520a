//! One file and one worker: its bytes go out as they are asked for, what was seen comes back.

use super::{
    frame::{self, Kind},
    message::{
        CopyEndOnWire, Done, Found, Job, Progress, SurroundedOnWire, TextOnWire, WantedOnWire,
        removals_on_wire, short,
    },
    process::Process,
    watch::Watched,
};
use crate::look::{Seen, Wanted};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use tidegate_formats::{FormatError, Reading};
use tokio_util::sync::CancellationToken;

/// Bytes of a file that are sent at once at most.
const CHUNK: usize = 256 * 1024;

/// A file to examine.
pub(crate) struct Errand<'a> {
    pub(crate) name: &'a str,
    /// Its first bytes.
    pub(crate) head: &'a [u8],
    /// There is nothing after them.
    pub(crate) whole: bool,
    /// What comes after them.
    pub(crate) input: &'a mut dyn Read,
    pub(crate) wanted: &'a Wanted,
    pub(crate) cancel: CancellationToken,
}

/// What became of a file.
pub(super) enum Ran {
    /// The worker can take another.
    Done(Result<Reading, FormatError>),
    /// Whoever wanted it has seen enough; the worker is still at it.
    Enough {
        sent: u64,
    },
    InputFailed {
        error: io::Error,
        worker_well: bool,
    },
    Lost(Lost),
}

/// The worker is lost.
pub(super) struct Lost {
    /// Bytes that it was sent.
    pub(super) sent: u64,
    /// Things that it saw before.
    pub(super) seen: u64,
    /// The last part that it was at, as far as it told.
    pub(super) part: String,
    /// It died without a word: nothing of the file is gone but the head, which is still there.
    pub(super) silently: bool,
    /// It is alive, but what it says is no answer.
    pub(super) nonsense: bool,
}

pub(super) fn run(
    process: &mut Process,
    errand: &mut Errand<'_>,
    watched: &Watched,
    seen: &mut dyn FnMut(Seen) -> ControlFlow<()>,
) -> Ran {
    let mut running = Running {
        sent: errand.head.len() as u64,
        seen: 0,
        part: String::new(),
        text: 0,
        heard: false,
        input_failed: None,
    };
    let ended = running.run(process, errand, watched, seen);
    // The source's own trouble is the truth about this file, whatever the worker makes of it.
    if let Some(error) = running.input_failed {
        return Ran::InputFailed {
            error,
            worker_well: ended.is_ok(),
        };
    }
    match ended {
        Ok(Flow::Done(done)) => Ran::Done(done.believed(running.sent)),
        Ok(Flow::Enough) => Ran::Enough { sent: running.sent },
        Err(error) => Ran::Lost(Lost {
            sent: running.sent,
            seen: running.seen,
            part: running.part,
            silently: !running.heard,
            nonsense: error.kind() == io::ErrorKind::InvalidData,
        }),
    }
}

enum Flow {
    Done(Done),
    Enough,
}

struct Running {
    sent: u64,
    seen: u64,
    part: String,
    /// Bytes of text that came.
    text: usize,
    /// The worker has said something about this file.
    heard: bool,
    input_failed: Option<io::Error>,
}

impl Running {
    fn run(
        &mut self,
        process: &mut Process,
        errand: &mut Errand<'_>,
        watched: &Watched,
        seen: &mut dyn FnMut(Seen) -> ControlFlow<()>,
    ) -> io::Result<Flow> {
        let removals = removals_on_wire(errand.wanted)?;
        let job = serde_json::to_vec(&Job {
            name: errand.name.to_owned(),
            wanted: WantedOnWire::from(errand.wanted),
            whole: errand.whole,
            removals: removals.len(),
        })?;
        frame::write(&mut process.to, Kind::Job, &job)?;
        for values in removals {
            frame::write(&mut process.to, Kind::Removals, &values)?;
        }
        frame::write(&mut process.to, Kind::Body, errand.head)?;
        process.to.flush()?;
        let mut body = Vec::new();
        let mut chunk = Vec::new();
        loop {
            let kind = frame::read(&mut process.from, &mut body)?;
            watched.heard();
            self.heard = true;
            let flow = match kind {
                Kind::Want => {
                    chunk.resize(CHUNK, 0);
                    self.feed(process, errand, watched, &mut chunk)?;
                    ControlFlow::Continue(())
                }
                Kind::Progress => {
                    self.part = short(said::<Progress>(&body)?.part, 256);
                    ControlFlow::Continue(())
                }
                Kind::Matches => {
                    let mut flow = ControlFlow::Continue(());
                    for found in said::<Vec<Found>>(&body)? {
                        let found = found.believed().ok_or_else(nonsense)?;
                        flow = self.hand(Seen::Match(Box::new(found)), seen);
                        if flow.is_break() {
                            break;
                        }
                    }
                    flow
                }
                Kind::Surrounded => {
                    let found = said::<SurroundedOnWire>(&body)?.believed();
                    self.hand(found.ok_or_else(nonsense)?, seen)
                }
                Kind::Text => {
                    let text = said::<TextOnWire>(&body)?;
                    self.text += text.text.len();
                    if self.text > most_text(errand.wanted) {
                        return Err(nonsense());
                    }
                    self.hand(text.believed().ok_or_else(nonsense)?, seen)
                }
                Kind::CopyBytes if matches!(errand.wanted, Wanted::Copy(_)) => {
                    self.hand(Seen::CopyBytes(std::mem::take(&mut body)), seen)
                }
                Kind::CopyEnd if matches!(errand.wanted, Wanted::Copy(_)) => {
                    self.hand(said::<CopyEndOnWire>(&body)?.believed(), seen)
                }
                Kind::Leftovers if matches!(errand.wanted, Wanted::Leftovers(_)) => {
                    self.hand(Seen::Leftovers(said(&body)?), seen)
                }
                Kind::Done => return Ok(Flow::Done(said(&body)?)),
                _ => return Err(nonsense()),
            };
            if flow.is_break() {
                return Ok(Flow::Enough);
            }
        }
    }

    fn hand(&mut self, what: Seen, seen: &mut dyn FnMut(Seen) -> ControlFlow<()>) -> ControlFlow<()> {
        self.seen += 1;
        seen(what)
    }

    /// Sends the next bytes of the file.
    fn feed(
        &mut self,
        process: &mut Process,
        errand: &mut Errand<'_>,
        watched: &Watched,
        chunk: &mut [u8],
    ) -> io::Result<()> {
        if errand.whole || self.input_failed.is_some() {
            frame::write(&mut process.to, Kind::BodyEnd, &[])?;
            return process.to.flush();
        }
        watched.pause();
        let read = loop {
            match errand.input.read(chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        watched.resume();
        match read {
            Ok(0) => frame::write(&mut process.to, Kind::BodyEnd, &[])?,
            Ok(got) => {
                self.sent += got as u64;
                frame::write(&mut process.to, Kind::Body, chunk.get(..got).unwrap_or_default())?;
            }
            Err(error) => {
                self.input_failed = Some(error);
                frame::write(&mut process.to, Kind::BodyFailed, &[])?;
            }
        }
        process.to.flush()
    }
}

/// Bytes of text that an honest worker sends at most: a value that begins before the limit may end after it.
fn most_text(wanted: &Wanted) -> usize {
    match wanted {
        Wanted::Text { limit, .. } => limit.saturating_mul(2).saturating_add(1024 * 1024),
        _ => 0,
    }
}

fn said<T: serde::de::DeserializeOwned>(body: &[u8]) -> io::Result<T> {
    serde_json::from_slice(body).map_err(|_| nonsense())
}

fn nonsense() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
