//! Who can reach a container: its own access level, as Azure tells it. Whether the account lets public levels
//! count at all is kept where only the management interface reads it.

use super::address::Address;
use super::api::{Api, Ask, text};
use super::refusal::Asked;
use crate::connector::SourceError;
use tidegate_domain::{
    context::RunContext,
    exposure::{Exposure, ExposureLevel, ExposureReason},
    key::ObjectKey,
    problem::ErrorClass,
};

pub(super) async fn container(api: &Api, ctx: &RunContext, container: &str) -> Result<Exposure, SourceError> {
    let shown = ObjectKey::from(container);
    let acl = ask(api, container)?.with("comp", "acl");
    let answer = match api.send(ctx, &acl).await {
        // Only owners read the access policy; the properties have the level too, for every reader.
        Err(error) if error.class == ErrorClass::PermissionDenied => {
            api.send(ctx, &ask(api, container)?).await
        }
        answer => answer,
    };
    let (level, words, permission) = match answer {
        Ok(answer) => match text(answer.headers(), "x-ms-blob-public-access") {
            Some("container") => (
                ExposureLevel::Public,
                format!("Anybody can list {shown} and read everything in it."),
                None,
            ),
            Some("blob") => (
                ExposureLevel::Public,
                format!("Anybody who knows an object's name can read it from {shown}."),
                None,
            ),
            Some(_) => (
                ExposureLevel::Unknown,
                format!("{shown} has an access level that is not known here."),
                None,
            ),
            None => (
                ExposureLevel::Private,
                format!("{shown} has no public access."),
                None,
            ),
        },
        Err(error) if error.class == ErrorClass::PermissionDenied => {
            (ExposureLevel::Unknown, error.message, error.permission)
        }
        Err(error) => return Err(error),
    };
    let mut reasons = vec![ExposureReason {
        source: "container_access".into(),
        level,
        text: words,
        permission,
    }];
    if level == ExposureLevel::Public {
        reasons.push(ExposureReason {
            source: "account_setting".into(),
            level: ExposureLevel::Unknown,
            text: format!(
                "The storage account {} may forbid public access as a whole; that setting cannot be read from here.",
                api.config.account
            ),
            permission: Some("Microsoft.Storage/storageAccounts/read".into()),
        });
    }
    Ok(Exposure {
        level,
        reasons,
        checked_at: ctx.clock.now(),
    })
}

fn ask<'a>(api: &Api, container: &'a str) -> Result<Ask<'a>, SourceError> {
    let address = Address::new(&api.config, container, b"")?.with("restype", "container");
    Ok(Ask::get(Asked::Access, address, container))
}
