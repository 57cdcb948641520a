//! Finds Israeli identity numbers (teudat zehut): nine digits.
//!
//! **How.** The last digit is right by Luhn's formula (Population and Immigration Authority). It counts only
//! next to a word such as *teudat zehut* or *תעודת זהות*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits has a right check digit; leading zeros must be written.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "il_teudat_zehut",
    title: "Israeli identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("il_teudat_zehut.rs"),
    examples: &[
        "Teudat Zehut: 712594555",
        "תעודת זהות 560381683",
        "israeli_id=65333870-7",
    ],
    counterexamples: &["936849496", "teudat zehut: 722643150", "teudat zehut: 6043794047"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########", "########-#"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "teudat zehut",
    "תעודת זהות",
    "מספר זהות",
    "ת.ז",
    "ת.ז.",
    "israeli id",
    "israel id",
    "mispar zehut",
    "tz",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(luhn(code))
}
