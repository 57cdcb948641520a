//! Cloud Storage's part of a connector over buckets.

use super::answers::BucketSettings;
use super::api::{Api, Ask};
use super::refusal::Asked;
use super::target::Target;
use super::{exposure, link, properties, upload};
use crate::buckets::{Bucket, Dialect, Host, Page, PageOf, Part, PartSizes, words::changed};
use crate::connector::{PutCondition, SourceError};
use crate::http::{Body, Http};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, HeaderValue, Method, Response, header};
use std::ops::Range;
use std::time::Duration;
use tidegate_domain::{
    context::RunContext,
    exposure::Exposure,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
    transfer::{ObjectProperties, TemporaryLink},
};

/// Deletions under way at the same time.
const DELETE_WIDTH: usize = 16;

#[async_trait]
impl Dialect for Api {
    fn http(&self) -> &Http {
        &self.http
    }

    fn bucket_word(&self) -> &'static str {
        "bucket"
    }

    fn resumes_from_key(&self) -> bool {
        true
    }

    fn host(&self, bucket: &str) -> Result<Host, SourceError> {
        if !bucket.is_empty() {
            Target::bucket(bucket, "")?;
        }
        Ok(Host {
            scheme: self.scheme,
            authority: self.authority.clone(),
        })
    }

    async fn sign_in(&self, ctx: &RunContext) -> Option<Result<String, SourceError>> {
        self.sign_in.shown(ctx, &self.http).await
    }

    async fn list_buckets(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError> {
        self.buckets(ctx).await
    }

    async fn list_objects(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError> {
        self.objects(ctx, bucket, page).await
    }

    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        self.look(ctx, object).await
    }

    async fn get(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Response<Body>, SourceError> {
        let mut target = Target::object(&object.bucket, &object.key, "")?.with("alt", "media");
        if let Some(Version(generation)) = expected {
            if generation.is_empty() || !generation.bytes().all(|b| b.is_ascii_digit()) {
                self.look(ctx, object).await?;
                return Err(changed(&object.key));
            }
            target = target.with("generation", generation);
        }
        let mut ask = Ask::get(Asked::Read, target, &object.bucket).about(&object.key);
        // Without it Google unpacks what was stored packed, and neither size nor range fit any more.
        ask.headers
            .insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if let Some(range) = range {
            let range = format!("bytes={}-{}", range.start, range.end - 1);
            if let Ok(range) = HeaderValue::from_str(&range) {
                ask.headers.insert(header::RANGE, range);
            }
        }
        match self.send(ctx, &ask).await {
            // This generation is gone; there may be another.
            Err(error) if error.class == ErrorClass::NotFound => match expected {
                Some(expected) if self.look(ctx, object).await?.version != *expected => {
                    Err(changed(&object.key))
                }
                _ => Err(error),
            },
            answer => answer,
        }
    }

    fn version_of(&self, headers: &HeaderMap, _size: u64) -> Version {
        let generation = headers
            .get("x-goog-generation")
            .and_then(|value| value.to_str().ok());
        Version(generation.unwrap_or_default().to_owned())
    }

    async fn properties(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, SourceError> {
        properties::properties(self, ctx, object).await
    }

    fn part_sizes(&self) -> PartSizes {
        // Parts have at least 5 MiB, and 10,000 of these make 80 GiB before they must grow.
        PartSizes {
            whole: 8 * 1024 * 1024,
            part: 8 * 1024 * 1024,
            most_parts: 10_000,
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
        ctx: &RunContext,
        object: &ObjectRef,
        content_type: Option<&str>,
    ) -> Result<String, SourceError> {
        upload::begin(self, ctx, object, content_type).await
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
        upload: &str,
        parts: &[Part],
        condition: &PutCondition,
        _content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        upload::finish(self, ctx, object, upload, parts, condition).await
    }

    async fn abandon_parts(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
    ) -> Result<(), SourceError> {
        upload::abandon(self, ctx, object, upload).await
    }

    async fn delete(
        &self,
        ctx: &RunContext,
        bucket: &str,
        keys: &[ObjectKey],
    ) -> Vec<Result<(), SourceError>> {
        let each: Vec<_> = keys.iter().map(|key| self.remove(ctx, bucket, key)).collect();
        futures::stream::iter(each).buffered(DELETE_WIDTH).collect().await
    }

    async fn keeps_versions(&self, ctx: &RunContext, bucket: &str) -> Option<bool> {
        let target = Target::bucket(bucket, "")
            .ok()?
            .with("fields", "versioning,softDeletePolicy");
        let settings: BucketSettings = self
            .json(ctx, &Ask::get(Asked::Settings, target, bucket))
            .await
            .ok()?;
        Some(settings.versioning.enabled || settings.soft_delete_policy.retention_duration_seconds > 0)
    }

    async fn link(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        link::link(self, ctx, object, lasting)
    }

    async fn bucket_exposure(&self, ctx: &RunContext, bucket: &str) -> Result<Exposure, SourceError> {
        exposure::of_bucket(self, ctx, bucket).await
    }

    async fn object_exposure(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        exposure::of_object(self, ctx, object).await
    }
}

impl Api {
    async fn remove(&self, ctx: &RunContext, bucket: &str, key: &ObjectKey) -> Result<(), SourceError> {
        let mut ask = Ask::get(Asked::Delete, Target::object(bucket, key, "")?, bucket).about(key);
        ask.method = Method::DELETE;
        self.bytes(ctx, &ask).await.map(drop)
    }
}
