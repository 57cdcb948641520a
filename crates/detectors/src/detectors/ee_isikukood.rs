//! Finds Estonian personal codes (isikukood): sex and century, date of birth, a serial number and a check
//! digit.
//!
//! **How.** The date is a day of the calendar; the digits weighed with 1 to 9 and 1, modulo 11, give the
//! last, or weighed with 3 to 9 and 1 to 3 where that is ten (Population Register Act; standard EVS 585). It
//! counts only next to a word such as *isikukood* or *isikukoodi*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit. Lithuania writes its codes
//! alike.

use crate::{
    checksum::{digit, weighted},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ee_isikukood",
    title: "Estonian personal code",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ee_isikukood.rs"),
    examples: &[
        "isikukood: 32112067938",
        "Isikukood 16109028378",
        "personal_code=61110030069",
    ],
    counterexamples: &["17004067350", "isikukood: 43812292531", "isikukood: 328122584387"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "isikukood",
    "isikukoodi",
    "ik",
    "personal code",
    "personal identification code",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day] = [1, 3, 5].map(|at| number(&code[at..at + 2]));
    let century = match code[0] {
        b'1'..=b'8' => 1800 + 100 * (digit(code[0]) - 1).div_euclid(2),
        _ => return Check::No,
    };
    if !is_day(century + year, month, day) {
        return Check::No;
    }
    let rest = weighted(code, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let rest = match rest {
        10 => weighted(code, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10,
        right => right,
    };
    Check::of(
        rest == digit(code[10]),
        "the date and the check digit are right",
        0.35,
    )
}
