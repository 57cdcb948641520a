//! Finds numbers of driver licences of the states that write them with one or two letters, or with digits
//! only.
//!
//! **How.** The written forms of the states (American Association of Motor Vehicle Administrators, published
//! formats) are all there is to go by, so the words must stand right before it, or in the column's name. It
//! counts only next to a word such as *driver license* or *drivers license*, or in a column of such a name.
//!
//! **Limits.** Every number in such a place passes: that is why the word must be there.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_driver_licence",
    title: "US driver licence number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("us_driver_licence.rs"),
    examples: &[
        "Driver License: D1234562",
        "drivers_license=S51477861",
        "DL no. 99007251",
        "DL number K12345678",
    ],
    counterexamples: &[
        "D1234562",
        "public license D1234562",
        "driver 99007251",
        "license 99007251",
        "DL 1234",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "A#######",
            "A########",
            "A############",
            "AA######",
            "#########",
            "########",
            "#######",
            "A#####",
            "A######",
            "#########A",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "driver license",
    "drivers license",
    "driver s license",
    "driver licence",
    "drivers licence",
    "driver license number",
    "driving license",
    "dl number",
    "dl no",
    "dln",
    "operator license",
    "licencia de conducir",
    "state id",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("as some state writes it", 0.1)
}
