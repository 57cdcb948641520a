//! Who can reach what, from a storage server to the score: read on request and at the end of a sync.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod scene;

use scene::{BUCKET, Scene};
use tidegate_domain::{
    connector::ConnectorPatch,
    document::{Document, DocumentQuery},
    exposure::ExposureLevel,
    page::PageRequest,
    problem::ErrorClass,
    run::RunStatus,
};
use tidegate_test_servers::{Access, Fault, Grant, Operation};

async fn documents(scene: &Scene) -> Vec<Document> {
    scene
        .engine
        .document_list(DocumentQuery::default())
        .await
        .unwrap()
        .rows
}

#[tokio::test]
async fn a_sync_reads_it_and_a_refresh_reads_it_again() {
    let scene = Scene::new(3).await;
    scene
        .server
        .set_grants(BUCKET, "letters/0001.txt", vec![Grant::Everybody("READ")]);
    let connector = scene.connect(scene.draft()).await;
    assert_eq!(connector.exposure, None);
    let run = scene.sync(&connector).await;
    assert_eq!(run.status, RunStatus::Completed);
    let synced = scene.engine.connector_show(&connector.id).await.unwrap();
    assert_eq!(synced.exposure, Some(ExposureLevel::Private));
    let levels: Vec<_> = documents(&scene).await.iter().map(|row| row.exposure).collect();
    assert_eq!(
        levels,
        [
            ExposureLevel::Private,
            ExposureLevel::Public,
            ExposureLevel::Private
        ]
    );
    let scores: Vec<_> = documents(&scene).await.iter().map(|row| row.risk_score).collect();
    assert!(scores[1] > scores[0], "{scores:?}");

    // Access lists are switched off: nothing of the object's own remains.
    scene.server.set_access(
        BUCKET,
        Access {
            ownership: Some("BucketOwnerEnforced"),
            ..Access::default()
        },
    );
    let ctx = scene.engine.context();
    let refresh = async || {
        let mut seen = Vec::new();
        let read = scene
            .engine
            .refresh_permissions(&ctx, &connector.id, &mut |bucket| {
                seen.push(bucket.bucket.clone())
            })
            .await
            .unwrap();
        assert_eq!(seen, [BUCKET]);
        read
    };
    assert_eq!(refresh().await[0].exposure.level, ExposureLevel::Private);
    assert!(
        documents(&scene)
            .await
            .iter()
            .all(|row| row.exposure == ExposureLevel::Private)
    );

    let calm = scene.engine.connector_show(&connector.id).await.unwrap();
    assert!(calm.risk_score < synced.risk_score);

    scene.server.set_access(
        BUCKET,
        Access {
            policy_public: Some(true),
            ..Access::default()
        },
    );
    let read = refresh().await;
    assert_eq!(read[0].exposure.level, ExposureLevel::Public);
    let shown = scene.engine.connector_show(&connector.id).await.unwrap();
    assert_eq!(shown.exposure, Some(ExposureLevel::Public));
    assert!(shown.risk_score > calm.risk_score);
    assert_eq!(
        scene.engine.connector_exposure(&connector.id).await.unwrap(),
        read
    );

    // Without a list of buckets, those are asked about that can be seen.
    let everything = ConnectorPatch {
        buckets: Some(Vec::new()),
        ..ConnectorPatch::default()
    };
    scene
        .engine
        .connector_update(&connector.id, everything)
        .await
        .unwrap();
    scene.server.make_bucket("another");
    let read = scene
        .engine
        .refresh_permissions(&ctx, &connector.id, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(read.len(), 2);

    ctx.cancel.cancel();
    let stopped = scene
        .engine
        .refresh_permissions(&ctx, &connector.id, &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(stopped.class, ErrorClass::Cancelled);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_note_of_a_run_that_is_complete() {
    let scene = Scene::new(2).await;
    for operation in [Operation::PolicyStatus, Operation::ObjectAcl] {
        scene
            .server
            .fault(Fault::refuse(500, "InternalError").on(operation));
    }
    let connector = scene.connect(scene.draft()).await;
    let run = scene.sync(&connector).await;
    assert_eq!((run.status, run.problem), (RunStatus::Completed, None));
    let events = scene
        .engine
        .run_events(&run.id, PageRequest::first(100))
        .await
        .unwrap();
    let noted = events
        .rows
        .iter()
        .any(|event| event.message.starts_with("Who can reach it could not be read"));
    assert!(noted, "{:?}", events.rows);
    let shown = scene.engine.connector_show(&connector.id).await.unwrap();
    assert_ne!(shown.exposure, Some(ExposureLevel::Private));
    assert!(
        documents(&scene)
            .await
            .iter()
            .all(|row| row.exposure == ExposureLevel::Unknown)
    );
}
