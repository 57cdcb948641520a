//! Finds South African identity numbers: date of birth, sex, citizenship and a check digit.
//!
//! **How.** The date is a day of the calendar, the citizenship 0 or 1, and the last digit is right by Luhn's
//! formula (Department of Home Affairs; Identification Act 68 of 1997). It counts only next to a word such as
//! *sa id* or *rsa id*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit.

use crate::{
    checksum::luhn,
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "za_id_number",
    title: "South African identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("za_id_number.rs"),
    examples: &[
        "sa id: 3410015776063",
        "rsa id: 470809 6936 079",
        "id number: 370401 1197 18 7",
    ],
    counterexamples: &["5610205330153", "sa id: 5301127580060", "sa id: 97080662510747"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#############", "###### #### ###", "###### #### ## #"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "sa id",
    "rsa id",
    "id number",
    "identity number",
    "south african id",
    "said",
    "id no",
    "id nommer",
    "identiteitsnommer",
    "identity no",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    if !is_short_day(year, month, day) || !matches!(code[10], b'0' | b'1') {
        return Check::No;
    }
    Check::of(luhn(code), "date, citizenship and check digit are right", 0.35)
}
