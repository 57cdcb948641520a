//! The form: settings, credential, and what is wrong with them, field by field.

use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use tidegate_domain::{
    problem::{ErrorClass, Problem},
    secret::{Credential, Secret},
};

pub(super) fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "region": {
                "type": "string",
                "title": "Region",
                "description": "Where the buckets are.",
                "default": "us-east-1",
                "x-placeholder": "us-east-1",
            },
            "endpoint": {
                "type": "string",
                "title": "Endpoint",
                "description": "The service's address. Leave it empty for Amazon.",
                "x-placeholder": "https://s3.example.org",
            },
            "path_style": {
                "type": "boolean",
                "title": "Bucket in the path",
                "description": "Most compatible services want https://host/bucket and not https://bucket.host. \
                                On by default when there is an endpoint.",
                "x-advanced": true,
            },
        },
    })
}

pub(super) fn credential_schema() -> Value {
    json!({
        "type": "object",
        "required": ["access_key_id", "secret_access_key"],
        "properties": {
            "access_key_id": {
                "type": "string",
                "title": "Access key ID",
                "x-placeholder": "AKIA…",
            },
            "secret_access_key": {
                "type": "string",
                "title": "Secret access key",
                "x-secret": true,
            },
            "session_token": {
                "type": "string",
                "title": "Session token",
                "description": "Only with temporary keys.",
                "x-secret": true,
                "x-advanced": true,
            },
        },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigForm {
    /// Present for later ways to sign in; only `access_keys` is known.
    #[serde(default)]
    auth: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    endpoint: Option<String>,
    #[serde(default)]
    path_style: Option<bool>,
}

/// Settings that can be used as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    pub region: String,
    /// `https` or, on loopback, `http`.
    pub scheme: &'static str,
    /// Host and port of the endpoint; `None` is Amazon.
    pub authority: Option<String>,
    pub path_style: bool,
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
                "Use the fields region, endpoint and path_style.",
            )
        })?;
        if form.auth.as_deref().is_some_and(|auth| auth != "access_keys") {
            return Err(invalid(
                "auth",
                "This way to sign in is not known.",
                "Use access_keys.",
            ));
        }
        let region = match form.region.as_deref().map(str::trim) {
            None | Some("") => "us-east-1".to_owned(),
            Some(region) => region.to_owned(),
        };
        // It becomes part of a host name and of the signature: nothing else may be in it.
        if region.len() > 64
            || !region
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return Err(invalid(
                "region",
                "This is not a region.",
                "Write it as Amazon does: us-east-1, eu-central-1, … Compatible services often take us-east-1.",
            ));
        }
        let (scheme, authority) = match form.endpoint.as_deref().map(str::trim) {
            None | Some("") => ("https", None),
            Some(endpoint) => {
                let (scheme, authority) = crate::http::endpoint::parse(endpoint, "endpoint")?;
                (scheme, Some(authority))
            }
        };
        let path_style = form.path_style.unwrap_or(authority.is_some());
        Ok(Self {
            region,
            scheme,
            authority,
            path_style,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysForm {
    #[serde(default)]
    access_key_id: Secret,
    #[serde(default)]
    secret_access_key: Secret,
    #[serde(default)]
    session_token: Option<Secret>,
}

/// A key pair to sign with.
pub(super) struct Keys {
    pub id: String,
    pub secret: Secret,
    pub token: Option<Secret>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[keys]")
    }
}

impl Keys {
    pub fn parse(credential: Option<&Credential>) -> Result<Self, Problem> {
        let Some(credential) = credential else {
            return Err(invalid(
                "access_key_id",
                "There is no access key.",
                "Enter an access key ID and its secret.",
            ));
        };
        let form: KeysForm = credential.parse().map_err(|error| {
            Problem::new(
                ErrorClass::ConfigInvalid,
                format!("The credential cannot be used: {error}."),
                "Enter an access key ID, its secret and, with temporary keys, the session token.",
            )
            .on_field("access_key_id")
        })?;
        let visible =
            |text: &str| !text.is_empty() && text.len() <= 4096 && text.bytes().all(|b| b.is_ascii_graphic());
        let id = form.access_key_id.expose().trim().to_owned();
        if !visible(&id) || id.contains(['/', ',', '=']) || id.len() > 256 {
            return Err(invalid(
                "access_key_id",
                "This is not an access key ID.",
                "Copy it again; it has no spaces.",
            ));
        }
        let secret = Secret::new(form.secret_access_key.expose().trim());
        if !visible(secret.expose()) {
            return Err(invalid(
                "secret_access_key",
                "This is not a secret access key.",
                "Copy it again; it has no spaces.",
            ));
        }
        let token = form
            .session_token
            .map(|token| Secret::new(token.expose().trim()))
            .filter(|token| !token.expose().is_empty());
        // Tokens reach some 2 KiB; the limit keeps a pasted file out of a header.
        if token.as_ref().is_some_and(|token| {
            token.expose().len() > 16_384 || !token.expose().bytes().all(|b| b.is_ascii_graphic())
        }) {
            return Err(invalid(
                "session_token",
                "This is not a session token.",
                "Copy it again as one line, or leave it empty.",
            ));
        }
        Ok(Self { id, secret, token })
    }
}

fn invalid(field: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field)
}
