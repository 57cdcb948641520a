//! The header before each file of a zip archive (APPNOTE.TXT 4.3.7). Knows nothing of the list at the archive's end.

use std::io::{self, Read};

/// Bytes after the signature that every header has.
const FIXED: usize = 26;
/// Method numbers.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const BZIP2: u16 = 12;
const ZSTD: u16 = 93;
const XZ: u16 = 95;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Local {
    pub(super) name: String,
    pub(super) encrypted: bool,
    pub(super) method: Option<Method>,
    /// Packed bytes; nothing when only what follows them tells.
    pub(super) packed: Option<u64>,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    Deflated,
    Bzip2,
    Zstd,
    Xz,
}

impl Local {
    /// The header that follows its signature.
    pub(super) fn read(input: &mut dyn Read) -> io::Result<Self> {
        let mut fixed = [0; FIXED];
        input.read_exact(&mut fixed)?;
        let short = |at: usize| {
            let bytes = fixed.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u16::from_le_bytes)
        };
        let long = |at: usize| u64::from(short(at)) | u64::from(short(at + 2)) << 16;
        let mut name = vec![0; usize::from(short(22))];
        input.read_exact(&mut name)?;
        let mut extra = vec![0; usize::from(short(24))];
        input.read_exact(&mut extra)?;
        let (flags, method) = (short(2), short(4));
        let (packed, unpacked) = (long(14), long(18));
        let packed = match packed {
            0xffff_ffff => zip64(&extra, unpacked == 0xffff_ffff),
            0 if flags & 8 != 0 => None,
            packed => Some(packed),
        };
        Ok(Self {
            name: String::from_utf8_lossy(&name).into_owned(),
            encrypted: flags & 1 != 0,
            method: match method {
                STORED => Some(Method::Stored),
                DEFLATED => Some(Method::Deflated),
                BZIP2 => Some(Method::Bzip2),
                ZSTD => Some(Method::Zstd),
                XZ => Some(Method::Xz),
                _ => None,
            },
            packed,
        })
    }
}

/// The packed size in the zip64 field of the extra data, after the unpacked one if that is there too.
fn zip64(mut extra: &[u8], after_unpacked: bool) -> Option<u64> {
    loop {
        let (head, rest) = extra.split_at_checked(4)?;
        let id = u16::from_le_bytes(head.get(..2)?.try_into().ok()?);
        let length = usize::from(u16::from_le_bytes(head.get(2..)?.try_into().ok()?));
        let (field, rest) = rest.split_at_checked(length)?;
        if id == 1 {
            let at = if after_unpacked { 8 } else { 0 };
            let size = u64::from_le_bytes(field.get(at..at + 8)?.try_into().ok()?);
            return (size > 0).then_some(size);
        }
        extra = rest;
    }
}
