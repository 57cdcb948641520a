//! Finds United States taxpayer numbers of children in pending adoptions: nine digits that begin with 9 and
//! have 93 in the middle.
//!
//! **How.** The fourth and fifth digits are 93 (Internal Revenue Service, Form W-7A). There is no checksum.
//! Written with its separators it may stand alone; bare it counts only next to a word such as *atin* or
//! *adoption taxpayer*, or in a column of such a name.
//!
//! **Limits.** Any such nine digits with dashes pass.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_atin",
    title: "US adoption taxpayer number (ATIN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("us_atin.rs"),
    examples: &["ATIN: 912-93-1234", "912-93-4321", "tax_id=900931234"],
    counterexamples: &["912931234", "ATIN 812-93-1234", "ATIN 912-70-1234"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###-##-####", "#########"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "atin",
    "adoption taxpayer",
    "adoption taxpayer identification number",
    "taxpayer id",
    "tin",
    "tax id",
]);

fn check(code: &[u8]) -> Check {
    if code[0] != b'9' || number(&code[3..5]) != 93 {
        return Check::No;
    }
    Check::Plausible("9 and 93", 0.25)
}
