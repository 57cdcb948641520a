//! Finds Polish tax numbers (NIP): ten digits. Those of the self-employed name a person.
//!
//! **How.** The first nine digits weighed with 6 5 7 2 3 4 5 6 7, modulo 11, give the last (Ustawa o zasadach
//! ewidencji i identyfikacji podatników; Ministry of Finance). It counts only next to a word such as *nip* or
//! *numer nip*, or in a column of such a name.
//!
//! **Limits.** One in eleven numbers of ten digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "pl_nip",
    title: "Polish tax number (NIP)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("pl_nip.rs"),
    examples: &[
        "nip: 016-280-39-76",
        "numer nip: 646-71-47-024",
        "nr nip: 1459672204",
        "numer identyfikacji podatkowej: PL3671825462",
    ],
    counterexamples: &["0298562638", "nip: 456-927-00-60", "nip: 612-466-76-987"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###-###-##-##", "###-##-##-###", "##########", "PL##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nip",
    "numer nip",
    "nr nip",
    "numer identyfikacji podatkowej",
    "vat",
    "nip ue",
]);

fn check(code: &[u8]) -> Check {
    let digits = code.strip_prefix(b"PL").unwrap_or(code);
    Check::digit(weighted(digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(digits[9]))
}
