//! The settings: what a form says, checked field by field.

use super::region::{self, Partition};
use super::role::Role;
use crate::http::endpoint;
use serde::Deserialize;
use serde_json::{Value, json};
use tidegate_domain::problem::{ErrorClass, Problem};

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ConfigForm {
    auth: Option<String>,
    region: Option<String>,
    endpoint: Option<String>,
    path_style: Option<bool>,
    profile: Option<String>,
    role_arn: Option<String>,
    external_id: Option<String>,
    session_name: Option<String>,
    base: Option<String>,
    sts_endpoint: Option<String>,
    requester_pays: Option<bool>,
}

/// Where keys come from before any role is assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The credential's own.
    AccessKeys,
    /// A profile of the person's AWS files, by name.
    Profile(String),
    /// None: requests go unsigned.
    Anonymous,
}

/// Settings that can be used as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    pub source: Source,
    /// The role that the source's keys assume.
    pub role: Option<Role>,
    /// Scheme and authority of the STS to ask for roles; `None` is Amazon's.
    pub sts: Option<(&'static str, String)>,
    /// Empty: to be found out, bucket by bucket.
    pub region: String,
    /// `https` or, on loopback, `http`.
    pub scheme: &'static str,
    /// Host and port of the endpoint; `None` is Amazon.
    pub authority: Option<String>,
    pub path_style: bool,
    /// Whoever asks pays for the transfer, and says so.
    pub requester_pays: bool,
}

impl Config {
    pub fn parse(config: &Value) -> Result<Self, Problem> {
        let given = if config.is_null() {
            json!({})
        } else {
            config.clone()
        };
        let form: ConfigForm = serde_json::from_value(given).map_err(|error| {
            Problem::new(
                ErrorClass::ConfigInvalid,
                format!("These settings are not those of S3: {error}."),
                "Fill the form again.",
            )
        })?;
        let region = trimmed(form.region.as_deref());
        if region.contains('<') {
            return Err(invalid(
                "region",
                "The region is not filled in.",
                "Replace what stands in angle brackets by your own.",
            ));
        }
        if !region.is_empty() && !region::is_one(region) {
            return Err(invalid(
                "region",
                "This is not a region.",
                "Write it as Amazon does: us-east-1, eu-central-1, … Compatible services often take us-east-1.",
            ));
        }
        let (scheme, authority) = match trimmed(form.endpoint.as_deref()) {
            "" => ("https", None),
            given => {
                let (scheme, authority) = endpoint::parse(given, "endpoint")?;
                (scheme, Some(authority))
            }
        };
        let source = |auth: &str| match auth {
            "access_keys" => Ok(Source::AccessKeys),
            "profile" => profile(form.profile.as_deref()).map(Source::Profile),
            _ => Err(invalid(
                "base",
                "This cannot assume a role.",
                "Choose the access keys or an AWS profile.",
            )),
        };
        let (source, role) = match trimmed(form.auth.as_deref()) {
            "" | "access_keys" => (Source::AccessKeys, None),
            auth @ "profile" => (source(auth)?, None),
            "anonymous" => (Source::Anonymous, None),
            "assume_role" => {
                let base = match trimmed(form.base.as_deref()) {
                    "" => "access_keys",
                    base => base,
                };
                let role = Role::parse(
                    trimmed(form.role_arn.as_deref()),
                    trimmed(form.external_id.as_deref()),
                    trimmed(form.session_name.as_deref()),
                )?;
                (source(base)?, Some(role))
            }
            _ => {
                return Err(invalid(
                    "auth",
                    "This way to sign in is not known.",
                    "Choose access keys, a role, an AWS profile, or a public bucket.",
                ));
            }
        };
        let with_roles = role.is_some() || matches!(source, Source::Profile(_));
        let sts = match trimmed(form.sts_endpoint.as_deref()) {
            given if !given.is_empty() && with_roles => Some(endpoint::parse(given, "sts_endpoint")?),
            _ => None,
        };
        let requester_pays = form.requester_pays.unwrap_or_default();
        if requester_pays && source == Source::Anonymous {
            return Err(invalid(
                "requester_pays",
                "Nobody can pay for requests that nobody signs.",
                "Sign in, or switch this off.",
            ));
        }
        let path_style = form.path_style.unwrap_or(authority.is_some());
        let config = Self {
            source,
            role,
            sts,
            region: region.to_owned(),
            scheme,
            authority,
            path_style,
            requester_pays,
        };
        if config.role.is_some() {
            config.sts()?;
        }
        Ok(config)
    }
}

impl Config {
    /// The STS that hands out roles. Another service's keys, signed for Amazon, would only be shown to
    /// somebody who cannot use them, so its STS must be named.
    pub fn sts(&self) -> Result<Option<(&'static str, String)>, Problem> {
        if self.sts.is_none()
            && self
                .authority
                .as_deref()
                .is_some_and(|host| !region::is_amazon(host))
        {
            return Err(invalid(
                "sts_endpoint",
                "It is not said where this service hands out roles.",
                "Enter the address of the service's STS; with MinIO it is the endpoint itself.",
            ));
        }
        Ok(self.sts.clone())
    }

    /// The region that is asked as long as no other is known.
    pub fn home(&self) -> &str {
        match (self.region.as_str(), &self.role) {
            ("", Some(role)) => role.partition().home,
            ("", None) => Partition::of("").home,
            (given, _) => given,
        }
    }
}

fn trimmed(text: Option<&str>) -> &str {
    text.map(str::trim).unwrap_or_default()
}

/// The name of a profile: one word of a file's section header.
fn profile(name: Option<&str>) -> Result<String, Problem> {
    let name = trimmed(name);
    if name.is_empty() {
        return Err(invalid(
            "profile",
            "No AWS profile is chosen.",
            "Choose one of the profiles of this computer.",
        ));
    }
    if name.len() > 256 || name.chars().any(|c| c.is_control() || c == '[' || c == ']') {
        return Err(invalid(
            "profile",
            "This is not the name of a profile.",
            "Choose one of the profiles of this computer.",
        ));
    }
    Ok(name.to_owned())
}

pub(super) fn invalid(field: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field)
}
