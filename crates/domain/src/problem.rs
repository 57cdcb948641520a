//! The error taxonomy: one class per thing that somebody does about it.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// What went wrong, sorted by what the engine and the person do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// A setting is wrong (no such bucket, bad endpoint, unknown id): mend it; retrying is useless.
    ConfigInvalid,
    /// The credential was refused or has ended: the connector needs a new one.
    AuthExpired,
    /// The credential is fine but may not do this.
    PermissionDenied,
    /// The source asks to slow down.
    RateLimited,
    /// Network or server trouble that may pass.
    Transient,
    /// The object is gone.
    NotFound,
    /// The object changed while it was being read.
    Changed,
    /// The source broke its protocol: short body, wrong range, looping pages.
    Protocol,
    /// A file could not be understood, or a limit was reached.
    Unreadable,
    /// Another change came first, or the same request is still running.
    Conflict,
    /// The person cancelled.
    Cancelled,
    /// Keychain or passphrase vault is locked or missing.
    VaultLocked,
    /// Our own disk or database: full, read-only, damaged.
    LocalStorage,
    /// A mistake in Tidegate itself.
    Internal,
}

impl ErrorClass {
    /// Whether trying again later, unchanged, can help.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Transient | Self::Changed | Self::Protocol
        )
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfigInvalid => "config_invalid",
            Self::AuthExpired => "auth_expired",
            Self::PermissionDenied => "permission_denied",
            Self::RateLimited => "rate_limited",
            Self::Transient => "transient",
            Self::NotFound => "not_found",
            Self::Changed => "changed",
            Self::Protocol => "protocol",
            Self::Unreadable => "unreadable",
            Self::Conflict => "conflict",
            Self::Cancelled => "cancelled",
            Self::VaultLocked => "vault_locked",
            Self::LocalStorage => "local_storage",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A problem as a person reads it: what happened and why in `message`, what to do in `remedy`.
///
/// Neither text ever holds file content, a credential or a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    pub class: ErrorClass,
    pub message: String,
    pub remedy: String,
    /// The form field at fault, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// When the source said to come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_at: Option<Timestamp>,
}

impl Problem {
    pub fn new(class: ErrorClass, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            remedy: remedy.into(),
            field: None,
            retry_at: None,
        }
    }

    pub fn on_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.remedy.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{} {}", self.message, self.remedy)
        }
    }
}

impl std::error::Error for Problem {}
