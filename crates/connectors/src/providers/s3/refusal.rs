//! What S3 refuses, in words for people, sorted by what is done about it.

use super::clock;
use super::region::BUCKET_REGION;
use super::xml::ErrorBody;
use crate::buckets::words::{busy, changed, failed, not_found, shorter, shown_code};
use crate::connector::SourceError;
use http::HeaderMap;
use tidegate_domain::{Timestamp, key::ObjectKey, object::SkipReason, problem::ErrorClass};

/// What was asked, for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Buckets,
    List,
    Object,
}

impl Asked {
    /// What the request is for, as the ledger of hosts tells it.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Buckets => "list buckets",
            Self::List => "list objects",
            Self::Object => "read objects",
        }
    }
}

/// An answer that says no. `body` is empty after HEAD.
#[derive(Debug)]
pub(super) struct Refused {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: ErrorBody,
}

impl Refused {
    /// The region that the bucket is said to be in; may be empty, may be nonsense.
    pub fn region(&self) -> String {
        let told = self.headers.get(BUCKET_REGION);
        let told = told.and_then(|value| value.to_str().ok());
        told.unwrap_or(&self.body.region)
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(64)
            .collect()
    }

    /// Whether another region may be what is missing.
    pub fn about_region(&self) -> bool {
        let code = self.body.code.as_str();
        match self.status {
            300..400 => true,
            400 => matches!(
                code,
                "" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException"
            ),
            _ => false,
        }
    }

    /// How far the service's clock is ahead, when that is why it refuses. HEAD refuses without a word.
    pub fn clock_ahead(&self, now: Timestamp) -> Option<chrono::Duration> {
        let about_time = matches!(self.body.code.as_str(), "RequestTimeTooSkewed" | "")
            && matches!(self.status, 400 | 403);
        about_time.then(|| clock::ahead(&self.headers, now)).flatten()
    }

    /// Whether the keys have ended, so that new ones may be let in. HEAD says it without a word: 400 where
    /// nothing is wrong with the request itself, nor with the region that was tried.
    pub fn by_ended_keys(&self, tried: &str) -> bool {
        match self.body.code.as_str() {
            "ExpiredToken" | "TokenRefreshRequired" | "InvalidToken" | "RequestExpired" => true,
            "" => self.status == 400 && ["", tried].contains(&self.region().as_str()),
            _ => false,
        }
    }
}

/// What a refusal means.
pub(super) fn refusal(
    asked: Asked,
    bucket: &str,
    key: &[u8],
    refused: &Refused,
    region: &str,
) -> SourceError {
    let Refused { status, body, .. } = refused;
    let status = *status;
    let name = bucket;
    let bucket = ObjectKey::from(bucket);
    let key = ObjectKey::from_bytes(key);
    let error = |class, message: String, remedy: &str| SourceError::new(class, message, remedy);
    let right_region = refused.region();
    let elsewhere = || {
        if right_region.is_empty() || right_region == region {
            error(
                ErrorClass::ConfigInvalid,
                format!("The bucket {bucket} is answered from another address."),
                "Enter the bucket's own region, or the endpoint that serves it. Redirects are never followed.",
            )
        } else {
            error(
                ErrorClass::ConfigInvalid,
                format!("The bucket {bucket} is in the region {right_region}, not in {region}."),
                &format!("Set the region to {right_region}."),
            )
        }
    };
    match body.code.as_str() {
        "InvalidAccessKeyId" => {
            return error(
                ErrorClass::AuthExpired,
                "The service does not know this access key.".into(),
                "Check the access key ID, or make a new key and enter it.",
            );
        }
        "SignatureDoesNotMatch" => {
            return error(
                ErrorClass::AuthExpired,
                "The service does not accept the signature: the secret access key is not right.".into(),
                "Enter the secret access key again.",
            );
        }
        "ExpiredToken" | "TokenRefreshRequired" => {
            return error(
                ErrorClass::AuthExpired,
                "The session token has expired.".into(),
                "Enter new temporary keys.",
            );
        }
        "InvalidToken" => {
            return error(
                ErrorClass::AuthExpired,
                "The session token is not accepted.".into(),
                "Enter the token that belongs to this key, or leave it empty for a permanent key.",
            );
        }
        "RequestTimeTooSkewed" => return clock::wrong(None),
        "NoSuchBucket" => return no_such_bucket(&bucket),
        "InvalidBucketName" => {
            return error(
                ErrorClass::ConfigInvalid,
                format!("\u{201c}{bucket}\u{201d} cannot be a bucket's name."),
                "Correct the name in the scope.",
            );
        }
        "NoSuchKey" | "NoSuchVersion" => return not_found(name, &key),
        "InvalidObjectState" => {
            return error(
                ErrorClass::PermissionDenied,
                format!("{key} in {bucket} is archived and cannot be read as it is."),
                "Restore it first in the service's console; Tidegate never restores by itself.",
            )
            .skipped(SkipReason::Archived);
        }
        "PreconditionFailed" => return changed(&key),
        "PermanentRedirect" | "TemporaryRedirect" | "IllegalLocationConstraintException" => {
            return elsewhere();
        }
        "AuthorizationHeaderMalformed" if !right_region.is_empty() && right_region != region => {
            return elsewhere();
        }
        "AuthorizationHeaderMalformed" => {
            return error(
                ErrorClass::ConfigInvalid,
                format!("The service does not accept the region {region}."),
                "Enter the region that the service is set up with.",
            );
        }
        "SlowDown" | "ServiceUnavailable" | "TooManyRequests" => return busy(),
        "AccountProblem" | "NotSignedUp" | "InvalidPayer" | "AllAccessDisabled" => {
            return error(
                ErrorClass::PermissionDenied,
                "The service has closed this account or bucket.".into(),
                "Ask the account's owner.",
            );
        }
        _ => {}
    }
    match status {
        301 | 302 | 303 | 307 | 308 => elsewhere(),
        400 if !right_region.is_empty() && right_region != region => elsewhere(),
        401 => error(
            ErrorClass::AuthExpired,
            "The service does not accept this credential.".into(),
            "Enter the access key again.",
        ),
        403 => denied(asked, &bucket, &key),
        404 if asked == Asked::Object => not_found(name, &key),
        404 if asked == Asked::List => no_such_bucket(&bucket),
        412 => changed(&key),
        416 => shorter(&key),
        429 | 503 => busy(),
        500.. => failed(status),
        _ => error(
            ErrorClass::Protocol,
            format!(
                "The service refused with status {status}{}.",
                shown_code(&body.code)
            ),
            "Check that the endpoint is an S3 service.",
        ),
    }
}

fn denied(asked: Asked, bucket: &ObjectKey, key: &ObjectKey) -> SourceError {
    let (message, permission) = match asked {
        Asked::Buckets => (
            "This key may not list the account's buckets.".to_owned(),
            "s3:ListAllMyBuckets",
        ),
        Asked::List => (
            format!("This key may not list the bucket {bucket}."),
            "s3:ListBucket",
        ),
        Asked::Object => (
            format!("This key may not read {key} in {bucket}."),
            "s3:GetObject",
        ),
    };
    let remedy = match asked {
        Asked::Buckets => format!("Allow {permission}, or name the buckets in the scope."),
        Asked::List => format!("Allow {permission} on {bucket}."),
        Asked::Object => {
            format!(
                "Allow {permission} on {bucket} (and kms:Decrypt when its objects are encrypted with a key)."
            )
        }
    };
    SourceError::new(ErrorClass::PermissionDenied, message, remedy).lacking(permission)
}

fn no_such_bucket(bucket: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::ConfigInvalid,
        format!("There is no bucket {bucket}."),
        "Correct the name in the scope, or the endpoint.",
    )
}
