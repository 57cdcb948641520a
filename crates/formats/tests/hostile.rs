//! Bombs end within their budget and say so; damaged copies of every archive and mail never hang, panic or take
//! memory without end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod packing;

use packing::{bzip2, gzip, lz4, outlook, tar, worker, xz, zip, zstd};
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Mutex;
use tidegate_formats::{Budget, FormatError, ReadingEnd, read};

/// Reads all of it: bytes of text that came out, and how it ended in words.
fn end(name: &str, input: &mut dyn Read, budget: &Budget) -> (u64, String) {
    let mut text = 0;
    let reading = read(name, input, budget, &mut |window| {
        text += window.owned.len() as u64;
        ControlFlow::Continue(())
    });
    let end = match reading.map(|reading| reading.end) {
        Ok(ReadingEnd::Partial { message }) => message,
        Ok(end) => format!("{end:?}"),
        Err(FormatError::Unreadable { message }) => message,
        Err(FormatError::Input(error)) => panic!("{name}: {error}"),
        Err(FormatError::Stopped { message }) => panic!("{name}: {message}"),
    };
    assert!(end.chars().count() < 4_000, "{name}: {end}");
    assert_memory(name);
    (text, end)
}

/// The most memory that this process ever held.
fn assert_memory(name: &str) {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return;
    };
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kib < 1 << 20, "{name}: {kib} KiB");
}

fn lines(bytes: usize) -> Vec<u8> {
    b"a line of text\n".iter().copied().cycle().take(bytes).collect()
}

/// A zip archive whose list names one file's bytes `times` over.
fn overlapping(file: &[u8], times: u16) -> Vec<u8> {
    let whole = zip(&[("0000", file)]);
    let list = whole.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let end = whole.windows(4).position(|at| at == b"PK\x05\x06").unwrap();
    let mut bytes = whole[..list].to_vec();
    for number in 0..times {
        let mut record = whole[list..end].to_vec();
        let name = format!("{number:04x}");
        record[46..50].copy_from_slice(name.as_bytes());
        bytes.extend(record);
    }
    let length = (bytes.len() - list) as u32;
    let mut tail = whole[end..].to_vec();
    tail[8..10].copy_from_slice(&times.to_le_bytes());
    tail[10..12].copy_from_slice(&times.to_le_bytes());
    tail[12..16].copy_from_slice(&length.to_le_bytes());
    bytes.extend(tail);
    bytes
}

#[test]
fn zip_bombs_end_within_their_budget() {
    let bomb = overlapping(&lines(1 << 20), 500);
    assert!(bomb.len() < 200_000);
    let budget = Budget {
        ratio_free_total: 6 << 20,
        ..worker()
    };
    let (text, end) = end("a.zip", &mut &bomb[..], &budget);
    assert!(text <= 8 << 20, "{text}");
    assert!(end.contains("share the same bytes"), "{end}");
    assert!(
        end.contains("unpacks to far more than its size (over 100 times)"),
        "{end}"
    );
}

#[test]
fn streams_that_unpack_to_far_more_end() {
    let bomb = lines(12 << 20);
    // The limits of a real reading, a tenth as high.
    let budget = Budget {
        ratio_free_bytes: 1 << 20,
        ratio_free_total: 6 << 20,
        ..worker()
    };
    for (name, bytes) in [
        ("a.txt.bz2", bzip2(&bomb)),
        ("a.txt.xz", xz(&bomb)),
        ("a.txt.zst", zstd(&bomb)),
    ] {
        let (text, message) = end(name, &mut &bytes[..], &budget);
        assert!(text <= 4 << 20, "{name}: {text}");
        assert!(
            message.contains("more than 1000 times its size"),
            "{name}: {message}"
        );
        // The same inside an archive, many times.
        let members: Vec<String> = (0..20).map(|number| format!("{number}.{name}")).collect();
        let members: Vec<(&str, &[u8])> = members.iter().map(|name| (name.as_str(), &bytes[..])).collect();
        let (text, message) = end("a.tar", &mut &tar(&members)[..], &budget);
        assert!(text <= 8 << 20, "{name}: {text}");
        assert!(message.contains("like a bomb"), "{name}: {message}");
    }
}

#[test]
fn archives_inside_archives_end() {
    let mut bytes = zip(&[("a.txt", b"ann@site.test")]);
    for _ in 0..30 {
        bytes = zip(&[("a.zip", &bytes)]);
    }
    let (text, message) = end("a.zip", &mut &bytes[..], &worker());
    assert_eq!(text, 0);
    assert!(
        message.contains("packed inside files more than 8 deep"),
        "{message}"
    );
    let mut bytes = b"ann@site.test".to_vec();
    for turn in 0..30 {
        bytes = match turn % 5 {
            0 => gzip(&bytes),
            1 => tar(&[("a", &bytes)]),
            2 => lz4(&bytes),
            3 => xz(&bytes),
            _ => zstd(&bytes),
        };
    }
    let (_, message) = end("a", &mut &bytes[..], &worker());
    assert!(message.contains("more than 8 deep"), "{message}");
}

#[test]
fn archives_of_countless_files_end() {
    let names: Vec<String> = (0..101_000).map(|number| format!("{number:06}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let few = Budget {
        max_entries: 2_000,
        ..worker()
    };
    let bytes = zip(&files);
    let (_, message) = end("a.zip", &mut &bytes[..], &worker());
    assert!(message.contains("more than 100,000 files"), "{message}");
    let (_, message) = end("a.tar", &mut &tar(&files[..3_000])[..], &few);
    assert!(
        message.contains("more than 2,000 files; the others were not read"),
        "{message}"
    );
    let mailbox = "From a@b.test Mon Jan  5 10:00:00 2026\nFrom: a\nDate: b\nSubject: c\n\n".repeat(3_000);
    let (_, message) = end("a.mbox", &mut mailbox.as_bytes(), &few);
    assert!(message.contains("more than 2,000 files"), "{message}");
    let part = "--b\nContent-Type: a/b\n\n\n".repeat(3_000);
    let mail =
        format!("From: a\nDate: b\nSubject: c\nContent-Type: multipart/mixed; boundary=b\n\n{part}--b--\n");
    let (_, message) = end("a.eml", &mut mail.as_bytes(), &few);
    assert!(message.contains("more than 2,000 files"), "{message}");
}

#[test]
fn headers_of_impossible_sizes_cost_nothing() {
    // Names and records of tar that claim gigabytes, packed small.
    for kind in [b'L', b'x', b'g', b'K'] {
        let mut header = ::tar::Header::new_gnu();
        header.set_path("././@LongLink").unwrap();
        header.set_size(3 << 30);
        header.set_entry_type(::tar::EntryType::new(kind));
        header.set_cksum();
        let bytes = gzip(&[&header.as_bytes()[..], &vec![b'n'; 9 << 20]].concat());
        let (_, message) = end("a.tar.gz", &mut &bytes[..], &worker());
        assert!(message.contains("cut off"), "{message}");
    }
    // A 7z archive whose packed list claims to be huge.
    let mut bytes = std::fs::read(fixture("archives/lzma2.7z")).unwrap();
    let offset = u64::from_le_bytes(bytes[12..20].try_into().unwrap()) as usize + 32;
    let length = u64::from_le_bytes(bytes[20..28].try_into().unwrap()) as usize;
    let list = &mut bytes[offset..offset + length];
    assert_eq!(list[0], 23);
    let at = list.iter().rposition(|byte| *byte == 12).unwrap();
    list[at + 1..].fill(0xff);
    let (_, message) = end("a.7z", &mut &bytes[..], &worker());
    assert!(
        message.contains("memory") || message.contains("not read"),
        "{message}"
    );
    // An xz stream whose dictionary would take 4 GiB.
    let mut bytes = xz(&lines(100_000));
    bytes[12 + 4] = 40;
    let sum = crc32(&bytes[12..12 + 8]);
    bytes[20..24].copy_from_slice(&sum.to_le_bytes());
    let (_, message) = end("a.xz", &mut &bytes[..], &worker());
    assert!(
        message.contains("xz data need more memory") || message.contains("damaged"),
        "{message}"
    );
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn mails_nested_without_end_end() {
    let fields = "From: a\nDate: b\nSubject: c\n";
    let messages = format!("{fields}Content-Type: message/rfc822\n\n").repeat(2_000);
    let (_, message) = end("a.eml", &mut messages.as_bytes(), &worker());
    assert!(message.contains("more than 8 deep"), "{message}");
    let mut parts = fields.to_owned();
    for number in 0..500 {
        parts.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n"
        ));
    }
    let (_, message) = end("a.eml", &mut parts.as_bytes(), &worker());
    assert!(message.contains("nested deeper than is read"), "{message}");
    // A boundary that stands everywhere, a header without end, and one line of all the file.
    let everywhere = format!(
        "{fields}Content-Type: multipart/mixed; boundary=-\n\n{}",
        "-".repeat(1 << 18)
    );
    end("a.eml", &mut everywhere.as_bytes(), &worker());
    let header = format!("{fields}{}", "X: y\n".repeat(50_000));
    end("a.eml", &mut header.as_bytes(), &worker());
    let line = format!("{fields}To: {}", "a@b.test, (((".repeat(10_000));
    end("a.eml", &mut line.as_bytes(), &worker());
}

#[test]
fn many_troubles_are_few_words() {
    let kinds: Vec<Vec<u8>> = [
        &b"Rar!\x1a\x07\x01\0"[..],
        b"MSCF\0\0\0\0",
        b"\x7fELF\0",
        b"\xed\xab\xee\xdb\0",
        b"wOFF\0",
        b"OggS\0",
        b"fLaC\0",
        b"\0asm",
        b"ID3\0",
        b"MZ\0\0",
        b"8BPS\0\x01",
        b"KDMV\0",
        b"!BDN\0",
        b"\x37\x7f\x06\x82",
    ]
    .iter()
    .map(|bytes| bytes.to_vec())
    .collect();
    let names: Vec<String> = (0..200)
        .map(|number| format!("{number}\n{}", "long".repeat(200)))
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .zip(kinds.iter().cycle())
        .map(|(name, bytes)| (name.as_str(), &bytes[..]))
        .collect();
    let (_, message) = end("a.zip", &mut &zip(&files)[..], &worker());
    assert!(message.contains("other reasons."), "{message}");
    assert!(
        message.chars().count() < 2_000 && !message.contains('\n'),
        "{message}"
    );
}

fn fixture(name: &str) -> String {
    format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// One thing done to a copy, chosen by `seed`.
fn mutated(bytes: &[u8], seed: &mut u64) -> Vec<u8> {
    let mut next = |below: usize| {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 33).unwrap() % below.max(1)
    };
    let mut bytes = bytes.to_vec();
    match next(7) {
        0 => bytes.truncate(next(bytes.len())),
        1 => {
            let from = next(bytes.len());
            let to = (from + next(64)).min(bytes.len());
            bytes.drain(from..to);
        }
        2 => {
            let from = next(bytes.len());
            let piece = bytes[from..(from + next(512)).min(bytes.len())].to_vec();
            let at = next(bytes.len());
            bytes.splice(at..at, piece);
        }
        3 => {
            let from = next(bytes.len());
            let to = (from + next(16)).min(bytes.len());
            let value = [0, 0xff, 0x7f, 0x80][next(4)];
            bytes[from..to].fill(value);
        }
        _ => {
            for _ in 0..=next(8) {
                let at = next(bytes.len());
                bytes[at] = u8::try_from(next(256)).unwrap();
            }
        }
    }
    bytes
}

#[test]
fn damaged_copies_are_survived() {
    static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    // A reader's panic is caught and told as damage; here it must not come to that.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        PANICS.lock().unwrap().push(format!("{place}: {panic}"));
    }));
    let mut files: Vec<(String, Vec<u8>)> = ["archives", "mail"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(fixture(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end != "py" && end != "md"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            )
        })
        .collect();
    files.sort();
    let text = [&lines(3_000)[..], b"ann@site.test\n"].concat();
    let archive = tar(&[("a.txt", &text), ("b.csv", b"id,email\n1,ann@site.test\n")]);
    files.extend([
        ("a.tar.gz".to_owned(), gzip(&archive)),
        ("a.tar.bz2".to_owned(), bzip2(&archive)),
        ("a.tar.xz".to_owned(), xz(&archive)),
        ("a.tar.zst".to_owned(), zstd(&archive)),
        ("a.tar.lz4".to_owned(), lz4(&archive)),
        (
            "a.zip".to_owned(),
            zip(&[("a.tar", &archive), ("b/c.txt", &text)]),
        ),
        ("a.msg".to_owned(), outlook()),
    ]);
    assert!(files.len() >= 20);
    for (name, bytes) in &files {
        let mut seed = 20_261_121;
        for _ in 0..320 {
            let copy = mutated(bytes, &mut seed);
            end(name, &mut &copy[..], &worker());
        }
        for part in 0..40 {
            end(name, &mut &bytes[..bytes.len() * part / 40], &worker());
        }
    }
    let _ = std::panic::take_hook();
    let panics = std::mem::take(&mut *PANICS.lock().unwrap());
    assert!(
        panics.is_empty(),
        "{} panics, such as {:?}",
        panics.len(),
        &panics[..panics.len().min(5)]
    );
}
