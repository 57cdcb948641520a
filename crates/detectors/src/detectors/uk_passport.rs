//! Finds numbers of British passports: nine digits, or a letter and eight digits.
//!
//! **How.** The shape is all there is to go by (Council of the European Union, PRADO, British passports). It
//! counts only next to a word such as *uk passport* or *british passport*, or in a column of such a name.
//!
//! **Limits.** Beside the word passport alone it is reported as a passport of any country.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_passport",
    title: "UK passport number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("uk_passport.rs"),
    examples: &[
        "UK passport: 532040137",
        "British passport A12345678",
        "uk_passport=107185703",
    ],
    counterexamples: &[
        "532040137",
        "uk passport 5320401371",
        "passport 532040137",
        "uk passport 222222222",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########", "A########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "uk passport",
    "british passport",
    "gb passport",
    "uk passport number",
    "hm passport",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("nine digits, or a letter and eight", 0.1)
}
