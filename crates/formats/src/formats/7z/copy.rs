//! Copies of 7z archives: every file inside as the file it is, each packed on its own with LZMA2. Names, times and
//! attributes stay; what cannot be copied is left out.

use super::guard::{self, Packing};
use super::{ENCRYPTED, UNKNOWN, words};
use crate::account::Metered;
use crate::redact::{CopyError, Copying, Names};
use sevenz_rust2::encoder_options::{EncoderOptions, Lzma2Options};
use sevenz_rust2::{
    Archive, ArchiveWriter, BlockDecoder, EncoderConfiguration, EncoderMethod, Error, Password,
};
use std::collections::VecDeque;
use std::io::{Cursor, Read};

/// As `7z -mx=4`: its dictionary needs some 48 MiB to be packed with.
const LEVEL: u32 = 4;

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    readable(guard::list(&bytes)?)?;
    let password = Password::empty();
    let archive = Archive::read(&mut Cursor::new(&bytes), &password).map_err(refused)?;
    if archive.files.is_empty() {
        return Ok(bytes);
    }
    let mut contents = contents(&bytes, &archive, copying)?;
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).map_err(|_| unwritable())?;
    let options = EncoderOptions::Lzma2(Lzma2Options::from_level(LEVEL));
    writer.set_content_methods(vec![
        EncoderConfiguration::new(EncoderMethod::LZMA2).with_options(options),
    ]);
    let mut names = Names::default();
    let mut changed = false;
    for entry in &archive.files {
        let content = if entry.has_stream && entry.size > 0 {
            Some(contents.pop_front().ok_or_else(damaged)?)
        } else {
            None
        };
        let new = match content
            .as_ref()
            .map(|content| copying.member(&entry.name, content))
        {
            None => None,
            Some(Ok(copied)) => Some(copied),
            Some(Err(CopyError::Refused { reason })) => {
                let name = copying.text(&entry.name).unwrap_or_else(|| entry.name.clone());
                copying.leave_out(&name, &reason);
                changed = true;
                continue;
            }
            Some(Err(error)) => return Err(error),
        };
        changed |= new != content;
        let mut entry = entry.clone();
        match copying.text(&entry.name) {
            Some(name) => {
                changed = true;
                entry.name = names.free(&name);
            }
            None => names.keep(&entry.name),
        }
        writer
            .push_archive_entry(entry, new.as_deref())
            .map_err(|_| unwritable())?;
    }
    // What no file of it has may still hold something.
    if !changed && !copying.holds_in(&bytes) {
        return Ok(bytes);
    }
    let out = writer.finish().map_err(|_| unwritable())?;
    Ok(out.into_inner())
}

/// What the files with content hold, in their order.
fn contents(bytes: &[u8], archive: &Archive, copying: &Copying<'_>) -> Result<VecDeque<Vec<u8>>, CopyError> {
    let password = Password::empty();
    let mut source = Cursor::new(bytes);
    let mut contents = VecDeque::new();
    let mut room = copying.budget.max_held_bytes;
    for index in 0..archive.blocks.len() {
        readable(archive.blocks.get(index).map_or(Packing::Unknown, guard::block))?;
        let mut decoder = BlockDecoder::new(1, index, archive, &password, &mut source);
        decoder.set_thread_count(1);
        let mut over = false;
        let unpacked = decoder.for_each_entries(&mut |entry, content: &mut dyn Read| {
            if !entry.has_stream || entry.size == 0 {
                return Ok(true);
            }
            let mut metered = Metered::new(content, copying.account, copying.budget);
            let mut held = Vec::new();
            (&mut metered).take(room + 1).read_to_end(&mut held)?;
            over = held.len() as u64 > room || metered.excess().is_some();
            room = room.saturating_sub(held.len() as u64);
            if metered.damage().is_some() || held.len() as u64 != entry.size && !over {
                return Err(Error::ChecksumVerificationFailed);
            }
            contents.push_back(held);
            Ok(!over)
        });
        if over {
            return Err(CopyError::refused(
                "It unpacks to more than an archive of its kind may to be copied.",
            ));
        }
        unpacked.map_err(refused)?;
    }
    Ok(contents)
}

fn readable(packing: Packing) -> Result<(), CopyError> {
    match packing {
        Packing::Readable => Ok(()),
        Packing::Encrypted => Err(CopyError::refused(ENCRYPTED)),
        Packing::Unknown => Err(CopyError::refused(UNKNOWN)),
        Packing::TooLarge => Err(CopyError::refused(
            "It needs more memory to be unpacked than a file may take.",
        )),
    }
}

fn refused(error: Error) -> CopyError {
    CopyError::refused(words(&error))
}

fn damaged() -> CopyError {
    CopyError::refused("The 7z archive is damaged.")
}

fn unwritable() -> CopyError {
    CopyError::refused("The 7z archive cannot be written again.")
}
