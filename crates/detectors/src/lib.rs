//! Text to matches with explained confidence. Knows no files, no storage and no findings: it is given
//! windows of text and says what lies where, and why it thinks so.
//!
//! One file of `src/detectors/` (or `rules/`, for those that are a pattern only) is one detector. Its opening
//! comment is its documentation in the program and in docs/DETECTORS.md.

mod authority;
mod checksum;
mod contexts;
mod dates;
mod detectors;
mod digits;
mod docs;
mod evidence;
mod json_around;
mod mask;
mod names;
mod overlap;
mod place;
mod placeholder;
mod rarity;
mod rules;
mod scanner;
mod shape;
mod spec;
mod token_checksum;
mod words;

pub use docs::{infos, markdown};
pub use mask::mask;
pub use scanner::{Scanner, Selection, UnknownDetector};
