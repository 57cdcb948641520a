//! Finds Russian insurance numbers of personal accounts (СНИЛС): nine digits and two check digits.
//!
//! **How.** The digits weighed with 9 to 1, modulo 101, give the last two, 00 for one hundred (Pension Fund
//! of Russia, decree 192p). Numbers up to 001-001-998 have none and are not looked for. Written with its
//! separators it may stand alone; bare it counts only next to a word such as *снилс* or *страховой номер*, or
//! in a column of such a name.
//!
//! **Limits.** One in a hundred numbers of eleven digits has right check digits.

use crate::{
    checksum::weighted,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ru_snils",
    title: "Russian pension insurance number (SNILS)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ru_snils.rs"),
    examples: &[
        "снилс: 578-899-974 28",
        "страховой номер: 969-404-900-57",
        "страховое свидетельство: 92990066749",
    ],
    counterexamples: &["30664707571", "снилс: 940-937-415 20", "снилс: 667-381-465 407"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###-###-### ##", "###-###-###-##", "###########"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "снилс",
    "страховой номер",
    "страховое свидетельство",
    "snils",
    "номер снилс",
]);

fn check(code: &[u8]) -> Check {
    if number(&code[..9]) <= 1_001_998 {
        return Check::No;
    }
    let sum = weighted(code, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
    Check::of(
        sum % 101 % 100 == number(&code[9..]),
        "both check digits are right",
        0.4,
    )
}
