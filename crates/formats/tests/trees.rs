//! JSON and JSON lines: keys, paths, records and escapes at true places.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{encoded, hits, owned, slice, small};
use tidegate_formats::{Budget, ReadingEnd};

const WORD: &str = "ann@site.test";

#[test]
fn values_are_named_by_their_keys() {
    // Text, path, label, value.
    let table: &[(&str, &str, Option<&str>, &str)] = &[
        (r#"{"email": "ann@site.test"}"#, "$.email", Some("email"), WORD),
        (
            r#"{"customer": {"id": 1, "email":"to ann@site.test!"}}"#,
            "$.customer.email",
            Some("email"),
            "to ann@site.test!",
        ),
        (
            r#"{"items":[{"x":[1,2]},{"email":"ann@site.test"}]}"#,
            "$.items[].email",
            Some("email"),
            WORD,
        ),
        (
            r#"{"a":{"emails":["x","ann@site.test"]}}"#,
            "$.a.emails[]",
            Some("emails"),
            WORD,
        ),
        (r#"["ann@site.test"]"#, "$[]", None, WORD),
        (r#"[["ann@site.test"]]"#, "$[][]", None, WORD),
        (
            r#"{"bob@site.test":{"mail":"ann@site.test"}}"#,
            "$.*.mail",
            Some("mail"),
            WORD,
        ),
        (r#"{"users":{"ann@site.test":1}}"#, "$.users.*", None, WORD),
        (
            r#"{"a":"}{][,:","mail":"ann@site.test"}"#,
            "$.mail",
            Some("mail"),
            WORD,
        ),
        (
            r#"{"a":"q\"{","b":"c\\","mail":"x\"ann@site.test"}"#,
            "$.mail",
            Some("mail"),
            "x\"ann@site.test",
        ),
        (r#"{"mail":"ann\u0040site.test"}"#, "$.mail", Some("mail"), WORD),
        (
            r#"{"text":"one\nann@site.test\ttwo"}"#,
            "$.text",
            Some("text"),
            "one\nann@site.test\ttwo",
        ),
        (
            r#"{"e\u002dmail":"ann@site.test","x":1}"#,
            "$.*",
            Some("e-mail"),
            WORD,
        ),
        (r#"{"mail":ann@site.test}"#, "$.mail", Some("mail"), WORD),
        (
            r#"{"mail" : "ann@site.test", "unclosed": {"#,
            "$.mail",
            Some("mail"),
            WORD,
        ),
        (
            "{\n  \"stray\n  \"x\": 1,\n  \"mail\": \"ann@site.test\"\n}",
            "$.mail",
            Some("mail"),
            WORD,
        ),
        (r#"{"größe":"ann@site.test"}"#, "$.*", Some("größe"), WORD),
    ];
    for (text, path, label, value) in table {
        for encoding in ["UTF-8", "UTF-16BE", "UTF-32LE"] {
            let bytes = encoded(text, encoding);
            for budget in [Budget::default(), small(16, 512), small(20, 600)] {
                let (hits, reading) = hits("a.json", &bytes, &budget, WORD);
                assert_eq!(reading.format, "json", "{text}");
                assert_eq!(hits.len(), 1, "{text}");
                let hit = &hits[0];
                assert_eq!(hit.location.json_path.as_deref(), Some(*path), "{text}");
                assert_eq!(hit.label.as_deref(), *label, "{text}");
                assert_eq!(hit.value.as_deref(), Some(*value), "{text}");
                let written = if text.contains("u0040") {
                    r"ann\u0040site.test"
                } else {
                    WORD
                };
                assert_eq!(slice(&bytes, &hit.location), encoded(written, encoding), "{text}");
                assert_eq!(reading.end, ReadingEnd::Complete);
            }
        }
    }
}

#[test]
fn formats_are_told_by_content() {
    let table = [
        ("a", "{\"a\":1}", "json"),
        ("a.txt", "[\n  {\n \"a\": 1}]", "json"),
        ("a.json", "[1, 2]\n", "json"),
        ("a", "[true]", "json"),
        ("a", "[[1,2],[3,4]]", "json"),
        ("a.json", "not json\n", "text"),
        ("a.ini", "[section]\nkey = 1\n", "settings"),
        ("a", "[section]\nkey = 1\n", "text"),
        ("a.log", "[12] a log line\n", "text"),
        ("a", "[12:30:01] a log line\n", "text"),
        ("a", "{{ template }}", "text"),
        ("a.js", "{\"use strict\"; }", "source"),
    ];
    for (name, text, format) in table {
        let (.., reading) = owned(name, text.as_bytes(), &Budget::default());
        assert_eq!(reading.format, format, "{text}");
    }
}

#[test]
fn records_are_objects_or_lines() {
    let table = [
        (
            "{\"a\":{\"n\":1},\"b\":{\"mail\":\"ann@site.test\",\"x\":[{}]},\"c\":2}",
            "{\"mail\":\"ann@site.test\",\"x\":[{}]}",
        ),
        (
            "{\"a\":1,\"mail\":\"ann@site.test\"}\n{\"a\":2}\n",
            "{\"a\":1,\"mail\":\"ann@site.test\"}",
        ),
        (
            "[{\"n\":\"Ann\",\"mails\":[\"x\",\"ann@site.test\"]},{}]",
            "{\"n\":\"Ann\",\"mails\":[\"x\",\"ann@site.test\"]}",
        ),
        (
            "{\"n\":\"a\\\"}\",\"m\":\"ann@site.test\",\"t\":\"\\n}\"}",
            "{\"n\":\"a\"}\",\"m\":\"ann@site.test\",\"t\":\"\n}\"}",
        ),
    ];
    for (text, record) in table {
        for budget in [Budget::default(), small(16, 512)] {
            let (hits, _) = hits("a.json", text.as_bytes(), &budget, WORD);
            assert_eq!(hits[0].record, record);
        }
    }
}

#[test]
fn lines_start_afresh() {
    let text = "{\"a\":{\"b\":\"x\"}}\n{\"broken\": [\"\n{\"mail\":\"ann@site.test\"}\n";
    let (hits, _) = hits("a.jsonl", text.as_bytes(), &Budget::default(), WORD);
    assert_eq!(hits[0].location.json_path.as_deref(), Some("$.mail"));
    assert_eq!(hits[0].location.line, Some(3));
}

#[test]
fn escaped_line_ends_are_no_lines() {
    let text = "{\"t\":\"a\\nb\\nc\",\n\"mail\":\"ann@site.test\"}";
    let (hits, _) = hits("a.json", text.as_bytes(), &Budget::default(), WORD);
    assert_eq!(
        (hits[0].location.line, hits[0].location.column),
        (Some(2), Some(9))
    );
}

#[test]
fn keys_far_before_are_kept() {
    let filler = "\"x\":{\"y\":[1,2,3]},".repeat(20_000);
    let text = format!("{{\"outer\":{{\"list\":[{{{filler}\"mail\":\"ann@site.test\"}}]}}}}");
    let long = format!("{{\"outer\":\"{} ann@site.test\"}}", "words ".repeat(50_000));
    let flat = format!(
        "{{{}\"last\":[{} \"ann@site.test\"]}}",
        "\"k\":\"v\",".repeat(50_000),
        "1,".repeat(90_000)
    );
    for budget in [Budget::default(), small(4096, 1024), small(10_000, 600)] {
        for (text, path) in [
            (&text, "$.outer.list[].mail"),
            (&long, "$.outer"),
            (&flat, "$.last[]"),
        ] {
            let (hits, _) = hits("a.json", text.as_bytes(), &budget, WORD);
            assert_eq!(hits[0].location.json_path.as_deref(), Some(path));
            assert_eq!(hits[0].location.byte_start as usize, text.find(WORD).unwrap());
        }
    }
}

#[test]
fn hostile_nesting_is_survived() {
    let deep = format!("{}\"ann@site.test\"{}", "[".repeat(100_000), "]".repeat(100_000));
    let objects = format!("{}\"ann@site.test\"", "{\"a\":".repeat(100_000));
    let quotes = "\"".repeat(3_000_000);
    let slashes = format!("[\"{}", "\\".repeat(3_000_000));
    for (text, count) in [(&deep, 1), (&objects, 1), (&quotes, 0), (&slashes, 0)] {
        for budget in [Budget::default(), small(5000, 600)] {
            let (hits, reading) = hits("a.json", text.as_bytes(), &budget, WORD);
            assert_eq!(hits.len(), count);
            assert_eq!(reading.end, ReadingEnd::Complete);
        }
    }
}
