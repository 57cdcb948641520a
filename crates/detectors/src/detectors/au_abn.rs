//! Finds Australian business numbers (ABN): eleven digits. Those of sole traders name a person.
//!
//! **How.** One is taken from the first digit; the digits weighed with 10 1 3 5 7 9 11 13 15 17 19 then add
//! up to a multiple of 89 (Australian Business Register, "Format of the ABN"). It counts only next to a word
//! such as *abn* or *australian business number*, or in a column of such a name.
//!
//! **Limits.** One in 89 numbers of eleven digits passes.

use crate::{
    checksum::weighted,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "au_abn",
    title: "Australian business number",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("au_abn.rs"),
    examples: &[
        "abn: 57 704 533 685",
        "australian business number: 92314780375",
        "abn number: 95 451 562 907",
    ],
    counterexamples: &["80555396588", "abn: 17 989 535 060", "abn: 57 229 647 8197"],
    trigger: Trigger::Shaped(Shape {
        forms: &["## ### ### ###", "###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "abn",
    "australian business number",
    "abn number",
    "business number",
]);

fn check(code: &[u8]) -> Check {
    if number(&code[..2]) < 11 {
        return Check::No;
    }
    let sum = weighted(code, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10;
    Check::of(sum.is_multiple_of(89), "the check digits are right", 0.4)
}
