//! Finds British value added tax numbers: nine digits, with or without GB. Those of sole traders name a
//! person.
//!
//! **How.** The digits weighed with 8 to 2, 10 and 1 give a remainder of 0 modulo 97, or 42 since 2009 (HMRC,
//! VAT Notice 700/21; European Commission, VIES check digits). It counts only next to a word such as *vat* or
//! *vat number*, or in a column of such a name.
//!
//! **Limits.** Two in a hundred numbers of nine digits have right check digits.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_vat",
    title: "UK VAT number",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("uk_vat.rs"),
    examples: &[
        "vat: GB267120921",
        "vat number: GB 137 8617 42",
        "vat no: 646 1833 72",
        "vat reg: 714256353",
    ],
    counterexamples: &["GB768602361", "vat: GB668503650", "vat: GB7799045107"],
    trigger: Trigger::Shaped(Shape {
        forms: &["GB#########", "GB ### #### ##", "### #### ##", "#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "vat",
    "vat number",
    "vat no",
    "vat reg",
    "vat reg no",
    "vat registration",
    "vat registration number",
]);

fn check(code: &[u8]) -> Check {
    let digits = code.strip_prefix(b"GB").unwrap_or(code);
    let rest = weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    let right = rest == 0 || digits[0] != b'0' && matches!(rest, 42 | 55);
    Check::of(right, "the check digits are right", 0.4)
}
