//! A store with one connector, and the steps of a sync on it.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "test code, of which each program uses its part"
)]

pub mod hidden;

use tidegate_domain::{
    Timestamp,
    connector::{Connector, ConnectorStatus, ImportMode, Scope, Use},
    detector::{Category, Severity},
    document::Outcome,
    finding::{Location, NewFinding},
    id::{ConnectorId, RunId},
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, Version},
    run::{Run, RunCounts, RunOptions, RunStatus, Trigger},
};
use tidegate_store::{Completion, StagePage, Store, WorkItem};

/// Enough of a glob for these tests: an ending.
pub fn globs(pattern: &str) -> Option<tidegate_store::KeyTest> {
    let ending = pattern.strip_prefix('*')?.to_owned();
    Some(Box::new(move |key: &ObjectKey| {
        key.as_bytes().ends_with(ending.as_bytes())
    }))
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
}

pub fn connector(name: &str, random: u128) -> Connector {
    Connector {
        id: ConnectorId::new(at(0), random),
        name: name.into(),
        provider: "local".into(),
        config: serde_json::json!({"path": "/data"}),
        has_credential: false,
        scope: Scope::default(),
        scopes: vec![Use::Import],
        export_base_path: None,
        import_mode: ImportMode::All,
        schedule_cron: None,
        timezone: "UTC".into(),
        policy_id: None,
        copies: None,
        active: true,
        status: ConnectorStatus::PendingTest,
        status_message: None,
        collection: None,
        findings_count: 0,
        risk_score: 0,
        exposure: None,
        last_sync_at: None,
        next_sync_at: None,
        changes_seen_at: None,
        created_at: at(0),
        updated_at: at(0),
        deleted_at: None,
    }
}

pub struct Bench {
    pub _dir: tempfile::TempDir,
    pub store: Store,
    pub connector: Connector,
    pub runs: u128,
}

impl Bench {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), globs).unwrap();
        let connector = connector("Files", 7);
        store.connectors().insert(&connector).unwrap();
        Self {
            _dir: dir,
            store,
            connector,
            runs: 0,
        }
    }

    pub fn run(&mut self) -> RunId {
        self.runs += 1;
        let run = Run {
            id: RunId::new(at(1), self.runs),
            connector_id: self.connector.id.clone(),
            connector_name: self.connector.name.clone(),
            trigger: Trigger::Manual,
            options: RunOptions::default(),
            scope_fingerprint: String::new(),
            policy_fingerprint: "p1".into(),
            policy: None,
            status: RunStatus::Running,
            counts: RunCounts::default(),
            listing_complete: false,
            queued_at: at(1),
            started_at: None,
            ended_at: None,
            problem: None,
            first_errors: Vec::new(),
            export_id: None,
        };
        self.store.runs().insert(&run).unwrap();
        run.id
    }

    pub fn stage(&self, run: &RunId, policy: &str, objects: &[(&str, &str)]) -> RunCounts {
        let objects: Vec<_> = objects
            .iter()
            .map(|(key, version)| (meta(key, version), None))
            .collect();
        let page = StagePage {
            run,
            connector: &self.connector.id,
            policy_fingerprint: policy,
            reexamine: false,
            new_only: false,
            max_process: None,
            objects: &objects,
            checkpoint: None,
            listing_complete: true,
            now: at(2),
        };
        let counts = self.store.work().stage(&page).unwrap();
        assert!(counts.add_up(), "{counts:?}");
        counts
    }

    pub fn complete(&self, run: &RunId, item: &WorkItem, outcome: Outcome, values: &[&str]) -> RunCounts {
        self.complete_with(
            run,
            item,
            outcome,
            values.iter().map(|value| finding(value)).collect(),
        )
    }

    pub fn complete_with(
        &self,
        run: &RunId,
        item: &WorkItem,
        outcome: Outcome,
        findings: Vec<NewFinding>,
    ) -> RunCounts {
        let done = Completion {
            run: run.clone(),
            document: item.document.clone(),
            outcome,
            version: Some(item.meta.version.clone()),
            size: Some(item.meta.size),
            format: "text".into(),
            examined: item.meta.size,
            bytes_read: item.meta.size,
            findings,
            policy_fingerprint: "p1".into(),
            stopped: None,
            now: at(3),
        };
        let counts = self
            .store
            .work()
            .complete(&[done.clone(), done])
            .unwrap()
            .remove(0);
        assert!(counts.add_up(), "{counts:?}");
        counts
    }

    pub fn pending(&self, run: &RunId) -> Vec<WorkItem> {
        self.store.work().pending(run, -1, 100).unwrap()
    }
}

pub fn meta(key: &str, version: &str) -> ObjectMeta {
    ObjectMeta {
        object: ObjectRef {
            bucket: String::new(),
            key: ObjectKey::from(key),
        },
        size: 10,
        version: Version(version.into()),
        modified: None,
        storage_class: None,
        unreadable: None,
    }
}

pub fn finding(value: &str) -> NewFinding {
    NewFinding {
        detector: "iban".into(),
        category: Category::Financial,
        severity: Severity::High,
        confidence: 0.9,
        reasons: Vec::new(),
        location: Location {
            byte_start: 1,
            byte_end: 5,
            ..Location::default()
        },
        sample: "••••".into(),
        fingerprint: value.into(),
        occurrences: 1,
    }
}
