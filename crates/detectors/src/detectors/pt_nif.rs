//! Finds Portuguese tax numbers (número de identificação fiscal, NIF): nine digits.
//!
//! **How.** The first eight digits weighed with 9 to 2, modulo 11, taken from eleven, give the last; ten and
//! eleven become 0 (Autoridade Tributária e Aduaneira, Decreto-Lei 14/2013). It counts only next to a word
//! such as *nif* or *nif pt*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of nine digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "pt_nif",
    title: "Portuguese tax number (NIF)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("pt_nif.rs"),
    examples: &[
        "nif: 305881906",
        "nif pt: 557 910 986",
        "contribuinte: PT654685550",
    ],
    counterexamples: &["354910698", "nif: 708024271", "nif: 9133559927"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########", "### ### ###", "PT#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nif",
    "nif pt",
    "contribuinte",
    "número de contribuinte",
    "numero de contribuinte",
    "nipc",
    "identificação fiscal",
    "número de identificação fiscal",
    "nº contribuinte",
]);

fn check(code: &[u8]) -> Check {
    let digits = code.strip_prefix(b"PT").unwrap_or(code);
    if digits[0] == b'0' {
        return Check::No;
    }
    let rest = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    Check::digit((11 - rest) % 11 % 10 == digit(digits[8]))
}
