//! Policies, allow rules, custom detectors, coverage and risk on the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, lines};
use serde_json::{Value, json};
use std::path::Path;

/// A desk with a folder of files that is connected and synced.
fn synced() -> (Desk, tempfile::TempDir, String) {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let table: String = (0..40)
        .map(|number| format!("web,ada{number}@northwind.test,AC-{:06}\n", 100_000 + number))
        .collect();
    std::fs::create_dir(folder.path().join("exports")).unwrap();
    std::fs::write(
        folder.path().join("exports/people.csv"),
        format!("from,mail,customer\n{table}"),
    )
    .unwrap();
    std::fs::write(folder.path().join("note.txt"), "write to ada1@northwind.test\n").unwrap();
    std::fs::write(folder.path().join("=1+1.mp4"), b"\0\0\0\x18ftypmp42\0\0").unwrap();
    let path = format!("path={}", folder.path().display());
    let made = desk.one(&[
        "connector",
        "create",
        "--name",
        "Files",
        "--provider",
        "local",
        "--set",
        &path,
        "--collection",
        "papers",
    ]);
    let id = made["connector"]["id"].as_str().unwrap().to_owned();
    desk.one(&["sync", &id]);
    (desk, folder, id)
}

fn write(desk: &Desk, name: &str, value: &Value) -> String {
    let file = desk.dir.path().join(name);
    std::fs::write(&file, value.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

fn customers() -> Value {
    json!({
        "name": "Customers",
        "description": "Our own numbers.",
        "min_confidence": 0.55,
        "detectors": { "choose": "some", "ids": ["email_address"] },
        "custom_detectors": [{
            "id": "customer",
            "title": "Customer number",
            "look_for": { "kind": "pattern", "pattern": "\\bAC-[0-9]{6}\\b" },
            "context_words": ["customer"],
        }],
    })
}

fn text(output: &std::process::Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_policy_from_a_file_is_used_changed_and_removed() {
    let (desk, _folder, connector) = synced();
    let built_in = desk.json(&["policy", "list"]);
    assert_eq!(built_in.len(), 5);
    assert!(text(&desk.run(&["policy", "list"])).contains("Payment data"));

    let file = write(&desk, "customers.json", &customers());
    let made = desk.one(&["policy", "create", &file]);
    assert_eq!((&made["built_in"], &made["version"]), (&json!(false), &json!(1)));
    let used = desk.one(&["connector", "update", &connector, "--policy", "customers"]);
    assert_eq!(used["policy_id"], made["id"]);
    let run = desk.one(&["sync", &connector]);
    assert_eq!(run["policy"]["name"], "Customers");
    let custom = desk.json(&["finding", "list", "--detector", "custom_customer"]);
    assert_eq!(custom.len(), 40);
    let columns = desk.json(&["finding", "columns", "--detector", "custom_customer"]);
    assert_eq!(
        (columns.len(), &columns[0]["findings"], &columns[0]["column_name"]),
        (1, &json!(40), &json!("customer"))
    );
    assert!(text(&desk.run(&["finding", "columns"])).contains("40 values"));
    let shown = text(&desk.run(&["policy", "show", "Customers"]));
    assert!(
        shown.contains("custom_customer") && shown.contains("findings, shown"),
        "{shown}"
    );
    assert!(text(&desk.run(&["connector", "show", &connector])).contains("Customers"));

    // What show prints is what update takes; a threshold needs no sync.
    let mut stored = desk.one(&["policy", "show", "Customers"]);
    stored["min_confidence"] = json!(1.0);
    let file = write(&desk, "changed.json", &stored);
    assert_eq!(desk.one(&["policy", "update", "Customers", &file])["version"], 2);
    assert!(desk.json(&["finding", "list"]).is_empty());
    let hidden = desk.json(&["finding", "list", "--hidden"]);
    assert!(hidden.iter().all(|finding| finding["hidden_by"] == "threshold"));
    assert!(hidden.len() > 40);

    let copy = desk.one(&["policy", "copy", "Customers", "Second"]);
    assert_eq!(copy["custom_detectors"][0]["id"], "customer");
    let said = desk.refused(&["policy", "delete", "Customers"], 1);
    assert!(said.contains("Files") && said.contains("instead"), "{said}");
    desk.one(&["policy", "delete", "Customers", "--replace-with", "Second"]);
    desk.one(&["connector", "update", &connector, "--policy", ""]);
    desk.one(&["policy", "delete", "Second"]);
    assert_eq!(desk.json(&["policy", "list"]).len(), 5);
}

#[test]
fn bad_policies_are_told_with_their_field() {
    let desk = Desk::new();
    for (change, says) in [
        (json!({ "name": "" }), "setting: name"),
        (json!({ "min_confidence": 7 }), "setting: min_confidence"),
        (json!({ "threshold": 1 }), "unknown field"),
        (
            json!({ "detectors": { "choose": "some", "ids": ["nothing_such"] } }),
            "nothing_such",
        ),
        (
            json!({ "custom_detectors": [{ "id": "a", "title": "A", "look_for": { "kind": "pattern", "pattern": "a*" } }] }),
            "setting: custom_detectors.0.look_for.pattern",
        ),
        (
            json!({ "custom_detectors": [{ "id": "a", "title": "A", "look_for": { "kind": "words", "words": [] } }] }),
            "setting: custom_detectors.0.look_for.words",
        ),
    ] {
        let mut policy = customers();
        for (name, value) in change.as_object().unwrap() {
            policy[name] = value.clone();
        }
        let file = write(&desk, "bad.json", &policy);
        let said = desk.refused(&["policy", "create", &file], 3);
        assert!(said.contains(says), "{said}");
        assert!(
            desk.refused(&["scan", &file, "--policy", &file], 3)
                .contains(says)
        );
    }
    let file = desk.dir.path().join("none.json");
    std::fs::write(&file, "{ \"name\": ").unwrap();
    let said = desk.refused(&["policy", "create", file.to_str().unwrap()], 3);
    assert!(said.contains("does not hold a policy"), "{said}");
    desk.refused(&["policy", "create", "/no/such/file.json"], 3);
    desk.refused(&["policy", "show", "Nobody"], 3);
    let said = desk.refused(&["policy", "delete", "Everything"], 1);
    assert!(said.contains("Copy it"), "{said}");
}

#[test]
fn detectors_and_policies_are_tried_on_a_text() {
    let desk = Desk::new();
    let detector = write(&desk, "detector.json", &customers()["custom_detectors"][0]);
    let trial = desk.one(&["detector", "test", &detector, "--text", "customer AC-123456"]);
    assert_eq!(trial["matches"][0]["start"], 9);
    assert_eq!(trial["problem"], Value::Null);
    let said = text(&desk.run(&["detector", "test", &detector, "--text", "customer AC-123456"]));
    assert!(said.contains("AC-123456") && said.contains("is near"), "{said}");
    let pasted = write(&desk, "text.json", &json!("mail ada@northwind.test"));
    let tried = text(&desk.run(&["policy", "test", "Personal data", "--text-file", &pasted]));
    assert!(tried.contains("email_address"), "{tried}");
    let none = text(&desk.run(&["policy", "test", "Secrets", "--text-file", &pasted]));
    assert!(none.contains("Nothing"), "{none}");
    let mut bad = customers()["custom_detectors"][0].clone();
    bad["look_for"]["pattern"] = json!("AC-(");
    let bad = write(&desk, "bad.json", &bad);
    let said = desk.refused(&["detector", "test", &bad, "--text", "x"], 3);
    assert!(said.contains("character 4"), "{said}");
    desk.refused(
        &["detector", "test", &detector, "--text", "x", "--text-file", &bad],
        2,
    );
}

#[test]
fn what_is_not_sensitive_is_counted_hidden_and_brought_back() {
    let (desk, _folder, connector) = synced();
    let all = desk.json(&["finding", "list"]).len();
    assert_eq!(all, 41);
    let note = desk.json(&["finding", "list", "--prefix", "note"]);
    let finding = note[0]["id"].as_str().unwrap();
    let asked = desk.run(&["allow", "add", "--finding", finding, "--json"]);
    assert_eq!(asked.status.code(), Some(2));
    let preview = &lines(&asked.stdout)[0];
    assert_eq!(
        (&preview["hides"], &preview["allow"]["kind"]),
        (&json!(2), &json!("value"))
    );
    assert_eq!(
        desk.json(&["finding", "list"]).len(),
        all,
        "nothing was hidden yet"
    );

    let rule = desk.one(&["allow", "add", "--finding", finding, "--note", "our own", "--yes"]);
    assert_eq!(rule["hides"], 2);
    assert_eq!(desk.json(&["finding", "list"]).len(), all - 2);
    let said = text(&desk.run(&["finding", "show", finding]));
    assert!(said.contains("hidden: by the allow rule alw_"), "{said}");
    let column = desk.one(&[
        "allow",
        "add",
        "--connector",
        &connector,
        "--column",
        "mail",
        "--path",
        "exports/**",
        "--yes",
    ]);
    assert_eq!(column["hides"], 39);
    let listed = desk.json(&["allow", "list"]);
    assert_eq!(listed.len(), 2);
    assert!(text(&desk.run(&["allow", "list"])).contains("our own"));
    assert!(desk.json(&["finding", "list"]).is_empty());
    // A whole new look at the files changes nothing of it.
    assert_eq!(
        desk.one(&["sync", &connector, "--mode", "full"])["counts"]["findings"],
        0
    );
    for rule in &listed {
        desk.one(&["allow", "remove", rule["id"].as_str().unwrap()]);
    }
    assert_eq!(desk.json(&["finding", "list"]).len(), all);

    let detector = [
        "allow",
        "add",
        "--detector",
        "email_address",
        "--connector",
        &connector,
    ];
    let said = desk.refused(&[&detector[..], &["--expect", "1", "--yes"]].concat(), 1);
    assert!(said.contains("41"), "{said}");
    let glob = ["allow", "add", "--connector", &connector, "--path", "[", "--yes"];
    assert!(desk.refused(&glob, 3).contains("setting: pattern"));
    desk.refused(&["allow", "add", "--yes"], 2);
    desk.refused(&["allow", "add", "--finding", "x", "--yes"], 2);
    desk.refused(&["allow", "add", "--finding", finding, "--reach", "folder"], 3);
    desk.refused(&["allow", "remove", "x"], 2);
}

#[test]
fn coverage_and_risk_are_told_for_any_part() {
    let (desk, _folder, connector) = synced();
    let gaps = desk.json(&["document", "unexamined", "--connector", &connector]);
    assert_eq!((gaps.len(), &gaps[0]["state"]), (1, &json!("skipped")));
    let said = text(&desk.run(&["document", "unexamined", "--collection", "papers"]));
    assert!(said.contains("unsupported format"), "{said}");
    let csv = desk.dir.path().join("gaps.csv");
    let csv = csv.to_str().unwrap();
    assert_eq!(desk.one(&["document", "unexamined", "--csv", csv])["rows"], 1);
    let exported = std::fs::read_to_string(csv).unwrap();
    assert!(
        exported
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("Files,,'=1+1.mp4,skipped"),
        "{exported}"
    );
    desk.refused(
        &["document", "unexamined", "--csv", "/no/such/folder/gaps.csv"],
        1,
    );

    let whole = desk.one(&["connector", "risk", &connector]);
    assert_eq!(whole["terms"][0]["count"], 41);
    assert!(whole["coverage"].as_f64().unwrap() < 1.0);
    let part = desk.one(&["connector", "risk", &connector, "--prefix", "note"]);
    assert_eq!(
        (&part["terms"][0]["count"], &part["coverage"]),
        (&json!(1), &json!(1.0))
    );
    assert_eq!(desk.one(&["connector", "risk", "--collection", "papers"]), whole);
    assert_eq!(desk.one(&["connector", "risk"])["score"], whole["score"]);
    assert!(text(&desk.run(&["connector", "risk", &connector])).contains("points"));
}

#[test]
fn a_scan_takes_a_policy_and_sums_columns_up() {
    let (desk, folder, _) = synced();
    let path = folder.path().to_str().unwrap();
    let policy = write(&desk, "customers.json", &customers());
    let summed = text(&desk.run(&["scan", path, "--policy", &policy]));
    // Two columns of the table, and the note.
    assert_eq!(summed.lines().count(), 3, "{summed}");
    let customer = summed
        .lines()
        .find(|line| line.contains("custom_customer"))
        .unwrap();
    assert!(
        customer.contains("people.csv") && customer.contains("and 39 more"),
        "{customer}"
    );
    let each = text(&desk.run(&["scan", path, "--policy", &policy, "--all"]));
    assert_eq!(each.lines().count(), 81);
    let only = text(&desk.run(&["scan", path, "--policy", &policy, "--detector", "custom_customer"]));
    assert_eq!(only.lines().count(), 1);
    let sure = text(&desk.run(&["scan", path, "--policy", &policy, "--min-confidence", "1"]));
    assert!(sure.is_empty(), "{sure}");
    let rows = desk.run(&["scan", path, "--policy", &policy, "--format", "jsonl"]);
    assert_eq!(
        lines(&rows.stdout).len(),
        82,
        "each cell, and the picture that is none"
    );
    assert!(Path::new(path).join("note.txt").exists());
}
