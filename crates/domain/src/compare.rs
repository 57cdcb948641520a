//! A document beside its redacted copy: the same text twice, and what stands where a value stood.

use crate::key::ObjectKey;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// A stretch of two texts, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Comparison {
    pub key: ObjectKey,
    /// Where the copy is; `None` when it is only shown what one would look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub target: Option<ObjectKey>,
    /// Such as `CSV, UTF-8`.
    pub format: String,
    pub rows: Vec<ComparedRow>,
    /// In the order of the text; rows name them by their place in this list.
    pub replacements: Vec<Replacement>,
    /// Where the next stretch begins; `None` at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next: Option<CompareFrom>,
    /// Why the text ends before the document does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub cut: Option<String>,
    /// The values are in clear.
    pub revealed: bool,
}

/// A place in both texts, in bytes of text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CompareFrom {
    pub before: u64,
    pub after: u64,
    /// Of the copy whose hash was found right: later stretches are read from this one only.
    pub copy_version: String,
}

/// A line on both sides, or a part of a long one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ComparedRow {
    /// The part of the document that begins here: a sheet, a page, a file inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub part: Option<String>,
    /// That part is not in the copy, for this reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub left_out: Option<String>,
    /// Its line in the original, counted from 1 in each part; `None` where a line goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line_before: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line_after: Option<u64>,
    pub before: Vec<ComparedText>,
    /// `None` when it is as before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<Vec<ComparedText>>,
}

/// Text of one kind.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ComparedText {
    pub text: String,
    /// Which of the replacements it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub replacement: Option<u32>,
    /// The detector that found it, where it is in the copy as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kept: Option<String>,
}

impl fmt::Debug for ComparedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ComparedText({} bytes)", self.text.len())
    }
}

/// A value that is not in the copy, and what stands there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Replacement {
    /// `None` where no detector found it: a value that was found elsewhere in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detector: Option<String>,
    /// Masked, unless the values were asked for.
    pub before: String,
    pub after: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub part: Option<String>,
    /// In the original, from 1, within its part.
    pub line: u64,
    /// The row in which it begins.
    pub row: u32,
}

impl fmt::Debug for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replacement")
            .field("detector", &self.detector)
            .field("line", &self.line)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}
