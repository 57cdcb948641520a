//! Uploads, whole and in parts, under conditions.

use super::contract::{self, context, read};
use super::{Gcs, at, connect, connect_with, told, with_tree};
use async_trait::async_trait;
use bytes::Bytes;
use std::ops::Range;
use tidegate_connectors::{
    Connector, Http, HttpOptions, PutCondition, SourceError, Upload, UploadBody, UploadProgress, UploadState,
    provider,
};
use tidegate_domain::{
    object::{ObjectMeta, Version},
    problem::ErrorClass,
};
use tidegate_test_servers::{Fault, FaultKind, Operation};

pub struct Held(pub Vec<u8>);

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

pub async fn put(
    gcs: &dyn Connector,
    key: &str,
    bytes: Vec<u8>,
    condition: PutCondition,
) -> Result<ObjectMeta, SourceError> {
    put_from(gcs, key, &Held(bytes), condition, None, &mut |_| {}).await
}

async fn put_from(
    gcs: &dyn Connector,
    key: &str,
    body: &Held,
    condition: PutCondition,
    resume: Option<&UploadState>,
    seen: &mut (dyn FnMut(UploadProgress) + Send),
) -> Result<ObjectMeta, SourceError> {
    let object = at(key);
    let upload = Upload {
        object: &object,
        body,
        condition,
        content_type: Some("text/csv"),
        resume,
    };
    gcs.put(&context(), upload, seen).await
}

#[tokio::test]
async fn conditions_hold() {
    let server = Gcs::start().await.unwrap();
    server.make_bucket("main");
    let gcs = connect(&server);
    let first = put(gcs.as_ref(), "a", b"one".to_vec(), PutCondition::Create)
        .await
        .unwrap();
    assert_eq!(
        server.object("main", "a").unwrap(),
        (Bytes::from("one"), "text/csv".into())
    );
    assert_eq!(first, gcs.stat(&context(), &at("a")).await.unwrap());
    let there = put(gcs.as_ref(), "a", b"one".to_vec(), PutCondition::Create)
        .await
        .unwrap_err();
    told(&there, ErrorClass::Conflict, "there already", "create");
    let second = put(
        gcs.as_ref(),
        "a",
        b"two".to_vec(),
        PutCondition::Replace(first.version.clone()),
    )
    .await
    .unwrap();
    assert_ne!(second.version, first.version);
    for stale in [first.version, Version("etag".into()), Version(String::new())] {
        let error = put(gcs.as_ref(), "a", b"three".to_vec(), PutCondition::Replace(stale))
            .await
            .unwrap_err();
        assert_eq!(error.class, ErrorClass::Conflict);
    }
    assert_eq!(server.object("main", "a").unwrap().0, "two");
    put(gcs.as_ref(), "a", Vec::new(), PutCondition::Overwrite)
        .await
        .unwrap();
    assert_eq!(server.object("main", "a").unwrap().0, "");
    for name in ["", ".", "..", "line\nend"] {
        put(gcs.as_ref(), name, b"x".to_vec(), PutCondition::Create)
            .await
            .unwrap_err();
    }
}

/// A write under a condition is sent once; when its answer is lost, what is there tells whether it arrived.
#[tokio::test]
async fn a_lost_answer_is_no_conflict() {
    let server = Gcs::start().await.unwrap();
    server.make_bucket("main");
    let gcs = connect(&server);
    server.fault(Fault::refuse(502, "backendError").on(Operation::Put).times(1));
    let error = put(gcs.as_ref(), "a", b"one".to_vec(), PutCondition::Create)
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Transient);
    server.put("main", "a", "one");
    server.fault(Fault::new(FaultKind::Drop).on(Operation::Put).times(1));
    let written = put(gcs.as_ref(), "a", b"one".to_vec(), PutCondition::Create)
        .await
        .unwrap();
    assert_eq!(written, gcs.stat(&context(), &at("a")).await.unwrap());
    server.fault(Fault::new(FaultKind::Drop).on(Operation::Put).times(1));
    let error = put(gcs.as_ref(), "a", b"two".to_vec(), PutCondition::Create)
        .await
        .unwrap_err();
    assert!(matches!(
        error.class,
        ErrorClass::Transient | ErrorClass::Protocol
    ));
    // Bytes that arrived otherwise than they were sent.
    let said = "{\"name\":\"b\",\"size\":\"3\",\"generation\":\"1\",\"crc32c\":\"AAAAAA==\"}";
    server.fault(
        Fault::new(FaultKind::Say(said.into()))
            .on(Operation::Put)
            .times(1),
    );
    let error = put(gcs.as_ref(), "b", b"one".to_vec(), PutCondition::Overwrite)
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Protocol);
}

fn large() -> Vec<u8> {
    (0..20 * 1024 * 1024_u32).map(|n| (n % 253) as u8).collect()
}

#[tokio::test]
async fn large_uploads_go_on_where_they_stopped() {
    let server = Gcs::start().await.unwrap();
    server.make_bucket("main");
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    // Twenty megabytes take an unoptimised server a moment.
    let gcs = connect_with(
        &config,
        Some(server.service_account()),
        &Http::new(HttpOptions::default()),
    );
    let body = Held(large());
    let key = "dir/../large #1?.bin";
    // Begun, one part sent, and the second refused for good.
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::Put).after(2));
    let mut states = Vec::new();
    let mut note = |progress: UploadProgress| states.push((progress.sent, progress.state));
    let error = put_from(gcs.as_ref(), key, &body, PutCondition::Create, None, &mut note)
        .await
        .unwrap_err();
    told(
        &error,
        ErrorClass::PermissionDenied,
        "storage.objects.create",
        "part",
    );
    let (sent, state) = states.last().cloned().unwrap();
    assert_eq!(sent, 8 * 1024 * 1024);
    server.clear_faults();
    server.clear_requests();
    let written = put_from(
        gcs.as_ref(),
        key,
        &body,
        PutCondition::Create,
        state.as_ref(),
        &mut |_| {},
    )
    .await
    .unwrap();
    assert_eq!(written.size, body.0.len() as u64);
    let parts = server
        .requests()
        .iter()
        .filter(|request| request.target.contains("partNumber"))
        .count();
    assert_eq!(parts, 2, "the first part is not sent again");
    assert_eq!(
        server.object("main", key).unwrap(),
        (Bytes::from(body.0.clone()), "text/csv".into())
    );
    assert_eq!(server.open_uploads("main"), 0);
    let range = 8 * 1024 * 1024 - 5..8 * 1024 * 1024 + 5;
    let across = read(
        gcs.as_ref(),
        &at(key),
        Some(&written.version),
        Some(range.clone()),
    )
    .await
    .unwrap();
    assert_eq!(across, body.0[range.start as usize..range.end as usize]);

    // The name is taken by now: that is told before anything is sent.
    server.clear_requests();
    let error = put_from(gcs.as_ref(), key, &body, PutCondition::Create, None, &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Conflict);
    assert!(server.requests().iter().all(|request| request.method == "GET"));
    // It is taken while the parts are sent: nothing is put together, and what was sent can be removed.
    let mut state = None;
    let mut note = |progress: UploadProgress| {
        server.put("main", "taken", "first come");
        state = progress.state;
    };
    let error = put_from(
        gcs.as_ref(),
        "taken",
        &body,
        PutCondition::Create,
        None,
        &mut note,
    )
    .await
    .unwrap_err();
    assert_eq!(error.class, ErrorClass::Conflict);
    assert_eq!(server.object("main", "taken").unwrap().0, "first come");
    assert_eq!(server.open_uploads("main"), 1);
    gcs.abandon(&context(), &at("taken"), &state.unwrap())
        .await
        .unwrap();
    assert_eq!(server.open_uploads("main"), 0);
    let current = PutCondition::Replace(written.version);
    let replaced = put_from(gcs.as_ref(), key, &body, current, None, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(replaced, gcs.stat(&context(), &at(key)).await.unwrap());
}

#[tokio::test]
async fn keeps_the_contract_of_writers() {
    let (server, fixture) = with_tree().await;
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let gcs = connect_with(
        &config,
        Some(server.service_account()),
        &Http::new(HttpOptions::default()),
    );
    let can = provider("gcs").unwrap().descriptor().capabilities;
    contract::changes(gcs.as_ref(), &fixture, can).await;
    contract::begins_forgotten_uploads_again(gcs.as_ref(), &fixture, async |object, state| {
        gcs.abandon(&context(), object, state).await.unwrap();
    })
    .await;
    assert_eq!(server.open_uploads("main"), 0);
}
