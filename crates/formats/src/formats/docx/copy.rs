//! Copies of Word documents without some values.

use crate::office::copy::{Family, Sheets, Vocabulary, package};
use crate::redact::{CopyError, Copying};

#[derive(Default)]
struct Word(Sheets);

impl Family for Word {
    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::Open
    }

    fn sheets(&self) -> &Sheets {
        &self.0
    }
}

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    package(bytes, &mut Word::default(), copying)
}
