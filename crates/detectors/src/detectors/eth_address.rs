//! Finds Ethereum addresses: 0x and forty hexadecimal digits. Whoever knows whose it is sees all its payments.
//!
//! **How.** Capital and small letters carry a checksum: a letter is a capital where the Keccak-256 hash of the small
//! ones says so (EIP-55). Addresses in one case carry none and count only next to a word such as *ethereum* or
//! *wallet*, or in a column of such a name.
//!
//! **Limits.** Addresses of contracts look the same as those of people.

use crate::{
    evidence::Evidence,
    keccak::keccak256,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "eth_address",
    title: "Ethereum address",
    category: Category::Financial,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("eth_address.rs"),
    examples: &[
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "pay to 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "ethereum wallet 0x52908400098527886e0f7030069857d2e4169ee7",
        "ETH: 0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
    counterexamples: &[
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed",
        "0x52908400098527886e0f7030069857d2e4169ee7",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed1",
        "wallet 0x0000000000000000000000000000000000000000",
    ],
    trigger: Trigger::Literals(&["0x"], check),
};

static WORDS: Words = Words::new(&[
    "ethereum", "eth", "ether", "wallet", "erc20", "erc 20", "metamask", "usdt", "usdc", "polygon", "evm",
    "crypto",
]);

fn check(sink: &mut Sink<'_>, at: usize) {
    let span = at..at + 42;
    let Some(written) = sink.bytes.get(at + 2..at + 42) else {
        return;
    };
    if !written.iter().all(u8::is_ascii_hexdigit) || wordy(sink.before(at)) || wordy(sink.at(at + 42)) {
        return;
    }
    if written.iter().all(|byte| *byte == written[0]) {
        return;
    }
    let small = written.to_ascii_lowercase();
    let mixed = written.iter().any(u8::is_ascii_uppercase) && written.iter().any(u8::is_ascii_lowercase);
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let context = place.context(&WORDS);
    if !mixed && !context.any() {
        return;
    }
    let evidence = Evidence::new("0x and forty hexadecimal digits", 0.3).context(context, 0.3, 0.25);
    let evidence = match mixed.then(|| capitals_are_right(written, &small)) {
        Some(true) => evidence.checksum("the capitals are those of the checksum", 0.5),
        Some(false) => evidence.penalty("the capitals are not those of the checksum", 0.2),
        None => evidence,
    };
    let canonical = format!("0x{}", String::from_utf8_lossy(&small));
    sink.push(&SPEC, span, canonical, evidence);
}

fn capitals_are_right(written: &[u8], small: &[u8]) -> bool {
    let Some(hash) = keccak256(small) else {
        return false;
    };
    written.iter().enumerate().all(|(at, byte)| {
        let nibble = if at % 2 == 0 {
            hash[at / 2] >> 4
        } else {
            hash[at / 2] & 15
        };
        byte.is_ascii_digit() || byte.is_ascii_uppercase() == (nibble >= 8)
    })
}
