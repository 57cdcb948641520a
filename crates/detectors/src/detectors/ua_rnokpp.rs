//! Finds Ukrainian taxpayer numbers of persons (РНОКПП, earlier ідентифікаційний код): the days since 1899, a
//! serial number and a check digit.
//!
//! **How.** The digits weighed with −1 5 7 9 4 6 10 5 7, modulo 11 and 10, give the last (State Tax Service,
//! order 822/2017 of the Ministry of Finance). It counts only next to a word such as *рнокпп* or *іпн*, or in
//! a column of such a name.
//!
//! **Limits.** One in ten numbers of ten digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ua_rnokpp",
    title: "Ukrainian taxpayer number (RNOKPP)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ua_rnokpp.rs"),
    examples: &["РНОКПП: 3387409720", "ІПН 6564266617", "rnokpp=5983982434"],
    counterexamples: &["3276513141", "рнокпп: 2043113661", "рнокпп: 27940708577"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "рнокпп",
    "іпн",
    "ідентифікаційний код",
    "ідентифікаційний номер",
    "облікової картки",
    "податковий номер",
    "rnokpp",
    "ipn",
    "идентификационный код",
]);

fn check(code: &[u8]) -> Check {
    let sum = weighted(code, &[0, 5, 7, 9, 4, 6, 10, 5, 7]) + 11 - digit(code[0]);
    Check::digit(sum % 11 % 10 == digit(code[9]))
}
