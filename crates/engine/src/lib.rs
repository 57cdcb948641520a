//! The use cases of Tidegate, the same for the window, the tray and the command line.
//!
//! [`Engine`] joins the store, the vault, the sources, the formats and the detectors. It knows no window,
//! no SQL, no HTTP and no keychain of its own. Every answer is a domain type or a [`Problem`].

mod allow;
mod browse;
mod connect;
mod coverage;
mod csv;
mod data_dir;
mod examine;
mod exports;
mod exposure;
mod feed;
mod findings;
mod foreign;
mod forms;
mod ledger;
mod lock;
mod look;
mod objects;
mod policies;
mod redact;
mod reports;
mod reveal;
pub mod sample;
mod scan_path;
pub mod schedule;
mod state;
mod sync;
mod transfers;
mod trial;
mod watching;
mod whole_file;
pub mod worker;

pub use csv::csv_cell;
pub use data_dir::{default_data_dir, other_tools};
pub use examine::{Examiner, SAMPLE_NAME, aggregate};
pub use exports::CopyTrial;
pub use reports::{ReportFormat, sarif_result};
pub use scan_path::{CopiesTo, ScanEvent, ScanOptions, ScannedFile, scan_path};
pub use state::EngineEvent;
pub use tidegate_detectors::infos as detectors;
pub use tidegate_formats::{Reading, ReadingEnd};
pub use trial::policy_try;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tidegate_connectors::{Connector as Source, Http, HttpOptions, Surroundings};
use tidegate_domain::{
    Timestamp,
    connector::Connector,
    context::{Clock, RunContext, SystemClock},
    id::{ConnectorId, ExportId, RunId, TransferId},
    problem::{ErrorClass, Problem},
    secret::{Credential, Secret},
};
use tidegate_store::Store;
use tidegate_vault::{Vault, VaultOptions};
use tokio::sync::{Notify, Semaphore, broadcast, watch};
use worker::{WorkerCommand, Workers};

/// Runs that may be under way at once; further ones wait as `queued`.
const RUNS_AT_ONCE: usize = 2;
/// Items of all transfers that may be under way at once.
const ITEMS_AT_ONCE: usize = 32;

/// Who may change the data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Takes the directory's lock: one process at a time.
    Exclusive,
    /// Only reads, beside whoever holds the lock.
    ReadOnly,
}

/// Where an engine works and how it reaches its one key.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    pub data_dir: PathBuf,
    /// Opens (or, where nothing is set up, makes) a passphrase vault.
    pub passphrase: Option<Secret>,
    /// False leaves the operating system's keychain alone.
    pub use_keychain: bool,
    pub access: Access,
    /// How HTTP behaves; tests shorten its waits.
    pub http: HttpOptions,
    /// The person's home folder, where settings of other tools are looked for when asked to.
    pub home: Option<PathBuf>,
    /// Environment variables that say where such settings are.
    pub variables: BTreeMap<String, String>,
    /// How workers for complex formats are started; without it such files are skipped.
    pub worker: Option<WorkerCommand>,
}

impl EngineOptions {
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            passphrase: None,
            use_keychain: true,
            access: Access::Exclusive,
            http: HttpOptions::default(),
            home: None,
            variables: BTreeMap::new(),
            worker: None,
        }
    }
}

/// The engine. Clones share everything; the last one to go frees the lock.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    data_dir: PathBuf,
    store: Store,
    vault: Mutex<Arc<Vault>>,
    around: Surroundings,
    workers: Option<Arc<Workers>>,
    clock: Arc<dyn Clock>,
    events: broadcast::Sender<EngineEvent>,
    active: Mutex<HashMap<ConnectorId, Arc<sync::Active>>>,
    requests: Mutex<HashMap<String, RunId>>,
    slots: Arc<Semaphore>,
    exports: Mutex<HashMap<ExportId, Arc<exports::Running>>>,
    transfers: Mutex<HashMap<TransferId, Arc<transfers::Moving>>>,
    transfers_changed: watch::Sender<u64>,
    transfer_slots: Semaphore,
    wake_scheduler: Notify,
    wake_watching: Notify,
    changes_seen: Mutex<HashMap<ConnectorId, Timestamp>>,
    shutdown: RunContext,
    last_problem: Mutex<Option<String>>,
    /// Held for as long as the engine lives.
    _lock: Option<lock::DirectoryLock>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("data_dir", &self.inner.data_dir)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens a data directory, making it where it is missing. Answers [`ErrorClass::Conflict`] when
    /// another process works in it.
    pub fn open(options: EngineOptions) -> Result<Self, Problem> {
        Self::open_with_clock(options, Arc::new(SystemClock))
    }

    /// As [`Engine::open`], with the clock of a test.
    pub fn open_with_clock(options: EngineOptions, clock: Arc<dyn Clock>) -> Result<Self, Problem> {
        lock::make_private_dir(&options.data_dir)?;
        let lock = match options.access {
            Access::Exclusive => Some(lock::DirectoryLock::take(&options.data_dir)?),
            Access::ReadOnly => None,
        };
        let store = Store::open(&options.data_dir, allow::key_glob)?;
        if options.access == Access::Exclusive {
            for run in store.runs().mark_interrupted(clock.now())? {
                tracing::info!(%run, "the last process ended during this run");
            }
            store.transfers().pause_all()?;
            store.exports().mark_interrupted(clock.now())?;
        }
        let vault = Vault::open(VaultOptions {
            dir: options.data_dir.clone(),
            passphrase: options.passphrase,
            use_keychain: options.use_keychain,
        });
        let (events, _) = broadcast::channel(256);
        Ok(Self {
            inner: Arc::new(Inner {
                data_dir: options.data_dir,
                store,
                vault: Mutex::new(Arc::new(vault)),
                around: Surroundings {
                    http: Http::new(options.http),
                    home: options.home,
                    variables: options.variables,
                },
                workers: options.worker.map(|command| Arc::new(Workers::new(command))),
                shutdown: RunContext::new(clock.clone()),
                clock,
                events,
                active: Mutex::default(),
                requests: Mutex::default(),
                slots: Arc::new(Semaphore::new(RUNS_AT_ONCE)),
                exports: Mutex::default(),
                transfers: Mutex::default(),
                transfers_changed: watch::Sender::new(0),
                transfer_slots: Semaphore::new(ITEMS_AT_ONCE),
                wake_scheduler: Notify::new(),
                wake_watching: Notify::new(),
                changes_seen: Mutex::default(),
                last_problem: Mutex::default(),
                _lock: lock,
            }),
        })
    }

    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// What changes, as it changes. A slow listener misses some and asks again.
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.inner.events.subscribe()
    }

    /// A fresh context that ends with the engine.
    pub fn context(&self) -> RunContext {
        self.inner.shutdown.child()
    }

    /// Starts the scheduler and takes up the runs that the last process left. Call it once, from a runtime.
    pub fn start_background(&self) {
        tokio::spawn(schedule::scheduler::run(self.clone()));
        tokio::spawn(watching::run(self.clone()));
        tokio::spawn(ledger::run(self.clone()));
    }

    /// Stops starting work, lets objects under way end or be abandoned, and returns when all runs have stopped.
    pub async fn shut_down(&self) {
        self.inner.shutdown.cancel.cancel();
        let waiting: Vec<_> = locked(&self.inner.active).values().cloned().collect();
        for active in waiting {
            active.ended().await;
        }
        let copying: Vec<_> = locked(&self.inner.exports).values().cloned().collect();
        for running in copying {
            running.ended().await;
        }
        self.keep_ledger().await;
        let moving: Vec<_> = locked(&self.inner.transfers).values().cloned().collect();
        for moving in moving {
            moving.ended().await;
        }
    }

    /// Runs a piece of store work off the async threads.
    async fn db<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, tidegate_store::StoreError> + Send + 'static,
    {
        let store = self.inner.store.clone();
        off_thread(move || work(&store).map_err(Problem::from)).await
    }

    fn vault(&self) -> Arc<Vault> {
        locked(&self.inner.vault).clone()
    }

    fn changed(&self, tags: &[&'static str]) {
        // Nobody listening is fine: the command line has no window to refresh.
        let _ = self.inner.events.send(EngineEvent::Stale(tags.to_vec()));
    }

    /// Opens the source of a stored connector, with its credential.
    async fn source(&self, connector: &Connector) -> Result<Box<dyn Source>, Problem> {
        let credential = self.credential(&connector.id).await?;
        if connector.status == tidegate_domain::connector::ConnectorStatus::Disconnected {
            return Err(Problem::new(
                ErrorClass::AuthExpired,
                format!(
                    "\u{201c}{}\u{201d} is disconnected: its credential was forgotten.",
                    connector.name
                ),
                "Enter a credential in the connector's settings to connect it again.",
            ));
        }
        self.connect(
            &connector.name,
            &connector.provider,
            &connector.config,
            credential.as_ref(),
        )
    }

    /// `name` is the connector's, for the ledger of hosts.
    fn connect(
        &self,
        name: &str,
        provider: &str,
        config: &serde_json::Value,
        credential: Option<&Credential>,
    ) -> Result<Box<dyn Source>, Problem> {
        let mut around = self.inner.around.clone();
        around.http = around.http.for_connector(name);
        known_provider(provider)?.connect(config, credential, &around)
    }

    async fn credential(&self, id: &ConnectorId) -> Result<Option<Credential>, Problem> {
        let wanted = id.clone();
        let Some(sealed) = self.db(move |store| store.credentials().get(&wanted)).await? else {
            return Ok(None);
        };
        let (vault, record) = (self.vault(), id.to_string());
        let secret = off_thread(move || vault.open_sealed(&record, &sealed).map_err(Problem::from)).await?;
        Ok(Some(Credential::from_text(secret.expose())))
    }
}

fn known_provider(id: &str) -> Result<&'static dyn tidegate_connectors::Provider, Problem> {
    tidegate_connectors::provider(id).ok_or_else(|| {
        let known: Vec<_> = tidegate_connectors::providers()
            .iter()
            .map(|p| p.descriptor().id)
            .collect();
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("There is no provider \u{201c}{id}\u{201d}."),
            format!("Use one of: {}.", known.join(", ")),
        )
        .on_field("provider")
    })
}

/// Runs blocking work on tokio's blocking threads. A panic in it is an [`ErrorClass::Internal`] problem.
async fn off_thread<T, F>(work: F) -> Result<T, Problem>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Problem> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(internal("a background task stopped")))
}

fn internal(what: &str) -> Problem {
    Problem::new(
        ErrorClass::Internal,
        format!("Tidegate made a mistake: {what}."),
        "Try again; if it stays, copy the diagnostics from Settings into a report.",
    )
}

/// A mutex whose data is valid after every step, so that a panic elsewhere does not spread.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 128 random bits for an id.
fn random() -> u128 {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => u128::from_le_bytes(bytes),
        // Ids also carry the time; without system randomness they stay unique within a process.
        Err(_) => {
            use std::hash::{BuildHasher, RandomState};
            u128::from(RandomState::new().hash_one(0u8))
        }
    }
}
