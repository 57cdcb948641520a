//! Who asks: bearers that accounts issue to themselves, checked by the key; the token exchange; and tokens of
//! the account, counted and taken back on request.

use super::Gcs;
use super::listing::hex;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Error as IoError;

const KEY_ID: &str = "test-key-1";

/// The token exchange: what it did and how it goes on.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Tokens of the account that were given out.
    pub tokens: u32,
    /// Requests that one token is good for; `None` without limit.
    pub uses: Option<u32>,
    /// Seconds that a token says it lasts.
    pub lasts: i64,
    /// Refuses with this status.
    pub refuse_exchange: Option<u16>,
    pub refuse_account: Option<u16>,
    /// Sends whoever wants to exchange a token elsewhere.
    pub redirect_to: Option<String>,
}

pub(super) struct Identity {
    pair: KeyPair,
    pub exchange: Exchange,
    /// Tokens that are good, and how often still.
    good: BTreeMap<String, Option<u32>>,
}

impl Identity {
    pub fn new() -> Result<Self, IoError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| IoError::other("no key can be made"))?;
        Ok(Self {
            pair,
            exchange: Exchange {
                tokens: 0,
                uses: None,
                lasts: 3_600,
                refuse_exchange: None,
                refuse_account: None,
                redirect_to: None,
            },
            good: BTreeMap::new(),
        })
    }

    pub fn service_account(&self) -> String {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&self.pair);
        let der = der.map(|der| STANDARD.encode(der.as_ref())).unwrap_or_default();
        let lines: Vec<&str> = der
            .as_bytes()
            .chunks(64)
            .filter_map(|line| std::str::from_utf8(line).ok())
            .collect();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            lines.join("\n")
        );
        let text = json!({
            "type": "service_account",
            "project_id": Gcs::PROJECT,
            "private_key_id": KEY_ID,
            "private_key": pem,
            "client_email": Gcs::ACCOUNT,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": "https://oauth2.googleapis.com/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "universe_domain": "googleapis.com",
        });
        text.to_string()
    }

    /// Not signed by anybody we know; the exchange compares it.
    pub fn subject_token(&self) -> String {
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let random = URL_SAFE_NO_PAD.encode(&self.pair.public_key().as_ref()[10..42]);
        format!(
            "{}.{}.{random}",
            part(json!({ "alg": "RS256" })),
            part(json!({ "sub": "somebody" }))
        )
    }

    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key().as_ref())
            .verify(message, signature)
            .is_ok()
    }

    /// Whether a bearer is good, now and for storage.
    pub fn knows(&mut self, bearer: &str, now: i64) -> bool {
        if let Some(left) = self.good.get_mut(bearer) {
            return match left {
                None => true,
                Some(0) => false,
                Some(left) => {
                    *left -= 1;
                    true
                }
            };
        }
        self.self_issued(bearer, now).unwrap_or(false)
    }

    fn self_issued(&self, bearer: &str, now: i64) -> Option<bool> {
        let (signed, signature) = bearer.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let json = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok()
        };
        let (header, claims) = (json(header)?, json(claims)?);
        let (from, until) = (claims["iat"].as_i64()?, claims["exp"].as_i64()?);
        Some(
            header["alg"] == "RS256"
                && header["kid"] == KEY_ID
                && claims["iss"] == Gcs::ACCOUNT
                && claims["sub"] == Gcs::ACCOUNT
                && claims["aud"] == "https://storage.googleapis.com/"
                && from <= now + 300
                && now < until
                && until - from <= 3_600
                && self.verifies(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?),
        )
    }

    fn exchanged(&self, form: &[(String, String)]) -> bool {
        let says = |name: &str, value: &str| form.iter().any(|(known, said)| known == name && said == value);
        says("audience", &format!("//iam.googleapis.com/{}", Gcs::PROVIDER))
            && says("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
            && says(
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
            )
            && says("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
            && says("scope", "https://www.googleapis.com/auth/cloud-platform")
            && says("subject_token", &self.subject_token())
    }

    /// `POST /v1/token`.
    pub fn exchange(&mut self, form: &[(String, String)]) -> (u16, Value) {
        if let Some(status) = self.exchange.refuse_exchange {
            return (
                status,
                json!({ "error": "invalid_grant", "error_description": "planted" }),
            );
        }
        if !self.exchanged(form) {
            return (400, json!({ "error": "invalid_request" }));
        }
        let said = json!({
            "access_token": self.federated(),
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "token_type": "Bearer",
            "expires_in": 3_600,
        });
        (200, said)
    }

    /// `POST /v1/projects/-/serviceAccounts/…:generateAccessToken`.
    pub fn generate(&mut self, account: &str, bearer: Option<&str>, body: &Value, now: i64) -> (u16, Value) {
        if let Some(status) = self.exchange.refuse_account {
            return (
                status,
                json!({ "error": { "code": status, "status": "PERMISSION_DENIED" } }),
            );
        }
        if bearer != Some(self.federated().as_str()) {
            return (
                401,
                json!({ "error": { "code": 401, "status": "UNAUTHENTICATED" } }),
            );
        }
        let scoped = body["scope"][0] == "https://www.googleapis.com/auth/devstorage.full_control";
        if account != Gcs::ACCOUNT || !scoped {
            return (404, json!({ "error": { "code": 404, "status": "NOT_FOUND" } }));
        }
        self.exchange.tokens += 1;
        let token = format!("ya29.account-{}-{}", self.exchange.tokens, self.mark());
        self.good.insert(token.clone(), self.exchange.uses);
        let ends = chrono::DateTime::from_timestamp(now + self.exchange.lasts, 0).unwrap_or_default();
        (
            200,
            json!({ "accessToken": token, "expireTime": ends.format("%Y-%m-%dT%H:%M:%SZ").to_string() }),
        )
    }

    fn federated(&self) -> String {
        format!("ya29.federated-{}", self.mark())
    }

    fn mark(&self) -> String {
        hex(&self.pair.public_key().as_ref()[20..28])
    }

    /// Takes back every token of the account.
    pub fn revoke(&mut self) {
        self.good.clear();
    }
}
