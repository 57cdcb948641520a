//! Finds numbers of patients of the National Health Service in England, Wales and the Isle of Man: ten
//! digits, printed 3-3-4.
//!
//! **How.** The digits weighed with 10 to 2 and the check digit add up to a multiple of eleven (NHS Data
//! Dictionary, "NHS Number"). It counts only next to a word such as *nhs* or *nhs number*, or in a column of
//! such a name.
//!
//! **Limits.** One in eleven numbers of ten digits has a right check digit. Numbers that begin with 999 are
//! for tests.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_nhs_number",
    title: "NHS number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("uk_nhs_number.rs"),
    examples: &[
        "nhs: 672 173 2092",
        "nhs number: 441-526-3569",
        "nhs no: 6340240089",
    ],
    counterexamples: &["4143383969", "nhs: 684 155 8791", "nhs: 434 426 97217"],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ####", "###-###-####", "##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nhs",
    "nhs number",
    "nhs no",
    "nhsnumber",
    "patient number",
    "rhif gig",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(weighted(code, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}
