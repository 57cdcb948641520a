//! Azure Blob Storage against azurite, Microsoft's own emulator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::Fixture;
use tidegate_connectors::{Connector, Http, HttpOptions, Surroundings, provider};
use tidegate_domain::secret::Credential;
use tidegate_test_servers::Azurite;

fn connect_with(config: &serde_json::Value, credential: &serde_json::Value) -> Box<dyn Connector> {
    provider("azure_blob")
        .unwrap()
        .connect(
            config,
            Some(&Credential::from_json(credential)),
            &Surroundings::bare(Http::new(HttpOptions::default())),
        )
        .unwrap()
}

fn with_key(server: &Azurite, key: &str) -> Box<dyn Connector> {
    let config = serde_json::json!({
        "auth": "account_key",
        "storage_account": Azurite::ACCOUNT,
        "endpoint": server.endpoint(),
    });
    connect_with(&config, &serde_json::json!({ "account_key": key }))
}

fn with_sas(server: &Azurite, token: &str) -> Box<dyn Connector> {
    let config = serde_json::json!({
        "auth": "sas",
        "storage_account": Azurite::ACCOUNT,
        "endpoint": server.endpoint(),
    });
    connect_with(&config, &serde_json::json!({ "sas_token": token }))
}

fn with_tree() -> (Azurite, Fixture) {
    let server = Azurite::start().unwrap();
    let fixture = Fixture::tree("main");
    server.make_container("main", None).unwrap();
    for (key, bytes) in &fixture.objects {
        server.put("main", key, bytes).unwrap();
    }
    (server, fixture)
}

#[tokio::test]
async fn keeps_the_contract() {
    let (server, fixture) = with_tree();
    contract::all(with_key(&server, Azurite::KEY).as_ref(), &fixture).await;
    contract::all(
        with_sas(&server, &server.account_sas("rl", 10)).as_ref(),
        &fixture,
    )
    .await;
}
