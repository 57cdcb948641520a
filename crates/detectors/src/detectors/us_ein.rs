//! Finds United States employer identification numbers: nine digits, written 2-7. Those of sole proprietors
//! name a person.
//!
//! **How.** The first two digits are one of the prefixes that are given out (Internal Revenue Service, "How
//! EINs are assigned and valid EIN prefixes"). There is no checksum. It counts only next to a word such as
//! *ein* or *fein*, or in a column of such a name.
//!
//! **Limits.** Any nine digits in such a column pass if the prefix does.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_ein",
    title: "US employer identification number (EIN)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("us_ein.rs"),
    examples: &[
        "EIN: 94-2404110",
        "Employer Identification Number 13-1837418",
        "fein=941737782",
    ],
    counterexamples: &[
        "94-2404110",
        "EIN 07-1234567",
        "EIN 94-24041101",
        "protein 94-2404110",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["##-#######", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "ein",
    "fein",
    "employer identification",
    "employer identification number",
    "employer id",
    "federal tax id",
    "federal id",
    "fed tax id",
    "tax id",
    "tin",
    "irs number",
]);

fn check(code: &[u8]) -> Check {
    let prefix = number(&code[..2]);
    if matches!(prefix, 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97) {
        return Check::No;
    }
    Check::Plausible("the prefix is given out", 0.1)
}
