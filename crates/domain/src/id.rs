//! Time-ordered unique ids with a prefix that says what they name, such as `con_01j9…`.
//!
//! Ids are made from a moment and randomness that the caller brings, so tests can fix both.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// An id text that does not have the expected form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {expected} id")]
pub struct InvalidId {
    expected: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(try_from = "String", into = "String")]
        #[ts(type = "string")]
        pub struct $name(String);

        impl $name {
            /// Makes an id that sorts by `at`; `random` gives the lower 80 bits.
            pub fn new(at: Timestamp, random: u128) -> Self {
                let ms = u64::try_from(at.timestamp_millis()).unwrap_or(0);
                let ulid = ulid::Ulid::from_parts(ms, random);
                Self(format!("{}{}", $prefix, ulid.to_string().to_lowercase()))
            }

            /// Reads an id; anything but the prefix and 26 base-32 characters is refused.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let err = InvalidId { expected: stringify!($name) };
                let rest = text.strip_prefix($prefix).ok_or(err.clone())?;
                ulid::Ulid::from_string(&rest.to_uppercase()).map_err(|_| err)?;
                Ok(Self(text.to_lowercase()))
            }

            /// The lower 80 bits that [`Self::new`] was given.
            pub fn random(&self) -> u128 {
                let ulid = self.0.get($prefix.len()..).map(|text| ulid::Ulid::from_string(&text.to_uppercase()));
                ulid.and_then(Result::ok).map_or(0, |ulid| ulid.random())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }
    )*};
}

ids! {
    /// Names a connector: `con_…`.
    ConnectorId = "con_";
    /// Names a sync run: `run_…`.
    RunId = "run_";
    /// Names a document: `doc_…`.
    DocumentId = "doc_";
    /// Names a finding: `fnd_…`.
    FindingId = "fnd_";
    /// Names a transfer: `tra_…`.
    TransferId = "tra_";
    /// Names a making of redacted copies: `exp_…`.
    ExportId = "exp_";
    /// Names a policy: `pol_…`.
    PolicyId = "pol_";
    /// Names a rule of what is not sensitive: `alw_…`.
    AllowRuleId = "alw_";
    /// Names an item of a transfer: `tri_…`.
    TransferItemId = "tri_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_survive_a_round_trip() {
        let early = ConnectorId::new(Timestamp::from_timestamp_millis(1_000).unwrap(), 99);
        let late = ConnectorId::new(Timestamp::from_timestamp_millis(2_000).unwrap(), 1);
        assert!(early < late);
        assert_eq!(ConnectorId::parse(early.as_str()).unwrap(), early);
        assert!(ConnectorId::parse("run_01j9zzzzzzzzzzzzzzzzzzzzzz").is_err());
        assert!(ConnectorId::parse("con_short").is_err());
    }
}
