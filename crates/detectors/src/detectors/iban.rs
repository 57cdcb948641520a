//! Finds international bank account numbers (IBAN), printed in fours or run together. With a name they are
//! enough to set up debits.
//!
//! **How.** Two letters of a country in the IBAN registry (SWIFT, release 99), two check digits, exactly that
//! country's length, and the checksum: ISO 7064 mod 97-10, remainder 1 (ISO 13616). A right checksum is strong:
//! one in 97 random strings of the right country and length would pass. Words such as *IBAN*, *account*,
//! *Konto*, *compte* add confidence.
//!
//! **Limits.** The registry's own examples are valid and look like accounts. Whether the account exists is not
//! asked of anyone.

use crate::{
    checksum::iban_mod97,
    digits::{Chain, LETTERS},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "iban",
    title: "Bank account (IBAN)",
    category: Category::Financial,
    severity: Severity::High,
    version: 1,
    source: include_str!("iban.rs"),
    examples: &[
        "IBAN DE89 3704 0044 0532 0130 00",
        "GB29NWBK60161331926819",
        "FR1420041010050500013M02606",
        "compte : ch93 0076 2011 6238 5295 7",
    ],
    counterexamples: &[
        "DE88 3704 0044 0532 0130 00",
        "GB29NWBK6016133192681",
        "XX89370400440532013000",
        "XDE89370400440532013000",
        "build DE12 of the release",
    ],
    trigger: Trigger::Digits(LETTERS, check),
};

static WORDS: Words = Words::new(&[
    "iban",
    "account",
    "account number",
    "bank",
    "bank account",
    "konto",
    "kontonummer",
    "kontonr",
    "bankverbindung",
    "compte",
    "compte bancaire",
    "rib",
    "cuenta",
    "cuenta bancaria",
    "conto",
    "conto corrente",
    "rekening",
    "rekeningnummer",
    "conta",
    "conta bancária",
]);

/// Country and length, of the registry.
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

fn check(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let digits = chain.groups()[at].start;
    let start = digits - 2;
    let country = [
        sink.bytes[start].to_ascii_uppercase(),
        sink.bytes[start + 1].to_ascii_uppercase(),
    ];
    let Ok(found) = LENGTHS.binary_search_by(|(known, _)| known.as_slice().cmp(&country)) else {
        return;
    };
    let length = LENGTHS[found].1;
    let before = sink.before(start);
    if before.is_ascii_alphanumeric() {
        return;
    }
    let mut number = [0u8; 34];
    let mut filled = 0;
    let mut end = start;
    // Spaces (or dashes) stand only after every fourth character.
    while filled < length {
        let Some(byte) = sink.bytes.get(end) else {
            return;
        };
        if byte.is_ascii_alphanumeric() {
            number[filled] = byte.to_ascii_uppercase();
            filled += 1;
        } else if !(matches!(byte, b' ' | b'-')
            && filled > 0
            && filled % 4 == 0
            && sink.bytes[end - 1] != *byte)
        {
            return;
        }
        end += 1;
    }
    let number = &number[..length];
    if sink.at(end).is_ascii_alphanumeric() || !number[2].is_ascii_digit() || !number[3].is_ascii_digit() {
        return;
    }
    let passes = iban_mod97(number);
    if !passes && sink.min > 0.3 {
        return;
    }
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let evidence = Evidence::new("a country's letters and the length of its accounts", 0.3);
    let evidence = if passes {
        evidence.checksum("mod 97 checksum passes", 0.55)
    } else {
        evidence.penalty("mod 97 checksum fails", 0.2)
    };
    let evidence = evidence.context(place.context(&WORDS), 0.1, 0.1);
    sink.push(
        &SPEC,
        start..end,
        String::from_utf8_lossy(number).into_owned(),
        evidence,
    );
}

#[cfg(test)]
mod tests {
    #[test]
    fn countries_are_sorted() {
        assert!(super::LENGTHS.is_sorted());
    }
}
