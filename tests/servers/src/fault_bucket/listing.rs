//! ListBuckets and ListObjectsV2.

use super::objects::Bucket;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What S3 leaves as it is with `encoding-type=url`; a space becomes `+`.
const LISTED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*')
    .remove(b'/')
    .remove(b' ');

pub(crate) struct ListQuery {
    pub prefix: Vec<u8>,
    pub delimiter: Vec<u8>,
    pub start_after: Vec<u8>,
    pub token: Option<String>,
    pub max_keys: usize,
    pub url: bool,
}

/// The XML of one page; `None` when the token is not one of ours.
pub(crate) fn list_objects(name: &str, bucket: &Bucket, query: &ListQuery) -> Option<String> {
    let mut from = query.prefix.clone();
    if query.start_after >= from {
        from = next_key(&query.start_after);
    }
    if let Some(token) = &query.token {
        from = unhex(token.strip_prefix("tk")?)?;
    }
    let mut contents = String::new();
    let mut prefixes: Vec<Vec<u8>> = Vec::new();
    let mut count = 0;
    let mut next = None;
    'pages: loop {
        let mut jump = None;
        for (key, object) in bucket.walk(&from) {
            if !key.starts_with(&query.prefix) {
                break 'pages;
            }
            if count == query.max_keys {
                next = Some(key);
                break 'pages;
            }
            count += 1;
            let below = &key[query.prefix.len()..];
            let cut = (!query.delimiter.is_empty())
                .then(|| {
                    below
                        .windows(query.delimiter.len())
                        .position(|at| at == query.delimiter)
                })
                .flatten();
            if let Some(at) = cut {
                let folder = key[..query.prefix.len() + at + query.delimiter.len()].to_vec();
                jump = past(&folder);
                prefixes.push(folder);
                break;
            }
            let _ = write!(
                contents,
                "<Contents><Key>{}</Key><LastModified>{}</LastModified><ETag>&quot;{}&quot;</ETag>\
                 <Size>{}</Size><StorageClass>{}</StorageClass></Contents>",
                spelled(&key, query.url),
                object.modified.format("%Y-%m-%dT%H:%M:%S.000Z"),
                object.etag,
                object.content.size(),
                object.class
            );
        }
        match jump {
            Some(jump) => from = jump,
            None => break,
        }
    }
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">",
    );
    let _ = write!(
        xml,
        "<Name>{name}</Name><Prefix>{}</Prefix><KeyCount>{count}</KeyCount><MaxKeys>{}</MaxKeys>{}\
         <IsTruncated>{}</IsTruncated>",
        spelled(&query.prefix, query.url),
        query.max_keys,
        if query.url {
            "<EncodingType>url</EncodingType>"
        } else {
            ""
        },
        next.is_some()
    );
    if let Some(next) = next {
        let _ = write!(
            xml,
            "<NextContinuationToken>tk{}</NextContinuationToken>",
            super::signature::hex(&next)
        );
    }
    xml.push_str(&contents);
    for prefix in prefixes {
        let _ = write!(
            xml,
            "<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>",
            spelled(&prefix, query.url)
        );
    }
    xml.push_str("</ListBucketResult>");
    Some(xml)
}

pub(crate) fn list_buckets(buckets: &BTreeMap<String, Bucket>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListAllMyBucketsResult><Owner><ID>0</ID></Owner><Buckets>",
    );
    for name in buckets.keys() {
        let _ = write!(
            xml,
            "<Bucket><Name>{name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>"
        );
    }
    xml.push_str("</Buckets></ListAllMyBucketsResult>");
    xml
}

fn spelled(bytes: &[u8], url: bool) -> String {
    if url {
        percent_encode(bytes, LISTED).to_string().replace(' ', "+")
    } else {
        String::from_utf8_lossy(bytes)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\r', "&#xD;")
    }
}

fn next_key(key: &[u8]) -> Vec<u8> {
    let mut next = key.to_vec();
    next.push(0);
    next
}

/// The first key that does not start with `prefix` and comes after it.
fn past(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut next = prefix.to_vec();
    while let Some(last) = next.pop() {
        if last < 0xff {
            next.push(last + 1);
            return Some(next);
        }
    }
    None
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
