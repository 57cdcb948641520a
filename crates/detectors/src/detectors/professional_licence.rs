//! Finds numbers of licences of doctors, nurses, lawyers and other professions.
//!
//! **How.** Every authority has its own numbers, so the shape says little: the words must stand right before
//! it, or in the column's name. It counts only next to a word such as *license number* or *licence number*,
//! or in a column of such a name.
//!
//! **Limits.** Licences of programs and cars are called so too.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "professional_licence",
    title: "Professional licence number",
    category: Category::Personal,
    severity: Severity::Low,
    version: 1,
    source: include_str!("professional_licence.rs"),
    examples: &[
        "License number: A123456",
        "medical_license=MD-482913",
        "Licence No. 7781204",
    ],
    counterexamples: &[
        "A123456",
        "license A123456",
        "license number A1",
        "sublicence 7781204",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "A#####",
            "A######",
            "A#######",
            "AA#####",
            "AA######",
            "#####",
            "######",
            "#######",
            "########",
            "AAA######",
            "A-#####",
            "AA-######",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "license number",
    "licence number",
    "license no",
    "licence no",
    "license num",
    "medical license",
    "medical licence",
    "nursing license",
    "professional license",
    "professional licence",
    "state license",
    "bar number",
    "approbation",
    "lizenznummer",
    "numéro de licence",
    "número de licencia",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("as authorities write it", 0.1)
}
