//! Copies without what was found: the values of a file, what stands for each, the copy, and its proof.
//!
//! In that order, and each a reading of its own: the values are collected by examining the file as always, the copy is
//! written by the formats, which know nothing of detectors, and then read again by the readers, which know nothing of
//! the writing. A file that could not be fully examined has no copy: what was not read may hold anything.

mod object;
mod operators;
mod pseudonym;
mod target;
mod values;

pub(crate) use object::Desk;
pub(crate) use operators::{Operators, reidentified};
pub(crate) use target::Target;
pub(crate) use values::Values;

use crate::examine::Examiner;
use crate::look::{Seen, Wanted};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use tidegate_domain::detector::LocatedMatch;
use tidegate_formats::{Copied, CopyError, FormatError, Reading, ReadingEnd, Removal};

/// Makes copies under one policy.
pub(crate) struct Copier {
    pub(crate) examiner: Examiner,
    pub(crate) operators: Operators,
    /// Less certain findings stay.
    pub(crate) min_confidence: f32,
}

/// Findings that a person said are not sensitive: detector and fingerprint.
pub(crate) type Allowed = HashSet<(String, String)>;

/// A copy in `out`, proved.
pub(crate) struct Written {
    pub(crate) copied: Copied,
    pub(crate) size: u64,
    /// Hexadecimal digits.
    pub(crate) sha256: String,
}

/// Why there is no copy.
pub(crate) enum Unwritten {
    /// The file cannot be copied, or its copy did not pass the proof. A sentence without content.
    Refused(String),
    /// The source's own error.
    Input(io::Error),
    /// The disk's.
    Output(io::Error),
}

impl Copier {
    /// Reads a file for its values, telling `on_match` of every match with its fingerprint.
    ///
    /// # Errors
    /// As [`Examiner::examine`].
    pub(crate) fn values(
        &self,
        name: &str,
        input: &mut dyn Read,
        allowed: &Allowed,
        on_match: &mut dyn FnMut(LocatedMatch, String),
    ) -> Result<(Reading, Values), FormatError> {
        let mut values = Values::default();
        let reading = self.examiner.look(name, input, &Wanted::Values, &mut |seen| {
            let Seen::Surrounded(located, around) = seen else {
                return ControlFlow::Continue(());
            };
            let fingerprint = self.examiner.fingerprint(&located.found);
            let found = &located.found;
            let allowed = allowed.contains(&(found.detector.to_string(), fingerprint.clone()));
            if found.confidence >= self.min_confidence && !allowed {
                values.add(found, &around.value, &self.operators);
            }
            on_match(*located, fingerprint);
            ControlFlow::Continue(())
        })?;
        Ok((reading, values))
    }

    /// Writes the copy into `out`, which is empty, and proves it.
    pub(crate) fn write(
        &self,
        name: &str,
        reading: &Reading,
        values: &Values,
        input: &mut dyn Read,
        out: &mut File,
    ) -> Result<Written, Unwritten> {
        refused_unread(reading)?;
        if let Some(reason) = values.too_many() {
            return Err(Unwritten::Refused(reason));
        }
        let removals = values.removals();
        let mut hashed = Hashed::new(out);
        let copied = if removals.is_empty() {
            io::copy(input, &mut hashed).map_err(Unwritten::Input)?;
            Copied {
                format: reading.format.clone(),
                ..Copied::default()
            }
        } else {
            self.examiner
                .copy(name, input, &removals, &mut hashed)
                .map_err(unwritten)?
        };
        let (size, sha256) = hashed.finish().map_err(Unwritten::Output)?;
        if !removals.is_empty() {
            out.rewind().map_err(Unwritten::Output)?;
            self.prove(name, out, &removals)?;
        }
        Ok(Written { copied, size, sha256 })
    }

    /// Reads the copy again.
    fn prove(&self, name: &str, copy: &mut File, removals: &Arc<Vec<Removal>>) -> Result<(), Unwritten> {
        let proved = self.examiner.leftovers(name, copy, removals);
        let (reading, left) = match proved {
            Ok(proved) => proved,
            Err(FormatError::Input(error)) => return Err(Unwritten::Output(error)),
            Err(error) => {
                return Err(Unwritten::Refused(format!(
                    "The copy could not be read again to prove it: {error}"
                )));
            }
        };
        if left > 0 {
            let still = match left {
                1 => "A value that was to be removed was still in the copy.".to_owned(),
                count => format!("Values that were to be removed were still in the copy, at {count} places."),
            };
            return Err(Unwritten::Refused(format!(
                "{still} Leave the file out of what is copied, or remove them by hand."
            )));
        }
        match reading.end {
            ReadingEnd::Complete | ReadingEnd::Empty => Ok(()),
            ReadingEnd::Partial { message } => Err(Unwritten::Refused(format!(
                "The copy could not be read again to its end: {message}"
            ))),
            ReadingEnd::Unsupported | ReadingEnd::Stopped => Err(Unwritten::Refused(
                "The copy could not be read again to prove it.".to_owned(),
            )),
        }
    }
}

fn refused_unread(reading: &Reading) -> Result<(), Unwritten> {
    Err(Unwritten::Refused(match &reading.end {
        ReadingEnd::Complete | ReadingEnd::Empty => return Ok(()),
        ReadingEnd::Partial { message } => format!("It could not be fully examined. {message}"),
        ReadingEnd::Unsupported => "It is not a kind of file that can be read.".to_owned(),
        ReadingEnd::Stopped => "Its examination was interrupted.".to_owned(),
    }))
}

fn unwritten(error: CopyError) -> Unwritten {
    match error {
        CopyError::Input(error) => Unwritten::Input(error),
        CopyError::Output(error) => Unwritten::Output(error),
        CopyError::Refused { reason } => Unwritten::Refused(reason),
    }
}

/// Writes, counts and hashes.
struct Hashed<'a> {
    out: io::BufWriter<&'a mut File>,
    hash: Sha256,
    size: u64,
}

impl<'a> Hashed<'a> {
    fn new(out: &'a mut File) -> Self {
        Self {
            out: io::BufWriter::with_capacity(256 * 1024, out),
            hash: Sha256::new(),
            size: 0,
        }
    }

    fn finish(mut self) -> io::Result<(u64, String)> {
        self.out.flush()?;
        Ok((self.size, crate::hex(&self.hash.finalize())))
    }
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
