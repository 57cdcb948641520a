//! Finds routing numbers of United States banks: nine digits. With an account number they are enough to take
//! money.
//!
//! **How.** The first two digits are 00–12, 21–32, 61–72 or 80, and the digits weighed with 3 7 1 in turn add
//! up to a multiple of ten (American Bankers Association, "Routing number policy"). It counts only next to a
//! word such as *routing* or *routing number*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits with such a beginning has a right check digit.

use crate::{
    checksum::weighted,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_aba_routing",
    title: "US bank routing number (ABA)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("us_aba_routing.rs"),
    examples: &[
        "routing: 321818997",
        "routing number: 3284-6173-2",
        "routing no: 328239168",
    ],
    counterexamples: &["284300306", "routing: 322045640", "routing: 3138328427"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########", "####-####-#"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "routing",
    "routing number",
    "routing no",
    "aba",
    "aba number",
    "aba routing",
    "rtn",
    "routing transit",
    "routing transit number",
    "transit number",
    "bank routing",
]);

fn check(code: &[u8]) -> Check {
    if !matches!(number(&code[..2]), 0..=12 | 21..=32 | 61..=72 | 80) {
        return Check::No;
    }
    Check::digit(weighted(code, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10))
}
