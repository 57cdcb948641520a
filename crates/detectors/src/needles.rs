//! Where literals stand in a text, many of them in one pass that hardly notices how many.
//!
//! Of each literal the three bytes that are the rarest in ordinary texts are its mark. Every place of the text is
//! asked, by a hash of three bytes, whether a mark may begin there; only then the literals with that mark are
//! compared. The table of bits fits a processor's nearest cache, and no place waits for the one before it, as in an
//! automaton. Knows nothing of what the literals mean.

/// Bits of a mark's hash.
const BITS: u32 = 16;
const WORDS: usize = 1 << (BITS - 6);
/// Hashes are looked up by their low bits.
const SLOTS: usize = 1 << 10;

/// Literals, ready to be looked for.
pub(crate) struct Needles {
    marks: Box<[u64; WORDS]>,
    /// Where each slot's entries begin.
    slots: Box<[u16; SLOTS + 1]>,
    entries: Vec<Entry>,
}

struct Entry {
    hash: u16,
    /// Bytes of the literal before its mark.
    before: u8,
    number: u16,
    literal: &'static [u8],
}

/// The hash of three bytes, which lie in the word's lower three.
fn hash(word: u32) -> u16 {
    ((word << 8).wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as u16
}

impl Needles {
    /// `literals` have at least two bytes each; what has more than a few thousand places is not taken.
    pub(crate) fn new(literals: &[&'static str]) -> Self {
        let mut entries = Vec::with_capacity(literals.len() * 2);
        for (number, literal) in literals.iter().enumerate() {
            let Ok(number) = u16::try_from(number) else {
                break;
            };
            let literal = literal.as_bytes();
            let mut add = |before: usize, mark: [u8; 3]| {
                entries.push(Entry {
                    hash: hash(u32::from_le_bytes([mark[0], mark[1], mark[2], 0])),
                    before: u8::try_from(before).unwrap_or(0),
                    number,
                    literal,
                });
            };
            let rarest = literal
                .array_windows::<3>()
                .take(usize::from(u8::MAX))
                .enumerate()
                .min_by_key(|(_, mark)| mark.iter().map(|byte| frequency(*byte)).sum::<u32>());
            match (rarest, literal) {
                (Some((before, mark)), _) => add(before, *mark),
                // Two bytes, and whatever comes after them.
                (None, [first, second]) => (0..=u8::MAX).for_each(|third| add(0, [*first, *second, third])),
                _ => {}
            }
        }
        entries.sort_by_key(|entry| (usize::from(entry.hash) % SLOTS, entry.hash, entry.number));
        let mut marks = Box::new([0; WORDS]);
        let mut slots = Box::new([0; SLOTS + 1]);
        for entry in &entries {
            marks[usize::from(entry.hash >> 6)] |= 1 << (entry.hash & 63);
            slots[usize::from(entry.hash) % SLOTS + 1] += 1;
        }
        for slot in 0..SLOTS {
            slots[slot + 1] += slots[slot];
        }
        Self {
            marks,
            slots,
            entries,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Calls `see` with the number of each literal and where it begins, by the places of their marks.
    pub(crate) fn find(&self, bytes: &[u8], mut see: impl FnMut(usize, usize)) {
        for (at, word) in bytes.array_windows::<4>().enumerate() {
            let hash = hash(u32::from_le_bytes(*word));
            if self.marks[usize::from(hash >> 6)] >> (hash & 63) & 1 == 1 {
                self.compare(bytes, at, hash, &mut see);
            }
        }
        for at in bytes.len().saturating_sub(3)..bytes.len() {
            let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
            let hash = hash(u32::from_le_bytes([byte(at), byte(at + 1), byte(at + 2), 0]));
            self.compare(bytes, at, hash, &mut see);
        }
    }

    fn compare(&self, bytes: &[u8], at: usize, hash: u16, see: &mut impl FnMut(usize, usize)) {
        let slot = usize::from(hash) % SLOTS;
        let here = usize::from(self.slots[slot])..usize::from(self.slots[slot + 1]);
        for entry in self.entries.get(here).unwrap_or_default() {
            if entry.hash == hash
                && let Some(start) = at.checked_sub(usize::from(entry.before))
                && bytes
                    .get(start..)
                    .is_some_and(|rest| rest.starts_with(entry.literal))
            {
                see(usize::from(entry.number), start);
            }
        }
    }
}

/// How often a byte occurs in texts of all kinds, roughly: what most words are made of has the most.
fn frequency(byte: u8) -> u32 {
    match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b' ' => 9,
        b'l' | b'c' | b'd' | b'u' | b'p' | b'm' => 8,
        b'h' | b'g' | b'f' | b'b' | b'y' => 7,
        b'w' | b'v' | b'k' | b'0'..=b'9' => 6,
        b'.' | b',' | b'-' | b'_' | b'"' | b':' | b'/' | b'\n' => 5,
        b'x' | b'j' | b'q' | b'z' | b'A'..=b'Z' => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(literals: &[&'static str], text: &[u8]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        Needles::new(literals).find(text, |number, at| found.push((at, number)));
        found.sort_unstable();
        found
    }

    #[test]
    fn each_place_once() {
        let literals = ["0x", "street,", "et,", "AKIA", "<<", "ß ü"];
        let text = "0x AKIAKIA street, <<<0x ß ü";
        assert_eq!(
            found(&literals, text.as_bytes()),
            [
                (0, 0),
                (3, 3),
                (6, 3),
                (11, 1),
                (15, 2),
                (19, 4),
                (20, 4),
                (22, 0),
                (25, 5)
            ]
        );
        assert_eq!(found(&literals, b"0x"), [(0, 0)]);
        assert_eq!(found(&literals, b"et,"), [(0, 2)]);
        assert!(found(&[], b"anything").is_empty() && found(&literals, b"").is_empty());
    }

    const LITERALS: &[&str] = &["aa", "aab", "bab", "abba", "b a", "ba b", "\u{e9}a"];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn as_one_by_one(text in "[ab é]{0,60}") {
            let text = text.as_bytes();
            let mut wanted = Vec::new();
            for (number, literal) in LITERALS.iter().enumerate() {
                for at in 0..text.len() {
                    if text[at..].starts_with(literal.as_bytes()) {
                        wanted.push((at, number));
                    }
                }
            }
            wanted.sort_unstable();
            prop_assert_eq!(found(LITERALS, text), wanted);
        }
    }
}
