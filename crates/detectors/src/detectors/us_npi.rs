//! Finds national provider identifiers of the United States: ten digits that name a doctor or a health
//! organisation.
//!
//! **How.** The first digit is 1 or 2, and all are right by Luhn's formula with 80840 in front (Centers for
//! Medicare & Medicaid Services, "Requirements for National Provider Identifier check digit"). It counts only
//! next to a word such as *npi* or *npi number*, or in a column of such a name.
//!
//! **Limits.** One in ten such numbers has a right check digit.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_npi",
    title: "US national provider identifier (NPI)",
    category: Category::Health,
    severity: Severity::Low,
    version: 1,
    source: include_str!("us_npi.rs"),
    examples: &["NPI: 2865190732", "provider 2833202833", "npi_number=2835966377"],
    counterexamples: &["1732719905", "npi: 2348337070", "npi: 18175506397"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "npi",
    "npi number",
    "npi no",
    "national provider",
    "national provider identifier",
    "provider id",
    "provider number",
    "provider",
    "rendering provider",
    "billing provider",
]);

fn check(code: &[u8]) -> Check {
    if !matches!(code[0], b'1' | b'2') {
        return Check::No;
    }
    let mut digits = *b"80840..........";
    digits[5..].copy_from_slice(code);
    Check::digit(luhn(&digits))
}
