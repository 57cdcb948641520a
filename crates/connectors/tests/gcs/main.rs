//! Google Cloud Storage against a server that checks bearers and signatures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "../contract/mod.rs"]
mod contract;
mod exposure;
mod forms;
mod links;
mod reading;
mod sign_in;
mod writing;

use contract::Fixture;
use std::time::Duration;
use tidegate_connectors::{Connector, Http, HttpOptions, SourceError, Surroundings, provider};
use tidegate_domain::{
    connector::Scope, key::ObjectKey, object::ObjectRef, problem::ErrorClass, secret::Credential,
};
use tidegate_test_servers::Gcs;

fn quick() -> Http {
    Http::new(HttpOptions {
        stall_timeout: Duration::from_millis(300),
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(2),
        retry_after_cap: Duration::from_millis(5),
        ..HttpOptions::default()
    })
}

fn connect_with(config: &serde_json::Value, key: Option<String>, http: &Http) -> Box<dyn Connector> {
    let credential = key.map(|key| Credential::from_json(&serde_json::json!({ "service_account": key })));
    provider("gcs")
        .unwrap()
        .connect(config, credential.as_ref(), &Surroundings::bare(http.clone()))
        .unwrap()
}

fn connect(server: &Gcs) -> Box<dyn Connector> {
    let config = serde_json::json!({ "auth": "service_account", "endpoint": server.endpoint() });
    connect_with(&config, Some(server.service_account()), &quick())
}

fn connect_as_nobody(server: &Gcs) -> Box<dyn Connector> {
    let config = serde_json::json!({ "auth": "anonymous", "endpoint": server.endpoint() });
    connect_with(&config, None, &quick())
}

async fn with_tree() -> (Gcs, Fixture) {
    let server = Gcs::start().await.unwrap();
    let fixture = Fixture::tree("main");
    for (key, bytes) in &fixture.objects {
        server.put("main", std::str::from_utf8(key).unwrap(), bytes.clone());
    }
    (server, fixture)
}

fn scope(bucket: &str) -> Scope {
    Scope {
        buckets: vec![bucket.to_owned()],
        ..Scope::default()
    }
}

fn at(key: &str) -> ObjectRef {
    ObjectRef {
        bucket: "main".into(),
        key: ObjectKey::from(key),
    }
}

/// The hostile keys that Google takes: it has no line ends in names, and no lone dots.
fn corpus() -> Vec<String> {
    let keys: Vec<String> = serde_json::from_str(include_str!("../../../../tests/corpus/keys.json")).unwrap();
    let all = keys.len();
    let kept: Vec<String> = keys
        .into_iter()
        .filter(|key| !key.contains(['\r', '\n']) && !matches!(key.as_str(), "." | ".."))
        .collect();
    assert!(
        kept.len() >= 180 && all - kept.len() <= 8,
        "{} of {all}",
        kept.len()
    );
    kept
}

fn told(error: &SourceError, class: ErrorClass, words: &str, case: &str) {
    assert_eq!(error.class, class, "{case}: {error:?}");
    let text = format!("{} {}", error.message, error.remedy);
    assert!(text.contains(words), "{case}: {text}");
    for secret in ["ey", "ya29", "PRIVATE", "Bearer", "fields=", "planted"] {
        assert!(
            !text.contains(secret) || secret == "ey" && !text.contains("eyJ"),
            "{case}: {text}"
        );
    }
}

#[tokio::test]
async fn keeps_the_contract() {
    let (server, fixture) = with_tree().await;
    contract::all(connect(&server).as_ref(), &fixture).await;
    // What anybody may read, nobody need sign in for.
    server.bind("main", "roles/storage.objectViewer", "allUsers");
    server.clear_requests();
    contract::all(connect_as_nobody(&server).as_ref(), &fixture).await;
    assert!(server.requests().iter().all(|request| !request.signed));
}
