//! Azure's part of a connector over buckets.

use super::address::Address;
use super::api::{Api, Ask, text};
use super::config::Identity;
use super::refusal::Asked;
use super::{exposure, link, properties, upload};
use crate::buckets::{Bucket, Dialect, Host, Page, PageOf, Part, PartSizes};
use crate::connector::{PutCondition, SourceError};
use crate::http::{Body, Http};
use async_trait::async_trait;
use bytes::Bytes;
use futures::{FutureExt, StreamExt};
use http::{HeaderMap, Method, Response, header};
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tidegate_domain::{
    context::RunContext,
    exposure::Exposure,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
    transfer::{ObjectProperties, TemporaryLink},
};

/// Deletions on their way at once; Azure deletes one blob with each.
const AT_ONCE: usize = 8;

#[async_trait]
impl Dialect for Api {
    fn http(&self) -> &Http {
        &self.http
    }

    fn bucket_word(&self) -> &'static str {
        "container"
    }

    /// Azure goes on after its own marker only.
    fn resumes_from_key(&self) -> bool {
        false
    }

    fn host(&self, bucket: &str) -> Result<Host, SourceError> {
        let address = Address::new(&self.config, bucket, b"")?;
        Ok(Host {
            scheme: address.scheme,
            authority: address.authority,
        })
    }

    async fn sign_in(&self, ctx: &RunContext) -> Option<Result<String, SourceError>> {
        let Identity::App(app, _) = &self.identity else {
            return None;
        };
        let signed_in = self.bearer(ctx).await;
        Some(signed_in.map(|_| format!("Microsoft gave a token for the app {}.", app.client)))
    }

    async fn list_buckets(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError> {
        self.list_containers(ctx).await
    }

    async fn list_objects(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError> {
        self.list_blobs(ctx, bucket, page).await
    }

    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        upload::stat(self, ctx, object).await
    }

    async fn get(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Response<Body>, SourceError> {
        let mut ask = Ask::object(self, Asked::Read, Method::GET, object)?;
        if let Some(range) = &range {
            let value = format!("bytes={}-{}", range.start, range.end - 1);
            ask.header(header::RANGE, &value)?;
        }
        if let Some(Version(etag)) = expected {
            ask.header(header::IF_MATCH, &format!("\"{etag}\""))?;
        }
        self.send(ctx, &ask).await
    }

    fn version_of(&self, headers: &HeaderMap, _size: u64) -> Version {
        let etag = text(headers, "etag").unwrap_or_default();
        Version(etag.trim_matches('"').to_owned())
    }

    async fn properties(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, SourceError> {
        properties::properties(self, ctx, object).await
    }

    fn part_sizes(&self) -> PartSizes {
        PartSizes {
            whole: 16 * 1024 * 1024,
            part: 16 * 1024 * 1024,
            most_parts: 50_000,
        }
    }

    async fn put_whole(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        bytes: Bytes,
        condition: &PutCondition,
        content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        upload::whole(self, ctx, object, bytes, condition, content_type).await
    }

    async fn begin_parts(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _content_type: Option<&str>,
    ) -> Result<String, SourceError> {
        upload::name()
    }

    async fn put_part(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
        number: u32,
        bytes: Bytes,
    ) -> Result<Part, SourceError> {
        upload::part(self, ctx, object, upload, number, bytes).await
    }

    async fn finish_parts(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        _upload: &str,
        parts: &[Part],
        condition: &PutCondition,
        content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        upload::finish(self, ctx, object, parts, condition, content_type).await
    }

    async fn delete(
        &self,
        ctx: &RunContext,
        bucket: &str,
        keys: &[ObjectKey],
    ) -> Vec<Result<(), SourceError>> {
        let requests: Vec<_> = keys
            .iter()
            .map(|key| self.delete_one(ctx, bucket, key).boxed())
            .collect();
        futures::stream::iter(requests).buffered(AT_ONCE).collect().await
    }

    async fn link(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        link::link(self, ctx, object, lasting).await
    }

    async fn bucket_exposure(&self, ctx: &RunContext, bucket: &str) -> Result<Exposure, SourceError> {
        exposure::container(self, ctx, bucket).await
    }
}

impl Api {
    async fn delete_one(&self, ctx: &RunContext, bucket: &str, key: &ObjectKey) -> Result<(), SourceError> {
        let object = ObjectRef {
            bucket: bucket.to_owned(),
            key: key.clone(),
        };
        let ask = Ask::object(self, Asked::Delete, Method::DELETE, &object)?;
        match self.send(ctx, &ask).await {
            Ok(_) => Ok(()),
            // The first try has deleted it, and only its answer was lost.
            Err(error) if error.class == ErrorClass::NotFound && ask.tries.load(Ordering::Relaxed) > 1 => {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
