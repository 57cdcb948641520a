//! Finds numbers of Australian Medicare cards: eight digits, a check digit, the issue, and sometimes the
//! person's place on the card.
//!
//! **How.** The first digit is 2 to 6, and the first eight weighed with 1 3 7 9 1 3 7 9, modulo 10, give the
//! ninth (Services Australia; METEOR, "Person—Medicare card number"). It counts only next to a word such as
//! *medicare* or *medicare number*, or in a column of such a name.
//!
//! **Limits.** One in ten such numbers has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "au_medicare",
    title: "Australian Medicare number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("au_medicare.rs"),
    examples: &[
        "Medicare: 6873 72188 3",
        "Medicare No. 4137792184",
        "medicare_number=5493130342",
        "Medicare card 2951 61677 1-2",
    ],
    counterexamples: &[
        "4392204314",
        "Medicare 2951 61666 1",
        "Medicare 1951 61677 1",
        "Medicare 2951 61677 12",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "#### ##### #",
            "##########",
            "#### ##### #-#",
            "#### ##### # #",
            "###########",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "medicare",
    "medicare number",
    "medicare no",
    "medicare card",
    "medicare card number",
]);

fn check(code: &[u8]) -> Check {
    if !(b'2'..=b'6').contains(&code[0]) {
        return Check::No;
    }
    Check::digit(weighted(code, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == digit(code[8]))
}
