//! Finds numbers of Thai identity cards (เลขประจำตัวประชาชน): thirteen digits, printed 1-4-5-2-1.
//!
//! **How.** The first digit is 1 to 8, and the digits weighed with 13 to 2, modulo 11, taken from eleven,
//! give the last (Department of Provincial Administration). It counts only next to a word such as
//! *เลขประจำตัวประชาชน* or *บัตรประชาชน*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of thirteen digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "th_national_id",
    title: "Thai national identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("th_national_id.rs"),
    examples: &[
        "เลขประจำตัวประชาชน: 7 8906 68252 16 2",
        "บัตรประชาชน: 8-0987-18434-47-4",
        "เลขบัตรประชาชน: 1522071026253",
    ],
    counterexamples: &[
        "3380090419971",
        "เลขประจำตัวประชาชน: 1 3108 85930 37 0",
        "เลขประจำตัวประชาชน: 4 7579 50168 53 27",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["# #### ##### ## #", "#-####-#####-##-#", "#############"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "เลขประจำตัวประชาชน",
    "บัตรประชาชน",
    "เลขบัตรประชาชน",
    "thai id",
    "national id",
    "tnin",
    "citizen id",
    "id card",
]);

fn check(code: &[u8]) -> Check {
    if matches!(code[0], b'0' | b'9') {
        return Check::No;
    }
    let sum = weighted(code, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    Check::digit((11 - sum % 11) % 10 == digit(code[12]))
}
