//! A session of AWS IAM Identity Center (SSO) that the AWS tool has signed in: its token gives a role's keys.
//!
//! The token is read anew each time, so that signing in again is enough; it is never kept or renewed here,
//! since the file is the AWS tool's.

use super::keys::Keys;
use super::region::Partition;
use crate::buckets::words::{busy, failed, protocol, shown_code};
use crate::connector::SourceError;
use crate::http::{Http, HttpFailure};
use crate::sign_in::Fetched;
use bytes::Bytes;
use http::{HeaderValue, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use sha1::{Digest, Sha1};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tidegate_domain::{context::RunContext, problem::ErrorClass, secret::Secret};
use tokio::io::AsyncReadExt;

const LONGEST: usize = 64 * 1024;

/// Which role of which account, and where the token lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// For the advice only.
    pub profile: String,
    pub account: String,
    pub role: String,
    pub region: String,
    pub token: PathBuf,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    access_token: Secret,
    expires_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    role_credentials: RoleCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleCredentials {
    access_key_id: Secret,
    secret_access_key: Secret,
    session_token: Secret,
    /// Milliseconds since 1970.
    expiration: i64,
}

impl Session {
    /// Where the AWS tool keeps the token of a session: named after the session, or after the start address
    /// of a profile that has no session of its own.
    pub fn token_file(folder: &Path, named: &str) -> PathBuf {
        let mut name = String::new();
        for byte in Sha1::digest(named.as_bytes()) {
            let _ = write!(name, "{byte:02x}");
        }
        folder.join(name + ".json")
    }

    /// Keys of the session's role.
    pub async fn keys(&self, ctx: &RunContext, http: &Http) -> Result<Fetched<Arc<Keys>>, SourceError> {
        let token = self.read_token().await.ok_or_else(|| self.sign_in_again())?;
        let ends = chrono::DateTime::parse_from_rfc3339(&token.expires_at).ok();
        if ends.is_none_or(|ends| ends <= ctx.clock.now()) {
            return Err(self.sign_in_again());
        }
        let make = || {
            self.request(&token.access_token)
                .ok_or_else(|| HttpFailure::Unusable("the SSO session's token cannot be sent".into()))
        };
        let answer = http
            .send(ctx, "sign in by SSO", &make)
            .await
            .map_err(HttpFailure::into_source_error)?;
        let (parts, body) = answer.into_parts();
        let body = body.read(LONGEST).await.map_err(HttpFailure::into_source_error)?;
        if parts.status != 200 {
            let code = parts.headers.get("x-amzn-errortype");
            let code = code.and_then(|code| code.to_str().ok()).unwrap_or_default();
            return Err(self.refused(parts.status.as_u16(), code));
        }
        let unlike = || protocol("The answer is not that of an SSO portal.");
        let given = serde_json::from_slice::<Answer>(&body)
            .map_err(|_| unlike())?
            .role_credentials;
        let keys = Keys::new(
            &given.access_key_id,
            &given.secret_access_key,
            Some(&given.session_token),
        )
        .map_err(|_| unlike())?;
        let ends_at = chrono::DateTime::from_timestamp_millis(given.expiration).ok_or_else(unlike)?;
        Ok(Fetched {
            value: Arc::new(keys),
            ends_at: Some(ends_at),
        })
    }

    fn request(&self, token: &Secret) -> Option<Request<Bytes>> {
        let region = &self.region;
        let suffix = Partition::of(region).suffix;
        let role = utf8_percent_encode(&self.role, NON_ALPHANUMERIC);
        let account = &self.account;
        let mut value = HeaderValue::from_str(token.expose()).ok()?;
        value.set_sensitive(true);
        Request::get(format!(
            "https://portal.sso.{region}.{suffix}/federation/credentials?role_name={role}&account_id={account}"
        ))
        .header("x-amz-sso_bearer_token", value)
        .body(Bytes::new())
        .ok()
    }

    async fn read_token(&self) -> Option<Token> {
        if !tokio::fs::metadata(&self.token).await.ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        let file = tokio::fs::File::open(&self.token).await.ok()?;
        file.take(LONGEST as u64).read_to_end(&mut bytes).await.ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    fn sign_in_again(&self) -> SourceError {
        SourceError::new(
            ErrorClass::AuthExpired,
            format!("The SSO session of the AWS profile {} has ended.", self.profile),
            format!("Run aws sso login --profile {}, then try again.", self.profile),
        )
    }

    fn refused(&self, status: u16, code: &str) -> SourceError {
        match status {
            401 => self.sign_in_again(),
            403 | 404 => SourceError::new(
                ErrorClass::PermissionDenied,
                format!(
                    "The SSO session may not use the role {} of account {}.",
                    self.role, self.account
                ),
                "Check the account and the role in the profile, or ask whoever assigns them.",
            ),
            429 | 503 => busy(),
            500.. => failed(status),
            _ => SourceError::new(
                ErrorClass::Protocol,
                format!(
                    "The SSO portal refused with status {status}{}.",
                    shown_code(code.split(':').next().unwrap_or_default())
                ),
                "Check the SSO settings of the profile.",
            ),
        }
    }
}
