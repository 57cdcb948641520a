//! A finding: one sensitive value in one place of one document. The value itself is never stored.

use crate::{
    Timestamp,
    detector::{Category, Reason, Severity},
    id::{AllowRuleId, ConnectorId, DocumentId, FindingId, RunId},
    key::ObjectKey,
    object::Version,
    page::PageRequest,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a value lies in its file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Location {
    /// Bytes into the file (into the unpacked member, when `member` is set). Of a document that is not plain text
    /// (`page`, `sheet` or `part` is set), bytes into the text of that page, cell or part.
    #[ts(optional = false)]
    pub byte_start: u64,
    #[ts(optional = false)]
    pub byte_end: u64,
    /// 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Characters into the line, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// Row of a table, 1-based, the header included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Column of a table, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column_number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column_name: Option<String>,
    /// Such as `$.customer.email` or `$.items[].email`; keys that are not plain names are `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json_path: Option<String>,
    /// Page of a document, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Sheet of a workbook, or table of a database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Part of a document, such as `body`, `header`, `comments`, `metadata: Author` or `speaker notes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Path inside packed files, such as `b/c.csv` in `a.gz`; the layers are joined by `!/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

impl Location {
    /// The part of a place that survives edits elsewhere in the file; with the detector and the
    /// fingerprint it is a finding's identity, so that moved lines don't reopen triage.
    pub fn logical_place(&self) -> String {
        let mut place = String::new();
        for part in [
            &self.member,
            &self.sheet,
            &self.part,
            &self.column_name,
            &self.json_path,
        ]
        .into_iter()
        .flatten()
        {
            place.push('/');
            place.push_str(part);
        }
        place
    }

    /// What names the value in its table or tree: the column, or else the path of the key.
    pub fn column_label(&self) -> Option<&str> {
        self.column_name.as_deref().or(self.json_path.as_deref())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingStatus {
    Open,
    Resolved,
    Ignored,
    FalsePositive,
}

impl FindingStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Ignored => "ignored",
            Self::FalsePositive => "false_positive",
        }
    }
}

/// A finding as the engine hands it to the store.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFinding {
    pub detector: String,
    pub category: Category,
    pub severity: Severity,
    pub confidence: f32,
    pub reasons: Vec<Reason>,
    /// Of the first occurrence.
    pub location: Location,
    pub sample: String,
    /// Hex of the keyed hash of the canonical value.
    pub fingerprint: String,
    /// How often the value occurs in this place of this document.
    pub occurrences: u64,
}

/// A finding as shown and exported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Finding {
    pub id: FindingId,
    pub connector_id: ConnectorId,
    pub connector_name: String,
    pub document_id: DocumentId,
    pub bucket: String,
    pub key: ObjectKey,
    pub detector: String,
    pub category: Category,
    pub severity: Severity,
    pub confidence: f32,
    pub reasons: Vec<Reason>,
    pub location: Location,
    pub sample: String,
    pub fingerprint: String,
    pub occurrences: u64,
    pub status: FindingStatus,
    /// False once a later scan of the document no longer found it; the row and its triage are kept.
    pub present: bool,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub last_run_id: RunId,
    /// Why it is not shown: `threshold`, or the id of the allow rule that hides it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hidden_by: Option<String>,
}

/// What one detector found in one place of one document (a column, a sheet, a part, the text), in sum: what
/// a list shows instead of thousands of cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingColumn {
    /// Of document, detector and place.
    pub id: String,
    pub document_id: DocumentId,
    pub connector_id: ConnectorId,
    pub connector_name: String,
    pub bucket: String,
    pub key: ObjectKey,
    pub detector: String,
    pub category: Category,
    pub severity: Severity,
    /// The logical place; with the document and the detector it filters the findings of this row.
    pub place: String,
    /// The column's name, or the path of a JSON key.
    pub column_name: Option<String>,
    pub member: Option<String>,
    pub sheet: Option<String>,
    /// Distinct values.
    pub findings: u64,
    pub occurrences: u64,
    pub open: u64,
    pub max_confidence: f32,
    /// The first of them in the file.
    pub first: Finding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingSort {
    /// Severity, then confidence.
    #[default]
    Severity,
    Confidence,
    Detector,
    Object,
    FirstSeen,
    LastSeen,
}

/// Filters of findings; all given ones must hold. Empty lists filter nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct FindingFilter {
    #[ts(optional)]
    pub connector_id: Option<ConnectorId>,
    pub document_id: Option<DocumentId>,
    pub run_id: Option<RunId>,
    pub bucket: Option<String>,
    pub prefix: Option<ObjectKey>,
    #[ts(as = "Option<Vec<String>>", optional)]
    pub detectors: Vec<String>,
    #[ts(as = "Option<Vec<Category>>", optional)]
    pub categories: Vec<Category>,
    #[ts(as = "Option<Vec<Severity>>", optional)]
    pub severities: Vec<Severity>,
    #[ts(as = "Option<Vec<FindingStatus>>", optional)]
    pub statuses: Vec<FindingStatus>,
    pub min_confidence: Option<f32>,
    /// Part of the object's key, without case.
    pub text: Option<String>,
    pub fingerprint: Option<String>,
    /// The logical place, as [`FindingColumn::place`] has it.
    pub place: Option<String>,
    /// True: only those that a threshold or an allow rule hides. Else only those that are shown.
    pub hidden: Option<bool>,
    /// Also those that a later scan no longer found.
    #[ts(as = "Option<bool>", optional)]
    pub include_gone: bool,
}

/// Findings wanted: a filter, an order, a page (200 rows by default, 500 at most).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct FindingQuery {
    pub filter: FindingFilter,
    pub sort: FindingSort,
    pub descending: bool,
    pub page: PageRequest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    Detector,
    Object,
    Connector,
}

/// One group of findings, largest and worst first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingGroup {
    /// The detector's, document's or connector's id.
    pub id: String,
    pub title: String,
    /// Of an object: whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub connector_name: Option<String>,
    pub findings: u64,
    pub open: u64,
    pub worst: Severity,
    pub max_confidence: f32,
}

/// Which findings a triage touches: the listed ones, or all that a filter matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum TriageTarget {
    Ids { ids: Vec<FindingId> },
    Filter { filter: Box<FindingFilter> },
}

/// What a triage did, and what it takes to undo it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriageResult {
    pub changed: u64,
    /// The statuses before, for undo: hand them to `undo_triage`. Empty when more than 10,000 changed.
    pub before: Vec<TriageBefore>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriageBefore {
    pub id: FindingId,
    pub status: FindingStatus,
}

/// The value and its surroundings, re-read from the object because the person asked for this one.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Revealed {
    pub value: String,
    /// Up to 120 characters before and after, control characters kept.
    pub before: String,
    pub after: String,
    pub location: Location,
    /// Set when the object changed since it was scanned and the value was found again elsewhere.
    pub moved: bool,
}

/// The beginning of a text object with its findings marked.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Preview {
    pub bucket: String,
    pub key: ObjectKey,
    pub version: Version,
    /// Decoded text. Marked values are masked unless the preview was asked to show them.
    pub text: String,
    pub marks: Vec<Mark>,
    /// Where the document's pages, sheets, parts and packed files begin; empty in plain text.
    pub parts: Vec<PreviewPart>,
    /// Whether the text is only the beginning.
    pub truncated: bool,
    /// Format and encoding, such as `CSV, UTF-16LE`.
    pub format: String,
    /// Values are shown in clear.
    pub revealed: bool,
}

/// The beginning of a part of a previewed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewPart {
    /// In UTF-16 units of the preview's text.
    pub start: u32,
    /// Such as `page 3`, a sheet's name, `speaker notes` or a packed file's path.
    pub title: String,
}

/// A marked stretch of a preview, in UTF-16 units of its text (as JavaScript counts).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Mark {
    pub start: u32,
    pub end: u32,
    pub detector: String,
    pub severity: Severity,
    pub confidence: f32,
    /// The allow rule that says that it is not sensitive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hidden_by: Option<AllowRuleId>,
}
