//! Pages of long lists: a cursor for walking, an offset for a scroll bar.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which rows are wanted. `cursor` (from the last page) and `offset` exclude each other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PageRequest {
    /// Rows wanted; each list names its own default and maximum.
    pub limit: Option<u32>,
    pub cursor: Option<String>,
    pub offset: Option<u64>,
}

impl PageRequest {
    pub fn first(limit: u32) -> Self {
        Self {
            limit: Some(limit),
            ..Self::default()
        }
    }
}

/// Some rows of a list and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// All rows that the query matches, not only the loaded ones.
    pub total: u64,
    /// Hand it back for the next page; absent on the last one.
    pub next_cursor: Option<String>,
}
