//! Finds Nigerian national identification numbers (NIN): eleven digits.
//!
//! **How.** The last digit is right by Verhoeff's formula (National Identity Management Commission). It
//! counts only next to a word such as *nin* or *national identification number*, or in a column of such a
//! name.
//!
//! **Limits.** One in ten numbers of eleven digits has a right check digit.

use crate::{
    checksum::verhoeff,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ng_nin",
    title: "Nigerian identity number (NIN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ng_nin.rs"),
    examples: &[
        "NIN: 67080443235",
        "nimc 53419552392",
        "National Identification Number 55610502347",
    ],
    counterexamples: &["59621324057", "NIN: 46209559911", "nine 23195754313"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nin",
    "national identification number",
    "national identity number",
    "nimc",
    "nin number",
    "nin no",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(verhoeff(code))
}
