//! Writing: whole objects, uploads in parts, and deleting many.

use super::answer::{Answer, find, full, header, plain, refuse, xml};
use super::fault::FaultKind;
use super::objects::{Bucket, Content, Object};
use super::signature::hex;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::{Bytes, BytesMut};
use http::Response;
use http::request::Parts;
use md5::{Digest, Md5};
use quick_xml::{Reader, events::Event};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Error as IoError;
use std::sync::atomic::{AtomicU64, Ordering};

/// The least that any part but the last must hold.
const SMALLEST_PART: usize = 5 * 1024 * 1024;

/// An upload in parts that has begun.
pub(crate) struct Uploading {
    bucket: String,
    key: Vec<u8>,
    headers: Vec<(String, String)>,
    parts: BTreeMap<u32, (String, Bytes)>,
}

/// The sums that came with a body are its own.
pub(crate) fn sums_fit(parts: &Parts, body: &[u8]) -> Result<(), (u16, &'static str)> {
    let fits = |name: &str, sum: String| header(parts, name).is_none_or(|told| told == sum);
    let fit = fits("content-md5", STANDARD.encode(Md5::digest(body)))
        && fits("x-amz-checksum-sha256", STANDARD.encode(Sha256::digest(body)));
    if fit { Ok(()) } else { Err((400, "BadDigest")) }
}

pub(crate) fn put(
    parts: &Parts,
    bucket: &mut Bucket,
    key: &[u8],
    body: Bytes,
    struck: &[FaultKind],
) -> Result<Answer, IoError> {
    if !holds(parts, bucket, key, struck) {
        return refuse(412, "PreconditionFailed", &[]);
    }
    let mut object = Object::new(Content::Bytes(body));
    object.headers = kept(parts);
    let etag = object.etag.clone();
    bucket.objects.insert(key.to_vec(), object);
    tagged(&etag)
}

/// Whether the write's condition holds.
fn holds(parts: &Parts, bucket: &Bucket, key: &[u8], struck: &[FaultKind]) -> bool {
    if struck
        .iter()
        .any(|fault| matches!(fault, FaultKind::IgnoreConditions))
    {
        return true;
    }
    let there = bucket.find(key).map(|object| format!("\"{}\"", object.etag));
    let free = header(parts, "if-none-match") != Some("*") || there.is_none();
    free && header(parts, "if-match").is_none_or(|wanted| there.as_deref() == Some(wanted))
}

/// The headers that are stored with an object.
fn kept(parts: &Parts) -> Vec<(String, String)> {
    let stored = |name: &str| {
        name.starts_with("x-amz-meta-")
            || matches!(name, "content-type" | "cache-control" | "content-encoding")
    };
    parts
        .headers
        .iter()
        .filter(|(name, _)| stored(name.as_str()))
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect()
}

fn tagged(etag: &str) -> Result<Answer, IoError> {
    Response::builder()
        .header("etag", format!("\"{etag}\""))
        .body(full(Bytes::new()))
        .map_err(IoError::other)
}

pub(crate) fn begin(
    uploads: &mut BTreeMap<String, Uploading>,
    parts: &Parts,
    bucket: &str,
    key: &[u8],
) -> Result<Answer, IoError> {
    // Names of uploads hold what a query must escape.
    static BEGUN: AtomicU64 = AtomicU64::new(0);
    let id = format!("upload/{}+&=", BEGUN.fetch_add(1, Ordering::Relaxed));
    uploads.insert(
        id.clone(),
        Uploading {
            bucket: bucket.to_owned(),
            key: key.to_vec(),
            headers: kept(parts),
            parts: BTreeMap::new(),
        },
    );
    xml(format!(
        "<InitiateMultipartUploadResult><Bucket>{bucket}</Bucket><UploadId>{}</UploadId>\
         </InitiateMultipartUploadResult>",
        id.replace('&', "&amp;")
    ))
}

/// The upload that the query names, when it is one of this object.
fn named<'a>(
    uploads: &'a mut BTreeMap<String, Uploading>,
    parts: &Parts,
    bucket: &str,
    key: &[u8],
) -> Option<(String, &'a mut Uploading)> {
    let id = String::from_utf8(find(parts, "uploadId")?).ok()?;
    let upload = uploads.get_mut(&id)?;
    (upload.bucket == bucket && upload.key == key).then_some((id, upload))
}

pub(crate) fn part(
    uploads: &mut BTreeMap<String, Uploading>,
    parts: &Parts,
    bucket: &str,
    key: &[u8],
    body: Bytes,
) -> Result<Answer, IoError> {
    let number = find(parts, "partNumber")
        .and_then(|number| String::from_utf8(number).ok()?.parse().ok())
        .filter(|number| (1..=10_000).contains(number));
    let (Some(number), Some((_, upload))) = (number, named(uploads, parts, bucket, key)) else {
        return refuse(404, "NoSuchUpload", &[]);
    };
    let etag = hex(&Md5::digest(&body));
    upload.parts.insert(number, (etag.clone(), body));
    tagged(&etag)
}

pub(crate) fn finish(
    uploads: &mut BTreeMap<String, Uploading>,
    bucket: &mut Bucket,
    parts: &Parts,
    (name, key): (&str, &[u8]),
    body: &[u8],
    struck: &[FaultKind],
) -> Result<Answer, IoError> {
    let Some((id, upload)) = named(uploads, parts, name, key) else {
        return refuse(404, "NoSuchUpload", &[]);
    };
    let Some(wanted) = texts(body, &["PartNumber", "ETag"]) else {
        return refuse(400, "MalformedXML", &[]);
    };
    let mut whole = BytesMut::new();
    let mut sums = Vec::new();
    let mut last = 0;
    let count = wanted.len() / 2;
    for (at, pair) in wanted.chunks(2).enumerate() {
        let [(_, number), (_, etag)] = pair else {
            return refuse(400, "MalformedXML", &[]);
        };
        let number: u32 = number.parse().unwrap_or_default();
        if number <= last {
            return refuse(400, "InvalidPartOrder", &[]);
        }
        last = number;
        match upload.parts.get(&number) {
            Some((known, bytes)) if known == etag.trim_matches('"') => {
                if bytes.len() < SMALLEST_PART && at + 1 < count {
                    return refuse(400, "EntityTooSmall", &[]);
                }
                whole.extend_from_slice(bytes);
                sums.extend_from_slice(&Md5::digest(bytes));
            }
            _ => return refuse(400, "InvalidPart", &[]),
        }
    }
    if count == 0 {
        return refuse(400, "MalformedXML", &[]);
    }
    if !holds(parts, bucket, key, struck) {
        return refuse(412, "PreconditionFailed", &[]);
    }
    let etag = format!("{}-{count}", hex(&Md5::digest(&sums)));
    let mut object = Object::with_etag(Content::Bytes(whole.freeze()), etag.clone());
    object.headers.clone_from(&upload.headers);
    bucket.objects.insert(key.to_vec(), object);
    uploads.remove(&id);
    xml(format!(
        "<CompleteMultipartUploadResult><Bucket>{name}</Bucket><ETag>&quot;{etag}&quot;</ETag>\
         </CompleteMultipartUploadResult>"
    ))
}

pub(crate) fn abandon(
    uploads: &mut BTreeMap<String, Uploading>,
    parts: &Parts,
    bucket: &str,
    key: &[u8],
) -> Result<Answer, IoError> {
    match named(uploads, parts, bucket, key) {
        None => refuse(404, "NoSuchUpload", &[]),
        Some((id, _)) => {
            uploads.remove(&id);
            plain(204, Bytes::new())
        }
    }
}

pub(crate) fn delete_many(bucket: &mut Bucket, body: &[u8], struck: &[FaultKind]) -> Result<Answer, IoError> {
    let Some(keys) = texts(body, &["Key"]) else {
        return refuse(400, "MalformedXML", &[]);
    };
    if keys.is_empty() || keys.len() > 1000 {
        return refuse(400, "MalformedXML", &[]);
    }
    let mut answer = String::from("<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (_, key) in keys {
        let refused = struck.iter().find_map(|fault| match fault {
            FaultKind::RefuseKey(refused, code) if refused == key.as_bytes() => Some(Some(*code)),
            FaultKind::OmitKey(omitted) if omitted == key.as_bytes() => Some(None),
            _ => None,
        });
        let shown = quick_xml::escape::escape(&key);
        match refused {
            Some(Some(code)) => {
                let _ = write!(
                    answer,
                    "<Error><Key>{shown}</Key><Code>{code}</Code><Message>planted</Message></Error>"
                );
            }
            Some(None) => {}
            None => {
                bucket.objects.remove(key.as_bytes());
                let _ = write!(answer, "<Deleted><Key>{shown}</Key></Deleted>");
            }
        }
    }
    answer.push_str("</DeleteResult>");
    xml(answer)
}

/// The texts of the elements of these names, in their order. `None` when it is not XML.
fn texts(body: &[u8], names: &[&str]) -> Option<Vec<(String, String)>> {
    let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?);
    let mut found = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(_) => text.clear(),
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                Some(c) => text.push(c),
                None => text.push_str(quick_xml::escape::resolve_xml_entity(
                    reference.xml10_content().as_ref(),
                )?),
            },
            Event::End(end) => {
                let name = end.local_name();
                if let Some(name) = names.iter().find(|known| name.as_ref() == **known) {
                    found.push(((*name).to_owned(), std::mem::take(&mut text)));
                }
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}
