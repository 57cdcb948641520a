//! Uploads in parts: begun, sent part by part, finished or abandoned.

use super::api::{Api, version};
use super::ask::Asking;
use super::dialect::{put, text};
use super::refusal::Asked;
use super::sign::{Payload, hex};
use super::write::{CONTENT_MD5, LONGEST_ANSWER, Sums, condition_headers, typed, writing};
use super::xml;
use crate::buckets::{Part, words::protocol};
use crate::connector::{PutCondition, SourceError};
use crate::http::HttpFailure;
use http::{HeaderMap, Method, header};
use md5::{Digest, Md5};
use tidegate_domain::{
    context::RunContext,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
};

impl Api {
    /// The name of the new upload. One whose answer is lost holds no parts, costs nothing and is not found
    /// again; the bucket's lifecycle rules remove it.
    pub async fn begin_upload(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        content_type: Option<&str>,
    ) -> Result<String, SourceError> {
        let mut headers = HeaderMap::new();
        typed(&mut headers, content_type)?;
        let query = [("uploads", &b""[..])];
        if object.key.is_empty() {
            return Err(protocol("An object without a key cannot be written."));
        }
        let asking = writing(Method::POST, object, &query, headers, Payload::none());
        let answer = self.ask(ctx, &asking).await?;
        let body = answer.into_body().read(LONGEST_ANSWER).await;
        let body = body.map_err(HttpFailure::into_source_error)?;
        let fields = xml::fields(&body, "InitiateMultipartUploadResult");
        let fields = self.answer(Asked::Write, &object.bucket, fields)?;
        match fields.into_iter().find(|(name, _)| name == "UploadId") {
            Some((_, upload)) if !upload.is_empty() => Ok(upload),
            _ => Err(protocol("The service does not say how the upload is called.")),
        }
    }

    pub async fn send_part(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
        number: u32,
        bytes: bytes::Bytes,
    ) -> Result<Part, SourceError> {
        let sums = Sums::of(bytes, &object.key)?;
        let mut headers = HeaderMap::new();
        put(&mut headers, CONTENT_MD5, sums.md5_base64.clone())?;
        // Of no meaning for a part, but there are services that read an untyped body as a form.
        typed(&mut headers, None)?;
        let name = number.to_string();
        let query = [("partNumber", name.as_bytes()), ("uploadId", upload.as_bytes())];
        let asking = writing(Method::PUT, object, &query, headers, sums.payload);
        let answer = self.ask(ctx, &asking).await?;
        match text(answer.headers(), "etag") {
            Some(tag) if !tag.is_empty() => Ok(Part {
                number,
                tag: tag.to_owned(),
            }),
            _ => Err(protocol("The service does not say how it calls the part.")),
        }
    }

    /// The answer's size is not known here; who sent the parts knows it.
    pub async fn finish_upload(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
        parts: &[Part],
        condition: &PutCondition,
    ) -> Result<ObjectMeta, SourceError> {
        self.look_first(ctx, object, condition).await?;
        let mut headers = HeaderMap::new();
        put(&mut headers, header::CONTENT_TYPE, "application/xml".into())?;
        condition_headers(&mut headers, condition)?;
        let payload = Payload::new(list_of(parts).into());
        let query = [("uploadId", upload.as_bytes())];
        let asking = writing(Method::POST, object, &query, headers, payload);
        let answer = match self.answered(ctx, &asking).await? {
            Ok(answer) => answer,
            Err(declined) => {
                let error = self.refusal(ctx, &asking, &declined).await;
                // When an earlier try's answer was lost, it may have made the object.
                if declined.tries > 1
                    && matches!(error.class, ErrorClass::NotFound | ErrorClass::Conflict)
                    && let Some(etag) = tag_of(parts)
                    && let Ok(found) = self.looked_at(ctx, object).await
                    && found.version.0 == etag
                {
                    return Ok(found);
                }
                return Err(error);
            }
        };
        // White space comes first while the service is at work, and it may fail after it has said 200.
        let body = answer.into_body().read(LONGEST_ANSWER).await;
        let body = body.map_err(HttpFailure::into_source_error)?;
        let fields = xml::fields(body.trim_ascii_start(), "CompleteMultipartUploadResult");
        let fields = self.answer(Asked::Write, &object.bucket, fields)?;
        match fields.into_iter().find(|(name, _)| name == "ETag") {
            Some((_, etag)) if !etag.is_empty() => Ok(super::api::meta(
                object.clone(),
                0,
                version(&etag, 0, None),
                None,
                None,
            )),
            _ => self.looked_at(ctx, object).await,
        }
    }

    pub async fn abandon_upload(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        upload: &str,
    ) -> Result<(), SourceError> {
        let query = [("uploadId", upload.as_bytes())];
        let asking = Asking {
            asked: Asked::Abandon,
            ..writing(Method::DELETE, object, &query, HeaderMap::new(), Payload::none())
        };
        match self.ask(ctx, &asking).await {
            // It is not there any more, which is what was wanted.
            Err(error) if error.class == ErrorClass::NotFound => Ok(()),
            answered => answered.map(|_| ()),
        }
    }
}

fn list_of(parts: &[Part]) -> String {
    let mut body =
        String::from("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for part in parts {
        body.push_str("<Part><PartNumber>");
        body.push_str(&part.number.to_string());
        body.push_str("</PartNumber><ETag>");
        xml::push_escaped(&mut body, &part.tag);
        body.push_str("</ETag></Part>");
    }
    body.push_str("</CompleteMultipartUpload>");
    body
}

/// The etag that an object of these parts gets where the parts' own are sums of their bytes: the sum of the
/// sums and the number of parts.
fn tag_of(parts: &[Part]) -> Option<String> {
    let mut sums = Md5::new();
    for part in parts {
        let tag = part.tag.trim_matches('"');
        if tag.len() != 32 {
            return None;
        }
        for at in (0..32).step_by(2) {
            sums.update([u8::from_str_radix(tag.get(at..at + 2)?, 16).ok()?]);
        }
    }
    Some(format!("{}-{}", hex(&sums.finalize()), parts.len()))
}
