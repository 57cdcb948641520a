//! Copies of zip archives: every file inside is copied as the file it is; what cannot be is left out and told.

use crate::redact::{CopyError, Copying, Rewritten, rewrite_zip};

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    rewrite_zip(bytes, copying, &mut |name, bytes, copying| {
        Ok(match copying.member(name, &bytes) {
            Ok(copied) if copied == bytes => Rewritten::Same,
            Ok(copied) => Rewritten::Other(copied),
            Err(CopyError::Refused { reason }) => Rewritten::LeftOut(reason),
            Err(error) => return Err(error),
        })
    })
}
