//! Between domain types and SQL values.

use crate::StoreError;
use serde::{Serialize, de::DeserializeOwned};
use tidegate_domain::{Timestamp, page::PageRequest};

pub(crate) fn ms(at: Timestamp) -> i64 {
    at.timestamp_millis()
}

pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(ms).unwrap_or_default()
}

/// Counts and sizes: SQLite's integers are signed; nothing real is beyond them.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Malformed("value"))
}

pub(crate) fn parse<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Malformed(what))
}

/// An enum's snake-case word, as JSON spells it.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Malformed("word")),
    }
}

pub(crate) fn of_word<T: DeserializeOwned>(word: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| StoreError::Malformed(what))
}

/// Parses an id column.
pub(crate) fn id<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Malformed(what))
}

/// The smallest key that is greater than every key with this prefix; `None` when there is none.
pub(crate) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let keep = prefix.iter().rposition(|byte| *byte < 0xff)?;
    let mut end = prefix[..=keep].to_vec();
    end[keep] += 1;
    Some(end)
}

/// A page's limit and where it starts. Our cursors spell the offset: the lists that use them are ordered
/// by something that later rows do not push in front of what was already seen.
pub(crate) fn bounds(page: &PageRequest, default: u32, most: u32) -> Result<(u32, u64), StoreError> {
    let limit = page.limit.unwrap_or(default).clamp(1, most);
    let start = match (&page.cursor, page.offset) {
        (Some(cursor), None) => cursor
            .strip_prefix("o")
            .and_then(|text| text.parse().ok())
            .ok_or(StoreError::Cursor)?,
        (Some(_), Some(_)) => return Err(StoreError::Cursor),
        (None, offset) => offset.unwrap_or(0),
    };
    Ok((limit, start))
}

pub(crate) fn next_cursor(start: u64, rows: usize, total: u64) -> Option<String> {
    let seen = start + rows as u64;
    (rows > 0 && seen < total).then(|| format!("o{seen}"))
}

/// Collects `WHERE` terms and their values.
#[derive(Default)]
pub(crate) struct Where {
    terms: Vec<String>,
    pub(crate) values: Vec<rusqlite::types::Value>,
}

impl Where {
    /// Adds a term; each `?` in it takes one of `values`.
    pub(crate) fn and<V: Into<rusqlite::types::Value>>(
        &mut self,
        term: &str,
        values: impl IntoIterator<Item = V>,
    ) {
        self.terms.push(format!("({term})"));
        self.values.extend(values.into_iter().map(Into::into));
    }

    /// Adds `column IN (…)` unless the list is empty.
    pub(crate) fn one_of(&mut self, column: &str, words: Vec<String>) {
        if !words.is_empty() {
            let marks = vec!["?"; words.len()].join(",");
            self.and(&format!("{column} IN ({marks})"), words);
        }
    }

    /// Adds "contains, without case" over a text column.
    pub(crate) fn contains(&mut self, column: &str, part: &str) {
        let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.and(&format!("{column} LIKE ? ESCAPE '\\'"), [format!("%{escaped}%")]);
    }

    pub(crate) fn sql(&self) -> String {
        if self.terms.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.terms.join(" AND "))
        }
    }
}
