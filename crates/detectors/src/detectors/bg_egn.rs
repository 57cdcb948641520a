//! Finds Bulgarian uniform civil numbers (ЕГН): date of birth, region and sex, and a check digit.
//!
//! **How.** The date is a day of the calendar (20 is added to the month for births before 1900, 40 from 2000
//! on), and the digits weighed with 2 4 8 5 10 9 7 3 6, modulo 11, give the last (Civil Registration Act;
//! GRAO). It counts only next to a word such as *егн* or *единен граждански номер*, or in a column of such a
//! name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit.

use crate::{
    checksum::{digit, weighted},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "bg_egn",
    title: "Bulgarian personal number (EGN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("bg_egn.rs"),
    examples: &[
        "егн: 6149213340",
        "единен граждански номер: 4622057098",
        "egn: 0406297462",
    ],
    counterexamples: &["8945067786", "егн: 2805115360", "егн: 54222507957"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["егн", "единен граждански номер", "egn", "personal number"]);

fn check(code: &[u8]) -> Check {
    let [year, coded, day] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    let (century, month) = match coded {
        41.. => (2000, coded - 40),
        21.. => (1800, coded - 20),
        _ => (1900, coded),
    };
    if !is_day(century + year, month, day) {
        return Check::No;
    }
    let rest = weighted(code, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    Check::of(
        rest == digit(code[9]),
        "the date and the check digit are right",
        0.35,
    )
}
