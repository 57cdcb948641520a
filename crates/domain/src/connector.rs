//! A connector: a named link to one source, with its scope and schedule.

use crate::{
    Timestamp,
    export::ExportTo,
    exposure::ExposureLevel,
    id::{ConnectorId, PolicyId},
    key::ObjectKey,
    object::ObjectRef,
    problem::Problem,
    provider::CheckReport,
    secret::Credential,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a connector may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    Import,
    Export,
}

/// Which objects a sync takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// New and changed objects.
    #[default]
    All,
    /// Only keys that were never processed before.
    NewOnly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorStatus {
    PendingTest,
    Active,
    Paused,
    NeedsReauth,
    Error,
    Disconnected,
}

impl ConnectorStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingTest => "pending_test",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::NeedsReauth => "needs_reauth",
            Self::Error => "error",
            Self::Disconnected => "disconnected",
        }
    }
}

/// What part of the source a connector covers. Empty lists mean "everything".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Scope {
    pub buckets: Vec<String>,
    pub prefixes: Vec<ObjectKey>,
    /// Globs over the whole key (`logs/**`), or over the name when they hold no `/` (`*.csv`).
    pub patterns: Vec<String>,
    /// Globs of what is left out, read the same way.
    pub exclude: Vec<String>,
    /// Extensions without the dot, such as `csv`; compared without case.
    pub file_types: Vec<String>,
    /// Bytes; larger objects are skipped with that reason.
    pub max_object_size: Option<u64>,
}

/// A connector as stored and shown. The credential is not part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Connector {
    pub id: ConnectorId,
    pub name: String,
    /// The provider's id.
    pub provider: String,
    /// Visible settings in the provider's shape.
    pub config: serde_json::Value,
    /// Whether a credential is stored (it is never shown).
    pub has_credential: bool,
    #[serde(flatten)]
    pub scope: Scope,
    pub scopes: Vec<Use>,
    pub export_base_path: Option<String>,
    pub import_mode: ImportMode,
    pub schedule_cron: Option<String>,
    /// IANA zone of the schedule.
    pub timezone: String,
    /// What is looked for; absent for everything.
    pub policy_id: Option<PolicyId>,
    /// Where each sync puts redacted copies of what is new or changed; absent when it only reports.
    #[serde(default)]
    pub copies: Option<ExportTo>,
    pub active: bool,
    pub status: ConnectorStatus,
    pub status_message: Option<String>,
    pub collection: Option<String>,
    pub findings_count: u64,
    pub risk_score: u8,
    /// The worst of its buckets' exposures; absent while none has been read.
    #[serde(default)]
    pub exposure: Option<ExposureLevel>,
    pub last_sync_at: Option<Timestamp>,
    pub next_sync_at: Option<Timestamp>,
    /// When the source was last seen to change since its last sync began, where it tells by itself. A hint:
    /// its absence means nothing.
    #[serde(default)]
    pub changes_seen_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

impl Connector {
    /// Where writes go: the bucket (empty for a source without) and the prefix that every one must stay
    /// inside. `None` when this connector may not be written to, or when nothing says which bucket.
    pub fn export_base(&self, buckets: bool) -> Option<ObjectRef> {
        export_base(
            &self.scopes,
            self.export_base_path.as_deref(),
            &self.scope,
            buckets,
        )
    }
}

/// An `export_base_path` is `bucket/prefix` where there are buckets, else the prefix alone. Without one, the
/// only bucket of the scope is meant.
fn export_base(uses: &[Use], path: Option<&str>, scope: &Scope, buckets: bool) -> Option<ObjectRef> {
    if !uses.contains(&Use::Export) {
        return None;
    }
    let path = path.unwrap_or_default().trim_start_matches('/');
    let (bucket, prefix) = match (buckets, path) {
        (false, path) => ("", path),
        (true, "") => match &scope.buckets[..] {
            [only] => (only.as_str(), ""),
            _ => return None,
        },
        (true, path) => path.split_once('/').unwrap_or((path, "")),
    };
    Some(ObjectRef {
        bucket: bucket.to_owned(),
        key: ObjectKey::from_text(prefix),
    })
}

/// What a person fills in to make a connector.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct ConnectorDraft {
    pub name: String,
    pub provider: String,
    #[serde(default)]
    pub config: serde_json::Value,
    /// Write-only.
    #[serde(default)]
    #[ts(type = "unknown", optional)]
    pub credential: Option<Credential>,
    #[serde(flatten)]
    pub scope: Scope,
    #[serde(default = "import_only")]
    pub scopes: Vec<Use>,
    #[serde(default)]
    #[ts(optional)]
    pub export_base_path: Option<String>,
    #[serde(default)]
    pub import_mode: ImportMode,
    #[serde(default)]
    #[ts(optional)]
    pub schedule_cron: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub timezone: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub collection: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub policy_id: Option<PolicyId>,
    #[serde(default)]
    #[ts(optional)]
    pub copies: Option<ExportTo>,
}

impl ConnectorDraft {
    /// As [`Connector::export_base`].
    pub fn export_base(&self, buckets: bool) -> Option<ObjectRef> {
        export_base(
            &self.scopes,
            self.export_base_path.as_deref(),
            &self.scope,
            buckets,
        )
    }
}

fn import_only() -> Vec<Use> {
    vec![Use::Import]
}

/// A change of some fields. An absent field keeps its value; `null` clears one that may be empty.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ConnectorPatch {
    pub name: Option<String>,
    pub config: Option<serde_json::Value>,
    /// Write-only; absent keeps the stored one.
    #[ts(type = "unknown", optional)]
    pub credential: Option<Credential>,
    pub buckets: Option<Vec<String>>,
    pub prefixes: Option<Vec<ObjectKey>>,
    pub patterns: Option<Vec<String>>,
    pub exclude: Option<Vec<String>>,
    pub file_types: Option<Vec<String>>,
    #[serde(deserialize_with = "present")]
    #[ts(type = "number | null", optional)]
    pub max_object_size: Option<Option<u64>>,
    pub scopes: Option<Vec<Use>>,
    #[serde(deserialize_with = "present")]
    #[ts(type = "string | null", optional)]
    pub export_base_path: Option<Option<String>>,
    pub import_mode: Option<ImportMode>,
    #[serde(deserialize_with = "present")]
    #[ts(type = "string | null", optional)]
    pub schedule_cron: Option<Option<String>>,
    pub timezone: Option<String>,
    #[serde(deserialize_with = "present")]
    #[ts(type = "string | null", optional)]
    pub collection: Option<Option<String>>,
    #[serde(deserialize_with = "present")]
    #[ts(type = "string | null", optional)]
    pub policy_id: Option<Option<PolicyId>>,
    #[serde(deserialize_with = "present")]
    #[ts(type = "ExportTo | null", optional)]
    pub copies: Option<Option<ExportTo>>,
}

/// Tells `null` (`Some(None)`) from an absent field (`None`, by `default`).
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Filters of a connector list. 20 rows by default, 100 at most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ConnectorQuery {
    pub provider: Option<String>,
    pub status: Option<ConnectorStatus>,
    pub collection: Option<String>,
    /// Part of the name, without case.
    pub text: Option<String>,
    /// True shows only the deleted ones that can still be restored.
    pub deleted: Option<bool>,
    #[ts(optional)]
    pub page: Option<crate::page::PageRequest>,
}

/// The answer to `create`: the connector, and the test it was given (when one was asked for).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Created {
    pub connector: Connector,
    pub check: Option<CheckReport>,
}

/// What purging a connector would remove, or has removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PurgeCounts {
    pub documents: u64,
    pub runs: u64,
    pub findings: u64,
    pub credential: bool,
}

/// A live look at what a scope would cover, before it is saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ScopePreview {
    pub objects_covered: u64,
    pub bytes_covered: u64,
    /// Listed but left out, by exclusion, pattern, type or size.
    pub objects_left_out: u64,
    /// False while counting goes on or when it stopped at a limit; then counts are "so far".
    pub complete: bool,
    /// Up to ten covered keys.
    pub examples: Vec<ObjectKey>,
    /// Covered objects by extension, most first, at most eight.
    pub types: Vec<TypeCount>,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TypeCount {
    pub file_type: String,
    pub objects: u64,
}
