//! Chance that is the same on every machine, and the check digits that more than one number uses.
//! Knows no number by name.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug)]
pub struct Dice(u64);

pub const DIGITS: &str = "0123456789";
pub const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub const HEX: &str = "0123456789abcdef";
pub const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
pub const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % below as u64) as usize
    }

    pub fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    pub fn text(&mut self, alphabet: &str, length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet.as_bytes()[self.below(alphabet.len())]))
            .collect()
    }

    pub fn digits(&mut self, length: usize) -> String {
        self.text(DIGITS, length)
    }

    /// Year (two digits), month, day.
    pub fn day(&mut self) -> (usize, usize, usize) {
        (self.between(40, 99), self.between(1, 12), self.between(1, 28))
    }
}

pub fn values(digits: &str) -> impl Iterator<Item = usize> {
    digits.bytes().map(|digit| usize::from(digit - b'0'))
}

/// The sum of the digits, each times its weight.
pub fn weighed(digits: &str, weights: &[usize]) -> usize {
    values(digits)
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

/// ISO/IEC 7812-1, annex B.
pub fn luhn(body: &str) -> usize {
    let digits: Vec<usize> = values(body).collect();
    let sum: usize = (digits.iter().rev().enumerate())
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, doubled) => doubled / 10 + doubled % 10,
            _ => *digit,
        })
        .sum();
    (10 - sum % 10) % 10
}

/// ISO 7064 mod 11,10.
pub fn mod_11_10(body: &str) -> usize {
    let product = values(body).fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

/// Verhoeff's check digit (1969): the group D5 and its permutation.
pub fn verhoeff(body: &str) -> usize {
    let times = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a - 5 + 5 - (b - 5)) % 5,
    };
    let moved =
        |times: usize, digit: usize| (0..times).fold(digit, |digit, _| [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit]);
    let digits: Vec<usize> = values(body).collect();
    let sum =
        (digits.iter().rev().enumerate()).fold(0, |sum, (at, digit)| times(sum, moved((at + 1) % 8, *digit)));
    (0..10).find(|check| times(sum, *check) == 0).unwrap()
}
