//! Finds numbers of Spanish identity cards (DNI), which are the tax number (NIF) of citizens: eight digits
//! and a letter.
//!
//! **How.** The number modulo 23 chooses the letter from TRWAGMYFPDXBNJZSQVHLCKE (Ministerio del Interior,
//! "Cálculo del dígito de control del NIF/NIE"). It counts only next to a word such as *dni* or *nif*, or in
//! a column of such a name.
//!
//! **Limits.** One in 23 codes of this shape has the right letter.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "es_dni",
    title: "Spanish identity number (DNI)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("es_dni.rs"),
    examples: &[
        "dni: 46392913G",
        "nif: 08255322-R",
        "documento nacional de identidad: 48.986.116-A",
    ],
    counterexamples: &["02196175C", "dni: 54756392A", "dni: 77919081AQ7"],
    trigger: Trigger::Shaped(Shape {
        forms: &["########A", "########-A", "##.###.###-A"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "dni",
    "nif",
    "documento nacional de identidad",
    "documento de identidad",
    "número de identificación fiscal",
    "dni nif",
    "nif dni",
]);

fn check(code: &[u8]) -> Check {
    let right = b"TRWAGMYFPDXBNJZSQVHLCKE"[number(&code[..8]) as usize % 23] == code[8];
    Check::of(right, "the letter is right", 0.35)
}
