//! Finds numbers of Ontario health cards (OHIP): ten digits and often a version of two letters.
//!
//! **How.** The last digit is right by Luhn's formula (Ontario Ministry of Health, "Health Card Validation
//! Reference Manual"). It counts only next to a word such as *ohip* or *ohip number*, or in a column of such
//! a name.
//!
//! **Limits.** One in ten numbers of ten digits has a right check digit.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ca_ohip",
    title: "Ontario health card number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("ca_ohip.rs"),
    examples: &[
        "OHIP: 8619-199-238",
        "health card 1113517773",
        "Health Number 4200 562 934",
        "OHIP 9876-543-217-AB",
    ],
    counterexamples: &["4010071746", "OHIP: 5056-567-730", "OHIP 57263494667"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "####-###-###",
            "#### ### ###",
            "##########",
            "####-###-###-AA",
            "##########AA",
            "#### ### ### AA",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "ohip",
    "ohip number",
    "health card",
    "health card number",
    "health number",
    "ontario health",
    "hcn",
    "carte santé",
]);

fn check(code: &[u8]) -> Check {
    if code[0] == b'0' {
        return Check::No;
    }
    Check::digit(luhn(&code[..10]))
}
