//! Finds Aadhaar numbers, which name a resident of India for life: twelve digits, printed in fours.
//!
//! **How.** The first digit is 2 to 9, the number does not read the same backwards, and the last digit is
//! right by Verhoeff's formula (UIDAI, "Aadhaar numbering scheme"). It counts only next to a word such as
//! *aadhaar* or *aadhar*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of twelve digits has a right check digit.

use crate::{
    checksum::verhoeff,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_aadhaar",
    title: "Indian Aadhaar number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("in_aadhaar.rs"),
    examples: &[
        "Aadhaar: 9265 9075 3140",
        "UIDAI 653950535032",
        "आधार संख्या 6377 6718 5154",
        "aadhaar_no=359336319499",
    ],
    counterexamples: &[
        "993935883390",
        "aadhaar: 5548 0604 5210",
        "aadhaar: 7360 2464 11427",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["#### #### ####", "############", "####-####-####"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "aadhaar",
    "aadhar",
    "adhaar",
    "aadhaar number",
    "aadhaar no",
    "uidai",
    "uid number",
    "uid no",
    "आधार",
    "आधार संख्या",
    "ஆதார்",
]);

fn check(code: &[u8]) -> Check {
    if code[0] < b'2' || code.iter().eq(code.iter().rev()) {
        return Check::No;
    }
    Check::digit(verhoeff(code))
}
