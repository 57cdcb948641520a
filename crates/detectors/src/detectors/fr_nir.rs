//! Finds French social security numbers (NIR, numéro de sécurité sociale): sex, year and month of birth,
//! place, serial number and a key.
//!
//! **How.** The first thirteen digits, with 19 for 2A and 18 for 2B, modulo 97 and taken from 97, give the
//! key (INSEE, "Numéro de sécurité sociale").  Written with its separators it may stand alone; bare it counts
//! only next to a word such as *nir* or *sécurité sociale*, or in a column of such a name.
//!
//! **Limits.** One in 97 numbers of this shape has a right key; numbers without the key are not looked for.

use crate::{
    checksum::remainder,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "fr_nir",
    title: "French social security number (NIR)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("fr_nir.rs"),
    examples: &[
        "nir: 7 21 23 40 283 581 90",
        "sécurité sociale: 136112A77777749",
        "securite sociale: 1 70 12 2A 952 732-81",
        "numéro de sécurité sociale: 1820150895883 39",
    ],
    counterexamples: &[
        "141710974569737",
        "nir: 1 24 12 2B 752 512 40",
        "nir: 2 57 01 34 780 031 317",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "# ## ## #X ### ### ##",
            "######X########",
            "# ## ## #X ### ###-##",
            "######X###### ##",
        ],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "nir",
    "sécurité sociale",
    "securite sociale",
    "numéro de sécurité sociale",
    "numéro de sécu",
    "n° sécu",
    "secu",
    "insee",
    "numéro insee",
    "social security",
    "carte vitale",
]);

fn check(code: &[u8]) -> Check {
    let corsica = match &code[5..7] {
        b"2A" => Some(19),
        b"2B" => Some(18),
        place if place.iter().all(u8::is_ascii_digit) => None,
        _ => return Check::No,
    };
    let month = number(&code[3..5]);
    if !matches!(code[0], b'1'..=b'4' | b'7' | b'8') || !matches!(month, 1..=12 | 20..=42 | 50..=99) {
        return Check::No;
    }
    // 10 to the power of 6 is 27 modulo 97.
    let rest = match corsica {
        None => remainder(&code[..13], 97),
        Some(place) => {
            let before = remainder(&code[..5], 97) * 100 + place;
            (before % 97 * 27 + remainder(&code[7..13], 97)) % 97
        }
    };
    Check::of(97 - rest == number(&code[13..]), "the key is right", 0.4)
}
