//! Finds Czech and Slovak birth numbers (rodné číslo): date of birth and three or four digits.
//!
//! **How.** The month is that of a calendar, with 50 added for women, 20 or 70 where serial numbers ran out;
//! numbers of ten digits are multiples of eleven, or end in 0 where the remainder is ten (Act 133/2000 Coll.;
//! Act 301/1995 Coll.). It counts only next to a word such as *rodné číslo* or *rodne cislo*, or in a column
//! of such a name.
//!
//! **Limits.** One in eleven numbers with a date in them has a right check digit. Written with the slash they
//! still count only beside such a word.

use crate::{
    checksum::{digit, remainder},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "cz_rodne_cislo",
    title: "Czech or Slovak birth number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("cz_rodne_cislo.rs"),
    examples: &[
        "rodné číslo: 461011/6434",
        "RČ 515412/123",
        "RČ 257306/3999",
        "rodne_cislo=6751085352",
    ],
    counterexamples: &[
        "4876166526",
        "rodné číslo: 720420/9630",
        "rodné číslo: 510318/65947",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["######/####", "######/###", "##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "rodné číslo",
    "rodne cislo",
    "rč",
    "rc",
    "rodné č",
    "birth number",
]);

fn check(code: &[u8]) -> Check {
    let [year, coded, day] = [0, 2, 4].map(|at| number(&code[at..at + 2]));
    let month = coded % 50 % 20;
    if code.len() == 9 {
        // Only until 1953, and without a check digit.
        return match year <= 53 && is_day(1900 + year, month, day) {
            true => Check::Plausible("the date is right", 0.1),
            false => Check::No,
        };
    }
    let century = if year < 54 { 2000 } else { 1900 };
    if !is_day(century + year, month, day) {
        return Check::No;
    }
    let right = remainder(&code[..9], 11) % 10 == digit(code[9]);
    Check::of(right, "the date and the check digit are right", 0.35)
}
