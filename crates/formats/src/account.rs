//! What the files inside one file have cost so far, over all of its layers.

use crate::budget::Budget;
use std::cell::Cell;
use std::io::{self, Read};
use std::time::Duration;

/// Counts that all layers of one reading share.
#[derive(Debug, Default)]
pub(crate) struct Account {
    entries: Cell<u64>,
    unpacked: Cell<u64>,
    /// Bytes of the outermost file that were read.
    packed: Cell<u64>,
    /// Spent on the text in pictures.
    ocr: Cell<Duration>,
}

/// A limit that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    /// More files inside than this.
    Entries(u64),
    /// More unpacked bytes than this.
    Bytes(u64),
    /// More than this many times its size.
    Ratio(u64),
    Held,
}

impl Excess {
    /// In a sentence.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Entries(limit) => {
                format!(
                    "It holds more than {} files; the others were not read.",
                    thousands(limit)
                )
            }
            Self::Bytes(limit) => format!("It unpacks to more than {}; the rest was not read.", size(limit)),
            Self::Ratio(limit) => format!(
                "It unpacks to far more than its size (over {} times), like a bomb; the rest was not read.",
                thousands(limit)
            ),
            Self::Held => "It is larger than a file of its kind may be to be read.".to_owned(),
        }
    }
}

/// A number with its thousands set apart.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut spaced = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

/// A number of bytes in the largest unit that gives a whole number.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    units
        .iter()
        .find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit))
        .map_or_else(
            || format!("{} bytes", thousands(bytes)),
            |(unit, name)| format!("{} {name}", thousands(bytes / unit)),
        )
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
            return Err(Excess::Entries(budget.max_entries));
        }
        self.allowed(budget)
    }

    /// Counts bytes that came out of a packed file.
    pub(crate) fn unpacked(&self, bytes: u64, budget: &Budget) -> Result<(), Excess> {
        self.unpacked.set(self.unpacked.get() + bytes);
        self.allowed(budget)
    }

    /// Takes bytes out of the count that were counted before: the same part of a file was unpacked again.
    pub(crate) fn unpacked_again(&self, bytes: u64) {
        self.unpacked.set(self.unpacked.get().saturating_sub(bytes));
    }

    /// Whether a limit has been passed, after which nothing more is read.
    pub(crate) fn full(&self, budget: &Budget) -> bool {
        self.entries.get() > budget.max_entries || self.allowed(budget).is_err()
    }

    pub(crate) fn ocr_time(&self) -> Duration {
        self.ocr.get()
    }

    pub(crate) fn add_ocr_time(&self, time: Duration) {
        self.ocr.set(self.ocr.get() + time);
    }

    fn allowed(&self, budget: &Budget) -> Result<(), Excess> {
        let (unpacked, packed) = (self.unpacked.get(), self.packed.get().max(1));
        if unpacked > budget.max_total_bytes {
            Err(Excess::Bytes(budget.max_total_bytes))
        } else if unpacked > budget.ratio_free_total && unpacked / packed >= budget.max_total_ratio {
            Err(Excess::Ratio(budget.max_total_ratio))
        } else {
            Ok(())
        }
    }
}

/// A member's bytes on their way out: counted, and ended at a limit or at damage as if they ended there.
pub(crate) struct Metered<'a> {
    input: &'a mut dyn Read,
    account: &'a Account,
    budget: &'a Budget,
    excess: Option<Excess>,
    damage: Option<io::ErrorKind>,
}

impl<'a> Metered<'a> {
    pub(crate) fn new(input: &'a mut dyn Read, account: &'a Account, budget: &'a Budget) -> Self {
        Self {
            input,
            account,
            budget,
            excess: None,
            damage: None,
        }
    }

    /// The limit that ended it.
    pub(crate) fn excess(&self) -> Option<Excess> {
        self.excess
    }

    /// What kept it from being unpacked to its end.
    pub(crate) fn damage(&self) -> Option<&'static str> {
        self.damage.map(|kind| match kind {
            io::ErrorKind::UnexpectedEof => "It is cut off; what could be unpacked of it was read.",
            io::ErrorKind::OutOfMemory => "It needs more memory to be unpacked than a file may take.",
            _ => "It is damaged; what could be unpacked of it was read.",
        })
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.excess.is_some() || self.damage.is_some() {
            return Ok(0);
        }
        let got = match self.input.read(out) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.damage = Some(error.kind());
                return Ok(0);
            }
            got => got?,
        };
        if let Err(excess) = self.account.unpacked(got as u64, self.budget) {
            self.excess = Some(excess);
            return Ok(0);
        }
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use super::{Excess, size, thousands};

    #[test]
    fn limits_are_said_with_their_numbers() {
        assert_eq!(
            [
                thousands(7),
                thousands(1_000),
                thousands(100_000),
                thousands(12_345_678)
            ],
            ["7", "1,000", "100,000", "12,345,678"]
        );
        assert_eq!(
            [size(4 << 30), size(256 << 20), size(1_000)],
            ["4 GiB", "256 MiB", "1,000 bytes"]
        );
        assert_eq!(
            Excess::Entries(100_000).words(),
            "It holds more than 100,000 files; the others were not read."
        );
    }
}
