//! Pseudonyms: another value of the same form for each value, always the same under one key, so that tables still
//! join. Where a range is set aside for examples, they come from it; where a detector checks digits, they pass.
//!
//! Two values may get one pseudonym where a form has few members, such as a date or a short number.

use crate::locked;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use tidegate_detectors::{Scanner, Selection};
use tidegate_domain::{detector::Match, secret::Excerpt};
use tidegate_formats::Budget;
use tidegate_vault::RedactionKey;

/// Forms tried until a check passes: a check of two digits modulo 97 passes once in 97.
const ATTEMPTS: u32 = 600;

const GIVEN: [&str; 32] = [
    "Alma", "Anton", "Bela", "Boris", "Carla", "Cyrus", "Dana", "Denis", "Edda", "Emil", "Fiona", "Felix",
    "Greta", "Gustav", "Hanna", "Hugo", "Ida", "Ivan", "Jana", "Jonas", "Kira", "Karl", "Lena", "Lukas",
    "Mira", "Mateo", "Nora", "Nils", "Olga", "Oscar", "Petra", "Pavel",
];
const FAMILY: [&str; 32] = [
    "Abel", "Alder", "Berger", "Birch", "Castell", "Clover", "Dorn", "Dahl", "Ebner", "Elm", "Falk", "Fern",
    "Graf", "Grove", "Hazel", "Hoff", "Irving", "Iller", "Jager", "Juniper", "Kramer", "Kestrel", "Lang",
    "Linden", "Maple", "Moser", "Nadel", "Norden", "Olmo", "Oaks", "Pohl", "Poplar",
];

/// Makes pseudonyms, and keeps the scanners that check them.
#[derive(Default)]
pub(super) struct Pseudonyms {
    checks: Mutex<HashMap<String, Option<Arc<Scanner>>>>,
}

impl Pseudonyms {
    pub(super) fn of(&self, key: &RedactionKey, found: &Match, value: &str) -> String {
        let detector = found.detector.as_ref();
        let bytes = |attempt| Choices::new(key, detector, &found.canonical, attempt);
        match detector {
            "email_address" => {
                let mut choices = bytes(0);
                let name: String = (0..10).map(|_| char::from(b'a' + choices.below(26))).collect();
                return format!("{name}@example.org");
            }
            "ip_address" => return address(value, bytes(0)),
            "payment_card" => return card(value, bytes(0)),
            "iban" => return iban(value, bytes(0)),
            "person_name" => return name(value, bytes(0)),
            "date_of_birth" => return date(value, bytes(0)),
            _ => {}
        }
        let alone = self.check(detector);
        // What is only found beside other words cannot be checked alone.
        let alone = alone.filter(|scanner| found_alone(scanner, value));
        let Some(scanner) = alone else {
            return shaped(value, bytes(0));
        };
        (0..ATTEMPTS)
            .map(|attempt| shaped(value, bytes(attempt)))
            .find(|candidate| candidate != value && found_alone(&scanner, candidate))
            .unwrap_or_else(|| shaped(value, bytes(0)))
    }

    fn check(&self, detector: &str) -> Option<Arc<Scanner>> {
        locked(&self.checks)
            .entry(detector.to_owned())
            .or_insert_with(|| {
                Scanner::new(&Selection {
                    enabled: Some(vec![detector.to_owned()]),
                    min_confidence: 0.0,
                    custom: Vec::new(),
                })
                .ok()
                .map(Arc::new)
            })
            .clone()
    }
}

/// Whether all of `value` is one match.
fn found_alone(scanner: &Scanner, value: &str) -> bool {
    let mut matches = Vec::new();
    let read = tidegate_formats::read(
        "value.txt",
        &mut value.as_bytes(),
        &Budget::default(),
        &mut |window| {
            scanner.scan(window, &mut matches);
            ControlFlow::Continue(())
        },
    );
    read.is_ok() && matches.iter().any(|found: &Match| found.span == (0..value.len()))
}

/// Bytes that follow from a value, one after another.
struct Choices<'a> {
    key: &'a RedactionKey,
    detector: &'a str,
    value: &'a Excerpt,
    attempt: u32,
    bytes: [u8; 32],
    at: usize,
}

impl<'a> Choices<'a> {
    fn new(key: &'a RedactionKey, detector: &'a str, value: &'a Excerpt, attempt: u32) -> Self {
        // Further blocks of one attempt follow in the upper half.
        let attempt = attempt << 8;
        Self {
            key,
            detector,
            value,
            attempt,
            bytes: key.bytes("pseudonym", detector, value, attempt),
            at: 0,
        }
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u8) -> u8 {
        if self.at >= self.bytes.len() {
            self.attempt = self.attempt.wrapping_add(1);
            self.bytes = self
                .key
                .bytes("pseudonym", self.detector, self.value, self.attempt);
            self.at = 0;
        }
        let byte = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        byte % limit.max(1)
    }
}

/// Other digits and letters at the same places; the rest stays.
fn shaped(value: &str, mut choices: Choices<'_>) -> String {
    let mut first = true;
    value
        .chars()
        .map(|c| match c {
            '0'..='9' => {
                // A number keeps its length when it is read as a number.
                let digit = if std::mem::take(&mut first) && c != '0' {
                    1 + choices.below(9)
                } else {
                    choices.below(10)
                };
                char::from(b'0' + digit)
            }
            'a'..='z' => char::from(b'a' + choices.below(26)),
            c if c.is_uppercase() => char::from(b'A' + choices.below(26)),
            c if c.is_alphabetic() => char::from(b'a' + choices.below(26)),
            c => c,
        })
        .collect()
}

/// Digits in the places of a value's digits.
fn digits_into(value: &str, digits: &[u8]) -> String {
    let mut digits = digits.iter();
    value
        .chars()
        .map(|c| match c.is_ascii_digit() {
            true => char::from(b'0' + digits.next().copied().unwrap_or_default()),
            false => c,
        })
        .collect()
}

/// Begins with 9999, which no issuer has (ISO/IEC 7812-1 gives 9 to national bodies), and passes Luhn.
fn card(value: &str, mut choices: Choices<'_>) -> String {
    let count = value.chars().filter(char::is_ascii_digit).count();
    let mut digits: Vec<u8> = (0..count)
        .map(|at| if at < 4 { 9 } else { choices.below(10) })
        .collect();
    if let Some(last) = digits.last_mut() {
        *last = 0;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(*digit) * 2) {
            (0, doubled) => doubled / 2,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    if let Some(last) = digits.last_mut() {
        *last = u8::try_from((10 - sum % 10) % 10).unwrap_or(0);
    }
    digits_into(value, &digits)
}

/// The same country, another account, and check digits that pass (ISO 13616, ISO 7064 MOD 97-10).
fn iban(value: &str, mut choices: Choices<'_>) -> String {
    let plain: Vec<char> = value.chars().filter(char::is_ascii_alphanumeric).collect();
    let country: String = plain.iter().take(2).collect();
    let account: String = plain
        .iter()
        .skip(4)
        .map(|c| match c {
            '0'..='9' => char::from(b'0' + choices.below(10)),
            _ => char::from(b'A' + choices.below(26)),
        })
        .collect();
    let rest = format!("{account}{country}00").chars().fold(0u32, |rest, c| {
        let value = c.to_digit(36).unwrap_or(0);
        let rest = if value > 9 {
            rest * 100 + value
        } else {
            rest * 10 + value
        };
        rest % 97
    });
    let made = format!("{country}{:02}{account}", 98 - rest);
    let mut made = made.chars();
    value
        .chars()
        .map(|c| match c.is_ascii_alphanumeric() {
            true => made.next().unwrap_or(c),
            false => c,
        })
        .collect()
}

/// From the ranges for tests of networks (RFC 2544, RFC 3849).
fn address(value: &str, mut choices: Choices<'_>) -> String {
    if value.contains(':') {
        let groups: Vec<String> = (0..4)
            .map(|_| format!("{:02x}{:02x}", choices.below(255), choices.below(255)))
            .collect();
        return format!("2001:db8::{}", groups.join(":"));
    }
    format!(
        "198.{}.{}.{}",
        18 + choices.below(2),
        choices.below(255),
        1 + choices.below(254)
    )
}

/// As many words, from lists of its own.
fn name(value: &str, mut choices: Choices<'_>) -> String {
    let words = value.split_whitespace().count().max(1);
    (0..words)
        .map(|at| {
            let list = if at + 1 == words && words > 1 {
                &FAMILY
            } else {
                &GIVEN
            };
            list.get(usize::from(choices.below(32)))
                .copied()
                .unwrap_or("Alma")
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Another day of another year near it: groups of two digits become a number from 1 to 12, right in any order of
/// day and month.
fn date(value: &str, mut choices: Choices<'_>) -> String {
    let mut written = String::new();
    let mut rest = value;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(at);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = digits.split_at(count);
        written.push_str(before);
        written.push_str(&match number.parse::<u32>() {
            Ok(year) if count == 4 => {
                format!("{:04}", (year + u32::from(choices.below(11))).saturating_sub(5))
            }
            Ok(_) if count == 2 => format!("{:02}", 1 + choices.below(12)),
            Ok(_) if count == 1 => (1 + choices.below(9)).to_string(),
            _ => number
                .bytes()
                .map(|_| char::from(b'0' + choices.below(10)))
                .collect(),
        });
        rest = after;
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::detector::{Category, Severity};

    fn pseudonym(detector: &'static str, value: &str) -> String {
        let found = Match {
            detector: detector.into(),
            category: Category::Personal,
            severity: Severity::High,
            span: 0..value.len(),
            canonical: Excerpt::new(value),
            confidence: 0.9,
            reasons: Vec::new(),
        };
        Pseudonyms::default().of(&RedactionKey::from_seed([3; 32]), &found, value)
    }

    #[test]
    fn a_pseudonym_has_the_form_of_its_value_and_is_always_the_same() {
        for (detector, value) in [
            ("payment_card", "4111 1111 1111 1111"),
            ("iban", "GB33 BUKB 2020 1555 5555 55"),
            ("email_address", "anna@example.com"),
            ("ip_address", "203.0.113.7"),
            ("person_name", "Anna Maria Smith"),
            ("date_of_birth", "1985-12-31"),
            ("phone_number", "+44 20 7946 0958"),
        ] {
            let made = pseudonym(detector, value);
            assert_ne!(made, value);
            assert_eq!(made, pseudonym(detector, value));
            let separators = |text: &str| text.chars().filter(|c| *c == ' ' || *c == '-').count();
            assert_eq!(separators(&made), separators(value), "{made}");
        }
    }

    #[test]
    fn checks_pass() {
        let scanner = Scanner::new(&Selection {
            enabled: Some(vec!["iban".to_owned()]),
            min_confidence: 0.0,
            custom: Vec::new(),
        })
        .unwrap();
        assert!(found_alone(
            &scanner,
            &pseudonym("iban", "GB33 BUKB 2020 1555 5555 55")
        ));
        let card = pseudonym("payment_card", "4111111111111111");
        assert!(card.starts_with("9999"));
        let sum: u32 = card
            .bytes()
            .rev()
            .enumerate()
            .map(|(at, byte)| {
                let digit = u32::from(byte - b'0');
                match at % 2 {
                    0 => digit,
                    _ if digit > 4 => digit * 2 - 9,
                    _ => digit * 2,
                }
            })
            .sum();
        assert_eq!(sum % 10, 0, "{card}");
        let tax_number = pseudonym("br_cpf", "529.982.247-25");
        let scanner = Scanner::new(&Selection {
            enabled: Some(vec!["br_cpf".to_owned()]),
            min_confidence: 0.0,
            custom: Vec::new(),
        })
        .unwrap();
        assert!(found_alone(&scanner, &tax_number), "{tax_number}");
    }
}
