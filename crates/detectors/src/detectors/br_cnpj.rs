//! Finds Brazilian business numbers (CNPJ): twelve characters and two check digits. Those given out from July
//! 2026 on may have letters.
//!
//! **How.** The characters, letters as their ASCII code less 48, weighed with 5 to 2 and 9 to 2, then with 6
//! to 2 and 9 to 2, modulo 11, give the two last (Receita Federal, Instrução Normativa RFB 2.229/2024).
//! Written with its separators it may stand alone; bare it counts only next to a word such as *cnpj* or
//! *cadastro nacional da pessoa jurídica*, or in a column of such a name.
//!
//! **Limits.** One in a hundred codes of this length has right check digits.

use crate::{
    checksum::digit,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "br_cnpj",
    title: "Brazilian business number (CNPJ)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("br_cnpj.rs"),
    examples: &[
        "CNPJ: 57.348.130/2301-32",
        "82.524.827/2691-09",
        "cnpj=08111945036707",
    ],
    counterexamples: &[
        "47453941558463",
        "cnpj: 98.664.121/8299-01",
        "cnpj: 86.428.603/3331-897",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["XX.XXX.XXX/XXXX-##", "XXXXXXXXXXXX##", "AA.XXX.XXX/XXXX-##"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cnpj",
    "cadastro nacional da pessoa jurídica",
    "cnpj mf",
    "cpf cnpj",
    "cgc",
]);

fn check(code: &[u8]) -> Check {
    let check = |length: usize| {
        let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
        let values = code[..length].iter().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = values
            .zip(&weights[13 - length..])
            .map(|(value, weight)| value * weight)
            .sum();
        (11 - sum % 11) % 11 % 10
    };
    if code.starts_with(b"000000000000") {
        return Check::No;
    }
    let right = check(12) == digit(code[12]) && check(13) == digit(code[13]);
    Check::of(right, "both check digits are right", 0.4)
}
