//! Finds dates of birth. A birth date is half of most identity checks.
//!
//! **How.** A valid calendar date from 1900 to 2100 written as year-month-day, day-month-year or
//! month-day-year with `-`, `/` or `.`, or as eight digits, in a column named for it (*dob*, *birthday*,
//! *Geburtsdatum*, …) or right after such a word in one of seven languages (*born*, *née le*, *nacido*, *nato*,
//! *geboren*, …). A date alone is never reported.
//!
//! **Limits.** Years of two digits count less. `03/04/1980` is read as day first when it could be either.
//! Months written as words are not read. A date with a time of day other than midnight is one in a column
//! named for it only, and counts less.

use crate::{
    digits::{Chain, DATE},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "date_of_birth",
    title: "Date of birth",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 2,
    source: include_str!("date_of_birth.rs"),
    examples: &[
        "dob: 1980-03-01",
        "Geburtsdatum: 17.5.1969",
        "née le 03/04/1955",
        "born 12/31/1971 in Oslo",
        "date_of_birth=19800301",
    ],
    counterexamples: &[
        "1980-03-01",
        "dob: 1980-02-30",
        "born 1980-03-01T12:34:56",
        "created 1980-03-01",
        "born 1:2:1980",
        "dob: 3001-01-01",
    ],
    trigger: Trigger::Digits(DATE, check),
};

pub(super) static WORDS: Words = Words::new(&[
    "dob",
    "d o b",
    "birth",
    "birth date",
    "birthdate",
    "birthday",
    "date of birth",
    "born",
    "bday",
    "geburtsdatum",
    "geburtstag",
    "geboren",
    "geb",
    "geboren am",
    "naissance",
    "date de naissance",
    "né",
    "née",
    "né le",
    "née le",
    "nacimiento",
    "fecha de nacimiento",
    "nacido",
    "nacida",
    "nascita",
    "data di nascita",
    "nato",
    "nata",
    "geboortedatum",
    "geb datum",
    "nascimento",
    "data de nascimento",
    "nascido",
    "nascida",
]);

fn check(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let groups = &chain.groups()[at..];
    let first = groups[0];
    let (date, end, weight, last_separator) = if first.len() == 8 {
        let digits = &sink.bytes[first.start..first.end];
        let (year_first, day_first) = (
            date(number(&digits[..4]), number(&digits[4..6]), number(&digits[6..])),
            day_or_month_first(number(&digits[..2]), number(&digits[2..4]), number(&digits[4..])),
        );
        let Some(date) = year_first.or(day_first) else {
            return;
        };
        (date, first.end, 0.2, first.separator)
    } else {
        let [a, b, c, ..] = groups else {
            return;
        };
        if a.separator != b.separator
            || !matches!(a.separator, b'-' | b'/' | b'.')
            || b.len() > 2
            || a.len().max(c.len()) > 4
        {
            return;
        }
        let [x, y, z] = [a, b, c].map(|group| number(&sink.bytes[group.start..group.end]));
        let (date, weight) = match (a.len(), c.len()) {
            (4, 1 | 2) => (date(x, y, z), 0.3),
            (1 | 2, 4) => (day_or_month_first(x, y, z), 0.3),
            // The century is a guess: the one that makes the person alive and not from the future.
            (1 | 2, 2) => (
                day_or_month_first(x, y, if z < 30 { 2000 + z } else { 1900 + z }),
                0.15,
            ),
            _ => return,
        };
        let Some(date) = date else {
            return;
        };
        (date, c.end, weight, c.separator)
    };
    if wordy(sink.before(first.start)) || matches!(chain.separator_before(at), b'-' | b'/' | b'.') {
        return;
    }
    if matches!(last_separator, b'-' | b'/' | b'.') {
        return;
    }
    let timed = has_time(sink.bytes, end);
    let after = sink.at(end);
    if wordy(after) && after != b'T' {
        return;
    }
    if !sink.may_have_context(&WORDS, first.start) {
        return;
    }
    let span = first.start..end;
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let context = place.close_context(&WORDS);
    // Midnight somewhere else, or the hour of a birth: only a column says so.
    if !context.any() || timed && context.label.is_none() {
        return;
    }
    let (year, month, day) = date;
    let evidence = Evidence::new("a valid date", weight)
        .context(context, 0.55, 0.45)
        .penalty_if(timed, "a time of day stands with it", 0.15);
    sink.push(&SPEC, span, format!("{year:04}-{month:02}-{day:02}"), evidence);
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| {
        number * 10 + u32::from(digit.wrapping_sub(b'0'))
    })
}

fn day_or_month_first(a: u32, b: u32, year: u32) -> Option<(u32, u32, u32)> {
    date(year, b, a).or_else(|| date(year, a, b))
}

/// The date if the calendar has it (Gregorian leap years) between 1900 and 2100.
fn date(year: u32, month: u32, day: u32) -> Option<(u32, u32, u32)> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1900..=2100).contains(&year) && (1..=days).contains(&day)).then_some((year, month, day))
}

/// Whether a time of day other than midnight follows, after `T` or a space.
fn has_time(bytes: &[u8], end: usize) -> bool {
    match bytes.get(end..end + 6) {
        Some([b'T' | b' ', a, b, b':', c, d]) if a.is_ascii_digit() && b.is_ascii_digit() => {
            [a, b, c, d].iter().any(|digit| **digit != b'0')
        }
        _ => false,
    }
}
