//! What Azure refuses, in words for people, sorted by what is done about it. Each missing permission has three
//! names: the role's, the data action's and the SAS letter's; the one of the way to sign in is told.

use super::config::Identity;
use super::sas::shown;
use crate::buckets::words::{busy, changed, failed, in_the_way, not_found, shorter, shown_code};
use crate::connector::SourceError;
use tidegate_domain::{Timestamp, key::ObjectKey, problem::ErrorClass};

/// What was asked, for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Containers,
    List,
    Read,
    Write,
    Delete,
    Access,
    DelegationKey,
}

/// Data actions, without what they all begin with.
const ACTIONS: &str = "Microsoft.Storage/storageAccounts/blobServices/";

impl Asked {
    /// What the request is for, as the ledger of hosts tells it.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Containers => "list containers",
            Self::List => "list objects",
            Self::Read => "read objects",
            Self::Write => "write objects",
            Self::Delete => "delete objects",
            Self::Access => "read access rules",
            Self::DelegationKey => "make links",
        }
    }

    fn action(self) -> String {
        let rest = match self {
            Self::Containers | Self::Access => "containers/read",
            Self::List | Self::Read => "containers/blobs/read",
            Self::Write => "containers/blobs/write",
            Self::Delete => "containers/blobs/delete",
            Self::DelegationKey => "generateUserDelegationKey/action",
        };
        format!("{ACTIONS}{rest}")
    }

    fn role(self) -> &'static str {
        match self {
            Self::Containers | Self::List | Self::Read | Self::Access => "Storage Blob Data Reader",
            Self::Write | Self::Delete => "Storage Blob Data Contributor",
            Self::DelegationKey => "Storage Blob Delegator",
        }
    }

    /// The SAS letter, and what kind of SAS it is worth something in.
    fn letter(self) -> &'static str {
        match self {
            Self::Containers => "SAS permission l (list) on the service",
            Self::List => "SAS permission l (list)",
            Self::Read => "SAS permission r (read)",
            Self::Write => "SAS permissions c (create) and w (write)",
            Self::Delete => "SAS permission d (delete)",
            Self::Access => "SAS permission r (read) of an account SAS for containers",
            Self::DelegationKey => "SAS cannot sign links",
        }
    }
}

/// A refusal and what it was about.
pub(super) struct Refused<'a> {
    pub asked: Asked,
    pub identity: &'a Identity,
    pub account: &'a str,
    pub container: &'a str,
    pub key: &'a ObjectKey,
    pub status: u16,
    /// From the header or the body.
    pub code: &'a str,
    pub now: Timestamp,
}

impl Refused<'_> {
    pub fn means(&self) -> SourceError {
        let container = ObjectKey::from(self.container);
        let key = self.key;
        match self.code {
            "AuthenticationFailed" | "InvalidAuthenticationInfo" | "NoAuthenticationInformation" => {
                self.not_let_in()
            }
            "KeyBasedAuthenticationNotPermitted" => error(
                ErrorClass::PermissionDenied,
                format!(
                    "The storage account {} does not allow account keys or SAS.",
                    self.account
                ),
                "Sign in with an app (client secret), or allow storage account key access in its configuration.",
            ),
            "AuthorizationPermissionMismatch"
            | "InsufficientAccountPermissions"
            | "AuthorizationServiceMismatch"
            | "AuthorizationResourceTypeMismatch" => self.lacking(),
            "AuthorizationProtocolMismatch" => error(
                ErrorClass::PermissionDenied,
                "The SAS is not for this protocol.".into(),
                "Use https.",
            ),
            "AuthorizationSourceIPMismatch" => error(
                ErrorClass::PermissionDenied,
                "The SAS is not for this computer's address.".into(),
                "Ask for a SAS without an address range, or with this network's.",
            ),
            "AuthorizationFailure" if self.sas_has_ended() => self.not_let_in(),
            "AuthorizationFailure" => {
                let mut told = self.lacking();
                if matches!(self.identity, Identity::Key(_)) {
                    told.remedy = "Enter key1 or key2 of the storage account again.".into();
                }
                if self.sas_says_it_may() {
                    told.message = "The service does not let this SAS in.".into();
                    told.remedy =
                        "The SAS is not whole, or was signed with a key that has been renewed: ask for a \
                                   new one."
                            .into();
                }
                told.remedy.push_str(
                    " Otherwise the account's firewall keeps this network out: allow this network there.",
                );
                told
            }
            "PublicAccessNotPermitted" => error(
                ErrorClass::PermissionDenied,
                format!("The storage account {} allows no public access.", self.account),
                "Sign in.",
            ),
            "AccountIsDisabled" => error(
                ErrorClass::PermissionDenied,
                format!("The storage account {} is disabled.", self.account),
                "Ask the subscription's owner.",
            ),
            "ContainerNotFound" | "ContainerBeingDeleted" | "ContainerDisabled" => error(
                ErrorClass::ConfigInvalid,
                format!("There is no container {container}."),
                "Correct the name in the scope, or the storage account.",
            ),
            "InvalidResourceName" | "OutOfRangeInput" if key.as_bytes().is_empty() => error(
                ErrorClass::ConfigInvalid,
                format!("\u{201c}{container}\u{201d} cannot be a container's name."),
                "Correct the name in the scope.",
            ),
            "InvalidResourceName" | "OutOfRangeInput" | "InvalidUri" => error(
                ErrorClass::ConfigInvalid,
                format!("Azure takes no blob of the name {key}."),
                "Give it another name.",
            ),
            // A version was to be replaced that is not there any more.
            "BlobNotFound" if self.asked == Asked::Write => in_the_way(key),
            "BlobNotFound" | "ResourceNotFound" if self.is_object() => not_found(self.container, key),
            "BlobArchived" | "BlobBeingRehydrated" => error(
                ErrorClass::PermissionDenied,
                format!("{key} in {container} is archived and cannot be read as it is."),
                "Move it to an online tier first in the Azure portal; Tidegate never does by itself.",
            ),
            "InvalidRange" => shorter(key),
            "BlobAlreadyExists" => in_the_way(key),
            "ConditionNotMet" | "TargetConditionNotMet" => self.condition(),
            "SnapshotsPresent" => error(
                ErrorClass::Conflict,
                format!("{key} has snapshots, and they would be lost with it."),
                "Delete the snapshots first, in the Azure portal.",
            ),
            "LeaseIdMissing" | "LeaseIdMismatchWithBlobOperation" => error(
                ErrorClass::Conflict,
                format!("{key} is leased by another program."),
                "Wait until that program has finished, or break the lease in the Azure portal.",
            ),
            "BlobImmutableDueToPolicy" => error(
                ErrorClass::PermissionDenied,
                format!("{key} is kept unchanged by a policy of its container."),
                "It can be replaced or deleted when the retention has ended.",
            ),
            "InvalidBlobType" => error(
                ErrorClass::Conflict,
                format!("{key} is there already as a blob of another kind."),
                "Write it under another name, or delete it first.",
            ),
            "InvalidBlockList" => error(
                ErrorClass::NotFound,
                "The upload that was begun is no longer there.".into(),
                "Upload the file again.",
            ),
            "InvalidBlobOrBlock" | "BlockCountExceedsLimit" => error(
                ErrorClass::Conflict,
                format!("Another program has begun an upload of {key}."),
                "Let it finish, or upload under another name; what it has begun ends by itself within a week.",
            ),
            "InvalidHeaderValue" | "UnsupportedHeader" => error(
                ErrorClass::Protocol,
                format!(
                    "The service does not understand the request{}.",
                    shown_code(self.code)
                ),
                "Check that the endpoint is Azure Blob Storage of a current version.",
            ),
            "ServerBusy" => busy(),
            "InternalError" | "OperationTimedOut" => failed(self.status),
            _ => self.by_status(),
        }
    }

    fn by_status(&self) -> SourceError {
        match self.status {
            301..=308 => error(
                ErrorClass::ConfigInvalid,
                "The service answers from another address.".into(),
                "Enter that address as the endpoint. Redirects are never followed.",
            ),
            401 => self.not_let_in(),
            403 => self.lacking(),
            404 if self.is_object() => not_found(self.container, self.key),
            404 if !self.container.is_empty() => error(
                ErrorClass::ConfigInvalid,
                format!("There is no container {}.", ObjectKey::from(self.container)),
                "Correct the name in the scope, or the storage account.",
            ),
            412 => self.condition(),
            416 => shorter(self.key),
            429 | 503 => busy(),
            status @ 500.. => failed(status),
            status => error(
                ErrorClass::Protocol,
                format!(
                    "The service refused with status {status}{}.",
                    shown_code(self.code)
                ),
                "Check that the endpoint is Azure Blob Storage.",
            ),
        }
    }

    fn is_object(&self) -> bool {
        !self.key.as_bytes().is_empty()
    }

    fn condition(&self) -> SourceError {
        if self.asked == Asked::Write {
            in_the_way(self.key)
        } else {
            changed(self.key)
        }
    }

    fn sas_has_ended(&self) -> bool {
        matches!(self.identity, Identity::Sas(token) if token.has_ended(self.now))
    }

    /// By its own words the SAS is for this, so something else is wrong.
    fn sas_says_it_may(&self) -> bool {
        let letters: &[char] = match self.asked {
            Asked::Containers | Asked::List => &['l'],
            Asked::Read | Asked::Access => &['r'],
            Asked::Write => &['c', 'w'],
            Asked::Delete => &['d'],
            Asked::DelegationKey => &[],
        };
        matches!(self.identity, Identity::Sas(token) if token.permissions.contains(letters))
    }

    /// The service does not believe who asks.
    fn not_let_in(&self) -> SourceError {
        match self.identity {
            Identity::Key(_) => error(
                ErrorClass::AuthExpired,
                "The service does not accept the signature: the account key is not right, or this computer's \
                 clock is wrong."
                    .into(),
                "Enter key1 or key2 of the storage account again, and check the clock.",
            ),
            Identity::App(..) => error(
                ErrorClass::AuthExpired,
                format!("The storage account {} does not accept the app's token.", self.account),
                "Check that the app and the storage account belong to the same tenant and cloud.",
            ),
            Identity::Sas(token) if token.has_ended(self.now) => error(
                ErrorClass::AuthExpired,
                match token.ends_at {
                    Some(end) => format!("The SAS has expired: it ended at {}.", shown(end)),
                    None => "The SAS has expired.".into(),
                },
                "Ask for a new SAS and enter it.",
            ),
            Identity::Sas(token) => error(
                ErrorClass::AuthExpired,
                "The service does not accept the SAS.".into(),
                &format!(
                    "Enter a whole one that is for this account or container. By its own words {}.",
                    token.says(self.now)
                ),
            ),
        }
    }

    /// The service knows who asks and does not allow it.
    fn lacking(&self) -> SourceError {
        let container = ObjectKey::from(self.container);
        let who = match self.identity {
            Identity::Key(_) => "This account key",
            Identity::App(..) => "This app",
            Identity::Sas(_) => "This SAS",
        };
        let what = match self.asked {
            Asked::Containers => "list the account's containers".to_owned(),
            Asked::List => format!("list the container {container}"),
            Asked::Read => format!("read {} in {container}", self.key),
            Asked::Write => format!("write {} in {container}", self.key),
            Asked::Delete => format!("delete {} in {container}", self.key),
            Asked::Access => format!("tell who can reach {container}"),
            Asked::DelegationKey => "sign links".to_owned(),
        };
        let (permission, mut remedy) = match self.identity {
            Identity::Key(_) => (
                self.asked.action(),
                "Look at the account's configuration: its firewall or a policy keeps the key out.".to_owned(),
            ),
            Identity::App(..) => (
                self.asked.action(),
                format!(
                    "Give the app the role {} (plain Reader is not enough).",
                    self.asked.role()
                ),
            ),
            Identity::Sas(token) => (
                self.asked.letter().to_owned(),
                format!(
                    "Ask for a SAS with {}. Of this one: {}.",
                    self.asked.letter(),
                    token.says(self.now)
                ),
            ),
        };
        if self.asked == Asked::Containers {
            remedy.push_str(" Or name the containers in the scope.");
        }
        error(
            ErrorClass::PermissionDenied,
            format!("{who} may not {what}."),
            &remedy,
        )
        .lacking(permission)
    }
}

fn error(class: ErrorClass, message: String, remedy: &str) -> SourceError {
    SourceError::new(class, message, remedy)
}
