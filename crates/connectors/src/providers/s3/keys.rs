//! Keys to sign with, and how a form's credential becomes them.

use super::config::invalid;
use serde::Deserialize;
use std::fmt;
use tidegate_domain::{
    problem::{ErrorClass, Problem},
    secret::{Credential, Secret},
};

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
        Self::new(
            &form.access_key_id,
            &form.secret_access_key,
            form.session_token.as_ref(),
        )
    }

    /// Checks each part; white space around it is not meant.
    pub fn new(id: &Secret, secret: &Secret, token: Option<&Secret>) -> Result<Self, Problem> {
        let visible =
            |text: &str| !text.is_empty() && text.len() <= 4096 && text.bytes().all(|b| b.is_ascii_graphic());
        let id = id.expose().trim().to_owned();
        if !visible(&id) || id.contains(['/', ',', '=']) || id.len() > 256 {
            return Err(invalid(
                "access_key_id",
                "This is not an access key ID.",
                "Copy it again; it has no spaces.",
            ));
        }
        let secret = Secret::new(secret.expose().trim());
        if !visible(secret.expose()) {
            return Err(invalid(
                "secret_access_key",
                "This is not a secret access key.",
                "Copy it again; it has no spaces.",
            ));
        }
        let token = token
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
