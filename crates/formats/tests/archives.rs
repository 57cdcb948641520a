//! Archives and packed files: what is inside is found with its path, what is not read is said.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;
mod packing;

use ::zip::write::SimpleFileOptions;
use common::{hits, try_hits};
use packing::{bzip2, gzip, lz4, tar, worker, xz, zip, zstd};
use std::io::Write;
use tidegate_formats::{FormatError, Reading, ReadingEnd, complex};

/// Members in which `word` was found.
fn members(name: &str, bytes: &[u8], word: &str) -> (Vec<String>, Reading) {
    let (hits, reading) = hits(name, bytes, &worker(), word);
    let members = hits
        .into_iter()
        .map(|hit| hit.location.member.unwrap_or_default())
        .collect();
    (members, reading)
}

fn message(reading: &Reading) -> &str {
    match &reading.end {
        ReadingEnd::Partial { message } => message,
        end => panic!("not partial: {end:?}"),
    }
}

fn real(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/files/archives/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

#[test]
fn packed_files_are_read_as_what_they_were() {
    let table = b"id,email\n1,ann@site.test\n";
    let packed: [(&str, &str, Vec<u8>); 4] = [
        ("people.csv.bz2", "bzip2", bzip2(table)),
        ("people.csv.xz", "xz", xz(table)),
        ("people.csv.zst", "zstd", zstd(table)),
        ("people.csv.lz4", "lz4", lz4(table)),
    ];
    for (name, format, bytes) in packed {
        let (found, reading) = hits(name, &bytes, &worker(), "ann@site.test");
        assert_eq!(found[0].location.member.as_deref(), Some("people.csv"), "{name}");
        assert_eq!(found[0].location.column_name.as_deref(), Some("email"), "{name}");
        assert_eq!(reading.format, format!("csv in {format}"));
        assert_eq!(reading.end, ReadingEnd::Complete, "{name}");
        // Streams that follow each other, and zeros up to a block's end.
        let twice = [&bytes[..], &bytes, &[0; 512]].concat();
        let (found, reading) = hits(name, &twice, &worker(), "ann@site.test");
        assert_eq!((found.len(), reading.end), (2, ReadingEnd::Complete), "{name}");
        let (.., reading) = hits(name, &[&bytes[..], b"rest"].concat(), &worker(), "x");
        assert!(
            message(&reading).ends_with("data are followed by other bytes."),
            "{name}"
        );
        let cut = try_hits(name, &mut &bytes[..bytes.len() - 5], &worker(), "ann@site.test");
        match cut {
            Ok((_, reading)) => assert!(message(&reading).contains("cut off"), "{name}"),
            Err(FormatError::Unreadable { message }) => {
                assert!(message.contains("cut off"), "{name}: {message}")
            }
            Err(error) => panic!("{error}"),
        }
        assert!(complex(name, &bytes), "{name}");
        let (_, reading) = hits(name, &bytes, &tidegate_formats::Budget::default(), "x");
        assert_eq!(
            (reading.format.as_str(), reading.end),
            (format, ReadingEnd::Unsupported)
        );
    }
    assert!(!complex("people.csv.gz", &gzip(table)));
}

#[test]
fn tar_reaches_through_its_packing() {
    let archive = tar(&[
        ("a/b.csv", b"id,email\n1,ann@site.test\n"),
        ("c.txt", b"ann@site.test"),
    ]);
    for (name, bytes, format, member) in [
        ("x.tar", archive.clone(), "tar", ""),
        ("x.tgz", gzip(&archive), "tar in gzip", "x.tar!/"),
        ("x.tar.gz", gzip(&archive), "tar in gzip", "x.tar!/"),
        ("x.tbz2", bzip2(&archive), "tar in bzip2", "x.tar!/"),
        ("x.tar.xz", xz(&archive), "tar in xz", "x.tar!/"),
        ("x.tar.zst", zstd(&archive), "tar in zstd", "x.tar!/"),
    ] {
        let (found, reading) = members(name, &bytes, "ann@site.test");
        assert_eq!(
            found,
            [format!("{member}a/b.csv"), format!("{member}c.txt")],
            "{name}"
        );
        assert_eq!(
            (reading.format.as_str(), &reading.end),
            (format, &ReadingEnd::Complete)
        );
        assert!(complex(name, &bytes), "{name}");
    }
}

#[test]
fn files_are_found_however_deep_they_are_packed() {
    let mail = b"From: bob@site.test\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\nSubject: s\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/csv; name=\"d.csv\"\r\nContent-Disposition: attachment; filename=\"d.csv\"\r\n\r\n\
        id,email\r\n7,ann@site.test\r\n";
    let inner = gzip(&tar(&[("c.eml", mail)]));
    let (found, reading) = hits("a.zip", &zip(&[("b.tar.gz", &inner)]), &worker(), "ann@site.test");
    let location = &found[0].location;
    assert_eq!(location.member.as_deref(), Some("b.tar.gz!/b.tar!/c.eml!/d.csv"));
    assert_eq!(
        (location.row, location.column_name.as_deref()),
        (Some(2), Some("email"))
    );
    assert_eq!(
        (reading.format.as_str(), reading.end),
        ("zip", ReadingEnd::Complete)
    );
}

#[test]
fn other_programs_archives_are_read() {
    for name in ["lzma2.7z", "ppmd.7z", "bzip2.7z", "copy.7z", "zstd.7z", "x86.7z"] {
        let bytes = real(name);
        let (found, reading) = members(name, &bytes, "@site.test");
        assert_eq!(found.len(), 42, "{name}");
        assert!(found.contains(&"tables/people.csv".to_owned()), "{name}");
        assert_eq!(
            (reading.format.as_str(), reading.end),
            ("7z", ReadingEnd::Complete),
            "{name}"
        );
        let (found, _) = hits(name, &bytes, &worker(), "person7@site.test");
        assert_eq!(found[0].location.row, Some(8));
        assert!(complex(name, &bytes));
    }
    let long = format!("long/{}/", "n".repeat(200));
    for (name, last) in [("pax.tar", "ü.txt"), ("gnu.tar", "u.txt")] {
        let (found, reading) = members(name, &real(name), "dora@site.test");
        assert_eq!(found, [format!("{long}{last}")], "{name}");
        if name == "pax.tar" {
            assert_eq!(message(&reading), "It holds links, which are not followed.");
        } else {
            assert_eq!(reading.end, ReadingEnd::Complete);
        }
    }
    let (found, reading) = members("python.zip", &real("python.zip"), "emil@site.test");
    assert_eq!(found.len(), 50);
    assert_eq!(
        message(&reading),
        "lzma.txt: It is packed in a way that is not read."
    );
}

#[test]
fn what_is_encrypted_is_said() {
    for name in ["encrypted.7z", "names-encrypted.7z"] {
        let text = match try_hits(name, &mut &real(name)[..], &worker(), "@") {
            Ok((found, reading)) => {
                assert!(found.is_empty());
                message(&reading).to_owned()
            }
            Err(error) => error.to_string(),
        };
        assert!(
            text.contains("It is encrypted: it needs its password"),
            "{name}: {text}"
        );
    }
    let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .start_file("open.txt", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(b"ann@site.test").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    // The bit that says so, in the local header and in the list.
    let mut locked = bytes.clone();
    locked[6] |= 1;
    let list = locked.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    locked[list + 8] |= 1;
    let (found, reading) = members("a.zip", &locked, "ann");
    assert!(found.is_empty());
    assert_eq!(message(&reading), "open.txt: It is encrypted.");
    let (_, reading) = members("a.zip", &locked[..list], "ann");
    assert!(
        message(&reading).contains("open.txt: It is encrypted."),
        "{}",
        message(&reading)
    );
}

#[test]
fn cut_zip_files_are_read_as_far_as_they_go() {
    let lines = "one line of text that goes on\n".repeat(4_000);
    let big = format!("first@site.test\n{lines}last@site.test\n");
    let bytes = zip(&[
        ("a.txt", b"ann@site.test"),
        ("b.txt", big.as_bytes()),
        ("c.txt", b"carl@site.test"),
    ]);
    let list = bytes.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let (found, reading) = members("a.zip", &bytes[..list + 10], "@site.test");
    assert_eq!(found, ["a.txt", "b.txt", "b.txt", "c.txt"]);
    assert_eq!(
        message(&reading),
        "The zip file is damaged: its list of files cannot be read."
    );
    let second = bytes
        .windows(4)
        .skip(4)
        .position(|at| at == b"PK\x03\x04")
        .unwrap()
        + 4;
    let (found, reading) = members("a.zip", &bytes[..second + 200], "@site.test");
    assert_eq!(found, ["a.txt", "b.txt"]);
    assert!(
        message(&reading).contains("b.txt: It is cut off"),
        "{}",
        message(&reading)
    );
    // Bytes before the archive, as in a file that unpacks itself.
    for prefix in [
        &b"#!/bin/program\n"[..],
        &[b"MZ\x90\0\x03\0", &[0; 5_000][..]].concat(),
    ] {
        let (found, reading) = members("a.exe", &[prefix, &bytes].concat(), "@site.test");
        assert_eq!(found.len(), 4);
        assert_eq!(
            (reading.format.as_str(), reading.end),
            ("zip", ReadingEnd::Complete)
        );
        assert!(complex("a.exe", &[prefix, &bytes].concat()));
    }
}

#[test]
fn zip_files_too_large_to_hold_are_read_in_order() {
    let noise: Vec<u8> = (0..400_000_u64)
        .map(|n| b' ' + (n.wrapping_mul(2_654_435_761) >> 13) as u8 % 90)
        .collect();
    let bytes = zip(&[
        ("a.txt", b"ann@site.test"),
        ("n.txt", &noise),
        ("c.txt", b"carl@site.test"),
    ]);
    let budget = tidegate_formats::Budget {
        max_held_bytes: 100_000,
        ..worker()
    };
    let (found, reading) = hits("a.zip", &bytes, &budget, "@site.test");
    assert_eq!(found.len(), 2);
    assert_eq!(reading.end, ReadingEnd::Complete);
    // Written to a stream: sizes come after the files.
    let mut writer = ::zip::ZipWriter::new_stream(Vec::new());
    for (name, content) in [
        ("a.txt", &b"ann@site.test"[..]),
        ("n.txt", &noise),
        ("p.rar", b"Rar!\x1a\x07\x01\0\0\0"),
    ] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.start_file("z.txt", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"zoe@site.test").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    for budget in [budget, worker()] {
        let (found, reading) = hits("a.zip", &bytes, &budget, "@site.test");
        assert_eq!(found.len(), 2);
        assert_eq!(message(&reading), "p.rar: Of a kind that is not read (rar).");
    }
}

#[test]
fn names_are_only_shown() {
    for name in [
        "../../etc/passwd",
        "/etc/shadow",
        "C:\\Windows\\win.ini",
        "a/./b//c",
        "",
    ] {
        let archive = tar_raw(name.as_bytes());
        let (found, _) = members("a.tar", &archive, "ann@site.test");
        assert_eq!(found, [name], "{name}");
    }
    let (found, _) = members(
        "a.tar",
        &tar_raw(b"b\x1b[2J\xff\xe2\x80\xaetxt.exe\n"),
        "ann@site.test",
    );
    assert_eq!(found, ["b\\u{1b}[2J\u{fffd}\\u{202e}txt.exe\\n"]);
    let (found, _) = members(
        "a.zip",
        &zip(&[("../\u{202e}x\0y", b"ann@site.test")]),
        "ann@site.test",
    );
    assert_eq!(found, ["../\\u{202e}x\\u{0}y"]);
}

/// A tar archive of one file whose name is any bytes.
fn tar_raw(name: &[u8]) -> Vec<u8> {
    let mut header = ::tar::Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.set_size(13);
    header.set_entry_type(::tar::EntryType::Regular);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(b"ann@site.test");
    bytes.resize(2_048, 0);
    bytes
}

#[test]
fn tar_traps_are_said_and_what_follows_is_read() {
    // A file with holes, a link, and a device before a file.
    let mut builder = ::tar::Builder::new(Vec::new());
    for (kind, name, size) in [
        (::tar::EntryType::GNUSparse, "holes", 512),
        (::tar::EntryType::Link, "hard", 0),
        (::tar::EntryType::Char, "device", 0),
        (::tar::EntryType::Regular, "a.txt", 13),
    ] {
        let mut header = ::tar::Header::new_gnu();
        header.set_path(name).unwrap();
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_cksum();
        let content: &[u8] = if size == 13 {
            b"ann@site.test"
        } else {
            &[7; 512][..size as usize]
        };
        builder.append(&header, content).unwrap();
    }
    let bytes = builder.into_inner().unwrap();
    let (found, reading) = members("a.tar", &bytes, "ann@site.test");
    assert_eq!(found, ["a.txt"]);
    assert_eq!(
        message(&reading),
        "holes: It is stored with holes (sparse), which is not read. It holds links, which are not followed."
    );
    // A damaged header loses one file only.
    let mut bytes = tar(&[
        ("a.txt", b"ann@site.test"),
        ("b.txt", b"ann@site.test"),
        ("c.txt", b"ann@site.test"),
    ]);
    bytes[1_024] ^= 1;
    let (found, reading) = members("a.tar", &bytes, "ann@site.test");
    assert_eq!(found, ["a.txt", "c.txt"]);
    assert!(message(&reading).contains("some blocks belong to no file"));
    // A size that pax gives and the header denies, and one that is longer than the archive.
    let mut builder = ::tar::Builder::new(Vec::new());
    builder
        .append_pax_extensions([("size", &b"13"[..]), ("path", b"p.txt")])
        .unwrap();
    let mut bytes = builder.into_inner().unwrap();
    bytes.truncate(1_024);
    bytes.extend(tar_raw(b"x"));
    let (found, _) = members("a.tar", &bytes, "ann@site.test");
    assert_eq!(found, ["p.txt"]);
    let mut header = ::tar::Header::new_gnu();
    header.set_path("big").unwrap();
    header.set_size(u64::MAX / 2);
    header.set_cksum();
    let bytes = [&header.as_bytes()[..], b"ann@site.test", &[b'\n'; 2_000]].concat();
    let (found, reading) = members("a.tar", &bytes, "ann@site.test");
    assert_eq!(found, ["big"]);
    assert!(message(&reading).contains("cut off"), "{}", message(&reading));
}

#[test]
fn repeated_names_hide_nothing() {
    let mut bytes = zip(&[("a.txt", b"ann@site.test"), ("b.txt", b"bob@site.test")]);
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"b.txt" {
            bytes[at] = b'a';
        }
    }
    let (found, _) = members("a.zip", &bytes, "@site.test");
    assert_eq!(found, ["a.txt", "a.txt"]);
}

#[test]
fn kinds_that_are_not_read_are_named() {
    let kinds: [(&str, &[u8]); 7] = [
        ("rar", b"Rar!\x1a\x07\x01\0aaaa"),
        ("cab", b"MSCF\0\0\0\0aaaa"),
        ("ar", b"!<arch>\ndebian-binary   \0\0"),
        ("rpm", b"\xed\xab\xee\xdb\x03\0"),
        ("psd", b"8BPS\0\x01\0\0\0\0\0\0"),
        ("sqlite-wal", b"\x37\x7f\x06\x82\0\0\0\0"),
        ("exe", b"MZ\x90\0\x03\0\0\0"),
    ];
    let entries: Vec<(&str, &[u8])> = kinds.iter().map(|(name, bytes)| (*name, *bytes)).collect();
    let (_, reading) = members("a.zip", &zip(&entries), "x");
    for (kind, bytes) in kinds {
        assert!(
            message(&reading).contains(&format!("Of a kind that is not read ({kind}).")),
            "{kind}"
        );
        let (_, reading) = members("x", bytes, "x");
        assert_eq!(
            (reading.format.as_str(), reading.end),
            (kind, ReadingEnd::Unsupported)
        );
    }
}
