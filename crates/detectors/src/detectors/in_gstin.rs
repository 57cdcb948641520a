//! Finds numbers of the Indian goods and services tax: the state, a permanent account number, an entity
//! digit, Z and a check character. With them goes the tax number of a person.
//!
//! **How.** The state is 01 to 37, the account number is well formed, and the last character is right by
//! Luhn's formula over base 36 (GSTN, "GSTIN format"). It may stand alone; words such as *gstin* or *gst* add
//! confidence.

use crate::{
    checksum::luhn36,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_gstin",
    title: "Indian GST number (GSTIN)",
    category: Category::Financial,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("in_gstin.rs"),
    examples: &[
        "GSTIN: 22HXRJG3217F8ZQ",
        "34SCXGV2740H3Z2",
        "gst no 13AEEJY7917M6Z2",
    ],
    counterexamples: &["27HEIAH2216R4ZA", "GSTIN 99AAPFU0939F1ZV", "27AAPFU0939F1AV"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##AAAAA####AXAX"],
        words: &WORDS,
        need: Need::Nothing,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "gstin",
    "gst",
    "gst number",
    "gst no",
    "gstin no",
    "goods and services tax",
]);

fn check(code: &[u8]) -> Check {
    let holder = matches!(
        code[5],
        b'A' | b'B' | b'C' | b'F' | b'G' | b'H' | b'J' | b'K' | b'L' | b'P' | b'T'
    );
    let state = number(&code[..2]);
    if !holder
        || !(1..=37).contains(&state)
        || code[7..11] == *b"0000"
        || code[12] == b'0'
        || code[13] != b'Z'
    {
        return Check::No;
    }
    Check::of(
        luhn36(code),
        "state, account number and check character are right",
        0.4,
    )
}
