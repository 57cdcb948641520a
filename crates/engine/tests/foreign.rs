//! Taking over connections of other tools, and pasted texts: what becomes of them, and of their secrets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use serde_json::json;
use tempfile::TempDir;
use tidegate_domain::{
    connector::{ConnectorPatch, ConnectorStatus},
    problem::ErrorClass,
    secret::{Credential, Secret},
};
use tidegate_engine::{Engine, EngineOptions};

const SECRET: &str = "canaryCANARYcanaryCANARYcanaryCANARY1234";

async fn engine(files: &[(&str, &str)]) -> (Engine, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    for (path, text) in files {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut options = EngineOptions::new(dir.path().join("data"));
    options.passphrase = Some(Secret::new("correct horse"));
    options.use_keychain = false;
    options.home = Some(home);
    let opened = tokio::task::spawn_blocking(move || Engine::open(options)).await;
    (opened.unwrap().unwrap(), dir)
}

#[tokio::test]
async fn names_are_made_unique_and_places_become_the_scope() {
    let long = "a".repeat(95);
    let (engine, _dir) = engine(&[(
        ".config/rclone/rclone.conf",
        &format!(
            "[{long}]\ntype = s3\nprovider = AWS\naccess_key_id = A\nsecret_access_key = {SECRET}\n\
             [letters]\ntype = alias\nremote = {long}:papers/letters/2026\n"
        ),
    )])
    .await;
    let found = engine.foreign_connections().await.unwrap();
    let ids: Vec<_> = found.connections.iter().map(|found| found.id.clone()).collect();
    assert_eq!(ids.len(), 2);
    let unknown = "rclone:nowhere:x".to_owned();
    let taken = engine
        .foreign_take([ids.clone(), ids.clone(), vec![unknown.clone()]].concat())
        .await
        .unwrap();
    // An id counts once; what is not there is told by its id.
    assert_eq!(taken.connectors.len(), 2);
    assert_eq!(taken.failures.len(), 3);
    assert!(
        taken
            .failures
            .iter()
            .all(|failure| failure.problem.class == ErrorClass::NotFound)
    );
    assert!(taken.failures.iter().any(|failure| failure.id == unknown));
    let letters = taken.connectors.iter().find(|row| row.name == "letters").unwrap();
    assert_eq!(letters.status, ConnectorStatus::PendingTest);
    assert_eq!(letters.scope.buckets, ["papers"]);
    assert_eq!(letters.scope.prefixes[0].to_string(), "letters/2026/");
    assert!(letters.has_credential);

    let again = engine.foreign_take(ids).await.unwrap();
    let names: Vec<_> = again.connectors.iter().map(|row| row.name.clone()).collect();
    assert!(names.contains(&"letters (2)".to_owned()), "{names:?}");
    assert!(
        names
            .iter()
            .any(|name| name.ends_with(" (2)") && name.starts_with("aaa"))
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_without_its_secret_waits_for_it() {
    let (engine, _dir) = engine(&[(
        ".duck/bookmarks/a.duck",
        "<plist version=\"1.0\"><dict><key>Protocol</key><string>s3</string><key>Nickname</key>\
         <string>Papers</string><key>Hostname</key><string>storage.example</string></dict></plist>",
    )])
    .await;
    let found = engine.foreign_connections().await.unwrap();
    assert!(!found.connections[0].has_credential);
    let taken = engine
        .foreign_take(vec![found.connections[0].id.clone()])
        .await
        .unwrap();
    let connector = &taken.connectors[0];
    assert_eq!(connector.status, ConnectorStatus::NeedsReauth);
    assert!(connector.status_message.as_ref().unwrap().contains("Enter it"));
    assert!(!connector.has_credential);

    let patch = ConnectorPatch {
        credential: Some(Credential::from_json(
            &json!({ "access_key_id": "A", "secret_access_key": SECRET }),
        )),
        ..ConnectorPatch::default()
    };
    let completed = engine.connector_update(&connector.id, patch).await.unwrap();
    assert_eq!(completed.status, ConnectorStatus::PendingTest);
    assert!(completed.has_credential);
}

#[tokio::test]
async fn a_pasted_text_is_bounded_and_not_told_again() {
    let (engine, _dir) = engine(&[]).await;
    let long = Secret::new(SECRET.repeat(8_000));
    let refused = engine.paste_recognise(long).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::ConfigInvalid);
    assert!(!refused.to_string().contains(SECRET));
    let nothing = engine
        .paste_recognise(Secret::new("just a sentence"))
        .await
        .unwrap();
    assert_eq!(nothing, None);
    let keys =
        format!("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n");
    let known = engine.paste_recognise(Secret::new(keys)).await.unwrap();
    assert!(!format!("{known:?}").contains(SECRET));
    assert!(
        engine
            .provider_choices("s3", "no_such_field")
            .await
            .unwrap()
            .is_empty()
    );
    assert!(engine.provider_choices("nothing", "x").await.is_err());
}
