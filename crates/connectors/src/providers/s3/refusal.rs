//! What S3 refuses, in words for people, sorted by what is done about it.

use super::clock;
use super::region::BUCKET_REGION;
use super::xml::ErrorBody;
use crate::buckets::words::{busy, changed, failed, in_the_way, not_found, shorter, shown_code};
use crate::connector::SourceError;
use http::HeaderMap;
use tidegate_domain::{Timestamp, key::ObjectKey, object::SkipReason, problem::ErrorClass};

/// What was asked, for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Buckets,
    List,
    Object,
    Write,
    Abandon,
    Delete,
    /// A setting of a bucket or an object, with the permission that it takes.
    Setting(&'static str),
}

impl Asked {
    /// What the request is for, as the ledger of hosts tells it.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Buckets => "list buckets",
            Self::List => "list objects",
            Self::Object => "read objects",
            Self::Write | Self::Abandon => "write objects",
            Self::Setting(_) => "read settings",
            Self::Delete => "delete objects",
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
        "PreconditionFailed" if asked == Asked::Write => return in_the_way(&key),
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
        "NoSuchUpload" | "InvalidPart" | "InvalidPartOrder" => {
            return error(
                ErrorClass::NotFound,
                format!("The service no longer has what was sent of {key}."),
                "It is sent again from the beginning.",
            );
        }
        "EntityTooLarge" => return too_large(&key),
        "EntityTooSmall" => {
            return error(
                ErrorClass::Protocol,
                format!("The service wants {key} in larger parts."),
                "Upload it again.",
            );
        }
        "BadDigest"
        | "InvalidDigest"
        | "XAmzContentSHA256Mismatch"
        | "XAmzContentChecksumMismatch"
        | "IncompleteBody" => {
            return error(
                ErrorClass::Transient,
                format!("{key} did not arrive as it was sent."),
                "Upload it again. If it lasts, something between this computer and the service changes the bytes.",
            );
        }
        "ConditionalRequestConflict" | "OperationAborted" => {
            return error(
                ErrorClass::Transient,
                format!("Somebody else is writing {key} right now."),
                "Try again in a moment.",
            );
        }
        "QuotaExceeded"
        | "XMinioAdminBucketQuotaExceeded"
        | "XMinioStorageFull"
        | "InsufficientStorage"
        | "TotalStorageSizeExceeded" => {
            return error(
                ErrorClass::PermissionDenied,
                format!("There is no room left for {bucket}: its quota is used up."),
                "Make room, or have the quota raised.",
            );
        }
        "ObjectLocked" => return locked(&bucket, &key),
        "AccessDenied" if body.message.to_ascii_lowercase().contains("object lock") => {
            return locked(&bucket, &key);
        }
        "AccessControlListNotSupported" | "InvalidBucketAclWithObjectOwnership" => {
            return error(
                ErrorClass::ConfigInvalid,
                format!("The bucket {bucket} takes no access lists."),
                "Change who may reach it in the bucket's policy.",
            );
        }
        "RequestTimeout" => return failed(status),
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
        404 if matches!(asked, Asked::Object | Asked::Abandon) => not_found(name, &key),
        404 if matches!(asked, Asked::List | Asked::Write | Asked::Delete) => no_such_bucket(&bucket),
        405 | 501 => error(
            ErrorClass::ConfigInvalid,
            "The service cannot do this.".into(),
            "Services that speak S3's language do not all know all of it.",
        ),
        507 => error(
            ErrorClass::PermissionDenied,
            format!("There is no room left for {bucket}."),
            "Make room at the service.",
        ),
        412 if asked == Asked::Write => in_the_way(&key),
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
        Asked::Write => (
            format!("This key may not write {key} in {bucket}."),
            "s3:PutObject",
        ),
        Asked::Abandon => (
            format!("This key may not abandon the upload of {key} to {bucket}."),
            "s3:AbortMultipartUpload",
        ),
        Asked::Setting(permission) => (
            format!("This key may not read the settings of {bucket}."),
            permission,
        ),
        Asked::Delete if key.is_empty() => (
            format!("This key may not delete objects in {bucket}."),
            "s3:DeleteObject",
        ),
        Asked::Delete => (
            format!("This key may not delete {key} in {bucket}."),
            "s3:DeleteObject",
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
        Asked::Write => format!(
            "Allow {permission} on {bucket} (and kms:GenerateDataKey when its objects are encrypted with a key)."
        ),
        Asked::Delete | Asked::Abandon | Asked::Setting(_) => format!("Allow {permission} on {bucket}."),
    };
    SourceError::new(ErrorClass::PermissionDenied, message, remedy).lacking(permission)
}

pub(super) fn too_large(key: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Unreadable,
        format!("{key} is larger than the service takes."),
        "Split it, or leave it out.",
    )
}

fn locked(bucket: &ObjectKey, key: &ObjectKey) -> SourceError {
    let key = if key.is_empty() {
        "An object".to_owned()
    } else {
        key.to_string()
    };
    SourceError::new(
        ErrorClass::PermissionDenied,
        format!("{key} in {bucket} is under object lock and can be neither replaced nor deleted."),
        "Wait until its retention ends, or have the lock lifted in the service's console.",
    )
}

fn no_such_bucket(bucket: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::ConfigInvalid,
        format!("There is no bucket {bucket}."),
        "Correct the name in the scope, or the endpoint.",
    )
}
