//! Finds numbers of British bank accounts: eight digits.
//!
//! **How.** The shape is all there is to go by; eight digits that are a date of this or the last century are
//! left out (Pay.UK, "Vocalink modulus checking"). It counts only next to a word such as *account number* or
//! *account no*, or in a column of such a name.
//!
//! **Limits.** Account numbers of other kinds are eight digits too.

use crate::{
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_bank_account",
    title: "UK bank account number",
    category: Category::Financial,
    severity: Severity::High,
    version: 1,
    source: include_str!("uk_bank_account.rs"),
    examples: &[
        "account number: 31926819",
        "Bank account 55779911",
        "account_no=12345674",
    ],
    counterexamples: &[
        "31926819",
        "account number 20240131",
        "discount number 31926819",
        "account number 319268191",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "account number",
    "account no",
    "acct no",
    "acct number",
    "bank account",
    "bank account number",
    "current account",
    "savings account",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day] = [0..4, 4..6, 6..8].map(|part| number(&code[part]));
    if (1900..=2099).contains(&year) && is_day(year, month, day) {
        return Check::No;
    }
    Check::Plausible("eight digits that are no date", 0.05)
}
