//! Text to matches with explained confidence. Knows no files, no storage and no findings: it is given
//! windows of text and says what lies where, and why it thinks so.
//!
//! One file of `src/detectors/` (or `rules/`, for those that are a pattern only) is one detector. Its opening
//! comment is its documentation in the program and in docs/DETECTORS.md.

mod assignment;
mod authority;
mod checksum;
mod classes;
mod column;
mod contexts;
mod custom;
mod dates;
mod detectors;
mod digits;
mod docs;
mod evidence;
mod form;
mod json_around;
mod keccak;
mod mask;
mod names;
mod nearby;
mod needles;
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

pub use custom::{FileState, validators};
pub use docs::{infos, markdown};
pub use mask::mask;
pub use scanner::{InvalidSelection, Scanner, Selection};

/// What a detector says to a code without separators, for the tests that compare it with other programs: whether
/// its check digits are right, or nothing when it is no such code or the detector does not go by written form.
#[doc(hidden)]
pub fn verdict(detector: &str, code: &str) -> Option<bool> {
    let spec = detectors::ALL.iter().find(|spec| spec.id == detector)?;
    match &spec.trigger {
        spec::Trigger::Shaped(shape) => shape.verdict(code),
        _ => None,
    }
}
