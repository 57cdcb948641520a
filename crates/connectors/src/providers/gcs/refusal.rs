//! What Google refuses, in words for people, sorted by what is done about it.

use super::answers::ErrorBody;
use crate::buckets::words::{busy, changed, failed, in_the_way, not_found, shorter, shown_code};
use crate::connector::SourceError;
use http::HeaderMap;
use tidegate_domain::{Timestamp, key::ObjectKey, problem::ErrorClass};

/// What was asked, for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Buckets,
    List,
    Look,
    Read,
    Write,
    Delete,
    Settings,
    Policy,
    ObjectPolicy,
}

impl Asked {
    /// What the request is for, as the ledger of hosts tells it.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Buckets => "list buckets",
            Self::List => "list objects",
            Self::Look | Self::Read => "read objects",
            Self::Write => "write objects",
            Self::Delete => "delete objects",
            Self::Settings | Self::Policy | Self::ObjectPolicy => "tell who can reach objects",
        }
    }

    fn permission(self) -> &'static str {
        match self {
            Self::Buckets => "storage.buckets.list",
            Self::List => "storage.objects.list",
            Self::Look | Self::Read => "storage.objects.get",
            Self::Write => "storage.objects.create",
            Self::Delete => "storage.objects.delete",
            Self::Settings => "storage.buckets.get",
            Self::Policy => "storage.buckets.getIamPolicy",
            Self::ObjectPolicy => "storage.objects.getIamPolicy",
        }
    }

    fn about_object(self) -> bool {
        matches!(
            self,
            Self::Look | Self::Read | Self::Write | Self::Delete | Self::ObjectPolicy
        )
    }
}

/// A refused request.
pub(super) struct Refused<'a> {
    pub asked: Asked,
    pub bucket: &'a str,
    pub key: &'a ObjectKey,
    pub status: u16,
    pub headers: &'a HeaderMap,
    pub body: &'a ErrorBody,
    /// Nobody signed in.
    pub anonymous: bool,
    pub now: Timestamp,
}

impl Refused<'_> {
    /// What a status and a body mean.
    pub fn means(&self) -> SourceError {
        let error = |class, message: String, remedy: &str| SourceError::new(class, message, remedy);
        let bucket = ObjectKey::from(self.bucket);
        let said = |words: &str| self.body.message.contains(words);
        if let Some(known) = self.by_reason(&bucket) {
            return known;
        }
        match self.status {
            301 | 302 | 303 | 307 | 308 => error(
                ErrorClass::ConfigInvalid,
                "The service answers from another address.".into(),
                "Enter the endpoint that serves storage. Redirects are never followed.",
            ),
            401 if self.anonymous => self.denied(&bucket),
            401 => self.not_signed_in(),
            403 => self.denied(&bucket),
            404 if said("bucket does not exist") || !self.asked.about_object() => error(
                ErrorClass::ConfigInvalid,
                match self.asked {
                    Asked::Buckets => "There is no such project.".into(),
                    _ => format!("There is no bucket {bucket}."),
                },
                "Correct the name in the settings or the scope.",
            ),
            404 => not_found(self.bucket, self.key),
            412 if self.asked == Asked::Write => in_the_way(self.key),
            412 => changed(self.key),
            416 => shorter(self.key),
            429 | 503 => busy(),
            408 | 500.. => failed(self.status),
            status => error(
                ErrorClass::Protocol,
                format!(
                    "The service refused with status {status}{}.",
                    shown_code(&self.body.reason)
                ),
                "Check that the endpoint is Google Cloud Storage.",
            ),
        }
    }

    fn by_reason(&self, bucket: &ObjectKey) -> Option<SourceError> {
        let error = |class, message: String, remedy: &str| Some(SourceError::new(class, message, remedy));
        let said = |words: &str| self.body.message.contains(words);
        match self.body.reason.as_str() {
            "rateLimitExceeded" | "userRateLimitExceeded" | "quotaExceeded" | "dailyLimitExceeded" => {
                Some(busy())
            }
            "userProjectMissing" | "UserProjectMissing" => error(
                ErrorClass::PermissionDenied,
                format!("Whoever reads {bucket} pays for it, and Tidegate pays in nobody's name."),
                "Ask the bucket's owner to switch Requester Pays off, or copy the data to another bucket.",
            ),
            "accountDisabled" | "AccountProblem" => error(
                ErrorClass::PermissionDenied,
                "Google has switched off this project's account, most often over billing.".into(),
                "Ask the project's owner to look at its billing.",
            ),
            "accessNotConfigured" | "SERVICE_DISABLED" => error(
                ErrorClass::PermissionDenied,
                "Cloud Storage is not switched on in this project.".into(),
                "Switch the Cloud Storage API on in the project's console.",
            ),
            "retentionPolicyNotMet" | "objectUnderActiveHold" => error(
                ErrorClass::PermissionDenied,
                format!("{} in {bucket} is under a hold or a retention period.", self.key),
                "It can be deleted or replaced when that ends.",
            ),
            reason
                if reason.contains("CustomerEncryptionKey") || reason.contains("customerEncryptionKey") =>
            {
                error(
                    ErrorClass::PermissionDenied,
                    format!(
                        "{} in {bucket} is encrypted with a key that only its owner has.",
                        self.key
                    ),
                    "Tidegate cannot read objects with customer-supplied keys.",
                )
            }
            _ if said("vpcServiceControls") || said("organization's policy") => error(
                ErrorClass::PermissionDenied,
                "The organisation's policy does not let this computer in.".into(),
                "Ask the organisation's administrator to allow this network or account in VPC Service Controls.",
            ),
            _ => None,
        }
    }

    fn not_signed_in(&self) -> SourceError {
        let theirs = self.headers.get("date").and_then(|date| date.to_str().ok());
        let apart = theirs
            .and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok())
            .map(|date| (self.now - date.to_utc()).num_minutes().abs());
        if let Some(minutes) = apart.filter(|minutes| *minutes >= 5) {
            return SourceError::new(
                ErrorClass::ConfigInvalid,
                format!("This computer's clock differs from Google's by {minutes} minutes."),
                "Set this computer's clock, then try again.",
            );
        }
        SourceError::new(
            ErrorClass::AuthExpired,
            "Google does not accept this credential.",
            "The key may have been deleted or the account switched off: make a new key and choose its file.",
        )
    }

    fn denied(&self, bucket: &ObjectKey) -> SourceError {
        let permission = missing(&self.body.message).unwrap_or(self.asked.permission());
        let who = if self.anonymous {
            "Nobody who is not signed in"
        } else {
            "This account"
        };
        let verb = if self.anonymous { "may" } else { "may not" };
        let key = self.key;
        let what = match self.asked {
            Asked::Buckets => "list the project's buckets".to_owned(),
            Asked::List => format!("list the bucket {bucket}"),
            Asked::Look | Asked::Read => format!("read {key} in {bucket}"),
            Asked::Write => format!("write {key} to {bucket}"),
            Asked::Delete => format!("delete {key} from {bucket}"),
            Asked::Settings => format!("look at the settings of {bucket}"),
            Asked::Policy => format!("see who can reach {bucket}"),
            Asked::ObjectPolicy => format!("see who can reach {key} in {bucket}"),
        };
        let remedy = match self.asked {
            _ if self.anonymous => "Sign in with a service account.".to_owned(),
            Asked::Buckets => format!("Grant {permission} on the project, or name the buckets in the scope."),
            _ => format!(
                "Grant {permission} on {bucket}. Google says the same of a bucket that does not exist."
            ),
        };
        SourceError::new(
            ErrorClass::PermissionDenied,
            format!("{who} {verb} {what}."),
            remedy,
        )
        .lacking(permission)
    }
}

/// The permission that Google's sentence names: `… does not have storage.objects.list access to …`, or
/// `Permission 'storage.objects.list' denied on resource …`.
fn missing(message: &str) -> Option<&str> {
    message
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .find(|word| {
            let known = [
                "storage.",
                "cloudkms.",
                "iam.",
                "serviceusage.",
                "resourcemanager.",
            ];
            word.len() <= 80
                && known.iter().any(|front| word.starts_with(front))
                && word.matches('.').count() == 2
        })
        .filter(|word| !word.ends_with(".com") && !word.ends_with('.'))
}
