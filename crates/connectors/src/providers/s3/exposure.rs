//! Who besides the owner can reach a bucket or an object: four settings are read and weighed together.
//!
//! Only what is known to block counts as blocking. A block on the whole account cannot be read with a bucket's
//! permissions; where one would matter, the reason says so.

use super::api::Api;
use super::ask::Asking;
use super::refusal::Asked;
use super::sign::Payload;
use super::xml::{self, Parsed};
use crate::connector::SourceError;
use crate::http::HttpFailure;
use http::{HeaderMap, Method};
use tidegate_domain::{
    context::RunContext,
    exposure::{Exposure, ExposureLevel, ExposureReason},
    object::ObjectRef,
    problem::ErrorClass,
};

const LONGEST_SETTING: usize = 1024 * 1024;
const BLOCK: &str = "s3:GetBucketPublicAccessBlock";
const POLICY: &str = "s3:GetBucketPolicyStatus";
const OWNERSHIP: &str = "s3:GetBucketOwnershipControls";
const BUCKET_ACL: &str = "s3:GetBucketAcl";
const OBJECT_ACL: &str = "s3:GetObjectAcl";

/// What was learnt of one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting<T> {
    Known(T),
    /// It was never set.
    Absent,
    /// Reading it takes a permission that is missing.
    Denied,
    /// The service has no such setting, or does not tell.
    Untold,
}

/// The elements of an answer, by their paths.
type Fields = Vec<(String, String)>;

impl<T> Setting<T> {
    fn map<U>(self, read: impl FnOnce(T) -> U) -> Setting<U> {
        match self {
            Self::Known(value) => Setting::Known(read(value)),
            Self::Absent => Setting::Absent,
            Self::Denied => Setting::Denied,
            Self::Untold => Setting::Untold,
        }
    }

    fn is(&self, what: impl FnOnce(&T) -> bool) -> bool {
        match self {
            Self::Known(value) => what(value),
            _ => false,
        }
    }
}

/// The two parts of a public access block that act on what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    ignores_lists: bool,
    restricts_policies: bool,
}

/// The settings of a bucket.
#[derive(Debug, Clone, Copy)]
struct Seen {
    block: Setting<Block>,
    /// Whether the policy lets everybody in.
    policy: Setting<bool>,
    /// Whether access lists are off.
    lists_off: Setting<bool>,
    /// Whom the access list lets in.
    list: Setting<ExposureLevel>,
}

impl Api {
    pub async fn exposure_of_bucket(&self, ctx: &RunContext, bucket: &str) -> Result<Exposure, SourceError> {
        let (block, policy, lists_off, list) = tokio::join!(
            self.block(ctx, bucket),
            self.setting(ctx, bucket, b"", "policyStatus", "PolicyStatus", POLICY),
            self.lists_off(ctx, bucket),
            self.setting(ctx, bucket, b"", "acl", "AccessControlPolicy", BUCKET_ACL),
        );
        let seen = Seen {
            block: block?,
            policy: policy?.map(|fields| says(&fields, "IsPublic", "true")),
            lists_off: lists_off?,
            list: list?.map(|fields| listed(&fields)),
        };
        let (level, reasons) = weigh(&seen);
        Ok(Exposure {
            level,
            reasons,
            checked_at: ctx.clock.now(),
        })
    }

    pub async fn exposure_of_object(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        let bucket = object.bucket.as_str();
        let (block, lists_off) = tokio::join!(self.block(ctx, bucket), self.lists_off(ctx, bucket));
        let ignored = block?.is(|block| block.ignores_lists);
        if ignored || lists_off?.is(|off| *off) {
            return Ok(None);
        }
        let key = object.key.as_bytes();
        let list = self
            .setting(ctx, bucket, key, "acl", "AccessControlPolicy", OBJECT_ACL)
            .await?;
        let reason = match list.map(|fields| listed(&fields)) {
            // Services without this call have no lists either.
            Setting::Absent | Setting::Untold => return Ok(None),
            Setting::Denied => lacking(
                "object_acl",
                "Who is on the object's own access list could not be read",
                OBJECT_ACL,
            ),
            Setting::Known(level) => of_list("object_acl", "The object's own access list", level),
        };
        Ok(Some(Exposure {
            level: reason.level,
            reasons: vec![reason],
            checked_at: ctx.clock.now(),
        }))
    }

    async fn block(&self, ctx: &RunContext, bucket: &str) -> Result<Setting<Block>, SourceError> {
        let root = "PublicAccessBlockConfiguration";
        let block = self
            .setting(ctx, bucket, b"", "publicAccessBlock", root, BLOCK)
            .await?;
        Ok(block.map(|fields| Block {
            ignores_lists: says(&fields, "IgnorePublicAcls", "true"),
            restricts_policies: says(&fields, "RestrictPublicBuckets", "true"),
        }))
    }

    async fn lists_off(&self, ctx: &RunContext, bucket: &str) -> Result<Setting<bool>, SourceError> {
        let root = "OwnershipControls";
        let owned = self
            .setting(ctx, bucket, b"", "ownershipControls", root, OWNERSHIP)
            .await?;
        Ok(owned.map(|fields| says(&fields, "Rule/ObjectOwnership", "BucketOwnerEnforced")))
    }

    /// One setting's elements. Only what says nothing about the setting is an error.
    async fn setting(
        &self,
        ctx: &RunContext,
        bucket: &str,
        key: &[u8],
        name: &'static str,
        root: &str,
        permission: &'static str,
    ) -> Result<Setting<Fields>, SourceError> {
        let asking = Asking {
            asked: Asked::Setting(permission),
            method: Method::GET,
            bucket,
            key,
            query: &[(name, b"")],
            headers: HeaderMap::new(),
            payload: Payload::none(),
        };
        let declined = match self.answered(ctx, &asking).await? {
            Ok(answer) => {
                let body = answer.into_body().read(LONGEST_SETTING).await;
                let body = body.map_err(HttpFailure::into_source_error)?;
                return Ok(match xml::fields(&body, root) {
                    Ok(Parsed::Answer(fields)) => Setting::Known(fields),
                    // A service that does not know the question may answer another, such as a listing.
                    Ok(Parsed::Error(_)) | Err(xml::Malformed) => Setting::Untold,
                });
            }
            Err(declined) => declined,
        };
        match (declined.refused.status, declined.refused.body.code.as_str()) {
            (
                _,
                "NoSuchPublicAccessBlockConfiguration"
                | "NoSuchBucketPolicy"
                | "OwnershipControlsNotFoundError",
            ) => return Ok(Setting::Absent),
            (405 | 501, _) | (_, "NotImplemented" | "MethodNotAllowed") => return Ok(Setting::Untold),
            _ => {}
        }
        let error = self.refusal(ctx, &asking, &declined).await;
        if error.class == ErrorClass::PermissionDenied {
            return Ok(Setting::Denied);
        }
        Err(error)
    }
}

/// Whether an element has this text.
fn says(fields: &Fields, name: &str, value: &str) -> bool {
    fields
        .iter()
        .any(|(known, text)| known == name && text.eq_ignore_ascii_case(value))
}

/// The most that an access list lets in. Who may only read the list itself reaches nothing.
fn listed(fields: &Fields) -> ExposureLevel {
    let mut most = ExposureLevel::Private;
    let mut group = ExposureLevel::Private;
    let mut reaches = false;
    for (name, text) in fields {
        match name.as_str() {
            "AccessControlList/Grant/Grantee/URI" => {
                group = match text.rsplit('/').next() {
                    Some("AllUsers") => ExposureLevel::Public,
                    Some("AuthenticatedUsers") => ExposureLevel::Shared,
                    _ => ExposureLevel::Private,
                };
            }
            "AccessControlList/Grant/Permission" => reaches = text != "READ_ACP",
            "AccessControlList/Grant" => {
                if reaches {
                    most = most.max(group);
                }
                group = ExposureLevel::Private;
                reaches = false;
            }
            _ => {}
        }
    }
    most
}

fn reason(source: &str, level: ExposureLevel, text: &str) -> ExposureReason {
    ExposureReason {
        source: source.to_owned(),
        level,
        text: text.to_owned(),
        permission: None,
    }
}

fn lacking(source: &str, what: &str, permission: &str) -> ExposureReason {
    ExposureReason {
        permission: Some(permission.to_owned()),
        ..reason(
            source,
            ExposureLevel::Unknown,
            &format!("{what}: {permission} is not allowed."),
        )
    }
}

fn of_list(source: &str, list: &str, level: ExposureLevel) -> ExposureReason {
    let lets = match level {
        ExposureLevel::Public => "lets anybody in",
        ExposureLevel::Shared => "lets in anybody who has an account at the service",
        ExposureLevel::Private | ExposureLevel::Unknown => "lets nobody in from outside",
    };
    reason(source, level, &format!("{list} {lets}."))
}

/// What the settings come to, and what each says.
fn weigh(seen: &Seen) -> (ExposureLevel, Vec<ExposureReason>) {
    if let Seen {
        block: Setting::Untold,
        policy: Setting::Untold,
        lists_off: Setting::Untold,
        list: Setting::Untold,
    } = seen
    {
        let untold = "This service does not tell who can reach a bucket.";
        let why = reason("bucket_policy", ExposureLevel::Unknown, untold);
        return (ExposureLevel::Unknown, vec![why]);
    }
    let mut reasons = Vec::new();
    reasons.extend(of_block(seen));
    let (by_policy, why) = of_policy(seen);
    reasons.push(why);
    let (by_list, why) = of_lists(seen);
    reasons.extend(why);
    (by_policy.max(by_list), reasons)
}

fn of_block(seen: &Seen) -> Option<ExposureReason> {
    let says = |text| Some(reason("public_access_block", ExposureLevel::Private, text));
    let none = "The bucket blocks no public access: its policy and its access list decide.";
    match seen.block {
        Setting::Known(block) => match (block.ignores_lists, block.restricts_policies) {
            (true, true) => says("The bucket blocks public access."),
            (true, false) => says("The bucket ignores public access lists, but not a public policy."),
            (false, true) => says("The bucket ignores a public policy, but not public access lists."),
            (false, false) => says(none),
        },
        Setting::Absent => says(none),
        Setting::Denied => Some(lacking(
            "public_access_block",
            "Whether the bucket blocks public access could not be read",
            BLOCK,
        )),
        Setting::Untold => None,
    }
}

fn of_policy(seen: &Seen) -> (ExposureLevel, ExposureReason) {
    use ExposureLevel::{Private, Public, Unknown};
    let blocked = seen.block.is(|block| block.restricts_policies);
    let says = |level, text| reason("bucket_policy", level, text);
    let why = match seen.policy {
        Setting::Known(true) if blocked => says(
            Private,
            "The bucket policy would let anybody in, but public access is blocked.",
        ),
        Setting::Known(true) => says(
            Public,
            "The bucket policy lets anybody in, unless the account blocks public access for all its buckets.",
        ),
        Setting::Known(false) => says(Private, "The bucket policy is not public."),
        Setting::Absent => says(Private, "There is no bucket policy."),
        Setting::Denied => lacking(
            "bucket_policy",
            "Whether the bucket policy is public could not be read",
            POLICY,
        ),
        Setting::Untold => says(
            Unknown,
            "The service does not tell whether the bucket policy is public.",
        ),
    };
    (if blocked { Private } else { why.level }, why)
}

fn of_lists(seen: &Seen) -> (ExposureLevel, Vec<ExposureReason>) {
    use ExposureLevel::{Private, Unknown};
    const SOURCE: &str = "bucket_acl";
    if seen.lists_off.is(|off| *off) {
        return (Private, vec![reason(SOURCE, Private, "Access lists are off.")]);
    }
    let ignored = seen.block.is(|block| block.ignores_lists);
    let mut reasons = vec![match seen.list {
        Setting::Known(level) if ignored && level > Private => reason(
            SOURCE,
            Private,
            "The access list would let others in, but public access lists are ignored.",
        ),
        Setting::Known(level) => of_list(SOURCE, "The bucket's access list", level),
        Setting::Absent => reason(SOURCE, Private, "There is no access list."),
        Setting::Denied => lacking(
            SOURCE,
            "Who is on the bucket's access list could not be read",
            BUCKET_ACL,
        ),
        Setting::Untold => reason(
            SOURCE,
            Unknown,
            "The service does not tell who is on the bucket's access list.",
        ),
    }];
    let level = match reasons.first() {
        Some(why) if !ignored => why.level,
        _ => Private,
    };
    if seen.lists_off == Setting::Denied {
        reasons.push(lacking(
            SOURCE,
            "Whether objects have access lists of their own could not be read",
            OWNERSHIP,
        ));
    }
    (level, reasons)
}

#[cfg(test)]
mod tests;
