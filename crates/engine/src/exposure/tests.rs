//! Exposure against a source that answers what a test says.

use super::*;
use crate::EngineOptions;
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tidegate_connectors::{CheckRequest, ListCursor, ListPage, Opened};
use tidegate_domain::{
    connector::{ConnectorDraft, Scope},
    context::SystemClock,
    document::{Document, DocumentQuery},
    object::{BrowsePage, ObjectMeta, Version},
    provider::{CheckReport, Probe},
    run::{RunOptions, Trigger},
    secret::Secret,
    transfer::ObjectProperties,
};

type Answer = Result<ExposureLevel, ErrorClass>;

/// Says of its one bucket and of each key what it was told to.
#[derive(Default)]
struct Told {
    bucket: Option<Answer>,
    objects: BTreeMap<&'static str, Answer>,
    asked: AtomicUsize,
}

fn exposure(level: ExposureLevel) -> Exposure {
    Exposure {
        level,
        reasons: vec![ExposureReason {
            source: "bucket_acl".into(),
            level,
            text: "As told.".into(),
            permission: None,
        }],
        checked_at: chrono::DateTime::UNIX_EPOCH,
    }
}

fn refused(class: ErrorClass) -> SourceError {
    SourceError::new(class, "You may not read this.", "").lacking("s3:GetBucketAcl")
}

#[async_trait]
impl Source for Told {
    async fn check(
        &self,
        _: &RunContext,
        _: &CheckRequest,
        _: &mut (dyn FnMut(Probe) + Send),
    ) -> CheckReport {
        unreachable!("nothing is tested here")
    }

    async fn browse(&self, _: &RunContext, _: &BrowseRequest) -> Result<BrowsePage, SourceError> {
        Err(SourceError::unsupported("browse"))
    }

    async fn list(&self, _: &RunContext, _: &Scope, _: Option<&ListCursor>) -> Result<ListPage, SourceError> {
        Err(SourceError::unsupported("list"))
    }

    async fn stat(&self, _: &RunContext, _: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        Err(SourceError::unsupported("stat"))
    }

    async fn open(
        &self,
        _: &RunContext,
        _: &ObjectRef,
        _: Option<&Version>,
        _: Option<Range<u64>>,
    ) -> Result<Opened, SourceError> {
        Err(SourceError::unsupported("open"))
    }

    async fn properties(&self, _: &RunContext, _: &ObjectRef) -> Result<ObjectProperties, SourceError> {
        Err(SourceError::unsupported("describe objects"))
    }

    async fn bucket_exposure(&self, ctx: &RunContext, _: &str) -> Result<Exposure, SourceError> {
        if ctx.cancelled() {
            return Err(refused(ErrorClass::Cancelled));
        }
        match self.bucket {
            Some(Ok(level)) => Ok(exposure(level)),
            Some(Err(class)) => Err(refused(class)),
            None => Err(SourceError::unsupported("tell")),
        }
    }

    async fn object_exposure(
        &self,
        _: &RunContext,
        object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match self.objects.get(object.key.to_string().as_str()) {
            Some(Ok(level)) => Ok(Some(exposure(*level))),
            Some(Err(class)) => Err(refused(*class)),
            None => Ok(None),
        }
    }
}

/// A synced folder of `files` letters, each with a finding, and a page without any.
struct Scene {
    engine: Engine,
    connector: Connector,
    ctx: RunContext,
    _dir: tempfile::TempDir,
}

impl Scene {
    async fn new(files: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let papers = dir.path().join("papers");
        std::fs::create_dir(&papers).unwrap();
        for number in 0..files {
            let letter = format!("write to person{number}@northwind.test please\n");
            std::fs::write(papers.join(format!("{number}.txt")), letter).unwrap();
        }
        std::fs::write(papers.join("clean.txt"), "nothing here\n").unwrap();
        let mut options = EngineOptions::new(dir.path().join("data"));
        options.passphrase = Some(Secret::new("correct horse"));
        options.use_keychain = false;
        let engine = Engine::open(options).unwrap();
        let draft: ConnectorDraft = serde_json::from_value(serde_json::json!({
            "name": "Papers", "provider": "local", "config": { "path": papers },
        }))
        .unwrap();
        let connector = engine.connector_create(draft, None).await.unwrap().connector;
        let run = engine
            .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, None)
            .await
            .unwrap();
        engine.run_wait(&run.id).await.unwrap();
        let connector = engine.connector_show(&connector.id).await.unwrap();
        assert_eq!(connector.findings_count, files as u64);
        Self {
            engine,
            connector,
            ctx: RunContext::new(Arc::new(SystemClock)),
            _dir: dir,
        }
    }

    async fn read(&self, source: &Told) -> Result<Unread, Problem> {
        let mut ignore = |_: &BucketExposure| {};
        self.engine
            .read_exposure(&self.ctx, &self.connector, source, Extent::FULL, &mut ignore)
            .await
    }

    async fn connector(&self) -> Connector {
        self.engine.connector_show(&self.connector.id).await.unwrap()
    }

    async fn document(&self, key: &str) -> Document {
        let page = self.engine.document_list(DocumentQuery::default()).await.unwrap();
        page.rows
            .into_iter()
            .find(|row| row.key.to_string() == key)
            .unwrap()
    }
}

#[tokio::test]
async fn what_a_bucket_says_reaches_documents_and_scores() {
    use ExposureLevel::{Private, Public, Unknown};
    let scene = Scene::new(2).await;
    let before = scene.connector().await;
    assert_eq!(before.exposure, None);
    assert_eq!(scene.document("0.txt").await.exposure, Unknown);

    let source = Told {
        bucket: Some(Ok(Public)),
        ..Told::default()
    };
    scene.read(&source).await.unwrap();
    let after = scene.connector().await;
    assert_eq!(after.exposure, Some(Public));
    assert!(after.risk_score > before.risk_score);
    let document = scene.document("0.txt").await;
    assert_eq!(document.exposure, Public);
    let (shown, risk) = scene.engine.document_show(&document.id).await.unwrap();
    assert_eq!((shown.exposure, shown.risk_score), (Public, risk.score));
    assert!(risk.exposure.is_some_and(|term| term.level == Public));
    assert_eq!(scene.document("clean.txt").await.risk_score, 0);
    let overview = scene.engine.overview().await.unwrap();
    assert_eq!(overview.connectors_at_risk[0].risk.score, after.risk_score);

    let source = Told {
        bucket: Some(Ok(Private)),
        ..Told::default()
    };
    scene.read(&source).await.unwrap();
    let healed = scene.connector().await;
    assert_eq!(
        (healed.exposure, healed.risk_score),
        (Some(Private), before.risk_score)
    );
}

#[tokio::test]
async fn an_object_may_be_more_open_than_its_bucket_and_never_less() {
    use ExposureLevel::{Private, Public, Shared};
    let scene = Scene::new(3).await;
    let before = scene.connector().await.risk_score;
    let mut source = Told {
        bucket: Some(Ok(Private)),
        objects: [
            ("0.txt", Ok(Public)),
            ("1.txt", Ok(Private)),
            ("2.txt", Ok(Private)),
        ]
        .into(),
        ..Told::default()
    };
    scene.read(&source).await.unwrap();
    assert_eq!(scene.document("0.txt").await.exposure, Public);
    assert_eq!(scene.document("1.txt").await.exposure, Private);
    let connector = scene.connector().await;
    assert_eq!(connector.exposure, Some(Private));
    assert!(connector.risk_score > before);
    let id = scene.document("0.txt").await.id;
    assert!(scene.engine.document_exposure(&id).await.unwrap().is_some());

    source.bucket = Some(Ok(Shared));
    scene.read(&source).await.unwrap();
    assert_eq!(scene.document("1.txt").await.exposure, Shared);
}

#[tokio::test]
async fn what_may_not_be_read_is_unknown_and_passing_trouble_wipes_nothing_out() {
    use ExposureLevel::{Public, Unknown};
    let scene = Scene::new(1).await;
    let told = |answer| Told {
        bucket: Some(answer),
        ..Told::default()
    };
    let unread = scene
        .read(&told(Err(ErrorClass::PermissionDenied)))
        .await
        .unwrap();
    assert_eq!(unread.buckets, 1);
    let buckets = scene
        .engine
        .connector_exposure(&scene.connector.id)
        .await
        .unwrap();
    assert_eq!(buckets[0].exposure.level, Unknown);
    assert_eq!(
        buckets[0].exposure.reasons[0].permission.as_deref(),
        Some("s3:GetBucketAcl")
    );
    assert_eq!(scene.document("0.txt").await.exposure, Unknown);

    scene.read(&told(Ok(Public))).await.unwrap();
    let unread = scene.read(&told(Err(ErrorClass::Transient))).await.unwrap();
    assert!(unread.first.is_some());
    assert_eq!(scene.connector().await.exposure, Some(Public));

    let lost = scene.read(&told(Err(ErrorClass::AuthExpired))).await.unwrap_err();
    assert_eq!(lost.class, ErrorClass::AuthExpired);
    scene.ctx.cancel.cancel();
    let stopped = scene.read(&told(Ok(Public))).await.unwrap_err();
    assert_eq!(stopped.class, ErrorClass::Cancelled);
    assert_eq!(scene.connector().await.exposure, Some(Public));
}

#[tokio::test]
async fn objects_without_rules_and_objects_in_trouble_are_not_asked_one_by_one() {
    let scene = Scene::new(40).await;
    let plain = Told {
        bucket: Some(Ok(ExposureLevel::Private)),
        ..Told::default()
    };
    scene.read(&plain).await.unwrap();
    assert!(plain.asked.load(Ordering::SeqCst) <= AT_ONCE);

    let names: Vec<&'static str> = (0..40).map(|n| &*format!("{n}.txt").leak()).collect();
    let broken = Told {
        bucket: Some(Ok(ExposureLevel::Private)),
        objects: names
            .into_iter()
            .map(|name| (name, Err(ErrorClass::PermissionDenied)))
            .collect(),
        ..Told::default()
    };
    let unread = scene.read(&broken).await.unwrap();
    assert_eq!(unread.objects, TROUBLE_LIMIT as u64);
    assert!(broken.asked.load(Ordering::SeqCst) <= TROUBLE_LIMIT + AT_ONCE);
}

#[tokio::test]
async fn a_provider_that_cannot_tell_is_asked_nothing() {
    let scene = Scene::new(1).await;
    let source = Told::default();
    let capable = known_provider("local")
        .unwrap()
        .descriptor()
        .capabilities
        .exposure;
    let note = scene
        .engine
        .exposure_after_sync(&scene.ctx, &scene.connector, &source)
        .await;
    assert_eq!(note.is_some(), capable);
    assert_eq!(source.asked.load(Ordering::SeqCst) > 0, capable);
}
