//! 7z archives: every file inside is read as the file it is, in the order in which they are packed.

mod copy;
mod guard;

use super::{Document, FormatInfo};
use crate::account::Metered;
use crate::body::Body;
use crate::input::Settled;
use crate::parts::{Damage, Parts};
use guard::Packing;
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};
use std::io::{self, Cursor, Read};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "7z",
    title: "7z archive",
    extensions: &["7z"],
};

pub(super) const DOCUMENT: Document = Document {
    begins: |head, _| head.starts_with(b"7z\xbc\xaf\x27\x1c"),
    read,
    copy: Some(copy::copy),
};

const ENCRYPTED: &str = "It is encrypted: it needs its password to be read.";
const UNKNOWN: &str = "It is packed in a way that is not read.";

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = body.whole(parts.budget())?;
    match guard::list(&bytes)? {
        Packing::Readable => {}
        Packing::Encrypted => return Err(Damage::new(ENCRYPTED)),
        Packing::Unknown => return Err(Damage::new(UNKNOWN)),
        Packing::TooLarge => {
            return Err(Damage::new(
                "It needs more memory to be unpacked than a file may take.",
            ));
        }
    }
    let password = Password::empty();
    let mut source = Cursor::new(bytes);
    let archive = Archive::read(&mut source, &password).map_err(|error| Damage::new(words(&error)))?;
    for index in 0..archive.blocks.len() {
        let mut decoder = BlockDecoder::new(1, index, &archive, &password, &mut source);
        decoder.set_thread_count(1);
        let packing = archive.blocks.get(index).map_or(Packing::Unknown, guard::block);
        let trouble = match packing {
            Packing::Readable => None,
            Packing::Encrypted => Some(ENCRYPTED),
            Packing::Unknown => Some(UNKNOWN),
            Packing::TooLarge => Some("It needs more memory to be unpacked than a file may take."),
        };
        if let Some(trouble) = trouble {
            for entry in decoder.entries() {
                parts.unread_member(&entry.name, trouble);
            }
            continue;
        }
        let mut going = true;
        let unpacked = decoder.for_each_entries(&mut |entry: &ArchiveEntry, content: &mut dyn Read| {
            let mut content = Settled::new(content);
            going = member(entry, &mut content, parts);
            // The files that follow in the block cannot be reached through a damaged one.
            if content.failed() {
                return Err(Error::ChecksumVerificationFailed);
            }
            Ok(going)
        });
        if let Err(error) = unpacked {
            parts.unread(words(&error));
        }
        if !going {
            return Ok(());
        }
    }
    // Files without content have no block.
    Ok(())
}

/// Reads one file; false when nothing more is to be read.
fn member(entry: &ArchiveEntry, content: &mut dyn Read, parts: &mut Parts<'_>) -> bool {
    if entry.is_directory {
        return true;
    }
    let flow = parts.member(&entry.name, content);
    // What the member was not read for is unpacked too, since the next file follows it.
    let mut rest = Metered::new(content, parts.account(), parts.budget());
    let passed = io::copy(&mut rest, &mut io::sink());
    flow.is_continue() && passed.is_ok() && !parts.account().full(parts.budget())
}

fn words(error: &Error) -> &'static str {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => ENCRYPTED,
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported
        | Error::UnsupportedVersion { .. } => UNKNOWN,
        _ => "The 7z archive is damaged.",
    }
}
