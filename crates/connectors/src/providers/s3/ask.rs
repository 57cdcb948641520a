//! One request of those that change or describe something, and what was answered.

use super::address::Address;
use super::api::{Api, Tries};
use super::refusal::{Asked, Refused};
use super::sign::Payload;
use crate::connector::SourceError;
use crate::http::Body;
use http::{HeaderMap, Method, Response};
use tidegate_domain::context::RunContext;

/// A request, before it is signed.
pub(super) struct Asking<'a> {
    pub asked: Asked,
    pub method: Method,
    pub bucket: &'a str,
    /// Empty for the bucket itself.
    pub key: &'a [u8],
    pub query: &'a [(&'a str, &'a [u8])],
    pub headers: HeaderMap,
    pub payload: Payload,
}

/// A refusal that the asker looks into.
pub(super) struct Declined {
    pub refused: Refused,
    /// How often it was asked until this answer came. More than once: an earlier one may have been heard.
    pub tries: u32,
}

impl Api {
    /// Asks, and answers what says success, else what the refusal means. Only for what may arrive twice.
    pub async fn ask(&self, ctx: &RunContext, asking: &Asking<'_>) -> Result<Response<Body>, SourceError> {
        match self.answered(ctx, asking).await? {
            Ok(answer) => Ok(answer),
            Err(declined) => Err(self.refusal(ctx, asking, &declined).await),
        }
    }

    pub async fn answered(
        &self,
        ctx: &RunContext,
        asking: &Asking<'_>,
    ) -> Result<Result<Response<Body>, Declined>, SourceError> {
        let Asking {
            asked,
            method,
            bucket,
            key,
            query,
            headers,
            payload,
        } = asking;
        let address = Address::new(&self.config, bucket, key, query)?;
        let answer = self
            .send(ctx, method.clone(), &address, headers, payload, *asked)
            .await?;
        if answer.status().is_success() {
            return Ok(Ok(answer));
        }
        let tries = answer.extensions().get::<Tries>().map_or(1, |tries| tries.0);
        let refused = Self::refusal_in(answer).await?;
        Ok(Err(Declined { refused, tries }))
    }

    pub async fn refusal(&self, ctx: &RunContext, asking: &Asking<'_>, declined: &Declined) -> SourceError {
        let Asking {
            asked, bucket, key, ..
        } = *asking;
        self.meaning(ctx, asked, bucket, key, &declined.refused).await
    }
}
