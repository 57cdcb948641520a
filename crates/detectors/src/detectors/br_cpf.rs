//! Finds Brazilian taxpayer numbers of persons (CPF): nine digits and two check digits.
//!
//! **How.** The digits weighed with 10 to 2, then with 11 to 2 and the first check digit, modulo 11, give the
//! two last (Receita Federal, Instrução Normativa RFB 1.548/2015). Written with its separators it may stand
//! alone; bare it counts only next to a word such as *cpf* or *cadastro de pessoas físicas*, or in a column
//! of such a name.
//!
//! **Limits.** One in a hundred numbers of eleven digits has right check digits.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "br_cpf",
    title: "Brazilian taxpayer number (CPF)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("br_cpf.rs"),
    examples: &[
        "cpf: 940.287.770-38",
        "cadastro de pessoas físicas: 73487397501",
        "cadastro de pessoa física: 719431976-44",
    ],
    counterexamples: &["71987159152", "cpf: 695.427.393-71", "cpf: 625.036.168-527"],
    trigger: Trigger::Shaped(Shape {
        forms: &["###.###.###-##", "###########", "#########-##"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cpf",
    "cadastro de pessoas físicas",
    "cadastro de pessoa física",
    "cpf mf",
    "cpf cnpj",
    "contribuinte",
]);

fn check(code: &[u8]) -> Check {
    let check = |length: usize| {
        let weights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
        (11 - weighted(&code[..length], &weights[10 - length..]) % 11) % 11 % 10
    };
    let right = check(9) == digit(code[9]) && check(10) == digit(code[10]);
    Check::of(right, "both check digits are right", 0.4)
}
