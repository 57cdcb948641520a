//! Packed files that want to be unpacked for ever, or that lie about what is in them.

use super::Kind;
use super::Kind::{Any, Told};
use super::zip::{self, Entry, zip};

pub fn all() -> Vec<(&'static str, Kind, Vec<u8>)> {
    vec![
        ("bomb.zip", Told, zip(&[Entry::bomb("zeros.txt", b'0', 400)])),
        (
            "bomb_in_zip_in_zip.zip",
            Told,
            nested(zip(&[Entry::bomb("a.txt", b'a', 400)]), 2),
        ),
        ("overlapping_entries.zip", Told, overlapping(20_000)),
        ("holds_itself.zip", Any, holds_itself()),
        ("a_million_empty_entries.zip", Told, empty_entries(1_000_000)),
        (
            "forty_zips_deep.zip",
            Told,
            nested(zip::of(&[("a.txt", "deep@northwind.test")]), 40),
        ),
        ("gz_in_gz.txt.gz", Told, gz_in_gz(40)),
        ("bomb.txt.gz", Told, zip::gzip_of(&zip::repeated(b'a', 400), 0, 0)),
        (
            "bomb.zip.gz",
            Told,
            zip::gzip(&zip(&[Entry::bomb("a.txt", b'a', 400)])),
        ),
        ("bomb.tar.gz", Told, zip::gzip_of(&zip::repeated(0, 400), 0, 0)),
        ("cut.txt.gz", Told, cut(zip::gzip(&words(50_000)))),
        ("cut.zip", Told, cut(good())),
        ("without_its_end.zip", Told, good()[..good().len() - 22].to_vec()),
        ("wrong_sum.zip", Told, changed(|entry| entry.crc ^= 1)),
        ("encrypted.zip", Told, changed(|entry| entry.flags |= 1)),
        ("unknown_method.zip", Told, changed(|entry| entry.method = 97)),
        ("says_it_is_small.zip", Told, says_it_is_small()),
        (
            "says_it_is_huge.zip",
            Any,
            changed(|entry| entry.size = u32::MAX - 1),
        ),
        ("zip64_of_exabytes.zip", Any, changed(exabytes)),
        ("directory_beyond_the_end.zip", Told, directory_at(u32::MAX - 9)),
        ("directory_at_its_own_end.zip", Told, directory_at(0)),
        (
            "paths_that_climb.zip",
            Any,
            zip::of(&[
                ("../../../etc/cron.d/x", "a"),
                ("/etc/passwd", "b"),
                ("C:\\x", "c"),
            ]),
        ),
        (
            "names_that_are_no_text.zip",
            Any,
            changed(|entry| entry.name = b"\xff\xfe\0\x1b[31m\n.txt".to_vec()),
        ),
        (
            "a_link.zip",
            Any,
            changed(|entry| entry.attributes = 0o120_777 << 16),
        ),
        (
            "the_same_name_twice.zip",
            Any,
            zip::of(&[("a.txt", "one"), ("a.txt", "two")]),
        ),
        ("an_empty_name.zip", Any, zip::of(&[("", "nameless")])),
        ("end_in_the_comment.zip", Any, [good(), good()].concat()),
        ("size_of_exabytes.tar", Told, tar(b"77777777777\0", &[])),
        ("negative_size.tar", Told, tar(&[0xff; 12], &[])),
        ("pax_of_exabytes.tar", Told, pax()),
        ("cut.tar", Told, tar(b"00000010000\0", b"cut@northwind.test")),
        (
            "magic_only.7z",
            Told,
            [b"7z\xbc\xaf\x27\x1c".as_slice(), &[0xff; 64]].concat(),
        ),
        (
            "magic_only.rar",
            Told,
            [b"Rar!\x1a\x07\x01\0".as_slice(), &[0xff; 64]].concat(),
        ),
        (
            "magic_only.zst",
            Told,
            [b"\x28\xb5\x2f\xfd".as_slice(), &[0xff; 64]].concat(),
        ),
        (
            "magic_only.bz2",
            Told,
            [b"BZh91AY&SY".as_slice(), &[0xff; 64]].concat(),
        ),
        (
            "magic_only.xz",
            Told,
            [b"\xfd7zXZ\0".as_slice(), &[0xff; 64]].concat(),
        ),
    ]
}

/// A well-made zip file, for spoiling.
pub fn good() -> Vec<u8> {
    zip::of(&[
        ("people.csv", "name,email\nann,ann@northwind.test\n"),
        (
            "notes/read.txt",
            "nothing here, and then some more of it, to have something to pack",
        ),
    ])
}

fn words(count: u32) -> Vec<u8> {
    (0..count)
        .flat_map(|word| format!("{:x} ", word.wrapping_mul(2_654_435_761)).into_bytes())
        .collect()
}

fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

fn changed(change: impl Fn(&mut Entry)) -> Vec<u8> {
    let mut entry = Entry::new("a.txt", b"changed@northwind.test");
    change(&mut entry);
    zip(&[entry])
}

fn exabytes(entry: &mut Entry) {
    entry.size = u32::MAX;
    entry.extra = [[1, 0, 8, 0].as_slice(), &(1u64 << 60).to_le_bytes()].concat();
}

fn nested(mut inner: Vec<u8>, levels: usize) -> Vec<u8> {
    for _ in 0..levels {
        inner = zip(&[Entry::stored("inner.zip", &inner)]);
    }
    inner
}

fn gz_in_gz(levels: usize) -> Vec<u8> {
    (0..levels).fold(b"deep@northwind.test".to_vec(), |inner, _| zip::gzip(&inner))
}

/// Many entries that share the same packed megabytes.
fn overlapping(count: usize) -> Vec<u8> {
    let entry = Entry::bomb("a.txt", b'a', 16);
    let mut out = entry.local();
    out.extend(&entry.packed);
    let offset = out.len();
    for number in 0..count {
        let name = format!("{number:05}.txt").into_bytes();
        out.extend(
            Entry {
                name,
                ..entry.clone()
            }
            .central(0),
        );
    }
    let size = out.len() - offset;
    out.extend(zip::end(count, size, offset));
    out
}

/// One entry whose bytes are the rest of the file, its directory included.
fn holds_itself() -> Vec<u8> {
    let mut entry = Entry::stored("inner.zip", b"");
    let rest = entry.central(0).len() + 22;
    entry.size = rest as u32;
    let mut out = entry.local();
    out[18..22].copy_from_slice(&(rest as u32).to_le_bytes());
    let offset = out.len();
    let mut directory = entry.central(0);
    directory[20..24].copy_from_slice(&(rest as u32).to_le_bytes());
    let size = directory.len();
    out.extend(directory);
    out.extend(zip::end(1, size, offset));
    out
}

fn empty_entries(count: usize) -> Vec<u8> {
    let entry = Entry::stored("e", b"");
    let mut out = entry.local();
    let offset = out.len();
    for number in 0..count {
        let name = format!("{number:x}").into_bytes();
        out.extend(
            Entry {
                name,
                ..entry.clone()
            }
            .central(0),
        );
    }
    let size = out.len() - offset;
    let zip64_at = out.len() as u64;
    out.extend(b"PK\x06\x06");
    out.extend(44u64.to_le_bytes());
    out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [count, count, size, offset] {
        out.extend((number as u64).to_le_bytes());
    }
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(zip64_at.to_le_bytes());
    out.extend(1u32.to_le_bytes());
    let mut end = zip::end(count, u32::MAX as usize, u32::MAX as usize);
    end[8..12].fill(0xff);
    out.extend(end);
    out
}

/// Fields that say ten bytes about 400 MiB.
fn says_it_is_small() -> Vec<u8> {
    let mut entry = Entry::bomb("a.txt", b'a', 400);
    entry.size = 10;
    zip(&[entry])
}

fn directory_at(offset: u32) -> Vec<u8> {
    let mut bytes = good();
    let at = bytes.len() - 6;
    bytes[at..at + 4].copy_from_slice(&offset.to_le_bytes());
    bytes
}

fn tar(size: &[u8], body: &[u8]) -> Vec<u8> {
    tar_entry("a.txt", b'0', size, body)
}

fn tar_entry(name: &str, kind: u8, size: &[u8], body: &[u8]) -> Vec<u8> {
    let mut head = [0u8; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[100..108].copy_from_slice(b"0000644\0");
    head[124..124 + size.len()].copy_from_slice(size);
    head[136..148].copy_from_slice(b"00000000000\0");
    head[148..156].fill(b' ');
    head[156] = kind;
    head[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    [head.as_slice(), body].concat()
}

fn pax() -> Vec<u8> {
    let record = b"30 size=9999999999999999999999\n";
    let mut body = record.to_vec();
    body.resize(512, 0);
    let head = tar_entry("x", b'x', format!("{:011o}\0", record.len()).as_bytes(), &body);
    [head, tar(b"00000000010\0", b"a")].concat()
}
