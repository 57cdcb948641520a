//! Finds identification numbers of vehicles: seventeen letters and digits. They lead to the owner.
//!
//! **How.** I, O and Q never occur; the values weighed with 8 to 2, 10, 0 and 9 to 2, modulo 11, give the
//! ninth character, X for ten (ISO 3779; 49 CFR Part 565). It counts only next to a word such as *vin* or
//! *vin number*, or in a column of such a name.
//!
//! **Limits.** Makers outside of North America and China need not set the check digit: beside such a word it
//! may be wrong.

use crate::{
    checksum::digit,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "vehicle_vin",
    title: "Vehicle identification number (VIN)",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("vehicle_vin.rs"),
    examples: &[
        "VIN: 4DC470124F1158265",
        "Fahrgestellnummer WVWZZZ1JZ3W386752",
        "chassis no. 4JA419886K3647314",
    ],
    counterexamples: &[
        "1MS477366Y3551223",
        "VIN: 1HGIM82633A004352",
        "VIN: 1HGCM82633A0043521",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["XXXXXXXXXXXXXXXXX"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "vin",
    "vin number",
    "vin no",
    "vehicle identification",
    "vehicle identification number",
    "chassis",
    "chassis number",
    "chassis no",
    "fahrgestellnummer",
    "fin",
    "fahrzeug identifizierungsnummer",
    "numéro de châssis",
    "numero de chasis",
    "bastidor",
    "telaio",
    "vehicle",
]);

fn check(code: &[u8]) -> Check {
    // The values of A to Z; I, O and Q have none.
    const VALUES: &[u8; 26] = b"12345678-12345-7-923456789";
    let mut sum = 0;
    for (byte, weight) in code
        .iter()
        .zip([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])
    {
        let value = match byte {
            b'A'..=b'Z' => VALUES[usize::from(byte - b'A')],
            _ => *byte,
        };
        if value == b'-' {
            return Check::No;
        }
        sum += digit(value) * weight;
    }
    let letters = code.iter().any(u8::is_ascii_uppercase);
    match b"0123456789X"[(sum % 11) as usize] == code[8] {
        true => Check::Right("the check digit is right", 0.35),
        false if letters => Check::Plausible("seventeen characters that are in use", 0.05),
        false => Check::No,
    }
}
