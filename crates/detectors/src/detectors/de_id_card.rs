//! Finds numbers of German identity cards and passports: nine letters and digits, with or without the check
//! digit.
//!
//! **How.** The first is a letter of those in use, vowels and letters that look like digits never occur, and
//! the check digit, if written, is that of travel documents: weights 7 3 1, modulo 10 (ICAO Doc 9303;
//! Personalausweisverordnung, annex). It counts only next to a word such as *personalausweis* or
//! *personalausweisnummer*, or in a column of such a name.
//!
//! **Limits.** Without its check digit the shape is all there is to go by.

use crate::{
    checksum::{digit, icao},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_id_card",
    title: "German identity card or passport number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("de_id_card.rs"),
    examples: &[
        "Personalausweis: JN18161267",
        "Reisepass Nr. C01X00T47",
        "Ausweisnummer L01X00T471",
    ],
    counterexamples: &[
        "C01X00T47",
        "Personalausweis W2306366F0",
        "Reisepass AEI000O47",
        "Reisepass C01X00T47K2",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["AXXXXXXXX#", "AXXXXXXXX"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "personalausweis",
    "personalausweisnummer",
    "ausweisnummer",
    "ausweis nr",
    "perso",
    "reisepass",
    "reisepassnummer",
    "pass nr",
    "passnummer",
    "german passport",
    "german id",
]);

fn check(code: &[u8]) -> Check {
    let known = |byte: &u8| matches!(byte, b'0'..=b'9' | b'C' | b'F'..=b'H' | b'J'..=b'N' | b'P' | b'R' | b'T' | b'V'..=b'Z');
    if !code[..9].iter().all(known) || !code[1..].iter().any(u8::is_ascii_digit) {
        return Check::No;
    }
    match code.get(9) {
        Some(last) => Check::digit(icao(&code[..9]) == digit(*last)),
        None => Check::Plausible("letters and digits that are in use", 0.1),
    }
}
