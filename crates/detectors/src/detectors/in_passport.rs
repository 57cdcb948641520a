//! Finds numbers of Indian passports: a letter and seven digits.
//!
//! **How.** The letter is none of O, Q, X and Z, the first digit not 0 (Ministry of External Affairs,
//! Passport Seva). There is no check digit. It counts only next to a word such as *indian passport* or *india
//! passport*, or in a column of such a name.
//!
//! **Limits.** The shape is all there is to go by.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_passport",
    title: "Indian passport number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("in_passport.rs"),
    examples: &[
        "Indian passport: K1234567",
        "india_passport=M8524716",
        "पासपोर्ट J8369854",
    ],
    counterexamples: &[
        "K1234567",
        "Indian passport Q1234567",
        "Indian passport K12345678",
        "passport K1234567",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#######", "A# ######"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "indian passport",
    "india passport",
    "passport india",
    "पासपोर्ट",
    "passport seva",
]);

fn check(code: &[u8]) -> Check {
    if matches!(code[0], b'O' | b'Q' | b'X' | b'Z') || code[1] == b'0' {
        return Check::No;
    }
    Check::Plausible("a letter and seven digits", 0.1)
}
