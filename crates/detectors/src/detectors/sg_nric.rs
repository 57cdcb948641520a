//! Finds Singapore identity numbers: S or T for citizens and residents (NRIC), F, G or M for foreigners
//! (FIN), seven digits and a letter.
//!
//! **How.** The digits weighed with 2 7 6 5 4 3 2, plus 4 for T and G and 3 for M, modulo 11, choose the
//! letter from the table of their series (Immigration and Checkpoints Authority). It counts only next to a
//! word such as *nric* or *fin*, or in a column of such a name.
//!
//! **Limits.** One in eleven codes of this shape has one of the right letters.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "sg_nric",
    title: "Singapore identity number (NRIC, FIN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("sg_nric.rs"),
    examples: &["nric: G2736947U", "fin: S0494278G", "nric no: F2996762T"],
    counterexamples: &["T5549755E", "nric: T5712932A", "nric: F1898593NQ7"],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#######A"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nric",
    "fin",
    "nric no",
    "fin no",
    "nric fin",
    "uinfin",
    "ic number",
    "ic no",
    "singapore id",
    "identity card",
]);

fn check(code: &[u8]) -> Check {
    let (start, letters) = match code[0] {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return Check::No,
    };
    let sum = start + weighted(&code[1..8], &[2, 7, 6, 5, 4, 3, 2]);
    Check::of(
        letters[(sum % 11) as usize] == code[8],
        "the letter is right",
        0.35,
    )
}
