//! Finds British unique taxpayer references (UTR): ten digits, the first a check digit.
//!
//! **How.** The last nine digits weighed with 6 7 8 9 10 5 4 3 2, modulo 11, give the first (HMRC,
//! specification of modulus 11 check for unique tax references). It counts only next to a word such as *utr*
//! or *unique taxpayer*, or in a column of such a name.
//!
//! **Limits.** One in eleven numbers of ten digits has a right check digit.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_utr",
    title: "UK unique taxpayer reference",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("uk_utr.rs"),
    examples: &[
        "utr: 5565375718",
        "unique taxpayer: 18627 63956",
        "unique taxpayer reference: 4216822962",
    ],
    counterexamples: &["9074405847", "UTR: 56192814867", "utrecht 8102116562"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##########", "##### #####"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "utr",
    "unique taxpayer",
    "unique taxpayer reference",
    "unique tax reference",
    "tax reference",
    "self assessment",
]);

fn check(code: &[u8]) -> Check {
    let sum = weighted(&code[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
    Check::digit(b"21987654321"[sum as usize % 11] == code[0])
}
