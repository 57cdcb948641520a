//! Finds numbers of Indian electors' photo identity cards: three letters and seven digits.
//!
//! **How.** The digits are right by Luhn's formula (Election Commission of India, "EPIC numbering"). It
//! counts only next to a word such as *epic* or *epic no*, or in a column of such a name.
//!
//! **Limits.** One in ten such codes has a right check digit; old cards have other numbers.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_epic",
    title: "Indian voter card number (EPIC)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("in_epic.rs"),
    examples: &[
        "epic: RMS9590589",
        "epic no: VSH6362982",
        "epic number: SKS3516325",
    ],
    counterexamples: &["ZLH8049538", "epic: CYR3255760", "epic: MPH60889267"],
    trigger: Trigger::Shaped(Shape {
        forms: &["AAA#######"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "epic",
    "epic no",
    "epic number",
    "voter",
    "voter id",
    "voter card",
    "voters id",
    "elector",
    "मतदाता",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(luhn(&code[3..]))
}
