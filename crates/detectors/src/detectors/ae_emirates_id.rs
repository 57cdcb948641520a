//! Finds identity numbers of the United Arab Emirates: 784, year of birth, seven digits and a check digit.
//!
//! **How.** It begins with 784 (the country by ISO 3166-1), the year is one of a person, and the last digit
//! is right by Luhn's formula (Federal Authority for Identity and Citizenship). Written with its separators
//! it may stand alone; bare it counts only next to a word such as *emirates id* or *eid*, or in a column of
//! such a name.
//!
//! **Limits.** One in ten numbers that begin so has a right check digit.

use crate::{
    checksum::luhn,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ae_emirates_id",
    title: "Emirates ID",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ae_emirates_id.rs"),
    examples: &[
        "Emirates ID: 784-1913-0640736-1",
        "784-2049-3046184-3",
        "رقم الهوية 784208192022706",
    ],
    counterexamples: &[
        "784205221587162",
        "Emirates ID 784-1976-3487388-0",
        "784-1800-1234567-1",
        "785-1984-1234567-1",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["784-####-#######-#", "784############", "784 #### ####### #"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "emirates id",
    "eid",
    "uae id",
    "emirates id number",
    "هوية",
    "رقم الهوية",
    "الهوية",
]);

fn check(code: &[u8]) -> Check {
    let year = number(&code[3..7]);
    if !code.starts_with(b"784") || !(1900..=2099).contains(&year) {
        return Check::No;
    }
    Check::of(luhn(code), "784, the year and the check digit are right", 0.4)
}
