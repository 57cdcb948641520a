//! Finds lifelong numbers of German contract doctors (lebenslange Arztnummer): seven digits and two for the
//! speciality.
//!
//! **How.** The first six digits weighed with 4 and 9 in turn, taken from the next ten, give the seventh
//! (Kassenärztliche Bundesvereinigung, "Richtlinie zur Vergabe der Arzt- und Betriebsstättennummern"). It
//! counts only next to a word such as *lanr* or *arztnummer*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_lanr",
    title: "German doctor number (LANR)",
    category: Category::GovernmentId,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("de_lanr.rs"),
    examples: &["LANR: 880172136", "Arztnummer 788504726", "lanr=825525205"],
    counterexamples: &["103827178", "LANR 9210579807", "Arztkalender 512236909"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["lanr", "arztnummer", "arzt nr", "lebenslange arztnummer"]);

fn check(code: &[u8]) -> Check {
    let sum = weighted(code, &[4, 9, 4, 9, 4, 9]);
    Check::digit((10 - sum % 10) % 10 == digit(code[6]))
}
