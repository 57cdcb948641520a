//! Finds British postcodes: with a house number they name a household.
//!
//! **How.** The six forms of outward codes, a digit and two letters that are never C, I, K, M, O or V (Royal
//! Mail, "PAF Programmers Guide", postcode format). It counts only next to a word such as *postcode* or *post
//! code*, or in a column of such a name.
//!
//! **Limits.** Whether there is such a postcode is not asked of anyone.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_postcode",
    title: "UK postcode",
    category: Category::Personal,
    severity: Severity::Low,
    version: 1,
    source: include_str!("uk_postcode.rs"),
    examples: &[
        "postcode: SW1A 1AA",
        "Postcode M1 1AE",
        "post_code=EC1A1BB",
        "postal code DN55 1PT",
    ],
    counterexamples: &[
        "SW1A 1AA",
        "postcode SW1A 1CA",
        "postcode QW1A 1AA",
        "lamppost code9 SW1A 1AA",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "A# #AA", "A## #AA", "AA# #AA", "AA## #AA", "A#A #AA", "AA#A #AA", "A##AA", "A###AA", "AA##AA",
            "AA###AA", "A#A#AA", "AA#A#AA",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "postcode",
    "post code",
    "postal code",
    "zip",
    "zip code",
    "cod post",
]);

fn check(code: &[u8]) -> Check {
    let (outward, inward) = code.split_at(code.len() - 3);
    let never = |letter: &u8| matches!(letter, b'C' | b'I' | b'K' | b'M' | b'O' | b'V');
    if inward[1..].iter().any(never)
        || matches!(outward[0], b'Q' | b'V' | b'X')
        || !inward[0].is_ascii_digit()
    {
        return Check::No;
    }
    Check::Plausible("outward and inward code are written as they must be", 0.15)
}
