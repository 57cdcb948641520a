//! Finds numbers of British driving licences: sixteen letters and digits with the surname, the date of birth
//! and the initials in them.
//!
//! **How.** Five letters of the surname, filled up with nines; the decade, month (plus 50 for women), day and
//! year of birth; initials, filled up with nines; a digit and two letters (DVLA, "Driving licence number").
//! It may stand alone; words such as *driving licence* or *driving license* add confidence.
//!
//! **Limits.** The last letters are computed by a rule that is not public.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "uk_driving_licence",
    title: "UK driving licence number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("uk_driving_licence.rs"),
    examples: &[
        "MORGA657054SM9IJ",
        "driving licence: MORGA 657054 SM9IJ",
        "DVLA FOX99802150R99AB",
    ],
    counterexamples: &[
        "MORGA613054SM9IJ",
        "DVLA MORGA657334SM9IJ",
        "MO9GA657054SM9IJ",
        "MORGA657054SM9I7",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["XXXXX######XXXXX", "AAAAA ###### XXXXX", "XXXXX ###### XXXXX"],
        words: &WORDS,
        need: Need::Nothing,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "driving licence",
    "driving license",
    "driving licence number",
    "driver licence",
    "driver number",
    "dvla",
    "licence number",
]);

fn check(code: &[u8]) -> Check {
    let letters = code[..5]
        .iter()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    let padded = code[letters..5].iter().all(|byte| *byte == b'9');
    let [month, day] = [6, 8].map(|at| number(&code[at..at + 2]));
    let initial = |byte: u8| byte.is_ascii_uppercase() || byte == b'9';
    let right = letters > 0
        && padded
        && matches!(month, 1..=12 | 51..=62)
        && (1..=31).contains(&day)
        && code[11].is_ascii_uppercase()
        && initial(code[12])
        && code[13].is_ascii_alphanumeric()
        && code[14..].iter().all(u8::is_ascii_uppercase);
    if right {
        Check::Plausible("surname, date of birth and initials are in place", 0.3)
    } else {
        Check::No
    }
}
