//! A run: one sync of one connector.

use crate::{
    Timestamp,
    id::{ConnectorId, ExportId, RunId},
    key::ObjectKey,
    object::SkipReason,
    page::PageRequest,
    policy::PolicyUsed,
    problem::{ErrorClass, Problem},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    #[default]
    Manual,
    Schedule,
    CatchUp,
    Api,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunMode {
    #[default]
    Auto,
    Full,
    Incremental,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    Queued,
    Running,
    Paused,
    Completed,
    CompletedWithErrors,
    /// Stopped by a crash, a shutdown or a lost source; resumes where it was.
    Interrupted,
    Cancelled,
    Failed,
}

impl RunStatus {
    /// Over for good: nothing will change it.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::CompletedWithErrors | Self::Cancelled | Self::Failed
        )
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::CompletedWithErrors => "completed_with_errors",
            Self::Interrupted => "interrupted",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// What a sync is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct RunOptions {
    #[ts(as = "Option<RunMode>", optional)]
    pub mode: RunMode,
    /// Keys to process, as `bucket/key` is spelled for this source. With `incremental` it must not be empty.
    #[ts(as = "Option<Vec<FileRef>>", optional)]
    pub file_filter: Vec<FileRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_files: Option<u64>,
    #[ts(as = "Option<Vec<String>>", optional)]
    pub file_types: Vec<String>,
}

/// A file named by a person: the bucket may be left out when the connector covers exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileRef {
    #[serde(default)]
    pub bucket: String,
    pub key: ObjectKey,
}

/// Live counters. `listed` = `pending` + `scanned` + `partial` + all skipped + all failed + `gone`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RunCounts {
    pub listed: u64,
    /// Listed, not yet in their final state.
    pub pending: u64,
    /// Bytes arrived in full.
    pub collected: u64,
    /// A format reader understood them.
    pub parsed: u64,
    pub scanned: u64,
    pub partial: u64,
    /// Objects whose copies this run makes, when the connector keeps redacted copies.
    pub to_copy: u64,
    /// Copies made by this run: those with values removed, and those where nothing was to be removed.
    pub copied: u64,
    /// Of them, those with values removed, and proved.
    pub redacted: u64,
    /// Objects that were examined and have no copy of their present version, also from earlier runs.
    pub not_copied: u64,
    pub skipped: BTreeMap<SkipReason, u64>,
    pub failed: BTreeMap<ErrorClass, u64>,
    /// Listed, and gone when they were read.
    pub gone: u64,
    pub bytes_listed: u64,
    pub bytes_read: u64,
    /// New and seen again in this run, of those that are shown.
    pub findings: u64,
    pub findings_new: u64,
}

impl RunCounts {
    pub fn skipped_total(&self) -> u64 {
        self.skipped.values().sum()
    }

    pub fn failed_total(&self) -> u64 {
        self.failed.values().sum()
    }

    /// The invariant: every listed object is in exactly one state.
    pub fn add_up(&self) -> bool {
        self.listed
            == self.pending
                + self.scanned
                + self.partial
                + self.skipped_total()
                + self.failed_total()
                + self.gone
    }
}

/// A run as stored and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Run {
    pub id: RunId,
    pub connector_id: ConnectorId,
    pub connector_name: String,
    pub trigger: Trigger,
    pub options: RunOptions,
    /// Hash of the scope, to tell whether a checkpoint still fits.
    pub scope_fingerprint: String,
    /// Hash of detectors, their versions and the policy.
    pub policy_fingerprint: String,
    /// What was looked for; absent in runs from before there were policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub policy: Option<PolicyUsed>,
    pub status: RunStatus,
    pub counts: RunCounts,
    /// Percent and time left mean something only once this is true.
    pub listing_complete: bool,
    pub queued_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Why it ended as it did, when it did not simply complete.
    pub problem: Option<Problem>,
    /// The first problem of each class.
    pub first_errors: Vec<Problem>,
    /// The redacted copies that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub export_id: Option<ExportId>,
}

/// A line of a run's log: something happened to an object, or to the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunEvent {
    pub at: Timestamp,
    pub level: EventLevel,
    pub message: String,
    pub bucket: Option<String>,
    pub key: Option<ObjectKey>,
    pub class: Option<ErrorClass>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EventLevel {
    Info,
    Warning,
    Error,
}

/// A whole picture of a running sync; a view that opens late asks for the current one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RunSnapshot {
    pub run: Run,
    /// Grows with each snapshot of the run.
    pub sequence: u64,
    pub bytes_per_second: u64,
    pub objects_per_second: f64,
    /// Objects under way now.
    pub current: Vec<ObjectKey>,
    /// Seconds; only once the listing is complete.
    pub seconds_left: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct RunQuery {
    #[ts(optional)]
    pub connector_id: Option<ConnectorId>,
    #[ts(as = "Option<Vec<RunStatus>>", optional)]
    pub statuses: Vec<RunStatus>,
    #[ts(as = "Option<PageRequest>", optional)]
    pub page: PageRequest,
}
