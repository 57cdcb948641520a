//! S3's part of a connector over buckets.

use super::address::Address;
use super::api::{Api, WITHOUT_ETAG, meta, version};
use crate::buckets::{Bucket, Dialect, Host, Page, PageOf, Part, words::protocol};
use crate::connector::{PutCondition, SourceError};
use crate::http::{Body, Http};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, header};
use std::ops::Range;
use std::time::Duration;
use tidegate_domain::{
    Timestamp,
    context::RunContext,
    exposure::Exposure,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason, Version},
    transfer::{ObjectProperties, TemporaryLink},
};

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
        let address = Address::new(&self.config, bucket, b"", &[])?;
        Ok(Host {
            scheme: address.scheme,
            authority: address.authority,
        })
    }

    async fn sign_in(&self, ctx: &RunContext) -> Option<Result<String, SourceError>> {
        self.sign_in.shown(ctx, &self.http).await
    }

    async fn list_buckets(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError> {
        Api::list_buckets(self, ctx).await
    }

    async fn list_objects(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError> {
        Api::list_objects(self, ctx, bucket, page).await
    }

    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        let key = object.key.as_bytes();
        let answer = self
            .object(ctx, Method::HEAD, &object.bucket, key, HeaderMap::new())
            .await?;
        described(self, object, answer.headers())
    }

    async fn get(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Response<Body>, SourceError> {
        let mut headers = HeaderMap::new();
        if let Some(range) = &range {
            put(
                &mut headers,
                header::RANGE,
                format!("bytes={}-{}", range.start, range.end - 1),
            )?;
        }
        if let Some(Version(etag)) = expected
            && !etag.starts_with(WITHOUT_ETAG)
            && !etag.starts_with("W/")
        {
            put(&mut headers, header::IF_MATCH, format!("\"{etag}\""))?;
        }
        self.object(ctx, Method::GET, &object.bucket, object.key.as_bytes(), headers)
            .await
    }

    async fn properties(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, SourceError> {
        self.properties_of(ctx, object).await
    }

    async fn put_whole(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        bytes: Bytes,
        condition: &PutCondition,
        content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        self.write_whole(ctx, object, bytes, condition, content_type)
            .await
    }

    async fn begin_parts(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        content_type: Option<&str>,
    ) -> Result<String, SourceError> {
        self.begin_upload(ctx, object, content_type).await
    }

    async fn put_part(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
        number: u32,
        bytes: Bytes,
    ) -> Result<Part, SourceError> {
        self.send_part(ctx, object, upload, number, bytes).await
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
        self.finish_upload(ctx, object, upload, parts, condition).await
    }

    async fn abandon_parts(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
    ) -> Result<(), SourceError> {
        self.abandon_upload(ctx, object, upload).await
    }

    async fn delete(
        &self,
        ctx: &RunContext,
        bucket: &str,
        keys: &[ObjectKey],
    ) -> Vec<Result<(), SourceError>> {
        self.delete_objects(ctx, bucket, keys).await
    }

    async fn link(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        self.make_link(ctx, object, lasting).await
    }

    async fn keeps_versions(&self, ctx: &RunContext, bucket: &str) -> Option<bool> {
        self.versions_kept(ctx, bucket).await
    }

    async fn bucket_exposure(&self, ctx: &RunContext, bucket: &str) -> Result<Exposure, SourceError> {
        self.exposure_of_bucket(ctx, bucket).await
    }

    async fn object_exposure(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        self.exposure_of_object(ctx, object).await
    }

    fn version_of(&self, headers: &HeaderMap, size: u64) -> Version {
        version(text(headers, "etag").unwrap_or_default(), size, modified(headers))
    }
}

/// An object as the headers of its HEAD tell of it.
pub(super) fn described(
    api: &Api,
    object: &ObjectRef,
    headers: &HeaderMap,
) -> Result<ObjectMeta, SourceError> {
    let size = text(headers, "content-length")
        .and_then(|length| length.parse().ok())
        .ok_or_else(|| protocol("The service does not say how long the object is."))?;
    let class = text(headers, "x-amz-storage-class").unwrap_or("STANDARD");
    let mut found = meta(
        object.clone(),
        size,
        api.version_of(headers, size),
        modified(headers),
        Some(class.to_owned()),
    );
    // A restored copy can be read although the object rests in an archive.
    if text(headers, "x-amz-restore").is_some_and(|restore| restore.contains("ongoing-request=\"false\"")) {
        found.unreadable = None;
    }
    if text(headers, "x-amz-archive-status").is_some() {
        found.unreadable = Some(SkipReason::Archived);
    }
    Ok(found)
}

pub(super) fn put(headers: &mut HeaderMap, name: HeaderName, value: String) -> Result<(), SourceError> {
    let value =
        HeaderValue::from_str(&value).map_err(|_| protocol("A header of the request cannot be sent."))?;
    headers.insert(name, value);
    Ok(())
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn modified(headers: &HeaderMap) -> Option<Timestamp> {
    let time = chrono::DateTime::parse_from_rfc2822(text(headers, "last-modified")?).ok()?;
    Some(time.to_utc())
}
