//! Zip archives without their list: the files in the order in which their bytes come. For archives that are cut off,
//! damaged, or larger than what is held in memory.

use super::local::{Local, Method};
use crate::account::Metered;
use crate::input::Settled;
use crate::parts::{Damage, Parts};
use bzip2::bufread::BzDecoder;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::XzReader;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use zstd::stream::read::Decoder as ZstdDecoder;

/// Bytes of the descriptor that may follow a file's content.
const DESCRIPTOR: u64 = 24;

/// Most that decoding one file may take.
const MEMORY_KIB: u32 = 160 * 1024;

/// Reads the files of the zip archive in `input`.
pub(crate) fn in_order(input: &mut dyn Read, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut input = BufReader::new(input);
    let mut lost = false;
    loop {
        match next(&mut input) {
            Ok((Next::Entry, passed)) => lost |= passed > DESCRIPTOR && parts.read_any(),
            Ok((Next::List, _)) => break,
            Ok((Next::End, _)) => {
                parts.unread("The zip file is cut off.");
                break;
            }
            Err(_) => return Err(cut_off()),
        }
        let Ok(local) = Local::read(&mut input) else {
            return Err(cut_off());
        };
        if entry(&local, &mut input, parts)?.is_break() || parts.account().full(parts.budget()) {
            return Ok(());
        }
    }
    if lost {
        parts.unread("The zip file is damaged: some bytes in it belong to no file.");
    }
    Ok(())
}

fn cut_off() -> Damage {
    Damage::new("The zip file is cut off.")
}

fn entry<R: Read>(
    local: &Local,
    input: &mut BufReader<R>,
    parts: &mut Parts<'_>,
) -> Result<ControlFlow<()>, Damage> {
    let Some(packed) = local.packed else {
        return unmeasured(local, input, parts);
    };
    let mut content = input.take(packed);
    let flow = if local.encrypted {
        parts.unread_member(&local.name, "It is encrypted.");
        parts.flow()
    } else if local.name.ends_with('/') && packed == 0 {
        parts.flow()
    } else if let Some(method) = local.method {
        match decoder(method, &mut content) {
            Ok(mut decoder) => parts.member(&local.name, &mut decoder),
            Err(_) => {
                parts.unread_member(&local.name, "Damaged.");
                parts.flow()
            }
        }
    } else {
        parts.unread_member(&local.name, "It is packed in a way that is not read.");
        parts.flow()
    };
    if flow.is_continue() && !parts.account().full(parts.budget()) {
        let left = content.limit();
        if !matches!(io::copy(&mut content, &mut io::sink()), Ok(passed) if passed == left) {
            return Err(cut_off());
        }
    }
    Ok(flow)
}

/// A file whose packed size comes after it: only a packing that ends itself can be read.
fn unmeasured<R: Read>(
    local: &Local,
    input: &mut BufReader<R>,
    parts: &mut Parts<'_>,
) -> Result<ControlFlow<()>, Damage> {
    let flow = match local.method {
        _ if local.encrypted => {
            parts.unread_member(&local.name, "It is encrypted.");
            parts.flow()
        }
        Some(Method::Stored) if local.name.ends_with('/') => parts.flow(),
        Some(method @ (Method::Deflated | Method::Bzip2 | Method::Zstd | Method::Xz)) => {
            let Ok(mut decoded) = decoder(method, input) else {
                parts.unread_member(&local.name, "Damaged.");
                return Ok(parts.flow());
            };
            let mut decoder = Settled::new(&mut decoded);
            let flow = parts.member(&local.name, &mut decoder);
            // What the member was not read for still stands before the next file.
            let mut rest = Metered::new(&mut decoder, parts.account(), parts.budget());
            if flow.is_continue() && io::copy(&mut rest, &mut io::sink()).is_err() {
                parts.unread_member(&local.name, "Damaged.");
            }
            flow
        }
        _ => {
            parts.unread_member(
                &local.name,
                "Its size is only told in the list of files, which is missing.",
            );
            parts.flow()
        }
    };
    Ok(flow)
}

fn decoder<'a, R: BufRead>(method: Method, input: &'a mut R) -> io::Result<Box<dyn Read + 'a>> {
    Ok(match method {
        Method::Stored => Box::new(input),
        Method::Deflated => Box::new(DeflateDecoder::new(input)),
        Method::Bzip2 => Box::new(BzDecoder::new(input)),
        Method::Zstd => Box::new(ZstdDecoder::with_buffer(input)?.single_frame()),
        Method::Xz => Box::new(XzReader::new_mem_limit(input, false, MEMORY_KIB)),
    })
}

enum Next {
    Entry,
    List,
    End,
}

/// Reads over the signature that comes next, and tells the bytes before it.
fn next<R: Read>(input: &mut BufReader<R>) -> io::Result<(Next, u64)> {
    let mut last = [0_u8; 4];
    let mut passed = 0_u64;
    loop {
        let ahead = input.fill_buf()?;
        if ahead.is_empty() {
            return Ok((Next::End, passed));
        }
        let mut used = 0;
        let mut found = None;
        for byte in ahead {
            used += 1;
            last.rotate_left(1);
            last[3] = *byte;
            found = match &last {
                b"PK\x03\x04" => Some(Next::Entry),
                b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" => Some(Next::List),
                _ => None,
            };
            if found.is_some() {
                break;
            }
        }
        input.consume(used);
        passed += used as u64;
        if let Some(next) = found {
            return Ok((next, passed - 4));
        }
    }
}
