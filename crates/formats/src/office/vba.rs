//! The source text of macros ([MS-OVBA]): every module of every project in a compound file.

use super::ole::stream;
use crate::compound::{Compound, u16_at, u32_at};
use crate::parts::{PartPlace, Parts};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::ops::ControlFlow;

/// Bytes that one chunk unpacks to at most.
const CHUNK: usize = 4096;
const CODE_PAGE: u16 = 0x03;
const VERSION: u16 = 0x09;
const STREAM_NAME: u16 = 0x1a;
const OFFSET: u16 = 0x31;

pub(crate) fn tell(compound: &Compound, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let lists: Vec<String> = compound
        .paths()
        .filter(|path| *path == "VBA/dir" || path.ends_with("/VBA/dir"))
        .map(str::to_owned)
        .collect();
    for list in lists {
        let folder = list.trim_end_matches("dir");
        let packed = stream(compound, &list, parts).unwrap_or_default();
        let (page, modules) = modules(&unpacked(&packed));
        for (name, offset) in modules {
            let Some(bytes) = stream(compound, &format!("{folder}{name}"), parts) else {
                parts.unread("A module of its macros is missing.");
                continue;
            };
            let source = unpacked(bytes.get(offset..).unwrap_or_default());
            let (source, _) = page.decode_without_bom_handling(&source);
            parts.text(&PartPlace::part("macros"), &source)?;
        }
    }
    ControlFlow::Continue(())
}

/// Names of the modules' streams, and where in them the source begins.
fn modules(list: &[u8]) -> (&'static Encoding, Vec<(String, usize)>) {
    let mut page = WINDOWS_1252;
    let mut modules = Vec::new();
    let mut name = None;
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(list, at), u32_at(list, at + 2)) {
        // The version's length leaves out its last two bytes.
        let length = length as usize + if kind == VERSION { 2 } else { 0 };
        let Some(data) = list.get(at + 6..).and_then(|rest| rest.get(..length)) else {
            break;
        };
        match kind {
            CODE_PAGE => {
                let label = format!("windows-{}", u16_at(data, 0).unwrap_or(1252));
                page = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            STREAM_NAME => name = Some(page.decode_without_bom_handling(data).0.into_owned()),
            OFFSET => {
                if let Some((name, offset)) = name.take().zip(u32_at(data, 0)) {
                    modules.push((name, offset as usize));
                }
            }
            _ => {}
        }
        at += 6 + length;
    }
    (page, modules)
}

/// Unpacks chunks of literal bytes and copies; damage ends the text.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let Some((1, mut rest)) = packed.split_first().map(|(mark, rest)| (*mark, rest)) else {
        return out;
    };
    while let Some(header) = u16_at(rest, 0) {
        let length = (usize::from(header & 0xfff) + 1).min(rest.len() - 2);
        let (chunk, after) = rest[2..].split_at(length);
        rest = after;
        if header & 0x8000 == 0 {
            out.extend_from_slice(chunk);
        } else if chunk_unpacked(chunk, &mut out).is_none() {
            break;
        }
    }
    out
}

fn chunk_unpacked(chunk: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    let mut at = 0;
    while at < chunk.len() {
        let flags = *chunk.get(at)?;
        at += 1;
        for bit in 0..8 {
            if at >= chunk.len() || out.len() - start >= CHUNK {
                break;
            }
            if flags >> bit & 1 == 0 {
                out.push(*chunk.get(at)?);
                at += 1;
                continue;
            }
            let token = usize::from(u16_at(chunk, at)?);
            at += 2;
            // The further the chunk is, the more bits tell how far back a copy lies.
            let done = out.len() - start;
            let bits = (done.max(1).next_power_of_two().trailing_zeros()).clamp(4, 12);
            let length = (token & (0xffff >> bits)) + 3;
            let from = out
                .len()
                .checked_sub((token >> (16 - bits)) + 1)
                .filter(|from| *from >= start)?;
            for copied in 0..length.min(CHUNK) {
                out.push(*out.get(from + copied)?);
            }
        }
        if out.len() - start >= CHUNK {
            break;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of [MS-OVBA] 3.2.
    #[test]
    fn published_examples_are_unpacked() {
        let literal = [
            0x01, 0x19, 0xb0, 0x00, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x00, 0x69, 0x6a, 0x6b,
            0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x00, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x2e,
        ];
        assert_eq!(unpacked(&literal), b"abcdefghijklmnopqrstuv.");
        let copies = [
            0x01, 0x2f, 0xb0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00, 0x70,
            0x61, 0x67, 0x68, 0x69, 0x6a, 0x01, 0x38, 0x08, 0x61, 0x6b, 0x6c, 0x00, 0x30, 0x6d, 0x6e, 0x6f,
            0x70, 0x06, 0x71, 0x02, 0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78, 0x79,
            0x7a, 0x00, 0x3c,
        ];
        assert_eq!(
            unpacked(&copies),
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
        );
        let most = [0x01, 0x03, 0xb0, 0x02, 0x61, 0x45, 0x00];
        assert_eq!(unpacked(&most), vec![b'a'; 73]);
    }

    #[test]
    fn damaged_chunks_end() {
        for damaged in [
            &[0x01, 0x03, 0xb0, 0x03, 0xff, 0xff][..],
            &[0x01, 0xff],
            &[0x02],
            &[],
            &[1, 0xff, 0xff, 0xff],
        ] {
            assert!(unpacked(damaged).len() <= CHUNK);
        }
    }
}
