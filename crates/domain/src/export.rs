//! Redacted copies: what became of each object, and the manifest that says so.

use crate::{
    Timestamp,
    action::Action,
    id::{ConnectorId, DocumentId, ExportId, PolicyId, RunId},
    key::ObjectKey,
    object::ObjectMeta,
    policy::PolicyUsed,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What copies are made of, how, and where they go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportDraft {
    pub connector_id: ConnectorId,
    /// Only objects of this bucket, and only those whose keys begin so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub prefix: Option<ObjectKey>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<DocumentId>>", optional)]
    pub documents: Vec<DocumentId>,
    /// Only objects in which something was found.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub only_with_findings: bool,
    pub to: ExportTo,
    /// Replace what an earlier export has written at the same place. A file that no export wrote stays in any case,
    /// and the copy that would have its name is refused.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub replace: bool,
    /// The policy; the connector's own when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub policy_id: Option<PolicyId>,
    /// What is done with findings that the policy only reports.
    #[serde(default = "labels")]
    #[ts(as = "Option<Action>", optional)]
    pub otherwise: Action,
    /// Hashes, encrypted values and pseudonyms are the same within one project.
    #[serde(default)]
    #[ts(as = "Option<String>", optional)]
    pub project: String,
}

fn labels() -> Action {
    Action::Replace { label: None }
}

/// Where copies go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExportTo {
    /// A folder of this machine.
    Folder { path: String },
    /// A connector that may be exported to, inside its place for exports.
    Connector {
        connector_id: ConnectorId,
        #[serde(default)]
        bucket: String,
        #[serde(default)]
        prefix: ObjectKey,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportStatus {
    Running,
    /// Every object has a copy.
    Completed,
    /// Some have none.
    CompletedWithErrors,
    Cancelled,
    /// The program ended meanwhile, or the source or the target was lost: it can go on.
    Interrupted,
}

/// A making of redacted copies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Export {
    pub id: ExportId,
    pub draft: ExportDraft,
    /// The run whose objects these are, when a sync made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub run_id: Option<RunId>,
    /// The source's name when it was made.
    pub connector_name: String,
    pub policy: PolicyUsed,
    pub status: ExportStatus,
    /// Why it did not come to its end.
    pub message: Option<String>,
    /// Objects in all.
    pub objects: u64,
    pub totals: CopyTotals,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// What an export would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct ExportPlan {
    pub objects: u64,
    pub bytes: u64,
    /// Objects with findings, and findings that are shown.
    pub with_findings: u64,
    pub findings: u64,
    /// Objects that were not fully examined: they are refused unless they have changed since.
    pub not_examined: u64,
}

/// How the copy of one object ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// Written, read again, and none of the removed values found in it.
    Verified,
    /// There was nothing to remove: the copy is the object, byte for byte.
    Unchanged,
    /// No copy was written, for a reason that lies in the object or at its target.
    Refused,
    /// No copy was written because something went wrong; another try may succeed.
    Failed,
}

impl CopyState {
    /// Whether there is a copy now.
    pub fn is_copy(self) -> bool {
        matches!(self, Self::Verified | Self::Unchanged)
    }
}

/// What became of one object in the making of copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopyItem {
    pub key: ObjectKey,
    /// The key without removed values, when it held some: what the manifest calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub named: Option<ObjectKey>,
    pub state: CopyState,
    /// Why there is no copy; a sentence without content.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
    /// Bytes of the object.
    pub size: u64,
    /// Its version at the source.
    pub version: String,
    /// Where the copy is: the object's key, without removed values.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub target: Option<ObjectKey>,
    /// Bytes of the copy.
    pub copy_size: u64,
    /// SHA-256 of the copy, as hexadecimal digits; empty when there is none.
    pub sha256: String,
    /// Places where something stands for a value.
    pub replaced: u64,
    /// Values that were found, by detector.
    pub detectors: BTreeMap<String, u64>,
    /// Values that the policy only reports: they are in the copy.
    pub kept: u64,
    /// Files inside that the copy does not have.
    pub left_out: Vec<LeftOutMember>,
}

impl CopyItem {
    /// An object whose copy is still to be made.
    pub fn none(meta: &ObjectMeta) -> Self {
        Self {
            key: meta.object.key.clone(),
            size: meta.size,
            version: meta.version.0.clone(),
            ..Self::empty()
        }
    }

    /// Nothing is known yet; what has no other end has failed.
    pub fn empty() -> Self {
        Self {
            key: ObjectKey::default(),
            named: None,
            state: CopyState::Failed,
            reason: None,
            size: 0,
            version: String::new(),
            target: None,
            copy_size: 0,
            sha256: String::new(),
            replaced: 0,
            detectors: BTreeMap::new(),
            kept: 0,
            left_out: Vec::new(),
        }
    }

    /// As the manifest beside the copies says it: without the values that were removed, also from its name.
    #[must_use]
    pub fn told(self) -> Self {
        Self {
            key: self.named.unwrap_or(self.key),
            named: None,
            ..self
        }
    }
}

/// Where the latest copy of an object that a sync made stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LatestCopy {
    pub export_id: ExportId,
    pub state: CopyState,
    /// Why there is no copy.
    pub reason: Option<String>,
    /// Where it is.
    pub target: Option<ObjectKey>,
    /// Of the object's present version; else the object has changed since.
    pub current: bool,
}

/// A file inside a packed one that the copy does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOutMember {
    pub member: String,
    pub reason: String,
}

/// What one making of copies came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopyTotals {
    pub verified: u64,
    pub unchanged: u64,
    pub refused: u64,
    pub failed: u64,
    /// Places where something stands for a value.
    pub replaced: u64,
    /// Bytes of all copies.
    pub copy_bytes: u64,
}

impl CopyTotals {
    pub fn add(&mut self, item: &CopyItem) {
        match item.state {
            CopyState::Verified => self.verified += 1,
            CopyState::Unchanged => self.unchanged += 1,
            CopyState::Refused => self.refused += 1,
            CopyState::Failed => self.failed += 1,
        }
        self.replaced += item.replaced;
        self.copy_bytes += item.copy_size;
    }

    /// Objects that have no copy.
    pub fn without_copy(&self) -> u64 {
        self.refused + self.failed
    }
}

/// The file that lies beside the copies and says what each is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this form: 1.
    pub manifest: u32,
    /// The program and its version.
    pub program: String,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyUsed>,
    pub totals: CopyTotals,
    pub items: Vec<CopyItem>,
    /// Of an export that is kept: HMAC-SHA-256 of all above under the key of this installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

impl Manifest {
    /// The file's name beside the copies. Each export that is kept has its own, so that none hides another's.
    pub fn file_name(export: Option<&ExportId>) -> String {
        match export {
            Some(id) => format!("{MANIFEST}-{id}.json"),
            None => format!("{MANIFEST}.json"),
        }
    }

    /// Whether a copy of an object with this key would take the name of a manifest.
    pub fn takes_name(key: &ObjectKey) -> bool {
        key.as_bytes().starts_with(MANIFEST.as_bytes()) && key.as_bytes().ends_with(b".json")
    }
}

const MANIFEST: &str = "tidegate-manifest";
