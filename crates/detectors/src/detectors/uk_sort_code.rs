//! Finds sort codes of British and Irish banks: six digits, written in twos. With the account number they are
//! enough to set up debits.
//!
//! **How.** The shape is all there is to go by (Pay.UK, "Sort code checker"). It counts only next to a word
//! such as *sort code* or *sortcode*, or in a column of such a name.
//!
//! **Limits.** A date written in twos passes right after the words.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_sort_code",
    title: "UK bank sort code",
    category: Category::Financial,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("uk_sort_code.rs"),
    examples: &["sort code: 20-00-00", "Sort Code 601613", "sort_code 40 47 84"],
    counterexamples: &["20-00-00", "sort 20-00-00", "sort code 20-00-00-5"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##-##-##", "## ## ##", "######"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["sort code", "sortcode", "sort codes", "bank sort code"]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("six digits", 0.05)
}
