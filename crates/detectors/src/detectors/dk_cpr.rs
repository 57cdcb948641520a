//! Finds Danish civil registration numbers (CPR): date of birth and four digits.
//!
//! **How.** The date is a day of the calendar; the weights 4 3 2 7 6 5 4 3 2 1 modulo 11 are right for most,
//! but numbers without are given out since 2007 (CPR-kontoret, "Personnummeret i CPR-systemet"). It counts
//! only next to a word such as *cpr* or *cpr nr*, or in a column of such a name.
//!
//! **Limits.** Any ten digits with a date in them pass, beside such a word.

use crate::{
    checksum::weighted,
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "dk_cpr",
    title: "Danish CPR number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("dk_cpr.rs"),
    examples: &[
        "cpr: 061148-0490",
        "cpr nr: 2810112460",
        "cpr nummer: 160373-3416",
    ],
    counterexamples: &["2310700595", "CPR: 311302-1234", "CPR: 160713-32867"],
    trigger: Trigger::Shaped(Shape {
        forms: &["######-####", "##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cpr",
    "cpr nr",
    "cpr nummer",
    "cprnr",
    "cprnummer",
    "personnummer",
    "cpr number",
]);

fn check(code: &[u8]) -> Check {
    let [day, month, year] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    if !is_short_day(year, month, day) {
        return Check::No;
    }
    if weighted(code, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) {
        Check::Right("the date and the check digit are right", 0.35)
    } else {
        Check::Plausible("the date is right", 0.1)
    }
}
