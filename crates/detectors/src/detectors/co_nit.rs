//! Finds Colombian tax numbers (NIT): nine or ten digits and a check digit.
//!
//! **How.** From the right, the digits weighed with 3 7 13 17 19 23 29 37 41 43, modulo 11, taken from
//! eleven, give the last; ten and eleven become 1 and 0 (DIAN, Orden Administrativa 4/1989). It counts only
//! next to a word such as *nit* or *número de identificación tributaria*, or in a column of such a name.
//!
//! **Limits.** One in eleven such numbers has a right check digit.

use crate::{
    checksum::digit,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "co_nit",
    title: "Colombian tax number (NIT)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("co_nit.rs"),
    examples: &[
        "nit: 885.746.066-9",
        "número de identificación tributaria: 548921034-0",
        "rut: 7515451872",
        "nit empresa: 5.784.155.838-1",
        "nit: 8618655231-5",
    ],
    counterexamples: &["6894148898", "nit: 862.634.863-0", "nit: 111.124.103-67"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "###.###.###-#",
            "#########-#",
            "##########",
            "#.###.###.###-#",
            "##########-#",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["nit", "número de identificación tributaria", "rut", "nit empresa"]);

fn check(code: &[u8]) -> Check {
    let (last, body) = code.split_last().unwrap_or((&b'0', code));
    let sum: u32 = body
        .iter()
        .rev()
        .zip([3, 7, 13, 17, 19, 23, 29, 37, 41, 43])
        .map(|(byte, weight)| digit(*byte) * weight)
        .sum();
    Check::digit(b"01987654321"[(sum % 11) as usize] == *last)
}
