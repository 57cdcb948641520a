//! Where a bucket and a key are: the request's address, byte for byte.

use super::config::Config;
use super::region::Partition;
use crate::connector::SourceError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::fmt::Write;
use tidegate_domain::problem::ErrorClass;

/// What SigV4 leaves unescaped.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// A request's address in the pieces that the signature needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub scheme: &'static str,
    pub authority: String,
    /// Percent-encoded, starts with `/`.
    pub path: String,
    /// Percent-encoded and sorted, as the signature wants it; may be empty.
    pub query: String,
    /// Amazon's host depends on the region; this goes before it. `None` where the endpoint is given.
    before_amazon: Option<String>,
    pub bucket: String,
}

impl Address {
    /// The service itself (`bucket` empty), a bucket (`key` empty) or an object.
    pub fn new(
        config: &Config,
        bucket: &str,
        key: &[u8],
        query: &[(&str, &[u8])],
    ) -> Result<Self, SourceError> {
        if !bucket.is_empty() {
            check_bucket(bucket)?;
        }
        let key = percent_encode(key, PATH);
        // A dot in the bucket's name would not fit Amazon's certificate.
        let in_path = config.path_style || bucket.is_empty() || bucket.contains('.');
        let (before, path) = match (bucket.is_empty(), in_path) {
            (true, _) => (String::new(), "/".to_owned()),
            (false, true) => (String::new(), format!("/{bucket}/{key}")),
            (false, false) => (format!("{bucket}."), format!("/{key}")),
        };
        let (authority, before_amazon) = match &config.authority {
            Some(authority) => (format!("{before}{authority}"), None),
            None => (amazon_host(&before, config.home()), Some(before)),
        };
        let mut pairs: Vec<(&str, String)> = query
            .iter()
            .map(|(name, value)| (*name, percent_encode(value, UNRESERVED).to_string()))
            .collect();
        pairs.sort();
        let mut query = String::new();
        for (name, value) in pairs {
            let separator = if query.is_empty() { "" } else { "&" };
            let _ = write!(query, "{separator}{name}={value}");
        }
        Ok(Self {
            scheme: config.scheme,
            authority,
            path,
            query,
            before_amazon,
            bucket: bucket.to_owned(),
        })
    }

    /// The same, where that region answers for it.
    pub fn in_region(&self, region: &str) -> Self {
        let mut moved = self.clone();
        if let Some(before) = &self.before_amazon {
            moved.authority = amazon_host(before, region);
        }
        moved
    }

    /// An address of another service, at its root.
    pub fn root(scheme: &'static str, authority: String) -> Self {
        Self {
            scheme,
            authority,
            path: "/".into(),
            query: String::new(),
            before_amazon: None,
            bucket: String::new(),
        }
    }

    pub fn uri(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!(
            "{}://{}{}{mark}{}",
            self.scheme, self.authority, self.path, self.query
        )
    }
}

fn amazon_host(before: &str, region: &str) -> String {
    format!("{before}s3.{region}.{}", Partition::of(region).suffix)
}

/// A bucket's name becomes part of the host or the path: only what such names may hold gets there.
fn check_bucket(bucket: &str) -> Result<(), SourceError> {
    let fits = bucket.len() <= 255
        && bucket
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        && bucket.bytes().any(|b| b.is_ascii_alphanumeric())
        && !bucket.starts_with('.');
    if fits {
        return Ok(());
    }
    let shown = tidegate_domain::key::ObjectKey::from(bucket);
    Err(SourceError::new(
        ErrorClass::ConfigInvalid,
        format!("\u{201c}{shown}\u{201d} cannot be a bucket's name."),
        "Write the name alone: letters, digits, dots, dashes.",
    ))
}
