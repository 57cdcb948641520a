//! Mail: fields, bodies, attachments and messages inside are found with their places.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;
mod packing;

use common::hits;
use packing::{outlook, worker};
use tidegate_formats::{ReadingEnd, complex};

fn real(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/files/mail/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Member, part and column name of each place of `word`.
fn places(name: &str, bytes: &[u8], word: &str) -> Vec<String> {
    let (hits, _) = hits(name, bytes, &worker(), word);
    hits.into_iter()
        .map(|hit| {
            let location = hit.location;
            [location.member, location.part, location.column_name]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" | ")
        })
        .collect()
}

#[test]
fn every_part_of_a_mail_is_found_at_its_place() {
    let bytes = real("whole.eml");
    for (word, wanted) in [
        ("Änne Müller <anne@site.test>", "from | from"),
        ("Bob <bob@site.test>, carl@site.test", "to | to"),
        ("Größe: planned@site.test", "subject | subject"),
        ("Dear bob@site.test,", "body"),
        ("Grüße", "body"),
        ("Dear <b>fred@site.test</b>, grüße", "body.html"),
        ("1,ann@site.test", "people ü.csv | id"),
        ("ann@site.test", "people ü.csv | email"),
        ("emil@site.test", "part 7.eml | body"),
        ("Innen", "part 7.eml | subject | subject"),
        ("2026-01-05T10:00:00Z", "headers | date"),
        ("<1@site.test>", "headers | message-id"),
    ] {
        let found = places("whole.eml", &bytes, word.trim_matches(['<', '>']));
        assert!(found.contains(&wanted.to_owned()), "{word}: {found:?}");
    }
    let cc = places("whole.eml", &bytes, "dora@site.test");
    assert_eq!(cc[0], "headers | cc");
    let (_, reading) = hits("whole.eml", &bytes, &worker(), "x");
    assert_eq!(reading.format, "eml");
    assert_eq!(
        reading.end,
        ReadingEnd::Partial {
            message: "old.rar: Of a kind that is not read (rar).".into()
        }
    );
    let (found, _) = hits("whole.eml", &bytes, &worker(), "bob@site.test");
    let row = found.iter().find(|hit| hit.location.row.is_some()).unwrap();
    assert_eq!(row.location.row, Some(3));
}

#[test]
fn mails_are_known_by_their_header() {
    let whole = real("whole.eml");
    for name in ["whole.eml", "mail", "1736071200.M1P2.host", "a.txt"] {
        assert!(complex(name, &whole), "{name}");
    }
    for (name, bytes) in [
        ("a.txt", &b"From: a\n\nDate: b\n"[..]),
        ("a.txt", b"Dear Bob,\nDate: today\nFrom: me\n\n"),
        ("a.yaml", b"name: x\ndate: 2026\ntitle: y\n"),
        ("a.http", b"HTTP/1.1 200 OK\nDate: x\nReceived: y\n\n"),
        ("a.eml", b"no field at all\n"),
        ("a.csv", b"From: x,To: y\n1,2\n"),
        ("a.txt", b"From here on 10:00 2026\nnothing: is\n"),
    ] {
        assert!(
            !complex(name, bytes) || name == "a.txt" && bytes.starts_with(b"From here"),
            "{name}"
        );
    }
    assert!(complex("a.eml", b"Subject: x\n\nann@site.test\n"));
    assert_eq!(places("a.eml", b"Subject: x\n\nann@site.test\n", "ann"), ["body"]);
}

#[test]
fn texts_are_decoded_from_their_charsets() {
    assert_eq!(
        places("latin.eml", &real("latin.eml"), "Grüße an gert@site.test"),
        ["body"]
    );
    assert_eq!(
        places("japanese.eml", &real("japanese.eml"), "こんにちは hana@site.test"),
        ["body"]
    );
    assert_eq!(
        places("japanese.eml", &real("japanese.eml"), "日本"),
        ["subject | subject"]
    );
}

#[test]
fn messages_of_a_mailbox_are_files_inside() {
    let bytes = real("three.mbox");
    assert_eq!(
        places("three.mbox", &bytes, "From me to ida@site.test"),
        ["message 1.eml | body"]
    );
    assert!(
        places("three.mbox", &bytes, "ann@site.test")
            .contains(&"message 2.eml!/people ü.csv | email".to_owned())
    );
    assert!(
        places("three.mbox", &bytes, "emil@site.test")
            .contains(&"message 2.eml!/part 7.eml | body".to_owned())
    );
    assert_eq!(
        places("three.mbox", &bytes, "jan@site.test"),
        ["message 3.eml | body"]
    );
    let (_, reading) = hits("Inbox", &bytes, &worker(), "x");
    assert_eq!(
        (reading.format.as_str(), reading.end),
        (
            "mbox",
            ReadingEnd::Partial {
                message: "message 2.eml: old.rar: Of a kind that is not read (rar).".into()
            }
        )
    );
}

#[test]
fn malformed_mails_give_what_they_hold() {
    let head = "From: a@site.test\nDate: x\nSubject: s\nMIME-Version: 1.0\n";
    for (rest, word, wanted) in [
        // The end mark is missing.
        (
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nann@x.test\n",
            "ann@x.test",
            "body",
        ),
        // The boundary never comes.
        (
            "Content-Type: multipart/mixed; boundary=b\n\nann@x.test\n",
            "ann@x.test",
            "body",
        ),
        // No boundary is named.
        (
            "Content-Type: multipart/mixed\n\nann@x.test\n",
            "ann@x.test",
            "part 1.bin",
        ),
        // Around the parts.
        (
            "Content-Type: multipart/mixed; boundary=b\n\nann@x.test\n--b\n\nx\n--b--\n",
            "ann@x.test",
            "hidden text",
        ),
        (
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\nann@x.test",
            "ann@x.test",
            "hidden text",
        ),
        // base64 with other signs in it, and text that is none.
        (
            "Content-Transfer-Encoding: base64\n\nYW5u!QHgudGVzdA\n",
            "ann@x.test",
            "body",
        ),
        (
            "Content-Transfer-Encoding: quoted-printable\n\n=ZZ ann=40x.test",
            "ann@x.test",
            "body",
        ),
        (
            "Content-Transfer-Encoding: no-such\nContent-Type: text/plain; charset=no-such\n\nann@x.test",
            "ann@x.test",
            "body",
        ),
        ("Content-Type: ;;;\n\nann@x.test", "ann@x.test", "body"),
        // A message in base64 inside.
        (
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogYQoKYW5uQHgudGVzdAo=",
            "ann@x.test",
            "part 1.eml | body",
        ),
        (
            "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: a\n\nann@x.test\n--b--\n",
            "ann@x.test",
            "part 2.eml | body",
        ),
    ] {
        let mail = format!("{head}{rest}");
        for mail in [mail.clone(), mail.replace('\n', "\r\n")] {
            assert_eq!(places("a.eml", mail.as_bytes(), word), [wanted], "{mail}");
        }
    }
}

#[test]
fn outlook_messages_are_taken_apart() {
    let bytes = outlook();
    for (word, wanted) in [
        ("ann@site.test", "subject | subject"),
        ("Анна", "from | from"),
        ("anna@site.test", "from | from"),
        ("carl@site.test", "body"),
        ("rita@site.test", "body.rtf | body"),
        ("+49 30 1234567", "properties | property 3A1C"),
        ("bob@site.test", "to | to"),
        ("people.csv", "attachment names | name"),
        ("dora@site.test", "people.csv | email"),
        ("emil@site.test", "attached message: body"),
        ("fred@site.test", "body.html"),
    ] {
        assert_eq!(places("a.msg", &bytes, word), [wanted], "{word}");
    }
    let (_, reading) = hits("a.msg", &bytes, &worker(), "x");
    assert_eq!(
        (reading.format.as_str(), reading.end),
        ("msg", ReadingEnd::Complete)
    );
    assert!(complex("a.msg", &bytes));
}
