//! Writing: an object in one request where it is small, else in parts by the XML API.
//!
//! Google takes a condition with a whole object only. When parts are put together the object is looked at
//! right before, which leaves a moment in which somebody else may write.

use super::answers::{OBJECT_FIELDS, Object, xml_text};
use super::api::{Api, Ask};
use super::checksum::crc32c;
use super::refusal::Asked;
use super::target::Target;
use crate::buckets::{Part, words::in_the_way, words::protocol};
use crate::connector::{PutCondition, SourceError};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use std::fmt::Write;
use tidegate_domain::{
    context::RunContext,
    object::{ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
};

pub(super) async fn whole(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    bytes: Bytes,
    condition: &PutCondition,
    content_type: Option<&str>,
) -> Result<ObjectMeta, SourceError> {
    let mut target = named(object)?
        .with("uploadType", "media")
        .with("fields", format!("{OBJECT_FIELDS},crc32c"));
    match condition {
        PutCondition::Overwrite => {}
        PutCondition::Create => target = target.with("ifGenerationMatch", "0"),
        PutCondition::Replace(Version(generation)) => {
            if generation.is_empty() || !generation.bytes().all(|b| b.is_ascii_digit()) {
                return Err(in_the_way(&object.key));
            }
            target = target.with("ifGenerationMatch", generation);
        }
    }
    let checksum = crc32c(&bytes);
    let ask = Ask {
        method: Method::POST,
        headers: typed(content_type)?,
        body: bytes,
        // With a condition a second try would be refused because of the first.
        again: *condition == PutCondition::Overwrite,
        ..Ask::get(Asked::Write, target, &object.bucket).about(&object.key)
    };
    let written: Object = match api.json(ctx, &ask).await {
        // The answer was lost, or a proxy's: what is there now tells whether the bytes have arrived.
        Err(error) if !ask.again && matches!(error.class, ErrorClass::Transient | ErrorClass::Protocol) => {
            arrived(api, ctx, object, &checksum, ask.body.len() as u64)
                .await
                .ok_or(error)?
        }
        written => written?,
    };
    if written.crc32c.as_ref().is_some_and(|theirs| *theirs != checksum) {
        return Err(protocol("What arrived at the service is not what was sent."));
    }
    api.same(written, object)
}

/// The object, when it is what was sent a moment ago. One of the same bytes that was there before cannot be
/// told from it, and is as good.
async fn arrived(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    checksum: &str,
    size: u64,
) -> Option<Object> {
    let target = Target::object(&object.bucket, &object.key, "")
        .ok()?
        .with("fields", format!("{OBJECT_FIELDS},crc32c"));
    let ask = Ask::get(Asked::Look, target, &object.bucket).about(&object.key);
    let found: Object = api.json(ctx, &ask).await.ok()?;
    (found.size == size && found.crc32c.as_deref() == Some(checksum)).then_some(found)
}

pub(super) async fn begin(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    content_type: Option<&str>,
) -> Result<String, SourceError> {
    let target = Target::xml(&object.bucket, &object.key)?.with("uploads", "");
    let ask = Ask {
        method: Method::POST,
        headers: typed(content_type)?,
        // Each try that arrives begins another upload.
        again: false,
        ..Ask::get(Asked::Write, target, &object.bucket).about(&object.key)
    };
    let body = api.bytes(ctx, &ask).await?;
    xml_text(&body, "UploadId")
        .filter(|id| !id.is_empty() && id.len() <= 1_024)
        .ok_or_else(|| protocol("The service does not say how the upload goes on."))
}

pub(super) async fn part(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    upload: &str,
    number: u32,
    bytes: Bytes,
) -> Result<Part, SourceError> {
    let target = Target::xml(&object.bucket, &object.key)?
        .with("partNumber", number.to_string())
        .with("uploadId", upload);
    let mut ask = Ask {
        method: Method::PUT,
        ..Ask::get(Asked::Write, target, &object.bucket).about(&object.key)
    };
    let checksum = crc32c(&bytes);
    ask.headers
        .insert("x-goog-hash", value(&format!("crc32c={checksum}"))?);
    ask.body = bytes;
    let answer = api.send(ctx, &ask).await.map_err(lost)?;
    let tag = answer
        .headers()
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok());
    Ok(Part {
        number,
        tag: tag
            .ok_or_else(|| protocol("The service does not confirm the part."))?
            .to_owned(),
    })
}

pub(super) async fn finish(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    upload: &str,
    parts: &[Part],
    condition: &PutCondition,
) -> Result<ObjectMeta, SourceError> {
    let there = match api.look(ctx, object).await {
        Ok(found) => Some(found.version),
        Err(error) if error.class == ErrorClass::NotFound => None,
        // Whoever may only create objects is refused a look, also at what is not there.
        Err(error)
            if error.class == ErrorClass::PermissionDenied && *condition == PutCondition::Overwrite =>
        {
            None
        }
        Err(error) => return Err(error),
    };
    let holds = match condition {
        PutCondition::Overwrite => true,
        PutCondition::Create => there.is_none(),
        PutCondition::Replace(version) => there.as_ref() == Some(version),
    };
    if !holds {
        return Err(in_the_way(&object.key));
    }
    let mut body = "<CompleteMultipartUpload>".to_owned();
    for part in parts {
        let tag = quick_xml::escape::escape(&part.tag);
        let _ = write!(
            body,
            "<Part><PartNumber>{}</PartNumber><ETag>{tag}</ETag></Part>",
            part.number
        );
    }
    body.push_str("</CompleteMultipartUpload>");
    let target = Target::xml(&object.bucket, &object.key)?.with("uploadId", upload);
    let ask = Ask {
        method: Method::POST,
        headers: typed(Some("application/xml"))?,
        body: Bytes::from(body),
        again: false,
        ..Ask::get(Asked::Write, target, &object.bucket).about(&object.key)
    };
    let answer = api.bytes(ctx, &ask).await.map_err(lost)?;
    // As with S3, an error may come after the answer has begun with 200.
    if xml_text(&answer, "ETag").is_none() {
        return Err(protocol("The service did not put the parts together."));
    }
    api.look(ctx, object).await
}

pub(super) async fn abandon(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    upload: &str,
) -> Result<(), SourceError> {
    let target = Target::xml(&object.bucket, &object.key)?.with("uploadId", upload);
    let ask = Ask {
        method: Method::DELETE,
        ..Ask::get(Asked::Write, target, &object.bucket).about(&object.key)
    };
    match api.send(ctx, &ask).await {
        Err(error) if error.class != ErrorClass::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// An upload that the service has forgotten.
fn lost(error: SourceError) -> SourceError {
    if error.class != ErrorClass::NotFound {
        return error;
    }
    SourceError::new(
        ErrorClass::NotFound,
        "The upload that was begun is no longer there.",
        "Upload the file again.",
    )
}

fn named(object: &ObjectRef) -> Result<Target, SourceError> {
    // The same names are refused as in a path.
    Target::object(&object.bucket, &object.key, "")?;
    Ok(Target::upload(&object.bucket)?.with("name", object.key.as_bytes()))
}

fn typed(content_type: Option<&str>) -> Result<HeaderMap, SourceError> {
    let kind = value(content_type.unwrap_or("application/octet-stream"))?;
    Ok(HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]))
}

fn value(text: &str) -> Result<HeaderValue, SourceError> {
    HeaderValue::from_str(text).map_err(|_| {
        SourceError::new(
            ErrorClass::ConfigInvalid,
            "This content type cannot be sent.",
            "Use one such as text/csv.",
        )
    })
}
