//! A zip file written again, entry by entry, in the same order and packing. What is not changed keeps its packed bytes.

use super::{CopyError, Copying};
use crate::zipped::{ZipBytes, Zipped};
use std::io::{Cursor, Read, Write};
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
    let mut out = Repacked::default();
    for index in 0..zipped.len() {
        let Some(name) = zipped.name(index).map(str::to_owned) else {
            continue;
        };
        if name.ends_with('/') {
            out.write(&mut zipped, index, None, Rewritten::Same, copying)?;
            continue;
        }
        let unpacked = match zipped.bytes(&name, copying.budget, copying.account) {
            Ok(unpacked) => unpacked,
            Err(trouble) => {
                copying.leave_out(&name, &trouble.words());
                continue;
            }
        };
        match rewrite(&name, unpacked, copying)? {
            Rewritten::LeftOut(reason) => copying.leave_out(&name, &reason),
            rewritten => {
                let shown = copying.text(&name);
                out.write(&mut zipped, index, shown, rewritten, copying)?;
            }
        }
    }
    out.finish()
}

/// A zip file that is being written with the entries of another.
pub(crate) struct Repacked(ZipWriter<Cursor<Vec<u8>>>);

impl Default for Repacked {
    fn default() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }
}

impl Repacked {
    /// Writes the entry at `index` of `zipped`, under another name if there is one. What is left out is not written.
    pub(crate) fn write(
        &mut self,
        zipped: &mut Zipped,
        index: usize,
        name: Option<String>,
        rewritten: Rewritten,
        copying: &Copying<'_>,
    ) -> Result<(), CopyError> {
        let out = &mut self.0;
        let own = zipped.name(index).map(str::to_owned);
        let mut entry = zipped
            .entry(index)
            .map_err(|trouble| CopyError::refused(trouble.words()))?;
        let mut rewritten = rewritten;
        // A raw copy keeps the comment and the fields that programs add.
        let beside = entry.extra_data().unwrap_or_default();
        if matches!(rewritten, Rewritten::Same)
            && (copying.holds(entry.comment()) || copying.holds(&String::from_utf8_lossy(&beside)))
        {
            let mut bytes = Vec::new();
            entry
                .by_ref()
                .take(copying.budget.max_held_bytes)
                .read_to_end(&mut bytes)
                .map_err(|_| CopyError::refused("A part of it is damaged."))?;
            rewritten = Rewritten::Other(bytes);
        }
        match (rewritten, name) {
            (Rewritten::Same, None) => out.raw_copy_file(entry).map_err(unwritable),
            (Rewritten::Same, Some(name)) => out.raw_copy_file_rename(entry, name).map_err(unwritable),
            (Rewritten::Other(bytes), name) => {
                let mut options = SimpleFileOptions::default().compression_method(entry.compression());
                if let Some(time) = entry.last_modified() {
                    options = options.last_modified_time(time);
                }
                if let Some(mode) = entry.unix_mode() {
                    options = options.unix_permissions(mode);
                }
                let name = name.or(own).unwrap_or_default();
                drop(entry);
                out.start_file(name, options).map_err(unwritable)?;
                out.write_all(&bytes).map_err(CopyError::Output)
            }
            (Rewritten::LeftOut(_), _) => Ok(()),
        }
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>, CopyError> {
        Ok(self.0.finish().map_err(unwritable)?.into_inner())
    }
}

fn unwritable(error: ZipError) -> CopyError {
    match error {
        ZipError::Io(error) => CopyError::Output(error),
        _ => CopyError::refused("A file in it cannot be packed again as it was."),
    }
}
