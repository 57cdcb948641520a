//! What a person mistypes, or what is wrong with this machine, is no trouble of the connector.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::Desk;
use serde_json::json;

#[test]
fn a_mistyped_file_leaves_the_connector_as_it_was() {
    let desk = Desk::new();
    let folder = desk.dir.path().join("papers");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), "nothing here").unwrap();
    let path = format!("path={}", folder.display());
    let create = [
        "connector",
        "create",
        "--name",
        "Papers",
        "--provider",
        "local",
        "--set",
        &path,
    ];
    let created = desk.one(&create);
    assert_eq!(created["connector"]["status"], "active");
    let output = desk.run(&["sync", "Papers", "--file", "b.txt", "--json"]);
    let shown = desk.one(&["connector", "show", "Papers"]);
    assert_eq!(
        (&shown["status"], &shown["status_message"]),
        (&json!("active"), &json!(null)),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );

    // The same while our vault is locked: the connector is not to blame.
    std::fs::write(desk.dir.path().join("passphrase"), "wrong horse\n").unwrap();
    let output = desk.run(&["sync", "Papers"]);
    assert!(!output.status.success());
    let shown = desk.one(&["connector", "show", "Papers"]);
    assert_eq!(
        (&shown["status"], &shown["status_message"]),
        (&json!("active"), &json!(null))
    );
}

#[test]
fn a_sample_that_failed_shows_no_empty_table() {
    let desk = Desk::new();
    desk.json(&["connector", "list"]);
    std::fs::write(desk.dir.path().join("passphrase"), "wrong horse\n").unwrap();
    let output = desk.run(&["sample"]);
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("stopped:") && !told.contains("DETECTOR"), "{told}");
}

#[test]
fn a_kind_of_source_that_cannot_tell_its_exposure_says_so() {
    let desk = Desk::new();
    desk.json(&["sample"]);
    let id = desk.json(&["connector", "list"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(desk.json(&["connector", "exposure", &id]).is_empty());
    let capabilities = desk.json(&["connector", "providers"]);
    let local = capabilities.iter().find(|row| row["id"] == "local").unwrap();
    if local["capabilities"]["exposure"] == json!(false) {
        let said = desk.refused(&["connector", "exposure", &id, "--refresh"], 3);
        assert!(said.contains("does not tell who can reach"), "{said}");
    } else {
        assert_eq!(desk.json(&["connector", "exposure", &id, "--refresh"]).len(), 1);
    }
    let shown = String::from_utf8(desk.run(&["connector", "show", &id]).stdout).unwrap();
    assert!(shown.contains("exposure"), "{shown}");
    assert!(desk.json(&["connector", "policy", &id]).is_empty());
    desk.refused(&["connector", "policy"], 2);
    desk.refused(&["connector", "policy", "--provider", "nothing"], 2);
}
