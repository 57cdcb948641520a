//! A folder that changes is noticed; the hint goes when a sync begins, and starts nothing by itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::time::Duration;
use tidegate_domain::{
    connector::ConnectorDraft,
    run::{RunOptions, RunQuery, Trigger},
};
use tidegate_engine::{Engine, EngineOptions};

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_a_hint_until_the_next_sync() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("papers");
    std::fs::create_dir_all(folder.join("deep/deeper")).unwrap();
    let mut options = EngineOptions::new(dir.path().join("data"));
    options.use_keychain = false;
    let engine = Engine::open(options).unwrap();
    engine.start_background();
    let draft: ConnectorDraft = serde_json::from_value(
        serde_json::json!({"name": "Papers", "provider": "local", "config": {"path": folder}}),
    )
    .unwrap();
    let connector = engine.connector_create(draft, None).await.unwrap().connector;
    assert_eq!(connector.changes_seen_at, None);

    let hinted = async || {
        for turn in 0..600 {
            // Written anew each turn: the watch may begin after the first.
            std::fs::write(folder.join("deep/deeper/new.txt"), format!("turn {turn}")).unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
            if engine
                .connector_show(&connector.id)
                .await
                .unwrap()
                .changes_seen_at
                .is_some()
            {
                return true;
            }
        }
        false
    };
    assert!(hinted().await, "a change below was noticed");
    assert!(
        engine
            .run_list(RunQuery::default())
            .await
            .unwrap()
            .rows
            .is_empty(),
        "a hint starts nothing"
    );

    let run = engine
        .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, None)
        .await
        .unwrap();
    engine.run_wait(&run.id).await.unwrap();
    assert!(hinted().await, "the next change is noticed again");
}
