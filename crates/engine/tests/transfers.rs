//! Transfers against a storage server that can misbehave and against local folders: every key finds a harmless
//! name, nothing is written outside the chosen folder, trouble is told and what failed can be tried again.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod scene;

use scene::{BUCKET, Scene};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tidegate_domain::{
    connector::Connector,
    context::{RunContext, SystemClock},
    id::TransferId,
    key::ObjectKey,
    problem::ErrorClass,
    transfer::{
        ConflictAnswer, Selection, Transfer, TransferItem, TransferItemQuery, TransferItemState,
        TransferStatus,
    },
};
use tidegate_test_servers::{Fault, FaultKind, Operation};

fn everything() -> Selection {
    Selection {
        bucket: BUCKET.to_owned(),
        prefixes: vec![ObjectKey::default()],
        ..Selection::default()
    }
}

fn content_of(key: &[u8]) -> Vec<u8> {
    [b"content of ", key].concat()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.symlink_metadata().unwrap().is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

async fn ended(scene: &Scene, id: &TransferId) -> Transfer {
    tokio::time::timeout(Duration::from_secs(120), scene.engine.transfer_wait(id))
        .await
        .unwrap()
        .unwrap()
}

async fn download(scene: &Scene, connector: &Connector, folder: &Path) -> Transfer {
    let begun = scene
        .engine
        .transfer_download(&connector.id, &everything(), folder, None)
        .await
        .unwrap();
    ended(scene, &begun.id).await
}

async fn items(scene: &Scene, id: &TransferId) -> Vec<TransferItem> {
    let query = TransferItemQuery {
        transfer: id.clone(),
        state: None,
        page: serde_json::from_value(json!({ "limit": 500 })).unwrap(),
    };
    scene.engine.transfer_items(query).await.unwrap().rows
}

fn folder_draft(path: &Path) -> tidegate_domain::connector::ConnectorDraft {
    serde_json::from_value(json!({
        "name": "Folder", "provider": "local", "config": { "path": path }, "scopes": ["import", "export"],
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_key_gets_a_file_of_its_own() {
    let scene = Scene::new(0).await;
    let corpus: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    for key in &corpus {
        scene.server.put(BUCKET, key, content_of(key.as_bytes()));
    }
    let connector = scene.connect(scene.draft()).await;
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("chosen");
    std::fs::create_dir(&folder).unwrap();
    let transfer = download(&scene, &connector, &folder).await;
    assert_eq!(
        transfer.status,
        TransferStatus::Completed,
        "{:?}",
        transfer.first_problem
    );
    assert_eq!(transfer.done, corpus.len() as u64);
    let receipts = items(&scene, &transfer.id).await;
    let paths: BTreeSet<_> = receipts.iter().map(|item| item.local_path.clone()).collect();
    assert_eq!(paths.len(), corpus.len());
    for item in &receipts {
        let content = std::fs::read(folder.join(&item.local_path)).unwrap();
        assert_eq!(content, content_of(item.object.key.as_bytes()));
        assert!(item.sha256.is_some() && item.version.is_some(), "{item:?}");
    }
    assert_eq!(
        files(around.path()).len(),
        corpus.len(),
        "all below the chosen folder"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_told_and_tried_again() {
    let scene = Scene::new(40).await;
    let connector = scene.connect(scene.draft()).await;
    let folder = tempfile::tempdir().unwrap();
    scene.server.fault(
        Fault::refuse(403, "AccessDenied")
            .on(Operation::Get)
            .key("letters/0007.txt"),
    );
    let transfer = download(&scene, &connector, folder.path()).await;
    assert_eq!(transfer.status, TransferStatus::CompletedWithErrors);
    assert_eq!((transfer.done, transfer.failed), (39, 1));
    assert_eq!(
        transfer.first_problem.unwrap().class,
        ErrorClass::PermissionDenied
    );
    scene.server.clear_faults();
    scene.engine.transfer_retry(&transfer.id).await.unwrap();
    let retried = ended(&scene, &transfer.id).await;
    assert_eq!((retried.status, retried.done), (TransferStatus::Completed, 40));
    assert_eq!(retried.bytes_done, retried.bytes);
    assert_eq!(files(folder.path()).len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_credential_pauses_the_transfer() {
    let scene = Scene::new(60).await;
    let connector = scene.connect(scene.draft()).await;
    let folder = tempfile::tempdir().unwrap();
    scene.server.fault(
        Fault::refuse(403, "InvalidAccessKeyId")
            .on(Operation::Get)
            .after(10),
    );
    let transfer = download(&scene, &connector, folder.path()).await;
    assert_eq!(transfer.status, TransferStatus::Paused);
    assert_eq!(transfer.failed, 0, "no item is to blame");
    assert_eq!(transfer.first_problem.unwrap().class, ErrorClass::AuthExpired);
    scene.server.clear_faults();
    scene.engine.transfer_resume(&transfer.id).await.unwrap();
    let resumed = ended(&scene, &transfer.id).await;
    assert_eq!((resumed.status, resumed.done), (TransferStatus::Completed, 60));
    assert_eq!(resumed.first_problem, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_and_cancelled_transfers_leave_nothing_half_done() {
    let scene = Scene::new(400).await;
    let connector = scene.connect(scene.draft()).await;
    let folder = tempfile::tempdir().unwrap();
    let begun = scene
        .engine
        .transfer_download(&connector.id, &everything(), folder.path(), None)
        .await
        .unwrap();
    let paused = scene.engine.transfer_pause(&begun.id).await.unwrap();
    assert_eq!(paused.status, TransferStatus::Paused);
    let again = scene.engine.transfer_pause(&begun.id).await.unwrap_err();
    assert_eq!(again.class, ErrorClass::Conflict);
    scene.engine.transfer_resume(&begun.id).await.unwrap();
    let done = ended(&scene, &begun.id).await;
    assert_eq!(
        (done.status, done.done, done.items),
        (TransferStatus::Completed, 400, 400)
    );
    assert_eq!(files(folder.path()).len(), 400);

    let folder = tempfile::tempdir().unwrap();
    let begun = scene
        .engine
        .transfer_download(&connector.id, &everything(), folder.path(), None)
        .await
        .unwrap();
    let cancelled = scene.engine.transfer_cancel(&begun.id).await.unwrap();
    assert_eq!(cancelled.status, TransferStatus::Cancelled);
    let left = files(folder.path());
    assert!(
        left.iter()
            .all(|path| path.extension().is_some_and(|e| e == "txt")),
        "{left:?}"
    );
    assert_eq!(left.len() as u64, cancelled.done);
    assert!(scene.engine.transfer_resume(&begun.id).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_for_all_conflicts_and_pictures_are_whole() {
    let scene = Scene::new(30).await;
    let connector = scene.connect(scene.draft()).await;
    let folder = tempfile::tempdir().unwrap();
    download(&scene, &connector, folder.path()).await;
    let ctx = RunContext::new(Arc::new(SystemClock));
    let (engine, pictures) = (scene.engine.clone(), ctx.child());
    let watching = tokio::spawn(async move {
        let mut seen = Vec::new();
        engine
            .transfers_watch(&pictures, &mut |all| seen.push(all))
            .await
            .unwrap();
        seen
    });
    let waiting = download(&scene, &connector, folder.path()).await;
    assert_eq!(
        (waiting.status, waiting.conflicts),
        (TransferStatus::NeedsAnswer, 30)
    );
    scene
        .engine
        .transfer_answer(&waiting.id, ConflictAnswer::Overwrite)
        .await
        .unwrap();
    let done = ended(&scene, &waiting.id).await;
    assert_eq!(
        (done.status, done.done, done.conflicts),
        (TransferStatus::Completed, 30, 0)
    );
    ctx.cancel.cancel();
    let seen = watching.await.unwrap();
    assert!(!seen.is_empty() && seen.iter().all(|all| !all.is_empty()));
    assert_eq!(scene.engine.transfer_clear().await.unwrap(), 2);
    assert!(scene.engine.transfer_list().await.unwrap().is_empty());
}

/// A racer swaps a folder of the target for a link to a place outside, over and over.
#[tokio::test(flavor = "multi_thread")]
async fn a_swapped_link_leads_nothing_outside() {
    let scene = Scene::new(60).await;
    let connector = scene.connect(scene.draft()).await;
    let around = tempfile::tempdir().unwrap();
    let (folder, outside) = (around.path().join("chosen"), around.path().join("outside"));
    std::fs::create_dir_all(folder.join("letters")).unwrap();
    std::fs::create_dir(&outside).unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let racer = {
        let (over, folder, outside) = (over.clone(), folder.clone(), outside.clone());
        std::thread::spawn(move || {
            let (there, aside) = (folder.join("letters"), folder.join("aside"));
            let mut swaps = 0u64;
            while !over.load(Ordering::Relaxed) {
                // While it is aside, the transfer may make a folder of its own there.
                if std::fs::rename(&there, &aside).is_ok() {
                    if std::os::unix::fs::symlink(&outside, &there).is_ok() {
                        std::thread::yield_now();
                        std::fs::remove_file(&there).unwrap();
                    }
                    let _ = std::fs::remove_dir_all(&there);
                    let _ = std::fs::rename(&aside, &there);
                }
                swaps += 1;
            }
            swaps
        })
    };
    let began = Instant::now();
    let mut moved = 0;
    while began.elapsed() < Duration::from_secs(4) {
        let begun = scene
            .engine
            .transfer_download(
                &connector.id,
                &everything(),
                &folder,
                Some(ConflictAnswer::Overwrite),
            )
            .await
            .unwrap();
        moved += ended(&scene, &begun.id).await.done;
    }
    over.store(true, Ordering::Relaxed);
    let swaps = racer.join().unwrap();
    assert!(swaps > 100 && moved > 0, "{swaps} swaps, {moved} files");
    assert_eq!(files(&outside), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_while_it_is_uploaded_is_not_called_done() {
    let scene = Scene::new(0).await;
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let connector = scene.connect(folder_draft(to.path())).await;
    let file = from.path().join("growing.bin");
    std::fs::write(&file, vec![1u8; 64 << 20]).unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let writer = {
        let (over, file) = (over.clone(), file.clone());
        std::thread::spawn(move || {
            use std::io::Write;
            let mut file = std::fs::OpenOptions::new().append(true).open(file).unwrap();
            while !over.load(Ordering::Relaxed) {
                file.write_all(b"more").unwrap();
                std::thread::yield_now();
            }
        })
    };
    let begun = scene
        .engine
        .transfer_upload(&connector.id, "", &ObjectKey::default(), &[file], false, None)
        .await
        .unwrap();
    let transfer = ended(&scene, &begun.id).await;
    over.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    assert_eq!(
        transfer.status,
        TransferStatus::CompletedWithErrors,
        "{transfer:?}"
    );
    assert_eq!(transfer.first_problem.unwrap().class, ErrorClass::Changed);
    assert_eq!(files(to.path()), Vec::<PathBuf>::new());
}

/// The folder is lost in the middle: told, and taken up where it was once it is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_folder_pauses_the_transfer() {
    let scene = Scene::new(5).await;
    let connector = scene.connect(scene.draft()).await;
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("chosen");
    std::fs::create_dir(&folder).unwrap();
    scene.server.fault(
        Fault::refuse(403, "InvalidAccessKeyId")
            .on(Operation::Get)
            .after(2),
    );
    let transfer = download(&scene, &connector, &folder).await;
    assert_eq!(transfer.status, TransferStatus::Paused);
    std::fs::remove_dir_all(&folder).unwrap();
    scene.server.clear_faults();
    scene.engine.transfer_resume(&transfer.id).await.unwrap();
    let lost = ended(&scene, &transfer.id).await;
    assert_eq!(lost.status, TransferStatus::Paused);
    let problem = lost.first_problem.unwrap();
    assert!(problem.message.contains("is not there"), "{problem}");
    std::fs::create_dir(&folder).unwrap();
    scene.engine.transfer_resume(&transfer.id).await.unwrap();
    let done = ended(&scene, &transfer.id).await;
    assert_eq!((done.status, done.done), (TransferStatus::Completed, 5));
    let states = items(&scene, &transfer.id).await;
    assert!(states.iter().all(|item| item.state == TransferItemState::Done));
}

/// A connector that may write below `out/`, and a file of 40 MiB.
async fn large_upload(scene: &Scene) -> (Connector, tempfile::TempDir, PathBuf, Vec<u8>) {
    let mut draft = scene.draft();
    draft.scopes.push(tidegate_domain::connector::Use::Export);
    draft.export_base_path = Some(format!("{BUCKET}/out"));
    let connector = scene.connect(draft).await;
    let from = tempfile::tempdir().unwrap();
    let file = from.path().join("large.bin");
    let bytes: Vec<u8> = (0..40u32 << 20)
        .map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[1])
        .collect();
    std::fs::write(&file, &bytes).unwrap();
    (connector, from, file, bytes)
}

async fn upload(scene: &Scene, connector: &Connector, file: &Path) -> Transfer {
    let (prefix, paths) = (ObjectKey::from("out/"), [file.to_owned()]);
    let begun = scene
        .engine
        .transfer_upload(&connector.id, BUCKET, &prefix, &paths, false, None)
        .await
        .unwrap();
    ended(scene, &begun.id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_goes_on_where_it_was() {
    let scene = Scene::new(0).await;
    let (connector, _from, file, bytes) = large_upload(&scene).await;
    let refused = || {
        Fault::refuse(403, "InvalidAccessKeyId")
            .on(Operation::PutPart)
            .after(2)
    };
    scene.server.fault(refused());
    let cut = upload(&scene, &connector, &file).await;
    assert_eq!((cut.status, cut.failed), (TransferStatus::Paused, 0), "{cut:?}");
    assert_eq!(scene.server.open_uploads(), 1);
    scene.server.clear_faults();
    scene.server.clear_requests();
    scene.engine.transfer_resume(&cut.id).await.unwrap();
    let done = ended(&scene, &cut.id).await;
    assert_eq!(done.status, TransferStatus::Completed, "{done:?}");
    assert_eq!(
        scene.server.count(Operation::BeginUpload),
        0,
        "the parts are taken up"
    );
    assert_eq!(scene.server.open_uploads(), 0);
    assert!(scene.server.bytes(BUCKET, "out/large.bin").unwrap() == bytes);

    scene.server.remove(BUCKET, "out/large.bin");
    scene.server.fault(refused());
    let cut = upload(&scene, &connector, &file).await;
    assert_eq!(cut.status, TransferStatus::Paused, "{cut:?}");
    scene.server.clear_faults();
    scene.engine.transfer_cancel(&cut.id).await.unwrap();
    assert_eq!(scene.server.open_uploads(), 0, "nothing is left at the source");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answer_was_lost_is_not_a_conflict() {
    let scene = Scene::new(0).await;
    let (connector, from, _, _) = large_upload(&scene).await;
    let file = from.path().join("small.txt");
    std::fs::write(&file, "small").unwrap();
    scene
        .server
        .fault(Fault::new(FaultKind::Drop).on(Operation::Put).times(1));
    let mut sent = upload(&scene, &connector, &file).await;
    if sent.status == TransferStatus::CompletedWithErrors {
        scene.engine.transfer_retry(&sent.id).await.unwrap();
        sent = ended(&scene, &sent.id).await;
    }
    assert_eq!(
        (sent.status, sent.done),
        (TransferStatus::Completed, 1),
        "{sent:?}"
    );
    assert_eq!(scene.server.bytes(BUCKET, "out/small.txt").unwrap(), "small");
    std::fs::write(&file, "other").unwrap();
    let asked = upload(&scene, &connector, &file).await;
    assert_eq!(
        (asked.status, asked.conflicts),
        (TransferStatus::NeedsAnswer, 1),
        "{asked:?}"
    );
    scene
        .engine
        .transfer_answer(&asked.id, ConflictAnswer::KeepBoth)
        .await
        .unwrap();
    let both = ended(&scene, &asked.id).await;
    assert_eq!(both.status, TransferStatus::Completed, "{both:?}");
    assert_eq!(scene.server.bytes(BUCKET, "out/small (2).txt").unwrap(), "other");
}
