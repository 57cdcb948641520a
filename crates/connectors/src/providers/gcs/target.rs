//! Where a bucket and a key are: a request's path and query, byte for byte. A key is one segment, its slashes
//! encoded too, so that nothing on the way can take `..` or an empty segment for a path's.

use crate::connector::SourceError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::fmt::Write;
use tidegate_domain::{key::ObjectKey, problem::ErrorClass};

/// What is left unescaped (RFC 3986, 2.3).
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path and its query.
pub(super) struct Target(String);

impl Target {
    /// The project's buckets.
    pub fn buckets() -> Self {
        Self("/storage/v1/b".to_owned())
    }

    /// Something of a bucket: nothing for itself, `/o`, `/iam`.
    pub fn bucket(bucket: &str, what: &str) -> Result<Self, SourceError> {
        check_bucket(bucket)?;
        Ok(Self(format!("/storage/v1/b/{bucket}{what}")))
    }

    /// An object, or something of it such as `/acl`.
    pub fn object(bucket: &str, key: &ObjectKey, what: &str) -> Result<Self, SourceError> {
        check_bucket(bucket)?;
        let key = segment(key)?;
        Ok(Self(format!("/storage/v1/b/{bucket}/o/{key}{what}")))
    }

    /// Where objects of a bucket are sent in one piece.
    pub fn upload(bucket: &str) -> Result<Self, SourceError> {
        check_bucket(bucket)?;
        Ok(Self(format!("/upload/storage/v1/b/{bucket}/o")))
    }

    /// An object in the XML API, which has uploads in parts.
    pub fn xml(bucket: &str, key: &ObjectKey) -> Result<Self, SourceError> {
        check_bucket(bucket)?;
        Ok(Self(format!("/{bucket}/{}", segment(key)?)))
    }

    /// Adds to the query.
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let mark = if self.0.contains('?') { '&' } else { '?' };
        let _ = write!(
            self.0,
            "{mark}{name}={}",
            percent_encode(value.as_ref(), UNRESERVED)
        );
        self
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an object's name may be at Google: anything else would ask for something that is not an object.
fn segment(key: &ObjectKey) -> Result<String, SourceError> {
    let bytes = key.as_bytes();
    if bytes.is_empty() || bytes == b"." || bytes == b".." {
        return Err(SourceError::new(
            ErrorClass::NotFound,
            format!("Google Cloud Storage has no objects of the name \u{201c}{key}\u{201d}."),
            "Use another name.",
        ));
    }
    Ok(percent_encode(bytes, UNRESERVED).to_string())
}

/// A bucket's name becomes part of the path: only what such names may hold gets there.
fn check_bucket(bucket: &str) -> Result<(), SourceError> {
    let fits = (1..=255).contains(&bucket.len())
        && bucket
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_'))
        && bucket.bytes().any(|b| b.is_ascii_alphanumeric())
        && !bucket.starts_with('.');
    if fits {
        return Ok(());
    }
    Err(SourceError::new(
        ErrorClass::ConfigInvalid,
        format!(
            "\u{201c}{}\u{201d} cannot be a bucket's name.",
            ObjectKey::from(bucket)
        ),
        "Write the name alone: lower-case letters, digits, dots, dashes.",
    ))
}
