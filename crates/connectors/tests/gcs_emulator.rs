//! Google Cloud Storage's JSON API as somebody else reads its documentation. The emulator knows no generation
//! of a read and no condition of a write, so this is listing, looking, reading what is there, writing over,
//! and deleting.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use async_trait::async_trait;
use bytes::Bytes;
use contract::{Fixture, context, list_all, outcomes, read};
use std::ops::Range;
use tidegate_connectors::{
    Connector, Http, HttpOptions, PutCondition, SourceError, Surroundings, Upload, UploadBody, provider,
};
use tidegate_domain::{
    connector::Scope,
    key::ObjectKey,
    object::{BrowseRequest, ObjectMeta, ObjectRef},
    problem::ErrorClass,
    secret::Credential,
};
use tidegate_test_servers::{Gcs, GcsEmulator};

struct Held(Vec<u8>);

#[async_trait]
impl UploadBody for Held {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        Ok(Bytes::copy_from_slice(
            &self.0[range.start as usize..range.end as usize],
        ))
    }
}

async fn connect(server: &GcsEmulator) -> Box<dyn Connector> {
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let key = Gcs::start().await.unwrap().service_account();
    let credential = Credential::from_json(&serde_json::json!({ "service_account": key }));
    let http = Http::new(HttpOptions::default());
    provider("gcs")
        .unwrap()
        .connect(&config, Some(&credential), &Surroundings::bare(http))
        .unwrap()
}

async fn put(gcs: &dyn Connector, object: &ObjectRef, bytes: Vec<u8>) -> Result<ObjectMeta, SourceError> {
    let upload = Upload {
        object,
        body: &Held(bytes),
        condition: PutCondition::Overwrite,
        content_type: Some("text/plain"),
        resume: None,
    };
    gcs.put(&context(), upload, &mut |_| {}).await
}

fn scope() -> Scope {
    Scope {
        buckets: vec!["main".into()],
        ..Scope::default()
    }
}

#[tokio::test]
async fn a_tree_goes_round() {
    let server = GcsEmulator::start().unwrap();
    let gcs = connect(&server).await;
    let fixture = Fixture::tree("main");
    for (key, bytes) in &fixture.objects {
        // It cannot take an empty body.
        if !bytes.is_empty() {
            put(gcs.as_ref(), &fixture.at(key), bytes.clone()).await.unwrap();
        }
    }
    let mut fixture = fixture;
    fixture.objects.retain(|_, bytes| !bytes.is_empty());
    contract::lists_exactly_what_is_there(gcs.as_ref(), &fixture).await;
    contract::lists_prefixes_once(gcs.as_ref(), &fixture).await;
    contract::searches(gcs.as_ref(), &fixture).await;
    contract::stops_when_cancelled(gcs.as_ref(), &fixture).await;
    for meta in list_all(gcs.as_ref(), &scope()).await.unwrap() {
        assert_eq!(gcs.stat(&context(), &meta.object).await.unwrap(), meta);
        let bytes = &fixture.objects[meta.object.key.as_bytes()];
        assert!(read(gcs.as_ref(), &meta.object, None, None).await.unwrap() == *bytes);
        let part = read(gcs.as_ref(), &meta.object, None, Some(1..3)).await.unwrap();
        assert_eq!(part, bytes[1..3]);
    }
    let missing = gcs.stat(&context(), &fixture.at("nothing")).await.unwrap_err();
    assert_eq!(missing.class, ErrorClass::NotFound);
    let level = BrowseRequest {
        bucket: "main".into(),
        prefix: "logs/".into(),
        ..BrowseRequest::default()
    };
    assert_eq!(gcs.browse(&context(), &level).await.unwrap().nodes.len(), 3);
    let buckets = gcs.browse(&context(), &BrowseRequest::default()).await.unwrap();
    assert_eq!(buckets.nodes.len(), 2);
    let (connected, letters) = outcomes(gcs.as_ref(), &scope()).await;
    assert!(connected, "{letters}");
    let properties = gcs.properties(&context(), &fixture.at("a.csv")).await.unwrap();
    assert_eq!(properties.content_type.as_deref(), Some("text/plain"));
}

#[tokio::test]
async fn hostile_keys_go_round() {
    let keys: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    let server = GcsEmulator::start().unwrap();
    let gcs = connect(&server).await;
    let mut wrong = Vec::new();
    let mut refused = 0;
    for key in keys {
        let object = ObjectRef {
            bucket: "main".into(),
            key: ObjectKey::from(key.as_str()),
        };
        let bytes = format!("bytes of {key}").into_bytes();
        match put(gcs.as_ref(), &object, bytes.clone()).await {
            // Google has no such names; and the emulator's own file system climbs up from there.
            Err(_) if key.split('/').any(|part| part == "..") || key == "." => refused += 1,
            Err(error) => wrong.push(format!("put {key:?}: {error:?}")),
            Ok(written) => {
                let stat = gcs.stat(&context(), &object).await;
                if stat.as_ref().ok() != Some(&written) {
                    wrong.push(format!("stat {key:?}: {stat:?}"));
                    continue;
                }
                let got = read(gcs.as_ref(), &object, None, None).await;
                if got.as_ref().ok() != Some(&bytes) {
                    wrong.push(format!("read {key:?}: {got:?}"));
                }
                let deleted = gcs
                    .delete(&context(), "main", std::slice::from_ref(&object.key))
                    .await
                    .remove(0);
                if deleted.is_err() {
                    wrong.push(format!("delete {key:?}: {deleted:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
    assert_eq!(refused, 7);
}
