//! Whatever a file holds and however it is cut: every byte owned once, the same places found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{encoded, hits, owned, small, try_hits};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::io::{self, Read};
use tidegate_formats::{Budget, ReadingEnd};

const WORD: &str = "ann@site.test";
const OVERLAP: usize = 700;

const NAMES: [&str; 7] = ["a.txt", "a.csv", "a.tsv", "a.json", "a.jsonl", "a", "a.gz"];

const TABLE: &[&str] = &[
    "ann@site.test",
    ",",
    ",",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    ",\"",
    "\",",
    "\"a,b\"",
    "word",
    "ä€😀",
    "1.5",
    ",\"x\ny\",",
    " ",
];
const TREE: &[&str] = &[
    "ann@site.test",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"key\":",
    "\"ann@site.test\"",
    "{\"k\":{",
    "}}",
    "\\",
    "\\\"",
    "\\u0040",
    "\\ud83d\\ude00",
    "\\\\",
    "\n",
    " ",
    "12",
    "\"größe\": ",
    "[{\"id\":1,",
    "true",
];
const TEXT: &[&str] = &[
    "ann@site.test",
    "word ",
    "\n",
    "\r\n",
    "größe ",
    "日本",
    "😀",
    "\t",
    "\u{fffd}",
    "x",
];

/// Reads a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(self.1);
        self.0.read(&mut out[..most])
    }
}

/// The owned ranges follow each other without gap from the text's beginning to the file's end.
fn assert_partition(bytes: &[u8], name: &str, budget: &Budget) {
    let (_, ranges, reading) = owned(name, bytes, budget);
    if reading.end != ReadingEnd::Complete || name == "a.gz" && bytes.starts_with(b"\x1f\x8b") {
        return;
    }
    let mut at = ranges.first().map_or(bytes.len() as u64, |range| range.start);
    assert!(at <= 4);
    for range in ranges.iter().filter(|range| !range.is_empty()) {
        assert_eq!(range.start, at);
        at = range.end;
    }
    assert_eq!(at, bytes.len() as u64, "{}", reading.encoding);
}

fn pieces(kinds: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    vec(select(kinds), 0..most).prop_map(|pieces| pieces.concat())
}

fn same_places(name: &str, bytes: &[u8], window: usize) {
    let (whole, first) = hits(name, bytes, &small(1 << 20, OVERLAP), WORD);
    let (cut, second) = hits(name, bytes, &small(window, OVERLAP), WORD);
    assert_eq!(first, second);
    assert_eq!(whole, cut);
    let (slow, _) = try_hits(name, &mut Slow(bytes, 7), &small(window, OVERLAP), WORD).unwrap();
    assert_eq!(whole, slow);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_partitioned(
        bytes in vec(any::<u8>(), 0..3000),
        name in select(&NAMES[..]),
        window in 0_usize..200,
        overlap in 0_usize..100,
    ) {
        assert_partition(&bytes, name, &small(window, overlap));
    }

    #[test]
    fn any_old_text_is_partitioned(
        bytes in vec(prop_oneof![3 => b' '..=b'~', 1 => 0x80_u8..=0xff, 1 => Just(b'\n')], 0..3000),
        name in select(&NAMES[..]),
        window in 0_usize..200,
        overlap in 0_usize..100,
    ) {
        assert_partition(&bytes, name, &small(window, overlap));
    }

    #[test]
    fn any_packed_bytes_are_survived(bytes in vec(any::<u8>(), 0..500)) {
        let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
        packed.extend(bytes);
        let _ = try_hits("a.gz", &mut &packed[..], &small(100, 10), WORD);
    }

    #[test]
    fn pieces_of_formats_are_partitioned(
        text in prop_oneof![pieces(TABLE, 300), pieces(TREE, 300), pieces(TEXT, 300)],
        name in select(&NAMES[..]),
        encoding in select(&["UTF-8", "UTF-16LE", "UTF-32BE"][..]),
        window in 0_usize..200,
        overlap in 0_usize..100,
    ) {
        assert_partition(&encoded(&text, encoding), name, &small(window, overlap));
    }

    #[test]
    fn tables_do_not_depend_on_windows(
        text in pieces(TABLE, 1200),
        name in select(&["a.csv", "a.tsv", "a"][..]),
        encoding in select(&["UTF-8", "UTF-16LE"][..]),
        window in 16_usize..2000,
    ) {
        same_places(name, &encoded(&format!("a,b\n{text}"), encoding), window);
    }

    #[test]
    fn trees_do_not_depend_on_windows(
        start in select(&["{\"", "[{\"a\":", "{\"a\":1}\n{\"b\":2}\n", "["][..]),
        text in pieces(TREE, 1200),
        encoding in select(&["UTF-8", "UTF-16BE"][..]),
        window in 16_usize..2000,
    ) {
        same_places("a.json", &encoded(&format!("{start}{text}"), encoding), window);
    }

    #[test]
    fn texts_do_not_depend_on_windows(
        text in pieces(TEXT, 1200),
        encoding in select(&["UTF-8", "UTF-16BE", "UTF-32LE", "gb18030"][..]),
        window in 16_usize..2000,
    ) {
        same_places("a.txt", &encoded(&format!("plain 日本語の文章です\n{text}"), encoding), window);
    }

    #[test]
    fn broken_bytes_do_not_depend_on_windows(
        parts in vec(prop_oneof![
            Just(WORD.as_bytes().to_vec()),
            vec(0x80_u8..=0xff, 1..4),
            Just(b"plain words ".to_vec()),
            Just(b"\n".to_vec()),
        ], 0..500),
        window in 16_usize..2000,
    ) {
        same_places("a.txt", &parts.concat(), window);
    }
}
