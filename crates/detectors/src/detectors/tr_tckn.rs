//! Finds Turkish identity numbers (T.C. kimlik numarası): eleven digits.
//!
//! **How.** The first digit is not 0, seven times the sum of the first, third … ninth less that of the second
//! … eighth, modulo 10, gives the tenth, and the sum of the first ten the last (Nüfus ve Vatandaşlık İşleri).
//! It counts only next to a word such as *tc kimlik* or *tckn*, or in a column of such a name.
//!
//! **Limits.** One in a hundred numbers of eleven digits has right check digits.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "tr_tckn",
    title: "Turkish identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("tr_tckn.rs"),
    examples: &[
        "TC Kimlik No: 55886215796",
        "tckn=87842796810",
        "TC Kimlik 65617712814",
    ],
    counterexamples: &["44764372546", "TCKN: 63183489261", "TC Kimlik 01234567890"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "tc kimlik",
    "tckn",
    "kimlik numarası",
    "kimlik no",
    "tc kimlik no",
    "tc no",
    "tcno",
    "kimlik numarasi",
    "tc kimlik numarası",
    "vatandaşlık no",
]);

fn check(code: &[u8]) -> Check {
    if code[0] == b'0' {
        return Check::No;
    }
    let (odd, even) = (
        weighted(code, &[1, 0, 1, 0, 1, 0, 1, 0, 1]),
        weighted(code, &[0, 1, 0, 1, 0, 1, 0, 1]),
    );
    let tenth = (odd * 7 + 10 * even - even) % 10;
    let right = tenth == digit(code[9]) && (odd + even + tenth) % 10 == digit(code[10]);
    Check::of(right, "both check digits are right", 0.4)
}
