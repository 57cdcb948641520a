//! Finds Greek social security numbers (ΑΜΚΑ): date of birth, four digits and a check digit.
//!
//! **How.** The date is a day of the calendar, and all digits are right by Luhn's formula (IDIKA, "Τι είναι ο
//! ΑΜΚΑ"). It counts only next to a word such as *αμκα* or *amka*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit.

use crate::{
    checksum::luhn,
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "gr_amka",
    title: "Greek social security number (AMKA)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("gr_amka.rs"),
    examples: &[
        "αμκα: 17112646389",
        "amka: 02087637456",
        "κοινωνικής ασφάλισης: 04107449011",
    ],
    counterexamples: &["19113503395", "αμκα: 25021666660", "αμκα: 231039093987"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["αμκα", "amka", "κοινωνικής ασφάλισης", "social security"]);

fn check(code: &[u8]) -> Check {
    let [day, month, year] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    if !is_short_day(year, month, day) {
        return Check::No;
    }
    Check::of(luhn(code), "the date and the check digit are right", 0.35)
}
