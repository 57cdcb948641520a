//! Finds Dutch citizen service numbers (burgerservicenummer, BSN): nine digits, sometimes eight.
//!
//! **How.** The digits weighed with 9 to 2 and the last with minus one add up to a multiple of eleven, the
//! "elfproef" (Rijksdienst voor Identiteitsgegevens, Logisch Ontwerp BSN). It counts only next to a word such
//! as *bsn* or *burgerservicenummer*, or in a column of such a name.
//!
//! **Limits.** One in eleven numbers of nine digits passes; those written with eight digits are not looked
//! for.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "nl_bsn",
    title: "Dutch citizen number (BSN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("nl_bsn.rs"),
    examples: &[
        "bsn: 473752670",
        "burgerservicenummer: 3302.93.655",
        "burger service nummer: 207 131 107",
    ],
    counterexamples: &["437729102", "bsn: 675017581", "bsn: 8651907327"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#########", "####.##.###", "### ### ###"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "bsn",
    "burgerservicenummer",
    "burger service nummer",
    "sofinummer",
    "sofi nummer",
    "sofi",
    "bsn nummer",
    "citizen service number",
]);

fn check(code: &[u8]) -> Check {
    let sum = weighted(&code[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    Check::digit(sum % 11 == digit(code[8]))
}
