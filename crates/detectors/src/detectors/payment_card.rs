//! Finds payment card numbers: 12 to 19 digits, in one run or in groups split by spaces or dashes. A card
//! number lets a thief pay, and PCI DSS binds whoever stores one.
//!
//! **How.** The first digits must be an issuer's (Visa, Mastercard, American Express, Discover, Diners Club,
//! JCB, UnionPay, Maestro, Mir, Troy), the length must be one of that issuer's (ISO/IEC 7812-1 and the
//! networks' published ranges), and the last digit must be right by Luhn's formula (ISO/IEC 7812-1, annex B).
//! A word such as *card*, *visa*, *carte* nearby or in the column's name adds confidence.
//!
//! In a table the first 200 rows of a column are judged together: where nearly all such numbers pass they are cards
//! whatever the column is called, and where no more pass than chance has, each counts less.
//!
//! **Limits.** One in ten random numbers passes Luhn, so a bare number counts less in a column with another
//! name, or with another length than 15 or 16. Numbers inside longer runs, UUIDs or decimals are left
//! out, test numbers that payment providers publish are reported low.

use crate::{
    checksum::luhn,
    column::Rating,
    digits::{Chain, FOUR, LONG},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "payment_card",
    title: "Payment card number",
    category: Category::Financial,
    severity: Severity::High,
    version: 3,
    source: include_str!("payment_card.rs"),
    examples: &[
        "card: 4000 0007 6000 0002",
        "4000001240000000",
        "5555 5555 5555 4444 mastercard",
        "Kreditkarte 3782 822463 10005",
    ],
    counterexamples: &[
        "{ 4000000760000002, -1187264529, 378933059998786, 229999219393633 }",
        "4000 0007 6000 0003",
        "4111111111111111",
        "order 1711111111111",
        "0.4000007600000002",
        "f47ac10b-58cc-4372-a567-4000007600000002",
        "4444444444444444",
    ],
    trigger: Trigger::Digits(LONG | FOUR, check),
};

static WORDS: Words = Words::new(&[
    "card",
    "cards",
    "card number",
    "credit card",
    "debit card",
    "cc",
    "ccn",
    "pan",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "discover",
    "maestro",
    "diners",
    "jcb",
    "unionpay",
    "karte",
    "kartennummer",
    "kreditkarte",
    "kreditkartennummer",
    "kartennr",
    "carte",
    "carte bancaire",
    "numéro de carte",
    "cb",
    "tarjeta",
    "tarjeta de crédito",
    "carta",
    "carta di credito",
    "kaart",
    "kaartnummer",
    "creditcard",
    "creditcardnummer",
    "cartão",
    "cartao",
    "cartão de crédito",
]);

/// Numbers that payment providers publish for tests; the best known ones.
const PUBLISHED: &[&str] = &[
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "4242424242424242",
    "4000056655665556",
    "4000000000000002",
    "4917610000000000",
    "5555555555554444",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "378734493671000",
    "6011111111111117",
    "6011000990139424",
    "3056930009020004",
    "30569309025904",
    "38520000023237",
    "3530111333300000",
    "3566002020360505",
    "6200000000000005",
    "5431111111111111",
    "4000000000000000",
    "4444333322221111",
];

fn check(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let groups = chain.groups();
    let first = groups[at];
    let before = sink.before(first.start);
    if wordy(before) {
        return;
    }
    // How many groups make the number: one, or the customary 4-4-4-4(-1..3), 4-6-5 and 4-6-4.
    let (count, spaced) = match first.len() {
        12.. => (1, false),
        _ => match customary(&groups[at..]) {
            Some(count) => (count, true),
            None => return,
        },
    };
    let last = groups[at + count - 1];
    let after = sink.at(last.end);
    if wordy(after) || after == b'.' && last.separator == b'.' {
        return;
    }
    let separator_before = chain.separator_before(at);
    if matches!(separator_before, b'.' | b'-')
        || (separator_before == b' ' && spaced && groups[at - 1].len() == 4)
    {
        return;
    }
    if before == b'-' && wordy(sink.before(first.start - 1)) || matches!(last.separator, b'-' | b'.') {
        return;
    }
    let mut digits = [0u8; 19];
    let mut length = 0;
    for group in &groups[at..at + count] {
        for byte in &sink.bytes[group.start..group.end] {
            digits[length] = *byte;
            length += 1;
        }
    }
    let digits = &digits[..length];
    let Some((issuer, weight)) = issuer(digits) else {
        return;
    };
    if digits.iter().all(|digit| *digit == digits[0]) {
        return;
    }
    let passes = luhn(digits);
    // Even with a column's name a failed checksum stays below this.
    if !passes && sink.min > 0.3 {
        return;
    }
    let span = first.start..last.end;
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let number = String::from_utf8_lossy(digits).into_owned();
    let evidence = Evidence::new("digits of a card number's length", 0.1).pattern(issuer, weight);
    let evidence = if passes {
        evidence.checksum("Luhn checksum passes", 0.4)
    } else {
        evidence.penalty("Luhn checksum fails", 0.3)
    };
    let context = place.context(&WORDS);
    let rating = match passes {
        true => sink.columns.rating(span.start, SPEC.id, verdict),
        false => Rating::Unknown,
    };
    let bare = !spaced && !context.any();
    let evidence = evidence
        .context(context, 0.2, 0.2)
        .values(rating)
        .penalty_if(
            PUBLISHED.contains(&number.as_str()),
            "a published test number",
            0.35,
        )
        .penalty_if(
            bare && place.is_labelled() && !rating.is_right(),
            "its column or key has another name",
            0.3,
        )
        .penalty_if(
            bare && in_a_list(sink, &span),
            "one of a list of long numbers, as programs have them",
            0.3,
        )
        .penalty_if(bare && !matches!(length, 15 | 16), "of an unusual length", 0.3);
    sink.push(&SPEC, span, number, evidence);
}

/// Whether the checksum of a value that is written like a card's number passes.
fn verdict(value: &str) -> Option<bool> {
    let digits: Vec<u8> = value
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-'))
        .collect();
    let written = (12..=19).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    (written && issuer(&digits).is_some()).then(|| luhn(&digits))
}

/// Digits that a neighbour in a list has at least.
const NEIGHBOUR: usize = 9;

/// Whether a comma and another long number stand before or after it, in text that is no table.
fn in_a_list(sink: &Sink<'_>, span: &Range<usize>) -> bool {
    if sink.window.structure.value(span.start).is_some() {
        return false;
    }
    let space = |byte: &&u8| byte.is_ascii_whitespace();
    let digits = |byte: &&u8| byte.is_ascii_digit();
    let before = &sink.bytes[..span.start];
    let before = &before[..before.len() - before.iter().rev().take(64).take_while(space).count()];
    let comma_before = before.strip_suffix(b",");
    let after = &sink.bytes[span.end..];
    let after = after.strip_prefix(b",").unwrap_or_default();
    let after = &after[after.iter().take(64).take_while(space).count()..];
    let after = after.strip_prefix(b"-").unwrap_or(after);
    comma_before.is_some_and(|before| before.iter().rev().take_while(digits).count() >= NEIGHBOUR)
        || after.iter().take_while(digits).count() >= NEIGHBOUR
}

/// Whether a card's number stands in the text: for what is worth something only beside one.
pub(crate) fn stands_in(text: &[u8]) -> bool {
    let mut digits = [0u8; 19];
    let mut length = 0;
    let is_card = |digits: &[u8]| digits.len() >= 13 && issuer(digits).is_some() && luhn(digits);
    for (at, byte) in text.iter().enumerate() {
        let joins = matches!(byte, b' ' | b'-') && text.get(at + 1).is_some_and(u8::is_ascii_digit);
        if byte.is_ascii_digit() && length < digits.len() {
            digits[length] = *byte;
            length += 1;
        } else if joins && (length.is_multiple_of(4) || length == 10) {
            continue;
        } else {
            if is_card(&digits[..length]) {
                return true;
            }
            length = 0;
        }
    }
    is_card(&digits[..length])
}

fn customary(groups: &[crate::digits::Group]) -> Option<usize> {
    let separator = groups[0].separator;
    if !matches!(separator, b' ' | b'-') {
        return None;
    }
    let length = |i: usize| groups.get(i).map_or(0, |group| group.len());
    let joined = |count: usize| {
        groups[..count - 1]
            .iter()
            .all(|group| group.separator == separator)
    };
    if length(1) == 6 && matches!(length(2), 4 | 5) && joined(3) {
        return Some(3);
    }
    if length(1) == 4 && length(2) == 4 && matches!(length(3), 1..=4) && joined(4) {
        let more = groups[3].len() == 4 && groups[3].separator == separator && matches!(length(4), 1..=3);
        return Some(if more { 5 } else { 4 });
    }
    None
}

/// The network that owns the first digits at this length, and how telling that is.
fn issuer(digits: &[u8]) -> Option<(&'static str, f32)> {
    let prefix = |length: usize| {
        digits[..length]
            .iter()
            .fold(0u32, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    let length = digits.len();
    Some(match (four, length) {
        (4000..=4999, 13 | 16 | 19) => ("issuer digits of Visa", 0.25),
        (2221..=2720, 16) => ("issuer digits of Mastercard", 0.25),
        _ if matches!(two, 51..=55) && length == 16 => ("issuer digits of Mastercard", 0.25),
        _ if matches!(two, 34 | 37) && length == 15 => ("issuer digits of American Express", 0.25),
        (6011, 16..=19) => ("issuer digits of Discover", 0.25),
        _ if (two == 65 || matches!(three, 644..=649)) && length >= 16 => ("issuer digits of Discover", 0.25),
        (3528..=3589, 16..=19) => ("issuer digits of JCB", 0.25),
        _ if (matches!(three, 300..=305 | 309) || matches!(two, 36 | 38 | 39))
            && matches!(length, 14 | 16) =>
        {
            ("issuer digits of Diners Club", 0.2)
        }
        _ if two == 62 && length >= 16 => ("issuer digits of UnionPay", 0.2),
        (2200..=2204, 16..=19) => ("issuer digits of Mir", 0.2),
        (9792, 16) => ("issuer digits of Troy", 0.2),
        (5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763, _) => ("issuer digits of Maestro", 0.05),
        _ => return None,
    })
}
