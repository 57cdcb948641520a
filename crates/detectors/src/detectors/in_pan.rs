//! Finds Indian permanent account numbers of the income tax department: five letters, four digits and a
//! letter.
//!
//! **How.** The fourth letter is one of those for kinds of holders, and the digits are not all 0 (Income Tax
//! Department, "PAN structure"). How the last letter is computed is not public. It counts only next to a word
//! such as *pan* or *pan number*, or in a column of such a name.
//!
//! **Limits.** Every code of this shape in such a place passes.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_pan",
    title: "Indian permanent account number (PAN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("in_pan.rs"),
    examples: &[
        "PAN: ABCPE1234F",
        "Permanent Account Number BNZAA2318J",
        "pan_no=ACUPA7085R",
    ],
    counterexamples: &[
        "ABCPE1234F",
        "PAN: ABCDE1234F",
        "PAN: ABCPE0000F",
        "company ABCPE1234F",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["AAAAA####A"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "pan",
    "pan number",
    "pan no",
    "pan card",
    "permanent account number",
    "income tax pan",
    "pan india",
]);

fn check(code: &[u8]) -> Check {
    let holder = matches!(
        code[3],
        b'A' | b'B' | b'C' | b'F' | b'G' | b'H' | b'J' | b'K' | b'L' | b'P' | b'T'
    );
    if !holder || code[5..9] == *b"0000" {
        return Check::No;
    }
    Check::Plausible("the kind of holder is one", 0.2)
}
