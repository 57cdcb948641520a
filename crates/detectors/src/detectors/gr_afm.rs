//! Finds Greek tax numbers (ΑΦΜ): nine digits.
//!
//! **How.** The first eight digits weighed with 256, 128, … 2, modulo 11, give the last, 0 for ten
//! (Independent Authority for Public Revenue). It counts only next to a word such as *αφμ* or *afm*, or in a
//! column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "gr_afm",
    title: "Greek tax number (AFM)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("gr_afm.rs"),
    examples: &[
        "αφμ: 436433351",
        "afm: EL815991350",
        "αριθμός φορολογικού μητρώου: 879956267",
    ],
    counterexamples: &["377901895", "αφμ: 374924600", "αφμ: 4865212127"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########", "EL#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "αφμ",
    "afm",
    "αριθμός φορολογικού μητρώου",
    "φορολογικού μητρώου",
    "vat",
    "tax number",
]);

fn check(code: &[u8]) -> Check {
    let digits = code.strip_prefix(b"EL").unwrap_or(code);
    let sum = weighted(&digits[..8], &[256, 128, 64, 32, 16, 8, 4, 2]);
    Check::digit(sum % 11 % 10 == digit(digits[8]))
}
