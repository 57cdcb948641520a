//! Text with its `\` escapes resolved, and the way back to the text as it is written.

use memchr::memchr;
use std::ops::Range;

/// Text with escapes resolved. Between two entries of the map both texts run in step.
pub(super) struct Unescaped {
    pub(super) text: String,
    /// For each escape, offsets after it: in `text`, and as written.
    after: Vec<(u32, u32)>,
}

impl Unescaped {
    /// `None` when `written` holds no escape, and stands for itself.
    pub(super) fn of(written: &str) -> Option<Self> {
        let bytes = written.as_bytes();
        let mut at = memchr(b'\\', bytes)?;
        let mut text = String::with_capacity(written.len());
        let mut after = Vec::new();
        let mut copied = 0;
        loop {
            match escape(&bytes[at..]) {
                Some((character, length)) => {
                    text.push_str(&written[copied..at]);
                    text.push(character);
                    copied = at + length;
                    after.push((small(text.len()), small(copied)));
                    at = copied;
                }
                // No escape of JSON: it stays as written.
                None => at += 1,
            }
            match bytes.get(at..).and_then(|rest| memchr(b'\\', rest)) {
                Some(found) => at += found,
                None => break,
            }
        }
        text.push_str(&written[copied..]);
        Some(Self { text, after })
    }

    /// Where a character of `text` begins as written.
    pub(super) fn written(&self, at: usize) -> usize {
        let index = self.after.partition_point(|(text, _)| *text as usize <= at);
        let (text, written) = self.entry(index);
        written + (at - text)
    }

    /// A span of `text` as written.
    pub(super) fn written_span(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.written(span.start);
        // The end belongs to what ends there, which may be an escape.
        let index = self
            .after
            .partition_point(|(text, _)| (*text as usize) <= span.end);
        let (text, written) = self.entry(index);
        start..(written + (span.end - text)).max(start)
    }

    /// Where a written place is in `text`; inside of an escape, after its character.
    pub(super) fn resolved(&self, at: usize) -> usize {
        let index = self.after.partition_point(|(_, written)| *written as usize <= at);
        let (text, written) = self.entry(index);
        let place = text + (at - written);
        match self.after.get(index) {
            Some((next, _)) if place > self.text.floor_char_boundary((*next as usize).saturating_sub(1)) => {
                *next as usize
            }
            _ => place.min(self.text.len()),
        }
    }

    fn entry(&self, index: usize) -> (usize, usize) {
        index
            .checked_sub(1)
            .and_then(|before| self.after.get(before))
            .map_or((0, 0), |(text, written)| (*text as usize, *written as usize))
    }
}

/// Windows are far smaller than 4 GiB.
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The character of the escape at the beginning of `bytes`, and its length as written (RFC 8259, section 7).
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    Some(match bytes.get(1)? {
        b'"' => ('"', 2),
        b'\\' => ('\\', 2),
        b'/' => ('/', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        b'n' => ('\n', 2),
        b'r' => ('\r', 2),
        b't' => ('\t', 2),
        b'u' => {
            let unit = unit(bytes)?;
            if (0xd800..0xdc00).contains(&unit)
                && let Some(low) = bytes.get(6..).and_then(low)
            {
                let code = 0x10000 + (u32::from(unit - 0xd800) << 10) + u32::from(low - 0xdc00);
                return Some((char::from_u32(code)?, 12));
            }
            (
                char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER),
                6,
            )
        }
        _ => return None,
    })
}

fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes
        .get(2..6)
        .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn low(bytes: &[u8]) -> Option<u16> {
    (bytes.starts_with(b"\\u")).then_some(())?;
    unit(bytes).filter(|unit| (0xdc00..0xe000).contains(unit))
}

/// `at`, or the end of the escape in which it lies.
pub(super) fn outside_escape(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    // The longest escape, a pair, has twelve bytes. The first backslash near it may itself be escaped: what
    // comes before it in an unbroken run tells.
    let near = at.saturating_sub(12);
    let Some(found) = memchr(b'\\', &bytes[near..at]) else {
        return at;
    };
    let run = bytes[..near + found]
        .iter()
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count();
    let mut place = near + found - run % 2;
    while place < at {
        place += match bytes[place] {
            b'\\' => escape(&bytes[place..]).map_or(1, |(_, length)| length),
            _ => 1,
        };
    }
    if place >= bytes.len() {
        at
    } else {
        text.ceil_char_boundary(place)
    }
}

#[cfg(test)]
mod tests {
    use super::{Unescaped, outside_escape};

    #[test]
    fn escapes_are_resolved_and_found_again() {
        let table = [
            (r"ann\u0040site.test", "ann@site.test"),
            (r"a\/b", "a/b"),
            (r"C:\\x", r"C:\x"),
            (r"\ud83d\ude00!", "\u{1f600}!"),
            (r"\ud83d!", "\u{fffd}!"),
            (r"\x\u12", r"\x\u12"),
            (r"a\nb\tc\", "a\nb\tc\\"),
            (r"\\\\u0040", r"\\u0040"),
        ];
        for (written, wanted) in table {
            let found = Unescaped::of(written).expect("an escape");
            assert_eq!(found.text, wanted);
            for (at, c) in wanted.char_indices() {
                let span = found.written_span(&(at..at + c.len_utf8()));
                let piece = &written[span.clone()];
                let again = Unescaped::of(piece).map_or(piece.to_owned(), |again| again.text);
                assert_eq!(again, c.to_string(), "{written} at {at}");
                assert_eq!(found.resolved(span.start), at);
                assert_eq!(found.resolved(span.end), at + c.len_utf8());
            }
        }
        assert!(Unescaped::of("plain").is_none());
    }

    #[test]
    fn windows_begin_outside_of_escapes() {
        let text = r#"aaaaaaaaaaaaaaaa\\\\\ud83d\ude00z\u0040\"b"#;
        let inside = [17, 19]
            .into_iter()
            .chain(21..32)
            .chain(34..39)
            .chain([40])
            .collect::<Vec<_>>();
        for at in 0..=text.len() {
            assert_eq!(outside_escape(text, at) != at, inside.contains(&at), "{at}");
        }
    }
}
