//! Who besides the owner can reach a bucket or an object, and how that is known.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// From what could not be told to what anybody can read. The order is the order of worry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExposureLevel {
    /// The owner and whom they named.
    Private,
    /// Could not be read, most often for want of a permission. Never shown as private.
    #[default]
    Unknown,
    /// Anybody who has an account with the service, or every user of this computer.
    Shared,
    /// Anybody on the internet.
    Public,
}

impl ExposureLevel {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Unknown => "unknown",
            Self::Shared => "shared",
            Self::Public => "public",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Private, Self::Unknown, Self::Shared, Self::Public]
            .into_iter()
            .find(|level| level.as_str() == text)
    }
}

/// One thing that says who can reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExposureReason {
    /// `public_access_block`, `bucket_policy`, `bucket_acl`, `object_acl`, `iam_policy`,
    /// `container_access`, `account_setting`, `file_mode`.
    pub source: String,
    /// What this alone would mean.
    pub level: ExposureLevel,
    /// In a sentence: what was read, or why it could not be.
    pub text: String,
    /// The permission that was missing, by the service's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub permission: Option<String>,
}

/// Who can reach something, at the moment when it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exposure {
    pub level: ExposureLevel,
    pub reasons: Vec<ExposureReason>,
    pub checked_at: Timestamp,
}

/// A bucket and who can reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BucketExposure {
    /// Empty for a source without buckets.
    pub bucket: String,
    pub exposure: Exposure,
}
