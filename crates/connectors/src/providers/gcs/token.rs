//! The bearer that requests carry: made or fetched once, renewed before its end, forgotten when refused.

use super::config::{Auth, Config};
use super::federation::Federation;
use super::key::ServiceKey;
use crate::connector::SourceError;
use crate::http::{Http, HttpFailure};
use crate::sign_in::{Cached, Fetched};
use http::HeaderValue;
use serde::Deserialize;
use tidegate_domain::{
    context::RunContext,
    problem::{ErrorClass, Problem},
    secret::{Credential, Secret},
};

/// What a self-issued bearer is good for, wherever storage is reached at.
const AUDIENCE: &str = "https://storage.googleapis.com/";

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Form {
    service_account: Secret,
}

#[derive(Debug)]
pub(super) enum Identity {
    Key(ServiceKey),
    Federated(Federation),
    Nobody,
}

impl Identity {
    pub fn parse(config: &Config, credential: Option<&Credential>) -> Result<Self, Problem> {
        match &config.auth {
            Auth::Anonymous => Ok(Self::Nobody),
            Auth::WorkloadIdentity(federation) => Ok(Self::Federated(federation.clone())),
            Auth::ServiceAccount => {
                let form: Form = match credential {
                    None => Form::default(),
                    Some(credential) => credential.parse().map_err(|error| {
                        Problem::new(
                            ErrorClass::ConfigInvalid,
                            format!("The credential cannot be used: {error}."),
                            "Choose the service account's JSON key.",
                        )
                        .on_field("service_account")
                    })?,
                };
                ServiceKey::parse(form.service_account.expose()).map(Self::Key)
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct SignIn {
    pub identity: Identity,
    cached: Cached<Secret>,
}

impl SignIn {
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            cached: Cached::new(),
        }
    }

    /// The bearer to send; `None` when nobody signs in.
    pub async fn bearer(&self, ctx: &RunContext, http: &Http) -> Result<Option<Secret>, SourceError> {
        let fetched = match &self.identity {
            Identity::Nobody => return Ok(None),
            Identity::Key(key) => self.cached.get(ctx, || async { self_issued(ctx, key) }).await?,
            Identity::Federated(federation) => self.cached.get(ctx, || federation.fetch(ctx, http)).await?,
        };
        Ok(Some(fetched.value))
    }

    /// What can be told of signing in before storage is asked. A key's owner is known only by the answers.
    pub async fn shown(&self, ctx: &RunContext, http: &Http) -> Option<Result<String, SourceError>> {
        match &self.identity {
            Identity::Key(_) => None,
            Identity::Nobody => Some(Ok("Public buckets are read without signing in.".into())),
            Identity::Federated(federation) => {
                let who = federation.account.as_deref().unwrap_or("the federated identity");
                let signed_in = self.bearer(ctx, http).await;
                Some(signed_in.map(|_| format!("Google gave a token for {who}.")))
            }
        }
    }

    /// Forgets a bearer that was refused.
    pub async fn refused(&self, bearer: &Secret) {
        self.cached.refused(|held| held == bearer).await;
    }
}

fn self_issued(ctx: &RunContext, key: &ServiceKey) -> Result<Fetched<Secret>, SourceError> {
    let now = ctx.clock.now();
    // Google takes no longer one.
    let ends_at = now + chrono::Duration::hours(1);
    match key.bearer(AUDIENCE, now, ends_at) {
        Some(value) => Ok(Fetched {
            value,
            ends_at: Some(ends_at),
        }),
        None => Err(HttpFailure::Unusable("the request cannot be signed".into()).into_source_error()),
    }
}

/// The header, marked so that nothing prints it.
pub(super) fn authorization(bearer: &Secret) -> Result<HeaderValue, HttpFailure> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose()))
        .map_err(|_| HttpFailure::Unusable("the token cannot be sent".into()))?;
    value.set_sensitive(true);
    Ok(value)
}
