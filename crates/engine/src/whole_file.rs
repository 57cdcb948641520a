//! Files that a person asked for: all of one appears under its name, or nothing does.

use std::fs::File;
use std::io::{self, BufWriter, IntoInnerError};
use std::path::{Path, PathBuf};
use tidegate_domain::problem::{ErrorClass, Problem};
use tidegate_store::StoreError;

/// Why a file was not written.
pub(crate) enum Unwritten {
    Store(StoreError),
    File(io::Error),
}

impl From<StoreError> for Unwritten {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// Writes the file at `path` by `write`, beside its name until it is on the disk.
pub(crate) fn write<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, Unwritten>,
) -> Result<T, Problem> {
    let mut half = path.as_os_str().to_owned();
    half.push(".part");
    let half = PathBuf::from(half);
    let written = whole(&half, write).and_then(|done| {
        std::fs::rename(&half, path)?;
        Ok(done)
    });
    if written.is_err() {
        // Nothing to tell when there is nothing to remove.
        let _ = std::fs::remove_file(&half);
    }
    written.map_err(|error| match error {
        Unwritten::Store(error) => error.into(),
        Unwritten::File(error) => Problem::new(
            ErrorClass::LocalStorage,
            format!("{} could not be written: {error}.", path.display()),
            "Check the folder and its free space, or choose another place.",
        )
        .on_field("path"),
    })
}

fn whole<T>(
    half: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, Unwritten>,
) -> Result<T, Unwritten> {
    let mut file = BufWriter::new(File::create(half)?);
    let done = write(&mut file)?;
    file.into_inner()
        .map_err(IntoInnerError::into_error)?
        .sync_all()?;
    Ok(done)
}
