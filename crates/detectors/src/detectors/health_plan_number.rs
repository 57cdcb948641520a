//! Finds numbers of members of health plans, which open the door to treatment on somebody else's account.
//!
//! **How.** Every plan has its own numbers, so the shape says little: the words must stand right before it,
//! or in the column's name. It counts only next to a word such as *member id* or *member number*, or in a
//! column of such a name.
//!
//! **Limits.** Clubs have members too: every number in such a place passes.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "health_plan_number",
    title: "Health plan member number",
    category: Category::Health,
    severity: Severity::High,
    version: 1,
    source: include_str!("health_plan_number.rs"),
    examples: &[
        "Member ID: XYZ123456789",
        "subscriber_id=W123456789",
        "Medicaid 123456789012",
        "health plan no 88471203",
    ],
    counterexamples: &[
        "XYZ123456789",
        "member XYZ123456789",
        "remember id 123",
        "Member ID: 12345",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "########",
            "#########",
            "##########",
            "###########",
            "############",
            "A########",
            "A#########",
            "AAA#########",
            "AA########",
            "A##########",
            "AAAA########",
            "AAA########",
            "AAA###A#####",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "member id",
    "member number",
    "member no",
    "subscriber id",
    "subscriber number",
    "health plan",
    "health plan id",
    "health plan number",
    "insurance id",
    "insurance member",
    "beneficiary id",
    "beneficiary number",
    "policy id",
    "medicaid",
    "medicaid id",
    "versichertennummer",
    "numéro d'adhérent",
    "mutuelle",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("as health plans write it", 0.1)
}
