//! A service account's key: the JSON file that Google hands out, checked, and what can be signed with it.
//! Nothing that the file says about addresses is ever followed.

use super::config::invalid;
use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use serde::Deserialize;
use std::fmt;
use tidegate_domain::{Timestamp, problem::Problem, secret::Secret};

/// Such files are some 2.5 KiB.
const LONGEST: usize = 64 * 1024;
const FIELD: &str = "service_account";
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";
const MAKE_ONE: &str = "Make a JSON key for a service account in the Google Cloud console (IAM and admin, \
                        Service accounts, Keys) and choose that file.";

#[derive(Deserialize)]
struct File {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    project_id: String,
    #[serde(default)]
    private_key_id: String,
    #[serde(default)]
    private_key: Secret,
    #[serde(default)]
    client_email: String,
    #[serde(default)]
    token_uri: Option<String>,
    #[serde(default)]
    universe_domain: Option<String>,
}

/// A key to sign with, and whose it is.
pub(super) struct ServiceKey {
    pub email: String,
    /// The project that the account was made in; may be empty.
    pub project: String,
    id: String,
    pair: KeyPair,
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[service account key]")
    }
}

impl ServiceKey {
    /// Reads the file's text. The problem names what is wrong, never what the file holds.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bad = |message: &str, remedy: &str| Err(invalid(FIELD, message, remedy));
        if text.trim().is_empty() {
            return bad("There is no service account key.", MAKE_ONE);
        }
        if text.len() > LONGEST {
            return bad("This file is too long for a service account key.", MAKE_ONE);
        }
        let Ok(file) = serde_json::from_str::<File>(text) else {
            return bad("This is not a service account's JSON key.", MAKE_ONE);
        };
        match file.kind.as_str() {
            "service_account" => {}
            "external_account" => {
                return bad(
                    "This file describes workload identity federation, not a service account key.",
                    "Choose workload identity above and fill in its fields; executables are never run.",
                );
            }
            "authorized_user" | "external_account_authorized_user" => {
                return bad(
                    "This file holds a person's own sign-in, not a service account key.",
                    MAKE_ONE,
                );
            }
            "impersonated_service_account" => {
                return bad(
                    "This file lends one account to another; it is not a service account key.",
                    MAKE_ONE,
                );
            }
            _ => return bad("This is not a service account's JSON key.", MAKE_ONE),
        }
        // The file's own token address is never asked; another one than Google's means that somebody else
        // wrote the file.
        if file.token_uri.is_some_and(|uri| uri != TOKEN_URI) {
            return bad(
                "This key names another address than Google's to sign in at (token_uri).",
                "Use the file as Google made it. If you did not change it, do not trust it.",
            );
        }
        if file
            .universe_domain
            .is_some_and(|domain| domain != "googleapis.com")
        {
            return bad(
                "This key is for another cloud than Google's public one (universe_domain).",
                MAKE_ONE,
            );
        }
        if !is_email(&file.client_email) {
            return bad("The key does not say whose it is (client_email).", MAKE_ONE);
        }
        let unfit = || invalid(FIELD, "The private key in this file cannot be used.", MAKE_ONE);
        let pem = file.private_key.expose().as_bytes();
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| unfit())?;
        let pair = match &der {
            PrivateKeyDer::Pkcs8(der) => KeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => KeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(unfit()),
        };
        let visible = |text: &str| text.len() <= 256 && text.bytes().all(|b| b.is_ascii_graphic());
        Ok(Self {
            email: file.client_email,
            project: if visible(&file.project_id) {
                file.project_id
            } else {
                String::new()
            },
            id: if visible(&file.private_key_id) {
                file.private_key_id
            } else {
                String::new()
            },
            pair: pair.map_err(|_| unfit())?,
        })
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017). `None` only when the system has no randomness to blind with.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
            .ok()?;
        Some(signature)
    }

    /// A bearer that the account issues to itself (a JWT, RFC 7519, signed RS256), good for one service only.
    pub fn bearer(&self, audience: &str, from: Timestamp, until: Timestamp) -> Option<Secret> {
        let header = serde_json::json!({ "alg": "RS256", "typ": "JWT", "kid": self.id });
        let claims = serde_json::json!({
            "iss": self.email,
            "sub": self.email,
            "aud": audience,
            "iat": from.timestamp(),
            "exp": until.timestamp(),
        });
        let encoded = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let signature = self.sign(signed.as_bytes())?;
        Some(Secret::new(format!(
            "{signed}.{}",
            URL_SAFE_NO_PAD.encode(signature)
        )))
    }
}

/// Enough of an address to be a service account's name: it is put into requests.
pub(super) fn is_email(text: &str) -> bool {
    text.len() <= 254
        && text.split_once('@').is_some_and(|(name, domain)| {
            let fits = |part: &str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
            };
            fits(name) && fits(domain)
        })
}
