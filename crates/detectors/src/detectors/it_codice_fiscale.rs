//! Finds Italian tax codes (codice fiscale): sixteen letters and digits made of the name, the date and place
//! of birth.
//!
//! **How.** The month is one of its twelve letters, the day 1 to 31 (plus 40 for women), and the last letter
//! is the sum of tabled values modulo 26; digits may be replaced by letters where two people would share a
//! code (D.M. 23 dicembre 1976). It may stand alone; words such as *codice fiscale* or *cod fiscale* add
//! confidence.
//!
//! **Limits.** Codes of businesses are eleven digits: they are their VAT number, a detector of its own.

use crate::{
    checksum::value36,
    dates::is_short_day,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "it_codice_fiscale",
    title: "Italian tax code (codice fiscale)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("it_codice_fiscale.rs"),
    examples: &[
        "codice fiscale WGQRVB1TH53F86NE",
        "OFWPJU93H65N899I",
        "CF: IERPTR54E02E831E",
    ],
    counterexamples: &["NKWBFM15H63D467A", "RSSMRA85F10A562S", "XRSSMRA85T10A562S"],
    trigger: Trigger::Shaped(Shape {
        forms: &["AAAAAAXXAXXAXXXA"],
        words: &WORDS,
        need: Need::Nothing,
        base: 0.3,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "codice fiscale",
    "cod fiscale",
    "cod fisc",
    "cf",
    "tax code",
    "codfiscale",
    "codicefiscale",
]);

fn check(code: &[u8]) -> Check {
    let digits = |places: [usize; 2]| {
        places.into_iter().try_fold(0, |number, at| {
            // L M N P Q R S T U V stand for 0 to 9.
            let letter = || b"LMNPQRSTUV".iter().position(|letter| *letter == code[at]);
            let value = match code[at] {
                b'0'..=b'9' => usize::from(code[at] - b'0'),
                _ => letter()?,
            };
            Some(number * 10 + value)
        })
    };
    let place = digits([12, 13]).is_some() && digits([13, 14]).is_some();
    let (Some(year), Some(day), true) = (digits([6, 7]), digits([9, 10]), place) else {
        return Check::No;
    };
    let Some(month) = b"ABCDEHLMPRST".iter().position(|letter| *letter == code[8]) else {
        return Check::No;
    };
    let [year, month, day] = [year, month + 1, day].map(|value| value as u32);
    if !is_short_day(year, month, if day > 40 { day - 40 } else { day }) {
        return Check::No;
    }
    let sum: u32 = code[..15]
        .iter()
        .enumerate()
        .map(|(at, byte)| value(at, *byte))
        .sum();
    Check::of(
        sum % 26 == value36(code[15]) - 10,
        "the date and the last letter are right",
        0.4,
    )
}

/// What a character adds to the sum: its value, or a tabled one at the first, third, fifth place.
fn value(at: usize, byte: u8) -> u32 {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    let value = match byte {
        b'A'..=b'Z' => value36(byte) - 10,
        _ => value36(byte),
    };
    if at.is_multiple_of(2) {
        ODD[value as usize]
    } else {
        value
    }
}
