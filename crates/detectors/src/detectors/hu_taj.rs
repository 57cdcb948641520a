//! Finds Hungarian social security numbers (TAJ szám): nine digits, printed in threes.
//!
//! **How.** The first eight digits weighed with 3 and 7 in turn, modulo 10, give the last (Act XX of 1996 on
//! identification, annex). It counts only next to a word such as *taj* or *taj szám*, or in a column of such
//! a name.
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
    id: "hu_taj",
    title: "Hungarian social security number (TAJ)",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("hu_taj.rs"),
    examples: &["taj: 790 907 099", "taj szám: 309-532-396", "tajszám: 152838995"],
    counterexamples: &["002434575", "taj: 379 845 090", "taj: 434 812 1497"],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ###", "###-###-###", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "taj",
    "taj szám",
    "tajszám",
    "taj szam",
    "társadalombiztosítási azonosító jel",
    "társadalombiztosítási",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(weighted(code, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == digit(code[8]))
}
