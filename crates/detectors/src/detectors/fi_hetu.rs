//! Finds Finnish personal identity codes (henkilötunnus, HETU): date of birth, a sign for the century, a
//! serial number and a check character.
//!
//! **How.** The date is a day of the calendar, the sign one of those in use, and the nine digits modulo 31
//! choose the last character (Digital and Population Data Services Agency, "The personal identity code"). It
//! may stand alone; words such as *henkilötunnus* or *henkilotunnus* add confidence.
//!
//! **Limits.** One in 31 codes of this shape with a date in them has the right last character.

use crate::{
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "fi_hetu",
    title: "Finnish personal identity code",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("fi_hetu.rs"),
    examples: &["HETU: 040750-7809", "050463-562U", "henkilötunnus 061141Y4638"],
    counterexamples: &["HETU: 060258-1101", "311302-308T", "131052-308TA", "991052-308T"],
    trigger: Trigger::Shaped(Shape {
        forms: &["######-###X", "######A###X", "######+###X"],
        words: &WORDS,
        need: Need::Nothing,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "henkilötunnus",
    "henkilotunnus",
    "hetu",
    "personbeteckning",
    "sotu",
    "sosiaaliturvatunnus",
    "personal identity code",
]);

fn check(code: &[u8]) -> Check {
    let [day, month, year] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    let serial = match code.len() {
        11 if matches!(code[6], b'A'..=b'F' | b'U'..=b'Y') => &code[7..10],
        10 => &code[6..9],
        _ => return Check::No,
    };
    if !is_short_day(year, month, day) {
        return Check::No;
    }
    let value = number(&code[..6]) * 1000 + number(serial);
    let right = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[value as usize % 31] == code[code.len() - 1];
    Check::of(right, "the date and the check character are right", 0.35)
}
