//! Reading whole files from memory and finding planted words in them.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::Read;
use std::ops::{ControlFlow, Range};
use tidegate_domain::finding::Location;
use tidegate_formats::{Budget, FormatError, Reading, read};

/// A planted word as a window showed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub word: String,
    pub location: Location,
    pub label: Option<String>,
    pub value: Option<String>,
    pub record: String,
}

pub fn small(window_bytes: usize, overlap: usize) -> Budget {
    Budget {
        window_bytes,
        overlap,
        ..Budget::default()
    }
}

/// Every owned place of `word`, and how the reading ended.
pub fn hits(name: &str, bytes: &[u8], budget: &Budget, word: &str) -> (Vec<Hit>, Reading) {
    try_hits(name, &mut &bytes[..], budget, word).expect("readable")
}

pub fn try_hits(
    name: &str,
    input: &mut dyn Read,
    budget: &Budget,
    word: &str,
) -> Result<(Vec<Hit>, Reading), FormatError> {
    let mut hits = Vec::new();
    let reading = read(name, input, budget, &mut |window| {
        assert!(window.text.len() <= budget.window_bytes.max(100) + 2 * budget.overlap);
        for (at, _) in window
            .text
            .match_indices(word)
            .filter(|(at, _)| window.owned.contains(at))
        {
            let structure = window.structure;
            let part = |range: Range<usize>| window.text[range].to_owned();
            hits.push(Hit {
                word: word.to_owned(),
                location: structure.locate(at..at + word.len()),
                label: structure.label(at).map(|label| label.into_owned()),
                value: structure.value(at).map(part),
                record: part(structure.record(at)),
            });
        }
        ControlFlow::Continue(())
    })?;
    Ok((hits, reading))
}

/// The text of all owned ranges, and the byte ranges they have in the file.
pub fn owned(name: &str, bytes: &[u8], budget: &Budget) -> (String, Vec<Range<u64>>, Reading) {
    let (mut text, mut ranges) = (String::new(), Vec::new());
    let reading = read(name, &mut &bytes[..], budget, &mut |window| {
        text.push_str(&window.text[window.owned.clone()]);
        let location = window.structure.locate(window.owned.clone());
        ranges.push(location.byte_start..location.byte_end);
        ControlFlow::Continue(())
    })
    .expect("readable");
    (text, ranges, reading)
}

/// Bytes of `text` in an encoding, by its name.
pub fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "UTF-32LE" => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        "UTF-32BE" => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        name => {
            let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).expect("an encoding");
            let (bytes, _, unmapped) = encoding.encode(text);
            assert!(!unmapped, "{name} has not all of it");
            bytes.into_owned()
        }
    }
}

/// The file's bytes at a location.
pub fn slice<'a>(bytes: &'a [u8], location: &Location) -> &'a [u8] {
    &bytes[usize::try_from(location.byte_start).unwrap()..usize::try_from(location.byte_end).unwrap()]
}
