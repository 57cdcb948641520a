//! Lines and columns: counted forward from window to window, and looked up within one by an index that is
//! built only when a place is asked for.

use memchr::{memchr_iter, memrchr};
use std::cell::OnceCell;

/// Text bytes between two entries of the index.
const STEP: usize = 4096;

/// Where a window begins. Both are 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: u64,
    /// In characters.
    pub(crate) column: u64,
}

impl Position {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The position after `text`.
    pub(crate) fn after(self, text: &str) -> Self {
        step(self, text.as_bytes())
    }
}

/// Characters that begin in `bytes` of UTF-8.
fn characters(bytes: &[u8]) -> u64 {
    bytes.chunks(192).map(|chunk| u64::from(starts(chunk))).sum()
}

/// The same for so few bytes that a byte can count them, which the compiler turns into vector code.
fn starts(chunk: &[u8]) -> u8 {
    chunk.iter().map(|byte| u8::from(byte & 0xc0 != 0x80)).sum()
}

/// Positions at every `STEP` bytes of a window's text.
#[derive(Debug, Default)]
pub(crate) struct Positions {
    entries: OnceCell<Vec<Position>>,
}

impl Positions {
    /// The position of byte `at` in `text`, which begins at `start`.
    pub(crate) fn at(&self, text: &str, start: Position, at: usize) -> Position {
        let bytes = text.as_bytes();
        let entries = self.entries.get_or_init(|| index(bytes, start));
        let entry = (at / STEP).min(entries.len().saturating_sub(1));
        let from = entry * STEP;
        let position = entries.get(entry).copied().unwrap_or(start);
        step(position, bytes.get(from..at).unwrap_or_default())
    }
}

fn index(bytes: &[u8], start: Position) -> Vec<Position> {
    let mut entries = Vec::with_capacity(bytes.len() / STEP + 1);
    let mut position = start;
    for chunk in bytes.chunks(STEP) {
        entries.push(position);
        position = step(position, chunk);
    }
    if entries.is_empty() {
        entries.push(start);
    }
    entries
}

/// `bytes` may begin or end inside a character: each is counted where it begins.
fn step(position: Position, bytes: &[u8]) -> Position {
    match memrchr(b'\n', bytes) {
        Some(last) => Position {
            line: position.line + memchr_iter(b'\n', bytes).count() as u64,
            column: 1 + characters(&bytes[last + 1..]),
        },
        None => Position {
            line: position.line,
            column: position.column + characters(bytes),
        },
    }
}
