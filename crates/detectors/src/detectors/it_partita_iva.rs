//! Finds Italian value added tax numbers (partita IVA): eleven digits. Those of the self-employed name a
//! person.
//!
//! **How.** The office of the province is 001 to 100, 120, 121, 888 or 999, and the last digit is right by
//! Luhn's formula (D.M. 23 dicembre 1976; Agenzia delle Entrate). It counts only next to a word such as
//! *partita iva* or *piva*, or in a column of such a name.
//!
//! **Limits.** One in a hundred numbers of eleven digits passes both rules.

use crate::{
    checksum::luhn,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "it_partita_iva",
    title: "Italian VAT number (partita IVA)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("it_partita_iva.rs"),
    examples: &[
        "partita iva: 11045530315",
        "piva: IT22528690963",
        "vat: IT 19479220766",
    ],
    counterexamples: &[
        "11196770751",
        "partita iva: 15887050870",
        "partita iva: 342082902537",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########", "IT###########", "IT ###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["partita iva", "piva", "vat", "vat number", "iva"]);

fn check(code: &[u8]) -> Check {
    let digits = code.strip_prefix(b"IT").unwrap_or(code);
    let office = number(&digits[7..10]);
    if !matches!(office, 1..=100 | 120 | 121 | 888 | 999) || number(&digits[..7]) == 0 {
        return Check::No;
    }
    Check::digit(luhn(digits))
}
