//! The texts of a header field: words that are written in an encoding (RFC 2047) and plain text between them. Writes
//! a field with other texts in the places of some.

use super::decode;
use crate::redact::Place;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::WINDOWS_1252;

/// Bytes of text in one written word; with its marks it stays below 75 (RFC 2047, 2).
const WORD: usize = 39;
/// Where lines of a field are folded, and how long one may be at most (RFC 5322, 2.1.1).
const LINE: usize = 76;

/// A piece of a field's value.
struct Piece {
    text: String,
    /// It was written as encoded words.
    encoded: bool,
}

/// A field's value, unfolded and decoded.
pub(super) struct Value {
    pieces: Vec<Piece>,
    /// Its bytes are no UTF-8.
    latin: bool,
}

/// How what stands in a place is written, by what is around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Quotes,
    Angle,
    Comment,
}

impl Value {
    pub(super) fn parse(raw: &[u8]) -> Self {
        let (text, latin) = match std::str::from_utf8(raw) {
            Ok(text) => (text.to_owned(), false),
            Err(_) => (WINDOWS_1252.decode(raw).0.into_owned(), true),
        };
        let text = unfolded(&text);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut rest = text.as_str();
        let mut plain = String::new();
        // Bytes of words that follow each other: a letter may begin in one and end in the next.
        let mut run: Option<(String, Vec<u8>)> = None;
        while !rest.is_empty() {
            let Some((charset, bytes, length)) = word(rest) else {
                let next = rest
                    .char_indices()
                    .skip(1)
                    .find(|(at, _)| rest.get(*at..).is_some_and(|rest| rest.starts_with("=?")))
                    .map_or(rest.len(), |(at, _)| at);
                let (passed, after) = rest.split_at_checked(next).unwrap_or((rest, ""));
                plain.push_str(passed);
                rest = after;
                continue;
            };
            // Space between two words is none of the text.
            let joins = plain.trim().is_empty();
            match &mut run {
                Some((known, held)) if joins && *known == charset => held.extend_from_slice(&bytes),
                _ => {
                    flush(&mut run, &mut pieces);
                    let follows = joins && pieces.last().is_some_and(|piece| piece.encoded);
                    if !plain.is_empty() && !follows {
                        pieces.push(Piece {
                            text: std::mem::take(&mut plain),
                            encoded: false,
                        });
                    }
                    run = Some((charset, bytes));
                }
            }
            plain.clear();
            rest = rest.get(length..).unwrap_or_default();
        }
        flush(&mut run, &mut pieces);
        if !plain.is_empty() {
            pieces.push(Piece {
                text: plain,
                encoded: false,
            });
        }
        Self { pieces, latin }
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The value with something else in `places` of its text, folded. `addresses` says that signs have a meaning in it.
    pub(super) fn written(&self, places: &[Place], addresses: bool, name: &str, end: &str) -> Vec<u8> {
        let mut written = String::new();
        let mut from = 0;
        for piece in &self.pieces {
            let to = from + piece.text.len();
            let inside = places
                .iter()
                .filter(|place| place.span.start < to && place.span.end > from);
            let mut text = String::new();
            let mut at = from;
            for place in inside {
                let start = place.span.start.max(from);
                let kept = piece.text.get(at - from..start - from).unwrap_or_default();
                text.push_str(kept);
                // It begins in an earlier piece, which has what stands for it.
                if place.span.start >= from {
                    let around = format!("{written}{text}");
                    let plain = addresses && !piece.encoded;
                    text.push_str(&if plain {
                        fitted(&place.with, around_end(&around))
                    } else {
                        place.with.clone()
                    });
                }
                at = place.span.end.min(to);
            }
            text.push_str(piece.text.get(at - from..).unwrap_or_default());
            if piece.encoded {
                written.push_str(&encoded(&text));
            } else {
                written.push_str(&text);
            }
            from = to;
        }
        let folded = folded(&written, name.len() + 1, end);
        if self.latin {
            WINDOWS_1252.encode(&folded).0.into_owned()
        } else {
            folded.into_bytes()
        }
    }
}

fn flush(run: &mut Option<(String, Vec<u8>)>, pieces: &mut Vec<Piece>) {
    if let Some((charset, bytes)) = run.take() {
        let text = decode::text(&bytes, Some(&charset));
        match pieces.last_mut().filter(|last| last.encoded) {
            Some(last) => last.text.push_str(&text),
            None => pieces.push(Piece { text, encoded: true }),
        }
    }
}

/// The text without its folds.
pub(super) fn unfolded(text: &str) -> String {
    let mut unfolded = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if number > 0 && line.starts_with([' ', '\t']) {
            unfolded.push(' ');
        }
        unfolded.push_str(if number > 0 {
            line.trim_start_matches([' ', '\t'])
        } else {
            line
        });
    }
    unfolded
}

/// The encoded word that `text` begins with: its charset, its bytes, its length.
fn word(text: &str) -> Option<(String, Vec<u8>, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (body, _) = rest.split_once("?=")?;
    if charset.is_empty() || charset.len() > 60 || charset.contains(' ') {
        return None;
    }
    let bytes = match encoding {
        "B" | "b" => decode::bytes(body.as_bytes(), "base64").0.into_owned(),
        "Q" | "q" => {
            let spaced = body.replace('_', " ");
            decode::bytes(spaced.as_bytes(), "quoted-printable")
                .0
                .into_owned()
        }
        _ => return None,
    };
    let charset = charset.split('*').next().unwrap_or(charset).to_ascii_lowercase();
    let length = 2 + charset_length(inner) + 1 + encoding.len() + 1 + body.len() + 2;
    Some((charset, bytes, length))
}

fn charset_length(inner: &str) -> usize {
    inner.find('?').unwrap_or(0)
}

/// `text` as words in UTF-8, each of whole letters.
pub(super) fn encoded(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let cut = match rest.floor_char_boundary(WORD.min(rest.len())) {
            0 => rest.len(),
            cut => cut,
        };
        let (now, after) = rest.split_at(cut);
        words.push(format!("=?utf-8?B?{}?=", STANDARD.encode(now)));
        rest = after;
    }
    words.join(" ")
}

/// What is around the end of an address field's beginning.
fn around_end(text: &str) -> Around {
    let mut around = Around::Nothing;
    let mut escaped = false;
    for c in text.chars() {
        if escaped {
            escaped = false;
            continue;
        }
        around = match (around, c) {
            (Around::Quotes | Around::Comment, '\\') => {
                escaped = true;
                around
            }
            (Around::Nothing, '"') => Around::Quotes,
            (Around::Nothing, '(') => Around::Comment,
            (Around::Nothing, '<') => Around::Angle,
            (Around::Quotes, '"') | (Around::Comment, ')') | (Around::Angle, '>') => Around::Nothing,
            _ => around,
        };
    }
    around
}

/// What stands for a value so that the list of addresses around it is read as before.
fn fitted(with: &str, around: Around) -> String {
    let special = |c: char| {
        matches!(
            c,
            '(' | ')' | '<' | '>' | '[' | ']' | ':' | ';' | '@' | '\\' | ',' | '"'
        )
    };
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    match around {
        Around::Nothing if with.contains(special) => format!("\"{}\"", escaped(with)),
        Around::Quotes => escaped(with),
        Around::Comment => with.replace(['(', ')', '\\'], " "),
        Around::Nothing | Around::Angle => with.to_owned(),
    }
}

/// `text` in lines that are folded where it has spaces.
fn folded(text: &str, name: usize, end: &str) -> String {
    let mut folded = String::new();
    let mut line = name;
    for word in text.split_inclusive(' ') {
        let length = word.trim_end().len();
        let blank = folded.is_empty() || folded.ends_with(' ') && folded.trim().is_empty();
        if line + length > LINE && !blank && folded.ends_with(' ') && length > 0 {
            folded.pop();
            folded.push_str(end);
            folded.push(' ');
            line = 1;
        }
        folded.push_str(word);
        line += word.len();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::{Value, encoded};
    use crate::redact::Place;

    fn replaced(raw: &str, value: &str, with: &str) -> String {
        let parsed = Value::parse(raw.as_bytes());
        let text = parsed.text();
        let at = text.find(value).unwrap();
        let places = [Place {
            span: at..at + value.len(),
            with: with.to_owned(),
        }];
        String::from_utf8(parsed.written(&places, true, "To", "\r\n")).unwrap()
    }

    #[test]
    fn words_are_read_as_one_text() {
        let table = [
            (
                " =?utf-8?Q?J=C3=BCrgen_?=\r\n =?UTF-8?B?TcO8?= <a@b>",
                " Jürgen Mü <a@b>",
            ),
            (" =?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", " ü"),
            (" a\r\n\t b =? c", " a b =? c"),
            (" =?iso-8859-1*de?q?=E4?= =?utf-8?q?b?= x", " äb x"),
            (" =?x?z?a?=", " =?x?z?a?="),
        ];
        for (raw, text) in table {
            assert_eq!(Value::parse(raw.as_bytes()).text(), text, "{raw}");
        }
    }

    #[test]
    fn a_list_of_addresses_stays_one() {
        let raw = " \"Bauer, Anna\" <anna@site.test>, bob@site.test";
        assert_eq!(
            replaced(raw, "anna@site.test", "[MAIL]"),
            " \"Bauer, Anna\" <[MAIL]>, bob@site.test"
        );
        assert_eq!(
            replaced(raw, "Bauer, Anna", "[NAME]"),
            " \"[NAME]\" <anna@site.test>, bob@site.test"
        );
        assert_eq!(
            replaced(raw, "bob@site.test", "[MAIL]"),
            " \"Bauer, Anna\" <anna@site.test>, \"[MAIL]\""
        );
        assert_eq!(
            replaced(" =?utf-8?Q?J=C3=BCrgen_=2C_M?= <a@b>", "Jürgen", "[NAME]"),
            format!(" {} <a@b>", encoded("[NAME] , M"))
        );
    }

    #[test]
    fn long_fields_are_folded() {
        let raw = format!(" {} x", "word ".repeat(30));
        let written = replaced(&raw, "x", "y");
        assert!(written.split("\r\n").all(|line| line.len() < 78), "{written}");
        assert_eq!(super::unfolded(&written), raw.replace('x', "y"));
    }
}
