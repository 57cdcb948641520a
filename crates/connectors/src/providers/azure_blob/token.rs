//! The bearer of an app registration: asked for at Microsoft's sign-in, kept until shortly before its end,
//! forgotten when refused. The secret goes to the authority host and nowhere else.

use super::address::UNRESERVED;
use super::config::App;
use crate::connector::SourceError;
use crate::http::{Http, HttpFailure};
use crate::sign_in::Fetched;
use bytes::Bytes;
use http::{HeaderValue, Request, header};
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use tidegate_domain::{context::RunContext, problem::ErrorClass, secret::Secret};

const SCOPE: &str = "https://storage.azure.com/.default";
const LONGEST: usize = 64 * 1024;

#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: serde_json::Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Refused {
    error: String,
    error_codes: Vec<u64>,
}

pub(super) async fn fetch(
    ctx: &RunContext,
    http: &Http,
    app: &App,
    secret: &Secret,
) -> Result<Fetched<Secret>, SourceError> {
    let uri = format!("{}/{}/oauth2/v2.0/token", app.authority, app.tenant);
    let form = Secret::new(format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope={}",
        app.client,
        utf8_percent_encode(secret.expose(), UNRESERVED),
        utf8_percent_encode(SCOPE, UNRESERVED),
    ));
    let make = || {
        Request::post(&uri)
            .header(header::USER_AGENT, super::AGENT)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Bytes::copy_from_slice(form.expose().as_bytes()))
            .map_err(|_| HttpFailure::Unusable("the address cannot be asked".into()))
    };
    let answer = http
        .send(ctx, "sign in", &make)
        .await
        .map_err(HttpFailure::into_source_error)?;
    let status = answer.status().as_u16();
    let retry_at = http.retry_at(answer.headers(), ctx.clock.now());
    let body = answer
        .into_body()
        .read(LONGEST)
        .await
        .map_err(HttpFailure::into_source_error)?;
    if status != 200 {
        let said: Refused = serde_json::from_slice(&body).unwrap_or_default();
        let mut error = refusal(status, &said);
        if error.class == ErrorClass::RateLimited {
            error.retry_at = retry_at;
        }
        return Err(error);
    }
    let granted: Granted = serde_json::from_slice(&body).map_err(|_| unusable())?;
    let seconds = match &granted.expires_in {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let seconds = seconds
        .filter(|seconds| (1..=7 * 86_400).contains(seconds))
        .ok_or_else(unusable)?;
    let value = granted.access_token;
    if value.expose().is_empty() || !value.expose().bytes().all(|b| b.is_ascii_graphic()) {
        return Err(unusable());
    }
    Ok(Fetched {
        value,
        ends_at: Some(ctx.clock.now() + chrono::Duration::seconds(seconds)),
    })
}

fn unusable() -> SourceError {
    SourceError::new(
        ErrorClass::Protocol,
        "The sign-in's answer holds no usable token.",
        "Check the authority host.",
    )
}

/// What Microsoft's sign-in refuses, by the number of its error.
fn refusal(status: u16, said: &Refused) -> SourceError {
    let is = |code: u64| said.error_codes.contains(&code);
    let (class, message, remedy) = if is(7_000_222) {
        (
            ErrorClass::AuthExpired,
            "The client secret has ended.",
            "Make a new one in the app registration's certificates & secrets and enter it.",
        )
    } else if is(7_000_215) || said.error == "invalid_client" && !is(700_016) {
        (
            ErrorClass::AuthExpired,
            "Microsoft does not accept the client secret.",
            "Enter the secret's value again, not its ID.",
        )
    } else if is(700_016) || said.error == "unauthorized_client" {
        (
            ErrorClass::ConfigInvalid,
            "There is no such app in this tenant.",
            "Check the client ID and the tenant ID in the app registration's overview.",
        )
    } else if is(90_002) || is(900_023) || is(90_013) {
        (
            ErrorClass::ConfigInvalid,
            "There is no such tenant.",
            "Check the tenant ID, and that the authority host is that of the tenant's cloud.",
        )
    } else {
        match status {
            429 => (
                ErrorClass::RateLimited,
                "Microsoft's sign-in asks to slow down.",
                "Nothing to do: it is tried again later.",
            ),
            500.. => (
                ErrorClass::Transient,
                "Microsoft's sign-in failed.",
                "Try again later.",
            ),
            301..=308 => (
                ErrorClass::ConfigInvalid,
                "The authority host answers from another address.",
                "Enter the address itself. Redirects are never followed.",
            ),
            404 => (
                ErrorClass::ConfigInvalid,
                "The authority host gives no tokens.",
                "Check the authority host.",
            ),
            _ => (
                ErrorClass::AuthExpired,
                "Microsoft refused to sign the app in.",
                "Check tenant, client ID and secret, and the app's sign-in log.",
            ),
        }
    };
    SourceError::new(class, message, remedy)
}

/// The header, marked so that nothing prints it.
pub(super) fn authorization(bearer: &Secret) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose())).ok()?;
    value.set_sensitive(true);
    Some(value)
}
