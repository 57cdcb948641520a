//! Finds Indian vehicle registration marks: state, district, series and number. They lead to the owner.
//!
//! **How.** The first two letters are a state or union territory, or BH between year and letters in the
//! all-India series (Central Motor Vehicles Rules, rule 50). It counts only next to a word such as *vehicle*
//! or *vehicle number*, or in a column of such a name.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "in_vehicle",
    title: "Indian vehicle registration",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("in_vehicle.rs"),
    examples: &[
        "Vehicle No: MH12AB1234",
        "number plate KA-01-MJ-5678",
        "registration number 22BH6517A",
    ],
    counterexamples: &["MH12AB1234", "vehicle XX12AB1234", "vehicle MH12AB12345"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "AA##AA####",
            "AA##A####",
            "AA ## AA ####",
            "AA-##-AA-####",
            "AA ## A ####",
            "##AA####AA",
            "##AA####A",
            "## AA #### AA",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "vehicle",
    "vehicle number",
    "vehicle no",
    "vehicle registration",
    "registration number",
    "number plate",
    "reg no",
    "rc number",
    "license plate",
]);

fn check(code: &[u8]) -> Check {
    const STATES: &[&[u8; 2]] = &[
        b"AN", b"AP", b"AR", b"AS", b"BR", b"CG", b"CH", b"DD", b"DL", b"DN", b"GA", b"GJ", b"HP", b"HR",
        b"JH", b"JK", b"KA", b"KL", b"LA", b"LD", b"MH", b"ML", b"MN", b"MP", b"MZ", b"NL", b"OD", b"OR",
        b"PB", b"PY", b"RJ", b"SK", b"TG", b"TN", b"TR", b"TS", b"UA", b"UK", b"UP", b"WB",
    ];
    let known = match code {
        [first, second, ..] if first.is_ascii_uppercase() => STATES.contains(&&[*first, *second]),
        _ => code[2..4] == *b"BH",
    };
    if known {
        Check::Plausible("the state is one", 0.15)
    } else {
        Check::No
    }
}
