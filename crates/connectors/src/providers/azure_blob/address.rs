//! Where the account, a container and a blob are: the request's address, byte for byte.

use super::config::Config;
use crate::connector::SourceError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::fmt::Write;
use tidegate_domain::{key::ObjectKey, problem::ErrorClass};

pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// A request's address in the pieces that the signature needs. The SAS is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub scheme: &'static str,
    pub authority: String,
    /// Percent-encoded, starts with `/`.
    pub path: String,
    /// Names are lower case; values not yet encoded.
    pub query: Vec<(&'static str, Vec<u8>)>,
}

impl Address {
    /// The account itself (`container` empty), a container (`key` empty) or a blob.
    pub fn new(config: &Config, container: &str, key: &[u8]) -> Result<Self, SourceError> {
        if !container.is_empty() {
            check_container(container)?;
        }
        let mut path = "/".to_owned();
        if config.account_in_path {
            path.push_str(&config.account);
            if !container.is_empty() {
                path.push('/');
            }
        }
        path.push_str(container);
        if !key.is_empty() {
            let _ = write!(path, "/{}", percent_encode(key, PATH));
        }
        Ok(Self {
            scheme: config.scheme,
            authority: config.authority.clone(),
            path,
            query: Vec::new(),
        })
    }

    pub fn with(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The address without a SAS.
    pub fn uri(&self) -> String {
        let mut uri = format!("{}://{}{}", self.scheme, self.authority, self.path);
        for (n, (name, value)) in self.query.iter().enumerate() {
            let mark = if n == 0 { '?' } else { '&' };
            let _ = write!(uri, "{mark}{name}={}", percent_encode(value, UNRESERVED));
        }
        uri
    }

    /// The address with a query of its own, such as a SAS, as it is.
    pub fn uri_with(&self, query: &str) -> String {
        let mark = if self.query.is_empty() { '?' } else { '&' };
        format!("{}{mark}{query}", self.uri())
    }
}

/// A container's name becomes part of the path: only what such names may hold gets there.
fn check_container(container: &str) -> Result<(), SourceError> {
    let ordinary = (3..=63).contains(&container.len())
        && container
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !container.starts_with('-')
        && !container.ends_with('-')
        && !container.contains("--");
    if ordinary || matches!(container, "$root" | "$web" | "$logs" | "$blobchangefeed") {
        return Ok(());
    }
    let shown = ObjectKey::from(container);
    Err(SourceError::new(
        ErrorClass::ConfigInvalid,
        format!("\u{201c}{shown}\u{201d} cannot be a container's name."),
        "Write the name alone: 3 to 63 lower-case letters, digits and single dashes.",
    ))
}
