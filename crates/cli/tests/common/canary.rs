//! Values that must be nowhere, and a search that knows the ways in which a value is usually written.

use super::files;
use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use std::path::Path;

pub struct Canaries {
    search: AhoCorasick,
    /// What each pattern of the search is.
    names: Vec<String>,
}

impl Canaries {
    /// `values` are names, for the report, and values of at least eight bytes.
    pub fn new<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut names, mut patterns) = (Vec::new(), Vec::new());
        for (name, value) in values {
            for (form, bytes) in forms(value) {
                assert!(bytes.len() >= 8, "{name} is too short to be told from chance");
                names.push(format!("{name} ({form})"));
                patterns.push(bytes);
            }
        }
        // Letters of any case: a value that was folded is no better than the value.
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(patterns);
        Self {
            search: search.unwrap(),
            names,
        }
    }

    /// The name and form of a value that is in these bytes.
    pub fn found_in(&self, bytes: &[u8]) -> Option<&str> {
        let found = self.search.find(bytes)?;
        Some(&self.names[found.pattern().as_usize()])
    }

    /// The first file below the folder that holds a value, or is named after one, and which.
    pub fn found_below(&self, folder: &Path) -> Option<String> {
        files(folder).into_iter().find_map(|file| {
            let name = file.to_string_lossy().into_owned();
            let bytes = std::fs::read(&file).unwrap();
            let found = self.found_in(&bytes).or_else(|| self.found_in(name.as_bytes()))?;
            Some(format!("{name} holds the {found}"))
        })
    }
}

fn forms(value: &str) -> Vec<(String, Vec<u8>)> {
    let raw = value.as_bytes();
    let mut forms = vec![
        ("as it is".to_owned(), raw.to_vec()),
        ("reversed".to_owned(), raw.iter().rev().copied().collect()),
        ("hex".to_owned(), hex(raw)),
        (
            "UTF-16LE".to_owned(),
            value.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16BE".to_owned(),
            value.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        (
            "JSON".to_owned(),
            serde_json::to_string(value).unwrap().trim_matches('"').into(),
        ),
        ("percent-encoded".to_owned(), percent(raw)),
    ];
    for shift in 0..3 {
        forms.push((format!("base64 at {shift}"), inner_base64(&STANDARD, raw, shift)));
        forms.push((
            format!("base64url at {shift}"),
            inner_base64(&URL_SAFE, raw, shift),
        ));
    }
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let grouped = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '/' | '+');
    if digits.len() >= 8 && value.chars().all(grouped) {
        if let Ok(number) = digits.parse::<u64>() {
            // As a database would store an integer.
            forms.push(("number".to_owned(), number.to_be_bytes().to_vec()));
        }
        forms.push((
            "digits reversed".to_owned(),
            digits.bytes().rev().collect::<Vec<u8>>(),
        ));
        forms.push(("digits in hex".to_owned(), hex(digits.as_bytes())));
        forms.push(("digits".to_owned(), digits.into_bytes()));
    }
    forms
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| format!("{byte:02x}").into_bytes())
        .collect()
}

fn percent(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(*byte);
        } else {
            out.extend(format!("%{byte:02X}").into_bytes());
        }
    }
    out
}

/// The part of the value's base64 that does not depend on its neighbours, when `shift` bytes (modulo 3) come
/// before it: a value inside a longer text that was encoded as a whole.
fn inner_base64(engine: &impl Engine, bytes: &[u8], shift: usize) -> Vec<u8> {
    let encoded = engine.encode([&vec![0; shift], bytes].concat());
    let begin = [0, 2, 3][shift];
    let whole = encoded.trim_end_matches('=').len();
    let end = if whole < encoded.len() { whole - 1 } else { whole };
    encoded.as_bytes()[begin..end].to_vec()
}
