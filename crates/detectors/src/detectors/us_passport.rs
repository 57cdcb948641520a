//! Finds numbers of United States passports: nine digits, or a letter and eight digits.
//!
//! **How.** The shape is all there is to go by (Department of State, "Next Generation Passport"). It counts
//! only next to a word such as *us passport* or *american passport*, or in a column of such a name.
//!
//! **Limits.** Beside the word passport alone it is reported as a passport of any country.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_passport",
    title: "US passport number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("us_passport.rs"),
    examples: &[
        "US passport: A12345679",
        "passport card C03005988",
        "us_passport=X10293847",
    ],
    counterexamples: &[
        "A12345679",
        "US passport A1234567",
        "US passport A123456790",
        "passport A12345679",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["A########", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "us passport",
    "american passport",
    "passport book",
    "passport card",
    "passport card number",
    "us passport number",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("a letter and eight digits, or nine digits", 0.1)
}
