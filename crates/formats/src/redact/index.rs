//! Many byte strings looked for at once, without regard to the case of ASCII letters.
//!
//! A sorted list with two bit filters before it: a million values cost some 40 bytes each beside their own, and text
//! that holds none of them is passed at memory speed. An automaton over as many values would take a hundred times that.

/// Bytes that the filter of long entries looks at; shorter entries have a filter of their own.
const LONG: usize = 8;
/// The shortest entry.
pub(super) const LEAST: usize = 4;
/// Bits of a filter per entry.
const BITS: usize = 16;

#[derive(Clone, Copy)]
struct Entry {
    at: usize,
    len: u32,
    number: u32,
}

/// The entries, each with a number of the caller's.
pub(super) struct Index {
    bytes: Vec<u8>,
    /// In the order of their bytes, no two alike.
    entries: Vec<Entry>,
    long: Filter,
    brief: Filter,
    longest: usize,
}

impl Index {
    /// Entries shorter than [`LEAST`] bytes must not be among `entries`; of two alike the first holds.
    pub(super) fn new<'a>(entries: impl Iterator<Item = (&'a [u8], u32)>) -> Self {
        let mut bytes = Vec::new();
        let mut list = Vec::new();
        for (entry, number) in entries {
            let at = bytes.len();
            bytes.extend(entry.iter().map(u8::to_ascii_lowercase));
            list.push(Entry {
                at,
                len: u32::try_from(entry.len()).unwrap_or(u32::MAX),
                number,
            });
        }
        list.sort_by(|a, b| slice(&bytes, *a).cmp(slice(&bytes, *b)));
        list.dedup_by(|later, first| slice(&bytes, *later) == slice(&bytes, *first));
        let mut index = Self {
            long: Filter::new(list.len()),
            brief: Filter::new(list.len()),
            longest: list.iter().map(|entry| entry.len as usize).max().unwrap_or(0),
            bytes,
            entries: list,
        };
        for entry in &index.entries {
            let entry = slice(&index.bytes, *entry);
            match entry.first_chunk::<LONG>() {
                Some(first) => index.long.add(folded(u64::from_le_bytes(*first))),
                None => {
                    if let Some(first) = entry.first_chunk::<LEAST>() {
                        index.brief.add(folded(u64::from(u32::from_le_bytes(*first))));
                    }
                }
            }
        }
        index
    }

    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The longest entry that `text` has at `at` and that `fits` takes: its length and its number.
    pub(super) fn at(&self, text: &[u8], at: usize, fits: &dyn Fn(usize) -> bool) -> Option<(usize, u32)> {
        let rest = text.get(at..)?;
        let possible = rest
            .first_chunk::<LONG>()
            .is_some_and(|first| self.long.has(folded(u64::from_le_bytes(*first))))
            || rest
                .first_chunk::<LEAST>()
                .is_some_and(|first| self.brief.has(folded(u64::from(u32::from_le_bytes(*first)))));
        if !possible {
            return None;
        }
        self.longest_prefix(rest, fits)
    }

    fn longest_prefix(&self, rest: &[u8], fits: &dyn Fn(usize) -> bool) -> Option<(usize, u32)> {
        let mut wanted: Vec<u8> = rest
            .iter()
            .take(self.longest)
            .map(u8::to_ascii_lowercase)
            .collect();
        // Entries that are prefixes of the text come before it in the order, the longest last.
        while wanted.len() >= LEAST {
            let after = self
                .entries
                .partition_point(|entry| slice(&self.bytes, *entry) <= wanted.as_slice());
            let entry = *self.entries.get(after.checked_sub(1)?)?;
            let known = slice(&self.bytes, entry);
            let common = known.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
            if common == known.len() && fits(common) {
                return Some((common, entry.number));
            }
            wanted.truncate(if common == known.len() { common - 1 } else { common });
        }
        None
    }
}

fn slice(bytes: &[u8], entry: Entry) -> &[u8] {
    bytes
        .get(entry.at..entry.at + entry.len as usize)
        .unwrap_or_default()
}

/// Capital and small letters alike, and some other characters too: enough for a filter.
fn folded(bytes: u64) -> u64 {
    bytes | 0x2020_2020_2020_2020
}

/// Says no for sure, yes perhaps.
struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    fn new(entries: usize) -> Self {
        let bits = (entries * BITS).next_power_of_two().clamp(1 << 12, 1 << 27);
        Self {
            bits: vec![0; bits / 64],
            shift: 64 - bits.trailing_zeros(),
        }
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
    }

    fn add(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
    }

    fn has(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use proptest::prelude::*;

    proptest! {
        /// The plain way to say the same.
        #[test]
        fn the_longest_entry_at_a_place_is_found(
            entries in prop::collection::vec("[abAB1]{4,12}", 0..40),
            text in "[abAB1]{0,60}",
        ) {
            let index = Index::new(entries.iter().map(|entry| (entry.as_bytes(), 0)));
            for at in 0..text.len() {
                let expected = entries
                    .iter()
                    .filter(|entry| {
                        text.as_bytes()[at..].len() >= entry.len()
                            && text.as_bytes()[at..at + entry.len()].eq_ignore_ascii_case(entry.as_bytes())
                    })
                    .map(String::len)
                    .max();
                let found = index.at(text.as_bytes(), at, &|_| true).map(|(len, _)| len);
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn what_does_not_fit_gives_way_to_the_next_shorter() {
        let index = Index::new([(b"abcd".as_slice(), 1), (b"abcdefgh".as_slice(), 2)].into_iter());
        assert_eq!(index.at(b"ABCDEFGHI", 0, &|_| true), Some((8, 2)));
        assert_eq!(index.at(b"ABCDEFGHI", 0, &|len| len < 8), Some((4, 1)));
        assert_eq!(index.longest(), 8);
    }
}
