//! Sending: signed with the keys, for the region and by the clock of the moment. What a refusal says to be wrong
//! with them is set right once; what else it means is told.

use super::address::Address;
use super::api::{AGENT, Api, Tries};
use super::clock;
use super::keys::Keys;
use super::refusal::{Asked, Refused, refusal};
use super::sign::{Payload, Signing, signed};
use super::sign_in::SignIn;
use super::xml::{self, ErrorBody};
use crate::connector::SourceError;
use crate::http::{Body, HttpFailure};
use http::{HeaderMap, HeaderValue, Method, Response, header};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tidegate_domain::{context::RunContext, key::ObjectKey, problem::ErrorClass};

const LONGEST_ERROR: usize = 64 * 1024;

/// What has been set right for one request; nothing is set right twice.
#[derive(Default)]
struct Corrected {
    keys: bool,
    region: bool,
    clock: bool,
}

impl Api {
    /// Sends a signed request, again where that can help: only for what may arrive twice. Ended keys, a wrong
    /// region and a wrong clock are set right, each once; the host never changes but for the region.
    pub async fn send(
        &self,
        ctx: &RunContext,
        method: Method,
        address: &Address,
        headers: &HeaderMap,
        payload: &Payload,
        asked: Asked,
    ) -> Result<Response<Body>, SourceError> {
        let mut headers = headers.clone();
        if self.config.requester_pays && !address.bucket.is_empty() {
            headers.insert("x-amz-request-payer", HeaderValue::from_static("requester"));
        }
        let mut corrected = Corrected::default();
        let tries = AtomicU32::new(0);
        loop {
            let keys = self.sign_in.keys(ctx, &self.http).await?;
            let region = self
                .regions
                .of(ctx, &self.http, &self.config, &address.bucket)
                .await?;
            let address = address.in_region(&region);
            let make = || {
                tries.fetch_add(1, Ordering::Relaxed);
                let ahead = self.clock.ahead();
                let signing = Signing {
                    keys: keys.as_deref(),
                    service: "s3",
                    region: &region,
                    now: ctx.clock.now() + ahead,
                    corrected: !ahead.is_zero(),
                };
                let mut request = signed(method.clone(), &address, &headers, payload, &signing)
                    .ok_or_else(|| HttpFailure::Unusable("the request cannot be signed".into()))?;
                let agent = HeaderValue::from_static(AGENT);
                request.headers_mut().insert(header::USER_AGENT, agent);
                Ok(request)
            };
            let mut answer = self
                .http
                .send(ctx, asked.purpose(), &make)
                .await
                .map_err(HttpFailure::into_source_error)?;
            answer
                .extensions_mut()
                .insert(Tries(tries.load(Ordering::Relaxed)));
            if !matches!(answer.status().as_u16(), 300..=403) {
                return Ok(answer);
            }
            let refused = Refused {
                status: answer.status().as_u16(),
                headers: answer.headers().clone(),
                // One that breaks off is told by its status.
                body: answer
                    .body_mut()
                    .look(LONGEST_ERROR)
                    .await
                    .map_or_else(|_| ErrorBody::default(), |body| xml::error(&body)),
            };
            let again = self
                .correct(
                    ctx,
                    &refused,
                    &mut corrected,
                    keys.as_ref(),
                    &region,
                    &address.bucket,
                )
                .await;
            if !again {
                return Ok(answer);
            }
        }
    }

    /// Sets right what a refusal is about. False when there is nothing that could be.
    async fn correct(
        &self,
        ctx: &RunContext,
        refused: &Refused,
        corrected: &mut Corrected,
        keys: Option<&Arc<Keys>>,
        region: &str,
        bucket: &str,
    ) -> bool {
        if !corrected.clock
            && keys.is_some()
            && let Some(ahead) = refused.clock_ahead(ctx.clock.now())
        {
            corrected.clock = true;
            self.clock.set(ahead);
            return true;
        }
        if !corrected.region
            && self
                .regions
                .corrected(&self.config, bucket, region, refused)
                .await
        {
            corrected.region = true;
            return true;
        }
        if corrected.region && refused.about_region() {
            self.regions.forget(bucket).await;
        }
        if !corrected.keys && refused.by_ended_keys(region) && self.sign_in.renew(keys).await {
            corrected.keys = true;
            return true;
        }
        false
    }

    pub async fn refused(
        &self,
        ctx: &RunContext,
        asked: Asked,
        bucket: &str,
        key: &[u8],
        answer: Response<Body>,
    ) -> SourceError {
        match Self::refusal_in(answer).await {
            Ok(refused) => self.meaning(ctx, asked, bucket, key, &refused).await,
            Err(error) => error,
        }
    }

    /// What an answer that says no holds. One that breaks off is told by its status.
    pub async fn refusal_in(answer: Response<Body>) -> Result<Refused, SourceError> {
        let (parts, body) = answer.into_parts();
        let body = match body.read(LONGEST_ERROR).await {
            Ok(body) => xml::error(&body),
            Err(HttpFailure::Cancelled) => return Err(HttpFailure::Cancelled.into_source_error()),
            Err(_) => ErrorBody::default(),
        };
        Ok(Refused {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    }

    pub async fn meaning(
        &self,
        ctx: &RunContext,
        asked: Asked,
        bucket: &str,
        key: &[u8],
        refused: &Refused,
    ) -> SourceError {
        let now = ctx.clock.now();
        let mut error = match refused.body.code.as_str() {
            "RequestTimeTooSkewed" => clock::wrong(refused.clock_ahead(now)),
            _ => {
                let region = self.regions.known(&self.config, bucket).await;
                refusal(asked, bucket, key, refused, &region)
            }
        };
        if error.class == ErrorClass::RateLimited {
            error.retry_at = self.http.retry_at(&refused.headers, now);
        }
        self.explained(error, asked, bucket)
    }

    /// Adds what these settings may have to do with a refusal.
    fn explained(&self, mut error: SourceError, asked: Asked, bucket: &str) -> SourceError {
        if error.class == ErrorClass::AuthExpired && matches!(self.sign_in, SignIn::Lent(_)) {
            error.message = "The service does not accept the keys of this role or session.".into();
            error.remedy = "Look whether its sessions were revoked, then sign in again.".into();
        }
        // Only where a permission is missing: quotas, locks and archives have other reasons.
        if error.permission.is_none() || asked == Asked::Buckets {
            return error;
        }
        let bucket = ObjectKey::from(bucket);
        if matches!(self.sign_in, SignIn::Anonymous) {
            error.message = format!("{bucket} does not let everybody do this.");
            error.remedy = "Sign in with access keys, a role or an AWS profile.".into();
        } else if self.config.authority.is_none() && !self.config.requester_pays {
            error.remedy.push_str(
                " If the bucket's owner makes readers pay, switch on \u{201c}Requester pays\u{201d}.",
            );
        }
        error
    }
}
