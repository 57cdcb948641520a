//! Finds Canadian postal codes: three characters of the area and three of the street side or building.
//!
//! **How.** Letters and digits take turns; D, F, I, O, Q and U never occur, W and Z not as the first (Canada
//! Post, "Addressing Guidelines"). It counts only next to a word such as *postal code* or *postcode*, or in a
//! column of such a name.
//!
//! **Limits.** Whether there is such a code is not asked of anyone.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ca_postal_code",
    title: "Canadian postal code",
    category: Category::Personal,
    severity: Severity::Low,
    version: 1,
    source: include_str!("ca_postal_code.rs"),
    examples: &[
        "postal code: K1A 0B1",
        "code postal H2Y1C6",
        "Postal Code V6B-4N9",
    ],
    counterexamples: &["K1A 0B1", "postal code D1A 0B1", "postal code K1A 0B12"],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#A #A#", "A#A#A#", "A#A-#A#"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "postal code",
    "postcode",
    "post code",
    "code postal",
    "zip",
    "zip code",
]);

fn check(code: &[u8]) -> Check {
    let never = |letter: u8| matches!(letter, b'D' | b'F' | b'I' | b'O' | b'Q' | b'U');
    if never(code[0]) || matches!(code[0], b'W' | b'Z') || never(code[2]) || never(code[4]) {
        return Check::No;
    }
    Check::Plausible("the letters are in use", 0.15)
}
