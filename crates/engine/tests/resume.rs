//! A run that was cut off goes on only over what it began with, and remembers what it could not see.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod scene;

use scene::{BUCKET, Scene};
use serde_json::json;
use tidegate_domain::{
    problem::ErrorClass,
    run::{RunOptions, RunStatus, Trigger},
};
use tidegate_test_servers::{Fault, Operation};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_not_resumed_over_another_scope() {
    let scene = Scene::new(200).await;
    let connector = scene.connect(scene.draft()).await;
    scene
        .server
        .fault(Fault::refuse(503, "SlowDown").on(Operation::Get).after(20));
    let run = scene.sync(&connector).await;
    assert_eq!(run.status, RunStatus::Interrupted);
    scene.server.clear_faults();
    let narrowed = serde_json::from_value(json!({ "prefixes": ["letters/00"] })).unwrap();
    scene
        .engine
        .connector_update(&connector.id, narrowed)
        .await
        .unwrap();
    let refused = scene.engine.run_resume(&run.id).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Conflict, "{refused}");
    assert!(refused.remedy.contains("new sync"), "{refused}");
    let widened = serde_json::from_value(json!({ "prefixes": [] })).unwrap();
    scene
        .engine
        .connector_update(&connector.id, widened)
        .await
        .unwrap();
    scene.engine.run_resume(&run.id).await.unwrap();
    let resumed = scene.engine.run_wait(&run.id).await.unwrap();
    assert_eq!(
        (resumed.status, resumed.counts.scanned),
        (RunStatus::Completed, 200)
    );
}

/// A bucket that may not be listed is a gap. It stays one when the run is cut off after it and resumed.
#[tokio::test(flavor = "multi_thread")]
async fn a_gap_before_the_cut_is_a_gap_after_it() {
    let scene = Scene::new(1_500).await;
    scene
        .server
        .put("a-closed", "secret.txt", "write to closed@northwind.test\n");
    let mut draft = scene.draft();
    draft.scope.buckets.clear();
    let connector = scene.connect(draft).await;
    let first = scene.sync(&connector).await;
    assert_eq!(
        (first.status, first.counts.scanned),
        (RunStatus::Completed, 1_501)
    );

    scene.server.fault(
        Fault::refuse(403, "AccessDenied")
            .on(Operation::List)
            .bucket("a-closed"),
    );
    scene.server.fault(
        Fault::refuse(503, "SlowDown")
            .on(Operation::List)
            .bucket(BUCKET)
            .after(1)
            .times(20),
    );
    let run = scene
        .engine
        .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, None)
        .await
        .unwrap();
    let cut = scene.engine.run_wait(&run.id).await.unwrap();
    assert_eq!(cut.status, RunStatus::Interrupted, "{cut:?}");
    assert!(cut.counts.listed > 0 && !cut.listing_complete, "{cut:?}");

    scene.server.clear_faults();
    scene.server.fault(
        Fault::refuse(403, "AccessDenied")
            .on(Operation::List)
            .bucket("a-closed"),
    );
    scene.engine.run_resume(&run.id).await.unwrap();
    let resumed = scene.engine.run_wait(&run.id).await.unwrap();
    assert_eq!(resumed.status, RunStatus::CompletedWithErrors, "{resumed:?}");
    assert_eq!(
        scene.findings().await,
        1_501,
        "what could not be listed is not called gone"
    );
}
