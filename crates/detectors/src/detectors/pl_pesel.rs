//! Finds Polish PESEL numbers, which name a person for life: eleven digits with the date of birth and the sex.
//!
//! **How.** The date is a day of the calendar (the century is coded in the month), and the digits weighed with
//! 1 3 7 9 1 3 7 9 1 3 1 add up to a multiple of ten (Ministry of Digital Affairs, "Czym jest numer PESEL"). It
//! counts only next to a word such as *PESEL* or in a column of such a name.
//!
//! **Limits.** Ten in a hundred numbers of eleven digits with a date in them pass the check.

use crate::{
    checksum::weighted,
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "pl_pesel",
    title: "Polish PESEL number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("pl_pesel.rs"),
    examples: &[
        "PESEL: 44051401359",
        "numer pesel 02070803628",
        "nr PESEL 92071314764",
    ],
    counterexamples: &["44051401359", "PESEL 44051401358", "PESEL 44131401359"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "pesel",
    "numer pesel",
    "nr pesel",
    "powszechny elektroniczny system ewidencji ludności",
]);

fn check(code: &[u8]) -> Check {
    let [year, coded, day] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    // 80 is added to the month for births from 1800 on, 0 from 1900, 20, 40 and 60 from 2000, 2100 and 2200.
    let century = match coded / 20 {
        4 => 1800,
        more => 1900 + 100 * more,
    };
    if !is_day(century + year, coded % 20, day) {
        return Check::No;
    }
    if weighted(code, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10) {
        Check::Right("the date and the check digit are right", 0.35)
    } else {
        Check::Wrong("the check digit is wrong")
    }
}
