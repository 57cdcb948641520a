//! Values that only stand for a secret: repeated characters, runs of the alphabet, words such as *changeme*.
//! Knows no detector.

/// Words that nobody's secret has, in small letters.
const WORDS: &[&str] = &[
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "redacted",
    "yourtoken",
    "yourkey",
    "your_",
    "your-",
    "insert_",
    "insert-",
    "replace_",
    "replace-",
    "replaceme",
    "dummy",
    "_here",
    "-here",
    "phrase here",
    "xxxxx",
    "*****",
    ".....",
    "00000000",
    "deadbeef",
    "1234567890",
    "abcdefgh",
];

/// Why `value`, without its prefix, looks like a placeholder.
pub(crate) fn why(value: &str, min_distinct: usize) -> Option<&'static str> {
    if distinct(value) < min_distinct {
        return Some("few different characters, like a placeholder");
    }
    if reference(value) {
        return Some("it refers to a value elsewhere");
    }
    if word(value) {
        return Some("it has a word of placeholders");
    }
    if orderly(value.as_bytes()) {
        return Some("its characters run in order, like a placeholder");
    }
    None
}

/// `${NAME}`, `$(command)`, `{{ name }}`, `<name>`, `%NAME%`.
pub(crate) fn reference(value: &str) -> bool {
    ["${", "$(", "{{", "#{", "<", "%("]
        .iter()
        .any(|mark| value.starts_with(mark))
        || value.starts_with('%') && value.ends_with('%')
        || value.contains("${")
}

/// How many different characters.
pub(crate) fn distinct(value: &str) -> usize {
    let mut seen = [false; 256];
    value.bytes().for_each(|byte| seen[byte as usize] = true);
    seen.iter().filter(|seen| **seen).count()
}

/// Whether a word of placeholders is in it.
pub(crate) fn word(value: &str) -> bool {
    let small = value.to_ascii_lowercase();
    WORDS.iter().any(|word| small.contains(word))
}

/// Most characters follow from the one before (`abcdef`, `111222`) or from the few before it (`abcabcabc`).
fn orderly(bytes: &[u8]) -> bool {
    if bytes.len() < 8 {
        return false;
    }
    let steps = bytes
        .windows(2)
        .filter(|pair| pair[1] == pair[0] || pair[1] == pair[0].wrapping_add(1))
        .count();
    let repeats = |period: usize| {
        bytes
            .iter()
            .zip(&bytes[period.min(bytes.len())..])
            .all(|(a, b)| a == b)
    };
    steps * 2 > bytes.len() || (1..=bytes.len().min(64) / 2).any(repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        for value in [
            "xxxxxxxxxxxxxxxx",
            "abcdefghijklmnopqrst",
            "0123456789abcdef0123456789abcdef",
            "q7Rzq7Rzq7RzKKq7Rz",
            "q7RzT0bWq7RzT0bWq7RzT0bWq7RzT0bW",
            "your_api_key_goes_in_here",
            "AnEXAMPLEk3yT0k3n",
            "${DATABASE_PASSWORD}",
            "<the password>",
        ] {
            assert!(why(value, 8).is_some(), "{value}");
        }
        for value in ["q7RzT0bWm2Lx9KfV4nHc", "T1deGateSample0nlyNotARealOne", "", "q7"] {
            assert!(value.len() < 8 || why(value, 8).is_none(), "{value}");
        }
    }
}
