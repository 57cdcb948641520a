//! Finds Mexican population registry codes (CURP): letters of the name, date of birth, sex, state, letters of
//! the name again, a distinction and a check digit.
//!
//! **How.** The date is a day of the calendar, the sex H, M or X, the state one of those in use, and the
//! values weighed with 18 to 2, modulo 10, give the last digit (RENAPO, "Instructivo normativo para la
//! asignación de la CURP"). It may stand alone; words such as *curp* or *clave única de registro de
//! población* add confidence.

use crate::{
    checksum::{digit, value36},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "mx_curp",
    title: "Mexican population code (CURP)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("mx_curp.rs"),
    examples: &[
        "CURP: WNQJ351213MSLUVEE2",
        "PEMI920711MMCJHX65",
        "curp=GQJE521223MSRQQB59",
    ],
    counterexamples: &["KFLS851121HNLRAEW0", "BOXW311302HNERXN09", "BOXW310820ZNERXN09"],
    trigger: Trigger::Shaped(Shape {
        forms: &["AAAA######AAAAAAX#"],
        words: &WORDS,
        need: Need::Nothing,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "curp",
    "clave única de registro de población",
    "clave unica",
    "registro de población",
]);

fn check(code: &[u8]) -> Check {
    const STATES: &[&[u8; 2]] = &[
        b"AS", b"BC", b"BS", b"CC", b"CH", b"CL", b"CM", b"CS", b"DF", b"DG", b"GR", b"GT", b"HG", b"JC",
        b"MC", b"MN", b"MS", b"NE", b"NL", b"NT", b"OC", b"PL", b"QR", b"QT", b"SL", b"SP", b"SR", b"TC",
        b"TL", b"TS", b"VZ", b"YN", b"ZS",
    ];
    let [year, month, day] = [4, 6, 8].map(|at| number(&code[at..at + 2]));
    let century = if code[16].is_ascii_digit() { 1900 } else { 2000 };
    let state = STATES.contains(&&[code[11], code[12]]);
    if !is_day(century + year, month, day) || !matches!(code[10], b'H' | b'M' | b'X') || !state {
        return Check::No;
    }
    // Ñ stands between N and O in the table of values.
    let value = |byte: u8| value36(byte) + u32::from(byte > b'N');
    let sum: u32 = code[..17]
        .iter()
        .zip((2..=18).rev())
        .map(|(byte, weight)| value(*byte) * weight)
        .sum();
    Check::of(
        (10 - sum % 10) % 10 == digit(code[17]),
        "date, state and check digit are right",
        0.4,
    )
}
