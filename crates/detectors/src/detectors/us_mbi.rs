//! Finds Medicare beneficiary identifiers of the United States: eleven letters and digits.
//!
//! **How.** Digits and letters stand at the eleven places where they must, and S, L, O, I, B and Z never
//! occur (Centers for Medicare & Medicaid Services, "Understanding the Medicare Beneficiary Identifier
//! format"). There is no checksum. Written with its separators it may stand alone; bare it counts only next
//! to a word such as *mbi* or *medicare*, or in a column of such a name.
//!
//! **Limits.** Without a checksum, every code of this shape in such a place passes.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_mbi",
    title: "US Medicare beneficiary identifier (MBI)",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("us_mbi.rs"),
    examples: &["MBI: 1EG4-TE5-MK73", "1EG4-TE5-MK73", "medicare_id=1EG4TE5MK73"],
    counterexamples: &["1EG4TE5MK73", "MBI 1SG4-TE5-MK73", "MBI 1EG4-TE5-MK731"],
    trigger: Trigger::Shaped(Shape {
        forms: &["#AX#-AX#-AA##", "#AX#AX#AA##"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "mbi",
    "medicare",
    "medicare number",
    "medicare id",
    "medicare beneficiary",
    "medicare beneficiary identifier",
    "hic",
    "hicn",
]);

fn check(code: &[u8]) -> Check {
    let never = |byte: &u8| matches!(byte, b'S' | b'L' | b'O' | b'I' | b'B' | b'Z');
    if code[0] == b'0' || code.iter().any(never) {
        return Check::No;
    }
    Check::Plausible("the letters are in use", 0.25)
}
