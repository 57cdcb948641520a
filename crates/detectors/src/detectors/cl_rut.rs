//! Finds Chilean national numbers (RUT, RUN): seven or eight digits and a check character.
//!
//! **How.** From the right, the digits weighed with 2 to 7 in turn, modulo 11, taken from eleven, give the
//! last; ten is K (Servicio de Impuestos Internos; Registro Civil). It counts only next to a word such as
//! *rut* or *run*, or in a column of such a name.
//!
//! **Limits.** One in eleven numbers of this shape has a right check character.

use crate::{
    checksum::digit,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "cl_rut",
    title: "Chilean national number (RUT, RUN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("cl_rut.rs"),
    examples: &["RUT: 72.312.586-3", "RUN 4.776.246-4", "rut=60865300-7"],
    counterexamples: &["554965245", "RUT: 73.946.007-0", "truth 36.382.026-3"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "##.###.###-X",
            "#.###.###-X",
            "########-X",
            "#######-X",
            "########X",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "rut",
    "run",
    "rol único tributario",
    "rol unico tributario",
    "cédula de identidad",
    "rut empresa",
]);

fn check(code: &[u8]) -> Check {
    let (last, body) = code.split_last().unwrap_or((&b'0', code));
    let sum: u32 = body
        .iter()
        .rev()
        .zip([2, 3, 4, 5, 6, 7].into_iter().cycle())
        .map(|(byte, weight)| digit(*byte) * weight)
        .sum();
    if !matches!(last, b'0'..=b'9' | b'K') {
        return Check::No;
    }
    Check::digit(b"0K987654321"[(sum % 11) as usize] == *last)
}
