//! Google Cloud Storage against a server that checks bearers and signatures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::Fixture;
use std::time::Duration;
use tidegate_connectors::{Connector, Http, HttpOptions, Surroundings, provider};
use tidegate_domain::secret::Credential;
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

async fn with_tree() -> (Gcs, Fixture) {
    let server = Gcs::start().await.unwrap();
    let fixture = Fixture::tree("main");
    for (key, bytes) in &fixture.objects {
        server.put("main", std::str::from_utf8(key).unwrap(), bytes.clone());
    }
    (server, fixture)
}

#[tokio::test]
async fn keeps_the_contract() {
    let (server, fixture) = with_tree().await;
    contract::all(connect(&server).as_ref(), &fixture).await;
}
