//! Finds phone numbers, in international form (`+49 30 …`) or in national form next to a word such as *tel* or
//! in a column named for it. They reach a person and reset passwords.
//!
//! **How.** After a `+`, a country calling code that is given out (ITU-T E.164, list of 2016 and later notices)
//! and a number of a length that the country uses; 7 to 15 digits in all, with single spaces, dashes, dots,
//! slashes or brackets between. National forms need a word or a column's name (*phone*, *Telefon*, *portable*,
//! *móvil*, *cellulare*, *telefoon*, *telemóvel*, …), because any ten digits look alike. North American numbers
//! must have an area and an exchange that begin with 2 to 9 (NANP).
//!
//! **Limits.** Whether the number is in service is unknown. Extensions and short numbers are left out; so are
//! dates, dotted quads and parts of longer codes.

use crate::{
    digits::{Chain, PHONE, PLUS},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "phone_number",
    title: "Phone number",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("phone_number.rs"),
    examples: &[
        "+1 202 555 0143",
        "+44 (0)20 7946 0018",
        "Tel. (202) 555-0117",
        "mobile: 07700 900461",
        "telefon=03023125014",
        "+493023125014",
    ],
    counterexamples: &[
        "202-555-0143",
        "2026-11-21T12:00:00 +0100",
        "+999 123 456 789",
        "+1 12",
        "tel: 2024-03-15",
        "phone 10.20.30.40",
        "x+12025550143",
    ],
    trigger: Trigger::Digits(PLUS | PHONE, check),
};

pub(super) static WORDS: Words = Words::new(&[
    "phone",
    "phones",
    "phone number",
    "phone no",
    "tel",
    "telephone",
    "telno",
    "mobile",
    "mobile number",
    "cell",
    "cellphone",
    "cell phone",
    "fax",
    "whatsapp",
    "sms",
    "msisdn",
    "telefon",
    "telefonnummer",
    "telefonnr",
    "handy",
    "handynummer",
    "mobil",
    "mobilfunk",
    "rufnummer",
    "mobiltelefon",
    "téléphone",
    "telephone",
    "tél",
    "portable",
    "teléfono",
    "telefono",
    "móvil",
    "movil",
    "celular",
    "cellulare",
    "telefoon",
    "telefoonnummer",
    "mobiel",
    "gsm",
    "telefone",
    "telemóvel",
    "telemovel",
]);

fn check(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let group = chain.groups()[at];
    if sink.before(group.start) == b'+' {
        international(sink, group.start - 1);
    } else {
        national(sink, chain, at);
    }
}

/// Digits from `from` on with customary separators, as (digits, end). Stops before what cannot belong.
fn collect(bytes: &[u8], from: usize, most: usize) -> ([u8; 16], usize, usize) {
    let mut digits = [0u8; 16];
    let (mut count, mut end, mut at, mut marks) = (0, from, from, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                if count == most.min(16) {
                    break;
                }
                digits[count] = *byte;
                count += 1;
                end = at + 1;
                marks = 0;
            }
            b' ' | b'-' | b'.' | b'/' | b'(' | b')'
                if marks < 2 && count + marks > 0 || *byte == b'(' && at == from =>
            {
                // "(0)" is dialled only at home.
                if count > 0 && bytes[at..].starts_with(b"(0)") {
                    at += 2;
                }
                marks += 1;
            }
            _ => break,
        }
        at += 1;
    }
    (digits, count, end)
}

fn international(sink: &mut Sink<'_>, plus: usize) {
    let before = sink.before(plus);
    if wordy(before) || matches!(before, b'+' | b'.' | b'-' | b')') {
        return;
    }
    let (digits, count, end) = collect(sink.bytes, plus + 1, 16);
    let digits = &digits[..count];
    if !(7..=15).contains(&count)
        || wordy(sink.at(end))
        || (sink.at(end) == b':' && sink.at(end + 1).is_ascii_digit())
    {
        return;
    }
    let Some((code, shortest, longest)) = calling_code(digits) else {
        return;
    };
    let national = &digits[code..];
    if !(shortest..=longest).contains(&national.len()) || (code == 1 && !north_american(national)) {
        return;
    }
    if national.iter().all(|digit| *digit == national[0]) {
        return;
    }
    let Some(place) = sink.place(plus..end) else {
        return;
    };
    let number = format!("+{}", String::from_utf8_lossy(digits));
    let evidence = Evidence::new("international form with a calling code in use", 0.45)
        .pattern("a length that the country uses", 0.2)
        .context(place.context(&WORDS), 0.25, 0.25);
    sink.push(&SPEC, plus..end, number, evidence);
}

fn national(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let group = chain.groups()[at];
    let opened = sink.before(group.start) == b'(';
    let start = if opened { group.start - 1 } else { group.start };
    let before = sink.before(start);
    if wordy(before) || matches!(before, b'+' | b'-' | b'.' | b'/' | b'$' | b'#') {
        return;
    }
    // A group of a longer chain begins a number only where the chain begins or after a space.
    if !matches!(chain.separator_before(at), 0 | b' ') {
        return;
    }
    // Dates are the most frequent of all: out before anything dearer.
    if let [a, b, c, ..] = &chain.groups()[at..]
        && a.separator == b.separator
        && matches!((a.len(), b.len(), c.len()), (4, 1 | 2, 1 | 2) | (1 | 2, 1 | 2, 4))
    {
        return;
    }
    let (digits, count, end) = collect(sink.bytes, start, 16);
    if !(7..=12).contains(&count) || wordy(sink.at(end)) || matches!(sink.at(end), b':' | b'%') {
        return;
    }
    let digits = &digits[..count];
    if !sink.may_have_context(&WORDS, start) {
        return;
    }
    if !plausible_national(&sink.bytes[start..end], digits) {
        return;
    }
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let context = place.close_context(&WORDS);
    if !context.any() {
        return;
    }
    let american = north_american(digits) || (digits[0] == b'1' && north_american(&digits[1..]));
    let evidence = Evidence::new("digits of a phone number's length", 0.2)
        .pattern(
            match (american, digits[0] == b'0') {
                (true, _) => "area and exchange fit North America",
                (_, true) => "begins with a trunk 0",
                _ => "no trunk digit",
            },
            if american || digits[0] == b'0' { 0.1 } else { 0.0 },
        )
        .context(context, 0.45, 0.4);
    sink.push(
        &SPEC,
        start..end,
        String::from_utf8_lossy(digits).into_owned(),
        evidence,
    );
}

/// Not a date, not a dotted quad, not one repeated digit, no tiny groups all along.
fn plausible_national(written: &[u8], digits: &[u8]) -> bool {
    let groups: Vec<usize> = written
        .split(|byte| !byte.is_ascii_digit())
        .map(<[u8]>::len)
        .filter(|length| *length > 0)
        .collect();
    let date = matches!(
        groups.as_slice(),
        [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4] | [4, 2, 2, 2] | [2, 2, 4, 2]
    );
    let dots = written.iter().filter(|byte| **byte == b'.').count();
    let quad = groups.len() == 4 && dots == 3;
    let decimal = groups.len() == 2 && dots == 1;
    !date && !quad && !decimal && groups.len() <= 6 && !digits.iter().all(|digit| *digit == digits[0])
}

/// Ten digits, area and exchange from 200 up, neither ending in 11 (NANPA).
fn north_american(digits: &[u8]) -> bool {
    let part = |at: usize| digits[at] >= b'2' && &digits[at + 1..at + 3] != b"11";
    digits.len() == 10 && part(0) && part(3)
}

/// Digits of the calling code, and the fewest and most digits of a number after it.
fn calling_code(digits: &[u8]) -> Option<(usize, usize, usize)> {
    let number = |length: usize| {
        digits[..length]
            .iter()
            .fold(0u16, |number, digit| number * 10 + u16::from(digit - b'0'))
    };
    match digits[0] {
        b'1' => return Some((1, 10, 10)),
        b'7' => return Some((1, 10, 10)),
        _ => {}
    }
    let two = match number(2) {
        20 => (8, 10),
        27 => (9, 9),
        30 => (10, 10),
        31 => (9, 9),
        32 => (8, 9),
        33 => (9, 9),
        34 => (9, 9),
        36 => (8, 9),
        39 => (6, 11),
        40 => (9, 9),
        41 => (9, 9),
        43 => (4, 13),
        44 => (9, 10),
        45 => (8, 8),
        46 => (7, 10),
        47 => (8, 8),
        48 => (9, 9),
        49 => (5, 13),
        51 => (8, 9),
        52 => (10, 11),
        53 => (6, 8),
        54 => (10, 11),
        55 => (10, 11),
        56 => (9, 9),
        57 => (8, 10),
        58 => (10, 10),
        60 => (8, 10),
        61 => (9, 9),
        62 => (7, 12),
        63 => (8, 10),
        64 => (8, 10),
        65 => (8, 8),
        66 => (8, 9),
        81 => (9, 10),
        82 => (8, 10),
        84 => (9, 10),
        86 => (10, 11),
        90 => (10, 10),
        91 => (10, 10),
        92 => (9, 10),
        93 => (9, 9),
        94 => (9, 9),
        95 => (7, 10),
        98 => (10, 10),
        _ => (0, 0),
    };
    if two.0 > 0 {
        return Some((2, two.0, two.1));
    }
    let three = matches!(number(3),
        211..=213 | 216 | 218 | 220..=269 | 290 | 291 | 297..=299 | 350..=359 | 370..=378 | 380..=383 | 385..=387
        | 389 | 420 | 421 | 423 | 500..=509 | 590..=599 | 670 | 672..=683 | 685..=692 | 800 | 808 | 850 | 852 | 853
        | 855 | 856 | 870 | 878 | 880..=883 | 886 | 888 | 960..=968 | 970..=977 | 979 | 992..=996 | 998);
    three.then_some((3, 5, 12))
}
