//! Finds tax numbers of Spanish businesses (CIF, now NIF): a letter for the kind, seven digits and a check
//! character.
//!
//! **How.** Luhn's formula over the digits gives the last, or its letter from JABCDEFGHI (Orden
//! EHA/451/2008). It counts only next to a word such as *cif* or *nif*, or in a column of such a name.
//!
//! **Limits.** One in ten codes of this shape has a right check character.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "es_cif",
    title: "Spanish company tax number (CIF)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("es_cif.rs"),
    examples: &[
        "cif: B7634929I",
        "nif: S-63944847",
        "código de identificación fiscal: J0168434I",
    ],
    counterexamples: &["U11118866", "cif: U43378350", "cif: E5395641CQ7"],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#######X", "A-#######X"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cif",
    "nif",
    "código de identificación fiscal",
    "cif nif",
    "nif cif",
]);

fn check(code: &[u8]) -> Check {
    if !matches!(code[0], b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W') {
        return Check::No;
    }
    let mut digits = [0; 8];
    digits[..7].copy_from_slice(&code[1..8]);
    let check = (b'0'..=b'9').find(|last| {
        digits[7] = *last;
        luhn(&digits)
    });
    let letter = check.map(|check| b"JABCDEFGHI"[usize::from(check - b'0')]);
    Check::digit(check == Some(code[8]) || letter == Some(code[8]))
}
