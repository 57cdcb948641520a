//! Finds Norwegian national identity numbers (fødselsnummer) and those of newcomers (D-nummer): date of
//! birth, a serial number and two check digits.
//!
//! **How.** The date is a day of the calendar (40 is added to the day in D numbers), and both check digits
//! are right: weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2, modulo 11 (Skatteetaten, "Fødselsnummer").
//! Written with its separators it may stand alone; bare it counts only next to a word such as *fødselsnummer*
//! or *fodselsnummer*, or in a column of such a name.
//!
//! **Limits.** One in a hundred and twenty numbers with a date in them has right check digits. Since 2032 is
//! near, new numbers will drop the first of them.

use crate::{
    checksum::weighted,
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "no_fodselsnummer",
    title: "Norwegian national identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("no_fodselsnummer.rs"),
    examples: &[
        "fødselsnummer: 23018719649",
        "fodselsnummer: 174291 66748",
        "fnr: 03050624101",
    ],
    counterexamples: &[
        "27425746958",
        "fødselsnummer: 18037355910",
        "fødselsnummer: 551021417597",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########", "###### #####"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "fødselsnummer",
    "fodselsnummer",
    "fnr",
    "personnummer",
    "fødselsnr",
    "dnummer",
    "national identity number",
]);

fn check(code: &[u8]) -> Check {
    let [day, month, year] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    if !is_short_day(year, month % 40, if day > 40 { day - 40 } else { day }) {
        return Check::No;
    }
    let first = weighted(code, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11);
    let second = weighted(code, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    Check::of(first && second, "the date and both check digits are right", 0.4)
}
