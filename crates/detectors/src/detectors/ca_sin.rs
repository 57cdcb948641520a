//! Finds Canadian social insurance numbers (SIN, NAS): nine digits, printed in threes.
//!
//! **How.** The first digit is neither 0 nor 8, and the last is right by Luhn's formula (Employment and
//! Social Development Canada, "SIN Code of Practice"). It counts only next to a word such as *sin* or *social
//! insurance*, or in a column of such a name.
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
    id: "ca_sin",
    title: "Canadian social insurance number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ca_sin.rs"),
    examples: &[
        "sin: 626 655 997",
        "social insurance: 396-440-034",
        "social insurance number: 535837231",
    ],
    counterexamples: &["202096400", "sin: 426 058 670", "sin: 935 888 8347"],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ###", "###-###-###", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "sin",
    "social insurance",
    "social insurance number",
    "sin number",
    "nas",
    "assurance sociale",
    "numéro d'assurance sociale",
    "no nas",
]);

fn check(code: &[u8]) -> Check {
    if matches!(code[0], b'0' | b'8') {
        return Check::No;
    }
    Check::digit(luhn(code))
}
