//! Finds numbers of French businesses (SIREN): nine digits. Those of the self-employed name a person.
//!
//! **How.** The last digit is right by Luhn's formula (INSEE, "Numéro Siren"). It counts only next to a word
//! such as *siren* or *numéro siren*, or in a column of such a name.
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
    id: "fr_siren",
    title: "French company number (SIREN)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("fr_siren.rs"),
    examples: &[
        "siren: 145 046 082",
        "numéro siren: 629524364",
        "n° siren: 616 500 526",
    ],
    counterexamples: &["358383560", "siren: 381 914 721", "siren: 454 398 5387"],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ###", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "siren",
    "numéro siren",
    "n° siren",
    "no siren",
    "rcs",
    "numero siren",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(luhn(code))
}
