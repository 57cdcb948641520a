//! Bytes of a file to windows of located text. Knows nothing of storage, detectors or findings.
//!
//! [`read`] decides by content first and by name second what a file is, decodes it in constant memory and
//! hands out [`Window`]s whose structure answers where a place truly lies in the file. What it cannot read
//! it says: a file is never silently taken for clean.

mod account;
mod body;
mod budget;
mod compound;
mod encoding;
mod fields;
mod flat;
mod formats;
mod head;
mod hint;
mod input;
mod magic;
mod map;
mod ocr;
mod office;
mod open;
mod packed;
mod parts;
mod place;
mod reading;
mod redact;
mod samples;
mod stretch;
mod unpacked;
mod windows;
mod xml;
mod xmp;
mod zipped;

pub use budget::{Budget, Ocr};
pub use formats::{FormatInfo, formats};
pub use hint::hint;
pub use open::{HEAD, complex};
pub use reading::{FormatError, Reading, ReadingEnd};
pub use redact::{Copied, CopyError, LeftOut, Removal, Removals, copy, leftovers};

use std::io::Read;
use std::ops::ControlFlow;
use tidegate_domain::text::Window;

/// Reads the file `name` from `input` and hands each window of its text to `visit`, in file order.
///
/// `name` is the object's key; only its last parts matter. `visit` ends the reading with `Break`.
///
/// # Errors
/// [`FormatError::Input`] with the input's own error, untouched, when `input` fails;
/// [`FormatError::Unreadable`] when the data are damaged before any content came out of them.
pub fn read(
    name: &str,
    input: &mut dyn Read,
    budget: &Budget,
    visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
) -> Result<Reading, FormatError> {
    let account = account::Account::default();
    let mut input = input::Counted::new(input, &account);
    let mut reading = open::read(
        open::File {
            name,
            member: None,
            depth: 0,
        },
        &mut input,
        budget,
        &account,
        visit,
    )?;
    reading.examined = match reading.end {
        ReadingEnd::Unsupported | ReadingEnd::Empty => 0,
        _ => input.count(),
    };
    Ok(reading)
}
