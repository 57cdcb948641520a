//! Finds Canadian business numbers: nine digits, often with a program account such as RT0001.
//!
//! **How.** The nine digits are right by Luhn's formula, and the program is RC, RM, RP or RT (Canada Revenue
//! Agency, "Business number"). It counts only next to a word such as *business number* or *bn*, or in a
//! column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits has a right check digit.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ca_business_number",
    title: "Canadian business number",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("ca_business_number.rs"),
    examples: &[
        "business number: 444523377",
        "BN 087309332RC1312",
        "business_number=087570180 RT 7483",
    ],
    counterexamples: &["033703786", "BN 360853020", "BN 123456782RX0001"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "#########",
            "#########AA####",
            "##### ####",
            "######### AA ####",
            "######### AA####",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "business number",
    "bn",
    "cra business",
    "gst hst",
    "gst number",
    "hst number",
    "numéro d'entreprise",
    "numero d'entreprise",
]);

fn check(code: &[u8]) -> Check {
    if code.len() == 15 && !matches!(&code[9..11], b"RC" | b"RM" | b"RP" | b"RT") {
        return Check::No;
    }
    Check::digit(luhn(&code[..9]))
}
