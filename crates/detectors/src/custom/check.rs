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
        name: "luhn36",
        passed: "Luhn checksum over letters and digits passes",
        digits_only: false,
        check: checksum::luhn36,
    },
    Validator {
        name: "verhoeff",
        passed: "Verhoeff checksum passes",
        digits_only: true,
        check: checksum::verhoeff,
    },
    Validator {
        name: "mod_11_10",
        passed: "ISO 7064 mod 11,10 checksum passes",
        digits_only: true,
        check: checksum::mod_11_10,
    },
    Validator {
        name: "mod_11_2",
        passed: "ISO 7064 mod 11-2 checksum passes",
        digits_only: false,
        check: checksum::mod_11_2,
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

/// The part of docs/DETECTORS.md about detectors that a person makes.
pub(crate) fn markdown() -> String {
    let checks: String = ALL
        .iter()
        .map(|validator| format!("- `{}`: {}\n", validator.name, validator.passed))
        .collect();
    format!(
        "\n## Detectors of your own\n\nA policy may hold some, as `custom_…`: a regular expression of at most 4 KiB \
         without look-around and back-references, or a list of whole words. A match starts at 0.6; a check digit that \
         passes adds 0.3 (one that fails reports nothing), a context word in the column's name 0.25, one near the value \
         0.2. A value is at most 1,024 bytes. One that takes more than two seconds over a mebibyte of text is stopped \
         for that file, which is then *partial* with the detector's title. Check digits by name:\n\n{checks}"
    )
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
