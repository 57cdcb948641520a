//! Finds Mexican taxpayer codes (RFC): letters of the name, a date, and three characters of which the last is
//! a check character.
//!
//! **How.** The date is a day of the calendar, and the values weighed with 13 to 2, modulo 11, give the last
//! character (SAT, "Instructivo para la formación de la clave del RFC"). It counts only next to a word such
//! as *rfc* or *registro federal de contribuyentes*, or in a column of such a name.
//!
//! **Limits.** One in eleven codes of this shape with a date in them has a right last character. Names with Ñ
//! or & are not looked for.

use crate::{
    checksum::value36,
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "mx_rfc",
    title: "Mexican taxpayer code (RFC)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("mx_rfc.rs"),
    examples: &[
        "rfc: JFII030212NV3",
        "registro federal de contribuyentes: VOX201026494",
        "clave rfc: DCKN-610820-KT9",
        "rfc: EVZ-681018-510",
    ],
    counterexamples: &["KTWF9605078V0", "rfc: RJCL870902GK0", "rfc: WIOP640619RDAQ7"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "AAAA######XXX",
            "AAA######XXX",
            "AAAA-######-XXX",
            "AAA-######-XXX",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["rfc", "registro federal de contribuyentes", "clave rfc"]);

fn check(code: &[u8]) -> Check {
    let name = code.len() - 9;
    let [year, month, day] = [0, 2, 4].map(|at| number(&code[name + at..name + at + 2]));
    // 0 is never given out to tell people of one name and birthday apart.
    let tail = &code[code.len() - 3..];
    let given = tail[0] != b'0' && tail[0] <= b'V' && tail[1] != b'0';
    if !given || !is_short_day(year, month, day) {
        return Check::No;
    }
    // Ñ and & stand between N and O in the table of values; companies have a blank, 37, in front.
    let value = |byte: u8| value36(byte) + u32::from(byte > b'N');
    let sum: u32 = code[..code.len() - 1]
        .iter()
        .rev()
        .zip(2..)
        .map(|(byte, weight)| value(*byte) * weight)
        .sum();
    let sum = if name == 3 { sum + 37 * 13 } else { sum };
    let check = b"0123456789A"[(11 - sum % 11) as usize % 11];
    Check::of(
        check == code[code.len() - 1],
        "the date and the check character are right",
        0.35,
    )
}
