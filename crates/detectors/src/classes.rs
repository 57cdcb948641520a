//! What kind of byte stands at each place of a window, as bits: digits, letters, capitals. Found once, eight bytes at
//! a time, so that a stretch without digits costs no look at its bytes. Knows no detectors.

use std::iter;

/// Bytes whose kinds are one word of bits.
const BLOCK: usize = 64;

/// One bit for each byte of a window, which says whether it is of a kind. Past the end, none is.
#[derive(Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// The bits from `at` on, lowest first.
    pub(crate) fn from(&self, at: usize) -> u64 {
        let (block, shift) = (at / BLOCK, at % BLOCK);
        let word = |block: usize| self.0.get(block).copied().unwrap_or(0);
        match shift {
            0 => word(block),
            _ => word(block) >> shift | word(block + 1) << (BLOCK - shift),
        }
    }

    /// The bits before `at`, highest last: the highest is that of the byte right before it.
    pub(crate) fn until(&self, at: usize) -> u64 {
        match at.checked_sub(BLOCK) {
            Some(from) => self.from(from),
            None if at == 0 => 0,
            None => self.from(0) << (BLOCK - at),
        }
    }

    /// The first place from `at` on that is of the kind.
    pub(crate) fn next(&self, at: usize) -> Option<usize> {
        let mut block = at / BLOCK;
        let mut word = self.0.get(block)? & u64::MAX << (at % BLOCK);
        while word == 0 {
            block += 1;
            word = *self.0.get(block)?;
        }
        Some(block * BLOCK + word.trailing_zeros() as usize)
    }

    /// All places of the kind.
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(block, word)| {
            let mut left = *word;
            iter::from_fn(move || {
                let at = (left != 0).then(|| block * BLOCK + left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at)
            })
        })
    }
}

/// The kinds of a window's bytes.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    /// Of ASCII, as the letters.
    pub(crate) digits: Bits,
    pub(crate) letters: Bits,
    /// Where a word may begin: a letter or digit after anything else, a capital after a small letter, and every byte
    /// beyond ASCII.
    words: Bits,
    /// Capitals that begin a word and have a small letter after them, or one beyond ASCII.
    pub(crate) capitals: Bits,
}

impl Classes {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let blocks = bytes.len() / BLOCK + 1;
        let mut classes = Self::default();
        for bits in [
            &mut classes.digits,
            &mut classes.letters,
            &mut classes.words,
            &mut classes.capitals,
        ] {
            bits.0.reserve_exact(blocks);
        }
        let mut before = Kinds::default();
        let (whole, rest) = bytes.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        // A block's last capital is one only by what the next begins with.
        let mut pending = false;
        for block in whole.iter().chain(iter::once(&last)) {
            let kinds = Kinds::of(block);
            let small = kinds.letters & !kinds.capitals | kinds.beyond;
            if pending
                && small & 1 == 1
                && let Some(word) = classes.capitals.0.last_mut()
            {
                *word |= 1 << (BLOCK - 1);
            }
            let begins = kinds.capitals & !(kinds.wordy() << 1 | before.wordy() >> (BLOCK - 1));
            pending = begins >> (BLOCK - 1) == 1;
            let plain = kinds.letters | kinds.digits;
            let after_plain = plain << 1 | (before.letters | before.digits) >> (BLOCK - 1);
            let after_small =
                (kinds.letters & !kinds.capitals) << 1 | (before.letters & !before.capitals) >> (BLOCK - 1);
            let begins_word = plain & !after_plain | kinds.capitals & after_small | kinds.beyond;
            classes.words.0.push(begins_word);
            classes.digits.0.push(kinds.digits);
            classes.letters.0.push(kinds.letters);
            classes.capitals.0.push(begins & small >> 1);
            before = kinds;
        }
        classes
    }

    /// Calls `see` for every run of letters and digits that has a digit.
    pub(crate) fn runs(&self, bytes: &[u8], mut see: impl FnMut(usize, usize)) {
        let mut at = 0;
        while let Some(digit) = self.digits.next(at) {
            let letter = digit > at && bytes.get(digit - 1).is_some_and(u8::is_ascii_alphabetic);
            let letters = if letter {
                before(digit, |at| self.letters.until(at))
            } else {
                0
            };
            let start = digit - letters.min(digit - at);
            let end = digit + after(digit, |at| self.letters.from(at) | self.digits.from(at));
            see(start, end);
            at = end;
        }
    }

    /// The places of a block of 64 bytes at which a word may begin.
    pub(crate) fn word_starts(&self, block: usize) -> u64 {
        self.words.0.get(block).copied().unwrap_or(0)
    }

    /// Where the digits end that begin at `at`.
    pub(crate) fn digits_end(&self, at: usize) -> usize {
        at + after(at, |at| self.digits.from(at))
    }
}

/// How many places from `at` on have a bit.
fn after(at: usize, bits: impl Fn(usize) -> u64) -> usize {
    let mut length = 0;
    loop {
        let more = bits(at + length).trailing_ones() as usize;
        length += more;
        if more < BLOCK {
            return length;
        }
    }
}

/// How many places before `at` have a bit.
fn before(at: usize, bits: impl Fn(usize) -> u64) -> usize {
    let mut length = 0;
    loop {
        let more = bits(at - length).leading_ones() as usize;
        length += more;
        if more < BLOCK {
            return length;
        }
    }
}

/// Which bytes of a block are what, lowest bit first.
#[derive(Default)]
struct Kinds {
    digits: u64,
    letters: u64,
    capitals: u64,
    underscores: u64,
    beyond: u64,
}

impl Kinds {
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut kinds = Self::default();
        let (words, _) = block.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let beyond = word & each(0x80);
            let low = word & each(0x7f);
            let small = low | each(0x20);
            let digits = between(low, b'0', b'9') & !beyond;
            let letters = between(small, b'a', b'z') & !beyond;
            let capitals = letters & !((word & each(0x20)) << 2);
            let underscores = between(low, b'_', b'_') & !beyond;
            let shift = 8 * index;
            kinds.digits |= bits(digits) << shift;
            kinds.letters |= bits(letters) << shift;
            kinds.capitals |= bits(capitals) << shift;
            kinds.underscores |= bits(underscores) << shift;
            kinds.beyond |= bits(beyond) << shift;
        }
        kinds
    }

    /// As [`crate::spec::wordy`] says of one byte.
    fn wordy(&self) -> u64 {
        self.digits | self.letters | self.underscores | self.beyond
    }
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte of `low`, all below 0x80, that lies between the two.
fn between(low: u64, first: u8, last: u8) -> u64 {
    (low + each(0x80 - first)) & !(low + each(0x7f - last)) & each(0x80)
}

/// The highest bits of eight bytes side by side.
fn bits(highest: u64) -> u64 {
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::wordy;
    use proptest::prelude::*;

    fn places(bytes: &[u8], is: impl Fn(usize, u8) -> bool) -> Vec<usize> {
        (0..bytes.len()).filter(|at| is(*at, bytes[*at])).collect()
    }

    #[test]
    fn runs_have_a_digit() {
        let mut seen = Vec::new();
        let text = "ab1 word 22-x3y, é4";
        Classes::of(text.as_bytes()).runs(text.as_bytes(), |start, end| seen.push(&text[start..end]));
        assert_eq!(seen, ["ab1", "22", "x3y", "4"]);
        let long = format!("{}7{} 5", "a".repeat(200), "b".repeat(130));
        let mut seen = Vec::new();
        Classes::of(long.as_bytes()).runs(long.as_bytes(), |start, end| seen.push((start, end)));
        assert_eq!(seen, [(0, 331), (332, 333)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn kinds_are_those_of_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300), words in "[ aZ_é09]{0,200}") {
            for bytes in [bytes.as_slice(), words.as_bytes()] {
                let classes = Classes::of(bytes);
                let all = |bits: &Bits| bits.all().collect::<Vec<_>>();
                prop_assert_eq!(all(&classes.digits), places(bytes, |_, byte| byte.is_ascii_digit()));
                prop_assert_eq!(all(&classes.letters), places(bytes, |_, byte| byte.is_ascii_alphabetic()));
                let capitals = places(bytes, |at, byte| {
                    byte.is_ascii_uppercase()
                        && (at == 0 || !wordy(bytes[at - 1]))
                        && bytes.get(at + 1).is_some_and(|next| next.is_ascii_lowercase() || *next >= 0x80)
                });
                prop_assert_eq!(all(&classes.capitals), capitals);
                for at in 0..bytes.len() {
                    let wanted = (at..bytes.len()).take_while(|at| bytes[*at].is_ascii_digit()).count();
                    prop_assert_eq!(classes.digits_end(at), at + wanted);
                    let bit = bytes[at].is_ascii_digit();
                    prop_assert_eq!(classes.digits.from(at) & 1 == 1, bit);
                    prop_assert_eq!(classes.digits.until(at + 1) >> 63 == 1, bit);
                    prop_assert_eq!(classes.digits.next(at), (at..bytes.len()).find(|at| bytes[*at].is_ascii_digit()));
                }
            }
        }
    }
}
