//! Finds Belgian national register numbers (rijksregisternummer, numéro de registre national): date of birth,
//! a serial number and two check digits.
//!
//! **How.** The first nine digits, with a 2 in front for births from 2000 on, modulo 97 and taken from 97,
//! give the last two (Royal decree of 3 April 1984; Federal Public Service Home Affairs). Written with its
//! separators it may stand alone; bare it counts only next to a word such as *rijksregister* or
//! *rijksregisternummer*, or in a column of such a name.
//!
//! **Limits.** One in 49 numbers with a date in them has right check digits.

use crate::{
    checksum::remainder,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "be_nrn",
    title: "Belgian national register number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("be_nrn.rs"),
    examples: &[
        "rijksregister: 02.10.28-943.75",
        "rijksregisternummer: 09.01.00-116-12",
        "rijksregister nr: 16081421746",
        "rrn: 891203 379 29",
        "nrn: 08 09 04 037 06",
    ],
    counterexamples: &[
        "03051597164",
        "rijksregister: 02.01.25-145.20",
        "rijksregister: 19.09.03-055.267",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "##.##.##-###.##",
            "##.##.##-###-##",
            "###########",
            "###### ### ##",
            "## ## ## ### ##",
        ],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "rijksregister",
    "rijksregisternummer",
    "rijksregister nr",
    "rrn",
    "nrn",
    "insz",
    "niss",
    "inss",
    "registre national",
    "numéro national",
    "numero national",
    "nn",
    "nationalregister",
    "nationalregisternummer",
    "national number",
]);

fn check(code: &[u8]) -> Check {
    let [month, day] = [2, 4].map(|at| number(&code[at..at + 2]));
    if month > 12 || day > 31 {
        return Check::No;
    }
    let (rest, key) = (remainder(&code[..9], 97), number(&code[9..]));
    // A 2 in front of nine digits adds 2,000,000,000, which is 93 modulo 97.
    // Nobody is born after 2040 so far.
    let later = number(&code[..2]) <= 40 && 97 - (rest + 2_000_000_000 % 97) % 97 == key;
    let right = 97 - rest == key || later;
    Check::of(right, "the date and both check digits are right", 0.4)
}
