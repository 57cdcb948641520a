//! Finds Lithuanian personal codes (asmens kodas): sex and century, date of birth, a serial number and a
//! check digit.
//!
//! **How.** The date is a day of the calendar, unless the first digit is 9; the digits weighed with 1 to 9
//! and 1, modulo 11, give the last, or weighed with 3 to 9 and 1 to 3 where that is ten (Gyventojų registro
//! įstatymas). It counts only next to a word such as *asmens kodas* or *asmens kodo*, or in a column of such
//! a name.
//!
//! **Limits.** One in ten numbers with a date in them has a right check digit. Estonia writes its codes
//! alike.

use crate::{
    checksum::{digit, weighted},
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "lt_asmens_kodas",
    title: "Lithuanian personal code",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("lt_asmens_kodas.rs"),
    examples: &[
        "asmens kodas: 60610201538",
        "Asmens kodas 58509051515",
        "asmens_kodas=60903118921",
    ],
    counterexamples: &[
        "35905256736",
        "asmens kodas: 72408292930",
        "asmens kodas: 346052057047",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["###########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["asmens kodas", "asmens kodo", "asmenskodas", "personal code"]);

fn check(code: &[u8]) -> Check {
    let [year, month, day] = [1, 3, 5].map(|at| number(&code[at..at + 2]));
    let is_one = match code[0] {
        b'1'..=b'8' => is_day(1800 + 100 * (digit(code[0]) - 1).div_euclid(2) + year, month, day),
        first => first == b'9',
    };
    if !is_one {
        return Check::No;
    }
    let rest = weighted(code, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let rest = match rest {
        10 => weighted(code, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10,
        right => right,
    };
    Check::of(
        rest == digit(code[10]),
        "the date and the check digit are right",
        0.35,
    )
}
