//! Reads JSON many bytes at a time when only its end matters: what is open there, and under which keys.
//!
//! Blocks of 64 bytes become bit masks (the method of simdjson, with plain words instead of vector
//! instructions); only brackets outside of strings are looked at one by one. Keys are found by looking back
//! from the brackets that stay open. Whatever is not plainly well-formed is left to [`State::read`].

use super::lexer::{Key, State};
use memchr::memrchr;

/// Bytes read plainly first, so that looking back from a bracket finds its key.
const LEAD: usize = 1024;
/// Fewer bytes are not worth it.
const LEAST: usize = 4 * LEAD;
/// Bytes between places from which the end may be read again.
const ANCHOR: usize = 1024;
const BLOCK: usize = 64;

impl State {
    /// The same as `read`, faster.
    pub(super) fn skim(&mut self, bytes: &[u8], base: u64, from: usize, to: usize) {
        let to = to.min(bytes.len());
        let mut from = from.min(to);
        if self.lines
            && let Some(found) = memrchr(b'\n', &bytes[from..to])
        {
            // A line end closes everything.
            *self = Self::new(true);
            from += found + 1;
        }
        if to - from >= LEAST {
            let mut skimmed = self.clone();
            if skimmed.skim_blocks(bytes, base, from, to).is_some() {
                *self = skimmed;
                return;
            }
        }
        self.read(bytes, base, from, to);
    }

    fn skim_blocks(&mut self, bytes: &[u8], base: u64, from: usize, to: usize) -> Option<()> {
        let start = from + LEAD;
        self.read(bytes, base, from, start);
        let mut inside = if self.string.is_some() { u64::MAX } else { 0 };
        let mut escape = u64::from(self.escaped);
        let mut anchors = Vec::new();
        let mut bracket = None;
        let (blocks, _) = bytes[start..to].as_chunks::<BLOCK>();
        for (index, block) in blocks.iter().enumerate() {
            let at = start + index * BLOCK;
            if index % (ANCHOR / BLOCK) == 0 && inside == 0 && escape == 0 {
                anchors.push(at);
            }
            let masks = Masks::of(block);
            let escaped = escaped(masks.backslashes, &mut escape);
            let strings = prefix_xor(masks.quotes & !escaped) ^ inside;
            inside = if strings >> 63 == 1 { u64::MAX } else { 0 };
            if masks.lines & (strings | escaped) != 0 {
                return None;
            }
            let mut brackets = masks.brackets & !strings & !escaped;
            while brackets != 0 {
                let place = at + brackets.trailing_zeros() as usize;
                match bytes[place] {
                    b'{' => self.open(true, base + place as u64),
                    b'[' => self.open(false, base + place as u64),
                    _ => self.close(),
                }
                bracket = Some(place);
                brackets &= brackets - 1;
            }
        }
        if self.deeper > 0 {
            return None;
        }
        self.find_keys(bytes, base, base + start as u64)?;
        self.read_end(bytes, base, bracket, &anchors, to)
    }

    /// Finds the keys of containers that were opened from `start` on.
    fn find_keys(&mut self, bytes: &[u8], base: u64, start: u64) -> Option<()> {
        for child in 1..self.frames.len() {
            let open = self.frames[child].open;
            let parent = &mut self.frames[child - 1];
            if open >= start && parent.object {
                parent.key = key_before(bytes, base, usize::try_from(open - base).ok()?)?;
            }
        }
        Some(())
    }

    /// Reads again from the last place that tells the innermost key and the open string at `to`.
    fn read_end(
        &mut self,
        bytes: &[u8],
        base: u64,
        bracket: Option<usize>,
        anchors: &[usize],
        to: usize,
    ) -> Option<()> {
        let after = bracket.map(|place| place + 1);
        let usable = anchors
            .iter()
            .rev()
            .copied()
            .filter(|anchor| after.is_none_or(|after| *anchor > after));
        for place in usable.chain(after) {
            let mut end = self.clone();
            end.string = None;
            end.opened = None;
            end.escaped = false;
            end.last = Key::None;
            if let Some(frame) = end.frames.last_mut() {
                frame.key = Key::None;
            }
            if end.read(bytes, base, place, to) || after == Some(place) {
                *self = end;
                return Some(());
            }
        }
        None
    }
}

/// The key whose value begins at `open`; nothing when what stands before is not a key and a colon.
fn key_before(bytes: &[u8], base: u64, open: usize) -> Option<Key> {
    let before = |end: usize, wanted: u8| {
        let place = bytes[..end]
            .iter()
            .rposition(|byte| !byte.is_ascii_whitespace())?;
        (bytes[place] == wanted).then_some(place)
    };
    let end = before(before(open, b':')?, b'"')?;
    let mut start = end;
    loop {
        start = memrchr(b'"', &bytes[..start])?;
        let slashes = bytes[..start]
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count();
        if slashes % 2 == 0 {
            return Some(Key::At(base + start as u64 + 1, base + end as u64));
        }
    }
}

/// Which bytes of a block are what, lowest bit first.
struct Masks {
    quotes: u64,
    backslashes: u64,
    brackets: u64,
    lines: u64,
}

impl Masks {
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut masks = Self {
            quotes: 0,
            backslashes: 0,
            brackets: 0,
            lines: 0,
        };
        let (words, _) = block.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            // Both kinds of bracket differ in one bit only.
            let folded = word & each(0xdf);
            masks.quotes |= bits(equal(word, b'"')) << (8 * index);
            masks.backslashes |= bits(equal(word, b'\\')) << (8 * index);
            masks.brackets |= bits(equal(folded, b'[') | equal(folded, b']')) << (8 * index);
            masks.lines |= bits(equal(word, b'\n')) << (8 * index);
        }
        masks
    }
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte of `word` that equals `byte`.
fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ each(byte);
    let some = (difference & each(0x7f)) + each(0x7f);
    !(some | difference) & each(0x80)
}

/// The highest bits of eight bytes side by side.
fn bits(highest: u64) -> u64 {
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// For each bit, whether an odd number of bits up to it are set.
fn prefix_xor(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

/// The bytes that a backslash escapes; `carry` says whether the next block's first is one (Langdale and
/// Lemire, "Parsing gigabytes of JSON per second", section 3.1.1).
fn escaped(backslashes: u64, carry: &mut u64) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let backslashes = backslashes & !*carry;
    let follows = backslashes << 1 | *carry;
    let odd_starts = backslashes & !EVEN & !follows;
    let (sequences, overflow) = odd_starts.overflowing_add(backslashes);
    *carry = u64::from(overflow);
    (EVEN ^ (sequences << 1)) & follows
}

#[cfg(test)]
mod tests {
    use super::State;
    use proptest::prelude::*;

    const PIECES: &[&str] = &[
        "{\"a\":1,\"b\":\"text\"}",
        "[1,2,3]",
        "{\"key\" : {",
        "{\"list\":[",
        "}",
        "]",
        "}",
        "]",
        ",",
        "\"x\":",
        "\"word, [\\\" {\"",
        "\"\\\\\"",
        "\\",
        "\n",
        " ",
        "12345",
        "\"a\" x : {",
        ", : {",
        "\"long text without any end or sense to it at all\"",
        "\"",
    ];

    fn check(text: &str, lines: bool) {
        let bytes = text.as_bytes();
        let mut read = State::new(lines);
        read.read(bytes, 0, 0, bytes.len());
        let mut skimmed = State::new(lines);
        skimmed.skim(bytes, 0, 0, bytes.len());
        assert_eq!(format!("{read:?}"), format!("{skimmed:?}"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn skimming_is_reading(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 500..1500),
            lines: bool,
        ) {
            check(&pieces.concat(), lines);
        }

        #[test]
        fn skimming_is_reading_what_is_well_formed(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..12]), 500..1500),
            cut in 0_usize..5000,
        ) {
            let mut text = pieces.concat();
            let end = text.floor_char_boundary(text.len().saturating_sub(cut));
            text.truncate(end);
            check(&text, false);
        }
    }
}
