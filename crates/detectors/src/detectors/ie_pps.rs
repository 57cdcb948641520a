//! Finds Irish personal public service numbers: seven digits, a check letter and sometimes one letter more.
//!
//! **How.** The digits weighed with 8 to 2, the second letter with 9, modulo 23, give the check letter from W
//! A–V (Department of Social Protection; Revenue, "PPSN range"). It counts only next to a word such as *pps*
//! or *ppsn*, or in a column of such a name.
//!
//! **Limits.** One in 23 codes of this shape has the right letter.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ie_pps",
    title: "Irish PPS number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ie_pps.rs"),
    examples: &["pps: 9572981N", "ppsn: 5695783LX", "pps no: 1496945Q"],
    counterexamples: &["4024319E", "PPS: 7151594A", "PPS: 9542407J7", "PPS: 1234567FA9"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#######A", "#######AA"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "pps",
    "ppsn",
    "pps no",
    "pps number",
    "personal public service",
    "personal public service number",
    "uimhir psp",
    "upsp",
    "rsi number",
]);

fn check(code: &[u8]) -> Check {
    let extra = match code.get(8) {
        None | Some(b'T' | b'W' | b'X') => 0,
        Some(letter @ (b'A' | b'B' | b'H')) => u32::from(letter - b'A') + 1,
        Some(_) => return Check::No,
    };
    let sum = weighted(&code[..7], &[8, 7, 6, 5, 4, 3, 2]) + 9 * extra;
    Check::of(
        b"WABCDEFGHIJKLMNOPQRSTUV"[sum as usize % 23] == code[7],
        "the check letter is right",
        0.35,
    )
}
