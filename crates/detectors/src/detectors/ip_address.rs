//! Finds IP addresses, version 4 and 6. An address of a person's line is personal data (Court of Justice of the
//! EU, C-582/14), and addresses of hosts draw a network's map.
//!
//! **How.** Dotted quads and colon groups are parsed as the standard library does (RFC 6943's strict form: no
//! leading zeros), and must stand alone. Words such as *ip*, *host*, *client*, *adresse* add confidence.
//!
//! **Limits.** A four-part version number parses as an address; it is reported low when a word such as *version*
//! or a `v` precedes it or all its parts are small. Private, loopback, link-local, documentation and other
//! special ranges (RFC 1918, 5737, 6890, 3849, 4193) are reported low, because they name nobody.

use crate::{
    digits::{COLON, Chain, DOTTED},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ip_address",
    title: "IP address",
    category: Category::Network,
    severity: Severity::Low,
    version: 1,
    source: include_str!("ip_address.rs"),
    examples: &[
        "client 193.0.6.139 connected",
        "198.41.0.4",
        "2001:503:ba3e::2:30",
        "[2001:7fd::1]:53",
    ],
    counterexamples: &[
        "192.168.1.17",
        "version 10.15.7.3",
        "1.2.3.4",
        "193.0.6.139.5",
        "12:34:56",
        "2001:db8::17",
        "256.1.1.1",
        "std::a1::b2",
    ],
    trigger: Trigger::Digits(DOTTED | COLON, check),
};

static WORDS: Words = Words::new(&[
    "ip",
    "ipv4",
    "ipv6",
    "ip address",
    "ip addr",
    "addr",
    "address",
    "remote addr",
    "client",
    "client ip",
    "host",
    "server",
    "peer",
    "from",
    "source",
    "src",
    "dst",
    "x forwarded for",
    "adresse",
    "ip adresse",
    "dirección",
    "indirizzo",
    "adres",
    "endereço",
]);

static VERSION_WORDS: Words = Words::new(&[
    "version", "versions", "ver", "v", "release", "build", "firmware", "revision", "chrome", "safari",
    "edge", "oid", "versión", "versione", "versie", "versão",
]);

fn check(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let groups = &chain.groups()[at..];
    if let [a, b, c, d, ..] = groups
        && a.separator == b'.'
        && b.separator == b'.'
        && c.separator == b'.'
        && [a, b, c, d].iter().all(|group| group.len() <= 3)
        && d.separator != b'.'
        && chain.separator_before(at) != b'.'
    {
        version_four(sink, a.start, d.end);
        return;
    }
    let group = groups[0];
    if group.len() <= 4 {
        version_six(sink, group.start);
    }
}

fn version_four(sink: &mut Sink<'_>, start: usize, end: usize) {
    let before = sink.before(start);
    let after = sink.at(end);
    if wordy(before)
        || matches!(before, b'.' | b'-')
        || wordy(after)
        || (after == b'-' && wordy(sink.at(end + 1)))
    {
        return;
    }
    // `::ffff:193.0.6.139` is one address of version 6; the part after its colons is still worth having.
    let Some(address) = sink
        .window
        .text
        .get(start..end)
        .and_then(|text| text.parse::<Ipv4Addr>().ok())
    else {
        return;
    };
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let special = special_four(address);
    let context = place.context(&WORDS);
    // `Chrome/126.0.0.0` and `/24`-less paths: a name and a slash before the number.
    let versioned = before == b'/' && sink.before(start - 1).is_ascii_alphanumeric()
        || place
            .before(&VERSION_WORDS, 12)
            .is_some_and(|(_, word_end)| word_end + 3 >= start);
    let evidence = Evidence::new("four parts from 0 to 255", 0.6)
        .context(context, 0.25, 0.15)
        .penalty_if(special.is_some(), special.unwrap_or_default(), 0.35)
        .penalty_if(versioned, "reads like a version number", 0.4)
        .penalty_if(
            address.octets().iter().all(|octet| *octet < 20),
            "all parts are small, as in version numbers",
            0.2,
        );
    sink.push(&SPEC, start..end, address.to_string(), evidence);
}

fn special_four(address: Ipv4Addr) -> Option<&'static str> {
    let octets = address.octets();
    Some(match octets {
        _ if address.is_loopback() => "a loopback address",
        _ if address.is_private() || (octets[0] == 100 && octets[1] & 0xc0 == 64) => "a private address",
        _ if address.is_link_local() => "a link-local address",
        _ if address.is_documentation() => "an address reserved for documentation",
        [0 | 224..=255, ..] => "an address of no single host",
        [_, _, _, 0] => "an address that ends in 0, like a network or a version",
        _ => return None,
    })
}

fn version_six(sink: &mut Sink<'_>, digit: usize) {
    let belongs = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
    let mut start = digit;
    while start > 0 && digit - start < 40 && belongs(sink.bytes[start - 1]) {
        start -= 1;
        // Each address is looked at once: from its first digit.
        if sink.bytes[start].is_ascii_digit() {
            return;
        }
    }
    let mut end = digit;
    let mut colons = sink.bytes[start..digit]
        .iter()
        .filter(|byte| **byte == b':')
        .count();
    let mut two = sink.bytes[start..digit].array_windows().any(|two| two == b"::");
    while end < sink.bytes.len() && end - digit < 46 {
        let byte = sink.bytes[end];
        if byte == b':' {
            colons += 1;
            two |= sink.bytes[end - 1] == b':';
        } else if !byte.is_ascii_hexdigit() {
            break;
        }
        end += 1;
    }
    // Times of day have two colons; an address has seven, or two in a row.
    if colons < 2 || colons < 7 && !two {
        return;
    }
    // A sentence's colon at the end, a label's at the beginning.
    if sink.bytes[start..end].ends_with(b":") && !sink.bytes[start..end].ends_with(b"::") {
        end -= 1;
    }
    if sink.bytes[start..end].starts_with(b":") && !sink.bytes[start..end].starts_with(b"::") {
        start += 1;
    }
    if wordy(sink.before(start)) || wordy(sink.at(end)) {
        return;
    }
    let Some(text) = sink.window.text.get(start..end) else {
        return;
    };
    if text.len() < 6 && !text.starts_with("::") {
        return;
    }
    let Ok(address) = text.parse::<Ipv6Addr>() else {
        return;
    };
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let special = special_six(address);
    let evidence = Evidence::new("groups of an IPv6 address", 0.7)
        .context(place.context(&WORDS), 0.2, 0.15)
        .penalty_if(special.is_some(), special.unwrap_or_default(), 0.4);
    sink.push(&SPEC, start..end, IpAddr::V6(address).to_string(), evidence);
}

fn special_six(address: Ipv6Addr) -> Option<&'static str> {
    let first = address.segments();
    Some(match first {
        _ if address.is_loopback() || address.is_unspecified() => "a loopback address",
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => "an address reserved for documentation",
        [0xfe80..=0xfebf, ..] => "a link-local address",
        [0xfc00..=0xfdff, ..] => "a private address",
        [0xff00..=0xffff, ..] => "an address of no single host",
        // Only 2000::/3 is given out to networks (IANA).
        [0x2000..=0x3fff, ..] => return None,
        _ => "outside the ranges in use",
    })
}
