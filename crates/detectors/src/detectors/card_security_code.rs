//! Finds security codes of payment cards (CVV, CVC): three or four digits. PCI DSS forbids to store them at
//! all.
//!
//! **How.** Three or four digits next to such a word, with a card number that is right by Luhn's formula
//! within two hundred characters (PCI DSS, requirement 3.3).
//!
//! **Limits.** Three equal digits are left out.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "card_security_code",
    title: "Payment card security code",
    category: Category::Financial,
    severity: Severity::Critical,
    version: 1,
    source: include_str!("card_security_code.rs"),
    examples: &[
        "4000 0007 6000 0002, CVV 123",
        "card 5555555555554444 exp 12/30 cvc: 8821",
        "CVV2=991 card=4000000760000002",
    ],
    counterexamples: &[
        "CVV 123",
        "4000 0007 6000 0003, CVV 123",
        "4000 0007 6000 0002, room 123",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["###", "####"],
        words: &WORDS,
        need: Need::ContextBesideCard,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cvv2",
    "cvc2",
    "cvv",
    "cvc",
    "cav2",
    "card security code",
    "security code",
    "card verification",
    "card verification value",
    "verification code",
    "csc",
    "prüfziffer",
    "prüfnummer",
    "kartenprüfnummer",
    "kartenprüfziffer",
    "cryptogramme",
    "código de seguridad",
    "codice di sicurezza",
    "código de segurança",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("three or four digits", 0.2)
}
