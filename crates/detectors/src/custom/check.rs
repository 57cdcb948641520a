//! Check digits that a custom detector can ask for by name.

use super::invalid;
use crate::checksum;
use tidegate_domain::problem::Problem;

/// A named check. It sees the letters and digits of a value, letters in upper case.
pub(crate) struct Validator {
    pub(crate) name: &'static str,
    /// What its passing says, as evidence.
    pub(crate) passed: &'static str,
    digits_only: bool,
    check: fn(&[u8]) -> bool,
}

static ALL: &[Validator] = &[
    Validator {
        name: "luhn",
        passed: "Luhn checksum passes",
        digits_only: true,
        check: checksum::luhn,
    },
    Validator {
        name: "iban_mod97",
        passed: "ISO 7064 mod 97-10 checksum of an IBAN passes",
        digits_only: false,
        check: checksum::iban_mod97,
    },
];

impl Validator {
    pub(crate) fn passes(&self, value: &str) -> bool {
        let bare: Vec<u8> = value
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| byte.to_ascii_uppercase())
            .collect();
        !(bare.is_empty() || (self.digits_only && !bare.iter().all(u8::is_ascii_digit)))
            && (self.check)(&bare)
    }
}

/// The names of the checks that there are.
pub fn validators() -> Vec<&'static str> {
    ALL.iter().map(|validator| validator.name).collect()
}

pub(crate) fn named(name: &str) -> Result<&'static Validator, Problem> {
    ALL.iter()
        .find(|validator| validator.name == name)
        .ok_or_else(|| {
            invalid(
                "validator",
                &format!("There is no check named \u{201c}{name}\u{201d}."),
                &format!("Use one of: {}.", validators().join(", ")),
            )
        })
}
