//! A source and an engine for tests of whole runs.

#![allow(dead_code, reason = "each test program uses its part")]

use serde_json::json;
use std::time::Duration;
use tempfile::TempDir;
use tidegate_connectors::HttpOptions;
use tidegate_domain::{
    connector::{Connector, ConnectorDraft},
    finding::FindingQuery,
    run::{Run, RunOptions, Trigger},
    secret::Secret,
};
use tidegate_engine::{Engine, EngineOptions};
use tidegate_test_servers::FaultBucket;

pub const BUCKET: &str = "papers";

/// A storage server that can misbehave, and an engine with a data folder of its own.
pub struct Scene {
    pub server: FaultBucket,
    pub engine: Engine,
    _dir: TempDir,
}

impl Scene {
    /// A bucket with `objects` letters, and an engine with a passphrase vault and short waits.
    pub async fn new(objects: usize) -> Self {
        let server = FaultBucket::start().await.unwrap();
        server.make_bucket(BUCKET);
        for number in 0..objects {
            let letter = format!("write to person{number}@northwind.test please\n");
            server.put(BUCKET, format!("letters/{number:04}.txt"), letter);
        }
        let dir = tempfile::tempdir().unwrap();
        let mut options = EngineOptions::new(dir.path().join("data"));
        options.passphrase = Some(Secret::new("correct horse"));
        options.use_keychain = false;
        options.http = quick();
        let engine = tokio::task::spawn_blocking(move || Engine::open(options))
            .await
            .unwrap()
            .unwrap();
        Self {
            server,
            engine,
            _dir: dir,
        }
    }

    pub fn draft(&self) -> ConnectorDraft {
        self.draft_at(&self.server.endpoint(), FaultBucket::SECRET_ACCESS_KEY, BUCKET)
    }

    pub fn draft_at(&self, endpoint: &str, secret: &str, bucket: &str) -> ConnectorDraft {
        serde_json::from_value(json!({
            "name": "Papers",
            "provider": "s3",
            "config": { "endpoint": endpoint },
            "credential": { "access_key_id": FaultBucket::ACCESS_KEY_ID, "secret_access_key": secret },
            "buckets": [bucket],
        }))
        .unwrap()
    }

    pub async fn connect(&self, draft: ConnectorDraft) -> Connector {
        self.engine.connector_create(draft, None).await.unwrap().connector
    }

    pub async fn sync(&self, connector: &Connector) -> Run {
        let started = self
            .engine
            .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, None)
            .await
            .unwrap();
        let run = tokio::time::timeout(Duration::from_secs(60), self.engine.run_wait(&started.id))
            .await
            .unwrap()
            .unwrap();
        assert!(run.counts.add_up(), "{:?}", run.counts);
        run
    }

    pub async fn findings(&self) -> u64 {
        self.engine
            .finding_list(FindingQuery::default())
            .await
            .unwrap()
            .total
    }
}

/// Waits as short as a test wants them.
pub fn quick() -> HttpOptions {
    HttpOptions {
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(20),
        retry_after_cap: Duration::from_millis(50),
        stall_timeout: Duration::from_millis(400),
        ..HttpOptions::default()
    }
}
