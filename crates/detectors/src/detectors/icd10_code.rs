//! Finds codes of diagnoses by the International Classification of Diseases, which tell what somebody suffers
//! from.
//!
//! **How.** A letter, two digits and up to four more characters after a dot (World Health Organization,
//! ICD-10; CDC, ICD-10-CM guidelines). It counts only next to a word such as *icd 10 cm* or *icd 10 code*, or
//! in a column of such a name.
//!
//! **Limits.** Whether there is such a diagnosis is not asked of anyone.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "icd10_code",
    title: "Diagnosis code (ICD-10)",
    category: Category::Health,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("icd10_code.rs"),
    examples: &[
        "ICD-10: E11.9",
        "diagnosis code F32.1",
        "dx_code=S52.521A",
        "ICD10 C34",
    ],
    counterexamples: &["E11.9", "part E11.9", "ICD-10 EE1.9", "dx 11.9"],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "A##.#", "A##", "A##.##", "A##.###", "A##.#A", "A##.##A", "A##.###A", "A##.XXXA", "A#A.#", "A#A",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "icd 10 cm",
    "icd 10 code",
    "icd 10",
    "icd code",
    "icd",
    "diagnosis",
    "diagnosis code",
    "diagnoses",
    "dx code",
    "diagnose",
    "diagnoseschlüssel",
    "code cim",
    "cim 10",
    "cie 10",
    "diagnóstico",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("a chapter, a group and its part", 0.1)
}
