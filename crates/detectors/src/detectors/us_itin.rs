//! Finds United States individual taxpayer identification numbers, for people who cannot get a social
//! security number: nine digits that begin with 9.
//!
//! **How.** The fourth and fifth digits are 50–65, 70–88, 90–92 or 94–99 (Internal Revenue Service, IRM
//! 3.21.263). There is no checksum. Written with its separators it may stand alone; bare it counts only next
//! to a word such as *itin* or *individual taxpayer*, or in a column of such a name.
//!
//! **Limits.** Any such nine digits with dashes pass, but beside words such as *stock*, *part* or *order*, which
//! number goods and papers in the same form.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_itin",
    title: "US individual taxpayer number (ITIN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 2,
    source: include_str!("us_itin.rs"),
    examples: &[
        "ITIN: 912-71-1234",
        "itin=900701234",
        "tax id 987 94 4321",
        "955-50-1234",
    ],
    counterexamples: &[
        "stock code 955-50-1234",
        "912701234",
        "812-70-1234",
        "912-93-1234",
        "912-70-12345",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["###-##-####", "#########", "### ## ####"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "itin",
    "individual taxpayer",
    "individual taxpayer identification number",
    "taxpayer id",
    "taxpayer identification",
    "taxpayer identification number",
    "tin",
    "tax id",
]);

fn check(code: &[u8]) -> Check {
    if code[0] != b'9' || !matches!(number(&code[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99) {
        return Check::No;
    }
    Check::Plausible("9 and the group are in use", 0.25)
}
