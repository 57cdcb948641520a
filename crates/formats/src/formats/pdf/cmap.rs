//! CMaps of fonts: how long a code is, and which text it stands for. Knows nothing of fonts.

use std::collections::HashMap;

/// Entries of one map. A font has 65,536 glyphs at most.
const MAX_ENTRIES: usize = 200_000;
/// Bytes of the text that one code stands for.
const LONGEST: usize = 256;

/// Codes from one to another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span<T> {
    low: u32,
    high: u32,
    to: T,
}

/// What one CMap says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CMap {
    /// Length in bytes, first and last code.
    spaces: Vec<(usize, u32, u32)>,
    chars: HashMap<u32, String>,
    /// The text of the first code, whose last letter counts on.
    ranges: Vec<Span<String>>,
    cids: Vec<Span<u32>>,
}

enum Token<'a> {
    Hex(Vec<u8>),
    Number(u32),
    Open,
    Close,
    Word(&'a [u8]),
}

impl CMap {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens { bytes, at: 0 };
        while let Some(token) = tokens.next() {
            let Token::Word(word) = token else { continue };
            match word {
                b"begincodespacerange" => map.code_spaces(&mut tokens),
                b"beginbfchar" => map.bf_chars(&mut tokens),
                b"beginbfrange" => map.bf_ranges(&mut tokens),
                b"begincidrange" => map.cid_ranges(&mut tokens),
                b"begincidchar" => map.cid_chars(&mut tokens),
                _ => {}
            }
        }
        map.ranges.sort_by_key(|span| span.low);
        map.cids.sort_by_key(|span| span.low);
        map
    }

    /// The text of a code.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        if let Some(text) = self.chars.get(&code) {
            return Some(shown(text.clone()));
        }
        let span = find(&self.ranges, code)?;
        let mut text = span.to.clone();
        let last = text.pop()?;
        text.push(char::from_u32(u32::from(last).checked_add(code - span.low)?)?);
        Some(shown(text))
    }

    /// All texts that codes stand for, in no order; of ranges the first.
    pub(super) fn texts(&self) -> Vec<&str> {
        let ranges = self.ranges.iter().map(|span| span.to.as_str());
        self.chars.values().map(String::as_str).chain(ranges).collect()
    }

    /// The glyph number of a code.
    pub(super) fn cid(&self, code: u32) -> Option<u32> {
        let span = find(&self.cids, code)?;
        span.to.checked_add(code - span.low)
    }

    pub(super) fn has_text(&self) -> bool {
        !self.chars.is_empty() || !self.ranges.is_empty()
    }

    /// Length of the code that `bytes` begins with, where the map says it.
    pub(super) fn code_length(&self, bytes: &[u8]) -> Option<usize> {
        (1..=4).find(|length| {
            bytes.get(..*length).is_some_and(|code| {
                let code = number(code);
                self.spaces
                    .iter()
                    .any(|(space, low, high)| space == length && (*low..=*high).contains(&code))
            })
        })
    }

    fn full(&self) -> bool {
        self.chars.len() + self.ranges.len() + self.cids.len() + self.spaces.len() > MAX_ENTRIES
    }

    fn code_spaces(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(low)) = tokens.next() {
            let Some(Token::Hex(high)) = tokens.next() else {
                return;
            };
            if !self.full() {
                self.spaces.push((low.len(), number(&low), number(&high)));
            }
        }
    }

    fn bf_chars(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(code)) = tokens.next() {
            match tokens.next() {
                Some(Token::Hex(text)) if !self.full() => {
                    self.chars.insert(number(&code), utf16(&text));
                }
                Some(Token::Hex(_) | Token::Word(_)) => {}
                _ => return,
            }
        }
    }

    fn bf_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(low)) = tokens.next() {
            let Some(Token::Hex(high)) = tokens.next() else {
                return;
            };
            let (low, high) = (number(&low), number(&high));
            match tokens.next() {
                Some(Token::Hex(text)) if !self.full() && low <= high => self.ranges.push(Span {
                    low,
                    high,
                    to: utf16(&text),
                }),
                Some(Token::Hex(_)) => {}
                Some(Token::Open) => {
                    let mut code = low;
                    while let Some(Token::Hex(text)) = tokens.next() {
                        if code <= high && !self.full() {
                            self.chars.insert(code, utf16(&text));
                        }
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn cid_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(low)) = tokens.next() {
            let (Some(Token::Hex(high)), Some(Token::Number(to))) = (tokens.next(), tokens.next()) else {
                return;
            };
            let (low, high) = (number(&low), number(&high));
            if low <= high && !self.full() {
                self.cids.push(Span { low, high, to });
            }
        }
    }

    fn cid_chars(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(code)) = tokens.next() {
            let Some(Token::Number(to)) = tokens.next() else {
                return;
            };
            let code = number(&code);
            if !self.full() {
                self.cids.push(Span {
                    low: code,
                    high: code,
                    to,
                });
            }
        }
    }
}

fn find<T>(spans: &[Span<T>], code: u32) -> Option<&Span<T>> {
    let after = spans.partition_point(|span| span.low <= code);
    spans[..after].last().filter(|span| code <= span.high)
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .take(LONGEST)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

/// Ranges may begin with nothing and go on to letters; nothing itself is no text.
fn shown(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            match byte {
                b'%' => self.skip(|byte| !matches!(byte, b'\n' | b'\r')),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.at += 2,
                b'<' => {
                    let inner = self.bytes.get(self.at + 1..)?;
                    let end = memchr::memchr(b'>', inner)?;
                    self.at += end + 2;
                    return Some(Token::Hex(super::stream::hex(&inner[..end])));
                }
                b'[' => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                byte if byte.is_ascii_digit() => {
                    let word = self.word();
                    let number = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
                    return Some(number.map_or(Token::Word(word), Token::Number));
                }
                byte if byte == b'/' || regular(byte) => {
                    self.at += 1;
                    let rest = self.word().len();
                    return Some(Token::Word(&self.bytes[self.at - rest - 1..self.at]));
                }
                _ => self.at += 1,
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let from = self.at;
        self.skip(regular);
        &self.bytes[from..self.at]
    }

    fn skip(&mut self, of: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|byte| of(*byte)) {
            self.at += 1;
        }
    }
}

fn regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && byte != 0
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_ranges_and_lists_are_read() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange\n\
              2 beginbfchar <0003> <0041> <0004> <00660066> endbfchar\n\
              2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<0058> <D83DDE00>] endbfrange",
        );
        let text = |code| map.text(code).unwrap_or_default();
        assert_eq!(
            [text(3), text(4), text(0x11), text(0x20), text(0x21), text(0x30)],
            ["A", "ff", "b", "X", "😀", ""]
        );
        assert_eq!(map.code_length(&[0, 3]), Some(2));
        assert_eq!(map.code_length(&[0]), None);
    }

    #[test]
    fn a_map_of_all_codes_to_themselves_is_read() {
        let map = CMap::parse(b"1 beginbfrange <0000> <FFFF> <0000> endbfrange");
        assert_eq!(map.text(0x41).as_deref(), Some("A"));
        assert_eq!(map.text(0).as_deref(), Some(""));
        assert_eq!(map.text(0xd800), None);
    }

    #[test]
    fn hostile_maps_are_bounded() {
        let map = CMap::parse(b"beginbfrange <00000000> <ffffffff> <0041> endbfrange");
        assert_eq!(map.text(1).as_deref(), Some("B"));
        assert_eq!(map.text(u32::MAX), None);
        assert!(!CMap::parse(b"beginbfchar <01 endbfchar beginbfrange <").has_text());
        let many = "beginbfchar ".to_owned() + &"<01> <41> ".repeat(300_000);
        assert!(CMap::parse(many.as_bytes()).chars.len() <= MAX_ENTRIES);
    }
}
