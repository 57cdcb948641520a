//! Finds German value added tax numbers: DE and nine digits. Those of the self-employed name a person.
//!
//! **How.** The last digit is right by ISO 7064 mod 11,10 (Bundeszentralamt für Steuern, "Aufbau der
//! USt-IdNr."). It counts only next to a word such as *ust id* or *ust idnr*, or in a column of such a name.
//!
//! **Limits.** One in ten such numbers has a right check digit.

use crate::{
    checksum::mod_11_10,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "de_vat",
    title: "German VAT number (USt-IdNr.)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("de_vat.rs"),
    examples: &[
        "ust id: DE887628763",
        "ust idnr: DE 977 925 967",
        "ust id nr: DE 689726659",
    ],
    counterexamples: &["DE739203147", "ust id: DE972459680", "ust id: DE5387616537"],
    trigger: Trigger::Shaped(Shape {
        forms: &["DE#########", "DE ### ### ###", "DE #########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "ust id",
    "ust idnr",
    "ust id nr",
    "ustidnr",
    "ustid",
    "umsatzsteuer id",
    "umsatzsteuer identifikationsnummer",
    "umsatzsteueridentifikationsnummer",
    "vat",
    "vat id",
    "vat number",
    "vat reg no",
]);

fn check(code: &[u8]) -> Check {
    if code[2] == b'0' {
        return Check::No;
    }
    Check::digit(mod_11_10(&code[2..]))
}
