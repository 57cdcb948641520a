//! What stands in a value's place, as the notation around it wants it: a number of JSON cannot become a bare word.

use std::borrow::Cow;
use std::ops::Range;

/// How values are written in a kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// Anything may stand anywhere.
    Free,
    /// JSON: a value is a number, a word or a string in quotes.
    Json,
    /// YAML: some characters may not begin a bare value.
    Yaml,
    /// TOML: as JSON, after `=`.
    Toml,
}

impl Notation {
    /// By the format that takes the text and the name of its file.
    pub(super) fn of(format: &str, name: &str) -> Self {
        let end = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        match (format, end.as_str()) {
            ("json", _) | (_, "json" | "jsonl" | "ndjson" | "ipynb") => Self::Json,
            ("yaml", _) | (_, "yaml" | "yml") => Self::Yaml,
            ("toml", _) | (_, "toml") => Self::Toml,
            _ => Self::Free,
        }
    }

    /// What is written in the place of `span`.
    pub(super) fn written<'a>(self, text: &str, span: &Range<usize>, with: &'a str) -> Cow<'a, str> {
        let before = text
            .get(..span.start)
            .unwrap_or_default()
            .trim_end_matches([' ', '\t']);
        let after = text
            .get(span.end..)
            .unwrap_or_default()
            .trim_start_matches([' ', '\t']);
        let begins = match self {
            Self::Free => return with.into(),
            Self::Json => before.trim_end().ends_with([':', ',', '[']),
            Self::Yaml => {
                (before.ends_with([':', '-', '[', ',']) && before.len() < span.start)
                    || before.is_empty()
                    || before.ends_with('\n')
            }
            Self::Toml => before.ends_with(['=', ',', '[']),
        };
        let ends = match self {
            Self::Json => after.trim_start().is_empty() || after.trim_start().starts_with([',', '}', ']']),
            _ => after.is_empty() || after.starts_with([',', '}', ']', '\n', '\r', '#']),
        };
        if begins && ends {
            return format!("\"{}\"", with.replace('\\', "\\\\").replace('"', "\\\"")).into();
        }
        with.into()
    }
}

#[cfg(test)]
mod tests {
    use super::Notation;

    fn written(notation: Notation, text: &str, value: &str) -> String {
        let start = text.find(value).unwrap();
        let span = start..start + value.len();
        let with = notation.written(text, &span, "[CARD]");
        format!("{}{with}{}", &text[..span.start], &text[span.end..])
    }

    #[test]
    fn a_bare_value_becomes_one_in_quotes_where_it_must() {
        let card = "4111111111111111";
        let cases = [
            (
                Notation::Json,
                r#"{"n": 4111111111111111, "a": 1}"#,
                r#"{"n": "[CARD]", "a": 1}"#,
            ),
            (Notation::Json, r#"{"n":"4111111111111111"}"#, r#"{"n":"[CARD]"}"#),
            (Notation::Json, r#"["my, 4111111111111111"]"#, r#"["my, [CARD]"]"#),
            (Notation::Yaml, "n: 4111111111111111\n", "n: \"[CARD]\"\n"),
            (Notation::Yaml, "n: 'x 4111111111111111'\n", "n: 'x [CARD]'\n"),
            (Notation::Toml, "n = 4111111111111111\n", "n = \"[CARD]\"\n"),
            (Notation::Free, "n,4111111111111111,m", "n,[CARD],m"),
        ];
        for (notation, text, expected) in cases {
            assert_eq!(written(notation, text, card), expected);
        }
    }
}
