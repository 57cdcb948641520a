//! Finds hardware addresses of network interfaces (MAC, EUI-48): six pairs or three fours of hexadecimal digits.
//! They follow a device, and its owner, from place to place.
//!
//! **How.** Pairs are joined by colons or dashes, fours by dots (IEEE 802, section 8), and there are exactly so many.
//! All zeros and all ones are left out; dashes between digits only count next to a word such as *MAC* or *hwaddr*, or
//! in a column of such a name. Words add confidence.
//!
//! **Limits.** Addresses without a digit from 0 to 9, and those written without separators, are not looked for. The
//! range that is reserved for documentation (00-00-5E-00-53, RFC 7042) is reported low.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "mac_address",
    title: "Hardware address (MAC)",
    category: Category::Network,
    severity: Severity::Low,
    version: 1,
    source: include_str!("mac_address.rs"),
    examples: &[
        "ether 3c:22:fb:9a:10:4e",
        "MAC: 00-1B-44-11-3A-B7",
        "hwaddr 001b.4411.3ab7",
        "MAC 10-20-30-40-50-61",
    ],
    counterexamples: &[
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:f0:11",
        "10-20-30-40-50-61",
        "SHA1 3c:22:fb:9a:10:4e:3c:22:fb:9a:10:4e:11:22:33:44:55:66:77:88",
        "12:30:45",
        "00:00:5E:00:53:01",
    ],
    trigger: Trigger::Runs(2..=4, check),
};

static WORDS: Words = Words::new(&[
    "mac address",
    "mac",
    "hwaddr",
    "hw addr",
    "hardware address",
    "ether",
    "ethernet",
    "bssid",
    "link ether",
    "wifi mac",
    "physical address",
    "physikalische adresse",
    "adresse mac",
    "adresse physique",
    "dirección mac",
    "indirizzo mac",
]);

fn check(sink: &mut Sink<'_>, start: usize, end: usize) {
    let size = end - start;
    let (total, pairs) = match size {
        2 => (6, true),
        4 => (3, false),
        _ => return,
    };
    let joins = |byte: u8| {
        if pairs {
            matches!(byte, b':' | b'-')
        } else {
            byte == b'.'
        }
    };
    let separator = match sink.at(end) {
        after if joins(after) => after,
        _ => sink.before(start),
    };
    if !joins(separator) {
        return;
    }
    let bytes = sink.bytes;
    let group = |at: usize| {
        bytes
            .get(at..at + size)
            .filter(|group| group.iter().all(u8::is_ascii_hexdigit))
    };
    let mut first = start;
    while let Some(before) = first.checked_sub(size + 1)
        && bytes[first - 1] == separator
        && let Some(group) = group(before)
        && !before.checked_sub(1).is_some_and(|at| wordy(bytes[at]))
    {
        // The first group with a digit looks for all.
        if group.iter().any(u8::is_ascii_digit) {
            return;
        }
        first = before;
    }
    let last = first + total * (size + 1) - 1;
    let whole = (0..total).all(|at| {
        let from = first + at * (size + 1);
        group(from).is_some() && (at + 1 == total || bytes.get(from + size) == Some(&separator))
    });
    if !whole || wordy(sink.before(first)) || wordy(sink.at(last)) || sink.at(last) == separator {
        return;
    }
    let canonical: String = bytes[first..last]
        .iter()
        .filter(|byte| byte.is_ascii_hexdigit())
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    if canonical.bytes().all(|byte| byte == b'0') || canonical.bytes().all(|byte| byte == b'f') {
        return;
    }
    let Some(place) = sink.place(first..last) else {
        return;
    };
    let context = place.context(&WORDS);
    let decimal = canonical.bytes().all(|byte| byte.is_ascii_digit());
    if decimal && separator != b':' && !context.any() {
        return;
    }
    let evidence = Evidence::new("six hexadecimal bytes, joined as in hardware addresses", 0.6)
        .context(context, 0.3, 0.25)
        .penalty_if(
            canonical.starts_with("00005e0053"),
            "reserved for documentation",
            0.4,
        );
    sink.push(&SPEC, first..last, canonical, evidence);
}
