//! The main job on the command line, over the built-in sample: connect, browse, sync, find, triage.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, files, lines};
use serde_json::{Value, json};

/// The shape of a JSON value: names stay, values become their types, lists their first row.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
        Value::Array(rows) => Value::Array(rows.iter().take(1).map(shape).collect()),
        Value::String(_) => json!("text"),
        Value::Number(_) => json!("number"),
        Value::Bool(_) => json!("flag"),
        Value::Null => Value::Null,
    }
}

#[test]
fn the_sample_from_nothing_to_triage() {
    let desk = Desk::new();
    let sample = desk.json(&["sample"]);
    let run = &sample[0];
    assert_eq!(run["status"], "completed");
    assert_eq!(run["counts"]["listed"], 80);
    assert_eq!(run["counts"]["scanned"], 78);
    assert_eq!(
        run["counts"]["skipped"],
        json!({ "unsupported_format": 1, "empty": 1 })
    );

    let connectors = desk.json(&["connector", "list"]);
    let connector = &connectors[0];
    assert_eq!(
        (connectors.len(), &connector["name"]),
        (1, &json!("Sample files"))
    );
    let id = connector["id"].as_str().unwrap();

    let again = desk.one(&["sync", id]);
    assert_eq!(again["counts"]["skipped"], json!({ "unchanged": 80 }));
    assert_eq!(again["counts"]["bytes_read"], 0);
    let full = desk.one(&["sync", id, "--mode", "full", "--file-type", "tsv"]);
    assert_eq!(full["counts"]["scanned"], 2);
    assert_eq!(full["counts"]["findings_new"], 0);
    let named = desk.one(&["sync", id, "--mode", "incremental", "--file", "code/.env"]);
    assert_eq!(
        (&named["counts"]["listed"], &named["counts"]["scanned"]),
        (&json!(1), &json!(1))
    );

    let browsed = desk.json(&["connector", "browse", id, "--prefix", "code/"]);
    let keys: Vec<&str> = browsed
        .iter()
        .filter_map(|node| node["object"]["key"].as_str())
        .collect();
    assert!(keys.contains(&"code/.env"), "{keys:?}");
    let searched = desk.json(&["connector", "browse", id, "--pattern", "*.tsv"]);
    assert_eq!(searched.len(), 2);

    let documents = desk.json(&["document", "list", "--with-findings", "--prefix", "code/"]);
    assert_eq!(documents.len(), 4);
    let document = desk.one(&["document", "show", documents[0]["id"].as_str().unwrap()]);

    let findings = desk.json(&["finding", "list", "--prefix", "code/.env"]);
    let detectors: Vec<&str> = findings
        .iter()
        .map(|finding| finding["detector"].as_str().unwrap())
        .collect();
    assert_eq!(detectors.len(), 4, "{detectors:?}");
    let finding = desk.one(&["finding", "show", findings[0]["id"].as_str().unwrap()]);
    let triaged = desk.one(&[
        "finding",
        "triage",
        "resolved",
        "--id",
        finding["id"].as_str().unwrap(),
    ]);
    assert_eq!(triaged["changed"], 1);
    let left = desk.json(&["finding", "list", "--prefix", "code/.env", "--status", "open"]);
    assert_eq!(left.len(), 3);
    // Triage outlives a fresh examination.
    desk.one(&["sync", id, "--mode", "full"]);
    assert_eq!(
        desk.json(&["finding", "list", "--prefix", "code/.env", "--status", "open"])
            .len(),
        3
    );

    let run_id = run["id"].as_str().unwrap();
    insta::assert_json_snapshot!(
        "json_shapes",
        json!({
            "connector list": shape(connector),
            "connector providers": shape(&desk.json(&["connector", "providers"])[0]["capabilities"]),
            "connector browse": browsed.iter().map(shape).take(1).collect::<Vec<_>>(),
            "detector list": shape(&desk.json(&["detector", "list"])[0]),
            "document show": shape(&document),
            "doctor": shape(&desk.one(&["doctor"])),
            "finding show": shape(&finding),
            "finding triage": shape(&triaged),
            "run show": shape(&desk.one(&["run", "show", run_id])),
            "schedule next": shape(&desk.one(&["schedule", "next", "0 3 * * 1-5"])),
        })
    );
}

#[test]
fn connectors_are_made_changed_and_removed() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "mail ada.dahl@northwind.test").unwrap();
    let path = format!("path={}", folder.path().display());
    let create = [
        "connector",
        "create",
        "--name",
        "Files",
        "--provider",
        "local",
        "--set",
        &path,
    ];
    let created = desk.one(
        &[
            &create[..],
            &["--cron", "30 2 * * 1-5", "--idempotency-key", "k1"],
        ]
        .concat(),
    );
    assert_eq!(created["connector"]["status"], "active");
    assert!(created["connector"]["next_sync_at"].is_string());
    let same = desk.one(
        &[
            &create[..],
            &["--cron", "30 2 * * 1-5", "--idempotency-key", "k1"],
        ]
        .concat(),
    );
    assert_eq!(same["connector"]["id"], created["connector"]["id"]);
    desk.refused(
        &[&create[..], &["--cron", "0 4 * * *", "--idempotency-key", "k1"]].concat(),
        1,
    );

    let updated = desk.one(&[
        "connector",
        "update",
        "Files",
        "--name",
        "Papers",
        "--cron",
        "",
        "--file-type",
        "txt",
    ]);
    assert_eq!(
        (&updated["name"], &updated["schedule_cron"]),
        (&json!("Papers"), &Value::Null)
    );
    assert_eq!(desk.one(&["connector", "pause", "papers"])["status"], "paused");
    assert_eq!(desk.one(&["connector", "resume", "papers"])["active"], true);
    assert_eq!(desk.one(&["connector", "test", "Papers"])["connected"], true);
    assert_eq!(desk.one(&["sync", "Papers"])["counts"]["findings"], 1);

    desk.one(&["connector", "delete", "Papers"]);
    assert!(desk.json(&["connector", "list"]).is_empty());
    assert_eq!(desk.json(&["connector", "list", "--deleted"]).len(), 1);
    desk.one(&["connector", "restore", "Papers"]);
    let said = desk.refused(&["connector", "purge", "Papers"], 2);
    assert!(said.contains("--yes"), "{said}");
    let purged = desk.one(&["connector", "purge", "Papers", "--yes"]);
    assert_eq!(
        (&purged["documents"], &purged["runs"], &purged["findings"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert!(desk.json(&["finding", "list"]).is_empty());
}

#[test]
fn a_scan_stores_nothing_and_says_what_it_could_not_examine() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("people.csv"),
        "name,card number\nAda,4000 0012 3456 7899\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("clip.mp4"), b"\0\0\0\x18ftypmp42\0\0").unwrap();
    let path = folder.path().to_str().unwrap();
    let output = desk.run(&["scan", path, "--format", "jsonl"]);
    assert!(output.status.success());
    let rows = lines(&output.stdout);
    assert_eq!(rows.len(), 2, "{rows:?}");
    let found = &rows[0];
    assert_eq!(
        (&found["path"], &found["detector"]),
        (&json!("people.csv"), &json!("payment_card"))
    );
    assert_eq!(found["location"]["column_name"], "card number");
    let (start, end) = (
        found["location"]["byte_start"].as_u64().unwrap(),
        found["location"]["byte_end"].as_u64().unwrap(),
    );
    let bytes = std::fs::read(folder.path().join("people.csv")).unwrap();
    assert_eq!(&bytes[start as usize..end as usize], b"4000 0012 3456 7899");
    assert!(!found.to_string().contains("4000 0012"), "{found}");
    assert_eq!(
        (&rows[1]["path"], &rows[1]["not_examined"]),
        (&json!("clip.mp4"), &json!("skipped"))
    );
    assert!(!desk.data().exists(), "a one-shot scan leaves no data folder");

    for format in ["json", "sarif"] {
        let output = desk.run(&["scan", path, "--format", format]);
        let whole: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(whole.is_object(), "{format}");
    }
    let table = desk.run(&["scan", path]);
    let (out, said) = (
        String::from_utf8_lossy(&table.stdout),
        String::from_utf8_lossy(&table.stderr),
    );
    assert!(
        out.contains("payment_card") && said.contains("clip.mp4") && said.contains("1 findings in 2 files"),
        "{out}{said}"
    );
    let csv = desk.run(&["scan", path, "--format", "csv"]);
    assert_eq!(String::from_utf8_lossy(&csv.stdout).lines().count(), 2);
}

#[test]
fn mistakes_are_told_with_their_exit_code() {
    let desk = Desk::new();
    desk.refused(&["frobnicate"], 2);
    desk.refused(&["scan"], 2);
    desk.refused(&["connector", "create", "--name", "x", "--provider", "mars"], 2);
    let said = desk.refused(&["scan", "/no/such/place"], 3);
    assert!(said.contains("/no/such/place"), "{said}");
    let said = desk.refused(&["schedule", "next", "61 * * * *"], 3);
    assert!(said.contains("61"), "{said}");
    let said = desk.refused(
        &[
            "connector",
            "create",
            "--name",
            "x",
            "--provider",
            "local",
            "--set",
            "path=relative",
        ],
        3,
    );
    assert!(said.contains("full path"), "{said}");
    let said = desk.refused(
        &[
            "connector",
            "create",
            "--name",
            "x",
            "--provider",
            "local",
            "--set",
            "path=/no/such",
        ],
        3,
    );
    assert!(said.contains("not there") && said.contains("--no-test"), "{said}");
    desk.refused(&["sync", "nobody"], 3);
    let json = desk.refused(&["sync", "nobody", "--json"], 3);
    let told: Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(told["error"]["class"], "config_invalid");
}

/// A second process is told who holds the folder, and may look meanwhile.
#[cfg(unix)]
#[test]
fn one_owner_at_a_time() {
    let desk = Desk::new();
    desk.json(&["connector", "list"]);
    let mut daemon = desk
        .command(&["daemon"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut errors = std::io::BufReader::new(daemon.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut errors, &mut said).unwrap();
    assert!(said.contains("Syncing on schedule"), "{said}");
    let told = desk.refused(&["sample"], 4);
    assert!(told.contains(&daemon.id().to_string()), "{told}");
    desk.json(&["connector", "list"]);
    std::process::Command::new("kill")
        .args(["-TERM", &daemon.id().to_string()])
        .status()
        .unwrap();
    assert!(
        daemon.wait().unwrap().success(),
        "a daemon that is asked to end ends well"
    );
    desk.json(&["sample"]);
}

/// No value that the sample holds, and no passphrase, lies in the data folder outside the sample itself.
#[test]
fn nothing_found_is_stored() {
    let desk = Desk::new();
    desk.json(&["sample"]);
    let sample = desk.data().join("sample");
    let environment = std::fs::read_to_string(sample.join("code/.env")).unwrap();
    let customers = std::fs::read_to_string(sample.join("customers/customers.csv")).unwrap();
    let payroll = std::fs::read_to_string(sample.join("hr/payroll-2026-03.tsv")).unwrap();
    let mut canaries: Vec<String> = vec!["correct horse".into()];
    canaries.extend(
        environment
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(_, value)| value.to_owned())
            .filter(|value| value.len() > 12),
    );
    for line in customers.lines().skip(1).step_by(200) {
        canaries.extend(
            line.split(',')
                .filter(|cell| cell.contains('@') || cell.len() == 19)
                .map(str::to_owned),
        );
    }
    for line in payroll.lines().skip(1).step_by(10) {
        canaries.extend(line.split('\t').skip(1).take(2).map(str::to_owned));
    }
    assert!(canaries.len() > 100);
    let bare: Vec<String> = canaries
        .iter()
        .map(|canary| canary.chars().filter(|c| !matches!(c, ' ' | '-')).collect())
        .collect();
    let search = aho_corasick::AhoCorasick::new(canaries.iter().chain(&bare)).unwrap();
    for file in files(&desk.data())
        .into_iter()
        .filter(|file| !file.starts_with(&sample))
    {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!search.is_match(&bytes), "{} holds a found value", file.display());
    }
}
