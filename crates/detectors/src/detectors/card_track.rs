//! Finds the data of a payment card's magnetic stripe: tracks 1 and 2. With them a card can be copied; PCI DSS forbids
//! to store them at all.
//!
//! **How.** Track 1 is `%B`, the card number, `^`, the name, `^` and the date of expiry; track 2 is `;`, the card
//! number, `=` and the date (ISO/IEC 7813). The number is right by Luhn's formula and the month is one.
//!
//! **Limits.** Track 3, and tracks that are encrypted or encoded, are not looked for.

use crate::{
    checksum::luhn,
    dates::number,
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "card_track",
    title: "Payment card track data",
    category: Category::Financial,
    severity: Severity::Critical,
    version: 1,
    source: include_str!("card_track.rs"),
    examples: &[
        "%B4000000760000002^SAMPLE/ALEX^2712101000000000000?",
        ";4000000760000002=27121010000000000000?",
        "track2=;5555555555554444=30051011000?",
    ],
    counterexamples: &[
        ";4000000760000003=27121010000000000000?",
        ";4000000760000002=27131010000000000000?",
        "4000000760000002=27121010000000000000",
        "%B4000000760000002^SAMPLE/ALEX",
    ],
    trigger: Trigger::Runs(13..=20, check),
};

/// A name on track 1 has at most 26 characters.
const NAME: usize = 26;

fn check(sink: &mut Sink<'_>, begin: usize, end: usize) {
    if !(13..=20).contains(&(end - begin)) {
        return;
    }
    let (card, start, rest) = match (sink.before(begin), sink.at(begin), sink.at(end)) {
        (b';', _, b'=') => (begin..end, begin - 1, end + 1),
        (b'%', b'B' | b'b', b'^') => {
            let name = &sink.bytes[end + 1..];
            let Some(length) = name.iter().take(NAME + 1).position(|byte| *byte == b'^') else {
                return;
            };
            (begin + 1..end, begin - 1, end + 1 + length + 1)
        }
        _ => return,
    };
    let card = &sink.bytes[card];
    if !card.iter().all(u8::is_ascii_digit) {
        return;
    }
    let Some(date) = sink
        .bytes
        .get(rest..rest + 4)
        .filter(|date| date.iter().all(u8::is_ascii_digit))
    else {
        return;
    };
    if !luhn(card) || !(1..=12).contains(&number(&date[2..])) {
        return;
    }
    let more = sink.bytes[rest..]
        .iter()
        .take(60)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let end = rest + more + usize::from(sink.at(rest + more) == b'?');
    let span = start..end;
    if sink.place(span.clone()).is_none() {
        return;
    }
    let canonical = String::from_utf8_lossy(&sink.bytes[span.clone()]).into_owned();
    let evidence = Evidence::new("marks of a track, a card number and a date", 0.5)
        .checksum("Luhn checksum passes", 0.45);
    sink.push(&SPEC, span, canonical, evidence);
}
