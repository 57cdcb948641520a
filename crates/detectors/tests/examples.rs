//! Every detector finds its own examples and none of its look-alikes; the page of detectors is up to date.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{in_text, scan, scanner};
use tidegate_detectors::{InvalidSelection, Scanner, Selection, infos, markdown};

#[test]
fn examples_and_look_alikes() {
    let mut wrong = Vec::new();
    for info in infos() {
        assert!(
            info.examples.len() >= 3 && info.counterexamples.len() >= 3,
            "{}",
            info.id
        );
        assert!(info.description.len() > 100, "{}", info.id);
        let alone = scanner(&[&info.id], 0.5);
        let together = scanner(&[], 0.5);
        for example in &info.examples {
            for (kind, scanner) in [("alone", &alone), ("together", &together)] {
                if !in_text(scanner, example)
                    .iter()
                    .any(|found| found.detector == info.id)
                {
                    wrong.push(format!("{} {kind} misses {example}", info.id));
                }
            }
        }
        for look_alike in &info.counterexamples {
            if let Some(found) = in_text(&alone, look_alike).first() {
                wrong.push(format!(
                    "{} reports {look_alike} at {:?}: {:?}",
                    info.id, found.span, found.reasons
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn labels_switch_detectors_on() {
    let all = scanner(&[], 0.5);
    for (label, cell, id) in [
        ("dob", "1980-03-01", "date_of_birth"),
        ("customerBirthDate", "03/01/1980", "date_of_birth"),
        ("ssn", "078051128", "us_ssn"),
        ("phone_number", "2025550143", "phone_number"),
        ("Kartennummer", "4000000760000002", "payment_card"),
    ] {
        let found = scan(&all, cell, Some(label), 0..cell.len(), false);
        assert_eq!(
            found.iter().map(|m| m.detector.clone()).collect::<Vec<_>>(),
            [id],
            "{label}"
        );
        assert_eq!(found[0].span, 0..cell.len());
    }
    for (label, cell) in [
        ("created", "1980-03-01"),
        ("order", "078051128"),
        ("public", "2025550143"),
    ] {
        assert!(
            scan(&all, cell, Some(label), 0..cell.len(), false).is_empty(),
            "{label}"
        );
    }
}

#[test]
fn weights_sum_to_the_confidence_and_hold_no_value() {
    let all = scanner(&[], 0.0);
    for info in infos() {
        for text in info.examples.iter().chain(&info.counterexamples) {
            for found in in_text(&all, text) {
                let sum: f32 = found.reasons.iter().map(|reason| reason.weight).sum();
                assert!(
                    (sum.clamp(0.0, 1.0) - found.confidence).abs() < 0.006,
                    "{found:?}"
                );
                let value = &text[found.span.clone()];
                assert!(found.reasons.iter().all(|reason| !reason.detail.contains(value)));
                assert!(!format!("{found:?}").contains(value));
            }
        }
    }
}

#[test]
fn an_access_key_brings_its_secret() {
    let text = "[default]\naws_access_key_id = AKIATIDEGATE2TEST7Q3\naws_secret_access_key = mAdeUp/ForTheTests+OfThisCrate0nly123456\n";
    let secret = "mAdeUp/ForTheTests+OfThisCrate0nly123456";
    assert_eq!(secret.len(), 40);
    let found = in_text(&scanner(&["aws_access_key"], 0.5), text);
    assert_eq!(found.len(), 2);
    assert!(found[1].severity > found[0].severity);
    assert_eq!(found[1].canonical.expose(), secret);
}

#[test]
fn spellings_are_one_value() {
    let all = scanner(&[], 0.5);
    for spellings in [
        &["4000 0007 6000 0002", "4000-0007-6000-0002", "4000000760000002"][..],
        &["DE89 3704 0044 0532 0130 00", "de89370400440532013000"],
        &["+1 (202) 555-0143", "+12025550143", "+1.202.555.0143"],
        &["IANA@iana.org", "iana@IANA.ORG"],
        &["2001:503:ba3e::2:30", "2001:0503:BA3E:0::2:30"],
    ] {
        let mut canonical: Vec<String> = spellings
            .iter()
            .map(|text| {
                let found = in_text(&all, text);
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                found[0].canonical.expose().to_owned()
            })
            .collect();
        canonical.dedup();
        assert_eq!(canonical.len(), 1);
    }
}

#[test]
fn secrets_by_name_only_in_configuration() {
    let text = "DB_PASSWORD=mAdeUp-4-Tests!";
    let all = scanner(&[], 0.5);
    assert_eq!(scan(&all, text, None, 0..text.len(), false), []);
    assert_eq!(scan(&all, text, None, 0..text.len(), true).len(), 1);
}

#[test]
fn selection_and_fingerprint() {
    let unknown = Selection {
        enabled: Some(vec!["no_such".into()]),
        ..Selection::default()
    };
    assert_eq!(
        Scanner::new(&unknown).unwrap_err(),
        InvalidSelection::Unknown("no_such".into())
    );
    let prints = [
        scanner(&[], 0.5),
        scanner(&["iban"], 0.5),
        scanner(&["iban"], 0.6),
        scanner(&["us_ssn"], 0.6),
    ]
    .map(|scanner| scanner.fingerprint());
    for (at, print) in prints.iter().enumerate() {
        assert!(!prints[at + 1..].contains(print));
    }
    assert_eq!(prints[0], scanner(&[], 0.5).fingerprint());
}

#[test]
fn the_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/DETECTORS.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    let page = std::fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        page == markdown(),
        "docs/DETECTORS.md is old: run `UPDATE_DOCS=1 cargo test -p tidegate-detectors`"
    );
}

#[test]
fn programs_are_looked_at_for_texts_given_to_names_of_secrets() {
    let scanner = common::scanner(&["generic_secret"], 0.5);
    for (text, wanted) in [
        ("password = \"mAdeUp-4-Tests!\"", Some("mAdeUp-4-Tests!")),
        (
            "let apiKey: &str = \"q7RzT0bWm2Lx9KfV4nHc\";",
            Some("q7RzT0bWm2Lx9KfV4nHc"),
        ),
        (
            "var token string = \"q7RzT0bWm2Lx9KfV4nHc\"",
            Some("q7RzT0bWm2Lx9KfV4nHc"),
        ),
        (
            "{'client_secret': 'pV8~kQ2.wZ6-rJ4xYbN1'}",
            Some("pV8~kQ2.wZ6-rJ4xYbN1"),
        ),
        ("<Password>Tr0ub4dor&3x</Password>", Some("Tr0ub4dor&3x")),
        ("password = mAdeUp-4-Tests!", None),
        ("password = \"Enter a password, please\"", None),
        ("const TOKEN: &str = \"access_token\";", None),
        ("TokenKind token = \"X-Auth-Token2\"", None),
        ("secretName = \"q7RzT0bWm2Lx9KfV4nHc\"", None),
        ("let token = next(); let x = \"q7RzT0bWm2Lx9KfV4nHc\"", None),
    ] {
        let found = common::in_program(&scanner, text);
        let values: Vec<&str> = found.iter().map(|found| &text[found.span.clone()]).collect();
        assert_eq!(values.first().copied(), wanted, "{text}");
    }
}
