//! The engine's use cases over files that only a worker reads: sync, reveal, preview.

use serde_json::json;
use std::path::Path;
use tempfile::TempDir;
use tidegate_domain::{
    connector::Connector,
    document::{Document, DocumentQuery, DocumentState},
    finding::{Finding, FindingQuery},
    object::ObjectRef,
    run::{Run, RunMode, RunOptions, RunStatus, Trigger},
    secret::Secret,
};
use tidegate_engine::{
    Engine, EngineOptions,
    worker::{ARGUMENT, WorkerCommand},
};

pub const ALL: &[(&str, fn())] = &[
    ("a_packed_table_is_synced_revealed_and_previewed", packed_table),
    ("a_sync_survives_the_readers_of_its_files", hostile_sync),
];

/// The argument after which the worker reads as the product does.
pub const TRUE_READER: &str = "true-reader";

struct Desk {
    engine: Engine,
    folder: TempDir,
    _data: TempDir,
}

impl Desk {
    fn new(arguments: &[&str]) -> Self {
        let (folder, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut options = EngineOptions::new(data.path().join("data"));
        options.passphrase = Some(Secret::new("correct horse"));
        options.use_keychain = false;
        options.worker = Some(WorkerCommand {
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            ..WorkerCommand::new(std::env::current_exe().unwrap())
        });
        Self {
            engine: Engine::open(options).unwrap(),
            folder,
            _data: data,
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    async fn connect(&self) -> Connector {
        let path: &Path = self.folder.path();
        let draft = json!({ "name": "Papers", "provider": "local", "config": { "path": path } });
        let draft = serde_json::from_value(draft).unwrap();
        self.engine.connector_create(draft, None).await.unwrap().connector
    }

    async fn sync(&self, connector: &Connector) -> Run {
        self.sync_with(connector, RunOptions::default()).await
    }

    async fn sync_with(&self, connector: &Connector, options: RunOptions) -> Run {
        let started = self
            .engine
            .sync_start(&connector.id, options, Trigger::Manual, None);
        let run = self.engine.run_wait(&started.await.unwrap().id).await.unwrap();
        assert!(run.counts.add_up(), "{:?}", run.counts);
        run
    }

    async fn findings(&self) -> Vec<Finding> {
        self.engine
            .finding_list(FindingQuery::default())
            .await
            .unwrap()
            .rows
    }

    async fn document(&self, name: &str) -> Document {
        let documents = self.engine.document_list(DocumentQuery::default()).await.unwrap();
        let named = documents.rows.into_iter().find(|row| row.key.to_text() == name);
        named.unwrap()
    }
}

fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work);
}

/// A zip file of one stored entry.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let number = |number: usize| (number as u32).to_le_bytes();
    let mut shared = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x58];
    shared.extend(crc32fast::hash(bytes).to_le_bytes());
    shared.extend(number(bytes.len()));
    shared.extend(number(bytes.len()));
    shared.extend((name.len() as u16).to_le_bytes());
    shared.extend([0, 0]);
    let local = [b"PK\x03\x04".as_slice(), &shared, name.as_bytes(), bytes].concat();
    let central = [b"PK\x01\x02\x14\0".as_slice(), &shared, &[0; 14], name.as_bytes()].concat();
    let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
    end.extend(number(central.len()));
    end.extend(number(local.len()));
    end.extend([0, 0]);
    [local, central, end].concat()
}

fn packed_table() {
    run(async {
        let desk = Desk::new(&[ARGUMENT, TRUE_READER]);
        // Longer than what a preview of plain text reads, so that the table is found only by the file's end.
        let filler = "n,nobody\n".repeat(60_000);
        let table = format!("id,email\n1,ann@northwind.test\n{filler}");
        desk.put("people.zip", &zip("lists/people.csv", table.as_bytes()));
        let connector = desk.connect().await;
        let done = desk.sync(&connector).await;
        assert_eq!((done.status, done.counts.scanned), (RunStatus::Completed, 1));
        let findings = desk.findings().await;
        let [finding] = findings.as_slice() else {
            panic!("{findings:?}");
        };
        assert_eq!(finding.location.member.as_deref(), Some("lists/people.csv"));
        assert_eq!(finding.location.column_name.as_deref(), Some("email"));
        assert!(!finding.sample.contains("ann@"));

        let ctx = desk.engine.context();
        let revealed = desk.engine.finding_reveal(&ctx, &finding.id).await.unwrap();
        assert_eq!(revealed.value, "ann@northwind.test");
        assert!(revealed.before.ends_with("1,"));
        assert!(revealed.after.starts_with("\nn,nobody"));
        assert!(!revealed.moved);

        let object = ObjectRef {
            bucket: finding.bucket.clone(),
            key: finding.key.clone(),
        };
        let masked = desk
            .engine
            .preview(&ctx, &connector.id, &object, false)
            .await
            .unwrap();
        assert!(!masked.text.contains("ann@northwind.test"));
        assert!(masked.truncated && !masked.revealed);
        assert_eq!(
            (masked.parts[0].start, masked.parts[0].title.as_str()),
            (0, "lists/people.csv")
        );
        let clear = desk
            .engine
            .preview(&ctx, &connector.id, &object, true)
            .await
            .unwrap();
        let mark = &clear.marks[0];
        assert_eq!(
            &clear.text[mark.start as usize..mark.end as usize],
            "ann@northwind.test"
        );

        // The value is gone, and nothing else is taken for it.
        desk.put(
            "people.zip",
            &zip("lists/people.csv", b"id,email\n1,bob@northwind.test\n"),
        );
        let gone = desk.engine.finding_reveal(&ctx, &finding.id).await.unwrap_err();
        assert!(gone.message.contains("not in the object any more"), "{gone}");
        desk.engine.shut_down().await;
    });
}

fn hostile_sync() {
    run(async {
        let desk = Desk::new(&[ARGUMENT]);
        let deeds = ["exit", "panic", "stack", "garbage", "panic.late"];
        for deed in deeds {
            desk.put(&format!("{deed}.zip"), b"PK\x03\x04");
        }
        for number in 0..20 {
            desk.put(&format!("{number}.good.zip"), b"PK\x03\x04good");
            desk.put(&format!("{number}.txt"), b"write to somebody@northwind.test");
        }
        let connector = desk.connect().await;
        let done = desk.sync(&connector).await;
        assert_eq!(done.status, RunStatus::CompletedWithErrors);
        let counts = &done.counts;
        assert_eq!(counts.listed, 45);
        assert_eq!((counts.scanned, counts.partial), (40, 1), "{counts:?}");
        assert_eq!(counts.failed.values().sum::<u64>(), 4);
        let kept = desk.document("panic.late.zip").await;
        assert_eq!((kept.state, kept.findings_count), (DocumentState::Partial, 1));
        let failed = desk.document("stack.zip").await;
        assert_eq!(failed.state, DocumentState::Failed);
        assert!(failed.message.is_some_and(|message| message.contains("stopped")));

        // The second and third time; after that it is left alone until somebody asks for it.
        for again in [4, 4, 0] {
            let done = desk.sync(&connector).await;
            assert_eq!(done.counts.failed.values().sum::<u64>(), again);
        }
        let left = desk.document("stack.zip").await;
        assert_eq!(left.state, DocumentState::Failed);
        assert!(
            left.message
                .is_some_and(|message| message.contains("three times"))
        );
        let options = RunOptions {
            mode: RunMode::Full,
            ..RunOptions::default()
        };
        let done = desk.sync_with(&connector, options).await;
        assert_eq!(done.counts.failed.values().sum::<u64>(), 4);
        desk.put("stack.zip", b"PK\x03\x04 another version");
        let done = desk.sync(&connector).await;
        assert_eq!(done.counts.failed.values().sum::<u64>(), 1);
        desk.engine.shut_down().await;
    });
}
