//! The main job on the command line against S3, on a server that we did not write: connect, test, browse, sync,
//! find. Neither the credential nor a found value is written or said anywhere on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::files;
use common::planted::{CARD, FINDINGS, MAIL, SECRET, TOKEN, canaries, credential, objects};
use common::watched::{Watched, create};
use serde_json::{Value, json};
use tidegate_test_servers::Moto;

fn keys(nodes: &[Value]) -> Vec<&str> {
    nodes
        .iter()
        .map(|node| match node["kind"].as_str().unwrap() {
            "bucket" => node["name"].as_str().unwrap(),
            "prefix" => node["prefix"].as_str().unwrap(),
            _ => node["object"]["key"].as_str().unwrap(),
        })
        .collect()
}

/// Without this, a search that finds nothing proves nothing.
#[test]
fn the_search_finds_every_form() {
    let canaries = canaries();
    let base64 = |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let wide: Vec<u8> = CARD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02X}")).collect();
    for hidden in [
        format!("x{SECRET}y").into_bytes(),
        SECRET.to_lowercase().into_bytes(),
        SECRET.chars().rev().collect::<String>().into_bytes(),
        hex.into_bytes(),
        wide,
        base64(SECRET).into_bytes(),
        base64(&format!("{{\"secret_access_key\":\"{SECRET}\"}}")).into_bytes(),
        base64(&format!("1{TOKEN}1")).into_bytes(),
        base64(&format!("12{TOKEN}12")).into_bytes(),
        b"a=4000001234567899;".to_vec(),
        4_000_001_234_567_899_u64.to_be_bytes().to_vec(),
        b"mail=ADA.DAHL%40northwind.test".to_vec(),
        b"\"078051126\"".to_vec(),
    ] {
        assert!(canaries.found_in(&hidden).is_some(), "{}", hidden.escape_ascii());
    }
    assert_eq!(canaries.found_in(b"4000 \xe2\x80\xa2\xe2\x80\xa2 7899"), None);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(folder.path().join("deep/clean"), "nothing").unwrap();
    assert_eq!(canaries.found_below(folder.path()), None);
    std::fs::write(
        folder.path().join("deep/database-wal"),
        [b"\0\0", SECRET.as_bytes()].concat(),
    )
    .unwrap();
    let found = canaries.found_below(folder.path()).unwrap();
    assert!(
        found.contains("database-wal") && !found.contains(SECRET),
        "{found}"
    );
}

#[test]
fn from_a_bucket_to_its_findings() {
    let moto = Moto::start().unwrap();
    for bucket in ["main", "other"] {
        moto.make_bucket(bucket).unwrap();
    }
    for (key, bytes) in objects() {
        moto.put("main", key, bytes).unwrap();
    }
    let watched = Watched::new();
    let endpoint = format!("endpoint={}", moto.endpoint());
    let credential = credential();
    let file = watched.credential_file("credential.json", &credential);
    let file = file.to_str().unwrap();

    let created = watched.one(&create("Papers", &endpoint, file));
    let connector = &created["connector"];
    assert_eq!(
        (
            &connector["status"],
            &connector["has_credential"],
            &connector["buckets"]
        ),
        (&json!("active"), &json!(true), &json!(["main"]))
    );
    assert_eq!(created["check"]["connected"], true);
    let (piped, _) = watched.ends(0, &create("Piped", &endpoint, "-"), &credential.to_string());
    assert_eq!(piped[0]["connector"]["status"], "active");

    let report = watched.one(&["connector", "test", "Papers"]);
    assert_eq!(report["connected"], true);
    let probes = report["probes"].as_array().unwrap();
    for (probe, outcome) in [
        ("resolve", "passed"),
        ("authenticate", "passed"),
        ("list", "passed"),
        ("read", "passed"),
        ("write", "skipped"),
    ] {
        let told = probes.iter().find(|told| told["name"] == probe);
        assert_eq!(told.unwrap()["outcome"], outcome, "{probes:?}");
    }

    let buckets = watched.json(&["connector", "browse", "Papers"]);
    assert_eq!(keys(&buckets), ["main", "other"]);
    let browse = |more: &[&str]| watched.json(&[&["connector", "browse", "Papers"], more].concat());
    assert_eq!(
        keys(&browse(&["--bucket", "main"])),
        ["code/", "notes/", "people/"]
    );
    assert_eq!(
        keys(&browse(&["--bucket", "main", "--prefix", "notes/"])),
        ["notes/empty.txt", "notes/plain.txt", "notes/sp ace/"]
    );
    let page = [
        "connector",
        "browse",
        "Papers",
        "--bucket",
        "main",
        "--limit",
        "2",
    ];
    let (first, said) = watched.ends(0, &page, "");
    assert_eq!(keys(&first), ["code/", "notes/"]);
    // The hint quotes the cursor as a shell and JSON both read it.
    let (_, cursor) = said.split_once("More with --cursor ").unwrap();
    let cursor: String = serde_json::from_str(cursor.lines().next().unwrap()).unwrap();
    let rest = watched.json(&[&page[..], &["--cursor", &cursor]].concat());
    assert_eq!(keys(&rest), ["people/"]);
    let found = browse(&["--bucket", "main", "--pattern", "**/*.csv"]);
    assert_eq!(keys(&found), ["people/customers.csv", "people/wide.csv"]);
    let found = browse(&["--bucket", "main", "--prefix", "notes/", "--pattern", "*.txt"]);
    assert_eq!(found.len(), 3, "{found:?}");

    let run = watched.one(&["sync", "Papers"]);
    let counts = &run["counts"];
    assert_eq!(
        (
            &run["status"],
            &counts["listed"],
            &counts["scanned"],
            &counts["skipped"]
        ),
        (&json!("completed"), &json!(8), &json!(7), &json!({ "empty": 1 })),
        "{run}"
    );
    let findings = watched.json(&["finding", "list", "--connector", "Papers"]);
    let mut found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| {
            (
                finding["key"].as_str().unwrap(),
                finding["detector"].as_str().unwrap(),
            )
        })
        .collect();
    found.sort_unstable();
    assert_eq!(found, FINDINGS);
    assert_eq!(counts["findings"], FINDINGS.len());
    for finding in findings.iter().step_by(5) {
        let id = finding["id"].as_str().unwrap();
        let shown = watched.one(&["finding", "show", id]);
        assert_eq!(
            (&shown["bucket"], &shown["sample"], &shown["status"]),
            (&json!("main"), &finding["sample"], &json!("open"))
        );
        assert!(!shown["reasons"].as_array().unwrap().is_empty(), "{shown}");
    }
    let card = findings
        .iter()
        .find(|finding| finding["detector"] == "payment_card" && finding["key"] == "people/customers.csv")
        .unwrap();
    let (start, end) = (&card["location"]["byte_start"], &card["location"]["byte_end"]);
    let (_, table) = objects().swap_remove(0);
    assert_eq!(
        &table[start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize],
        CARD.as_bytes()
    );
    assert_eq!(card["location"]["column_name"], "card number");

    // What nobody touched is not read again, by name or by hand.
    let again = watched.one(&["sync", "Papers"]);
    assert_eq!(
        (&again["counts"]["skipped"], &again["counts"]["bytes_read"]),
        (&json!({ "unchanged": 8 }), &json!(0)),
        "{again}"
    );
    moto.put("main", "notes/plain.txt", format!("mail {MAIL}\n"))
        .unwrap();
    moto.remove("main", "people/one.json").unwrap();
    let changed = watched.one(&["sync", "Papers"]);
    let counts = &changed["counts"];
    assert_eq!(
        (&counts["scanned"], &counts["findings_new"], &counts["skipped"]),
        (&json!(1), &json!(1), &json!({ "unchanged": 6 })),
        "{changed}"
    );
    let gone = watched.json(&["document", "list", "--state", "gone"]);
    assert_eq!((gone.len(), &gone[0]["key"]), (1, &json!("people/one.json")));
    assert!(
        watched
            .json(&["finding", "list", "--prefix", "people/one.json"])
            .is_empty()
    );

    // The same for people, and everything else that shows something.
    let (first, run_id) = (findings[0]["id"].as_str().unwrap(), run["id"].as_str().unwrap());
    let documents = watched.json(&["document", "list"]);
    for words in [
        &["connector", "list"][..],
        &["connector", "show", "Papers"],
        &["connector", "test", "Papers"],
        &["connector", "browse", "Papers"],
        &["sync", "Papers", "--mode", "full"],
        &["run", "list"],
        &["run", "show", run_id],
        &["run", "logs", run_id],
        &["document", "list"],
        &["document", "show", documents[0]["id"].as_str().unwrap()],
        &["finding", "list"],
        &["finding", "show", first],
        &["finding", "triage", "resolved", "--id", first],
        &["doctor"],
    ] {
        for form in [&[][..], &["--json"]] {
            let output = watched.run(&[words, form].concat(), "");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{words:?}: {said}");
            // A run without problems has an empty log.
            assert!(!output.stdout.is_empty() || words[1] == "logs", "{words:?}");
        }
    }

    // Another credential, none at all, and no connector: nothing stays behind of the old ones.
    watched.one(&["connector", "update", "Papers", "--credential-file", file]);
    let left = watched.one(&["connector", "disconnect", "Papers"]);
    assert_eq!(
        (&left["status"], &left["has_credential"]),
        (&json!("disconnected"), &json!(false))
    );
    let (runs, _) = watched.ends(1, &["sync", "Papers"], "");
    assert_eq!(
        [&runs[0]["status"], &runs[0]["problem"]["class"]],
        ["failed", "auth_expired"]
    );
    for name in ["Papers", "Piped"] {
        watched.one(&["connector", "delete", name]);
        watched.one(&["connector", "purge", name, "--yes"]);
    }
    assert!(watched.json(&["finding", "list"]).is_empty());
    assert!(
        !files(&watched.desk.data()).is_empty(),
        "there was something to look at"
    );
}
