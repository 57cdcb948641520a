//! The scheduler on a clock of its own: due moments start one run each, missed ones are caught up once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tidegate_domain::{
    Timestamp,
    context::Clock,
    run::{Run, RunQuery, RunStatus, Trigger},
    secret::Secret,
};
use tidegate_engine::{Engine, EngineOptions};

#[derive(Clone)]
struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    fn at(moment: &str) -> Self {
        Self(Arc::new(Mutex::new(moment.parse().unwrap())))
    }

    fn turn_to(&self, moment: &str) {
        *self.0.lock().unwrap() = moment.parse().unwrap();
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Waits until so many runs have ended, newest first.
async fn runs(engine: &Engine, wanted: usize) -> Vec<Run> {
    let all = async {
        loop {
            let rows = engine.run_list(RunQuery::default()).await.unwrap().rows;
            if rows.len() >= wanted && rows.iter().all(|run| run.status == RunStatus::Completed) {
                return rows;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let rows = tokio::time::timeout(Duration::from_secs(20), all).await.unwrap();
    assert_eq!(rows.len(), wanted);
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn each_moment_starts_one_run_and_missed_ones_are_one() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), "nothing").unwrap();
    let mut options = EngineOptions::new(dir.path().join("data"));
    options.passphrase = Some(Secret::new("correct horse"));
    options.use_keychain = false;
    let clock = Hands::at("2026-03-01T02:00:00Z");
    let hands: Arc<dyn Clock> = Arc::new(clock.clone());
    let engine = tokio::task::spawn_blocking(move || Engine::open_with_clock(options, hands))
        .await
        .unwrap()
        .unwrap();
    let draft = serde_json::from_value(json!({
        "name": "Hourly", "provider": "local", "config": { "path": folder },
        "schedule_cron": "0 * * * *", "timezone": "UTC",
    }))
    .unwrap();
    let connector = engine.connector_create(draft, None).await.unwrap().connector;
    assert_eq!(
        connector.next_sync_at,
        Some("2026-03-01T03:00:00Z".parse().unwrap())
    );
    engine.start_background();

    // `resume_all` changes nothing here and wakes the scheduler, as any change does.
    clock.turn_to("2026-03-01T03:00:05Z");
    engine.resume_all().await.unwrap();
    assert_eq!(runs(&engine, 1).await[0].trigger, Trigger::Schedule);

    clock.turn_to("2026-03-01T09:30:00Z");
    engine.resume_all().await.unwrap();
    assert_eq!(
        runs(&engine, 2).await[0].trigger,
        Trigger::CatchUp,
        "six missed moments are one run"
    );
    let planned = engine.connector_show(&connector.id).await.unwrap().next_sync_at;
    assert_eq!(planned, Some("2026-03-01T10:00:00Z".parse().unwrap()));

    engine.pause_all(None).await.unwrap();
    clock.turn_to("2026-03-01T10:00:05Z");
    let state = engine.engine_state().await.unwrap();
    assert!(state.paused);
    tokio::time::sleep(Duration::from_millis(300)).await;
    runs(&engine, 2).await;
    engine.resume_all().await.unwrap();
    runs(&engine, 3).await;
    engine.shut_down().await;
}
