//! Finds Austrian social insurance numbers (Sozialversicherungsnummer): a serial number, a check digit and
//! the date of birth.
//!
//! **How.** The digits weighed with 3 7 9 · 5 8 4 2 1 6, modulo 11, give the fourth (Dachverband der
//! Sozialversicherungsträger, "Sozialversicherungsnummer"). It counts only next to a word such as *svnr* or
//! *sv nr*, or in a column of such a name.
//!
//! **Limits.** One in eleven numbers with a date in them has a right check digit.

use crate::{
    checksum::{digit, weighted},
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "at_svnr",
    title: "Austrian social insurance number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("at_svnr.rs"),
    examples: &["svnr: 8782 190545", "sv nr: 6610171082", "sv nummer: 8139-151555"],
    counterexamples: &["5112180934", "svnr: 8171 281380", "svnr: 8858 2303217"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#### ######", "##########", "####-######"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "svnr",
    "sv nr",
    "sv nummer",
    "sozialversicherungsnummer",
    "versicherungsnummer",
    "vsnr",
    "sozialversicherung",
]);

fn check(code: &[u8]) -> Check {
    // Months from 13 on stand where numbers of a day ran out.
    let [day, month] = [4, 6].map(|at| number(&code[at..at + 2]));
    if code[0] == b'0' || !(1..=31).contains(&day) || !(1..=15).contains(&month) {
        return Check::No;
    }
    let sum = weighted(code, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    Check::of(
        sum % 11 == digit(code[3]),
        "the date and the check digit are right",
        0.35,
    )
}
