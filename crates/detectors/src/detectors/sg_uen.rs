//! Finds Singapore unique entity numbers: businesses, local companies and others. Those of sole traders name
//! a person.
//!
//! **How.** The weights 10 4 9 3 8 2 7 1 and 10 8 6 4 9 7 5 3 1, modulo 11, choose the last letter
//! (Accounting and Corporate Regulatory Authority). It counts only next to a word such as *uen* or *uen no*,
//! or in a column of such a name.
//!
//! **Limits.** Numbers of other entities, such as T08GB0001A, are not looked for.

use crate::{
    checksum::weighted,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "sg_uen",
    title: "Singapore entity number (UEN)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("sg_uen.rs"),
    examples: &[
        "uen: 94679798J",
        "uen no: 200869777K",
        "unique entity number: 40163539B",
    ],
    counterexamples: &["50332121D", "uen: 64640003A", "uen: 19764484LQ7"],
    trigger: Trigger::Shaped(Shape {
        forms: &["########A", "#########A"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["uen", "uen no", "unique entity number", "roc no", "acra"]);

fn check(code: &[u8]) -> Check {
    let (body, last) = (&code[..code.len() - 1], code[code.len() - 1]);
    let letter = match body.len() {
        8 => b"XMKECAWLJDB"[(weighted(body, &[10, 4, 9, 3, 8, 2, 7, 1]) % 11) as usize],
        _ if !(1800..=2099).contains(&number(&body[..4])) => return Check::No,
        _ => b"ZKCMDNERGWH"[(weighted(body, &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11) as usize],
    };
    Check::of(letter == last, "the letter is right", 0.35)
}
