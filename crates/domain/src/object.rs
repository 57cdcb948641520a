//! Objects as a source lists them, before anything has been examined.

use crate::{Timestamp, key::ObjectKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// Which object: its bucket (empty for a local folder) and its exact key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct ObjectRef {
    pub bucket: String,
    pub key: ObjectKey,
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bucket.is_empty() {
            write!(f, "{}", self.key)
        } else {
            write!(f, "{}/{}", self.bucket, self.key)
        }
    }
}

/// The strongest sign of an object's content that its source offers, as text: an unquoted etag, a
/// generation, or `size-mtime-inode` on a disk. Equal versions mean equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Version(pub String);

/// One object as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ObjectMeta {
    pub object: ObjectRef,
    /// Bytes.
    pub size: u64,
    pub version: Version,
    pub modified: Option<Timestamp>,
    /// The source's own word, such as `STANDARD` or `GLACIER`.
    pub storage_class: Option<String>,
    /// Why it cannot be read, as far as the listing tells (archived class, unreadable file, not a regular file).
    pub unreadable: Option<SkipReason>,
}

/// Why an object was left unexamined, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Same version, same policy, same detectors as when it was last examined.
    Unchanged,
    /// `import_mode` is `new_only` and the key has been processed before.
    AlreadyProcessed,
    /// Outside `file_types`.
    FileType,
    /// Larger than `max_object_size`.
    TooLarge,
    /// The run's `max_files` was reached.
    MaxFiles,
    /// In an archived storage class; reading it would need a restore.
    Archived,
    /// A zero-byte `dir/` marker or a directory entry.
    FolderMarker,
    /// A symbolic link, device, socket or pipe.
    NotRegular,
    /// A binary format that no reader here understands yet.
    UnsupportedFormat,
    /// Nothing to read.
    Empty,
}

impl SkipReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::AlreadyProcessed => "already_processed",
            Self::FileType => "file_type",
            Self::TooLarge => "too_large",
            Self::MaxFiles => "max_files",
            Self::Archived => "archived",
            Self::FolderMarker => "folder_marker",
            Self::NotRegular => "not_regular",
            Self::UnsupportedFormat => "unsupported_format",
            Self::Empty => "empty",
        }
    }
}

/// A row of the browser: a bucket, a prefix ("folder") or an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Node {
    Bucket {
        name: String,
        created: Option<Timestamp>,
    },
    Prefix {
        prefix: ObjectKey,
    },
    Object(ObjectMeta),
}

/// One page of the browser, straight from the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BrowsePage {
    pub nodes: Vec<Node>,
    /// Absent when this level has been listed to its end.
    pub next_cursor: Option<String>,
    /// Entries looked at for this page; larger than `nodes` when a pattern filters.
    pub examined: u64,
}

/// Which level of a source to show. An empty bucket shows the buckets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BrowseRequest {
    pub bucket: String,
    pub prefix: ObjectKey,
    /// A glob such as `*.csv` or `2026/**`, matched below `prefix`. With one, the whole subtree is searched.
    pub pattern: Option<String>,
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 1,000 (default 500).
    pub limit: Option<u32>,
}
