//! The local folder: the shared contract, names that only a disk holds, and links that are never followed.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::{Fixture, context, list_all, read};
use serde_json::json;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use tempfile::TempDir;
use tidegate_connectors::{Connector, Http, HttpOptions, Surroundings, provider};
use tidegate_domain::{
    connector::Scope,
    key::ObjectKey,
    object::{BrowseRequest, SkipReason},
    problem::ErrorClass,
    provider::ProbeOutcome,
};

fn connect(path: &Path) -> Box<dyn Connector> {
    let config = json!({ "path": path });
    let http = Http::new(HttpOptions::default());
    provider("local")
        .unwrap()
        .connect(&config, None, &Surroundings::bare(http))
        .unwrap()
}

/// Writes the fixture's objects as files.
fn written(fixture: &Fixture) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (key, bytes) in &fixture.objects {
        let path = dir.path().join(OsStr::from_bytes(key));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    dir
}

#[tokio::test]
async fn the_contract_holds() {
    let fixture = Fixture::tree("");
    let dir = written(&fixture);
    contract::all(connect(dir.path()).as_ref(), &fixture).await;
}

#[tokio::test]
async fn a_name_that_never_was_is_not_said_to_have_gone() {
    let dir = tempfile::tempdir().unwrap();
    let object = tidegate_domain::object::ObjectRef {
        bucket: String::new(),
        key: ObjectKey::from_text("never.txt"),
    };
    let refused = connect(dir.path()).stat(&context(), &object).await.unwrap_err();
    assert_eq!(
        (refused.class, refused.message.as_str()),
        (ErrorClass::NotFound, "never.txt is not there.")
    );
}

#[tokio::test]
async fn every_key_that_a_disk_takes_comes_back_exactly() {
    let corpus: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut kept = BTreeMap::new();
    let raw: [&[u8]; 3] = [b"stray\xff\xfe.txt", b"\xe9t\xe9.csv", b"dir\x80/\xc3(.log"];
    for key in corpus.iter().map(String::as_bytes).chain(raw) {
        let names = key.split(|byte| *byte == b'/');
        let fits = names.clone().all(|name| {
            !name.is_empty() && name != b"." && name != b".." && name.len() <= 255 && !name.contains(&0)
        });
        let path = dir.path().join(OsStr::from_bytes(key));
        if !fits || key.starts_with(b"/") || path.exists() || path.parent().is_some_and(Path::is_file) {
            continue;
        }
        // A file where the corpus also wants a folder: the first one stays.
        if std::fs::create_dir_all(path.parent().unwrap()).is_ok() && std::fs::write(&path, key).is_ok() {
            kept.insert(key.to_vec(), key.to_vec());
        }
    }
    assert!(kept.len() > 80, "{}", kept.len());
    let connector = connect(dir.path());
    let listed = list_all(connector.as_ref(), &Scope::default()).await.unwrap();
    let keys: Vec<Vec<u8>> = listed
        .iter()
        .map(|meta| meta.object.key.as_bytes().to_vec())
        .collect();
    assert_eq!(
        keys,
        kept.keys().cloned().collect::<Vec<_>>(),
        "in byte order, each once"
    );
    for meta in &listed {
        let bytes = read(connector.as_ref(), &meta.object, None, None).await.unwrap();
        assert_eq!(bytes, meta.object.key.as_bytes());
        let again = connector.stat(&context(), &meta.object).await.unwrap();
        assert_eq!(again.version, meta.version);
    }
}

#[tokio::test]
async fn links_are_listed_and_never_followed() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.txt"), "outside").unwrap();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), "inside").unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("folder")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), dir.path().join("file.txt")).unwrap();
    let connector = connect(dir.path());
    let listed = list_all(connector.as_ref(), &Scope::default()).await.unwrap();
    let told: Vec<_> = listed
        .iter()
        .map(|meta| (meta.object.key.to_text(), meta.unreadable))
        .collect();
    assert_eq!(
        told,
        [
            ("a.txt".to_owned(), None),
            ("file.txt".to_owned(), Some(SkipReason::NotRegular)),
            ("folder".to_owned(), Some(SkipReason::NotRegular)),
        ]
    );
    let fixture = Fixture::tree("");
    for key in [
        "file.txt",
        "folder/secret.txt",
        "../secret.txt",
        "a.txt/../a.txt",
        "./a.txt",
        "/etc/hostname",
        "a.txt/",
    ] {
        let refused = read(connector.as_ref(), &fixture.at(key), None, None)
            .await
            .unwrap_err();
        assert_eq!(refused.class, ErrorClass::NotFound, "{key}: {refused}");
    }
}

#[tokio::test]
async fn a_listing_goes_on_in_another_process() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..4_500 {
        let folder = dir.path().join(format!("d{}", number % 7));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{number:05}.txt")), "x").unwrap();
    }
    let mut cursor = None;
    let mut keys = Vec::new();
    loop {
        // A fresh connector has nothing but the cursor.
        let page = connect(dir.path())
            .list(&context(), &Scope::default(), cursor.as_ref())
            .await
            .unwrap();
        keys.extend(page.objects.into_iter().map(|meta| meta.object.key));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let once = list_all(connect(dir.path()).as_ref(), &Scope::default())
        .await
        .unwrap();
    assert_eq!(
        keys,
        once.into_iter().map(|meta| meta.object.key).collect::<Vec<_>>()
    );
    assert_eq!(keys.len(), 4_500);
    assert!(keys.is_sorted());
}

#[tokio::test]
async fn a_file_that_grows_or_shrinks_under_the_reader_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.bin");
    std::fs::write(&path, vec![b'x'; 3 << 20]).unwrap();
    let connector = connect(dir.path());
    let fixture = Fixture::tree("");
    let opened = connector
        .open(&context(), &fixture.at("a.bin"), None, None)
        .await
        .unwrap();
    std::fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(10)
        .unwrap();
    let ended = contract::drain(opened).await.unwrap_err();
    assert_eq!(ended.class, ErrorClass::Changed, "{ended}");
}

#[tokio::test]
async fn bad_places_are_told() {
    let local = provider("local").unwrap();
    for config in [
        json!({}),
        json!({ "path": "relative" }),
        json!({ "path": "/x", "other": 1 }),
    ] {
        let refused = local.validate(&config, None).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("path"), "{config}");
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file"), "x").unwrap();
    for path in [dir.path().join("missing"), dir.path().join("file")] {
        let connector = connect(&path);
        let mut seen = Vec::new();
        let report = connector
            .check(&context(), &Scope::default().into(), &mut |probe| {
                seen.push(probe)
            })
            .await;
        assert!(!report.connected);
        assert_eq!(report.probes, seen);
        assert_eq!(seen[0].outcome, ProbeOutcome::Failed);
        assert!(!seen[0].remedy.is_empty());
        let refused = connector
            .browse(&context(), &BrowseRequest::default())
            .await
            .unwrap_err();
        assert_eq!(refused.class, ErrorClass::ConfigInvalid);
    }
    let missing = BrowseRequest {
        prefix: ObjectKey::from("nowhere/"),
        ..BrowseRequest::default()
    };
    assert_eq!(
        connect(dir.path())
            .browse(&context(), &missing)
            .await
            .unwrap_err()
            .class,
        ErrorClass::NotFound
    );
}
