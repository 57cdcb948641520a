//! The worker's own side: confines itself, then reads one file after another and says what it sees.
//!
//! It trusts the program that started it, and nothing in the files. It ends when the pipe does.

use super::{
    confine,
    frame::{self, Kind},
    message::{
        CopyEndOnWire, Done, Found, Hello, Job, Looking, MarkOnWire, Progress, SurroundedOnWire, TextOnWire,
        removals_from_wire,
    },
};
use crate::look::{Look, Seen, Wanted, title};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tidegate_detectors::Scanner;
use tidegate_domain::text::Window;
use tidegate_formats::{Budget, CopyError, FormatError, Ocr, Reading, ReadingEnd, Removal, Removals};

/// Matches that wait for company before they are sent.
const BATCH: usize = 256;
/// Bytes of a copy that are sent at once at most.
const COPY_CHUNK: usize = 256 * 1024;
/// How long matches wait at most while windows come.
const WAIT: Duration = Duration::from_millis(1);
/// How often a reader that finds nothing says that it is still at work.
const SIGN_OF_LIFE: Duration = Duration::from_millis(250);

/// Reads a file, as `tidegate_formats::read` does.
pub type ReadFile = fn(
    &str,
    &mut dyn Read,
    &Budget,
    &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
) -> Result<Reading, FormatError>;

/// Is a worker until the pipe on stdin ends. The program calls it first of all when it was started with
/// [`super::ARGUMENT`].
pub fn serve() -> ExitCode {
    serve_reading(tidegate_formats::read)
}

/// As [`serve`], with another way of reading files: for tests of what a reader may do wrong.
pub fn serve_reading(read: ReadFile) -> ExitCode {
    match work(read) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

struct Pipes {
    from: BufReader<File>,
    to: BufWriter<File>,
    found: Vec<Found>,
    /// When something was sent last; `None` while nothing of the file in hand was.
    heard: Option<Instant>,
}

fn work(read: ReadFile) -> io::Result<()> {
    let (from, to) = own_pipes()?;
    let mut pipes = Pipes {
        from: BufReader::with_capacity(64 * 1024, from),
        to: BufWriter::with_capacity(64 * 1024, to),
        found: Vec::new(),
        heard: None,
    };
    let mut body = Vec::new();
    if frame::read(&mut pipes.from, &mut body)? != Kind::Hello {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let hello: Hello = serde_json::from_slice(&body)?;
    confine::confine(&hello)?;
    confine::end_with_parent()?;
    frame::write(&mut pipes.to, Kind::Ready, &[])?;
    pipes.to.flush()?;
    let mut scanner = None;
    loop {
        match frame::read(&mut pipes.from, &mut body) {
            Ok(Kind::Selection) => {
                let looking: Looking = serde_json::from_slice(&body)?;
                scanner = Scanner::new(&looking.selection()).ok();
            }
            Ok(Kind::Job) => {
                let job: Job = serde_json::from_slice(&body)?;
                let scanner = scanner.as_ref().ok_or(io::ErrorKind::InvalidData)?;
                confine::renew_time(&hello)?;
                let mut removals = Vec::new();
                for _ in 0..job.removals {
                    if frame::read(&mut pipes.from, &mut body)? != Kind::Removals {
                        return Err(io::ErrorKind::InvalidData.into());
                    }
                    removals.extend(removals_from_wire(&body)?);
                }
                pipes = examine(
                    read,
                    scanner,
                    hello.ocr.clone().map(Ocr::from),
                    job,
                    removals,
                    pipes,
                )?;
            }
            Ok(_) => return Err(io::ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn examine(
    read: ReadFile,
    scanner: &Scanner,
    ocr: Option<Ocr>,
    job: Job,
    removals: Vec<Removal>,
    mut pipes: Pipes,
) -> io::Result<Pipes> {
    pipes.heard = None;
    let name = job.name;
    let wanted = job.wanted.with(removals);
    let pipes = RefCell::new(pipes);
    let mut input = Pulled {
        pipes: &pipes,
        chunk: Vec::new(),
        at: 0,
        ended: false,
    };
    input.first(job.whole)?;
    let mut look = Look::new(scanner, &wanted);
    let mut pipe_failed = None;
    let budget = Budget {
        complex: true,
        ocr,
        ..Budget::default()
    };
    let visit = &mut |window: &Window<'_>| {
        let flow = look.at(window, &mut |seen| match pipes.borrow_mut().tell(seen) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                pipe_failed = Some(error);
                ControlFlow::Break(())
            }
        });
        if let Err(error) = pipes.borrow_mut().sign_of_life(window) {
            pipe_failed = Some(error);
            return ControlFlow::Break(());
        }
        flow
    };
    let done = panic::catch_unwind(AssertUnwindSafe(|| match &wanted {
        Wanted::Copy(removals) => copy(&name, removals, &mut input, &budget, &pipes),
        Wanted::Leftovers(removals) => {
            let removals = Removals::new(removals.to_vec());
            let (reading, left) = tidegate_formats::leftovers(&name, &mut input, &removals, &budget)?;
            pipes
                .borrow_mut()
                .say(Kind::Leftovers, &left)
                .map_err(FormatError::Input)?;
            Ok(reading)
        }
        _ => read(&name, &mut input, &budget, visit),
    }));
    let Ok(done) = done else {
        // What was found until then is true; after a panic nothing else of this process may be.
        if let Ok(mut pipes) = pipes.try_borrow_mut() {
            pipes.flush_found()?;
            pipes.to.flush()?;
        }
        return Err(io::Error::other("the reader panicked"));
    };
    if let Some(error) = pipe_failed {
        return Err(error);
    }
    let mut pipes = pipes.into_inner();
    pipes.flush_found()?;
    pipes.say(Kind::Done, &Done::of(done.map(|reading| look.told(reading))))?;
    pipes.to.flush()?;
    Ok(pipes)
}

/// Sends a copy as it is written.
struct CopySender<'a> {
    pipes: &'a RefCell<Pipes>,
}

impl Write for CopySender<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pipes = self.pipes.borrow_mut();
        for chunk in bytes.chunks(COPY_CHUNK) {
            frame::write(&mut pipes.to, Kind::CopyBytes, chunk)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipes.borrow_mut().to.flush()
    }
}

/// Writes a copy and says how it ended. An input that failed is the program's to know.
fn copy(
    name: &str,
    removals: &[Removal],
    input: &mut Pulled<'_>,
    budget: &Budget,
    pipes: &RefCell<Pipes>,
) -> Result<Reading, FormatError> {
    let removals = Removals::new(removals.to_vec());
    let copied = tidegate_formats::copy(name, input, &removals, budget, &mut CopySender { pipes });
    let end = match copied {
        Ok(copied) => Ok(copied),
        Err(CopyError::Refused { reason }) => Err(reason),
        Err(CopyError::Input(error) | CopyError::Output(error)) => return Err(FormatError::Input(error)),
    };
    pipes
        .borrow_mut()
        .say(Kind::CopyEnd, &CopyEndOnWire::of(end))
        .map_err(FormatError::Input)?;
    Ok(Reading {
        format: String::new(),
        encoding: String::new(),
        examined: 0,
        end: ReadingEnd::Complete,
    })
}

impl Pipes {
    fn say<T: serde::Serialize>(&mut self, kind: Kind, what: &T) -> io::Result<()> {
        frame::write(&mut self.to, kind, &serde_json::to_vec(what)?)
    }

    fn tell(&mut self, seen: Seen) -> io::Result<()> {
        match seen {
            Seen::Match(located) => {
                self.found.push(Found::of(*located));
                if self.found.len() >= BATCH {
                    self.flush_found()?;
                }
                Ok(())
            }
            Seen::Surrounded(located, around) => {
                let told = SurroundedOnWire {
                    found: Found::of(*located),
                    value: around.value,
                    before: around.before,
                    after: around.after,
                };
                self.say(Kind::Surrounded, &told)
            }
            Seen::Text(text) => {
                let told = TextOnWire {
                    text: text.text,
                    marks: text.marks.into_iter().map(MarkOnWire::of).collect(),
                    parts: text.parts,
                    cut: text.cut,
                };
                self.say(Kind::Text, &told)
            }
            // Sent where they are made.
            Seen::CopyBytes(_) | Seen::CopyEnd(_) | Seen::Leftovers(_) => Ok(()),
        }
    }

    fn flush_found(&mut self) -> io::Result<()> {
        if self.found.is_empty() {
            return Ok(());
        }
        let found = std::mem::take(&mut self.found);
        self.say(Kind::Matches, &found)
    }

    /// After a window: sends what was found, so that it outlives a reader that fails on what comes next.
    fn sign_of_life(&mut self, window: &Window<'_>) -> io::Result<()> {
        let silent = self.heard.map_or(WAIT, |heard| heard.elapsed());
        if silent < WAIT || self.found.is_empty() && silent < SIGN_OF_LIFE && self.heard.is_some() {
            return Ok(());
        }
        self.heard = Some(Instant::now());
        self.flush_found()?;
        let start = window.owned.start;
        let part = title(&window.structure.locate(start..start));
        self.say(Kind::Progress, &Progress { part })?;
        self.to.flush()
    }
}

/// The bytes of the file in hand, as the program sends them.
struct Pulled<'a> {
    pipes: &'a RefCell<Pipes>,
    chunk: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Pulled<'_> {
    /// Takes the bytes that come with the job.
    fn first(&mut self, whole: bool) -> io::Result<()> {
        let kind = frame::read(&mut self.pipes.borrow_mut().from, &mut self.chunk)?;
        if kind != Kind::Body {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.ended = whole;
        Ok(())
    }

    fn more(&mut self) -> io::Result<()> {
        let mut pipes = self.pipes.borrow_mut();
        pipes.flush_found()?;
        frame::write(&mut pipes.to, Kind::Want, &[])?;
        pipes.to.flush()?;
        pipes.heard = Some(Instant::now());
        self.at = 0;
        match frame::read(&mut pipes.from, &mut self.chunk)? {
            Kind::Body => Ok(()),
            Kind::BodyEnd => {
                self.chunk.clear();
                self.ended = true;
                Ok(())
            }
            Kind::BodyFailed => Err(io::Error::other("the source failed")),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

impl Read for Pulled<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.chunk.len() && !self.ended && !out.is_empty() {
            self.more()?;
        }
        let mut rest = self.chunk.get(self.at..).unwrap_or_default();
        let got = rest.read(out)?;
        self.at += got;
        Ok(got)
    }
}

/// Stdin and stdout without the buffers that the standard library puts around them.
#[cfg(unix)]
fn own_pipes() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    Ok((
        File::from(io::stdin().as_fd().try_clone_to_owned()?),
        File::from(io::stdout().as_fd().try_clone_to_owned()?),
    ))
}

#[cfg(windows)]
fn own_pipes() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    Ok((
        File::from(io::stdin().as_handle().try_clone_to_owned()?),
        File::from(io::stdout().as_handle().try_clone_to_owned()?),
    ))
}
