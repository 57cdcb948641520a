//! Workload identity federation: a token of another identity provider is exchanged for one of Google's, in
//! two requests. Runs no program, follows no address but those of the settings.

use crate::buckets::words::{busy, failed, protocol};
use crate::connector::SourceError;
use crate::http::{Body, Http, HttpFailure};
use crate::sign_in::Fetched;
use bytes::Bytes;
use http::{Method, Request, Response, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use tidegate_domain::{Timestamp, context::RunContext, problem::ErrorClass, secret::Secret};
use tokio::io::AsyncReadExt;

const PURPOSE: &str = "sign in";
const LONGEST: usize = 64 * 1024;
const CLOUD: &str = "https://www.googleapis.com/auth/cloud-platform";
const STORAGE: &str = "https://www.googleapis.com/auth/devstorage.full_control";
/// Where a JSON answer keeps its token when the settings do not say.
const USUAL_FIELDS: [&str; 4] = ["id_token", "access_token", "token", "value"];

/// Where the other provider's token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenSource {
    File(PathBuf),
    Address(String),
}

/// What is exchanged for what, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Federation {
    /// The provider's full name, as the exchange wants it.
    pub audience: String,
    /// The service account to act as; without one the federated identity itself asks.
    pub account: Option<String>,
    pub source: TokenSource,
    pub field: Option<String>,
    /// `https://host`.
    pub sts: String,
    pub iam: String,
}

#[derive(Deserialize)]
struct Exchanged {
    access_token: Secret,
    expires_in: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Generated {
    access_token: Secret,
    expire_time: String,
}

impl Federation {
    /// A fresh bearer and its end.
    pub async fn fetch(&self, ctx: &RunContext, http: &Http) -> Result<Fetched<Secret>, SourceError> {
        let subject = self.subject(ctx, http).await?;
        let form = [
            ("audience", self.audience.as_str()),
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            (
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
            ),
            ("scope", CLOUD),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
            ("subject_token", subject.expose()),
        ]
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .join("&");
        let asked_at = ctx.clock.now();
        let uri = format!("{}/v1/token", self.sts);
        let answer = post(ctx, http, &uri, "application/x-www-form-urlencoded", form, None).await?;
        let exchanged: Exchanged = read(answer, |_| {
            SourceError::new(
                ErrorClass::AuthExpired,
                "Google does not accept the identity provider's token.",
                "Check that the token is fresh, and that the provider's issuer, audience and conditions in Google \
                 Cloud fit the token.",
            )
        })
        .await?;
        let bearer = usable(exchanged.access_token)?;
        let Some(account) = &self.account else {
            let lasts = exchanged.expires_in.unwrap_or(3_600).clamp(0, 12 * 3_600);
            return Ok(Fetched {
                value: bearer,
                ends_at: Some(asked_at + chrono::Duration::seconds(lasts)),
            });
        };
        let uri = format!(
            "{}/v1/projects/-/serviceAccounts/{account}:generateAccessToken",
            self.iam
        );
        let wanted = serde_json::json!({ "scope": [STORAGE], "lifetime": "3600s" }).to_string();
        let answer = post(ctx, http, &uri, "application/json", wanted, Some(&bearer)).await?;
        let generated: Generated = read(answer, |status| match status {
            404 => SourceError::new(
                ErrorClass::ConfigInvalid,
                format!("There is no service account {account}."),
                "Correct its address in the settings.",
            ),
            401 => SourceError::new(
                ErrorClass::AuthExpired,
                "Google does not accept the exchanged token.",
                "Try again; if it lasts, check the workload identity provider.",
            ),
            _ => SourceError::new(
                ErrorClass::PermissionDenied,
                format!("The federated identity may not act as {account}."),
                "Grant it roles/iam.workloadIdentityUser on that service account.",
            )
            .lacking("iam.serviceAccounts.getAccessToken"),
        })
        .await?;
        let ends_at = chrono::DateTime::parse_from_rfc3339(&generated.expire_time)
            .map_err(|_| protocol("Google does not say when the token ends."))?;
        Ok(Fetched {
            value: usable(generated.access_token)?,
            ends_at: Some(Timestamp::from(ends_at)),
        })
    }

    /// The other provider's token.
    async fn subject(&self, ctx: &RunContext, http: &Http) -> Result<Secret, SourceError> {
        let text = match &self.source {
            TokenSource::File(path) => file(path).await?,
            TokenSource::Address(address) => {
                let make = || request(Method::GET, address, "application/json", Bytes::new(), None);
                let answer = http.send(ctx, PURPOSE, &make).await;
                let answer = answer.map_err(HttpFailure::into_source_error)?;
                if answer.status() != 200 {
                    let status = answer.status().as_u16();
                    return Err(source(&format!(
                        "The address of the token answers with status {status}."
                    )));
                }
                let body = answer.into_body().read(LONGEST).await;
                let body = body.map_err(HttpFailure::into_source_error)?;
                Secret::new(String::from_utf8_lossy(&body))
            }
        };
        let token = match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text.expose()) {
            Err(_) if self.field.is_none() => Secret::new(text.expose().trim()),
            Err(_) => {
                return Err(source(
                    "The token's source is not JSON, and a field of it was asked for.",
                ));
            }
            Ok(json) => {
                let named = match &self.field {
                    Some(field) => json.get(field),
                    None => USUAL_FIELDS.iter().find_map(|field| json.get(*field)),
                };
                match named.and_then(|value| value.as_str()) {
                    Some(token) => Secret::new(token),
                    None => {
                        return Err(source(
                            "The token's source does not have the field with the token.",
                        ));
                    }
                }
            }
        };
        // Only a token leaves this computer, never another file that the settings were made to point at.
        if !is_jwt(token.expose()) {
            return Err(source("What the token's source holds is not a token (a JWT)."));
        }
        Ok(token)
    }
}

async fn file(path: &Path) -> Result<Secret, SourceError> {
    let unread = |_| source("The file with the token cannot be read.");
    // A pipe or a device would keep us waiting.
    let about = tokio::fs::metadata(path).await.map_err(unread)?;
    if !about.is_file() || about.len() > LONGEST as u64 {
        return Err(source("The file with the token is not a short, regular file."));
    }
    let file = tokio::fs::File::open(path).await.map_err(unread)?;
    let mut text = String::new();
    let mut short = file.take(LONGEST as u64);
    short.read_to_string(&mut text).await.map_err(unread)?;
    Ok(Secret::new(text))
}

/// Three parts of base64url between dots.
fn is_jwt(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let fits = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    parts.len() == 3 && parts.iter().all(fits) && token.starts_with("ey")
}

/// A bearer becomes part of a header.
fn usable(bearer: Secret) -> Result<Secret, SourceError> {
    let text = bearer.expose();
    if !text.is_empty() && text.len() <= 16_384 && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(bearer);
    }
    Err(protocol("Google's answer holds no token that can be used."))
}

fn request(
    method: Method,
    uri: &str,
    kind: &str,
    body: Bytes,
    bearer: Option<&Secret>,
) -> Result<Request<Bytes>, HttpFailure> {
    let mut builder = Request::builder()
        .method(method)
        .uri(uri)
        .header(header::USER_AGENT, super::AGENT)
        .header(header::ACCEPT, "application/json");
    if !body.is_empty() {
        builder = builder.header(header::CONTENT_TYPE, kind);
    }
    if let Some(bearer) = bearer {
        builder = builder.header(header::AUTHORIZATION, super::token::authorization(bearer)?);
    }
    builder
        .body(body)
        .map_err(|_| HttpFailure::Unusable("the sign-in cannot be asked for".into()))
}

async fn post(
    ctx: &RunContext,
    http: &Http,
    uri: &str,
    kind: &str,
    body: String,
    bearer: Option<&Secret>,
) -> Result<Response<Body>, SourceError> {
    let body = Bytes::from(body);
    // Asking twice makes two tokens; the second is used and the first ends by itself.
    let make = || request(Method::POST, uri, kind, body.clone(), bearer);
    http.send(ctx, PURPOSE, &make)
        .await
        .map_err(HttpFailure::into_source_error)
}

async fn read<T: DeserializeOwned>(
    answer: Response<Body>,
    refused: impl FnOnce(u16) -> SourceError,
) -> Result<T, SourceError> {
    match answer.status().as_u16() {
        200 => {}
        429 => return Err(busy()),
        status @ 500.. => return Err(failed(status)),
        status @ (300..400) => {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                format!("The sign-in service answers from another address (status {status})."),
                "Correct its address in the settings. Redirects are never followed.",
            ));
        }
        status => return Err(refused(status)),
    }
    let body = answer.into_body().read(LONGEST).await;
    let body = body.map_err(HttpFailure::into_source_error)?;
    serde_json::from_slice(&body).map_err(|_| protocol("The sign-in service's answer cannot be understood."))
}

fn source(message: &str) -> SourceError {
    SourceError::new(
        ErrorClass::AuthExpired,
        message,
        "Check where the identity provider keeps its token, and the settings that point there.",
    )
}
