//! A stretch of a file's decoded text as it lies in the buffer, and the plain answers every format shares.

use crate::map::Map;
use crate::place::{Position, Positions};
use memchr::{memchr, memrchr};
use std::borrow::Cow;
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::Structure;

/// Text bytes that a record reaches at most to either side of a place: what lies further away says nothing
/// about it, and a record must not depend on where a window happens to end.
const RECORD_REACH: usize = 8 * 1024;

/// The text of one window before a format adds its structure.
pub(crate) struct Stretch<'a> {
    pub(crate) text: &'a str,
    pub(crate) owned: Range<usize>,
    /// Offset of `text` in the file's whole text.
    pub(crate) base: u64,
    /// Where `text` begins.
    pub(crate) start: Position,
    pub(crate) map: &'a Map,
    pub(crate) member: Option<&'a str>,
    /// Bytes that every owned place has before and after it, where the file has them.
    pub(crate) overlap: usize,
    pub(crate) positions: Positions,
}

impl Stretch<'_> {
    /// Bytes, line and column of `span`.
    pub(crate) fn locate(&self, span: Range<usize>) -> Location {
        let (start, end) = (self.base + span.start as u64, self.base + span.end as u64);
        let byte_start = self.map.byte_at(start, self.text, self.base);
        let byte_end = if end > start {
            self.map.byte_after(end, self.text, self.base)
        } else {
            byte_start
        };
        let position = self.positions.at(self.text, self.start, span.start);
        Location {
            byte_start,
            byte_end,
            line: Some(position.line),
            column: Some(position.column),
            member: self.member.map(str::to_owned),
            ..Location::default()
        }
    }

    /// The line that holds `at`, without its end, as far as the reach goes.
    pub(crate) fn line(&self, at: usize) -> Range<usize> {
        let at = self.floor(at);
        let reach = self.reach(at);
        let bytes = self.text.as_bytes();
        let start =
            memrchr(b'\n', &bytes[reach.start..at]).map_or(reach.start, |found| reach.start + found + 1);
        let end = memchr(b'\n', &bytes[at..reach.end]).map_or(reach.end, |found| at + found);
        let end = if end > start && end < bytes.len() && bytes[end - 1] == b'\r' {
            end - 1
        } else {
            end
        };
        start..end.max(start)
    }

    /// How far a record reaches to either side.
    pub(crate) fn far(&self) -> usize {
        far(self.overlap)
    }

    /// The text around `at` that a record may reach into.
    pub(crate) fn reach(&self, at: usize) -> Range<usize> {
        let far = self.far();
        self.floor(at.saturating_sub(far))..self.floor(at.saturating_add(far))
    }

    /// `at`, or the character's beginning before it.
    pub(crate) fn floor(&self, at: usize) -> usize {
        self.text.floor_char_boundary(at.min(self.text.len()))
    }
}

/// The same by the overlap of a file's windows.
pub(crate) fn far(overlap: usize) -> usize {
    RECORD_REACH.min(overlap / 2)
}

/// The structure of text without any.
pub(crate) struct Plain<'a>(pub(crate) &'a Stretch<'a>);

impl Structure for Plain<'_> {
    fn label(&self, _at: usize) -> Option<Cow<'_, str>> {
        None
    }

    fn record(&self, at: usize) -> Range<usize> {
        self.0.line(at)
    }

    fn value(&self, _at: usize) -> Option<Range<usize>> {
        None
    }

    fn labels(&self) -> &[String] {
        &[]
    }

    fn locate(&self, span: Range<usize>) -> Location {
        self.0.locate(span)
    }
}
