//! Proofs that tokens carry in themselves: check digits, encodings that must decode, marks at a fixed place.
//! A right one raises the confidence; a wrong one lowers it a little and never deletes the match, because most
//! published samples carry none. Nothing is asked of anybody.

use crate::{authority::weigh_password, checksum::github_crc32, evidence::Evidence};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Base64 as found in the wild: with or without its padding, last bits not judged.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The proofs a rule can ask for, by their names in rule files.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Checksum {
    /// After the first `_`: the last six characters are the CRC-32 of those before, in base 62.
    GithubCrc32,
    /// The last seven characters are the CRC-32 of all before them, in base 36.
    GitlabCrc32,
    /// The last eight characters are the CRC-32 of all before them, in hexadecimal.
    AtlassianCrc32,
    /// After the last `_`: the CRC-32 of all before it, bytes reversed, in hexadecimal.
    GrafanaCrc32,
    /// The last six characters are the CRC-32 of those before, little-endian, in base64.
    ConfluentCrc32,
    /// After the last `_`: the CRC-32 of what stands between the two `_`, in hexadecimal.
    ZuploCrc32,
    /// `+ASt` at its place in a key of 64 bytes.
    AzureMark,
    /// After the first `-`: a macaroon that ends in its signature.
    Macaroon,
    /// After the last of `_` and `.`: base64 of a JSON object.
    Base64Json,
    /// Bech32 (BIP-173) without regard to case.
    Bech32,
    /// Base58 with four bytes of double SHA-256 at the end.
    Base58check,
    /// The part before the first dot is base64 of a number of 17 to 20 digits.
    Snowflake,
    /// Base64 of `name:password`.
    BasicAuth,
}

impl Checksum {
    /// Adds what the proof says to the evidence.
    pub(crate) fn weigh(self, token: &str, evidence: Evidence) -> Evidence {
        let (right, wrong) = self.words();
        if self.holds(token) {
            let evidence = evidence.checksum(right, 0.3);
            match self {
                Self::BasicAuth => basic_password(token, evidence),
                _ => evidence,
            }
        } else {
            evidence.penalty(wrong, self.cost())
        }
    }

    /// Encodings that every real value has cost more when they are missing than sums that samples lack.
    fn cost(self) -> f32 {
        match self {
            Self::AzureMark => 0.0,
            Self::Base58check | Self::Snowflake | Self::BasicAuth => 0.45,
            Self::Bech32 | Self::Base64Json => 0.25,
            _ => 0.1,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AzureMark => (
                "the mark of Azure's keys is there",
                "without the mark of newer keys",
            ),
            Self::Macaroon => ("it decodes to a macaroon", "it does not decode to a macaroon"),
            Self::Base64Json => ("it decodes to JSON", "it does not decode to JSON"),
            Self::Bech32 => ("its Bech32 checksum is right", "its Bech32 checksum is wrong"),
            Self::Base58check => (
                "its Base58Check checksum is right",
                "its Base58Check checksum is wrong",
            ),
            Self::Snowflake => (
                "its first part is an account's number",
                "its first part is no account's number",
            ),
            Self::BasicAuth => (
                "it decodes to a name and a password",
                "it does not decode to a name and a password",
            ),
            _ => ("CRC-32 of the token is right", "CRC-32 of the token is wrong"),
        }
    }

    fn holds(self, token: &str) -> bool {
        match self {
            Self::GithubCrc32 => token
                .split_once('_')
                .is_some_and(|(_, body)| github_crc32(body.as_bytes())),
            Self::GitlabCrc32 => tail(token, 7).is_some_and(|(body, sum)| base36(crc(body)) == sum),
            Self::AtlassianCrc32 => tail(token, 8).is_some_and(|(body, sum)| same_hex(crc(body), sum)),
            Self::GrafanaCrc32 => token
                .rsplit_once('_')
                .is_some_and(|(body, sum)| same_hex(crc(body).swap_bytes(), sum)),
            Self::ConfluentCrc32 => tail(token, 6).is_some_and(|(body, sum)| {
                // Published descriptions leave open whether the prefix is counted.
                [Some(body), body.strip_prefix("cflt")]
                    .into_iter()
                    .flatten()
                    .any(|body| STANDARD.encode(crc(body).to_le_bytes()).trim_end_matches('=') == sum)
            }),
            Self::ZuploCrc32 => token.rsplit_once('_').is_some_and(|(body, sum)| {
                body.split_once('_')
                    .is_some_and(|(_, body)| same_hex(crc(body), sum))
            }),
            Self::AzureMark => token.get(76..80) == Some("+ASt"),
            Self::Macaroon => token.split_once('-').is_some_and(|(_, body)| macaroon(body)),
            Self::Base64Json => token
                .rsplit(['_', '.'])
                .find(|part| part.starts_with("eyJ"))
                .is_some_and(base64_json),
            Self::Bech32 => bech32(token),
            Self::Base58check => base58check(token),
            Self::Snowflake => token
                .split_once('.')
                .and_then(|(first, _)| URL_SAFE.decode(first).ok())
                .is_some_and(|number| {
                    (17..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
                }),
            Self::BasicAuth => decode(token).is_some_and(|pair| {
                std::str::from_utf8(&pair).is_ok_and(|pair| {
                    !pair.contains(char::is_control)
                        && pair
                            .split_once(':')
                            .is_some_and(|(name, password)| !name.is_empty() && !password.is_empty())
                })
            }),
        }
    }
}

/// Base64 in either alphabet.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// Lowers what decodes to a password of documentation, or to a reference.
fn basic_password(token: &str, evidence: Evidence) -> Evidence {
    let pair = decode(token).and_then(|pair| String::from_utf8(pair).ok());
    let password = pair
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
        .map(|(_, password)| password);
    match password.map(|password| weigh_password(password, evidence.clone())) {
        Some(Some(weighed)) => weighed,
        _ => evidence.penalty("it decodes to a reference", 0.5),
    }
}

fn crc(text: &str) -> u32 {
    crc32fast::hash(text.as_bytes())
}

fn tail(token: &str, length: usize) -> Option<(&str, &str)> {
    token.split_at_checked(token.len().checked_sub(length)?)
}

fn same_hex(sum: u32, text: &str) -> bool {
    text.len() == 8 && u32::from_str_radix(text, 16) == Ok(sum)
}

/// Seven characters, zeros in front.
fn base36(mut rest: u32) -> String {
    let mut digits = [b'0'; 7];
    for place in digits.iter_mut().rev() {
        let digit = (rest % 36) as u8;
        *place = if digit < 10 {
            b'0' + digit
        } else {
            b'a' + digit - 10
        };
        rest /= 36;
    }
    digits.iter().map(|byte| char::from(*byte)).collect()
}

/// The second version of libmacaroons' binary format: version 2, packets, and at the end a signature packet
/// (type 6) of 32 bytes.
fn macaroon(body: &str) -> bool {
    let Some(bytes) = decode(body) else {
        return false;
    };
    let signature = bytes.len().checked_sub(34).and_then(|at| bytes.get(at..at + 2));
    bytes.first() == Some(&2) && signature == Some(&[6, 32])
}

fn base64_json(part: &str) -> bool {
    decode(part)
        .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
        .is_some_and(|json| json.is_object())
}

/// The checksum of BIP-173: the polynomial over GF(32) leaves 1.
fn bech32(token: &str) -> bool {
    const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let small = token.to_ascii_lowercase();
    if small != token && token.to_ascii_uppercase() != token {
        return false;
    }
    let Some((prefix, data)) = small.rsplit_once('1') else {
        return false;
    };
    let data: Option<Vec<u32>> = data
        .bytes()
        .map(|byte| {
            CHARSET
                .iter()
                .position(|known| *known == byte)
                .map(|at| at as u32)
        })
        .collect();
    let Some(data) = data else {
        return false;
    };
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let mut sum = 1u32;
    for value in high.chain([0]).chain(low).chain(data) {
        let top = sum >> 25;
        sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (at, part) in GENERATOR.iter().enumerate() {
            if top >> at & 1 == 1 {
                sum ^= part;
            }
        }
    }
    sum == 1
}

/// Base58 as Bitcoin writes it; the last four bytes are the first of SHA-256 taken twice over the others.
fn base58check(token: &str) -> bool {
    const CHARSET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    if token.len() > 128 {
        return false;
    }
    // Little-endian while it grows.
    let mut bytes: Vec<u8> = Vec::with_capacity(96);
    for byte in token.bytes() {
        let Some(digit) = CHARSET.iter().position(|known| *known == byte) else {
            return false;
        };
        let mut carry = digit as u32;
        for place in &mut bytes {
            carry += u32::from(*place) * 58;
            *place = (carry & 255) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push((carry & 255) as u8);
            carry >>= 8;
        }
    }
    bytes.extend(token.bytes().take_while(|byte| *byte == b'1').map(|_| 0));
    bytes.reverse();
    bytes
        .split_last_chunk::<4>()
        .is_some_and(|(body, sum)| !body.is_empty() && Sha256::digest(Sha256::digest(body)).starts_with(sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values were computed with another implementation (Python's zlib, base64 and hashlib, and the
    /// reference code of BIP-173).
    const RIGHT: &[(Checksum, &str)] = &[
        (Checksum::GithubCrc32, "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"),
        (
            Checksum::GitlabCrc32,
            "glpat-cHYyUHQxZGVHYXRlTWdDVWtlMFJib29idUNIRDVy.01.1401gaofj",
        ),
        (
            Checksum::AtlassianCrc32,
            "ATATT3xFfGF01d3vQG-oRl-g8kZqLRerjJ2oEQdM6zK6WHK62CHFuhO-VJrURthiMUFTviB0W1yoO2V8QYZT49Stuz-HHEDjvN-2DxI4srXC_Wk1VepFiuRAQBa2_j0B4RAX4OoOYMj53wqbo3nz8UvIwAKKb9ktoYMt1deGatelFwXRW3LfvN=7209BAF0",
        ),
        (
            Checksum::GrafanaCrc32,
            "glsa_FpfIz2K1jk5WZNo17t1deGateJy5ncNn_944ec42f",
        ),
        (
            Checksum::ConfluentCrc32,
            "cfltD9zoJabFnCfP3EHoT46pMt1deGateIJccmOWhVTRjUioMkUgodIAtao9E9kA",
        ),
        (
            Checksum::ZuploCrc32,
            "zpka_c9fb6c1bee2512a8c5939d3d8110ad9d_3ba21ea2",
        ),
        (
            Checksum::AzureMark,
            "L1oN75zLM4rZGTExYAMQd1bR6WeC1htrYEF9vJuVJKV93H+6DrVQn1ZMXCxndiP2URGzGj4jst3u+AStk7cn8A==",
        ),
        (
            Checksum::Macaroon,
            "pypi-AgEIcHlwaS5vcmcCHnRpZGVnYXRlLXNhbXBsZS1ub3QtYS10b2tlbi05NQACJXsidmVyc2lvbiI6IDEsICJwZXJtaXNzaW9ucyI6ICJ1c2VyIn0AAAYg2KiuZ8GpWiJw9UUeUNP9A30Q1mDXzS0FR1PjQe_swuI",
        ),
        (
            Checksum::Base64Json,
            "glc_eyJvIjoiMTAxIiwibiI6InRpZGVnYXRlIiwiayI6InNhbXBsZSJ9",
        ),
        (
            Checksum::Bech32,
            "AGE-SECRET-KEY-19YNR6RCUDG8Z26EVZPWNEM04YK6LS8CPVMV93DX9XUFGRVACCMRQYHXNQQ",
        ),
        (
            Checksum::Base58check,
            "KyHt6PvDErDeK5LEwygft6cfHYTJGMCsVvsVBS9bXQFFCXpsCcqn",
        ),
        (
            Checksum::Base58check,
            "xprv9s21ZrQH143K2BW74UjMDreG3vBZf4ru9BdjCJjPX9LJMmy7jgbg8SKzhfdn8sZvaTqpgAbtyd8myYP2RPZrbQXwDWumCtTU8pEexzuinfb",
        ),
        (Checksum::Snowflake, "MTIzNDU2NzgxMjM0NTY3ODEy.abcdef.ghijklmnop"),
        (Checksum::BasicAuth, "dGlkZWdhdGU6bUFkZVVwNHRlc3Rz"),
    ];

    #[test]
    fn right_ones_hold_and_changed_ones_do_not() {
        for (checksum, token) in RIGHT {
            assert!(checksum.holds(token), "{checksum:?}");
            let weighed = checksum.weigh(token, Evidence::new("a pattern", 0.5));
            assert!(weighed.confidence() >= 0.79, "{checksum:?}");
            let sums = !matches!(
                checksum,
                Checksum::AzureMark
                    | Checksum::Macaroon
                    | Checksum::Base64Json
                    | Checksum::Snowflake
                    | Checksum::BasicAuth
            );
            for at in token.len() - 8..token.len() {
                let mut changed = token.as_bytes().to_vec();
                changed[at] = if changed[at] == b'7' { b'8' } else { b'7' };
                let changed = String::from_utf8(changed).unwrap();
                assert!(
                    !sums || !checksum.holds(&changed),
                    "{checksum:?} with another character at {at}"
                );
            }
        }
    }

    #[test]
    fn a_wrong_one_lowers_and_does_not_delete() {
        for (checksum, _) in RIGHT {
            let weighed = checksum.weigh("abc", Evidence::new("a pattern", 0.65));
            assert!((0.15..=0.65).contains(&weighed.confidence()), "{checksum:?}");
        }
    }

    #[test]
    fn nothing_that_is_handed_in_can_harm() {
        for (checksum, right) in RIGHT {
            for end in 0..right.len() {
                let _ = checksum.holds(&right[..end]);
            }
            for text in [
                "",
                "_",
                ".",
                "-",
                "1",
                "é_é.é-é",
                "====",
                "111111111",
                "eyJ",
                "a1",
            ] {
                assert!(!checksum.holds(text), "{checksum:?} {text}");
            }
        }
    }
}
