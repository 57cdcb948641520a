//! Finds Japanese individual numbers (マイナンバー): twelve digits. Law binds whoever stores them.
//!
//! **How.** The digits weighed with 6 5 4 3 2 7 6 5 4 3 2, modulo 11, taken from eleven, give the last; ten
//! and eleven become 0 (Ordinance of the Ministry of Internal Affairs 85/2014). It counts only next to a word
//! such as *マイナンバー* or *個人番号*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of twelve digits has a right check digit.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "jp_my_number",
    title: "Japanese My Number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("jp_my_number.rs"),
    examples: &[
        "マイナンバー: 191888927808",
        "個人番号: 2827 9443 7497",
        "my number: 5673-6487-9580",
    ],
    counterexamples: &[
        "078890671720",
        "マイナンバー: 268056223540",
        "マイナンバー: 1556507667457",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["############", "#### #### ####", "####-####-####"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "マイナンバー",
    "個人番号",
    "my number",
    "mynumber",
    "individual number",
    "kojin bango",
]);

fn check(code: &[u8]) -> Check {
    let rest = weighted(code, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    Check::digit((11 - rest) % 11 % 10 == digit(code[11]))
}
