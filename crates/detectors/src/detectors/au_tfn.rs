//! Finds Australian tax file numbers (TFN): nine digits. Who stores them is bound by the Privacy (Tax File
//! Number) Rule.
//!
//! **How.** The digits weighed with 1 4 3 7 5 8 6 9 10 add up to a multiple of eleven (Australian Taxation
//! Office, TFN algorithm). It counts only next to a word such as *tfn* or *tax file*, or in a column of such
//! a name.
//!
//! **Limits.** One in eleven numbers of nine digits passes; old numbers of eight digits are not looked for.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "au_tfn",
    title: "Australian tax file number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("au_tfn.rs"),
    examples: &[
        "tfn: 827 021 165",
        "tax file: 458225881",
        "tax file number: 423-534-150",
    ],
    counterexamples: &["315055381", "tfn: 772 417 110", "tfn: 868 332 5497"],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ###", "#########", "###-###-###"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["tfn", "tax file", "tax file number", "tax file no"]);

fn check(code: &[u8]) -> Check {
    Check::digit(weighted(code, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11))
}
