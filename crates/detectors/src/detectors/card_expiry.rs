//! Finds dates of expiry of payment cards: month and year.
//!
//! **How.** A month and a year next to such a word, with a card number that is right by Luhn's formula within
//! two hundred characters.
//!
//! **Limits.** Two-digit years of any century pass.

use crate::{
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "card_expiry",
    title: "Payment card expiry date",
    category: Category::Financial,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("card_expiry.rs"),
    examples: &[
        "4000 0007 6000 0002 exp 12/27",
        "card: 5555555555554444, valid thru 05/2030",
        "expiry_date=11/28 card=4000000760000002",
    ],
    counterexamples: &[
        "exp 12/27",
        "4000 0007 6000 0002 exp 13/27",
        "4000 0007 6000 0002 room 12/27",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["##/##", "##/####", "##-##", "##-####", "## / ##"],
        words: &WORDS,
        need: Need::ContextBesideCard,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "exp date",
    "expiry date",
    "expiration date",
    "exp",
    "expiry",
    "expires",
    "expiration",
    "valid thru",
    "valid until",
    "good thru",
    "gültig bis",
    "ablaufdatum",
    "verfallsdatum",
    "expire",
    "date d'expiration",
    "expire à fin",
    "válido hasta",
    "vencimiento",
    "caducidad",
    "scadenza",
    "validade",
    "geldig tot",
]);

fn check(code: &[u8]) -> Check {
    let (month, year) = (number(&code[..2]), number(&code[2..]));
    let known = code.len() == 4 || (2000..=2099).contains(&year);
    if !(1..=12).contains(&month) || !known {
        return Check::No;
    }
    Check::Plausible("a month and a year", 0.2)
}
