//! A writer of zip files that lets every field lie.

use flate2::{Compression, FlushCompress, write::DeflateEncoder};
use std::io::Write;

pub const STORED: u16 = 0;
pub const DEFLATED: u16 = 8;

/// An entry whose fields say what the test wants.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub packed: Vec<u8>,
    pub size: u32,
    pub attributes: u32,
    pub extra: Vec<u8>,
}

impl Entry {
    /// An honest entry.
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let packed = deflated(bytes);
        Self {
            name: name.as_bytes().to_vec(),
            flags: 0,
            method: DEFLATED,
            crc: crc32fast::hash(bytes),
            packed,
            size: bytes.len() as u32,
            attributes: 0,
            extra: Vec::new(),
        }
    }

    pub fn stored(name: &str, bytes: &[u8]) -> Self {
        Self {
            method: STORED,
            packed: bytes.to_vec(),
            ..Self::new(name, bytes)
        }
    }

    /// `mib` MiB of one byte, truthfully described.
    pub fn bomb(name: &str, byte: u8, mib: usize) -> Self {
        let mut crc = crc32fast::Hasher::new();
        let block = vec![byte; 1 << 20];
        for _ in 0..mib {
            crc.update(&block);
        }
        Self {
            crc: crc.finalize(),
            packed: repeated(byte, mib),
            size: (mib << 20) as u32,
            ..Self::new(name, b"")
        }
    }

    pub fn local(&self) -> Vec<u8> {
        let mut out = b"PK\x03\x04".to_vec();
        out.extend(20u16.to_le_bytes());
        self.shared(&mut out);
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend(0u16.to_le_bytes());
        out.extend(&self.name);
        out
    }

    pub fn central(&self, offset: u32) -> Vec<u8> {
        let mut out = b"PK\x01\x02".to_vec();
        out.extend([20, 3, 20, 0]);
        self.shared(&mut out);
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend((self.extra.len() as u16).to_le_bytes());
        out.extend([0; 6]);
        out.extend(self.attributes.to_le_bytes());
        out.extend(offset.to_le_bytes());
        out.extend(&self.name);
        out.extend(&self.extra);
        out
    }

    fn shared(&self, out: &mut Vec<u8>) {
        out.extend(self.flags.to_le_bytes());
        out.extend(self.method.to_le_bytes());
        out.extend([0, 0, 0x21, 0x58]);
        out.extend(self.crc.to_le_bytes());
        out.extend((self.packed.len() as u32).to_le_bytes());
        out.extend(self.size.to_le_bytes());
    }
}

/// The end of a zip file.
pub fn end(entries: usize, size: usize, offset: usize) -> Vec<u8> {
    let mut out = b"PK\x05\x06\0\0\0\0".to_vec();
    let entries = entries.min(0xffff) as u16;
    out.extend(entries.to_le_bytes());
    out.extend(entries.to_le_bytes());
    out.extend((size as u32).to_le_bytes());
    out.extend((offset as u32).to_le_bytes());
    out.extend([0, 0]);
    out
}

pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        directory.extend(entry.central(out.len() as u32));
        out.extend(entry.local());
        out.extend(&entry.packed);
    }
    let offset = out.len();
    out.extend(&directory);
    out.extend(end(entries.len(), directory.len(), offset));
    out
}

/// A zip file of honest entries.
pub fn of(files: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<_> = files
        .iter()
        .map(|(name, text)| Entry::new(name, text.as_bytes()))
        .collect();
    zip(&entries)
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = DeflateEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// `mib` MiB of one byte as a deflate stream, made without packing all of them.
pub fn repeated(byte: u8, mib: usize) -> Vec<u8> {
    let block = vec![byte; 1 << 20];
    let mut packer = flate2::Compress::new(Compression::best(), false);
    let mut one = Vec::with_capacity(1 << 16);
    // A full flush ends the block so that it may be repeated.
    packer
        .compress_vec(&block, &mut one, FlushCompress::Full)
        .unwrap();
    let mut out = one.repeat(mib);
    // The last block: empty, with fixed codes.
    out.extend([0x03, 0x00]);
    out
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_of(&deflated(bytes), crc32fast::hash(bytes), bytes.len() as u32)
}

pub fn gzip_of(packed: &[u8], crc: u32, size: u32) -> Vec<u8> {
    let mut out = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    out.extend(packed);
    out.extend(crc.to_le_bytes());
    out.extend(size.to_le_bytes());
    out
}

/// A zlib stream, as PDF and PNG have them.
pub fn zlib(packed: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0xda];
    out.extend(packed);
    out.extend([0; 4]);
    out
}
