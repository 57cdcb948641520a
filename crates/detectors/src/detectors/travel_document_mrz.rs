//! Finds the machine-readable lines of passports, visas and identity cards. They hold the name, the nationality, the
//! date of birth and the number of the document.
//!
//! **How.** Two lines of 44 or 36 characters, or three of 30, of capitals, digits and `<`; the check digits of the
//! number, the date of birth and the date of expiry are right (weights 7 3 1, modulo 10: ICAO Doc 9303, parts 3 to 7).
//! Three check digits are right by accident once in a thousand times.
//!
//! **Limits.** Lines that were read with errors are reported low, and only with two right check digits.

use crate::{
    checksum::{digit, icao},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "travel_document_mrz",
    title: "Machine-readable lines of a travel document",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("travel_document_mrz.rs"),
    examples: &[
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    ],
    counterexamples: &[
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C35UTO7408121F1204158ZE184226B<<<<<10",
        "a << b << c",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ],
    trigger: Trigger::Literals(&["<<"], check),
};

fn check(sink: &mut Sink<'_>, at: usize) {
    let Some(first) = line(sink.bytes, at) else {
        return;
    };
    // The first `<<` of the line speaks for all of it.
    if sink.bytes[first.start..at].windows(2).any(|pair| pair == b"<<") {
        return;
    }
    let below = |line: &Range<usize>| {
        let next = line_end(sink.bytes, line.end)?;
        self::line(sink.bytes, next)
    };
    let length = first.len();
    let Some(second) = below(&first).filter(|second| second.len() == length) else {
        return;
    };
    // Number, date of birth and date of expiry: where each is, and where its check digit.
    let (number, birth, expiry, last) = if length == 30 {
        let Some(third) = below(&second).filter(|third| third.len() == length) else {
            return;
        };
        let (first, second) = (first.start, second.start);
        (
            first + 5..first + 14,
            second..second + 6,
            second + 8..second + 14,
            third.end,
        )
    } else {
        let start = second.start;
        (
            start..start + 9,
            start + 13..start + 19,
            start + 21..start + 27,
            second.end,
        )
    };
    if !matches!(sink.bytes[first.start], b'P' | b'V' | b'I' | b'A' | b'C') {
        return;
    }
    let right = [&number, &birth, &expiry]
        .into_iter()
        .filter(|part| icao(&sink.bytes[(*part).clone()]) == digit(sink.bytes[part.end]))
        .filter(|part| sink.bytes[part.end].is_ascii_digit())
        .count();
    let dates = [&birth, &expiry];
    let dates = dates.iter().all(|part| {
        sink.bytes[(**part).clone()]
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'<')
    });
    if right < 2 || !dates {
        return;
    }
    let span = first.start..last;
    if sink.place(span.clone()).is_none() {
        return;
    }
    let canonical = String::from_utf8_lossy(&sink.bytes[span.clone()])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("\n");
    let evidence = Evidence::new("lines of a travel document", 0.3);
    let evidence = if right == 3 {
        evidence.checksum("three check digits are right", 0.6)
    } else {
        evidence.checksum("two of three check digits are right", 0.1)
    };
    sink.push(&SPEC, span, canonical, evidence);
}

/// The stretch of capitals, digits and fillers around `at`, when it is as long as a line of a document.
fn line(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 44;
    let known = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'<';
    let head = &bytes[at.saturating_sub(LONGEST + 1)..at.min(bytes.len())];
    let back = head.iter().rev().take_while(|byte| known(byte)).count();
    let ahead = bytes
        .get(at..)?
        .iter()
        .take(LONGEST + 1)
        .take_while(|byte| known(byte))
        .count();
    let line = at - back..at + ahead;
    let edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let alone =
        edge(line.start.checked_sub(1).and_then(|before| bytes.get(before))) && edge(bytes.get(line.end));
    (matches!(line.len(), 30 | 36 | 44) && alone).then_some(line)
}

/// Where the line after the one that ends at `end` begins.
fn line_end(bytes: &[u8], end: usize) -> Option<usize> {
    const BETWEEN: usize = 16;
    let between = bytes.get(end..)?.iter().take(BETWEEN);
    let blank = between.take_while(|byte| byte.is_ascii_whitespace()).count();
    bytes[end..end + blank].contains(&b'\n').then_some(end + blank)
}
