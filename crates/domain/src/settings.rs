//! What a person can set, and what the app says of itself.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColorScheme {
    Light,
    Dark,
    #[default]
    System,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnClose {
    /// Keep syncing in the tray, where there is one.
    #[default]
    KeepRunning,
    Quit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    pub color_scheme: ColorScheme,
    pub on_close: OnClose,
    /// Objects read at once in one run, 1 to 64.
    pub concurrency: u32,
    /// One summary per run, problems first. Off means off.
    pub notifications: bool,
    pub start_at_login: bool,
    /// The threshold of the built-in policies: findings below it are hidden, 0 to 100.
    pub min_confidence_percent: u8,
    /// Schedules are held; set by the pause commands alone.
    #[ts(skip)]
    pub paused: bool,
    /// When the hold ends by itself.
    #[ts(skip)]
    pub paused_until: Option<Timestamp>,
}

impl Settings {
    /// Whether schedules are held at `now`.
    pub fn is_paused(&self, now: Timestamp) -> bool {
        self.paused && self.paused_until.is_none_or(|until| now < until)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            color_scheme: ColorScheme::System,
            on_close: OnClose::KeepRunning,
            concurrency: 16,
            notifications: true,
            start_at_login: false,
            min_confidence_percent: 50,
            paused: false,
            paused_until: None,
        }
    }
}

/// Where the one key lives that seals credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultBackend {
    OsKeychain,
    Passphrase,
    /// Nothing is set up yet: no keychain here and no passphrase given.
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultState {
    pub backend: VaultBackend,
    pub unlocked: bool,
    /// What is going on and what to do, in plain words.
    pub message: String,
}

/// What runs in the background, for the rail's foot and the tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EngineState {
    pub running: u64,
    pub queued: u64,
    /// Schedules wait until then (`None` with `paused`: until resumed).
    pub paused: bool,
    pub paused_until: Option<Timestamp>,
    pub next_run_at: Option<Timestamp>,
    /// The newest failed run that nobody has looked at.
    pub last_problem: Option<String>,
    /// A tray icon is shown; without one the window is minimised instead of hidden.
    pub tray: bool,
}

/// A person's diagnostics: versions, paths, states; no names of objects, no credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnostics {
    pub version: String,
    pub os: String,
    pub data_dir: String,
    pub database_bytes: u64,
    pub schema_version: u32,
    pub sqlite_version: String,
    pub webview_version: Option<String>,
    pub vault: VaultState,
    pub detectors: u64,
    pub providers: Vec<String>,
    pub formats: Vec<String>,
    pub integrity: String,
    /// Every host that this app has talked to.
    pub hosts: Vec<HostContact>,
}

/// One host that the app has talked to, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HostContact {
    /// Name and, where it is not the usual one, port.
    pub host: String,
    /// Requests of all time.
    pub requests: u64,
    /// Bytes of bodies.
    pub sent: u64,
    pub received: u64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// What was asked of it, in plain words: `list objects`, `read an object`, `sign in`, …
    pub purposes: Vec<String>,
    /// The names of the connectors on whose behalf.
    pub connectors: Vec<String>,
}

impl HostContact {
    /// Names of connectors that are kept of one host.
    const MOST_NAMES: usize = 100;

    /// Adds what else is known of the same host.
    pub fn join(&mut self, other: &Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.sent = self.sent.saturating_add(other.sent);
        self.received = self.received.saturating_add(other.received);
        self.first_at = self.first_at.min(other.first_at);
        self.last_at = self.last_at.max(other.last_at);
        for (mine, theirs) in [
            (&mut self.purposes, &other.purposes),
            (&mut self.connectors, &other.connectors),
        ] {
            for name in theirs {
                if mine.len() < Self::MOST_NAMES && !mine.contains(name) {
                    mine.push(name.clone());
                }
            }
        }
    }
}
