//! Tables of Parquet, Avro, Arrow and SQLite, written by other libraries: every cell with its row and column.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{hits, try_hits};
use std::path::Path;
use tidegate_formats::{Budget, FormatError, ReadingEnd, complex};

fn budget() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/files/columnar")
            .join(name),
    )
    .unwrap()
}

fn all() -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/columnar"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "README.md")
            .collect();
    names.sort();
    names
}

/// Where `word` is, as (row, column name, value), and that there is no more of it.
fn one(name: &str, word: &str) -> (u64, String, String) {
    let bytes = file(name);
    let (mut found, _) = hits(name, &bytes, &budget(), word);
    assert_eq!(found.len(), 1, "{name}: {word}: {found:?}");
    let hit = found.remove(0);
    assert_eq!(
        (hit.location.byte_start, hit.location.byte_end),
        (0, word.len() as u64),
        "{name}"
    );
    assert_eq!(hit.label, hit.location.column_name, "{name}");
    (
        hit.location.row.unwrap(),
        hit.location.column_name.unwrap(),
        hit.value.unwrap(),
    )
}

#[test]
fn every_cell_has_its_row_and_column() {
    let names = all();
    assert_eq!(names.len(), 16);
    for name in &names {
        assert!(complex(name, &file(name)), "{name}");
        let nested = !name.ends_with("sqlite");
        let email = if nested { "contact.email" } else { "e mail" };
        let word = "bo@sample-mail.net";
        assert_eq!(one(name, word), (2, email.to_owned(), word.to_owned()));
        let word = "DE89370400440532013000";
        assert_eq!(one(name, word), (1, "iban".to_owned(), word.to_owned()));
        if nested {
            let word = "+49 30 901821";
            let (row, column, _) = one(name, word);
            assert_eq!(
                (row, column.replace("[].list", "[]").as_str()),
                (1, "contact.phones[]")
            );
            assert_eq!(one(name, "1991-12-31").1, "born", "{name}");
        }
        if !nested {
            let bytes = file(name);
            let (found, _) = hits(name, &bytes, &budget(), "plain");
            assert_eq!(found[0].location.sheet.as_deref(), Some("staff list"));
        }
    }
}

#[test]
fn metadata_is_read_and_what_is_not_is_told() {
    let (found, reading) = hits(
        "a.bin",
        &file("people-zstd.parquet"),
        &budget(),
        "dana@sample-mail.net",
    );
    assert_eq!(found[0].location.part.as_deref(), Some("metadata: owner"));
    assert_eq!(
        (reading.format.as_str(), &reading.end),
        ("parquet", &ReadingEnd::Complete)
    );
    let (found, reading) = hits(
        "a.bin",
        &file("people-null.avro"),
        &budget(),
        "eve@sample-mail.net",
    );
    assert_eq!(
        found[0].location.column_name.as_deref(),
        Some("tags.backup_email")
    );
    let ReadingEnd::Partial { message } = reading.end else {
        panic!("a picture was left out: {:?}", reading.end);
    };
    assert_eq!(message, "A binary value was not read.");
    let (_, reading) = hits("a.bin", &file("people-wal.sqlite"), &budget(), "x");
    let ReadingEnd::Partial { message } = reading.end else {
        panic!("{:?}", reading.end);
    };
    assert!(message.contains("write-ahead log"), "{message}");
}

/// Without the worker's leave they are not even opened.
#[test]
fn they_are_left_to_the_worker() {
    for name in all() {
        let (_, reading) = hits(&name, &file(&name), &Budget::default(), "x");
        assert_eq!(reading.end, ReadingEnd::Unsupported, "{name}");
        assert_eq!(reading.examined, 0);
    }
}

/// Cut and changed copies end in an answer: never a panic, never all is well when rows are gone.
#[test]
fn damage_is_told() {
    let mut seed = 7u64;
    let mut next = move |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for name in all() {
        let whole = file(&name);
        let mut cut = whole.clone();
        cut.truncate(whole.len() / 2);
        let read = try_hits(&name, &mut &cut[..], &budget(), "bo@sample-mail.net");
        match read {
            Err(FormatError::Unreadable { message }) => assert!(message.ends_with('.'), "{message}"),
            Err(error) => panic!("{name}: {error}"),
            Ok((_, reading)) => assert!(
                matches!(reading.end, ReadingEnd::Partial { .. }),
                "{name}: {reading:?}"
            ),
        }
        // The readers of the other formats take lengths at their word and ask for memory that no machine has:
        // what becomes of that is the worker's business, and tested with it.
        if !name.ends_with("sqlite") {
            continue;
        }
        for _ in 0..300 {
            let mut changed = whole.clone();
            for _ in 0..=next(4) {
                let at = 4 + next(changed.len() - 4);
                changed[at] = u8::try_from(next(256)).unwrap();
            }
            let caught = std::panic::catch_unwind(|| {
                let _ = try_hits(&name, &mut &changed[..], &budget(), "bo@sample-mail.net");
            });
            assert!(caught.is_ok(), "{name} panicked");
        }
    }
}
