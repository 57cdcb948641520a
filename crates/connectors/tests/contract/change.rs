//! What a connector must do that writes, deletes and makes links.

use super::{Fixture, context, read};
use bytes::Bytes;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tidegate_connectors::{
    Connector, Http, HttpOptions, PutCondition, SourceError, Upload, UploadBody, UploadProgress, UploadState,
};
use tidegate_domain::{
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
    provider::Capabilities,
};

/// Everything that the provider says it can.
pub async fn changes(connector: &dyn Connector, fixture: &Fixture, can: Capabilities) {
    if can.upload {
        writes(connector, fixture).await;
        uploads_in_parts(connector, fixture).await;
    }
    if can.upload && can.delete {
        deletes(connector, fixture).await;
    }
    if can.link {
        links(connector, fixture).await;
    }
}

/// Bytes in memory, to be uploaded.
#[derive(Clone)]
pub struct Held(pub Bytes);

impl Held {
    /// So many bytes that differ from place to place.
    pub fn made(size: usize) -> Self {
        Self((0..size).map(|at| (at % 251) as u8).collect())
    }
}

#[async_trait::async_trait]
impl UploadBody for Held {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        Ok(self.0.slice(range.start as usize..range.end as usize))
    }
}

pub async fn put(
    connector: &dyn Connector,
    object: &ObjectRef,
    bytes: impl AsRef<[u8]>,
    condition: PutCondition,
) -> Result<ObjectMeta, SourceError> {
    let upload = Upload {
        object,
        body: &Held(Bytes::copy_from_slice(bytes.as_ref())),
        condition,
        content_type: Some("text/plain"),
        resume: None,
    };
    connector.put(&context(), upload, &mut |_| {}).await
}

/// Writes what is not there yet.
pub async fn write(
    connector: &dyn Connector,
    object: &ObjectRef,
    bytes: impl AsRef<[u8]>,
) -> Result<ObjectMeta, SourceError> {
    put(connector, object, bytes, PutCondition::Create).await
}

pub async fn writes(connector: &dyn Connector, fixture: &Fixture) {
    let object = fixture.at("written/first.txt");
    let holds = async |object: &ObjectRef, bytes: &str, put: &ObjectMeta| {
        let found = connector.stat(&context(), object).await.unwrap();
        assert_eq!((put.size, &put.version), (found.size, &found.version), "{object}");
        let held = read(connector, object, Some(&put.version), None).await.unwrap();
        assert_eq!(held, bytes.as_bytes(), "{object}");
    };
    let first = write(connector, &object, "first").await.unwrap();
    holds(&object, "first", &first).await;
    let told = connector.properties(&context(), &object).await.unwrap();
    assert_eq!(told.meta.version, first.version);
    assert!(!told.uri.is_empty());
    if let Some(content_type) = told.content_type {
        assert_eq!(content_type, "text/plain");
    }
    let conflicts = async |condition: PutCondition| {
        let refused = put(connector, &object, "in vain", condition.clone())
            .await
            .unwrap_err();
        assert_eq!(refused.class, ErrorClass::Conflict, "{condition:?}: {refused}");
    };
    conflicts(PutCondition::Create).await;
    conflicts(PutCondition::Replace(Version("0-not-this".into()))).await;
    holds(&object, "first", &first).await;
    let second = put(
        connector,
        &object,
        "second",
        PutCondition::Replace(first.version.clone()),
    )
    .await
    .unwrap();
    assert_ne!(second.version, first.version);
    conflicts(PutCondition::Replace(first.version)).await;
    holds(&object, "second", &second).await;
    let third = put(connector, &object, "third", PutCondition::Overwrite)
        .await
        .unwrap();
    holds(&object, "third", &third).await;

    let missing = PutCondition::Replace(third.version);
    let refused = put(connector, &fixture.at("written/none"), "in vain", missing).await;
    assert_eq!(refused.unwrap_err().class, ErrorClass::Conflict);
    for key in ["written/empty", "written/a b+c%20/\u{e9}&=#?.txt", "written/100%"] {
        let bytes = if key.ends_with("empty") { "" } else { key };
        let object = fixture.at(key);
        let put = write(connector, &object, bytes).await.unwrap();
        holds(&object, bytes, &put).await;
    }
    let ctx = context();
    ctx.cancel.cancel();
    let late = fixture.at("written/late");
    let upload = Upload {
        object: &late,
        body: &Held::made(1),
        condition: PutCondition::Create,
        content_type: None,
        resume: None,
    };
    let stopped = connector.put(&ctx, upload, &mut |_| {}).await.unwrap_err();
    assert_eq!(stopped.class, ErrorClass::Cancelled);
    let missing = connector.stat(&context(), &late).await.unwrap_err();
    assert_eq!(missing.class, ErrorClass::NotFound);
}

/// An upload that is cancelled when so many messages have come, and what it said last.
pub async fn interrupted(
    connector: &dyn Connector,
    object: &ObjectRef,
    body: &Held,
    resume: Option<&UploadState>,
    after: usize,
) -> (Result<ObjectMeta, SourceError>, Vec<UploadProgress>) {
    let ctx = context();
    let mut told = Vec::new();
    let upload = Upload {
        object,
        body,
        condition: PutCondition::Create,
        content_type: Some("application/x-parts"),
        resume,
    };
    let put = connector
        .put(&ctx, upload, &mut |progress| {
            told.push(progress);
            if told.len() == after {
                ctx.cancel.cancel();
            }
        })
        .await;
    (put, told)
}

pub async fn uploads_in_parts(connector: &dyn Connector, fixture: &Fixture) {
    // More than goes in one piece, by a part that is as short as can be.
    let body = Held::made(16 * 1024 * 1024 + 1);
    let size = body.size();
    let (put, told) = interrupted(connector, &fixture.at("parts/0"), &body, None, usize::MAX).await;
    let put = put.unwrap();
    assert_eq!(put.size, size);
    assert_eq!(told.last().unwrap().sent, size);
    let sent: Vec<u64> = told.iter().map(|progress| progress.sent).collect();
    assert!(sent.is_sorted(), "{sent:?}");
    let held = read(connector, &put.object, Some(&put.version), None)
        .await
        .unwrap();
    assert!(held == body.0, "the bytes are others");
    let (refused, _) = interrupted(connector, &put.object, &body, None, usize::MAX).await;
    assert_eq!(refused.unwrap_err().class, ErrorClass::Conflict);
    // Interrupted after each message, then taken up again.
    for after in 1..=told.len() {
        let object = fixture.at(format!("parts/{after}"));
        let (stopped, before) = interrupted(connector, &object, &body, None, after).await;
        assert_eq!(stopped.unwrap_err().class, ErrorClass::Cancelled);
        let missing = connector.stat(&context(), &object).await.unwrap_err();
        assert_eq!(
            missing.class,
            ErrorClass::NotFound,
            "nothing is there before all is"
        );
        let last = before.last().unwrap();
        let (put, again) = interrupted(connector, &object, &body, last.state.as_ref(), usize::MAX).await;
        let put = put.unwrap();
        assert_eq!(again.first().unwrap().sent, last.sent, "nothing is sent twice");
        let held = read(connector, &object, Some(&put.version), None).await.unwrap();
        assert!(held == body.0, "the bytes are others after {after}");
    }
    // Abandoned: nothing is there, and abandoning again is no error.
    let object = fixture.at("parts/abandoned");
    let (stopped, told) = interrupted(connector, &object, &body, None, 2).await;
    stopped.unwrap_err();
    let state = told.last().unwrap().state.clone().unwrap();
    for _ in 0..2 {
        connector.abandon(&context(), &object, &state).await.unwrap();
    }
    let nonsense = UploadState("{\"nonsense\":1}".into());
    connector.abandon(&context(), &object, &nonsense).await.unwrap();
}

/// An upload that the service has forgotten is sent anew when it is taken up.
pub async fn begins_forgotten_uploads_again(
    connector: &dyn Connector,
    fixture: &Fixture,
    forget: impl AsyncFn(&ObjectRef, &UploadState),
) {
    let body = Held::made(16 * 1024 * 1024 + 1);
    let object = fixture.at("parts/forgotten");
    let (stopped, told) = interrupted(connector, &object, &body, None, 2).await;
    stopped.unwrap_err();
    let state = told.last().unwrap().state.clone().unwrap();
    forget(&object, &state).await;
    let (put, _) = interrupted(connector, &object, &body, Some(&state), usize::MAX).await;
    let held = read(connector, &object, Some(&put.unwrap().version), None)
        .await
        .unwrap();
    assert!(held == body.0, "the bytes are others");
}

pub async fn deletes(connector: &dyn Connector, fixture: &Fixture) {
    let keys: Vec<ObjectKey> = [
        "deleted/a",
        "deleted/b b&<\u{e9}>",
        "deleted/never",
        "deleted/c",
        "deleted/kept",
    ]
    .map(ObjectKey::from)
    .to_vec();
    for key in &keys {
        if !key.as_bytes().ends_with(b"never") {
            write(connector, &fixture.at(key.as_bytes()), "x").await.unwrap();
        }
    }
    let answers = connector.delete(&context(), &fixture.bucket, &keys[..4]).await;
    assert_eq!(answers.len(), 4);
    for (key, answer) in keys.iter().zip(answers) {
        match answer {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error.class, ErrorClass::NotFound, "{key}: {error}");
                assert!(key.as_bytes().ends_with(b"never"), "{key}");
            }
        }
        let gone = connector.stat(&context(), &fixture.at(key.as_bytes())).await;
        assert_eq!(gone.unwrap_err().class, ErrorClass::NotFound, "{key}");
    }
    connector
        .stat(&context(), &fixture.at("deleted/kept"))
        .await
        .unwrap();
    assert!(
        connector
            .delete(&context(), &fixture.bucket, &[])
            .await
            .is_empty()
    );
    let ctx = context();
    ctx.cancel.cancel();
    for stopped in connector.delete(&ctx, &fixture.bucket, &keys[4..]).await {
        assert_eq!(stopped.unwrap_err().class, ErrorClass::Cancelled);
    }
    connector
        .stat(&context(), &fixture.at("deleted/kept"))
        .await
        .unwrap();
}

/// Opens an address as a browser would: without any credential.
pub async fn open_link(url: &str) -> (u16, Vec<u8>) {
    let request = http::Request::builder().uri(url).body(Bytes::new()).unwrap();
    let ctx = RunContext::new(Arc::new(tidegate_domain::context::SystemClock));
    let answer = Http::new(HttpOptions::default())
        .send_once(&ctx, "open a link", request)
        .await
        .unwrap();
    let status = answer.status().as_u16();
    (status, answer.into_body().read(1 << 20).await.unwrap().to_vec())
}

pub async fn links(connector: &dyn Connector, fixture: &Fixture) {
    for key in ["a.csv", "sp ace/\u{e9}.csv", "logs/2026/one.csv"] {
        let before = context().clock.now() + chrono::TimeDelta::hours(1);
        let link = connector
            .link(&context(), &fixture.at(key), Duration::from_secs(3600))
            .await
            .unwrap();
        assert!(!link.shortened);
        let late = (link.expires_at - before).num_seconds();
        assert!((-1..60).contains(&late), "{key}: {late} seconds late");
        let (status, bytes) = open_link(&link.url).await;
        assert_eq!(status, 200, "{key}");
        assert!(bytes == fixture.objects[key.as_bytes()], "{key}");
    }
    for seconds in [0, 8 * 24 * 3600] {
        let lasting = Duration::from_secs(seconds);
        let refused = connector.link(&context(), &fixture.at("a.csv"), lasting).await;
        assert_eq!(refused.unwrap_err().class, ErrorClass::ConfigInvalid, "{seconds}");
    }
}
