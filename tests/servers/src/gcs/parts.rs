//! Uploads in parts, as the XML API has them: begun, filled, put together or abandoned. No conditions.

use super::objects::{Bucket, Object, crc32c};
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use std::collections::BTreeMap;

/// Every part but the last has at least this many bytes.
const LEAST: usize = 5 * 1024 * 1024;

pub(super) struct Begun {
    pub key: String,
    pub content_type: String,
    pub parts: BTreeMap<u32, Bytes>,
}

pub(super) type Said = Result<(StatusCode, Option<String>, String), (u16, &'static str)>;

pub(super) fn begin(bucket: &mut Bucket, name: &str, key: &str, content_type: &str) -> Said {
    let id = format!("upload-{}-+/=", bucket.uploads.len() + 1);
    let said = format!(
        "<?xml version='1.0' encoding='UTF-8'?><InitiateMultipartUploadResult \
         xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Bucket>{name}</Bucket><Key>hidden</Key>\
         <UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
    );
    bucket.uploads.insert(
        id,
        Begun {
            key: key.to_owned(),
            content_type: content_type.to_owned(),
            parts: BTreeMap::new(),
        },
    );
    Ok((StatusCode::OK, None, said))
}

/// `hash` is the checksum that the request gives.
pub(super) fn part(
    bucket: &mut Bucket,
    key: &str,
    id: &str,
    number: u32,
    bytes: Bytes,
    hash: Option<&str>,
) -> Said {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let begun = bucket.uploads.get_mut(id).filter(|begun| begun.key == key);
    let begun = begun.ok_or((404, "NoSuchUpload"))?;
    let sum = STANDARD.encode(crc32c(&bytes).to_be_bytes());
    if hash.is_some_and(|hash| hash != format!("crc32c={sum}")) {
        return Err((400, "BadDigest"));
    }
    begun.parts.insert(number, bytes);
    Ok((StatusCode::OK, Some(format!("\"{number}&{sum}\"")), String::new()))
}

pub(super) fn finish(bucket: &mut Bucket, key: &str, id: &str, body: &[u8]) -> Said {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let begun = bucket.uploads.get(id).filter(|begun| begun.key == key);
    let begun = begun.ok_or((404, "NoSuchUpload"))?;
    let body = std::str::from_utf8(body).map_err(|_| (400, "MalformedXML"))?;
    let mut whole = BytesMut::new();
    let named: Vec<(u32, String)> = body
        .split("<Part>")
        .skip(1)
        .filter_map(|part| {
            let number = between(part, "<PartNumber>", "</PartNumber>")?.parse().ok()?;
            let tag = between(part, "<ETag>", "</ETag>")?;
            Some((number, tag.replace("&quot;", "\"").replace("&amp;", "&")))
        })
        .collect();
    for (place, (number, tag)) in named.iter().enumerate() {
        let bytes = begun.parts.get(number).ok_or((400, "InvalidPart"))?;
        let sum = STANDARD.encode(crc32c(bytes).to_be_bytes());
        if *tag != format!("\"{number}&{sum}\"") || place + 1 != *number as usize {
            return Err((400, "InvalidPart"));
        }
        if bytes.len() < LEAST && place + 1 < named.len() {
            return Err((400, "EntityTooSmall"));
        }
        whole.extend_from_slice(bytes);
    }
    if named.is_empty() {
        return Err((400, "MalformedXML"));
    }
    let object = Object::new(whole.freeze(), &begun.content_type.clone());
    bucket.uploads.remove(id);
    bucket.put(key, object);
    let said = "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>";
    Ok((StatusCode::OK, None, said.to_owned()))
}

pub(super) fn abandon(bucket: &mut Bucket, id: &str) -> Said {
    match bucket.uploads.remove(id) {
        Some(_) => Ok((StatusCode::NO_CONTENT, None, String::new())),
        None => Err((404, "NoSuchUpload")),
    }
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    Some(text.split_once(open)?.1.split_once(close)?.0)
}
