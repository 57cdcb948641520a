//! Tar archives (POSIX.1-2017 pax, GNU and older): every file inside is read as the file it is, in the order in
//! which they come. Nothing is written, links are not followed, and names are only shown.

mod block;
mod copy;
mod header;
mod pax;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::input::fill;
use crate::magic;
use crate::parts::{Damage, Parts};
use header::{BLOCK, Header, Kind};
use pax::Extended;
use std::io::Read;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "tar",
    title: "Tar archive",
    extensions: &["tar"],
};

pub(super) const DOCUMENT: Document = Document {
    begins: |head, _| {
        let block = head.get(..BLOCK).unwrap_or_default();
        // A damaged first header is no reason not to read the others.
        Header::parse(block).is_some() || block.get(257..262) == Some(b"ustar") && magic::looks_binary(head)
    },
    read,
    copy: Some(copy::copy),
};

/// Names and records of an entry that are held at most.
const LONGEST_EXTENSION: u64 = 1 << 20;

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut extended = Extended::default();
    let mut zeros = 0;
    let mut lost = false;
    loop {
        let mut block = [0; BLOCK];
        match fill(body, &mut block) {
            Ok(0) if zeros > 0 => return Ok(()),
            Ok(0) => {
                return Err(Damage::new(
                    "The tar archive is cut off: its end mark is missing.",
                ));
            }
            Ok(BLOCK) => {}
            _ => return Err(cut_off()),
        }
        if block.iter().all(|byte| *byte == 0) {
            zeros += 1;
            // Archives that follow each other are read on, as `tar --ignore-zeros` does.
            continue;
        }
        zeros = 0;
        let Some(header) = Header::parse(&block) else {
            if !lost {
                parts.unread("The tar archive is damaged: some blocks belong to no file.");
            }
            lost = true;
            extended = Extended::default();
            continue;
        };
        lost = false;
        match header.kind {
            Kind::LongName | Kind::LongLink | Kind::Extended => {
                let bytes = extension(body, header.size, parts)?;
                match header.kind {
                    Kind::LongName => extended.long_name(&bytes),
                    Kind::Extended => extended.records(&bytes),
                    _ => {}
                }
                continue;
            }
            Kind::Global => {
                skip(body, padded(header.size)?)?;
                continue;
            }
            _ => {}
        }
        let entry = std::mem::take(&mut extended);
        let size = entry.size.unwrap_or(header.size);
        let name = entry.name.unwrap_or(header.name);
        let flow = match header.kind {
            Kind::File if entry.sparse => {
                parts.unread_member(&name, "It is stored with holes (sparse), which is not read.");
                skip(body, padded(size)?)?;
                parts.flow()
            }
            Kind::File if name.ends_with('/') => {
                skip(body, padded(size)?)?;
                parts.flow()
            }
            Kind::File => {
                let padding = padded(size)? - size;
                let mut content = body.take(size);
                let flow = parts.member(&name, &mut content);
                let left = content.limit();
                if flow.is_continue() {
                    skip(body, left)?;
                    skip(body, padding)?;
                }
                flow
            }
            Kind::Sparse => {
                parts.unread_member(&name, "It is stored with holes (sparse), which is not read.");
                // Maps that go on after the header are blocks of their own.
                let mut more = header.more_sparse;
                while more {
                    let mut map = [0; BLOCK];
                    if !matches!(fill(body, &mut map), Ok(BLOCK)) {
                        return Err(cut_off());
                    }
                    more = map.get(504).is_some_and(|flag| *flag != 0);
                }
                skip(body, padded(size)?)?;
                parts.flow()
            }
            Kind::Volume => {
                parts.unread_member(
                    &name,
                    "It continues a file of another archive, which is not read.",
                );
                skip(body, padded(size)?)?;
                parts.flow()
            }
            Kind::Link => {
                parts.unread("It holds links, which are not followed.");
                parts.flow()
            }
            Kind::Nothing => parts.flow(),
            Kind::Unknown => {
                parts.unread_member(&name, "An entry of an unknown kind was not read.");
                skip(body, padded(size)?)?;
                parts.flow()
            }
            Kind::LongName | Kind::LongLink | Kind::Extended | Kind::Global => parts.flow(),
        };
        if flow.is_break() || parts.account().full(parts.budget()) {
            return Ok(());
        }
    }
}

fn cut_off() -> Damage {
    Damage::new("The tar archive is cut off.")
}

/// Bytes with the rest of their last block.
fn padded(size: u64) -> Result<u64, Damage> {
    size.checked_next_multiple_of(BLOCK as u64)
        .ok_or_else(|| Damage::new("The tar archive is damaged: a size in it is impossible."))
}

/// The content of a header that tells of the next entry.
fn extension(body: &mut Body<'_>, size: u64, parts: &mut Parts<'_>) -> Result<Vec<u8>, Damage> {
    if size > LONGEST_EXTENSION {
        parts.unread("The tar archive has a header too long to be read.");
        skip(body, padded(size)?)?;
        return Ok(Vec::new());
    }
    let mut bytes = Vec::new();
    body.take(size).read_to_end(&mut bytes).map_err(|_| cut_off())?;
    skip(body, padded(size)? - bytes.len() as u64)?;
    Ok(bytes)
}

/// Reads over bytes that are not wanted.
fn skip(body: &mut Body<'_>, count: u64) -> Result<(), Damage> {
    let passed = std::io::copy(&mut body.take(count), &mut std::io::sink());
    if matches!(passed, Ok(passed) if passed == count) {
        Ok(())
    } else {
        Err(cut_off())
    }
}
