//! Finds United States social security numbers: nine digits, written 3-2-4. With a name and a date of birth
//! they open credit lines.
//!
//! **How.** Area not 000, 666 or 900–999, group not 00, serial not 0000 (Social Security Administration,
//! "Social Security Number Randomization", 2011). There is no checksum. With dashes the shape is enough to be
//! reported, unless a word such as *part* or *SKU* names it; with spaces or bare it counts only next to a word such as *SSN*, *social security*, *seguro
//! social*, or in a column of such a name.
//!
//! **Limits.** Any nine digits in a column named *ssn* pass if the ranges do. Numbers that became famous in
//! advertisements and manuals (078-05-1120, 219-09-9999, 123-45-6789) are reported low.

use crate::{
    digits::{Chain, THREE_TWO},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "us_ssn",
    title: "US social security number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 2,
    source: include_str!("us_ssn.rs"),
    examples: &[
        "SSN: 078-05-1123",
        "078-05-1126",
        "social security no. 078 05 1127",
        "ssn=078051128",
    ],
    counterexamples: &[
        "666-05-1123",
        "078-00-1123",
        "987-65-4321",
        "078 05 1123",
        "078051123",
        "078-05-1120",
        "1-078-05-1123",
        "078-05-1123-4",
        "part no. 078-05-1123",
    ],
    trigger: Trigger::Digits(THREE_TWO, check),
};

pub(super) static WORDS: Words = Words::new(&[
    "ssn",
    "ssns",
    "ss",
    "social security",
    "social security number",
    "social security no",
    "soc sec",
    "taxpayer id",
    "tin",
    "seguro social",
    "número de seguro social",
    "sozialversicherungsnummer",
    "sécurité sociale",
    "previdenza sociale",
    "segurança social",
]);

const FAMOUS: &[&str] = &["078051120", "219099999", "123456789", "111223333", "457555462"];

fn check(sink: &mut Sink<'_>, chain: &Chain, at: usize) {
    let groups = &chain.groups()[at..];
    let first = groups[0];
    let separator = first.separator;
    let (last, written) = if first.len() == 9 {
        (first, 0)
    } else {
        match groups {
            [_, second, third, ..]
                if matches!(separator, b'-' | b' ')
                    && second.separator == separator
                    && second.len() == 2
                    && third.len() == 4 =>
            {
                (*third, separator)
            }
            _ => return,
        }
    };
    let before = sink.before(first.start);
    if wordy(before) || before == b'-' || wordy(sink.at(last.end)) {
        return;
    }
    if matches!(chain.separator_before(at), b'-' | b'.') || matches!(last.separator, b'-' | b'.') {
        return;
    }
    if written != b'-' && !sink.may_have_context(&WORDS, first.start) {
        return;
    }
    let number: String = sink.bytes[first.start..last.end]
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    let (area, group, serial) = (&number[..3], &number[3..5], &number[5..]);
    if matches!(area, "000" | "666") || area.starts_with('9') || group == "00" || serial == "0000" {
        return;
    }
    if number.bytes().all(|digit| digit == number.as_bytes()[0]) {
        return;
    }
    let span = first.start..last.end;
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let context = place.close_context(&WORDS);
    let evidence = match written {
        b'-' => Evidence::new("nine digits as 3-2-4 with dashes", 0.4),
        _ if !context.any() => return,
        b' ' => Evidence::new("nine digits as 3-2-4 with spaces", 0.3),
        _ => Evidence::new("nine digits", 0.2),
    };
    let thing = !context.any() && place.numbers_things();
    let evidence = evidence
        .penalty_if(thing, "it stands where goods or papers have their numbers", 0.2)
        .pattern("area, group and serial are in use", 0.15)
        .context(context, 0.35, 0.3)
        .penalty_if(
            FAMOUS.contains(&number.as_str()),
            "a number famous from advertisements and manuals",
            0.5,
        );
    sink.push(&SPEC, span, number, evidence);
}
