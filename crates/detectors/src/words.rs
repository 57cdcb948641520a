//! Context words: whole words, in several languages. Part of a word never counts ("lic" in "public").

use std::ops::Range;

/// A list of words and phrases in lower case. A space in a phrase stands for at most one separator, so
/// `card number` also finds `cardNumber`, `card_number` and `cardnumber`.
#[derive(Debug)]
pub(crate) struct Words {
    list: &'static [&'static str],
    /// Which bytes, in either case, begin a word of the list.
    first: [bool; 256],
    /// Which letters follow which first ones, by their low five bits: what is not in here need not be
    /// compared with the list. Numbers of tables have words before them by the million, and hardly ever ours.
    pairs: [u32; 32],
    /// The words by their first byte's low five bits, as bits of their places in the list.
    by_first: [u128; 32],
}

impl Words {
    pub(crate) const fn new(list: &'static [&'static str]) -> Self {
        let mut first = [false; 256];
        let mut pairs = [0; 32];
        let mut by_first = [0; 32];
        assert!(list.len() <= 128, "as many words as there are bits");
        let mut i = 0;
        while i < list.len() {
            let word = list[i].as_bytes();
            first[word[0] as usize] = true;
            first[word[0].to_ascii_uppercase() as usize] = true;
            pairs[(word[0] & 31) as usize] |= followers(word);
            by_first[(word[0] & 31) as usize] |= 1 << i;
            if word[0] >= 0x80 {
                // Beyond ASCII the other case of a letter may begin with a neighbouring byte, as with с and С.
                let mut other = word[0] - 1;
                while other <= word[0] + 1 {
                    first[other as usize] = true;
                    by_first[(other & 31) as usize] |= 1 << i;
                    other += 2;
                }
            }
            i += 1;
        }
        Self {
            list,
            first,
            pairs,
            by_first,
        }
    }

    pub(crate) fn list(&self) -> &'static [&'static str] {
        self.list
    }

    /// The last word of `text` that begins in `range`, with the byte after it.
    pub(crate) fn last_in(&self, text: &str, range: Range<usize>) -> Option<(&'static str, usize)> {
        let bytes = text.as_bytes();
        range.rev().find_map(|at| {
            if self.may_begin(bytes, at) {
                self.at(text, at)
            } else {
                None
            }
        })
    }

    fn may_begin(&self, bytes: &[u8], at: usize) -> bool {
        let byte = bytes[at];
        self.first[byte as usize]
            && bytes.get(at + 1).is_none_or(|next| {
                // A character beyond ASCII may be another case of one within.
                *next >= 0x80 || self.pairs[(byte & 31) as usize] & bit(*next) != 0
            })
    }

    /// The first word of `text` that begins in `range`.
    pub(crate) fn first_in(&self, text: &str, mut range: Range<usize>) -> Option<&'static str> {
        let bytes = text.as_bytes();
        range
            .find_map(|at| {
                if self.may_begin(bytes, at) {
                    self.at(text, at)
                } else {
                    None
                }
            })
            .map(|(word, _)| word)
    }

    pub(crate) fn anywhere(&self, text: &str) -> Option<&'static str> {
        self.first_in(text, 0..text.len())
    }

    fn at(&self, text: &str, at: usize) -> Option<(&'static str, usize)> {
        if !starts_word(text, at) {
            return None;
        }
        let rest = text.get(at..)?;
        let mut left = self.by_first[(*rest.as_bytes().first()? & 31) as usize];
        while left != 0 {
            let word = self.list[left.trailing_zeros() as usize];
            if let Some(length) = matched(rest, word) {
                return Some((word, at + length));
            }
            left &= left - 1;
        }
        None
    }
}

/// The low five bits of a byte, which a letter shares with its other case, as a bit.
const fn bit(byte: u8) -> u32 {
    1 << (byte & 31)
}

/// What may come after the first byte of a word; everything when it is all of it.
const fn followers(word: &[u8]) -> u32 {
    if word.len() < 2 {
        return u32::MAX;
    }
    if word[1] == b' ' {
        // The separators of `matched`, or none.
        let after = if word.len() > 2 { bit(word[2]) } else { u32::MAX };
        return after | bit(b' ') | bit(b'_') | bit(b'-') | bit(b'.');
    }
    bit(word[1])
}

/// Letters of languages that write words without borders between them, or hang their endings on: there a word is
/// one wherever it stands.
pub(crate) fn borderless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// A word starts after anything but a letter or digit, and at a capital after a small letter.
pub(crate) fn starts_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    if bytes[at] >= 0x80
        && text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(borderless)
    {
        return true;
    }
    let Some(before) = at.checked_sub(1).map(|i| bytes[i]) else {
        return true;
    };
    if before < 0x80 {
        return !before.is_ascii_alphanumeric()
            || (before.is_ascii_lowercase() && bytes[at].is_ascii_uppercase());
    }
    text.get(..at)
        .and_then(|head| head.chars().next_back())
        .is_some_and(|c| !c.is_alphanumeric())
}

/// The length of `word` at the start of `text`, when it ends there as a word.
pub(crate) fn matched(text: &str, word: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    let mut last = ' ';
    for wanted in word.chars() {
        if wanted == ' ' {
            if matches!(chars.peek(), Some((_, ' ' | '_' | '-' | '.' | '\u{a0}'))) {
                chars.next();
            }
            continue;
        }
        let (_, found) = chars.next()?;
        let same = match found.is_ascii() {
            true => found.to_ascii_lowercase() == wanted,
            false => found == wanted || found.to_lowercase().next() == Some(wanted),
        };
        if !same {
            return None;
        }
        last = found;
    }
    match chars.peek() {
        None => Some(text.len()),
        Some((end, _)) if borderless(last) => Some(*end),
        Some((end, next)) if !next.is_alphanumeric() || (last.is_lowercase() && next.is_uppercase()) => {
            Some(*end)
        }
        // `phone1`, `email2`: numbered columns.
        Some((end, next)) if next.is_ascii_digit() && !last.is_ascii_digit() => Some(*end),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_only() {
        static LIST: Words = Words::new(&["card number", "card", "lic", "né", "geburtsdatum", "d o b", "v"]);
        for (text, word) in [
            ("the card", Some("card")),
            ("cardNumber", Some("card number")),
            ("CARD_NUMBER", Some("card number")),
            ("userCardNumber", Some("card number")),
            ("public discard cards", None),
            ("é né", Some("né")),
            ("Geburtsdatum:", Some("geburtsdatum")),
            ("card2", Some("card")),
            ("d_o_b", Some("d o b")),
            ("DOB", Some("d o b")),
            ("d.ob", Some("d o b")),
            ("v", Some("v")),
            ("v1", Some("v")),
            ("NÉ", Some("né")),
        ] {
            assert_eq!(LIST.anywhere(text), word, "{text}");
        }
        static OTHERS: Words = Words::new(&[
            "снилс",
            "αφμ",
            "身份证",
            "マイナンバー",
            "주민등록번호",
            "บัตรประชาชน",
        ]);
        for (text, word) in [
            ("СНИЛС 1", Some("снилс")),
            ("Снилс: 1", Some("снилс")),
            ("снилсы", None),
            ("ΑΦΜ:", Some("αφμ")),
            ("公民身份证号码1", Some("身份证")),
            ("新マイナンバーは1", Some("マイナンバー")),
            ("ID주민등록번호는1", Some("주민등록번호")),
            ("เลขบัตรประชาชน1", Some("บัตรประชาชน")),
        ] {
            assert_eq!(OTHERS.anywhere(text), word, "{text}");
        }
        assert_eq!(LIST.last_in("card x", 0..6), Some(("card", 4)));
    }
}
