//! The bytes of a document that is taken apart: its head, which decided what it is, and the rest.

use crate::account::Excess;
use crate::budget::Budget;
use crate::parts::Damage;
use crate::reading::FormatError;
use std::io::{self, Cursor, Read};

/// The whole file as a stream. Formats that need all of it at once take it with [`Body::whole`].
pub(crate) struct Body<'a> {
    head: Cursor<Vec<u8>>,
    input: &'a mut dyn Read,
    failed: Option<io::Error>,
}

/// Bytes of a document in memory.
pub(crate) enum Held {
    Whole(Vec<u8>),
    /// There are more, which are still to be read.
    Beginning(Vec<u8>),
}

impl<'a> Body<'a> {
    pub(crate) fn new(head: Vec<u8>, input: &'a mut dyn Read) -> Self {
        Self {
            head: Cursor::new(head),
            input,
            failed: None,
        }
    }

    /// All bytes, when they are no more than one document may hold in memory.
    pub(crate) fn whole(&mut self, budget: &Budget) -> Result<Vec<u8>, Damage> {
        match self.held(budget)? {
            Held::Whole(bytes) => Ok(bytes),
            Held::Beginning(_) => Err(Excess::Held.into()),
        }
    }

    /// The same, or as many of the first bytes.
    pub(crate) fn held(&mut self, budget: &Budget) -> Result<Held, Damage> {
        let mut bytes = Vec::new();
        let limit = budget.max_held_bytes;
        match self.take(limit + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > limit => Ok(Held::Beginning(bytes)),
            Ok(_) => Ok(Held::Whole(bytes)),
            Err(_) => Err(Damage::new("Its bytes could not be read.")),
        }
    }

    /// The input's own error, which outranks whatever the format made of it.
    pub(crate) fn failure(self) -> Option<FormatError> {
        self.failed.map(FormatError::Input)
    }
}

impl Read for Body<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.head.read(out)?;
        if got > 0 || out.is_empty() {
            return Ok(got);
        }
        if self.failed.is_some() {
            return Err(io::Error::other("the input failed"));
        }
        loop {
            match self.input.read(out) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    return Err(io::Error::other("the input failed"));
                }
                read => return read,
            }
        }
    }
}
