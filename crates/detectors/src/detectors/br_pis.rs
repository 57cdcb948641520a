//! Finds Brazilian social integration numbers (PIS, PASEP, NIS, NIT): ten digits and a check digit.
//!
//! **How.** The digits weighed with 3 2 9 8 7 6 5 4 3 2, modulo 11, taken from eleven, give the last; ten and
//! eleven become 0 (Caixa Econômica Federal, "Cadastro NIS"). It counts only next to a word such as *pis* or
//! *pasep*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of eleven digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "br_pis",
    title: "Brazilian social number (PIS, PASEP, NIS)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("br_pis.rs"),
    examples: &[
        "pis: 337.08949.27-0",
        "pasep: 82878277298",
        "pis pasep: 434.25285.44-1",
    ],
    counterexamples: &["65750887545", "pis: 130.36355.26-0", "pis: 996.24547.55-77"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###.#####.##-#", "###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "pis",
    "pasep",
    "pis pasep",
    "nis",
    "nit",
    "número de identificação social",
    "cartão cidadão",
]);

fn check(code: &[u8]) -> Check {
    let rest = weighted(code, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    Check::digit((11 - rest) % 11 % 10 == digit(code[10]))
}
