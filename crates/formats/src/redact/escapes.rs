//! Strings of JSON (RFC 8259, 7) with escapes in them: what they mean, and where each part of it is written. A value
//! may be written `anna\u0040example.org`, or stand right after a `\n` as if it were part of a longer word.

use std::ops::Range;

/// What one piece of a string means.
pub(super) struct Meant {
    /// Where it is written.
    pub(super) written: Range<usize>,
    pub(super) text: String,
    /// Where each byte of `text` is written, and the end.
    places: Vec<usize>,
}

impl Meant {
    /// The part of `text` that is written in `range`.
    pub(super) fn inside(&self, range: &Range<usize>) -> Range<usize> {
        let at = |place: usize| {
            self.text
                .ceil_char_boundary(self.places.partition_point(|p| *p < place))
        };
        at(range.start)..at(range.end)
    }

    /// Where a part of `text` is written.
    pub(super) fn place_of(&self, span: &Range<usize>) -> Range<usize> {
        let at = |index: usize| self.places.get(index).copied().unwrap_or(self.written.end);
        at(span.start)..at(span.end)
    }
}

/// The strings with escapes of a piece of JSON, in order. The piece may begin and end within a string.
pub(super) fn strings(text: &str) -> impl Iterator<Item = Meant> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let escape = from + text.get(from..)?.find('\\')?;
        // After a quote there is never the middle of an escape.
        let start = text
            .get(from..escape)?
            .rfind('"')
            .map_or(from, |at| from + at + 1);
        let meant = unescaped(text, start);
        from = meant.written.end;
        Some(meant)
    })
}

fn unescaped(text: &str, start: usize) -> Meant {
    let mut meant = Meant {
        written: start..text.len(),
        text: String::new(),
        places: Vec::new(),
    };
    let mut at = start;
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let (means, len) = match next {
            '"' => {
                meant.written.end = at;
                break;
            }
            '\\' => escape(text.get(at..).unwrap_or_default()),
            other => (other, other.len_utf8()),
        };
        meant.text.push(means);
        meant.places.resize(meant.text.len(), at);
        at += len;
    }
    meant.places.push(meant.written.end);
    meant
}

/// The character that the escape at the start of `text` means, and the bytes that it takes.
fn escape(text: &str) -> (char, usize) {
    let Some(kind) = text.chars().nth(1) else {
        return ('\\', 1);
    };
    match kind {
        'b' => ('\u{8}', 2),
        'f' => ('\u{c}', 2),
        'n' => ('\n', 2),
        'r' => ('\r', 2),
        't' => ('\t', 2),
        'u' => match unit(text) {
            Some(high @ 0xD800..0xDC00) => match text.get(6..).and_then(unit) {
                Some(low @ 0xDC00..0xE000) => (
                    char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)).unwrap_or('\u{fffd}'),
                    12,
                ),
                _ => ('\u{fffd}', 6),
            },
            Some(unit) => (char::from_u32(unit).unwrap_or('\u{fffd}'), 6),
            None => ('u', 2),
        },
        other => (other, 1 + other.len_utf8()),
    }
}

/// The number of a `\uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::strings;

    #[test]
    fn escapes_mean_characters_with_their_places() {
        let text = r#"{"plain": "x", "a\u0040b": "\ud83d\ude00 \\ \"q\" \/ü\n", "lone": "\ud800z"}"#;
        let found: Vec<_> = strings(text)
            .map(|meant| (meant.text.clone(), text[meant.written.clone()].to_owned()))
            .collect();
        let meant: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(meant, ["a@b", "\u{1f600} \\ \"q\" /ü\n", "\u{fffd}z"]);
        assert_eq!(found[0].1, r"a\u0040b");
    }

    #[test]
    fn places_lead_there_and_back() {
        let text = r#"["say \u0040ü\u00fc end"]"#;
        let meant = strings(text).next().unwrap();
        let at = meant.text.find("@üü").unwrap();
        let place = meant.place_of(&(at..at + "@üü".len()));
        assert_eq!(&text[place.clone()], r"\u0040ü\u00fc");
        assert_eq!(meant.inside(&place), at..at + "@üü".len());
    }

    #[test]
    fn what_is_cut_off_does_no_harm() {
        for text in [r"\", r"\u", r"\u00", r"\ud83d\u", r#"x\""#, "\\ü", r"\u00ü0"] {
            assert_eq!(strings(text).count(), 1, "{text}");
        }
    }
}
