//! What the files inside one file have cost so far, over all of its layers.

use crate::budget::Budget;
use std::cell::Cell;
use std::io::{self, Read};

/// Counts that all layers of one reading share.
#[derive(Debug, Default)]
pub(crate) struct Account {
    entries: Cell<u64>,
    unpacked: Cell<u64>,
    /// Bytes of the outermost file that were read.
    packed: Cell<u64>,
}

/// A limit that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    Entries,
    Bytes,
    Ratio,
    Held,
}

impl Excess {
    /// In a sentence.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Entries => "It holds more files than are unpacked; the rest was not read.",
            Self::Bytes => "It unpacks to more bytes than are unpacked; the rest was not read.",
            Self::Ratio => "It unpacks to far more than its size, like a bomb; the rest was not read.",
            Self::Held => "It is larger than a file of its kind may be to be read.",
        }
    }
}

impl Account {
    /// The outermost file's bytes, against which the ratio is taken.
    pub(crate) fn read_packed(&self, bytes: u64) {
        self.packed.set(self.packed.get() + bytes);
    }

    /// Counts one more file inside.
    pub(crate) fn entry(&self, budget: &Budget) -> Result<(), Excess> {
        self.entries.set(self.entries.get() + 1);
        if self.entries.get() > budget.max_entries {
            return Err(Excess::Entries);
        }
        self.allowed(budget)
    }

    /// Counts bytes that came out of a packed file.
    pub(crate) fn unpacked(&self, bytes: u64, budget: &Budget) -> Result<(), Excess> {
        self.unpacked.set(self.unpacked.get() + bytes);
        self.allowed(budget)
    }

    fn allowed(&self, budget: &Budget) -> Result<(), Excess> {
        let (unpacked, packed) = (self.unpacked.get(), self.packed.get().max(1));
        if unpacked > budget.max_total_bytes {
            Err(Excess::Bytes)
        } else if unpacked > budget.ratio_free_total && unpacked / packed >= budget.max_total_ratio {
            Err(Excess::Ratio)
        } else {
            Ok(())
        }
    }
}

/// A member's bytes on their way out: counted, and ended at a limit as if they ended there.
pub(crate) struct Metered<'a> {
    input: &'a mut dyn Read,
    account: &'a Account,
    budget: &'a Budget,
    excess: Option<Excess>,
}

impl<'a> Metered<'a> {
    pub(crate) fn new(input: &'a mut dyn Read, account: &'a Account, budget: &'a Budget) -> Self {
        Self {
            input,
            account,
            budget,
            excess: None,
        }
    }

    /// The limit that ended it.
    pub(crate) fn excess(&self) -> Option<Excess> {
        self.excess
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.excess.is_some() {
            return Ok(0);
        }
        let got = self.input.read(out)?;
        if let Err(excess) = self.account.unpacked(got as u64, self.budget) {
            self.excess = Some(excess);
            return Ok(0);
        }
        Ok(got)
    }
}
