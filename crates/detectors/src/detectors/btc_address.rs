//! Finds Bitcoin addresses. Whoever knows whose it is sees all its payments.
//!
//! **How.** Addresses that begin with 1 or 3 are 25 bytes in base 58, the last four of them the beginning of a double
//! SHA-256 (Bitcoin protocol, Base58Check); those that begin with bc1 carry six characters of a checksum over GF(32)
//! (BIP-173 and BIP-350). A right checksum of either kind is no accident. Words such as *bitcoin* and *wallet* add
//! confidence.
//!
//! **Limits.** Addresses of test networks are not looked for.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use sha2::{Digest, Sha256};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "btc_address",
    title: "Bitcoin address",
    category: Category::Financial,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("btc_address.rs"),
    examples: &[
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "send to 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "wallet BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ],
    counterexamples: &[
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa1",
    ],
    trigger: Trigger::Runs(26..=62, check),
};

static WORDS: Words = Words::new(&[
    "bitcoin",
    "btc",
    "wallet",
    "satoshi",
    "crypto",
    "bitcoin address",
    "btc address",
]);

fn check(sink: &mut Sink<'_>, start: usize, end: usize) {
    let written = &sink.bytes[start..end];
    let right = match written {
        [b'1' | b'3', ..] if (26..=35).contains(&written.len()) => base58check(written),
        [b'b', b'c', b'1', ..] | [b'B', b'C', b'1', ..] if matches!(written.len(), 42 | 62) => {
            segwit(written)
        }
        _ => return,
    };
    if wordy(sink.before(start)) || wordy(sink.at(end)) {
        return;
    }
    // Without a right checksum it is any word of letters and digits.
    let Some(canonical) = right else {
        return;
    };
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let evidence = Evidence::new("characters of an address", 0.2)
        .checksum("the checksum is right", 0.6)
        .context(place.context(&WORDS), 0.15, 0.15);
    sink.push(&SPEC, start..end, canonical, evidence);
}

fn base58check(written: &[u8]) -> Option<String> {
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut number = [0u8; 25];
    for byte in written {
        let mut carry = DIGITS.iter().position(|digit| digit == byte)? as u32;
        for place in number.iter_mut().rev() {
            carry += u32::from(*place) * 58;
            *place = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            return None;
        }
    }
    let (body, check) = number.split_at(21);
    let version = if written[0] == b'1' { 0 } else { 5 };
    let hash = Sha256::digest(Sha256::digest(body));
    // Leading zeros are written as leading ones, neither more nor fewer.
    let ones = written.iter().take_while(|byte| **byte == b'1').count();
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    (body[0] == version && hash[..4] == *check && ones == zeros)
        .then(|| String::from_utf8_lossy(written).into_owned())
}

/// BIP-173 for witness version 0 and BIP-350 for later ones. Letters are all small or all capital.
fn segwit(written: &[u8]) -> Option<String> {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const BECH32: u32 = 1;
    const BECH32M: u32 = 0x2bc8_30a3;
    if written.iter().any(u8::is_ascii_uppercase) && written.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    let small = written.to_ascii_lowercase();
    // The prefix "bc", spread as the standard says.
    let mut check = [3, 3, 0, 2, 3].into_iter().fold(1, polymod);
    let mut version = None;
    for byte in &small[3..] {
        let value = DIGITS.iter().position(|digit| digit == byte)? as u32;
        version.get_or_insert(value);
        check = polymod(check, value);
    }
    let right = match version? {
        0 => check == BECH32,
        1..=16 => check == BECH32M,
        _ => false,
    };
    right.then(|| String::from_utf8_lossy(&small).into_owned())
}

fn polymod(check: u32, value: u32) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let top = check >> 25;
    let mut check = (check & 0x01ff_ffff) << 5 ^ value;
    for (bit, part) in GENERATOR.into_iter().enumerate() {
        if top >> bit & 1 == 1 {
            check ^= part;
        }
    }
    check
}
