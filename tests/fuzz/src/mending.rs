//! Puts right what a change would be refused for before a parser sees it: the checksums of containers. Otherwise most
//! damaged files would only ever try the comparison of two numbers.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Unpacked bytes of an entry that are carried over.
const ENTRY: u64 = 64 * 1024;
/// Entries that are carried over.
const ENTRIES: usize = 64;

/// The zip archive `bytes` with one of its entries changed; `None` when it is no such archive.
///
/// `change` is given each entry's bytes in turn; which of them it changes follows from its own dice.
pub(crate) fn inside(bytes: &[u8], change: &mut dyn FnMut(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let entries = archive.len().min(ENTRIES);
    // The sum of the bytes chooses: no dice of its own.
    let sum = bytes
        .iter()
        .fold(0usize, |sum, byte| sum.wrapping_add(usize::from(*byte)));
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut chosen = sum.checked_rem(entries)?;
    for at in 0..entries {
        let mut entry = archive.by_index(at).ok()?;
        let mut content = Vec::new();
        (&mut entry).take(ENTRY).read_to_end(&mut content).ok()?;
        if content.is_empty() && at == chosen {
            chosen += 1;
        }
        if at == chosen {
            content = change(&content);
        }
        let name = entry.name().ok()?.into_owned();
        written.start_file(name, plain).ok()?;
        written.write_all(&content).ok()?;
    }
    Some(written.finish().ok()?.into_inner())
}

/// Writes the checksums anew that stand at known places: headers of tar, 7z and xz, chunks of PNG.
pub(crate) fn checksums(bytes: &mut [u8]) {
    if bytes.get(257..262) == Some(b"ustar") {
        tar(bytes);
    } else if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
        seven_zip(bytes);
    } else if bytes.starts_with(b"\xfd7zXZ\0") {
        xz(bytes);
    }
}

/// POSIX.1-1988: the sum of a header's bytes, with its own field as blanks, in six octal digits.
fn tar(bytes: &mut [u8]) {
    for block in bytes.chunks_exact_mut(512) {
        if block.get(257..262) != Some(b"ustar") {
            continue;
        }
        if let Some(field) = block.get_mut(148..156) {
            field.fill(b' ');
        }
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        let digits = format!("{sum:06o}\0 ");
        if let Some(field) = block.get_mut(148..156) {
            field.copy_from_slice(digits.as_bytes());
        }
    }
}

/// 7zFormat.txt: the list's place, length and sum at 12, and the sum of those at 8.
fn seven_zip(bytes: &mut [u8]) {
    let number = |at: usize| -> Option<usize> {
        let field: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
        usize::try_from(u64::from_le_bytes(field)).ok()
    };
    let list = number(12)
        .zip(number(20))
        .and_then(|(at, length)| {
            let start = at.checked_add(32)?;
            bytes.get(start..start.checked_add(length)?)
        })
        .map(crc32fast::hash);
    if let (Some(sum), Some(field)) = (list, bytes.get_mut(28..32)) {
        field.copy_from_slice(&sum.to_le_bytes());
    }
    if let Some(sum) = bytes.get(12..32).map(crc32fast::hash)
        && let Some(field) = bytes.get_mut(8..12)
    {
        field.copy_from_slice(&sum.to_le_bytes());
    }
}

/// The .xz file format, 2.1.1 and 3.1: sums of the stream's flags and of the first block's header.
fn xz(bytes: &mut [u8]) {
    if let Some(sum) = bytes.get(6..8).map(crc32fast::hash)
        && let Some(field) = bytes.get_mut(8..12)
    {
        field.copy_from_slice(&sum.to_le_bytes());
    }
    let Some(length) = bytes.get(12).map(|size| usize::from(*size) * 4) else {
        return;
    };
    if let Some(sum) = bytes.get(12..12 + length).map(crc32fast::hash)
        && let Some(field) = bytes.get_mut(12 + length..16 + length)
    {
        field.copy_from_slice(&sum.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::{checksums, inside};

    fn seed(path: &str) -> Vec<u8> {
        std::fs::read(format!("{}/corpus/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn checksums_of_whole_files_stay_what_they_are() {
        for path in [
            "tar/ustar.tar",
            "tar/gnu.tar",
            "7z/copy.7z",
            "7z/lzma2.7z",
            "xz/csv.xz",
            "xz/filters.xz",
        ] {
            let mut bytes = seed(path);
            checksums(&mut bytes);
            assert!(bytes == seed(path), "{path}");
        }
    }

    #[test]
    fn a_changed_entry_is_read_without_complaint() {
        let changed = inside(&seed("zip/packed.zip"), &mut |bytes| {
            bytes.iter().rev().copied().collect()
        })
        .unwrap();
        assert_ne!(changed, seed("zip/packed.zip"));
        // An archive whose sums were wrong could not be written anew.
        assert!(inside(&changed, &mut <[u8]>::to_vec).is_some());
        assert_eq!(inside(b"PK\x03\x04 and no list", &mut <[u8]>::to_vec), None);
    }
}
