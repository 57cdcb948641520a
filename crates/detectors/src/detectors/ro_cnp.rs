//! Finds Romanian personal numerical codes (cod numeric personal, CNP): sex and century, date of birth,
//! county, serial number and a check digit.
//!
//! **How.** The date is a day of the calendar, the county one in use, and the digits weighed with 2 7 9 1 4 6
//! 3 5 8 2 7 9, modulo 11, give the last, 1 for ten (Law 105/1996; Directorate for Persons Record). It counts
//! only next to a word such as *cnp* or *cod numeric personal*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers with a date and a county in them has a right check digit.

use crate::{
    checksum::{digit, weighted},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ro_cnp",
    title: "Romanian personal code (CNP)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ro_cnp.rs"),
    examples: &[
        "cnp: 6801016168833",
        "cod numeric personal: 6511223044750",
        "codul numeric personal: 2111104064929",
    ],
    counterexamples: &["2731105341761", "cnp: 6440707348290", "cnp: 56711100741777"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#############"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cnp",
    "cod numeric personal",
    "codul numeric personal",
    "cod numeric",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day, county] = [1, 3, 5, 7].map(|at| number(&code[at..at + 2]));
    let century = match code[0] {
        b'3' | b'4' => 1800,
        b'5' | b'6' => 2000,
        b'0' => return Check::No,
        _ => 1900,
    };
    if !is_day(century + year, month, day) || !matches!(county, 1..=48 | 51 | 52 | 70 | 80..=83) {
        return Check::No;
    }
    let rest = weighted(code, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    let right = digit(code[12]) == if rest == 10 { 1 } else { rest };
    Check::of(right, "the date, the county and the check digit are right", 0.4)
}
