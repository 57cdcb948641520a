//! A zip file written again, entry by entry, in the same order and packing. What is not changed keeps its packed bytes.

use super::{CopyError, Copying};
use crate::zipped::{ZipBytes, Zipped};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// What becomes of an entry.
pub(crate) enum Rewritten {
    /// Its bytes hold nothing that is removed.
    Same,
    Other(Vec<u8>),
    /// It is not in the copy; the reason in a sentence.
    LeftOut(String),
}

/// Says what becomes of an entry, by its name and its unpacked bytes.
pub(crate) type Rewrite<'r> = dyn FnMut(&str, Vec<u8>, &mut Copying<'_>) -> Result<Rewritten, CopyError> + 'r;

/// Writes the zip file `bytes` again; `rewrite` is given each entry's name and unpacked bytes.
pub(crate) fn rewrite(
    bytes: Vec<u8>,
    copying: &mut Copying<'_>,
    rewrite: &mut Rewrite<'_>,
) -> Result<Vec<u8>, CopyError> {
    let held = ZipBytes::new(bytes);
    let mut zipped = Zipped::open(&held, copying.budget)?;
    if zipped.repeats_names() || zipped.overlaps() {
        return Err(CopyError::refused(
            "Files in it have the same name or share bytes: which of them counts is not sure.",
        ));
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..zipped.len() {
        let Some(name) = zipped.name(index).map(str::to_owned) else {
            continue;
        };
        if name.ends_with('/') {
            let entry = zipped
                .entry(index)
                .map_err(|trouble| CopyError::refused(trouble.words()))?;
            out.raw_copy_file(entry).map_err(unwritable)?;
            continue;
        }
        let unpacked = match zipped.bytes(&name, copying.budget, copying.account) {
            Ok(unpacked) => unpacked,
            Err(trouble) => {
                copying.leave_out(&name, &trouble.words());
                continue;
            }
        };
        let rewritten = rewrite(&name, unpacked, copying)?;
        let entry = zipped
            .entry(index)
            .map_err(|trouble| CopyError::refused(trouble.words()))?;
        let shown = copying.text(&name).unwrap_or_else(|| name.clone());
        match rewritten {
            Rewritten::Same if shown == name => out.raw_copy_file(entry).map_err(unwritable)?,
            Rewritten::Same => out.raw_copy_file_rename(entry, shown).map_err(unwritable)?,
            Rewritten::Other(bytes) => {
                let mut options = SimpleFileOptions::default().compression_method(entry.compression());
                if let Some(time) = entry.last_modified() {
                    options = options.last_modified_time(time);
                }
                if let Some(mode) = entry.unix_mode() {
                    options = options.unix_permissions(mode);
                }
                drop(entry);
                out.start_file(shown, options).map_err(unwritable)?;
                out.write_all(&bytes).map_err(CopyError::Output)?;
            }
            Rewritten::LeftOut(reason) => {
                drop(entry);
                copying.leave_out(&name, &reason);
            }
        }
    }
    Ok(out.finish().map_err(unwritable)?.into_inner())
}

fn unwritable(error: ZipError) -> CopyError {
    match error {
        ZipError::Io(error) => CopyError::Output(error),
        _ => CopyError::refused("A file in it cannot be packed again as it was."),
    }
}
