//! Finds Swiss social insurance numbers (AHV, AVS): 756, nine digits and a check digit.
//!
//! **How.** It begins with 756, and the last digit is that of EAN-13: weights 1 and 3 in turn, modulo 10
//! (Central Compensation Office, "AHV-Nummer"). Written with its separators it may stand alone; bare it
//! counts only next to a word such as *ahv* or *ahv nr*, or in a column of such a name.
//!
//! **Limits.** Bar codes of Swiss private use do not begin so, but one in ten of all numbers that do has a
//! right check digit.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ch_ahv",
    title: "Swiss social insurance number (AHV)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ch_ahv.rs"),
    examples: &[
        "AHV-Nr. 756.7293.8343.76",
        "756.4638.9271.20",
        "numéro AVS 7561449336417",
    ],
    counterexamples: &[
        "7568189360023",
        "AHV 756.1945.1884.70",
        "755.1234.5678.97",
        "AHV 75696215321767",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["###.####.####.##", "756##########"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "ahv",
    "ahv nr",
    "ahv nummer",
    "ahvnummer",
    "avs",
    "numéro avs",
    "no avs",
    "numero avs",
    "oasi",
    "sozialversicherungsnummer",
    "navs",
    "ahvn13",
    "navs13",
]);

fn check(code: &[u8]) -> Check {
    if !code.starts_with(b"756") {
        return Check::No;
    }
    let sum = weighted(code, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    Check::of(sum.is_multiple_of(10), "756 and the check digit are right", 0.4)
}
