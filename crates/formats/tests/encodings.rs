//! Text in every encoding: found, named, and placed on the file's own bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{encoded, hits, owned, slice, small};
use tidegate_formats::{Budget, ReadingEnd};

const WORD: &str = "ann@site.test";

const GERMAN: &str = "Größe über alles schön für Äpfel und Öl, heißt es. Straße, Fußgänger, Überprüfung.\n";
const JAPANESE: &str =
    "これは日本語の文章です。名前と住所が書いてあります。東京都千代田区、電話番号もあります。\n";
const CHINESE: &str =
    "这是一个中文文件，里面有姓名和地址。北京市朝阳区，电话号码和电子邮件都在这里面写着。\n";
const KOREAN: &str =
    "이것은 한국어 문서입니다. 이름과 주소가 적혀 있습니다. 서울특별시 전화번호도 있습니다.\n";
const RUSSIAN: &str =
    "Это русский текст. Здесь записаны имя и адрес человека, а также его телефон в Москве.\n";
const TAIWAN: &str = "這是一個中文檔案，裡面有姓名和地址。臺北市大安區，電話號碼和電子郵件都寫在這裡。\n";

#[test]
fn places_are_true_in_every_encoding() {
    let table: &[(&str, &str, &[u8])] = &[
        (GERMAN, "UTF-8", b""),
        (GERMAN, "UTF-8", b"\xef\xbb\xbf"),
        (JAPANESE, "UTF-8", b""),
        (GERMAN, "UTF-16LE", b""),
        (GERMAN, "UTF-16BE", b""),
        (GERMAN, "UTF-16LE", b"\xff\xfe"),
        (JAPANESE, "UTF-16LE", b"\xff\xfe"),
        (JAPANESE, "UTF-16BE", b"\xfe\xff"),
        ("plain \u{1f600} text\n", "UTF-16LE", b"\xff\xfe"),
        (RUSSIAN, "UTF-16LE", b""),
        (GERMAN, "UTF-32LE", b""),
        (JAPANESE, "UTF-32BE", b""),
        (JAPANESE, "UTF-32LE", b"\xff\xfe\0\0"),
        (GERMAN, "UTF-32BE", b"\0\0\xfe\xff"),
        (GERMAN, "windows-1252", b""),
        (RUSSIAN, "windows-1251", b""),
        (RUSSIAN, "KOI8-U", b""),
        (JAPANESE, "Shift_JIS", b""),
        (JAPANESE, "EUC-JP", b""),
        (JAPANESE, "ISO-2022-JP", b""),
        (CHINESE, "GBK", b""),
        (KOREAN, "EUC-KR", b""),
        (TAIWAN, "Big5", b""),
    ];
    for (language, name, mark) in table {
        let text = format!("{language}{language}x {WORD} y\n{language}ы{WORD}\n");
        let text = if matches!(*name, "windows-1252" | "EUC-KR" | "Big5") {
            text.replace('ы', "b")
        } else {
            text
        };
        let mut bytes = mark.to_vec();
        bytes.extend(encoded(&text, name));
        for budget in [Budget::default(), small(16, 40), small(100, 64), small(37, 0x100)] {
            let (hits, reading) = hits("notes.txt", &bytes, &budget, WORD);
            assert_eq!(reading.encoding, *name);
            assert_eq!(reading.end, ReadingEnd::Complete);
            assert_eq!(reading.format, "text");
            assert_eq!(reading.examined, bytes.len() as u64);
            assert_eq!(hits.len(), 2, "{name}");
            for hit in &hits {
                let found = slice(&bytes, &hit.location);
                // A stateful encoding has its shifts around the word.
                let found = found.strip_prefix(b"\x1b(B").unwrap_or(found);
                assert_eq!(found, encoded(WORD, name), "{name}");
            }
            assert_eq!(
                (hits[0].location.line, hits[0].location.column),
                (Some(3), Some(3)),
                "{name}"
            );
            assert_eq!(
                (hits[1].location.line, hits[1].location.column),
                (Some(5), Some(2)),
                "{name}"
            );
            assert_eq!(hits[0].label, None);
            assert_eq!(hits[0].value, None);
        }
        let (whole, ..) = owned("notes.txt", &bytes, &small(50, 20));
        assert_eq!(whole, text, "{name}");
    }
}

#[test]
fn gb18030_with_four_byte_characters() {
    let text = format!("{CHINESE}{CHINESE}\u{20000}\u{1f600} {WORD}\n{CHINESE}");
    let bytes = encoded(&text, "gb18030");
    let (hits, _) = hits("a.txt", &bytes, &small(40, 64), WORD);
    assert_eq!(hits.len(), 1);
    assert_eq!(slice(&bytes, &hits[0].location), WORD.as_bytes());
    assert_eq!(hits[0].location.column, Some(4));
}

#[test]
fn invalid_bytes_shift_nothing() {
    let mut bytes = format!("{JAPANESE}{JAPANESE}").into_bytes();
    bytes.extend(b"\xff\xfe\xc3 ");
    let first = bytes.len();
    bytes.extend(format!("{WORD} \u{e9}").into_bytes());
    bytes.extend(b"\xe2\x82");
    let second = bytes.len();
    bytes.extend(WORD.as_bytes());
    for budget in [Budget::default(), small(16, 64)] {
        let (hits, reading) = hits("a.txt", &bytes, &budget, WORD);
        assert_eq!(reading.encoding, "UTF-8");
        let starts: Vec<u64> = hits.iter().map(|hit| hit.location.byte_start).collect();
        assert_eq!(starts, [first as u64, second as u64]);
        assert_eq!(slice(&bytes, &hits[1].location), WORD.as_bytes());
    }
}

#[test]
fn an_old_encoding_after_a_long_plain_beginning() {
    let mut bytes = "plain line of ascii text\n".repeat(8_000).into_bytes();
    let plain = bytes.len();
    bytes.extend(encoded(&format!("{GERMAN}{GERMAN}{WORD}"), "windows-1252"));
    let (hits, reading) = hits("a.txt", &bytes, &Budget::default(), "Größe");
    assert_eq!(reading.encoding, "windows-1252");
    assert_eq!(hits.len(), 2);
    assert_eq!(hits[0].location.byte_start, plain as u64);
    assert_eq!(slice(&bytes, &hits[0].location), encoded("Größe", "windows-1252"));
}

#[test]
fn odd_ends_are_read() {
    let mut bytes = b"\xff\xfe".to_vec();
    bytes.extend(encoded(&format!("{GERMAN}{WORD}"), "UTF-16LE"));
    bytes.push(b'x');
    let (text, ranges, reading) = owned("a.txt", &bytes, &Budget::default());
    assert_eq!(reading.end, ReadingEnd::Complete);
    assert_eq!(text, format!("{GERMAN}{WORD}\u{fffd}"));
    assert_eq!(ranges.len(), 1);
    assert_eq!((ranges[0].start, ranges[0].end), (2, bytes.len() as u64));
}

#[test]
fn what_is_no_text_is_said_to_be() {
    let table: &[(&str, &[u8], &str)] = &[
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0", "zip"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "image"),
        ("a", b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        ("a", b"GIF89a\x01\0\x01\0", "image"),
        ("a", b"\x7fELF\x02\x01\x01\0", "elf"),
        ("a.parquet", b"PAR1\x15\x04\x15\0", "parquet"),
        ("a.db", b"SQLite format 3\0\x10\0", "sqlite"),
        ("a", b"7z\xbc\xaf\x27\x1c\0\x04", "7z"),
        ("a", b"\xfd7zXZ\0\0\x04", "xz"),
        ("a", b"BZh91AY&SY\x01\x02", "bzip2"),
        ("a", b"\x28\xb5\x2f\xfd\x04\x58", "zstd"),
        (
            "a.txt",
            b"text\0with\0nuls and more text here that is plain",
            "binary",
        ),
        ("a.txt", b"\x01\x02\x03\x04\xff\xfe\x80\x81\x05\x06", "binary"),
    ];
    for (name, bytes, kind) in table {
        let (_, ranges, reading) = owned(name, bytes, &Budget::default());
        assert_eq!(reading.end, ReadingEnd::Unsupported, "{kind}");
        assert_eq!(reading.format, *kind);
        assert_eq!(reading.examined, 0);
        assert!(ranges.is_empty());
    }
    let (_, _, reading) = owned("a.txt", b"", &Budget::default());
    assert_eq!(reading.end, ReadingEnd::Empty);
    let (text, ..) = owned("a.txt", b"PAR1 is how a parquet file begins", &Budget::default());
    assert_eq!(text.len(), 33);
}

#[test]
fn broken_characters_of_old_encodings_shift_nothing() {
    for (language, name) in [
        (JAPANESE, "Shift_JIS"),
        (JAPANESE, "EUC-JP"),
        (CHINESE, "GBK"),
        (KOREAN, "EUC-KR"),
        (TAIWAN, "Big5"),
    ] {
        let good = encoded(&language.repeat(60), name);
        for broken in [
            &b"\xff"[..],
            b"\x81\x20",
            b"\x810\x81 ",
            b"\x8f\xff!",
            b"\xfe\xfe\xff",
            b"\x80",
        ] {
            let mut bytes = good.clone();
            bytes.extend(broken);
            let at = bytes.len();
            bytes.extend(format!(" {WORD} ").into_bytes());
            bytes.extend(&good);
            let after = bytes.len();
            bytes.extend(WORD.as_bytes());
            for budget in [Budget::default(), small(333, 50)] {
                let (hits, reading) = hits("a.txt", &bytes, &budget, WORD);
                assert_eq!(reading.encoding, name);
                let starts: Vec<u64> = hits.iter().map(|hit| hit.location.byte_start).collect();
                assert_eq!(starts, [at as u64 + 1, after as u64], "{name} {broken:?}");
            }
        }
    }
}
