//! Finds the lifelong part of German health insurance numbers (Krankenversichertennummer): a letter and nine
//! digits.
//!
//! **How.** The letter as its place in the alphabet, two digits, and the next eight are weighed with 1 and 2
//! in turn, the digits of the products added; the sum modulo 10 is the last digit (GKV-Spitzenverband,
//! "Krankenversichertennummer", § 290 SGB V). It counts only next to a word such as *kvnr* or
//! *krankenversichertennummer*, or in a column of such a name.
//!
//! **Limits.** One in ten such codes has a right check digit.

use crate::{
    checksum::{digit, value36},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_kvnr",
    title: "German health insurance number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("de_kvnr.rs"),
    examples: &[
        "kvnr: W498499284",
        "krankenversichertennummer: F561832222",
        "krankenversicherungsnummer: U914039645",
    ],
    counterexamples: &["Z448264611", "kvnr: F454295790", "kvnr: P0757148207"],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "kvnr",
    "krankenversichertennummer",
    "krankenversicherungsnummer",
    "krankenversicherung",
    "versichertennummer",
    "versicherten nr",
    "kv nummer",
    "health insurance number",
    "egk",
]);

fn check(code: &[u8]) -> Check {
    let letter = value36(code[0]) - 9;
    let values = [letter / 10, letter % 10].into_iter();
    let sum: u32 = values
        .chain(code[1..9].iter().map(|byte| digit(*byte)))
        .zip([1, 2].into_iter().cycle())
        .map(|(value, weight)| value * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    Check::digit(sum % 10 == digit(code[9]))
}
