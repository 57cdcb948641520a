//! Writing: a blob in one request where it is small, else in blocks that are put together at the end.
//!
//! Blocks have no upload to belong to, only names; an upload's name is what its blocks' names begin with.
//! Blocks that were never put together cannot be removed: Azure forgets them after a week.

use super::api::{Api, Ask, meta, text, time, version};
use super::refusal::Asked;
use super::xml;
use crate::buckets::Part;
use crate::buckets::words::protocol;
use crate::connector::{PutCondition, SourceError};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, Method, header};
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
    let mut ask = Ask::object(api, Asked::Write, Method::PUT, object)?;
    ask.header("x-ms-blob-type", "BlockBlob")?;
    ask.header("x-ms-blob-content-type", kind(content_type))?;
    conditioned(&mut ask, condition)?;
    ask.body = bytes.clone();
    let size = bytes.len() as u64;
    let headers = match api.send(ctx, &ask).await {
        Ok(answer) => answer.headers().clone(),
        // The answer was lost: what is there now tells whether the bytes have arrived.
        Err(error) if !ask.again && error.class == ErrorClass::Transient => {
            return arrived(api, ctx, object, &bytes).await.ok_or(error);
        }
        Err(error) => return Err(error),
    };
    written(object, size, &headers)
}

/// The object, when it holds exactly what was sent a moment ago.
async fn arrived(api: &Api, ctx: &RunContext, object: &ObjectRef, bytes: &Bytes) -> Option<ObjectMeta> {
    let ask = Ask::object(api, Asked::Read, Method::GET, object).ok()?;
    let answer = api.send(ctx, &ask).await.ok()?;
    let headers = answer.headers().clone();
    let there = answer.into_body().read(bytes.len()).await.ok()?;
    if there != *bytes {
        return None;
    }
    written(object, bytes.len() as u64, &headers).ok()
}

/// A name for an upload that no other has.
pub(super) fn name() -> Result<String, SourceError> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| {
        SourceError::new(
            ErrorClass::Internal,
            "This computer gives no random numbers.",
            "Restart it and try again.",
        )
    })?;
    Ok(random.iter().fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    }))
}

/// A block's name. All of a blob must be of one length.
fn block(upload: &str, number: u32) -> String {
    STANDARD.encode(format!("{upload}-{number:06}"))
}

pub(super) async fn part(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    upload: &str,
    number: u32,
    bytes: Bytes,
) -> Result<Part, SourceError> {
    let tag = block(upload, number);
    let mut ask = Ask::object(api, Asked::Write, Method::PUT, object)?
        .with("comp", "block")
        .with("blockid", tag.as_bytes());
    ask.body = bytes;
    api.send(ctx, &ask).await?;
    Ok(Part { number, tag })
}

pub(super) async fn finish(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    parts: &[Part],
    condition: &PutCondition,
    content_type: Option<&str>,
) -> Result<ObjectMeta, SourceError> {
    let mut body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>".to_owned();
    for part in parts {
        let _ = write!(
            body,
            "<Uncommitted>{}</Uncommitted>",
            quick_xml::escape::escape(&part.tag)
        );
    }
    body.push_str("</BlockList>");
    let mut ask = Ask::object(api, Asked::Write, Method::PUT, object)?.with("comp", "blocklist");
    ask.header(header::CONTENT_TYPE, "application/xml")?;
    ask.header("x-ms-blob-content-type", kind(content_type))?;
    conditioned(&mut ask, condition)?;
    ask.body = Bytes::from(body);
    // After a lost answer the blocks are no longer uncommitted, and a second try would be refused.
    ask.again = false;
    match api.send(ctx, &ask).await {
        Ok(_) => {}
        Err(error) if error.class == ErrorClass::Transient => {
            if !is_made_of(api, ctx, object, parts).await {
                return Err(error);
            }
        }
        Err(error) => return Err(error),
    }
    stat(api, ctx, object).await
}

/// Whether the blob is made of exactly these blocks, whose names nobody else has.
async fn is_made_of(api: &Api, ctx: &RunContext, object: &ObjectRef, parts: &[Part]) -> bool {
    let Ok(ask) = Ask::object(api, Asked::Read, Method::GET, object) else {
        return false;
    };
    let ask = ask.with("comp", "blocklist").with("blocklisttype", "committed");
    let body = api.bytes(ctx, &ask).await;
    body.is_ok_and(|body| {
        xml::committed_blocks(&body).is_ok_and(|names| names.iter().eq(parts.iter().map(|part| &part.tag)))
    })
}

pub(super) async fn stat(api: &Api, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
    let headers = super::properties::head(api, ctx, object).await?;
    super::properties::meta_of(object, &headers)
}

fn conditioned(ask: &mut Ask<'_>, condition: &PutCondition) -> Result<(), SourceError> {
    match condition {
        PutCondition::Overwrite => {}
        PutCondition::Create => ask.header(header::IF_NONE_MATCH, "*")?,
        PutCondition::Replace(Version(etag)) => ask.header(header::IF_MATCH, &format!("\"{etag}\""))?,
    }
    // With a condition a second try would be refused because of the first.
    ask.again = *condition == PutCondition::Overwrite;
    Ok(())
}

fn kind(content_type: Option<&str>) -> &str {
    content_type.unwrap_or("application/octet-stream")
}

fn written(object: &ObjectRef, size: u64, headers: &HeaderMap) -> Result<ObjectMeta, SourceError> {
    let etag = text(headers, "etag").ok_or_else(|| protocol("The service does not confirm the write."))?;
    Ok(meta(
        object.clone(),
        size,
        version(etag)?,
        text(headers, "last-modified").and_then(time),
        text(headers, "x-ms-access-tier").map(str::to_owned),
    ))
}
