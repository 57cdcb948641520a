//! A document: an object as last seen, and what became of it.

use crate::{
    Timestamp,
    export::LatestCopy,
    exposure::ExposureLevel,
    id::{ConnectorId, DocumentId, RunId},
    key::ObjectKey,
    object::{SkipReason, Version},
    page::PageRequest,
    problem::ErrorClass,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an object stands. Every listed object ends in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Listed, not examined yet.
    Pending,
    Scanned,
    /// Examined up to a limit; the rest is not counted as clean.
    Partial,
    Skipped,
    Failed,
    /// No longer in a complete listing.
    Gone,
}

impl DocumentState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Scanned => "scanned",
            Self::Partial => "partial",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }
}

/// A document as shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Document {
    pub id: DocumentId,
    pub connector_id: ConnectorId,
    pub bucket: String,
    pub key: ObjectKey,
    pub version: Version,
    pub size: u64,
    pub modified: Option<Timestamp>,
    /// Format as recognised, such as `csv`; empty before the first scan.
    pub format: String,
    pub state: DocumentState,
    pub skip_reason: Option<SkipReason>,
    pub error_class: Option<ErrorClass>,
    /// For `partial` and `failed`: what happened, in a sentence.
    pub message: Option<String>,
    pub findings_count: u64,
    pub risk_score: u8,
    /// Who can reach it: the worse of its bucket's and its own.
    pub exposure: ExposureLevel,
    /// Bytes that were examined.
    pub examined: u64,
    pub last_processed: Option<Timestamp>,
    pub last_run_id: Option<RunId>,
    /// The redacted copy that syncs keep of it; absent while none was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub copy: Option<LatestCopy>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct DocumentQuery {
    #[ts(optional)]
    pub connector_id: Option<ConnectorId>,
    pub bucket: Option<String>,
    pub prefix: Option<ObjectKey>,
    #[ts(as = "Option<Vec<DocumentState>>", optional)]
    pub states: Vec<DocumentState>,
    pub with_findings: Option<bool>,
    /// Part of the key, without case.
    pub text: Option<String>,
    /// Only those that this run looked at.
    pub run_id: Option<RunId>,
    #[ts(as = "Option<PageRequest>", optional)]
    pub page: PageRequest,
}

/// Which documents that were not fully examined are wanted: those of a connector, or of all in a collection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct NotExaminedQuery {
    #[ts(optional)]
    pub connector_id: Option<ConnectorId>,
    pub collection: Option<String>,
    pub bucket: Option<String>,
    pub prefix: Option<ObjectKey>,
    #[ts(as = "Option<PageRequest>", optional)]
    pub page: PageRequest,
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    pub rows: u64,
}

/// What a scan of one object came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Scanned,
    /// Examined only in part: why.
    Partial {
        message: String,
    },
    Skipped(SkipReason),
    Failed {
        class: ErrorClass,
        message: String,
    },
    /// It was listed but is not there any more.
    Gone,
}

/// How sensitive one row of the browser is: an object, or everything below a prefix or bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Sensitivity {
    pub key: ObjectKey,
    /// True when `key` is a prefix and the counts are sums.
    pub is_prefix: bool,
    pub findings: u64,
    pub worst: Option<crate::detector::Severity>,
    pub risk_score: u8,
    /// Documents known below, and how many of them were examined.
    pub documents: u64,
    pub examined: u64,
    /// Of a single object.
    pub state: Option<DocumentState>,
}
