//! Finds Indian financial system codes: four letters of the bank, 0 and six characters of the branch.
//!
//! **How.** The fifth character is 0 (Reserve Bank of India, list of NEFT branches); the shape is all else
//! there is. It counts only next to a word such as *ifsc* or *ifsc code*, or in a column of such a name.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_ifsc",
    title: "Indian bank branch code (IFSC)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("in_ifsc.rs"),
    examples: &["IFSC: SBIN0001234", "IFSC code HDFC0000053", "ifsc=ICIC000104A"],
    counterexamples: &["SBIN0001234", "IFSC: SBIN1001234", "IFSC: SBIN00012345"],
    trigger: Trigger::Shaped(Shape {
        forms: &["AAAA0XXXXXX"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["ifsc", "ifsc code", "ifs code", "rtgs", "neft"]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("bank, 0 and branch", 0.15)
}
