//! The ledger of hosts: kept over processes, with no path, key or credential in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::planted::{ACCESS_KEY_ID, SECRET, TOKEN, credential, objects};
use common::watched::{Watched, create};
use serde_json::{Value, json};
use tidegate_test_servers::{AccessKey, FaultBucket};

fn hosts(watched: &Watched) -> Vec<Value> {
    let report = watched.one(&["doctor"]);
    report["hosts"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_adds_to_it() {
    let server = FaultBucket::start().await.unwrap();
    for (key, bytes) in objects() {
        server.put("main", key, bytes);
    }
    server.add_key(AccessKey {
        id: ACCESS_KEY_ID.into(),
        secret: SECRET.into(),
        token: Some(TOKEN.into()),
    });
    let watched = Watched::new();
    assert!(hosts(&watched).is_empty());
    let endpoint = server.endpoint();
    let place = format!("endpoint={endpoint}");
    let untested = [&create("Papers", &place, "-")[..], &["--no-test"]].concat();
    watched.ends(0, &untested, &credential().to_string());
    assert!(hosts(&watched).is_empty());

    watched.one(&["sync", "Papers"]);
    let first = hosts(&watched);
    assert_eq!(first.len(), 1, "{first:?}");
    assert_eq!(first[0]["host"], endpoint.trim_start_matches("http://"));
    assert_eq!(first[0]["connectors"], json!(["Papers"]));
    assert_eq!(first[0]["requests"], server.requests().len());
    assert!(first[0]["received"].as_u64().unwrap() > 0);

    // A reader's requests count as well, and a person can read it.
    watched.run(&["connector", "browse", "Papers"], "");
    let second = hosts(&watched);
    assert_eq!(second[0]["requests"], server.requests().len());
    assert_eq!(second[0]["first_at"], first[0]["first_at"]);
    let told = String::from_utf8(watched.run(&["doctor"], "").stdout).unwrap();
    assert!(told.contains("requests") && told.contains("for Papers"), "{told}");
    for (key, _) in objects() {
        let key = String::from_utf8_lossy(key.as_ref()).into_owned();
        assert!(!serde_json::to_string(&second).unwrap().contains(&key), "{key}");
    }
}
