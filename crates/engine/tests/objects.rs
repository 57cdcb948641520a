//! Counting and deleting selections: complete counts, never more than was confirmed, an answer for each object.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod scene;

use scene::{BUCKET, Scene};
use serde_json::json;
use std::path::Path;
use tidegate_domain::{
    connector::Connector, key::ObjectKey, object::ObjectRef, problem::ErrorClass, transfer::Selection,
};
use tidegate_test_servers::{Fault, FaultKind, Operation};

fn selection(bucket: &str, objects: &[&str], prefixes: &[&str]) -> Selection {
    let keys = |names: &[&str]| names.iter().map(|name| ObjectKey::from(*name)).collect();
    Selection {
        bucket: bucket.to_owned(),
        objects: keys(objects),
        prefixes: keys(prefixes),
    }
}

async fn folder(scene: &Scene, path: &Path, uses: &[&str]) -> Connector {
    let draft = json!({ "name": "Folder", "provider": "local", "config": { "path": path }, "scopes": uses });
    scene.connect(serde_json::from_value(draft).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_is_counted_to_its_end_each_object_once() {
    let scene = Scene::new(2_500).await;
    scene.server.put(BUCKET, "other.txt", "12345");
    let connector = scene.connect(scene.draft()).await;
    let chosen = selection(
        BUCKET,
        &["letters/0001.txt", "other.txt", "other.txt"],
        &["letters/"],
    );
    let ctx = scene.engine.context();
    let mut pictures = Vec::new();
    let count = scene
        .engine
        .selection_count(&ctx, &connector.id, &chosen, &mut |count| {
            pictures.push(count.objects)
        })
        .await
        .unwrap();
    assert_eq!(
        (count.objects, count.complete, count.problem),
        (2_501, true, None)
    );
    assert_eq!(count.examples.len(), 10);
    assert!(pictures.len() > 2 && pictures.is_sorted(), "{pictures:?}");

    scene
        .server
        .fault(Fault::refuse(403, "AccessDenied").on(Operation::List).after(1));
    let part = scene
        .engine
        .selection_count(&ctx, &connector.id, &chosen, &mut |_| {})
        .await
        .unwrap();
    assert!(
        !part.complete && part.objects > 0 && part.objects < 2_501,
        "{part:?}"
    );
    assert_eq!(part.problem.unwrap().class, ErrorClass::PermissionDenied);
}

#[tokio::test(flavor = "multi_thread")]
async fn import_only_is_refused_before_any_request() {
    let scene = Scene::new(3).await;
    let connector = scene.connect(scene.draft()).await;
    scene.server.clear_requests();
    let ctx = scene.engine.context();
    let chosen = selection(BUCKET, &[], &["letters/"]);
    let refused = scene
        .engine
        .objects_delete(&ctx, &connector.id, &chosen, 100, &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied);
    assert!(refused.remedy.contains("add Export"), "{refused}");
    let file = tempfile::NamedTempFile::new().unwrap();
    let paths = [file.path().to_owned()];
    let refused = scene
        .engine
        .transfer_upload(&connector.id, BUCKET, &"letters/".into(), &paths, false, None)
        .await
        .unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied);
    assert_eq!(scene.server.requests().len(), 0);
    assert!(scene.engine.transfer_list().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_object_of_a_deletion_has_its_answer() {
    let scene = Scene::new(0).await;
    let dir = tempfile::tempdir().unwrap();
    for name in ["a", "b", "d/e"] {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    let connector = folder(&scene, dir.path(), &["import", "export"]).await;
    let ctx = scene.engine.context();
    let long = "x".repeat(300);
    let chosen = selection("", &["a", "missing", &long], &["d/"]);
    let more = scene
        .engine
        .objects_delete(&ctx, &connector.id, &chosen, 3, &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(more.class, ErrorClass::Conflict);
    assert!(dir.path().join("a").exists());
    let report = scene
        .engine
        .objects_delete(&ctx, &connector.id, &chosen, 4, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(
        (
            report.asked,
            report.deleted,
            report.already_gone,
            report.failed,
            report.not_tried
        ),
        (4, 2, 1, 1, 0),
        "{report:?}"
    );
    assert_eq!(report.failures[0].object.key, long.as_str().into());
    assert!(!report.versioned);
    assert!(!dir.path().join("a").exists() && dir.path().join("b").exists());

    let cancelled = scene.engine.context();
    let chosen = selection("", &["b"], &[]);
    let count = scene
        .engine
        .selection_count(&ctx, &connector.id, &chosen, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(count.objects, 1);
    cancelled.cancel.cancel();
    let stopped = scene
        .engine
        .objects_delete(&cancelled, &connector.id, &chosen, 1, &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(stopped.class, ErrorClass::Cancelled);
    assert!(dir.path().join("b").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn properties_and_links_are_the_sources_own() {
    let scene = Scene::new(1).await;
    let connector = scene.connect(scene.draft()).await;
    let object = ObjectRef {
        bucket: BUCKET.to_owned(),
        key: "letters/0000.txt".into(),
    };
    let ctx = scene.engine.context();
    let properties = scene
        .engine
        .object_properties(&ctx, &connector.id, &object)
        .await
        .unwrap();
    assert_eq!(properties.meta.object, object);
    for seconds in [0, 604_801] {
        let refused = scene
            .engine
            .object_link(&ctx, &connector.id, &object, seconds)
            .await
            .unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("seconds"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_object_of_a_thousand_is_told() {
    let scene = Scene::new(1_000).await;
    let mut draft = scene.draft();
    draft.scopes.push(tidegate_domain::connector::Use::Export);
    draft.export_base_path = Some(format!("{BUCKET}/letters/"));
    let connector = scene.connect(draft).await;
    scene.sync(&connector).await;
    assert_eq!(scene.findings().await, 1_000);
    let refused = FaultKind::RefuseKey(b"letters/0500.txt".to_vec(), "AccessDenied");
    scene.server.fault(Fault::new(refused).on(Operation::DeleteMany));
    let ctx = scene.engine.context();
    let chosen = selection(BUCKET, &[], &["letters/"]);
    let mut pictures = Vec::new();
    let report = scene
        .engine
        .objects_delete(&ctx, &connector.id, &chosen, 1_000, &mut |report| {
            pictures.push(report.deleted);
        })
        .await
        .unwrap();
    assert_eq!((report.asked, report.deleted, report.failed), (1_000, 999, 1));
    assert_eq!(report.failures[0].object.key, "letters/0500.txt".into());
    assert_eq!(report.failures[0].problem.class, ErrorClass::PermissionDenied);
    assert_eq!(pictures, [500, 999]);
    assert_eq!(
        scene.findings().await,
        1,
        "what is known of deleted objects is gone with them"
    );
    let next = selection(BUCKET, &[], &["lett"]);
    let outside = scene
        .engine
        .objects_delete(&ctx, &connector.id, &next, 1_000, &mut |_| {})
        .await
        .unwrap_err();
    assert_eq!(outside.class, ErrorClass::PermissionDenied, "{outside}");
}
