//! Amazon S3 and everything that speaks its dialect.
//!
//! Keys are exact bytes end to end: listing, reading and signing never pass through a path or URL type
//! that would normalise them. The version is the etag, unquoted.

mod address;
mod api;
mod ask;
mod clock;
mod config;
mod delete;
mod dialect;
mod exposure;
mod form;
mod keys;
mod link;
mod parts;
mod policy;
mod presets;
mod profiles;
mod properties;
mod recognise;
mod refusal;
mod region;
mod role;
mod send;
mod sign;
mod sign_in;
mod sso;
mod write;
mod xml;

use crate::{
    buckets::Buckets,
    connector::Connector,
    provider::{Provider, Surroundings},
};
use api::Api;
use config::{Config, Source};
use keys::Keys;
use profiles::{Base, Profiles};
use role::Sts;
use sign_in::SignIn;
use std::sync::Arc;
use tidegate_domain::{
    connector::{Scope, Use},
    foreign::Recognised,
    problem::Problem,
    provider::{Capabilities, Choice, PolicyText, ProviderDescriptor},
    secret::{Credential, Secret},
};

#[derive(Debug)]
pub(super) struct S3;

impl Provider for S3 {
    fn descriptor(&self) -> ProviderDescriptor {
        ProviderDescriptor {
            id: "s3".into(),
            title: "Amazon S3 or compatible".into(),
            summary: "Buckets of Amazon S3, or of a service that speaks its language (MinIO, Ceph, R2, …)."
                .into(),
            icon_svg: include_str!("icon.svg").into(),
            setup:
                "Create an access key that may list and read the buckets: s3:ListBucket on each bucket and \
                    s3:GetObject on its objects. With s3:ListAllMyBuckets Tidegate finds the buckets by \
                    itself; without it, name them in the scope. Better than a key of its own is a role that \
                    may do this, assumed with an external ID; a profile of the AWS tool works, too. \
                    Importing never writes."
                    .into(),
            config_schema: form::config_schema(),
            credential_schema: form::credential_schema(),
            presets: presets::presets(),
            capabilities: Capabilities {
                buckets: true,
                range_read: true,
                strong_version: true,
                ordered_listing: true,
                needs_credential: true,
                upload: true,
                delete: true,
                link: true,
                exposure: true,
            },
        }
    }

    fn validate(&self, config: &serde_json::Value, credential: Option<&Credential>) -> Result<(), Problem> {
        if Config::parse(config)?.source == Source::AccessKeys {
            Keys::parse(credential)?;
        }
        Ok(())
    }

    fn connect(
        &self,
        config: &serde_json::Value,
        credential: Option<&Credential>,
        around: &Surroundings,
    ) -> Result<Box<dyn Connector>, Problem> {
        let mut config = Config::parse(config)?;
        let sign_in = sign_in(&mut config, credential, around)?;
        Ok(Box::new(Buckets::new(Api::new(
            config,
            sign_in,
            around.http.clone(),
        ))))
    }

    fn recognise(&self, pasted: &Secret) -> Option<Recognised> {
        recognise::recognise(pasted)
    }

    fn policies(&self, config: &serde_json::Value, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
        policy::policies(config, scope, uses)
    }

    fn choices(&self, field: &str, around: &Surroundings) -> Vec<Choice> {
        match field {
            // Files that cannot be read offer nothing; choosing a profile all the same tells why.
            "profile" => Profiles::read(around)
                .map(|profiles| profiles.choices())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

/// The way to keys. Takes the profile's region where the form has none.
fn sign_in(
    config: &mut Config,
    credential: Option<&Credential>,
    around: &Surroundings,
) -> Result<SignIn, Problem> {
    let mut roles = Vec::new();
    let mut base = match &config.source {
        Source::AccessKeys => SignIn::Fixed(Arc::new(Keys::parse(credential)?)),
        Source::Anonymous => SignIn::Anonymous,
        Source::Profile(name) => {
            let chain = Profiles::read(around)?.chain(name)?;
            if let (true, Some(region)) = (config.region.is_empty(), chain.region) {
                config.region = region;
            }
            roles = chain.roles;
            match chain.base {
                Base::Keys(keys) => SignIn::Fixed(keys),
                Base::Session(session) => SignIn::session(*session),
            }
        }
    };
    roles.extend(config.role.clone());
    for role in roles {
        let sts = Sts {
            endpoint: config.sts()?,
            region: config.region.clone(),
        };
        base = SignIn::role(role, base, sts);
    }
    Ok(base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn keys() -> Credential {
        Credential::from_json(&serde_json::json!({ "access_key_id": "id", "secret_access_key": "secret" }))
    }

    /// Every preset is refused as long as something is to be filled in, and taken once it is.
    #[test]
    fn presets_are_taken_once_they_are_filled_in() {
        let mut ids = Vec::new();
        for preset in S3.descriptor().presets {
            let unfilled = S3.validate(&preset.config, Some(&keys())).unwrap_err();
            assert!(
                unfilled.remedy.contains("angle brackets"),
                "{}: {unfilled}",
                preset.id
            );
            let text = preset.config.to_string();
            let filled = ["<host>", "<account>", "<region>"]
                .iter()
                .fold(text, |text, blank| text.replace(blank, "eu-central-1"));
            let filled: Value = serde_json::from_str(&filled).unwrap();
            S3.validate(&filled, Some(&keys())).unwrap();
            assert!(!preset.hint.is_empty() && !preset.title.is_empty());
            ids.push(preset.id);
        }
        assert_eq!(ids.len(), 7, "{ids:?}");
    }

    /// Fields that one way to sign in does not show are not looked at for it.
    #[test]
    fn left_over_fields_are_no_obstacle() {
        for auth in ["access_keys", "anonymous"] {
            let config = serde_json::json!({
                "auth": auth, "role_arn": "x", "external_id": " ", "profile": "[", "base": "x", "sts_endpoint": "x",
                "session_name": "",
            });
            S3.validate(&config, Some(&keys())).unwrap();
        }
    }
}
