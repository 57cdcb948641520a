//! Who can reach a bucket or an object: its policy, its settings, its access list.
//!
//! A bucket's settings are asked for only when its policy may be read, so a test of a connector that has the
//! least permissions never asks for them.

use super::answers::{AccessControls, BucketSettings, Policy};
use super::api::{Api, Ask};
use super::refusal::Asked;
use super::target::Target;
use crate::connector::SourceError;
use tidegate_domain::{
    context::RunContext,
    exposure::{Exposure, ExposureLevel, ExposureReason},
    object::ObjectRef,
    problem::ErrorClass,
};

pub(super) async fn of_bucket(api: &Api, ctx: &RunContext, bucket: &str) -> Result<Exposure, SourceError> {
    let target = Target::bucket(bucket, "/iam")?.with("optionsRequestedPolicyVersion", "3");
    let asked: Result<Policy, _> = api.json(ctx, &Ask::get(Asked::Policy, target, bucket)).await;
    let policy = match asked {
        Ok(policy) => policy,
        Err(error) => return unread(ctx, Vec::new(), "iam_policy", "The bucket's policy", error),
    };
    let mut reasons = members(&policy);
    let fields = "iamConfiguration(publicAccessPrevention,uniformBucketLevelAccess)";
    let target = Target::bucket(bucket, "")?.with("fields", fields);
    let asked: Result<BucketSettings, _> = api.json(ctx, &Ask::get(Asked::Settings, target, bucket)).await;
    let settings = match asked {
        Ok(settings) => settings.iam_configuration,
        Err(error) => return unread(ctx, reasons, "account_setting", "The bucket's settings", error),
    };
    let prevented = settings.public_access_prevention == "enforced";
    reasons.push(if prevented {
        reason(
            "public_access_block",
            ExposureLevel::Private,
            "Public access prevention is enforced on this bucket: nothing in it can be public.",
        )
    } else {
        reason(
            "public_access_block",
            ExposureLevel::Private,
            "Public access prevention is not enforced on this bucket itself.",
        )
    });
    reasons.push(reason(
        "account_setting",
        ExposureLevel::Private,
        if settings.uniform_bucket_level_access.enabled {
            "Uniform bucket-level access is on: only policies decide, objects have no access lists."
        } else {
            "Uniform bucket-level access is off: an object's own access list can open it further."
        },
    ));
    let mut exposure = told(ctx, reasons);
    if prevented {
        exposure.level = ExposureLevel::Private;
    }
    Ok(exposure)
}

/// What a bucket's policy says of everybody.
fn members(policy: &Policy) -> Vec<ExposureReason> {
    let mut reasons = Vec::new();
    for (member, level, who) in [
        ("allUsers", ExposureLevel::Public, "Anybody on the internet"),
        (
            "allAuthenticatedUsers",
            ExposureLevel::Shared,
            "Anybody with a Google account",
        ),
    ] {
        for binding in &policy.bindings {
            if !binding.members.iter().any(|known| known == member) {
                continue;
            }
            let role: String = binding
                .role
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'))
                .take(100)
                .collect();
            let limited = if binding.condition.is_some() {
                ", under a condition"
            } else {
                ""
            };
            let text = format!("{who} has the role {role}{limited} ({member} in the bucket's policy).");
            reasons.push(reason("iam_policy", level, text));
        }
    }
    if reasons.is_empty() {
        reasons.push(reason(
            "iam_policy",
            ExposureLevel::Private,
            "The bucket's policy names neither allUsers nor allAuthenticatedUsers.",
        ));
    }
    reasons
}

pub(super) async fn of_object(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
) -> Result<Option<Exposure>, SourceError> {
    let target = Target::object(&object.bucket, &object.key, "/acl")?.with("fields", "items(entity,role)");
    let ask = Ask::get(Asked::ObjectPolicy, target, &object.bucket).about(&object.key);
    let controls: AccessControls = match api.json(ctx, &ask).await {
        Ok(controls) => controls,
        // With uniform access there are no lists, and asking for one is a mistake to Google.
        Err(error) if error.class == ErrorClass::Protocol => return Ok(None),
        Err(error) => {
            return unread(ctx, Vec::new(), "object_acl", "The object's access list", error).map(Some);
        }
    };
    let mut reasons = Vec::new();
    for (entity, level, who) in [
        ("allUsers", ExposureLevel::Public, "Anybody on the internet"),
        (
            "allAuthenticatedUsers",
            ExposureLevel::Shared,
            "Anybody with a Google account",
        ),
    ] {
        for control in controls.items.iter().filter(|control| control.entity == entity) {
            let may = if control.role == "OWNER" { "own" } else { "read" };
            let text = format!("{who} may {may} it ({entity} in the object's access list).");
            reasons.push(reason("object_acl", level, text));
        }
    }
    if reasons.is_empty() {
        let text = "The object's access list names neither allUsers nor allAuthenticatedUsers.";
        reasons.push(reason("object_acl", ExposureLevel::Private, text));
    }
    Ok(Some(told(ctx, reasons)))
}

/// A permission that is missing is a reason; anything else is an error.
fn unread(
    ctx: &RunContext,
    mut reasons: Vec<ExposureReason>,
    source: &str,
    what: &str,
    error: SourceError,
) -> Result<Exposure, SourceError> {
    if error.class != ErrorClass::PermissionDenied {
        return Err(error);
    }
    let permission = error.permission.unwrap_or_default();
    reasons.push(ExposureReason {
        source: source.to_owned(),
        level: ExposureLevel::Unknown,
        text: format!("{what} could not be read: {permission} is missing."),
        permission: Some(permission),
    });
    Ok(told(ctx, reasons))
}

fn told(ctx: &RunContext, reasons: Vec<ExposureReason>) -> Exposure {
    let level = reasons.iter().map(|reason| reason.level).max();
    Exposure {
        level: level.unwrap_or_default(),
        reasons,
        checked_at: ctx.clock.now(),
    }
}

fn reason(source: &str, level: ExposureLevel, text: impl Into<String>) -> ExposureReason {
    ExposureReason {
        source: source.to_owned(),
        level,
        text: text.into(),
        permission: None,
    }
}
