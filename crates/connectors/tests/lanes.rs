//! A large prefix is listed in several lanes: whatever the keys look like, every key comes exactly once, and a
//! listing can stop and go on after any page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use bytes::Bytes;
use contract::context;
use std::collections::BTreeSet;
use tidegate_connectors::{Connector, Http, HttpOptions, ListCursor, Surroundings, provider};
use tidegate_domain::{connector::Scope, key::ObjectKey, secret::Credential};
use tidegate_test_servers::{FaultBucket, Operation};

fn connect(server: &FaultBucket) -> Box<dyn Connector> {
    let config = serde_json::json!({"endpoint": server.endpoint(), "region": FaultBucket::REGION});
    let credential = Credential::from_json(&serde_json::json!({
        "access_key_id": FaultBucket::ACCESS_KEY_ID,
        "secret_access_key": FaultBucket::SECRET_ACCESS_KEY,
    }));
    let around = Surroundings::bare(Http::new(HttpOptions::default()));
    provider("s3")
        .unwrap()
        .connect(&config, Some(&credential), &around)
        .unwrap()
}

/// Shapes that keys have in real buckets, each a little over three pages.
fn shapes() -> Vec<(&'static str, Vec<String>)> {
    let count = 0..3_300;
    vec![
        ("flat", count.clone().map(|n| format!("{n:06}.txt")).collect()),
        (
            "many folders",
            count.clone().map(|n| format!("{:03}/{n}.txt", n % 300)).collect(),
        ),
        (
            "two folders",
            count.clone().map(|n| format!("{}/{n}.txt", n % 2)).collect(),
        ),
        (
            "deep",
            count
                .clone()
                .map(|n| format!("a/b/c/{:02}/{n}.txt", n % 40))
                .collect(),
        ),
        (
            "one huge folder",
            count
                .clone()
                .map(|n| {
                    if n < 3_000 {
                        format!("big/{n}")
                    } else {
                        format!("x{n}/y")
                    }
                })
                .collect(),
        ),
        (
            "folder markers",
            (0..1_700)
                .flat_map(|n| [format!("{n:05}/"), format!("{n:05}/a")])
                .collect(),
        ),
        (
            "names beside folders",
            (0..1_700)
                .flat_map(|n| [format!("{n:05}"), format!("{n:05}/a"), format!("{n:05}0")])
                .collect(),
        ),
        (
            "high bytes",
            count
                .map(|n| format!("\u{10ffff}{:02}/\u{e000}{n}", n % 30))
                .collect(),
        ),
    ]
}

#[tokio::test]
async fn every_key_comes_once_whatever_the_shape() {
    for (name, keys) in shapes() {
        let server = FaultBucket::start().await.unwrap();
        for key in &keys {
            server.put("main", key, Bytes::from_static(b"x"));
        }
        let expected: BTreeSet<ObjectKey> = keys.iter().map(|key| ObjectKey::from(key.as_str())).collect();
        let scope = Scope {
            buckets: vec!["main".into()],
            ..Scope::default()
        };
        let mut found = BTreeSet::new();
        let mut cursor: Option<ListCursor> = None;
        loop {
            // A connection of its own for each page: nothing but the cursor carries the place over.
            let page = connect(&server)
                .list(&context(), &scope, cursor.as_ref())
                .await
                .unwrap();
            for meta in page.objects {
                assert!(
                    found.insert(meta.object.key.clone()),
                    "{name}: {} came twice",
                    meta.object.key
                );
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert!(found == expected, "{name}: {} of {}", found.len(), expected.len());
    }
}

#[tokio::test]
async fn lanes_cost_few_requests_and_wait_together() {
    let server = FaultBucket::start().await.unwrap();
    server.generate("main", 100_000, 10);
    let scope = Scope {
        buckets: vec!["main".into()],
        ..Scope::default()
    };
    let s3 = connect(&server);
    let (mut pages, mut objects, mut cursor) = (0, 0, None);
    loop {
        let page = s3.list(&context(), &scope, cursor.as_ref()).await.unwrap();
        objects += page.objects.len();
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(objects, 100_000);
    let requests = server.count(Operation::List);
    assert!(requests <= 115, "{requests} requests for 100 pages of keys");
    assert!(pages <= 20, "{pages} steps, one after the other");
}
