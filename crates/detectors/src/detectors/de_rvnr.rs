//! Finds German pension insurance numbers (Rentenversicherungsnummer, Sozialversicherungsnummer): area, date
//! of birth, first letter of the birth name, serial number and a check digit.
//!
//! **How.** The day and month are those of a calendar; the digits, the letter as two, are weighed with 2 1 2
//! 5 7 1 2 1 2 1 2 1, the digits of the products added, modulo 10 (VKVV § 4). Written with its separators it
//! may stand alone; bare it counts only next to a word such as *sozialversicherungsnummer* or *sv nummer*, or
//! in a column of such a name.
//!
//! **Limits.** One in ten codes of this shape has a right check digit.

use crate::{
    checksum::{digit, value36},
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_rvnr",
    title: "German pension insurance number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("de_rvnr.rs"),
    examples: &[
        "sozialversicherungsnummer: 52 160321 G 398",
        "sv nummer: 35230966J363",
        "svnr: 80 210382 D 547",
    ],
    counterexamples: &[
        "11180738L195",
        "sozialversicherungsnummer: 38 230324 E 950",
        "sozialversicherungsnummer: 54 160797 N 3947",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["## ###### A ###", "########A###"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "sozialversicherungsnummer",
    "sv nummer",
    "svnr",
    "sv nr",
    "rentenversicherungsnummer",
    "rvnr",
    "rv nummer",
    "versicherungsnummer",
    "vsnr",
    "social security number",
]);

fn check(code: &[u8]) -> Check {
    let [day, month] = [2, 4].map(|at| number(&code[at..at + 2]));
    // Numbers that were given out twice have 50 added to the day.
    if !(1..=31).contains(&(day % 50)) || !(1..=12).contains(&month) {
        return Check::No;
    }
    let letter = value36(code[8]) - 9;
    let values = code[..8].iter().map(|byte| digit(*byte));
    let values = values.chain([letter / 10, letter % 10, digit(code[9]), digit(code[10])]);
    let sum: u32 = values
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .map(|(value, weight)| value * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    Check::of(
        sum % 10 == digit(code[11]),
        "the date and the check digit are right",
        0.35,
    )
}
