//! Finds Croatian personal identification numbers (osobni identifikacijski broj, OIB): eleven digits.
//!
//! **How.** The last digit is right by ISO 7064 mod 11,10 (Zakon o osobnom identifikacijskom broju; Porezna
//! uprava). It counts only next to a word such as *oib* or *osobni identifikacijski broj*, or in a column of
//! such a name.
//!
//! **Limits.** One in ten numbers of eleven digits has a right check digit.

use crate::{
    checksum::mod_11_10,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "hr_oib",
    title: "Croatian personal number (OIB)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("hr_oib.rs"),
    examples: &[
        "oib: 35020647542",
        "osobni identifikacijski broj: HR47686849574",
        "osobni broj: 87801338774",
    ],
    counterexamples: &["28433671818", "oib: 96527117650", "oib: 057657706147"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########", "HR###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["oib", "osobni identifikacijski broj", "osobni broj"]);

fn check(code: &[u8]) -> Check {
    Check::digit(mod_11_10(code.strip_prefix(b"HR").unwrap_or(code)))
}
