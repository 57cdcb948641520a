//! Finds identity numbers of foreigners in Spain (NIE): X, Y or Z, seven digits and a letter.
//!
//! **How.** X, Y and Z stand for 0, 1 and 2; the number modulo 23 chooses the letter from
//! TRWAGMYFPDXBNJZSQVHLCKE (Ministerio del Interior, "Cálculo del dígito de control del NIF/NIE"). It counts
//! only next to a word such as *nie* or *nif*, or in a column of such a name.
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
    id: "es_nie",
    title: "Spanish foreigner number (NIE)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("es_nie.rs"),
    examples: &[
        "nie: Y7716158V",
        "nif: X-1716085-D",
        "número de identidad de extranjero: Z0451368K",
    ],
    counterexamples: &["Y7454699E", "nie: Z2590376A", "nie: X9001664QQ7"],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#######A", "A-#######-A"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nie",
    "nif",
    "número de identidad de extranjero",
    "número de extranjero",
    "tarjeta de residencia",
]);

fn check(code: &[u8]) -> Check {
    if !matches!(code[0], b'X' | b'Y' | b'Z') {
        return Check::No;
    }
    let value = u32::from(code[0] - b'X') * 10_000_000 + number(&code[1..8]);
    Check::of(
        b"TRWAGMYFPDXBNJZSQVHLCKE"[value as usize % 23] == code[8],
        "the letter is right",
        0.35,
    )
}
