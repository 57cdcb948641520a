//! Writing an object in one request, and what every write has in common.
//!
//! Conditions travel with the request (`If-None-Match`, `If-Match`), which Amazon keeps. Some other services
//! answer 200 to them and overwrite all the same; at every endpoint but Amazon's the object is therefore
//! looked at first. That closes all but the moment between the look and the write.

use super::api::{Api, WITHOUT_ETAG, meta, version};
use super::ask::Asking;
use super::dialect::{put, text};
use super::refusal::{Asked, too_large};
use super::sign::{Payload, hex};
use crate::buckets::words::{in_the_way, protocol};
use crate::connector::{PutCondition, SourceError};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use md5::{Digest, Md5};
use tidegate_domain::{
    context::RunContext,
    object::{ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
};

/// The most that Amazon takes in one request, whole or as a part.
const LARGEST_BODY: u64 = 5 * 1024 * 1024 * 1024;
pub(super) const LONGEST_ANSWER: usize = 64 * 1024;
pub(super) const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");
const CHECKSUM: HeaderName = HeaderName::from_static("x-amz-checksum-sha256");
const CHECKSUM_MODE: HeaderName = HeaderName::from_static("x-amz-checksum-mode");

impl Api {
    pub async fn write_whole(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        bytes: Bytes,
        condition: &PutCondition,
        content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        // Without a key this would make a bucket.
        if object.key.is_empty() {
            return Err(protocol("An object without a key cannot be written."));
        }
        self.look_first(ctx, object, condition).await?;
        let size = bytes.len() as u64;
        let sums = Sums::of(bytes, &object.key)?;
        let mut headers = self.summed(&sums)?;
        condition_headers(&mut headers, condition)?;
        typed(&mut headers, content_type)?;
        let asking = writing(Method::PUT, object, &[], headers, sums.payload.clone());
        let answer = match self.answered(ctx, &asking).await? {
            Ok(answer) => answer,
            Err(declined) => {
                // When an earlier try's answer was lost, what stands in the way may be what it wrote.
                if declined.refused.status == 412
                    && declined.tries > 1
                    && let Some(written) = self.ours(ctx, object, size, &sums).await?
                {
                    return Ok(written);
                }
                return Err(self.refusal(ctx, &asking, &declined).await);
            }
        };
        let etag = text(answer.headers(), "etag").unwrap_or_default();
        if etag.is_empty() {
            return self.looked_at(ctx, object).await;
        }
        let class = text(answer.headers(), "x-amz-storage-class").map(str::to_owned);
        Ok(meta(object.clone(), size, version(etag, size, None), None, class))
    }

    /// Refuses what the condition forbids, where the service may not do so itself.
    pub(super) async fn look_first(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        condition: &PutCondition,
    ) -> Result<(), SourceError> {
        let trusted = self.is_amazon();
        let holds = match condition {
            PutCondition::Overwrite => true,
            PutCondition::Create if trusted => true,
            PutCondition::Replace(wanted) if trusted && !wanted.0.starts_with(WITHOUT_ETAG) => true,
            PutCondition::Create => match self.looked_at(ctx, object).await {
                Ok(_) => false,
                Err(error) if error.class == ErrorClass::NotFound => true,
                Err(error) => return Err(error),
            },
            PutCondition::Replace(wanted) => match self.looked_at(ctx, object).await {
                Ok(found) => found.version == *wanted,
                Err(error) if error.class == ErrorClass::NotFound => false,
                Err(error) => return Err(error),
            },
        };
        if holds {
            Ok(())
        } else {
            Err(in_the_way(&object.key))
        }
    }

    fn is_amazon(&self) -> bool {
        let authority = self.config.authority.as_deref();
        authority.is_none_or(super::region::is_amazon)
    }

    pub(super) async fn looked_at(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectMeta, SourceError> {
        crate::buckets::Dialect::stat(self, ctx, object).await
    }

    /// The object at that key when its bytes are surely those that were sent.
    async fn ours(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        size: u64,
        sums: &Sums,
    ) -> Result<Option<ObjectMeta>, SourceError> {
        let mut headers = HeaderMap::new();
        headers.insert(CHECKSUM_MODE, HeaderValue::from_static("ENABLED"));
        let key = object.key.as_bytes();
        let found = self.object(ctx, Method::HEAD, &object.bucket, key, headers).await;
        let found = match found {
            Ok(found) => found,
            Err(error) if error.class == ErrorClass::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let headers = found.headers();
        let etag = text(headers, "etag").unwrap_or_default().trim_matches('"');
        let same = etag == sums.md5_hex || text(headers, CHECKSUM.as_str()) == Some(&sums.sha256_base64);
        let long = text(headers, "content-length").and_then(|length| length.parse().ok()) == Some(size);
        Ok((same && long).then(|| meta(object.clone(), size, version(etag, size, None), None, None)))
    }

    /// Sums that the service checks the bytes against: buckets with object lock take none without one. The
    /// second is kept with the object; services other than Amazon do not all know it.
    fn summed(&self, sums: &Sums) -> Result<HeaderMap, SourceError> {
        let mut headers = HeaderMap::new();
        put(&mut headers, CONTENT_MD5, sums.md5_base64.clone())?;
        if self.is_amazon() {
            put(&mut headers, CHECKSUM, sums.sha256_base64.clone())?;
        }
        Ok(headers)
    }
}

/// A request that writes.
pub(super) fn writing<'a>(
    method: Method,
    object: &'a ObjectRef,
    query: &'a [(&'a str, &'a [u8])],
    headers: HeaderMap,
    payload: Payload,
) -> Asking<'a> {
    Asking {
        asked: Asked::Write,
        method,
        bucket: &object.bucket,
        key: object.key.as_bytes(),
        query,
        headers,
        payload,
    }
}

/// A body and the sums that services and we compare.
pub(super) struct Sums {
    pub payload: Payload,
    pub md5_base64: String,
    md5_hex: String,
    sha256_base64: String,
}

impl Sums {
    pub fn of(bytes: Bytes, key: &tidegate_domain::key::ObjectKey) -> Result<Self, SourceError> {
        if bytes.len() as u64 > LARGEST_BODY {
            return Err(too_large(key));
        }
        let md5 = Md5::digest(&bytes);
        let payload = Payload::new(bytes);
        Ok(Self {
            md5_base64: STANDARD.encode(md5),
            md5_hex: hex(&md5),
            sha256_base64: STANDARD.encode(payload.sha256),
            payload,
        })
    }
}

pub(super) fn condition_headers(
    headers: &mut HeaderMap,
    condition: &PutCondition,
) -> Result<(), SourceError> {
    match condition {
        PutCondition::Create => {
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        }
        PutCondition::Replace(Version(etag)) if !etag.starts_with(WITHOUT_ETAG) => {
            put(headers, header::IF_MATCH, format!("\"{etag}\""))?;
        }
        PutCondition::Replace(_) | PutCondition::Overwrite => {}
    }
    Ok(())
}

pub(super) fn typed(headers: &mut HeaderMap, content_type: Option<&str>) -> Result<(), SourceError> {
    let content_type = content_type.unwrap_or("application/octet-stream");
    put(headers, header::CONTENT_TYPE, content_type.to_owned())
}
