//! Finds numbers of bank accounts as countries write them without IBAN.
//!
//! **How.** The length is all there is to go by. It counts only next to a word such as *kontonummer* or
//! *konto nr*, or in a column of such a name.
//!
//! **Limits.** Every number of such a length passes beside the words.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "bank_account_number",
    title: "Bank account number",
    category: Category::Financial,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("bank_account_number.rs"),
    examples: &[
        "Kontonummer: 0532013000",
        "银行账号：6222021234567",
        "numéro de compte 00050013026",
        "número de cuenta 0182345678",
    ],
    counterexamples: &["0532013000", "Kontonummer 12345", "Discounter 0532013000"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "#######",
            "########",
            "#########",
            "##########",
            "###########",
            "############",
            "#############",
            "##############",
            "###############",
            "################",
            "##################",
            "####################",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "kontonummer",
    "konto nr",
    "kontonr",
    "kto",
    "kto nr",
    "numéro de compte",
    "n° de compte",
    "número de cuenta",
    "numero de cuenta",
    "número de la cuenta",
    "conto corrente",
    "numero di conto",
    "rekeningnummer",
    "rekening",
    "número da conta",
    "conta corrente",
    "numer konta",
    "nr konta",
    "číslo účtu",
    "kontonummeret",
    "tilinumero",
    "номер счета",
    "расчетный счет",
    "口座番号",
    "账号",
    "银行账号",
    "계좌번호",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("of an account number's length", 0.05)
}
