//! Finds New Zealand tax numbers (IRD): eight or nine digits.
//!
//! **How.** The number is between 10,000,000 and 150,000,000, and the weights 3 2 7 6 5 4 3 2, or 7 4 3 2 5 2
//! 7 6 where the first give ten, modulo 11, give the last digit (Inland Revenue, "Resident withholding tax
//! specification"). It counts only next to a word such as *ird* or *ird number*, or in a column of such a
//! name.
//!
//! **Limits.** One in eleven such numbers has a right check digit.

use crate::{
    checksum::{digit, weighted},
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "nz_ird",
    title: "New Zealand tax number (IRD)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("nz_ird.rs"),
    examples: &[
        "ird: 60-868-271",
        "ird number: 078-352-159",
        "ird no: 103920647",
        "inland revenue: 85523279",
    ],
    counterexamples: &["117431576", "ird: 92-870-040", "ird: 71-358-7207"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##-###-###", "###-###-###", "#########", "########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "ird",
    "ird number",
    "ird no",
    "inland revenue",
    "tax number",
    "te tari taake",
]);

fn check(code: &[u8]) -> Check {
    let value = number(code);
    if value <= 10_000_000 || value >= 150_000_000 {
        return Check::No;
    }
    let (body, last) = (&code[..code.len() - 1], digit(code[code.len() - 1]));
    let skip = 8 - body.len();
    let rest = |weights: [u32; 8]| (11 - weighted(body, &weights[skip..]) % 11) % 11;
    let check = match rest([3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => rest([7, 4, 3, 2, 5, 2, 7, 6]),
        first => first,
    };
    Check::digit(check == last)
}
