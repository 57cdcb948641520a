//! Finds Swedish personal numbers (personnummer) and coordination numbers (samordningsnummer): date of birth,
//! a serial number and a check digit.
//!
//! **How.** The date is a day of the calendar (60 is added to the day in coordination numbers), and the last
//! ten digits are right by Luhn's formula (Skatteverket, SKV 704). It counts only next to a word such as
//! *personnummer* or *personnr*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit.

use crate::{
    checksum::luhn,
    dates::{is_day, is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "se_personnummer",
    title: "Swedish personal number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("se_personnummer.rs"),
    examples: &[
        "personnummer: 590716-6481",
        "personnr: 19441123-0784",
        "pers nr: 290722+7504",
        "samordningsnummer: 197311271766",
        "samordningsnr: 3709203297",
    ],
    counterexamples: &[
        "191212234858",
        "personnummer: 630905-1510",
        "personnummer: 110525-03677",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "######-####",
            "########-####",
            "######+####",
            "############",
            "##########",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "personnummer",
    "personnr",
    "pers nr",
    "samordningsnummer",
    "samordningsnr",
    "personal number",
    "personal identity number",
    "pnr",
]);

fn check(code: &[u8]) -> Check {
    let (year, day) = match code.len() {
        12 => (number(&code[..4]), &code[2..]),
        _ => (1900, code),
    };
    let [short, month, first] = [0, 2, 4].map(|at| number(&day[at..at + 2]));
    let first = if first > 60 { first - 60 } else { first };
    let is_one = if code.len() == 12 {
        (1800..=2099).contains(&year) && is_day(year, month, first)
    } else {
        is_short_day(short, month, first)
    };
    if !is_one {
        return Check::No;
    }
    Check::of(luhn(day), "the date and the check digit are right", 0.35)
}
