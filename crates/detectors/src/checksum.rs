//! Check digits: small functions over ASCII digits. They know nothing of what the numbers mean.

/// Luhn's formula (ISO/IEC 7812-1, annex B): from the right, every second digit doubled, sum divisible by 10.
/// `digits` are ASCII digits, the check digit last.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let mut sum = 0u32;
    for (place, digit) in digits.iter().rev().enumerate() {
        let mut value = u32::from(digit.wrapping_sub(b'0'));
        if place % 2 == 1 {
            value *= 2;
            if value > 9 {
                value -= 9;
            }
        }
        sum += value;
    }
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// The sum of the digits, each times the weight of its place. Letters count as nothing.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| match digit {
            b'0'..=b'9' => u32::from(digit - b'0') * weight,
            _ => 0,
        })
        .sum()
}

/// What one ASCII digit stands for; anything else counts as nothing.
pub(crate) fn digit(byte: u8) -> u32 {
    if byte.is_ascii_digit() {
        u32::from(byte - b'0')
    } else {
        0
    }
}

/// What a digit or an upper-case letter stands for in base 36: letters from 10 to 35.
pub(crate) fn value36(byte: u8) -> u32 {
    match byte {
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => digit(byte),
    }
}

/// The number that the digits stand for, however many they are, divided by `modulus`: the remainder.
pub(crate) fn remainder(digits: &[u8], modulus: u32) -> u32 {
    digits.iter().fold(0u64, |rest, byte| {
        (rest * 10 + u64::from(digit(*byte))) % u64::from(modulus)
    }) as u32
}

/// ISO 7064 mod 11,10, the check digit last.
pub(crate) fn mod_11_10(digits: &[u8]) -> bool {
    let mut check = 5;
    for byte in digits {
        check = ((if check == 0 { 10 } else { check }) * 2 % 11 + digit(*byte)) % 10;
    }
    check == 1
}

/// ISO 7064 mod 11-2: the last character is 0 to 9, or X for ten.
pub(crate) fn mod_11_2(code: &[u8]) -> bool {
    let value = |byte: &u8| if *byte == b'X' { 10 } else { digit(*byte) };
    code.iter().fold(0, |sum, byte| (2 * sum + value(byte)) % 11) == 1
}

/// Verhoeff's formula (J. Verhoeff, "Error Detecting Decimal Codes", 1969): the digits, permuted by their place
/// from the right, multiplied in the dihedral group of the pentagon, give the neutral element.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const PERMUTED: [[u8; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    // 0 to 4 turn the pentagon, 5 to 9 turn it over first.
    let product = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let mut sum = 0;
    for (place, byte) in digits.iter().rev().enumerate() {
        sum = product(sum, PERMUTED[place % 8][digit(*byte) as usize]);
    }
    !digits.is_empty() && sum == 0
}

/// Luhn's formula over base 36: from the right, every second value doubled and its two digits of base 36 added,
/// sum divisible by 36.
pub(crate) fn luhn36(code: &[u8]) -> bool {
    let sum: u32 = code
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let value = value36(*byte) * (1 + place as u32 % 2);
            value / 36 + value % 36
        })
        .sum();
    !code.is_empty() && sum.is_multiple_of(36)
}

/// The weights 7, 3 and 1 in turn, letters as 10 to 35 and fillers as nothing, modulo 10: the check digit of
/// travel documents (ICAO Doc 9303, part 3).
pub(crate) fn icao(code: &[u8]) -> u32 {
    code.iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(byte, weight)| value36(*byte) * weight)
        .sum::<u32>()
        % 10
}

/// ISO 7064 mod 97-10 as IBAN uses it (ISO 13616): the first four characters moved to the end, letters as
/// 10–35, remainder 1. `iban` is upper-case letters and digits without spaces.
pub(crate) fn iban_mod97(iban: &[u8]) -> bool {
    if iban.len() < 5 {
        return false;
    }
    let mut rest = 0u32;
    for byte in iban[4..].iter().chain(&iban[..4]) {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(byte - b'A') + 10,
            _ => return false,
        } % 97;
    }
    rest == 1
}

/// GitHub's token checksum (github.blog, "Behind GitHub's new authentication token formats", 2021): the last
/// six characters are the CRC-32 of the thirty before, in base 62 (`0-9A-Za-z`), padded with zeros.
pub(crate) fn github_crc32(body: &[u8]) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some(split) = body.len().checked_sub(6) else {
        return false;
    };
    let mut rest = crc32fast::hash(&body[..split]) as usize;
    let mut wanted = [b'0'; 6];
    for place in wanted.iter_mut().rev() {
        *place = DIGITS[rest % 62];
        rest /= 62;
    }
    body[split..] == wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every change of one digit to another must break the check.
    fn single_changes(valid: &str, check: fn(&[u8]) -> bool) {
        assert!(check(valid.as_bytes()), "{valid}");
        for at in 0..valid.len() {
            for digit in b'0'..=b'9' {
                let mut changed = valid.as_bytes().to_vec();
                if changed[at].is_ascii_digit() && changed[at] != digit {
                    changed[at] = digit;
                    assert!(!check(&changed), "{valid} with {digit} at {at}");
                }
            }
        }
    }

    #[test]
    fn luhn_catches_every_single_change() {
        // Check digits computed the other way round: by the doubling table of ISO/IEC 7812-1.
        const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
        for seed in 0..200u64 {
            let body = format!("4{:014}", seed * 7_919_000_333 % 100_000_000_000_000);
            let sum: u32 = body
                .bytes()
                .rev()
                .enumerate()
                .map(|(i, b)| {
                    let value = u32::from(b - b'0');
                    if i % 2 == 0 {
                        DOUBLED[value as usize]
                    } else {
                        value
                    }
                })
                .sum();
            single_changes(&format!("{body}{}", (10 - sum % 10) % 10), luhn);
        }
        assert!(!luhn(b""));
    }

    #[test]
    fn iban_catches_every_single_change() {
        // Published examples of the SWIFT IBAN registry.
        for valid in [
            "DE89370400440532013000",
            "GB29NWBK60161331926819",
            "FR1420041010050500013M02606",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            single_changes(valid, iban_mod97);
        }
        for seed in 0..200u64 {
            let account = format!(
                "{:018}",
                u128::from(seed) * 7_919_000_333_771 % 1_000_000_000_000_000_000
            );
            let number: u128 = format!("{account}131400").parse().unwrap();
            single_changes(&format!("DE{:02}{account}", 98 - number % 97), iban_mod97);
        }
    }

    #[test]
    fn github_checksum() {
        // CRC-32 worked out bit by bit, as the standard defines it.
        fn crc(body: &[u8]) -> u64 {
            let mut crc = u32::MAX;
            for byte in body {
                crc ^= u32::from(*byte);
                for _ in 0..8 {
                    crc = if crc & 1 == 1 {
                        (crc >> 1) ^ 0xEDB8_8320
                    } else {
                        crc >> 1
                    };
                }
            }
            u64::from(!crc)
        }
        let alphabet: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
        for seed in 0..200u64 {
            let body: String = format!("{:030}", u128::from(seed) * 123_456_789_123_457)
                .chars()
                .map(|c| (c as u8 + 17 + (seed % 20) as u8) as char)
                .collect();
            let mut rest = crc(body.as_bytes());
            let mut check = String::new();
            for _ in 0..6 {
                check.insert(0, alphabet[(rest % 62) as usize]);
                rest /= 62;
            }
            let token = format!("{body}{check}");
            assert!(github_crc32(token.as_bytes()));
            for at in 0..token.len() {
                let mut changed = token.clone().into_bytes();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                assert!(!github_crc32(&changed));
            }
        }
        assert!(!github_crc32(b"abc"));
    }
}
