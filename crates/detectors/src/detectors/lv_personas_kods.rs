//! Finds Latvian personal codes (personas kods): date of birth, century, a serial number and a check digit;
//! since 2017 numbers that begin with 32 and have no date.
//!
//! **How.** The date is a day of the calendar, and one and the digits weighed with 10 5 8 4 2 1 6 3 7 9,
//! modulo 11, give the last (Iedzīvotāju reģistra likums; Office of Citizenship and Migration Affairs). It
//! counts only next to a word such as *personas kods* or *personas kodu*, or in a column of such a name.
//!
//! **Limits.** One in ten such numbers has a right check digit.

use crate::{
    checksum::{digit, weighted},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "lv_personas_kods",
    title: "Latvian personal code",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("lv_personas_kods.rs"),
    examples: &[
        "personas kods: 325113-48217",
        "personas kodu: 18122929340",
        "personaskods: 325863-90970",
    ],
    counterexamples: &[
        "20062625460",
        "personas kods: 321599-36310",
        "personas kods: 326315-708597",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["######-#####", "###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["personas kods", "personas kodu", "personaskods", "personal code"]);

fn check(code: &[u8]) -> Check {
    if !code.starts_with(b"32") {
        let [day, month, year] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
        if code[6] > b'2' || !is_day(1800 + 100 * digit(code[6]) + year, month, day) {
            return Check::No;
        }
    }
    let sum = 1 + weighted(code, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    Check::digit(sum % 11 % 10 == digit(code[10]))
}
