//! Finds numbers of Taiwanese identity cards and resident certificates: a letter for the place, the sex,
//! seven digits and a check digit.
//!
//! **How.** The letter as its two digits and the rest weighed with 1 9 8 7 6 5 4 3 2 1 1 add up to a multiple
//! of ten (Ministry of the Interior, Household Registration Act). It counts only next to a word such as *身分證*
//! or *身分證字號*, or in a column of such a name.
//!
//! **Limits.** One in ten codes of this shape has a right check digit.

use crate::{
    checksum::weighted,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "tw_national_id",
    title: "Taiwanese identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("tw_national_id.rs"),
    examples: &[
        "身分證字號：B857916100",
        "National ID E191207210",
        "tw_id=K932792257",
    ],
    counterexamples: &["I157278595", "身分證字號：I156252150", "身分證 A323456789"],
    trigger: Trigger::Shaped(Shape {
        forms: &["A#########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "身分證",
    "身分證字號",
    "身份證字號",
    "國民身分證",
    "統一證號",
    "居留證",
    "national id",
    "taiwan id",
    "arc number",
    "tw id",
]);

fn check(code: &[u8]) -> Check {
    let Some(place) = PLACES.iter().position(|letter| *letter == code[0]) else {
        return Check::No;
    };
    if !matches!(code[1], b'1' | b'2' | b'8' | b'9') {
        return Check::No;
    }
    let place = place as u32 + 10;
    let sum = place / 10 + place % 10 * 9 + weighted(&code[1..], &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    Check::digit(sum.is_multiple_of(10))
}

/// Letters of the places, in the order of their numbers from 10 on.
const PLACES: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
