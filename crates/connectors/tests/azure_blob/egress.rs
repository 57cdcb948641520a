//! No credential goes to another host than the configured one, whatever an answer says.

use super::contract::{Fixture, context, list_all};
use super::door::{CLIENT, SECRET, TENANT};
use super::{connect_with, scope};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tidegate_domain::problem::ErrorClass;
use tidegate_test_servers::Azurite;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A host that sends everybody on to `to`, or counts whoever comes.
async fn host(to: Option<String>) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let visits = Arc::new(AtomicU32::new(0));
    let counted = visits.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let mut head = [0; 8_192];
            let _ = stream.read(&mut head).await;
            let answer = match &to {
                Some(to) => format!("HTTP/1.1 307 Go\r\nlocation: {to}/there\r\ncontent-length: 0\r\n\r\n"),
                None => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, visits)
}

#[tokio::test]
async fn redirects_are_never_followed() {
    let (elsewhere, visits) = host(None).await;
    let (sender, _) = host(Some(elsewhere)).await;
    let account = Azurite::ACCOUNT;
    let place = json!({ "storage_account": account, "endpoint": format!("{sender}/{account}") });
    let merged = |more: serde_json::Value| {
        let mut config = place.clone();
        config
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        config
    };
    let app = json!({
        "auth": "client_secret", "tenant_id": TENANT, "client_id": CLIENT, "authority_host": sender,
    });
    for (config, credential) in [
        (
            merged(json!({ "auth": "account_key" })),
            json!({ "account_key": Azurite::KEY }),
        ),
        (
            merged(json!({ "auth": "sas" })),
            json!({ "sas_token": "sv=2024-11-04&sig=abc" }),
        ),
        (merged(app), json!({ "client_secret": SECRET })),
    ] {
        let azure = connect_with(&config, &credential);
        let error = list_all(azure.as_ref(), &scope("main")).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::ConfigInvalid, "{error}");
        let error = azure
            .stat(&context(), &Fixture::tree("main").at("a.csv"))
            .await
            .unwrap_err();
        assert_eq!(error.class, ErrorClass::ConfigInvalid, "{error}");
    }
    assert_eq!(visits.load(Ordering::Relaxed), 0);
}
