//! Columns judged as a whole: numbers that pass a check by chance are told from columns of such numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::scanner;
use std::{borrow::Cow, ops::Range};
use tidegate_detectors::{FileState, Scanner};
use tidegate_domain::{
    detector::{Match, ReasonKind},
    finding::Location,
    text::{Column, SourceHint, Structure, Window},
};

/// One column: each line is a cell.
struct Cells<'a> {
    text: &'a str,
    name: &'a str,
    labels: Vec<String>,
    sample: Vec<String>,
}

impl Structure for Cells<'_> {
    fn label(&self, _at: usize) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.name))
    }
    fn record(&self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        start..self.text[at..].find('\n').map_or(self.text.len(), |i| at + i)
    }
    fn value(&self, at: usize) -> Option<Range<usize>> {
        Some(self.record(at))
    }
    fn labels(&self) -> &[String] {
        &self.labels
    }
    fn column(&self, _at: usize) -> Option<Column<'_>> {
        Some(Column {
            number: 3,
            sample: &self.sample,
        })
    }
    fn columns(&self) -> Vec<Column<'_>> {
        self.column(0).into_iter().collect()
    }
    fn locate(&self, _span: Range<usize>) -> Location {
        Location::default()
    }
}

fn in_column(name: &str, values: &[String]) -> Vec<Match> {
    let scanner = scanner(&[], 0.5);
    in_window(&scanner, &mut FileState::default(), name, values, values)
}

/// What is found in some of a column's values, after other windows of the file.
fn in_window(
    scanner: &Scanner,
    state: &mut FileState,
    name: &str,
    sample: &[String],
    values: &[String],
) -> Vec<Match> {
    let text = values.join("\n");
    let cells = Cells {
        text: &text,
        name,
        labels: vec![name.to_owned()],
        sample: sample.to_vec(),
    };
    let hint = SourceHint {
        name: "a.csv".into(),
        configuration: false,
        assigned: false,
    };
    let mut found = Vec::new();
    scanner.scan_next(
        &Window {
            text: &text,
            owned: 0..text.len(),
            structure: &cells,
            hint: &hint,
        },
        state,
        &mut found,
    );
    found
}

/// The digit that makes a number pass Luhn's formula (ISO/IEC 7812-1).
fn luhn(digits: &str) -> u32 {
    let sum: u32 = (digits.bytes().rev().enumerate())
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            match at % 2 {
                0 => digit * 2 / 10 + digit * 2 % 10,
                _ => digit,
            }
        })
        .sum();
    (10 - sum % 10) % 10
}

fn with_digit(numbers: impl Iterator<Item = u64>) -> Vec<String> {
    numbers
        .map(|number| {
            let number = number.to_string();
            format!("{number}{}", luhn(&number))
        })
        .collect()
}

fn reason(found: &Match) -> Option<(&str, f32)> {
    let reason = found
        .reasons
        .iter()
        .find(|reason| reason.kind == ReasonKind::ColumnValues)?;
    Some((reason.detail.as_str(), reason.weight))
}

#[test]
fn a_column_of_cards_is_one_whatever_it_is_called() {
    let cards = with_digit((0..40).map(|at| 400_012_004_500_000 + at * 7_919));
    for name in ["card", "ref"] {
        let found = in_column(name, &cards);
        assert_eq!(found.len(), 40, "{name}");
        assert!(found.iter().all(|found| found.detector == "payment_card"));
        let told = reason(&found[0]).unwrap();
        assert_eq!(told, ("40 of 40 values in this column pass the check", 0.25));
    }
}

#[test]
fn order_numbers_that_pass_by_chance_are_no_cards() {
    let orders: Vec<String> = (0..100_u64)
        .map(|at| format!("{}", 4_000_120_045_000_000 + at * 13))
        .collect();
    assert_eq!(in_column("order", &orders), []);
    let grouped: Vec<String> = orders
        .iter()
        .map(|order| {
            format!(
                "{} {} {} {}",
                &order[..4],
                &order[4..8],
                &order[8..12],
                &order[12..]
            )
        })
        .collect();
    assert_eq!(in_column("order", &grouped), []);
    // The name still speaks for them, and the finding says what speaks against.
    let found = in_column("card number", &orders);
    assert!(!found.is_empty() && found.len() <= 20, "{}", found.len());
    let (detail, weight) = reason(&found[0]).unwrap();
    assert!(
        detail.starts_with("only 1") && detail.contains("of 100 such values"),
        "{detail}"
    );
    assert_eq!(weight, -0.3);
}

#[test]
fn a_column_of_tax_numbers_needs_no_telling_name() {
    // Nine digits by Luhn's formula: the number of a Canadian's social insurance or of a French company.
    let numbers = with_digit((0..30).map(|at| 73_282_932 + at * 1_009));
    let found = in_column("xyz", &numbers);
    assert_eq!(found.len(), 30);
    assert_eq!(reason(&found[0]).unwrap().1, 0.25);
    // A few right ones say nothing.
    assert_eq!(in_column("xyz", &numbers[..9]), []);
    let random: Vec<String> = (0..60_u64)
        .map(|at| (732_829_320 + at * 1_013).to_string())
        .collect();
    assert_eq!(in_column("xyz", &random), []);
}

#[test]
fn windows_of_a_file_judge_a_column_alike() {
    let scanner = scanner(&[], 0.5);
    let numbers = with_digit((0..30).map(|at| 73_282_932 + at * 1_009));
    let random: Vec<String> = (0..60_u64)
        .map(|at| (732_829_320 + at * 1_013).to_string())
        .collect();
    for name in ["xyz", "tax number"] {
        let whole = in_column(name, &numbers);
        let state = &mut FileState::default();
        for (line, value) in numbers.iter().enumerate() {
            let found = in_window(&scanner, state, name, &numbers, std::slice::from_ref(value));
            let whole = whole.get(line).unwrap();
            assert_eq!(found.len(), 1, "{name}");
            assert_eq!(
                (&found[0].detector, &found[0].reasons),
                (&whole.detector, &whole.reasons)
            );
            // Another table's column of the same number has its own values.
            let alone = in_window(&scanner, state, "abc", &random, &random);
            assert_eq!(alone, []);
        }
    }
}

#[test]
fn stock_codes_are_no_taxpayers() {
    let codes: Vec<String> = (0..20)
        .map(|at| format!("9{:02}-7{}-{:04}", at, at % 9, 1_200 + at * 37))
        .collect();
    for name in ["stock code", "sku", "part_no"] {
        assert_eq!(in_column(name, &codes), [], "{name}");
    }
    assert_eq!(in_column("itin", &codes).len(), 20);
}

#[test]
fn births_may_have_a_time() {
    for value in [
        "1985-12-31T00:00:00",
        "1985-12-31 00:00:00",
        "1985-12-31T00:00:00.000Z",
        "1985-12-30T23:00:00Z",
        "31.12.1985 00:00",
        "19851231T000000Z",
        "1985-12-31T07:45:00+01:00",
    ] {
        let found = in_column("date of birth", &[value.to_owned()]);
        assert_eq!(found.len(), 1, "{value}");
        assert_eq!(found[0].detector, "date_of_birth");
        assert_eq!(found[0].span.start, 0);
    }
    assert_eq!(in_column("created", &["1985-12-31T00:00:00".to_owned()]), []);
}
