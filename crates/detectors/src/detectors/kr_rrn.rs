//! Finds South Korean resident registration numbers (주민등록번호): date of birth, century and sex, place, and a
//! check digit.
//!
//! **How.** The date is a day of the calendar, and the digits weighed with 2 to 9 and 2 to 5, modulo 11,
//! taken from eleven, give the last (Resident Registration Act). Numbers given out since October 2020 have no
//! check digit. It counts only next to a word such as *주민등록번호* or *주민번호*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit.

use crate::{
    checksum::{digit, weighted},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "kr_rrn",
    title: "Korean resident registration number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("kr_rrn.rs"),
    examples: &[
        "주민등록번호: 430708-7697582",
        "주민번호: 2503258413779",
        "외국인등록번호: 411224-7542834",
    ],
    counterexamples: &[
        "8402114225571",
        "주민등록번호: 801331-1234567",
        "rrn 901218-27844927",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["######-#######", "#############"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "주민등록번호",
    "주민번호",
    "외국인등록번호",
    "rrn",
    "resident registration number",
    "resident registration",
    "jumin",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    let century = match code[6] {
        b'1' | b'2' | b'5' | b'6' => 1900,
        b'3' | b'4' | b'7' | b'8' => 2000,
        _ => 1800,
    };
    if !is_day(century + year, month, day) || number(&code[7..9]) > 96 {
        return Check::No;
    }
    let rest = weighted(code, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    if (11 - rest) % 10 == digit(code[12]) {
        Check::Right("the date and the check digit are right", 0.4)
    } else if century + year >= 2020 {
        Check::Plausible("the date is right, and since 2020 there is no check digit", 0.1)
    } else {
        Check::Wrong("the check digit is wrong")
    }
}
