//! Made-up values that pass their checks: from test ranges, numbers kept free for fiction, and chance.
//!
//! Everything follows from a seed, so that the sample is the same on every machine. No value is a person's.

use std::fmt::Write;

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, the same everywhere. Not for secrets.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `0` to `below - 1`.
    pub(super) fn below(&mut self, below: u64) -> u64 {
        self.roll() % below.max(1)
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        let at = self.below(of.len() as u64);
        of[usize::try_from(at).unwrap_or(0)]
    }

    pub(super) fn text(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet = alphabet.as_bytes();
        (0..length)
            .map(|_| {
                let at = self.below(alphabet.len() as u64);
                char::from(alphabet[usize::try_from(at).unwrap_or(0)])
            })
            .collect()
    }

    fn digits(&mut self, length: usize) -> String {
        self.text("0123456789", length)
    }
}

const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const GIVEN: &[&str] = &[
    "Ada", "Ben", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lena",
    "Mateo", "Nora", "Oskar", "Priya", "Quentin", "Rosa", "Sami", "Tilda", "Umar", "Vera", "Wim", "Xenia",
    "Yara", "Zoe",
];
const FAMILY: &[&str] = &[
    "Abel",
    "Bergman",
    "Castro",
    "Dahl",
    "Eriksen",
    "Fontaine",
    "Gruber",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Novak",
    "Okafor",
    "Petrov",
    "Quist",
    "Rossi",
    "Silva",
    "Tanaka",
    "Ueda",
    "Vogel",
    "Weiss",
    "Xu",
    "Yilmaz",
    "Zeman",
];
/// Names under `.test`, which is kept free for testing (RFC 6761).
const MAIL_HOSTS: &[&str] = &[
    "harbour-mail.test",
    "northwind.test",
    "post.fjord.test",
    "kontor.test",
];

pub(super) fn given(dice: &mut Dice) -> &'static str {
    dice.pick(GIVEN)
}

pub(super) fn family(dice: &mut Dice) -> &'static str {
    dice.pick(FAMILY)
}

pub(super) fn email(dice: &mut Dice, given: &str, family: &str) -> String {
    let host = dice.pick(MAIL_HOSTS);
    format!(
        "{}.{}{}@{host}",
        given.to_lowercase(),
        family.to_lowercase(),
        dice.below(9_000) + 100
    )
}

/// Numbers that the regulators of the US, the UK and France keep free for fiction.
pub(super) fn phone(dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => format!("+1 202 555 01{:02}", dice.below(100)),
        1 => format!("+44 7700 900{:03}", dice.below(1_000)),
        _ => format!("+33 1 99 00 {:02} {:02}", dice.below(100), dice.below(100)),
    }
}

/// A card number of a payment provider's test ranges with its Luhn digit, in groups of four.
pub(super) fn card(dice: &mut Dice) -> String {
    let mut digits = format!("{}{}", dice.pick(&["400000", "424200", "555500"]), dice.digits(9));
    digits.push(luhn_digit(&digits));
    digits
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn luhn_digit(body: &str) -> char {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(digit - b'0');
            match (at % 2, value * 2) {
                (0, doubled) if doubled > 9 => doubled - 9,
                (0, doubled) => doubled,
                _ => value,
            }
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

/// A German IBAN of a bank code that no bank has, with ISO 7064 mod 97-10 check digits.
pub(super) fn iban(dice: &mut Dice) -> String {
    let account = format!("00000000{}", dice.digits(10));
    let remainder = format!("{account}131400")
        .bytes()
        .fold(0u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("DE{:02}{account}", 98 - remainder)
}

/// In a block of area numbers that was never assigned while areas still meant places (773 to 799).
pub(super) fn ssn(dice: &mut Dice) -> String {
    format!(
        "{}-{:02}-{:04}",
        773 + dice.below(27),
        1 + dice.below(99),
        1 + dice.below(9_999)
    )
}

pub(super) fn birth_date(dice: &mut Dice) -> String {
    format!(
        "{}-{:02}-{:02}",
        1940 + dice.below(65),
        1 + dice.below(12),
        1 + dice.below(28)
    )
}

pub(super) fn aws_key_id(dice: &mut Dice) -> String {
    format!("AKIA{}", dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16))
}

pub(super) fn aws_secret(dice: &mut Dice) -> String {
    dice.text(BASE64, 40)
}

/// `ghp_`, 30 characters of chance, and their CRC-32 in six base-62 digits.
pub(super) fn github_token(dice: &mut Dice) -> String {
    let body = dice.text(BASE62, 30);
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut check = [b'0'; 6];
    for digit in check.iter_mut().rev() {
        *digit = BASE62.as_bytes()[(rest % 62) as usize];
        rest /= 62;
    }
    format!("ghp_{body}{}", String::from_utf8_lossy(&check))
}

pub(super) fn private_key(dice: &mut Dice) -> String {
    let mut pem = String::from("-----BEGIN RSA PRIVATE KEY-----\n");
    for _ in 0..12 {
        let _ = writeln!(pem, "{}", dice.text(BASE64, 64));
    }
    pem.push_str("-----END RSA PRIVATE KEY-----\n");
    pem
}

/// A token whose header names its algorithm; the signature is chance.
pub(super) fn json_web_token(dice: &mut Dice) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{}","iat":1767225600}}"#, dice.digits(10)));
    let signature = dice.text(BASE62, 43);
    format!("{header}.{claims}.{signature}")
}

/// A password as a generator makes it.
pub(super) fn password(dice: &mut Dice) -> String {
    dice.text("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 22)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_pass_their_checks() {
        let mut dice = Dice::new(7);
        for _ in 0..500 {
            let digits: String = card(&mut dice).split(' ').collect();
            let (body, check) = digits.split_at(15);
            assert_eq!(luhn_digit(body).to_string(), check);
            let iban = iban(&mut dice);
            let rest = format!("{}1314{}", &iban[4..], &iban[2..4])
                .bytes()
                .fold(0u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
            assert_eq!((rest, iban.len()), (1, 22));
        }
        assert_eq!(Dice::new(1).roll(), Dice::new(1).roll());
    }
}
