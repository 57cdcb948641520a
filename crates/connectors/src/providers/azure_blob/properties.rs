//! What Azure says of one blob: its head, for size and version, and everything else for whoever looks closer.

use super::api::{Api, Ask, meta, text, time, version};
use super::refusal::Asked;
use crate::buckets::words::protocol;
use crate::connector::SourceError;
use http::{HeaderMap, Method};
use tidegate_domain::{
    context::RunContext,
    object::{ObjectMeta, ObjectRef, SkipReason},
    transfer::{NamedValue, ObjectProperties},
};

/// Headers and what people call them.
const SYSTEM: [(&str, &str); 20] = [
    ("content-encoding", "Content encoding"),
    ("content-language", "Content language"),
    ("content-disposition", "Content disposition"),
    ("cache-control", "Cache control"),
    ("content-md5", "MD5"),
    ("etag", "ETag"),
    ("x-ms-blob-type", "Blob type"),
    ("x-ms-access-tier", "Access tier"),
    ("x-ms-archive-status", "Archive status"),
    ("x-ms-access-tier-change-time", "Access tier changed"),
    ("x-ms-creation-time", "Created"),
    ("x-ms-last-access-time", "Last read"),
    ("x-ms-version-id", "Version"),
    ("x-ms-lease-state", "Lease"),
    ("x-ms-server-encrypted", "Encrypted at rest"),
    ("x-ms-encryption-scope", "Encryption scope"),
    ("x-ms-encryption-key-sha256", "Customer-supplied encryption key"),
    ("x-ms-immutability-policy-until-date", "Kept unchanged until"),
    ("x-ms-legal-hold", "Legal hold"),
    ("x-ms-tag-count", "Tags"),
];

pub(super) async fn head(api: &Api, ctx: &RunContext, object: &ObjectRef) -> Result<HeaderMap, SourceError> {
    let ask = Ask::object(api, Asked::Read, Method::HEAD, object)?;
    let answer = api.send(ctx, &ask).await?;
    Ok(answer.headers().clone())
}

pub(super) fn meta_of(object: &ObjectRef, headers: &HeaderMap) -> Result<ObjectMeta, SourceError> {
    let size = text(headers, "content-length")
        .and_then(|length| length.parse().ok())
        .ok_or_else(|| protocol("The service does not say how long the object is."))?;
    let mut found = meta(
        object.clone(),
        size,
        version(text(headers, "etag").unwrap_or_default())?,
        text(headers, "last-modified").and_then(time),
        text(headers, "x-ms-access-tier").map(str::to_owned),
    );
    let folder = text(headers, "x-ms-meta-hdi_isfolder") == Some("true")
        || text(headers, "x-ms-resource-type") == Some("directory");
    if folder {
        found.unreadable = Some(SkipReason::FolderMarker);
    }
    Ok(found)
}

pub(super) async fn properties(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
) -> Result<ObjectProperties, SourceError> {
    let ask = Ask::object(api, Asked::Read, Method::HEAD, object)?;
    let answer = api.send(ctx, &ask).await?;
    let headers = answer.headers();
    let value = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let system = SYSTEM
        .iter()
        .filter_map(|(header, name)| {
            Some(NamedValue {
                name: (*name).to_owned(),
                value: value(headers.get(*header)?.as_bytes()),
            })
        })
        .filter(|pair| !pair.value.is_empty())
        .collect();
    let mut metadata: Vec<NamedValue> = headers
        .iter()
        .filter_map(|(name, held)| {
            Some(NamedValue {
                name: name.as_str().strip_prefix("x-ms-meta-")?.to_owned(),
                value: value(held.as_bytes()),
            })
        })
        .collect();
    metadata.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(ObjectProperties {
        uri: ask.address.uri(),
        meta: meta_of(object, headers)?,
        content_type: text(headers, "content-type").map(str::to_owned),
        system,
        metadata,
        exposure: None,
    })
}
