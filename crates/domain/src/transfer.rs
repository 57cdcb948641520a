//! Transfers: uploads to and downloads from a source, which go on after a restart, and what a person is told
//! before and after something is deleted.

use crate::{
    Timestamp,
    exposure::Exposure,
    id::{ConnectorId, TransferId, TransferItemId},
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    page::PageRequest,
    problem::Problem,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Objects and whole prefixes of one bucket, as chosen in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Selection {
    /// Empty for a source without buckets.
    pub bucket: String,
    pub objects: Vec<ObjectKey>,
    /// Everything below them.
    pub prefixes: Vec<ObjectKey>,
}

/// What a selection comes to. Asked for before anything is downloaded or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct SelectionCount {
    pub objects: u64,
    pub bytes: u64,
    /// False while counting goes on, or when part of it could not be listed; then counts are "so far".
    pub complete: bool,
    /// Up to ten keys.
    pub examples: Vec<ObjectKey>,
    pub problem: Option<Problem>,
}

/// What became of one object of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemFailure {
    pub object: ObjectRef,
    pub problem: Problem,
}

/// What a deletion did, object by object: `asked` = `deleted` + `already_gone` + `failed` + `not_tried`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct DeleteReport {
    pub asked: u64,
    pub deleted: u64,
    pub already_gone: u64,
    pub failed: u64,
    /// Left alone because the deletion was cancelled.
    pub not_tried: u64,
    /// Up to 1,000 of the failed ones.
    pub failures: Vec<ItemFailure>,
    /// Older versions are kept by the bucket, so that the source's own console can bring them back.
    pub versioned: bool,
}

/// A link that lets anybody who has it read one object until it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemporaryLink {
    pub url: String,
    pub expires_at: Timestamp,
    /// The credential that signed it ends earlier than the link was asked to.
    pub shortened: bool,
}

/// A name and a value as the source has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedValue {
    pub name: String,
    pub value: String,
}

/// Everything the source says of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObjectProperties {
    pub meta: ObjectMeta,
    pub content_type: Option<String>,
    /// What the service says by itself: encryption, checksums, cache control, …
    pub system: Vec<NamedValue>,
    /// What people attached.
    pub metadata: Vec<NamedValue>,
    /// `s3://bucket/key`, `gs://…`, `https://account.blob…/container/key`, or a path.
    pub uri: String,
    /// `None` where the source has no such thing.
    pub exposure: Option<Exposure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    Upload,
    Download,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TransferStatus {
    /// Finding out what there is to move.
    Counting,
    Running,
    /// By hand, or because the app was closed.
    Paused,
    /// Something is there already and nobody has said what to do.
    NeedsAnswer,
    Completed,
    /// Some items failed; they can be retried.
    CompletedWithErrors,
    Cancelled,
}

/// What to do with an item whose target exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConflictAnswer {
    Skip,
    Overwrite,
    /// Only when the moved one is newer.
    OverwriteOlder,
    /// Only when the sizes differ.
    OverwriteDifferentSize,
    /// The moved one gets a name of its own.
    KeepBoth,
}

/// One transfer of many items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Transfer {
    pub id: TransferId,
    pub kind: TransferKind,
    pub connector: ConnectorId,
    pub connector_name: String,
    /// `bucket/prefix` of the source's side.
    pub bucket: String,
    pub prefix: ObjectKey,
    /// The folder on this computer.
    pub folder: String,
    pub status: TransferStatus,
    /// How conflicts are decided; absent until somebody has said so.
    pub on_conflict: Option<ConflictAnswer>,
    pub items: u64,
    pub done: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Items that wait for an answer.
    pub conflicts: u64,
    pub bytes: u64,
    pub bytes_done: u64,
    pub first_problem: Option<Problem>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TransferItemState {
    Waiting,
    Running,
    Conflict,
    Done,
    Skipped,
    Failed,
}

/// One file or object of a transfer; when done, its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TransferItem {
    pub id: TransferItemId,
    pub object: ObjectRef,
    /// Below the transfer's folder, as named on disk (escaped where the key is no legal or safe name).
    pub local_path: String,
    pub size: u64,
    pub bytes_done: u64,
    pub state: TransferItemState,
    pub problem: Option<Problem>,
    /// SHA-256 of the bytes moved, hexadecimal.
    pub sha256: Option<String>,
    /// The version that was read or written.
    pub version: Option<String>,
    pub modified: Option<Timestamp>,
}

/// Which items of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TransferItemQuery {
    pub transfer: TransferId,
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<TransferItemState>,
    #[serde(default)]
    #[ts(optional)]
    pub page: Option<PageRequest>,
}
