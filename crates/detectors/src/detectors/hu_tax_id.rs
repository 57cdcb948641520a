//! Finds Hungarian tax numbers of persons (adóazonosító jel): 8, the days since 1867, a serial number and a
//! check digit.
//!
//! **How.** The first nine digits weighed with 1 to 9, modulo 11, give the last, which is never ten (Act XX
//! of 1996 on identification, annex). It counts only next to a word such as *adóazonosító* or *adóazonosító
//! jel*, or in a column of such a name.
//!
//! **Limits.** One in eleven numbers that begin with 8 has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "hu_tax_id",
    title: "Hungarian personal tax number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("hu_tax_id.rs"),
    examples: &[
        "adóazonosító: 8722340475",
        "adóazonosító jel: 8708739544",
        "adoazonosito jel: 8435240770",
    ],
    counterexamples: &[
        "8252465226",
        "adóazonosító: 8181726490",
        "adóazonosító: 88106683917",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "adóazonosító",
    "adóazonosító jel",
    "adoazonosito jel",
    "adóazonosító szám",
    "tax id",
    "tax number",
]);

fn check(code: &[u8]) -> Check {
    if code[0] != b'8' {
        return Check::No;
    }
    Check::digit(weighted(code, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == digit(code[9]))
}
