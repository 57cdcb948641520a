//! Finds German tax identification numbers (steuerliche Identifikationsnummer), which name a person for life:
//! eleven digits.
//!
//! **How.** Of the first ten digits exactly one comes two or three times, and the last is right by ISO 7064
//! mod 11,10 (Bundeszentralamt für Steuern, "Die steuerliche Identifikationsnummer"; § 139b AO). It counts
//! only next to a word such as *steuer id* or *steuerid*, or in a column of such a name.
//!
//! **Limits.** One in about forty numbers of eleven digits passes both rules.

use crate::{
    checksum::{digit, mod_11_10},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_steuer_id",
    title: "German tax number (Steuer-ID)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("de_steuer_id.rs"),
    examples: &[
        "steuer id: 29 005 831 062",
        "steuerid: 53486201743",
        "steueridnr: 76 748 793 107",
    ],
    counterexamples: &[
        "66239460818",
        "steuer id: 65 480 222 370",
        "steuer id: 46 022 187 2597",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["## ### ### ###", "###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "steuer id",
    "steuerid",
    "steueridnr",
    "steuer idnr",
    "steueridentifikationsnummer",
    "steuerliche identifikationsnummer",
    "steuer identifikationsnummer",
    "idnr",
    "tin",
    "tax id",
    "tax identification number",
    "steuernummer",
]);

fn check(code: &[u8]) -> Check {
    let mut seen = [0u8; 10];
    for byte in &code[..10] {
        seen[digit(*byte) as usize] += 1;
    }
    let mut repeated = seen.into_iter().filter(|times| *times > 1);
    if code[0] == b'0' || !matches!(repeated.next(), Some(2 | 3)) || repeated.next().is_some() {
        return Check::No;
    }
    Check::of(
        mod_11_10(code),
        "the repeated digit and the check digit are right",
        0.35,
    )
}
