//! CSV and TSV: cells, rows and columns of true places.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Hit, encoded, hits, owned, slice, small, try_hits};
use tidegate_formats::{Budget, ReadingEnd};

const WORD: &str = "ann@site.test";

/// Row, column, name, value.
type Wanted = (u64, u64, Option<&'static str>, &'static str);

/// What is checked of a hit: row, column, name, value.
fn cell(hit: &Hit) -> (u64, u64, Option<&str>, &str) {
    let location = &hit.location;
    assert_eq!(hit.label, location.column_name);
    (
        location.row.unwrap(),
        location.column_number.unwrap(),
        location.column_name.as_deref(),
        hit.value.as_deref().unwrap(),
    )
}

#[test]
fn cells_are_named_and_placed() {
    let table: &[(&str, &str, &[Wanted])] = &[
        (
            "a.csv",
            "id,email\n1,ann@site.test\n2,x\n",
            &[(2, 2, Some("email"), WORD)],
        ),
        (
            "a.csv",
            "id,email\r\n1,ann@site.test\r\n2,x\r\n",
            &[(2, 2, Some("email"), WORD)],
        ),
        (
            "a.csv",
            "1,ann@site.test\n2,bob@site.test\n",
            &[(1, 2, None, WORD)],
        ),
        (
            "a.csv",
            "id;e-mail;x\n1;\"ann@site.test\";2\n",
            &[(2, 2, Some("e-mail"), WORD)],
        ),
        (
            "a.tsv",
            "id\temail\n1\tann@site.test",
            &[(2, 2, Some("email"), WORD)],
        ),
        (
            "a",
            "id|email|city\n1|ann@site.test|x\n2|b|y\n3|c|z\n",
            &[(2, 2, Some("email"), WORD)],
        ),
        (
            "a.csv",
            "note,email\n\"two\nlines, \"\"quoted\"\"\",ann@site.test\n\"see ann@site.test, twice\",b\n",
            &[
                (2, 2, Some("email"), WORD),
                (3, 1, Some("note"), "see ann@site.test, twice"),
            ],
        ),
        (
            "a.csv",
            "size,email\n5\" pipe,ann@site.test\n6\" pipe,b\n",
            &[(2, 2, Some("email"), WORD)],
        ),
        (
            "a.csv",
            "size,email\n\"open,ann@site.test\nz,b\ny,c\n",
            &[(2, 2, Some("email"), WORD)],
        ),
        (
            "a.csv",
            "email\nann@site.test\nb@site.test\n",
            &[(2, 1, Some("email"), WORD)],
        ),
        (
            "a.csv",
            "\"first, name\",\"e\"\"mail\"\nx,ann@site.test\n",
            &[(2, 2, Some("e\"mail"), WORD)],
        ),
        (
            "a.csv",
            "a,b\n1,2,ann@site.test\n1,2\n3,4\n",
            &[(2, 3, None, WORD)],
        ),
        (
            "a.csv",
            "a,b,c\n,,ann@site.test\n,ann@site.test,\n",
            &[(2, 3, Some("c"), WORD), (3, 2, Some("b"), WORD)],
        ),
    ];
    for (name, text, wanted) in table {
        for encoding in ["UTF-8", "UTF-16LE", "UTF-32BE"] {
            let bytes = encoded(text, encoding);
            let budgets = [Budget::default(), small(16, 128), small(30, 200)];
            for budget in &budgets {
                let (hits, reading) = hits(name, &bytes, budget, WORD);
                assert_eq!(reading.format, "csv", "{text}");
                assert_eq!(reading.end, ReadingEnd::Complete);
                let cells: Vec<_> = hits.iter().map(cell).collect();
                assert_eq!(&cells, wanted, "{text} {budget:?}");
                for hit in &hits {
                    assert_eq!(slice(&bytes, &hit.location), encoded(WORD, encoding), "{text}");
                }
            }
        }
    }
}

#[test]
fn records_are_rows() {
    let text = "note,email\n\"two\nlines\",ann@site.test\nx,b\n";
    let (hits, _) = hits("a.csv", text.as_bytes(), &Budget::default(), WORD);
    assert_eq!(hits[0].record, "\"two\nlines\",ann@site.test");
    assert_eq!(
        (hits[0].location.line, hits[0].location.column),
        (Some(3), Some(8))
    );
}

#[test]
fn prose_and_programs_are_no_tables() {
    let table = [
        (
            "a.txt",
            "Dear Ann, thank you.\nWe met, and talked, and left.\nYours, Bob\n",
        ),
        ("a.py", "x = f(a, b)\ny = g(a, b)\nz = h(a, b)\n"),
        ("a.log", "a,b\nc,d\ne,f\n"),
        ("a.txt", "one line only, really\n"),
        ("a.txt", "Hello, you.\nGoodbye, me.\nStay, all.\n"),
    ];
    for (name, text) in table {
        let (.., reading) = owned(name, text.as_bytes(), &Budget::default());
        assert_ne!(reading.format, "csv", "{text}");
    }
}

#[test]
fn long_records_keep_their_columns() {
    let mut text = String::from("1");
    for column in 2..4000 {
        text.push_str(if column == 3500 {
            ",ann@site.test"
        } else {
            ",\"x,y\""
        });
    }
    text.push_str("\n1,ann@site.test\n");
    for budget in [Budget::default(), small(100, 64), small(1000, 200)] {
        let (hits, _) = hits("a.csv", text.as_bytes(), &budget, WORD);
        let places: Vec<_> = hits
            .iter()
            .map(|hit| (hit.location.row, hit.location.column_number))
            .collect();
        assert_eq!(places, [(Some(1), Some(3500)), (Some(2), Some(2))], "{budget:?}");
    }
}

#[test]
fn a_quote_that_never_closes_swallows_nothing() {
    let mut text = String::from("id,note\n1,\"open\n");
    for row in 0..300_000 {
        text.push_str(if row == 250_000 {
            "7,ann@site.test\n"
        } else {
            "2,plain words of a note\n"
        });
    }
    let (hits, reading) = try_hits("a.csv", &mut text.as_bytes(), &Budget::default(), WORD).unwrap();
    assert_eq!(reading.end, ReadingEnd::Complete);
    assert_eq!(cell(&hits[0]), (250_003, 2, Some("note"), WORD));
    let only_quotes = "\"".repeat(10_000_000);
    let (_, _, reading) = owned("a.csv", only_quotes.as_bytes(), &Budget::default());
    assert_eq!(reading.end, ReadingEnd::Complete);
    let opening = "a,\"\n".repeat(2_500_000);
    let (_, _, reading) = owned("a.csv", opening.as_bytes(), &Budget::default());
    assert_eq!(reading.end, ReadingEnd::Complete);
}

#[test]
fn the_header_may_come_late() {
    let table = [
        ("sep=;\r\nid;email\r\n1,5;ann@site.test\r\n", 3),
        ("\n\nid,email\n1,ann@site.test\n", 4),
        ("\u{feff}id,email\n1,ann@site.test\n", 2),
    ];
    for (text, row) in table {
        let (hits, _) = hits("a.csv", text.as_bytes(), &Budget::default(), WORD);
        assert_eq!(cell(&hits[0]), (row, 2, Some("email"), WORD), "{text}");
    }
}
