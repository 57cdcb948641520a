//! Finds numbers of patients' records in hospitals and practices, which lead to all that was ever written
//! about them.
//!
//! **How.** Every hospital has its own numbers, so the shape says little: the words must stand right before
//! it, or in the column's name. It counts only next to a word such as *mrn* or *medical record*, or in a
//! column of such a name.
//!
//! **Limits.** Every number in such a place passes.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "medical_record_number",
    title: "Medical record number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("medical_record_number.rs"),
    examples: &[
        "MRN: 00482913",
        "Patient ID 731-22-904",
        "medical_record_number=AB482913",
    ],
    counterexamples: &["00482913", "record 00482913", "MRN 123", "merman 00482913"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "######",
            "#######",
            "########",
            "#########",
            "##########",
            "AA######",
            "A#######",
            "AAA######",
            "###-##-###",
            "##-##-##",
            "###-###-###",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "mrn",
    "medical record",
    "medical record number",
    "medical record no",
    "med rec",
    "patient id",
    "patient identifier",
    "chart number",
    "chart no",
    "hospital number",
    "hospital no",
    "patientennummer",
    "patienten nr",
    "patienten id",
    "fallnummer",
    "numéro de dossier",
    "dossier patient",
    "número de historia clínica",
    "historia clínica",
    "historia clinica",
    "cartella clinica",
    "patiëntnummer",
    "prontuário",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("as hospitals write it", 0.1)
}
