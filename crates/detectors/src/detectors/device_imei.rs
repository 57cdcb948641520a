//! Finds numbers of mobile devices (IMEI): fifteen digits that follow a person's phone.
//!
//! **How.** The last digit is right by Luhn's formula (3GPP TS 23.003, 6.2). It counts only next to a word
//! such as *imei1* or *imei2*, or in a column of such a name.
//!
//! **Limits.** One in ten numbers of fifteen digits has a right check digit.

use crate::{
    checksum::luhn,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "device_imei",
    title: "Mobile device number (IMEI)",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("device_imei.rs"),
    examples: &[
        "imei1: 480047492211453",
        "imei2: 86-676815-289226-6",
        "imei number: 938408-37-339746-4",
        "imei no: 12 214482 498675 5",
    ],
    counterexamples: &[
        "593240228791765",
        "imei1: 190872888765040",
        "imei1: 9018791178276497",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "###############",
            "##-######-######-#",
            "######-##-######-#",
            "## ###### ###### #",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "imei1",
    "imei2",
    "imei number",
    "imei no",
    "imei",
    "device id",
    "meid",
]);

fn check(code: &[u8]) -> Check {
    Check::digit(luhn(code))
}
