//! Taking over connections of other tools on the command line; their secrets reach the vault and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, canary::Canaries, lines};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;

const SECRET: &str = "qV7x+canaryOfTheImport/Zk93hfLmPpQ2wRtY0";
const TOKEN: &str = "canaryTokenOfAliasNumberTwo8812";

fn home(desk: &Desk) -> PathBuf {
    let home = desk.dir.path().join("home");
    let rclone = home.join(".config/rclone");
    std::fs::create_dir_all(&rclone).unwrap();
    std::fs::create_dir_all(home.join(".mc")).unwrap();
    std::fs::write(
        rclone.join("rclone.conf"),
        format!(
            "[office]\ntype = s3\nprovider = Minio\nendpoint = http://127.0.0.1:9\naccess_key_id = office\n\
             secret_access_key = {SECRET}\n[leak]\ntype = s3\nprovider = Other\n\
             endpoint = https://me:{SECRET}@storage.example\naccess_key_id = a\nsecret_access_key = {SECRET}\n\
             [drive]\ntype = drive\ntoken = {TOKEN}\n"
        ),
    )
    .unwrap();
    let aliases = json!({ "aliases": { "office": {
        "url": "http://127.0.0.1:9", "accessKey": "office", "secretKey": SECRET, "sessionToken": TOKEN,
    } } });
    std::fs::write(home.join(".mc/config.json"), aliases.to_string()).unwrap();
    home
}

fn run(desk: &Desk, arguments: &[&str]) -> Output {
    desk.command(arguments)
        .env("HOME", desk.dir.path().join("home"))
        .env("TIDEGATE_LOG", "trace")
        .output()
        .unwrap()
}

#[test]
fn listed_taken_and_nowhere_in_clear() {
    let desk = Desk::new();
    home(&desk);
    let canaries = Canaries::new([("secret", SECRET), ("token", TOKEN)]);
    let told = |arguments: &[&str], code: i32| -> Vec<Value> {
        let output = run(&desk, arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert_eq!(canaries.found_in(&output.stdout), None, "{arguments:?}");
        assert_eq!(canaries.found_in(&output.stderr), None, "{arguments:?}");
        if arguments.contains(&"--json") {
            lines(&output.stdout)
        } else {
            Vec::new()
        }
    };

    told(&["connector", "import"], 0);
    let listed = told(&["connector", "import", "--list", "--json"], 0);
    assert_eq!(listed.len(), 4, "{listed:?}");
    let listed = told(
        &["connector", "import", "--from", "rclone", "--list", "--json"],
        0,
    );
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[0]["summary"], "127.0.0.1:9, access keys");
    assert_eq!(listed[0]["has_credential"], true);
    assert!(
        listed[1]["refused"]
            .as_str()
            .unwrap()
            .contains("name or password")
    );
    told(&["connector", "import", "--from", "nothing"], 2);

    // Two tools have an office: it takes an id, or the tool.
    told(&["connector", "import", "--take", "office"], 2);
    told(&["connector", "import", "--take", "nobody"], 2);
    let taken = told(
        &[
            "connector",
            "import",
            "--from",
            "mc",
            "--take",
            "office",
            "--json",
        ],
        0,
    );
    let connector = &taken[0]["connectors"][0];
    assert_eq!(
        (
            &connector["name"],
            &connector["status"],
            &connector["has_credential"]
        ),
        (&json!("office"), &json!("pending_test"), &json!(true))
    );
    let taken = told(&["connector", "import", "--all", "--json"], 0);
    let names: Vec<_> = taken[0]["connectors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].clone())
        .collect();
    assert_eq!(names, [json!("office (2)"), json!("office (3)")]);
    let refused = told(&["connector", "import", "--take", "leak", "--json"], 1);
    assert_eq!(refused[0]["failures"][0]["problem"]["class"], "config_invalid");

    // The secret arrived: the test signs with it, and fails only for want of a server.
    told(&["connector", "test", "office", "--json"], 1);
    told(&["connector", "show", "office", "--json"], 0);
    told(&["doctor"], 0);
    assert_eq!(canaries.found_below(&desk.data()), None);
}
