//! Finds numbers of bank accounts in the United States: six to seventeen digits.
//!
//! **How.** The length is all there is to go by (Nacha Operating Rules, account number field of seventeen
//! characters). It counts only next to a word such as *account number* or *account no*, or in a column of
//! such a name.
//!
//! **Limits.** Customer numbers are called account numbers too. Eight digits are the matter of another
//! detector.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_bank_account",
    title: "US bank account number",
    category: Category::Financial,
    severity: Severity::High,
    version: 1,
    source: include_str!("us_bank_account.rs"),
    examples: &[
        "account number: 000123456789",
        "Checking account 4412337790",
        "acct_no=98765432109876",
    ],
    counterexamples: &[
        "000123456789",
        "account number 12345",
        "discount number 000123456789",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "######",
            "#######",
            "#########",
            "##########",
            "###########",
            "############",
            "#############",
            "##############",
            "###############",
            "################",
            "#################",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "account number",
    "account no",
    "acct number",
    "acct no",
    "acct",
    "bank account",
    "bank account number",
    "checking account",
    "savings account",
    "beneficiary account",
    "deposit account",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("of an account number's length", 0.05)
}
