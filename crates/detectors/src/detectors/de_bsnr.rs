//! Finds numbers of German medical practices (Betriebsstättennummer): nine digits.
//!
//! **How.** The shape is all there is: there is no check digit, the first two digits are those of a regional
//! association (Kassenärztliche Bundesvereinigung, "Richtlinie zur Vergabe der Arzt- und
//! Betriebsstättennummern"). It counts only next to a word such as *bsnr* or *betriebsstättennummer*, or in a
//! column of such a name.
//!
//! **Limits.** Any nine digits in such a column pass if the region does.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_bsnr",
    title: "German practice number (BSNR)",
    category: Category::GovernmentId,
    severity: Severity::Low,
    version: 1,
    source: include_str!("de_bsnr.rs"),
    examples: &[
        "BSNR: 381234500",
        "Betriebsstättennummer 021234600",
        "bsnr=721234700",
    ],
    counterexamples: &["381234500", "BSNR 001234500", "BSNR 3812345001"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "bsnr",
    "betriebsstättennummer",
    "betriebsstaettennummer",
    "betriebsstätten nr",
]);

fn check(code: &[u8]) -> Check {
    match number(&code[..2]) {
        1..=3 | 6..=21 | 24 | 25 | 27 | 28 | 31 | 35..=99 => Check::Plausible("the region is one", 0.1),
        _ => Check::No,
    }
}
