//! Finds Australian company numbers (ACN): nine digits.
//!
//! **How.** The first eight digits weighed with 8 to 1, modulo 10, taken from ten, give the last (Australian
//! Securities and Investments Commission, "Australian Company Number digit check"). It counts only next to a
//! word such as *acn* or *australian company number*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "au_acn",
    title: "Australian company number",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("au_acn.rs"),
    examples: &[
        "acn: 248 629 003",
        "australian company number: 639524468",
        "acn number: 003 104 194",
    ],
    counterexamples: &["268659310", "acn: 231 391 930", "acn: 344 970 9767"],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ###", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["acn", "australian company number", "acn number"]);

fn check(code: &[u8]) -> Check {
    let sum = weighted(code, &[8, 7, 6, 5, 4, 3, 2, 1]);
    Check::digit((10 - sum % 10) % 10 == digit(code[8]))
}
