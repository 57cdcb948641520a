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
