//! Who may reach a bucket, as its settings say. They are told, not obeyed.

use super::answer::{Answer, refuse, xml};
use std::fmt::Write;
use std::io::Error as IoError;

/// One line of an access list: who, and what they may (`READ`, `WRITE`, `FULL_CONTROL`, …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    Everybody(&'static str),
    Authenticated(&'static str),
    Logs(&'static str),
    User(&'static str),
}

/// A bucket's settings. What is absent was never set.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// `Enabled` or `Suspended`.
    pub versioning: Option<&'static str>,
    /// Block and ignore public access lists, block and restrict public policies.
    pub block: Option<[bool; 4]>,
    pub policy_public: Option<bool>,
    /// `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
    pub ownership: Option<&'static str>,
    pub grants: Vec<Grant>,
}

pub(crate) fn versioning(access: &Access) -> Result<Answer, IoError> {
    let status = access
        .versioning
        .map(|status| format!("<Status>{status}</Status>"));
    document("VersioningConfiguration", &status.unwrap_or_default())
}

pub(crate) fn block(access: &Access) -> Result<Answer, IoError> {
    let Some(block) = access.block else {
        return refuse(404, "NoSuchPublicAccessBlockConfiguration", &[]);
    };
    let names = [
        "BlockPublicAcls",
        "IgnorePublicAcls",
        "BlockPublicPolicy",
        "RestrictPublicBuckets",
    ];
    let mut body = String::new();
    for (name, on) in names.into_iter().zip(block) {
        let _ = write!(body, "<{name}>{on}</{name}>");
    }
    document("PublicAccessBlockConfiguration", &body)
}

pub(crate) fn policy_status(access: &Access) -> Result<Answer, IoError> {
    match access.policy_public {
        None => refuse(404, "NoSuchBucketPolicy", &[]),
        Some(public) => document("PolicyStatus", &format!("<IsPublic>{public}</IsPublic>")),
    }
}

pub(crate) fn ownership(access: &Access) -> Result<Answer, IoError> {
    match access.ownership {
        None => refuse(404, "OwnershipControlsNotFoundError", &[]),
        Some(rule) => document(
            "OwnershipControls",
            &format!("<Rule><ObjectOwnership>{rule}</ObjectOwnership></Rule>"),
        ),
    }
}

pub(crate) fn acl(grants: &[Grant]) -> Result<Answer, IoError> {
    let mut body = String::from("<Owner><ID>owner</ID></Owner><AccessControlList>");
    for grant in [&Grant::User("FULL_CONTROL")].into_iter().chain(grants) {
        let group = |name: &str| {
            format!("xsi:type=\"Group\"><URI>http://acs.amazonaws.com/groups/{name}</URI></Grantee>")
        };
        let (who, may) = match grant {
            Grant::Everybody(may) => (group("global/AllUsers"), may),
            Grant::Authenticated(may) => (group("global/AuthenticatedUsers"), may),
            Grant::Logs(may) => (group("s3/LogDelivery"), may),
            Grant::User(may) => (
                "xsi:type=\"CanonicalUser\"><ID>owner</ID><DisplayName>owner</DisplayName></Grantee>"
                    .to_owned(),
                may,
            ),
        };
        let _ = write!(
            body,
            "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" {who}\
             <Permission>{may}</Permission></Grant>"
        );
    }
    body.push_str("</AccessControlList>");
    document("AccessControlPolicy", &body)
}

fn document(root: &str, body: &str) -> Result<Answer, IoError> {
    xml(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{root} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{body}</{root}>"
    ))
}
