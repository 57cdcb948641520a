//! A header block of a tar archive that is written again with other names and sizes.

use super::header::{BLOCK, text};
use std::ops::Range;

const NAME: Range<usize> = 0..100;
const SIZE: Range<usize> = 124..136;
const CHECKSUM: Range<usize> = 148..156;
const LINK: Range<usize> = 157..257;
const USER: Range<usize> = 265..297;
const GROUP: Range<usize> = 297..329;
const PREFIX: Range<usize> = 345..500;
/// The largest size in eleven octal digits.
const OCTAL: u64 = 0o777_7777_7777;

#[derive(Clone)]
pub(super) struct Block([u8; BLOCK]);

/// A text in a header block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Link,
    User,
    Group,
}

impl Field {
    fn range(self) -> Range<usize> {
        match self {
            Self::Name => NAME,
            Self::Link => LINK,
            Self::User => USER,
            Self::Group => GROUP,
        }
    }
}

impl Block {
    pub(super) fn new(block: &[u8; BLOCK]) -> Self {
        Self(*block)
    }

    /// A header of extended records for the entry after it.
    pub(super) fn extended(size: u64) -> Self {
        let mut block = Self([0; BLOCK]);
        block.put(NAME, b"PaxHeaders/entry");
        block.put(100..108, b"0000644");
        block.put(108..116, b"0000000");
        block.put(116..124, b"0000000");
        block.put(136..148, b"00000000000");
        block.put(156..157, b"x");
        block.put(257..265, b"ustar\x0000");
        block.set_size(size);
        block
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is of POSIX, which has users' names and a prefix.
    fn posix(&self) -> bool {
        self.0.get(257..263) == Some(b"ustar\0")
    }

    fn has_owners(&self) -> bool {
        self.0.get(257..262) == Some(b"ustar")
    }

    pub(super) fn text(&self, field: Field) -> String {
        let owner = matches!(field, Field::User | Field::Group);
        if owner && !self.has_owners() {
            return String::new();
        }
        text(self.0.get(field.range()).unwrap_or_default())
    }

    /// Sets a text as far as it fits, and says whether all of it did.
    pub(super) fn set(&mut self, field: Field, text: &str) -> bool {
        let range = field.range();
        let fits = text.len() <= range.len();
        let cut = text.floor_char_boundary(text.len().min(range.len()));
        self.put(range, text.get(..cut).unwrap_or_default().as_bytes());
        // A name of two halves is one now.
        if field == Field::Name && self.posix() {
            self.put(PREFIX, b"");
        }
        self.seal();
        fits
    }

    pub(super) fn set_size(&mut self, size: u64) {
        if size <= OCTAL {
            self.put(SIZE, format!("{size:011o}").as_bytes());
        } else {
            let mut binary = [0_u8; 12];
            binary[0] = 0x80;
            binary[4..].copy_from_slice(&size.to_be_bytes());
            self.put(SIZE, &binary);
        }
        self.seal();
    }

    /// Clears what stands after the ends of its texts and in no field at all.
    pub(super) fn clean(&mut self) {
        let mut ranges = vec![NAME, LINK];
        if self.has_owners() {
            ranges.extend([USER, GROUP]);
        }
        if self.posix() {
            ranges.extend([PREFIX, 500..BLOCK]);
        } else if !self.has_owners() {
            ranges.push(257..BLOCK);
        }
        for range in ranges {
            let kept = self.0.get(range.clone()).unwrap_or_default();
            let end = match range.start {
                257.. if range.end == BLOCK => 0,
                _ => kept.iter().position(|byte| *byte == 0).unwrap_or(kept.len()),
            };
            let kept = kept.get(..end).unwrap_or_default().to_vec();
            self.put(range, &kept);
        }
        self.seal();
    }

    fn put(&mut self, range: Range<usize>, bytes: &[u8]) {
        if let Some(field) = self.0.get_mut(range) {
            field.fill(0);
            for (to, from) in field.iter_mut().zip(bytes) {
                *to = *from;
            }
        }
    }

    /// Writes the checksum over the rest.
    fn seal(&mut self) {
        if let Some(field) = self.0.get_mut(CHECKSUM) {
            field.fill(b' ');
        }
        let sum: u32 = self.0.iter().map(|byte| u32::from(*byte)).sum();
        self.put(CHECKSUM, format!("{sum:06o}\0 ").as_bytes());
    }
}
