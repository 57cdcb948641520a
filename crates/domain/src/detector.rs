//! What a detector says of itself and what it reports: matches with explained confidence.

use crate::{finding::Location, secret::Excerpt};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Personal,
    Financial,
    Health,
    GovernmentId,
    Credential,
    Network,
    Custom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// A detector as people see it in lists and documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DetectorInfo {
    /// `payment_card`, `iban`, …
    pub id: String,
    pub title: String,
    pub category: Category,
    pub severity: Severity,
    /// Raised whenever its results may change: unchanged objects are then examined again.
    pub version: u32,
    /// What it looks for, how it is checked, what lowers its confidence: Markdown.
    pub description: String,
    pub examples: Vec<String>,
    /// Look-alikes that it must not report.
    pub counterexamples: Vec<String>,
}

/// One term of a confidence. The terms sum to the confidence, clamped to 0–1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Reason {
    pub kind: ReasonKind,
    /// Such as `Luhn checksum passes` or `column name "dob"`. Never the matched value.
    pub detail: String,
    /// What this term adds; penalties are negative.
    pub weight: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    Pattern,
    Checksum,
    ContextWord,
    ColumnName,
    /// What the other values of the same column say.
    ColumnValues,
    Penalty,
}

/// One match in a window of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The detector's id.
    pub detector: Cow<'static, str>,
    pub category: Category,
    pub severity: Severity,
    /// Bytes into the window's text.
    pub span: Range<usize>,
    /// The value in its one canonical form (digits without separators, lower-cased domain, …): what the
    /// fingerprint is made from, so that spellings of one value are one finding.
    pub canonical: Excerpt,
    pub confidence: f32,
    pub reasons: Vec<Reason>,
}

/// A match with its place in the file, as a scan of a whole file reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedMatch {
    pub found: Match,
    /// Masked: at most the last four characters, never more than a quarter of the value.
    pub sample: String,
    pub location: Location,
}
