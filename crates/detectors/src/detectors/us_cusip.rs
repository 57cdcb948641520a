//! Finds CUSIP numbers of North American securities: nine letters and digits.
//!
//! **How.** Every second value, letters from 10 on, is doubled, the digits are added, and the sum modulo 10,
//! taken from ten, gives the last digit (ANSI X9.6; CUSIP Global Services). It counts only next to a word
//! such as *cusip* or *cusip number*, or in a column of such a name.
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
    id: "us_cusip",
    title: "CUSIP number",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("us_cusip.rs"),
    examples: &["CUSIP: 063628804", "cusip 037833100", "CUSIP no 61999J707"],
    counterexamples: &["82915M582", "cusip: M9817J690", "cusip: 7826647917"],
    trigger: Trigger::Shaped(Shape {
        forms: &["XXXXXXXX#"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cusip",
    "cusip number",
    "cusip no",
    "security id",
    "security identifier",
]);

fn check(code: &[u8]) -> Check {
    let sum: u32 = code[..8]
        .iter()
        .zip([1, 2].into_iter().cycle())
        .map(|(byte, times)| value36(*byte) * times)
        .map(|value| value / 10 + value % 10)
        .sum();
    Check::digit((10 - sum % 10) % 10 == digit(code[8]))
}
