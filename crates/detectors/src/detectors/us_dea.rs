//! Finds registration numbers of the United States Drug Enforcement Administration, which let their holder
//! prescribe controlled substances: two letters and seven digits.
//!
//! **How.** The first letter is a kind of registrant; first, third and fifth digit and twice the second,
//! fourth and sixth, modulo 10, give the last (DEA Diversion Control Division, "Practitioner's Manual"). It
//! counts only next to a word such as *dea* or *dea number*, or in a column of such a name.
//!
//! **Limits.** One in ten such codes has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_dea",
    title: "US DEA registration number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("us_dea.rs"),
    examples: &["dea: M92054702", "dea number: A92706452", "dea no: HO2287907"],
    counterexamples: &["B98950823", "dea: LI0052830", "dea: B967877097"],
    trigger: Trigger::Shaped(Shape {
        forms: &["AA#######", "A9#######"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "dea",
    "dea number",
    "dea no",
    "dea registration",
    "dea reg",
    "prescriber",
]);

fn check(code: &[u8]) -> Check {
    let kind = matches!(code[0], b'A'..=b'H' | b'J'..=b'M' | b'P' | b'R'..=b'U' | b'X');
    if !kind {
        return Check::No;
    }
    Check::digit(weighted(&code[2..], &[1, 2, 1, 2, 1, 2]) % 10 == digit(code[8]))
}
