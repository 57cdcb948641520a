//! Azure Blob Storage against azurite, Microsoft's own emulator. Apps sign in at a door of our own before it,
//! because azurite takes bearers over https only.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "../contract/mod.rs"]
mod contract;
mod door;
mod egress;
mod forms;
mod keys;
mod refusals;
mod sign_in;

use contract::{Fixture, context};
use std::time::Duration;
use tidegate_connectors::{Connector, Http, HttpOptions, PutCondition, Surroundings, provider};
use tidegate_domain::{
    connector::Scope,
    exposure::ExposureLevel,
    object::{BrowseRequest, Node},
    problem::ErrorClass,
    secret::Credential,
};
use tidegate_test_servers::Azurite;

fn quick() -> Http {
    Http::new(HttpOptions {
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(2),
        retry_after_cap: Duration::from_millis(5),
        ..HttpOptions::default()
    })
}

fn connect_with(config: &serde_json::Value, credential: &serde_json::Value) -> Box<dyn Connector> {
    provider("azure_blob")
        .unwrap()
        .connect(
            config,
            Some(&Credential::from_json(credential)),
            &Surroundings::bare(quick()),
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

fn scope(container: &str) -> Scope {
    Scope {
        buckets: vec![container.to_owned()],
        ..Scope::default()
    }
}

#[tokio::test]
async fn keeps_the_contract() {
    let (server, fixture) = with_tree();
    let can = provider("azure_blob").unwrap().descriptor().capabilities;
    let key = with_key(&server, Azurite::KEY);
    contract::all(key.as_ref(), &fixture).await;
    let sas = with_sas(&server, &server.account_sas("rlcwd", 10));
    contract::all(sas.as_ref(), &fixture).await;

    contract::changes(key.as_ref(), &fixture, can).await;
    server.make_container("by-sas", None).unwrap();
    // A SAS makes no links.
    let can = tidegate_domain::provider::Capabilities { link: false, ..can };
    contract::changes(sas.as_ref(), &Fixture::tree("by-sas"), can).await;
    let refused = sas
        .link(&context(), &fixture.at("a.csv"), Duration::from_secs(60))
        .await
        .unwrap_err();
    assert_eq!(refused.class, ErrorClass::ConfigInvalid, "{refused}");
}

#[tokio::test]
async fn containers_are_listed_and_told_who_reaches_them() {
    let (server, _) = with_tree();
    server.make_container("open", Some("container")).unwrap();
    server.make_container("half-open", Some("blob")).unwrap();
    let azure = with_key(&server, Azurite::KEY);
    let page = azure.browse(&context(), &BrowseRequest::default()).await.unwrap();
    let names: Vec<&str> = page
        .nodes
        .iter()
        .map(|node| match node {
            Node::Bucket { name, .. } => name.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["half-open", "main", "open"]);
    for (container, level, reasons) in [
        ("main", ExposureLevel::Private, 1),
        ("open", ExposureLevel::Public, 2),
        ("half-open", ExposureLevel::Public, 2),
    ] {
        let told = azure.bucket_exposure(&context(), container).await.unwrap();
        assert_eq!(told.level, level, "{told:#?}");
        assert_eq!(told.reasons.len(), reasons, "{told:#?}");
        assert_eq!(told.reasons[0].source, "container_access");
    }
    let report = azure
        .check(&context(), &Scope::default().into(), &mut |_| {})
        .await;
    assert!(report.connected, "{report:#?}");
    assert_eq!(report.buckets_accessible, 3);
}

#[tokio::test]
async fn properties_say_what_the_service_says() {
    let (server, fixture) = with_tree();
    server
        .put_with(
            "main",
            "told.csv",
            "x",
            &[
                ("x-ms-blob-content-type", "text/csv"),
                ("x-ms-meta-owner", "sales"),
                ("x-ms-access-tier", "Cool"),
            ],
        )
        .unwrap();
    server
        .put_with("main", "folder", "", &[("x-ms-meta-hdi_isfolder", "true")])
        .unwrap();
    server
        .put_with("main", "cold", "x", &[("x-ms-access-tier", "Archive")])
        .unwrap();
    let azure = with_key(&server, Azurite::KEY);
    let told = azure
        .properties(&context(), &fixture.at("told.csv"))
        .await
        .unwrap();
    assert_eq!(told.content_type.as_deref(), Some("text/csv"));
    assert_eq!(told.meta.storage_class.as_deref(), Some("Cool"));
    assert_eq!(told.metadata.len(), 1);
    assert_eq!(
        (&*told.metadata[0].name, &*told.metadata[0].value),
        ("owner", "sales")
    );
    assert!(told.system.iter().any(|pair| pair.name == "MD5"));
    assert_eq!(told.uri, format!("{}/main/told.csv", server.endpoint()));
    let unreadable = async |key: &str| {
        let found = azure.stat(&context(), &fixture.at(key)).await.unwrap();
        found.unreadable.map(|reason| reason.as_str())
    };
    assert_eq!(unreadable("told.csv").await, None);
    assert_eq!(unreadable("folder").await, Some("folder_marker"));
    assert_eq!(unreadable("cold").await, Some("archived"));
    let listed = contract::list_all(azure.as_ref(), &scope("main")).await.unwrap();
    let cold = listed
        .iter()
        .find(|meta| meta.object.key.as_bytes() == b"cold")
        .unwrap();
    assert_eq!(cold.unreadable.map(|reason| reason.as_str()), Some("archived"));
    let read = contract::read(azure.as_ref(), &fixture.at("cold"), None, None).await;
    let refused = read.unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied, "{refused}");
    assert_eq!(azure.keeps_versions(&context(), "main").await, None);
}

/// Names that came with a marker of the service go on at the next page, whatever their number.
#[tokio::test]
async fn pages_go_on_after_markers() {
    let server = Azurite::start().unwrap();
    server.make_container("main", None).unwrap();
    let azure = with_key(&server, Azurite::KEY);
    let fixture = Fixture {
        bucket: "main".into(),
        objects: (0..23)
            .map(|n| (format!("d{}/{n:02}", n % 3).into_bytes(), vec![b'x'; n]))
            .collect(),
    };
    for (key, bytes) in &fixture.objects {
        contract::put(azure.as_ref(), &fixture.at(key), bytes, PutCondition::Create)
            .await
            .unwrap();
    }
    for pattern in [None, Some("*1*".to_owned())] {
        let mut request = BrowseRequest {
            bucket: "main".into(),
            prefix: "d1/".into(),
            pattern: pattern.clone(),
            limit: Some(2),
            ..BrowseRequest::default()
        };
        let mut seen = Vec::new();
        loop {
            let page = azure.browse(&context(), &request).await.unwrap();
            seen.extend(page.nodes);
            assert!(seen.len() <= 23, "{pattern:?} does not end");
            request.cursor = page.next_cursor;
            if request.cursor.is_none() {
                break;
            }
        }
        let expected = fixture
            .objects
            .keys()
            .filter(|key| key.starts_with(b"d1/"))
            .filter(|key| pattern.is_none() || key[3..].contains(&b'1'))
            .count();
        assert_eq!(seen.len(), expected, "{pattern:?}");
    }
    let mut request = BrowseRequest {
        bucket: "main".into(),
        pattern: Some("*".into()),
        ..BrowseRequest::default()
    };
    request.cursor = Some("no place".into());
    let refused = azure.browse(&context(), &request).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Protocol, "{refused}");
}
