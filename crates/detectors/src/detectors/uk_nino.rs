//! Finds British national insurance numbers: two letters, six digits and a letter from A to D. With a name
//! they open benefits and credit.
//!
//! **How.** Prefixes that are never given out (D, F, I, Q, U, V; O as the second letter; BG, GB, KN, NK, NT,
//! TN, ZZ) are left out (HMRC, National Insurance Manual NIM39110). There is no checksum. Written with its
//! separators it may stand alone; bare it counts only next to a word such as *national insurance* or
//! *national insurance number*, or in a column of such a name.
//!
//! **Limits.** Without a checksum, every code of this shape in such a place passes.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_nino",
    title: "UK national insurance number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("uk_nino.rs"),
    examples: &[
        "National Insurance: AB 12 34 56 C",
        "AB 12 34 56 C",
        "ni_number=JG103759A",
        "NINO CE 32 81 60 D",
    ],
    counterexamples: &[
        "JG103759A",
        "NINO BG 12 34 56 A",
        "NINO AB 12 34 56 E",
        "QQ 12 34 56 C",
        "NINO AO 12 34 56 A",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["AA ## ## ## A", "AA######A", "AA###### A", "AA-##-##-##-A"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "national insurance",
    "national insurance number",
    "national insurance no",
    "ni number",
    "ni no",
    "nino",
    "nin",
    "yswiriant gwladol",
]);

fn check(code: &[u8]) -> Check {
    let letters = [code[0], code[1]];
    let never = |letter: &u8| matches!(letter, b'D' | b'F' | b'I' | b'Q' | b'U' | b'V');
    if letters.iter().any(never)
        || letters[1] == b'O'
        || matches!(&letters, b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
        || !matches!(code[8], b'A'..=b'D')
    {
        return Check::No;
    }
    Check::Plausible("prefix and suffix are in use", 0.25)
}
