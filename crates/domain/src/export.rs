//! Redacted copies: what became of each object, and the manifest that says so.

use crate::{Timestamp, key::ObjectKey, object::ObjectMeta, policy::PolicyUsed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

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
            state: CopyState::Failed,
            reason: None,
            size: meta.size,
            version: meta.version.0.clone(),
            target: None,
            copy_size: 0,
            sha256: String::new(),
            replaced: 0,
            detectors: BTreeMap::new(),
            kept: 0,
            left_out: Vec::new(),
        }
    }
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
}
