//! Where records begin. Only quotes and line ends are looked at; cells are found when one is asked for.
//!
//! A quote opens a cell only at the cell's beginning and only if it closes again within reach: one stray
//! quote must not swallow the rest of a table.

use memchr::{memchr, memchr_iter, memchr2};

/// How cells are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Bytes after which an open quote is taken for an ordinary character.
    pub(super) longest_quoted: usize,
}

/// What is open at a place between two windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Open {
    /// Inside of quotes.
    pub(super) quoted: bool,
    /// The open cell's index in its record.
    pub(super) cell: u64,
    /// The open cell has begun: a quote is no opening one.
    pub(super) begun: bool,
}

impl Dialect {
    /// Calls `record` with the offset after each line end that ends a record in `bytes[from..to]`, and
    /// returns whether `to` is inside of quotes. Bytes after `to` are looked at to find closing quotes.
    pub(super) fn records(
        self,
        bytes: &[u8],
        from: usize,
        to: usize,
        open: Open,
        record: &mut dyn FnMut(usize),
    ) -> bool {
        let mut at = from;
        if open.quoted {
            match close(bytes, at, bytes.len()) {
                Some(after) => at = after,
                None => return true,
            }
            if at > to {
                return true;
            }
        }
        if memchr(b'"', &bytes[at..to]).is_none() {
            for found in memchr_iter(b'\n', &bytes[at..to]) {
                record(at + found + 1);
            }
            return false;
        }
        let first_begun = open.begun;
        while let Some(found) = memchr2(b'"', b'\n', &bytes[at..to]) {
            let place = at + found;
            if bytes[place] == b'\n' {
                record(place + 1);
                at = place + 1;
                continue;
            }
            at = place + 1;
            let begins = if place == from {
                !first_begun
            } else {
                let before = bytes[place - 1];
                before == self.delimiter || before == b'\n'
            };
            if begins && let Some(after) = self.quoted(bytes, place) {
                if after > to {
                    return true;
                }
                at = after;
            }
        }
        false
    }

    /// Whether the quote at `place`, where a cell begins, opens it, and if so the offset after the closing
    /// quote.
    pub(super) fn quoted(self, bytes: &[u8], place: usize) -> Option<usize> {
        close(bytes, place + 1, bytes.len().min(place + 1 + self.longest_quoted))
    }

    /// The offset after the quote that closes the cell which was opened before `at`.
    pub(super) fn close_of_open(self, bytes: &[u8], at: usize) -> Option<usize> {
        close(bytes, at, bytes.len())
    }

    /// The end of the cell that begins at `at`, outside of quotes: a delimiter, a line end, or `limit`.
    pub(super) fn cell_end(self, bytes: &[u8], at: usize, limit: usize) -> usize {
        memchr2(self.delimiter, b'\n', &bytes[at.min(limit)..limit]).map_or(limit, |found| at + found)
    }
}

/// The offset after the quote that closes the cell in which `at` lies.
fn close(bytes: &[u8], mut at: usize, limit: usize) -> Option<usize> {
    loop {
        let quote = at + memchr(b'"', bytes.get(at..limit)?)?;
        if bytes.get(quote + 1) == Some(&b'"') {
            at = quote + 2;
        } else {
            return Some(quote + 1);
        }
    }
}
