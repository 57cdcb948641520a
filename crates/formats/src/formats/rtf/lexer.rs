//! RTF's bytes as groups, words and text.

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    Open,
    Close,
    /// A control word or symbol, and its number.
    Word(&'b [u8], Option<i32>),
    /// A byte written as `\'hh`.
    Byte(u8),
    Text(&'b [u8]),
}

pub(super) struct Lexer<'b> {
    rest: &'b [u8],
}

impl<'b> Lexer<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            match first {
                b'{' => {
                    self.rest = rest;
                    return Some(Token::Open);
                }
                b'}' => {
                    self.rest = rest;
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.rest = rest;
                    return Some(self.control());
                }
                b'\r' | b'\n' => self.rest = rest,
                _ => {
                    let end = memchr::memchr3(b'{', b'}', b'\\', self.rest).unwrap_or(self.rest.len());
                    let line = memchr::memchr2(b'\r', b'\n', &self.rest[..end]).unwrap_or(end);
                    let (text, rest) = self.rest.split_at(line);
                    self.rest = rest;
                    return Some(Token::Text(text));
                }
            }
        }
    }

    /// How many bytes are still to be read.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// The bytes of a picture that are written as they are.
    pub(super) fn binary(&mut self, length: usize) -> &'b [u8] {
        let (bytes, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        bytes
    }

    fn control(&mut self) -> Token<'b> {
        let letters = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if letters == 0 {
            let (symbol, rest) = self.rest.split_at(self.rest.len().min(1));
            self.rest = rest;
            if symbol == b"'"
                && let Some((digits, rest)) = self.rest.split_at_checked(2)
                && let Some(byte) = hex(digits)
            {
                self.rest = rest;
                return Token::Byte(byte);
            }
            return Token::Word(symbol, None);
        }
        let (word, rest) = self.rest.split_at(letters);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, rest) = if digits > 0 {
            rest.split_at(sign + digits)
        } else {
            rest.split_at(0)
        };
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = std::str::from_utf8(number)
            .ok()
            .and_then(|number| number.parse().ok());
        Token::Word(word, number)
    }
}

/// The byte that two digits stand for.
pub(super) fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let [high, low] = digits else { return None };
    Some(digit(*high)? << 4 | digit(*low)?)
}
