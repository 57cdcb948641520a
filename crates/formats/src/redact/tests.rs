//! Copies of text, in its own encoding and notation, and their proof.

use super::{Copied, CopyError, Removal, Removals, copy, leftovers};
use crate::budget::Budget;
use proptest::prelude::*;
use std::io::Read;

const CARD: &str = "4111 1111 1111 1111";
const EMAIL: &str = "jürgen@example.org";

fn removals() -> Removals {
    Removals::new(
        [(CARD, "[CARD]"), (EMAIL, "[EMAIL]")]
            .into_iter()
            .map(|(value, with)| Removal {
                value: value.to_owned(),
                with: with.to_owned(),
            })
            .collect(),
    )
}

fn copied(name: &str, bytes: &[u8]) -> Result<(Vec<u8>, Copied), CopyError> {
    let mut out = Vec::new();
    let mut input = bytes;
    let copied = copy(name, &mut input, &removals(), &Budget::default(), &mut out)?;
    let (_, left) = leftovers(name, &mut out.as_slice(), &removals(), &Budget::default()).unwrap();
    assert_eq!(left, 0, "the copy still has values");
    Ok((out, copied))
}

#[test]
fn all_but_the_values_stays_byte_for_byte() {
    let text = format!("a,b\r\n\"{EMAIL}\",\"4111-1111-1111-1111\"\r\n\u{fffd}x,y");
    let (out, told) = copied("a.csv", text.as_bytes()).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "a,b\r\n\"[EMAIL]\",\"[CARD]\"\r\n\u{fffd}x,y"
    );
    assert_eq!((told.format.as_str(), told.replaced), ("csv", 2));
}

#[test]
fn a_file_without_values_is_the_same_file() {
    let mut bytes = b"nothing to see \xff\xfe\x81".to_vec();
    bytes.extend((0..100_000u32).flat_map(|n| format!("line {n}\n").into_bytes()));
    let (out, told) = copied("a.log", &bytes).unwrap();
    assert_eq!((out == bytes, told.replaced), (true, 0));
}

#[test]
fn every_encoding_keeps_its_own() {
    let text = format!("Karte {CARD} an {EMAIL}, Grüße\n");
    let expected = "Karte [CARD] an [EMAIL], Grüße\n";
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    let utf32 = |text: &str| -> Vec<u8> {
        std::iter::once('\u{feff}')
            .chain(text.chars())
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect()
    };
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend_from_slice(text.as_bytes());
    let mut expected_marked = b"\xef\xbb\xbf".to_vec();
    expected_marked.extend_from_slice(expected.as_bytes());
    for (input, output) in [
        (utf16(&text, u16::to_le_bytes), utf16(expected, u16::to_le_bytes)),
        (utf16(&text, u16::to_be_bytes), utf16(expected, u16::to_be_bytes)),
        (utf32(&text), utf32(expected)),
        (latin(&text), latin(expected)),
        (marked, expected_marked),
    ] {
        assert_eq!(copied("brief.txt", &input).unwrap().0, output);
    }
}

#[test]
fn a_packed_file_is_packed_again_and_always_alike() {
    let mut packed = Vec::new();
    let text = format!("{{\"mail\":\"{EMAIL}\",\"card\":4111111111111111}}\n");
    flate2::read::GzEncoder::new(text.as_bytes(), flate2::Compression::best())
        .read_to_end(&mut packed)
        .unwrap();
    let (out, told) = copied("a.jsonl.gz", &packed).unwrap();
    let mut text = String::new();
    crate::read(
        "a.jsonl.gz",
        &mut out.as_slice(),
        &Budget::default(),
        &mut |window| {
            text.push_str(window.text);
            std::ops::ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(text, "{\"mail\":\"[EMAIL]\",\"card\":\"[CARD]\"}\n");
    assert_eq!(told.format, "json in gzip");
    assert_eq!(out, copied("a.jsonl.gz", &packed).unwrap().0);
}

#[test]
fn what_json_writes_with_escapes_is_removed_and_the_rest_stays_as_it_is_written() {
    let text = r#"{"a": "line\n4111\u00201111 1111 1111, caf\u00e9", "\u006a\u00fcrgen@example.org": ["x\/y", "JÜRGEN\u0040example.org\\"]}"#;
    let expected = r#"{"a": "line\n[CARD], caf\u00e9", "[EMAIL]": ["x\/y", "[EMAIL]\\"]}"#;
    let (out, told) = copied("a.json", text.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert_eq!(told.replaced, 3);
}

#[test]
fn what_cannot_be_copied_is_refused() {
    for bytes in [
        b"\x7fELF\x02\x01\x01\0\0\0\0\0".as_slice(),
        b"\x1f\x8b\x08\0\0\0cut",
    ] {
        assert!(matches!(copied("a.bin", bytes), Err(CopyError::Refused { .. })));
    }
}

proptest! {
    /// Wherever values lie, also across the edges of windows, the copy is the text with each replaced.
    #[test]
    fn a_copy_is_the_text_with_every_value_replaced(
        pieces in prop::collection::vec((0usize..90_000, any::<bool>()), 1..12)
    ) {
        let (mut text, mut expected) = (String::new(), String::new());
        for (filler, card) in pieces {
            let filler = "lorem ipsum ".repeat(filler / 12) + " ";
            text += &filler;
            expected += &filler;
            text += if card { "4111111111111111" } else { EMAIL };
            expected += if card { "[CARD]" } else { "[EMAIL]" };
            text.push('\n');
            expected.push('\n');
        }
        let (out, _) = copied("a.txt", text.as_bytes()).unwrap();
        prop_assert!(out == expected.as_bytes());
    }

    /// The same within one long string of JSON, between escapes.
    #[test]
    fn a_copy_of_json_is_the_text_with_every_value_replaced(
        pieces in prop::collection::vec((0usize..90_000, any::<bool>()), 1..12)
    ) {
        let (mut text, mut expected) = ("{\"a\": \"".to_owned(), "{\"a\": \"".to_owned());
        for (filler, card) in pieces {
            let filler = r"lorem\nip\u0073um ".repeat(filler / 18) + r"\t";
            text += &filler;
            expected += &filler;
            text += if card { r"4111\u00201111-1111 1111" } else { r"j\u00fcrgen\u0040example.org" };
            expected += if card { "[CARD]" } else { "[EMAIL]" };
            text += r"\n";
            expected += r"\n";
        }
        text += "\"}";
        expected += "\"}";
        let (out, _) = copied("a.json", text.as_bytes()).unwrap();
        prop_assert!(out == expected.as_bytes());
    }
}
