//! Makes new inputs of known ones: bits, numbers and words changed, stretches cut, doubled, moved and taken from others.

use crate::mending;
use crate::random::Random;

/// Inputs do not grow beyond this.
const LARGEST: usize = 64 * 1024;

/// Numbers at which lengths and counts turn over.
const NUMBERS: &[u64] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x1_0000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0xffff_ffff_ffff_ffff,
];

/// Words of the formats of text, and numbers as they are written there.
const WORDS: &[&str] = &[
    "\"",
    "'",
    "\\",
    "\\u",
    "\\ud83d",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&#",
    "&amp;",
    "&#x110000;",
    ",",
    ";",
    ":",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "  ",
    "- ",
    "|\n",
    "---\n",
    "#",
    "=",
    "=?utf-8?B?",
    "?=",
    "--",
    "%",
    "(",
    ")",
    "<<",
    ">>",
    " R",
    " obj\n",
    "endobj",
    "stream\n",
    "endstream",
    "\\par ",
    "\\bin99999 ",
    "\\u-1?",
    "\\'e4",
    "-1",
    "0",
    "4294967296",
    "18446744073709551616",
    "-9223372036854775808",
    "1e999",
    "\0",
    "\u{feff}",
    "\u{fffd}",
    "é",
    "\u{1F600}",
    "\u{202e}",
    "ann@site.test",
    "4111 1111 1111 1111",
    "BEGIN:",
    "END:",
];

/// Changes inputs; the same seed makes the same changes.
#[derive(Debug)]
pub struct Mutator {
    random: Random,
}

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
        }
    }

    /// A new input of `seed`, with stretches of `other`.
    pub fn made_of(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let random = &mut self.random;
        let mut input = match random.below(4) {
            // Inside a file of a zip archive, with the checksums that belong to it: others stop at the first.
            0 => mending::inside(seed, &mut |inner| changed(inner, other, random)),
            _ => None,
        }
        .unwrap_or_else(|| changed(seed, other, random));
        if random.below(4) > 0 {
            mending::checksums(&mut input);
        }
        input
    }
}

/// `bytes` with a few changes.
fn changed(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut input = bytes.to_vec();
    for _ in 0..random.small(6) {
        change(&mut input, other, random);
    }
    input.truncate(LARGEST);
    input
}

/// A stretch of `bytes`.
fn stretch(bytes: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let start = random.below(bytes.len());
    let most = if random.once_in(4) { bytes.len() } else { 64 };
    start..(start + random.small(most)).min(bytes.len())
}

fn change(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(input.len());
    match random.below(12) {
        0 => {
            for _ in 0..random.small(8) {
                let at = random.below(input.len());
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        1 => {
            for _ in 0..random.small(8) {
                let at = random.below(input.len());
                if let Some(byte) = input.get_mut(at) {
                    *byte = random.byte();
                }
            }
        }
        2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = byte.wrapping_add(random.byte() % 8).wrapping_sub(3);
            }
        }
        3 | 4 => number(input, at, random),
        5 => input.truncate(at),
        6 => {
            let gone = stretch(input, random);
            input.drain(gone);
        }
        7 => {
            // The same once more, or many times.
            let taken = stretch(input, random);
            let piece = input.get(taken).unwrap_or_default().to_vec();
            let times = if random.once_in(8) { random.small(200) } else { 1 };
            let piece = piece.repeat(times);
            let piece = piece.get(..LARGEST.min(piece.len())).unwrap_or_default();
            input.splice(at..at, piece.iter().copied());
        }
        8 => {
            let taken = stretch(other, random);
            let piece = other.get(taken).unwrap_or_default();
            let gone = if random.once_in(2) {
                at..at
            } else {
                stretch(input, random)
            };
            input.splice(gone, piece.iter().copied());
        }
        9 => {
            // The beginning of one, the end of another.
            let from = random.below(other.len());
            input.truncate(at);
            input.extend_from_slice(other.get(from..).unwrap_or_default());
        }
        10 => {
            let word = random.one_of(WORDS).copied().unwrap_or_default();
            let times = if random.once_in(16) {
                random.small(2_000)
            } else {
                1
            };
            let gone = if random.once_in(2) {
                at..at
            } else {
                at..(at + word.len()).min(input.len())
            };
            input.splice(gone, word.repeat(times).into_bytes());
        }
        _ => {
            let moved = stretch(input, random);
            let piece: Vec<u8> = input.drain(moved).collect();
            let at = random.below(input.len());
            input.splice(at..at, piece);
        }
    }
}

/// Writes a number over what is at `at`, in one of the ways of files.
fn number(input: &mut [u8], at: usize, random: &mut Random) {
    let mut number = random.one_of(NUMBERS).copied().unwrap_or_default();
    if random.once_in(4) {
        number = (input.len() as u64)
            .wrapping_add(random.number() % 16)
            .wrapping_sub(8);
    }
    let length = [1, 2, 4, 8].get(random.below(4)).copied().unwrap_or(1);
    let (little, big) = (number.to_le_bytes(), number.to_be_bytes());
    let bytes = if random.once_in(2) {
        little.get(..length)
    } else {
        big.get(8 - length..)
    };
    for (there, byte) in input.iter_mut().skip(at).zip(bytes.unwrap_or_default()) {
        *there = *byte;
    }
}
