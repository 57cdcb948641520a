//! Finds numbers of Hong Kong identity cards: one or two letters, six digits and a check character, usually
//! in brackets.
//!
//! **How.** Letters as 10 to 35, a missing first one as 36, weighed with 9 to 2, and the check character (A
//! for ten) add up to a multiple of eleven (Immigration Department, "Hong Kong identity card"). It counts
//! only next to a word such as *hkid* or *hk id*, or in a column of such a name.
//!
//! **Limits.** One in eleven codes of this shape has a right check character.

use crate::{
    checksum::value36,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "hk_id_card",
    title: "Hong Kong identity card number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("hk_id_card.rs"),
    examples: &["HKID: R432230(3)", "香港身份證 GM677258(6)", "hkid=A7002141"],
    counterexamples: &["P349873(9)", "HKID: X578447(0)", "HKID: D865017A7"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "A######(X)",
            "AA######(X)",
            "A######X",
            "AA######X",
            "A###### (X)",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "hkid",
    "hk id",
    "hkid no",
    "hong kong id",
    "hong kong identity card",
    "香港身份證",
    "身份證",
    "身份证",
    "身份證號碼",
]);

fn check(code: &[u8]) -> Check {
    let (last, body) = code.split_last().unwrap_or((&b'0', code));
    if !matches!(last, b'0'..=b'9' | b'A') {
        return Check::No;
    }
    let missing = if body.len() == 7 { 36 * 9 } else { 0 };
    let sum: u32 = body
        .iter()
        .rev()
        .zip(2..)
        .map(|(byte, weight)| value36(*byte) * weight)
        .sum();
    Check::digit((sum + missing + value36(*last)).is_multiple_of(11))
}
