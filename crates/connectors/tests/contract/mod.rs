//! What every connector must do, whatever its provider. A provider's test builds a fixture and calls
//! [`all`], or one function after the other where it cannot do all of them.

#![allow(dead_code, unused_imports, reason = "each test program uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod change;

pub use change::*;

use futures::StreamExt;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use tidegate_connectors::{Connector, Opened, SourceError};
use tidegate_domain::{
    connector::Scope,
    context::{RunContext, SystemClock},
    key::ObjectKey,
    object::{BrowseRequest, Node, ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
    provider::ProbeOutcome,
};

/// What the source holds: keys and bytes in one bucket (empty for a source without).
#[derive(Debug, Clone)]
pub struct Fixture {
    pub bucket: String,
    pub objects: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Fixture {
    /// A tree with files on three levels, an empty file and one of 70,000 bytes.
    pub fn tree(bucket: &str) -> Self {
        let long: Vec<u8> = (0..70_000_u32).map(|n| (n % 251) as u8).collect();
        let objects = [
            ("a.csv", b"name,mail\n".to_vec()),
            ("empty", Vec::new()),
            ("long.bin", long),
            ("logs/2025/one.log", b"one".to_vec()),
            ("logs/2026/one.csv", b"two".to_vec()),
            ("logs/2026/two.log", b"three".to_vec()),
            ("logs/readme.md", b"four".to_vec()),
            ("sp ace/\u{e9}.csv", b"five".to_vec()),
        ];
        Self {
            bucket: bucket.to_owned(),
            objects: objects
                .into_iter()
                .map(|(key, bytes)| (key.as_bytes().to_vec(), bytes))
                .collect(),
        }
    }

    pub fn at(&self, key: impl AsRef<[u8]>) -> ObjectRef {
        ObjectRef {
            bucket: self.bucket.clone(),
            key: ObjectKey::from_bytes(key.as_ref()),
        }
    }

    fn scope(&self) -> Scope {
        Scope {
            buckets: if self.bucket.is_empty() {
                vec![]
            } else {
                vec![self.bucket.clone()]
            },
            ..Scope::default()
        }
    }
}

pub fn context() -> RunContext {
    RunContext::new(Arc::new(SystemClock))
}

/// Everything below, in one go.
pub async fn all(connector: &dyn Connector, fixture: &Fixture) {
    lists_exactly_what_is_there(connector, fixture).await;
    lists_prefixes_once(connector, fixture).await;
    reads_the_bytes(connector, fixture).await;
    reads_ranges(connector, fixture).await;
    tells_changed_and_missing(connector, fixture).await;
    browses_levels(connector, fixture).await;
    searches(connector, fixture).await;
    stops_when_cancelled(connector, fixture).await;
    checks(connector, fixture).await;
}

/// All pages of a listing.
pub async fn list_all(connector: &dyn Connector, scope: &Scope) -> Result<Vec<ObjectMeta>, SourceError> {
    let ctx = context();
    let mut objects = Vec::new();
    let mut cursor = None;
    for _ in 0..10_000 {
        let page = connector.list(&ctx, scope, cursor.as_ref()).await?;
        objects.extend(page.objects);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(objects),
        }
    }
    panic!("the listing does not end");
}

pub async fn drain(opened: Opened) -> Result<Vec<u8>, SourceError> {
    let mut stream = opened.stream;
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok(bytes)
}

pub async fn read(
    connector: &dyn Connector,
    object: &ObjectRef,
    expected: Option<&Version>,
    range: Option<Range<u64>>,
) -> Result<Vec<u8>, SourceError> {
    drain(connector.open(&context(), object, expected, range).await?).await
}

pub async fn lists_exactly_what_is_there(connector: &dyn Connector, fixture: &Fixture) {
    let listed = list_all(connector, &fixture.scope()).await.unwrap();
    let sizes: BTreeMap<_, _> = listed
        .iter()
        .map(|meta| (meta.object.key.as_bytes().to_vec(), meta.size))
        .collect();
    assert_eq!(sizes.len(), listed.len(), "an object is listed twice");
    let expected: BTreeMap<_, _> = fixture
        .objects
        .iter()
        .map(|(key, bytes)| (key.clone(), bytes.len() as u64))
        .collect();
    assert_eq!(sizes, expected);
}

pub async fn lists_prefixes_once(connector: &dyn Connector, fixture: &Fixture) {
    let scope = Scope {
        prefixes: ["logs/2026/", "logs/", "sp", "none/"]
            .map(ObjectKey::from)
            .to_vec(),
        ..fixture.scope()
    };
    let mut keys: Vec<_> = list_all(connector, &scope)
        .await
        .unwrap()
        .into_iter()
        .map(|meta| meta.object.key.as_bytes().to_vec())
        .collect();
    keys.sort();
    let expected: Vec<_> = fixture
        .objects
        .keys()
        .filter(|key| key.starts_with(b"logs/") || key.starts_with(b"sp"))
        .cloned()
        .collect();
    assert_eq!(keys, expected);
}

pub async fn reads_the_bytes(connector: &dyn Connector, fixture: &Fixture) {
    for (key, bytes) in &fixture.objects {
        let object = fixture.at(key);
        let meta = connector.stat(&context(), &object).await.unwrap();
        assert_eq!(meta.size, bytes.len() as u64, "{object}");
        let read = read(connector, &object, Some(&meta.version), None).await.unwrap();
        assert!(read == *bytes, "{object}");
    }
    for meta in list_all(connector, &fixture.scope()).await.unwrap() {
        let now = connector.stat(&context(), &meta.object).await.unwrap();
        assert_eq!(now.version, meta.version, "{}", meta.object);
    }
}

pub async fn reads_ranges(connector: &dyn Connector, fixture: &Fixture) {
    let object = fixture.at("long.bin");
    let bytes = &fixture.objects[&b"long.bin"[..]];
    let size = bytes.len() as u64;
    for range in [
        0..1,
        0..size,
        1..2,
        65_530..65_540,
        size - 1..size,
        10..10,
        size - 5..size + 5,
    ] {
        let read = read(connector, &object, None, Some(range.clone())).await.unwrap();
        let end = range.end.min(size) as usize;
        assert!(read == bytes[range.start as usize..end], "{range:?}");
    }
}

pub async fn tells_changed_and_missing(connector: &dyn Connector, fixture: &Fixture) {
    let stale = Version("0-not-this".into());
    let changed = read(connector, &fixture.at("a.csv"), Some(&stale), None).await;
    assert_eq!(changed.unwrap_err().class, ErrorClass::Changed);
    for key in ["nothing", "logs/none.csv", "a.csv/below"] {
        let object = fixture.at(key);
        let missing = connector.stat(&context(), &object).await;
        assert_eq!(missing.unwrap_err().class, ErrorClass::NotFound, "{key}");
        let missing = read(connector, &object, None, None).await;
        assert_eq!(missing.unwrap_err().class, ErrorClass::NotFound, "{key}");
    }
}

async fn browse_all(connector: &dyn Connector, mut request: BrowseRequest) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    for _ in 0..100 {
        let page = connector.browse(&context(), &request).await.unwrap();
        assert!(page.nodes.len() <= request.limit.unwrap_or(500) as usize);
        assert!(page.examined >= page.nodes.len() as u64);
        names.extend(page.nodes.into_iter().map(|node| match node {
            Node::Bucket { name, .. } => name.into_bytes(),
            Node::Prefix { prefix } => prefix.as_bytes().to_vec(),
            Node::Object(meta) => meta.object.key.as_bytes().to_vec(),
        }));
        request.cursor = page.next_cursor;
        if request.cursor.is_none() {
            names.sort();
            return names;
        }
    }
    panic!("browsing does not end");
}

pub async fn browses_levels(connector: &dyn Connector, fixture: &Fixture) {
    for (prefix, expected) in [
        ("", &["a.csv", "empty", "logs/", "long.bin", "sp ace/"][..]),
        ("logs/", &["logs/2025/", "logs/2026/", "logs/readme.md"]),
        ("logs/2026/", &["logs/2026/one.csv", "logs/2026/two.log"]),
        ("lo", &["logs/", "long.bin"]),
    ] {
        for limit in [None, Some(1), Some(2)] {
            let request = BrowseRequest {
                bucket: fixture.bucket.clone(),
                prefix: prefix.into(),
                limit,
                ..BrowseRequest::default()
            };
            let names = browse_all(connector, request).await;
            let expected: Vec<_> = expected.iter().map(|name| name.as_bytes().to_vec()).collect();
            assert_eq!(names, expected, "{prefix:?} by {limit:?}");
        }
    }
    let nowhere = BrowseRequest {
        bucket: fixture.bucket.clone(),
        prefix: "none/".into(),
        ..BrowseRequest::default()
    };
    // Where folders are real, a missing one is told; where they are beginnings of keys, it is empty.
    match connector.browse(&context(), &nowhere).await {
        Ok(page) => assert!(page.nodes.is_empty() && page.next_cursor.is_none()),
        Err(error) => assert_eq!(error.class, ErrorClass::NotFound),
    }
}

pub async fn searches(connector: &dyn Connector, fixture: &Fixture) {
    for (prefix, pattern, expected) in [
        (
            "",
            "*.csv",
            &["a.csv", "logs/2026/one.csv", "sp ace/\u{e9}.csv"][..],
        ),
        ("logs/", "2026/*", &["logs/2026/one.csv", "logs/2026/two.log"]),
        ("", "**/one.*", &["logs/2025/one.log", "logs/2026/one.csv"]),
        ("", "*.none", &[]),
    ] {
        for limit in [None, Some(1)] {
            let request = BrowseRequest {
                bucket: fixture.bucket.clone(),
                prefix: prefix.into(),
                pattern: Some(pattern.to_owned()),
                limit,
                ..BrowseRequest::default()
            };
            // A source may show the folders that match as well; the objects are what is compared.
            let mut names = browse_all(connector, request).await;
            names.retain(|name| !name.ends_with(b"/"));
            let expected: Vec<_> = expected.iter().map(|name| name.as_bytes().to_vec()).collect();
            assert_eq!(names, expected, "{pattern} below {prefix:?} by {limit:?}");
        }
    }
}

pub async fn stops_when_cancelled(connector: &dyn Connector, fixture: &Fixture) {
    let ctx = context();
    ctx.cancel.cancel();
    let listed = connector.list(&ctx, &fixture.scope(), None).await;
    assert_eq!(listed.unwrap_err().class, ErrorClass::Cancelled);
}

pub async fn checks(connector: &dyn Connector, fixture: &Fixture) {
    let mut seen = Vec::new();
    let report = connector
        .check(&context(), &fixture.scope().into(), &mut |probe| seen.push(probe))
        .await;
    assert!(report.connected, "{report:#?}");
    assert_eq!(seen, report.probes);
    assert_eq!(report.buckets_accessible, 1);
    assert!(!report.sample_objects.is_empty());
}

/// Each probe's outcome as a letter, in their order: resolve, connect, secure, authenticate, list buckets,
/// list, read, write, delete, exposure.
pub async fn outcomes(source: &dyn Connector, scope: &Scope) -> (bool, String) {
    let mut seen = Vec::new();
    let report = source
        .check(&context(), &scope.clone().into(), &mut |probe| seen.push(probe))
        .await;
    assert_eq!(seen, report.probes, "each probe is told as it ends");
    let letters = report.probes.iter().map(|probe| match probe.outcome {
        ProbeOutcome::Passed => 'P',
        ProbeOutcome::Failed => 'F',
        ProbeOutcome::Indeterminate => '?',
        ProbeOutcome::Skipped => '-',
    });
    (report.connected, letters.collect())
}
