//! One request in, one answer out, spoilt when a fault says so.

use super::fault::{FaultKind, Operation};
use super::listing::{self, ListQuery};
use super::objects::{Content, Object};
use super::{Logged, State, access, locked, read, signature, write};
use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use std::io::Error as IoError;
use std::sync::Arc;

pub(super) type Answer = Response<BoxBody<Bytes, IoError>>;

pub(crate) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Answer, IoError> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix('/').unwrap_or_default();
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let bucket = percent_decode_str(bucket).decode_utf8_lossy().into_owned();
    let key: Vec<u8> = percent_decode_str(key).collect();
    let operation = operation(&parts, &bucket, &key);
    let struck: Vec<FaultKind> = locked(&state.faults)
        .iter_mut()
        .filter_map(|fault| {
            fault
                .strikes(operation, &bucket, &key)
                .then(|| fault.kind.clone())
        })
        .collect();

    let bytes = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let mut result = respond(&state, &parts, operation, &bucket, &key, bytes, &struck);
    for fault in &struck {
        match fault {
            FaultKind::Late(wait) => tokio::time::sleep(*wait).await,
            FaultKind::Drop => result = Err(IoError::other("dropped on purpose")),
            _ => {}
        }
    }
    if state.keep_log {
        locked(&state.log).push(Logged {
            operation,
            method: parts.method.to_string(),
            bucket,
            key,
            range: header(&parts, "range").map(str::to_owned),
            status: result.as_ref().map_or(0, |answer| answer.status().as_u16()),
            signed: parts.headers.contains_key("authorization") || signature::in_query(&parts),
        });
    }
    result
}

fn respond(
    state: &State,
    parts: &Parts,
    operation: Operation,
    bucket: &str,
    key: &[u8],
    body: Bytes,
    struck: &[FaultKind],
) -> Result<Answer, IoError> {
    for fault in struck {
        match fault {
            FaultKind::Refuse {
                status,
                code,
                headers,
            } => return refuse(*status, code, headers),
            FaultKind::Say(text) => return plain(200, text.clone()),
            FaultKind::Vanish => {
                if let Some(bucket) = locked(&state.buckets).get_mut(bucket) {
                    bucket.objects.remove(key);
                }
            }
            FaultKind::Change(bytes) => {
                if let Some(bucket) = locked(&state.buckets).get_mut(bucket) {
                    let object = Object::new(Content::Bytes(bytes.clone()));
                    bucket.objects.insert(key.to_vec(), object);
                }
            }
            _ => {}
        }
    }
    let allowed = signature::check(parts, &body, &state.region, &locked(&state.keys))
        .and_then(|()| write::sums_fit(parts, &body));
    if let Err((status, code)) = allowed {
        return refuse(status, code, &[("x-amz-bucket-region", state.region.clone())]);
    }
    let mut buckets = locked(&state.buckets);
    if operation == Operation::ListBuckets {
        return xml(listing::list_buckets(&buckets));
    }
    let Some(found) = buckets.get_mut(bucket) else {
        return refuse(404, "NoSuchBucket", &[]);
    };
    let mut uploads = locked(&state.uploads);
    match operation {
        Operation::List => list(parts, bucket, found),
        Operation::Get | Operation::Head => match found.find(key) {
            Some(object) => read::read(parts, &object, struck),
            None if operation == Operation::Head => refuse(404, "", &[]),
            None => refuse(404, "NoSuchKey", &[]),
        },
        Operation::Put => write::put(parts, found, key, body, struck),
        Operation::Delete => {
            found.objects.remove(key);
            plain(204, Bytes::new())
        }
        Operation::DeleteMany => write::delete_many(found, &body, struck),
        Operation::BeginUpload => write::begin(&mut uploads, parts, bucket, key),
        Operation::PutPart => write::part(&mut uploads, parts, bucket, key, body),
        Operation::FinishUpload => write::finish(&mut uploads, found, parts, (bucket, key), &body, struck),
        Operation::AbandonUpload => write::abandon(&mut uploads, parts, bucket, key),
        Operation::Versioning => access::versioning(&found.access),
        Operation::AccessBlock => access::block(&found.access),
        Operation::PolicyStatus => access::policy_status(&found.access),
        Operation::Ownership => access::ownership(&found.access),
        Operation::BucketAcl => access::acl(&found.access.grants),
        Operation::ObjectAcl => match found.find(key) {
            Some(object) => access::acl(&object.grants),
            None => refuse(404, "NoSuchKey", &[]),
        },
        Operation::ListBuckets | Operation::Other => refuse(501, "NotImplemented", &[]),
    }
}

/// What a request asks for, by its method and the part of the bucket or object that its query names.
fn operation(parts: &Parts, bucket: &str, key: &[u8]) -> Operation {
    let query = query(parts);
    let about = |name: &str| query.iter().any(|(known, _)| known == name.as_bytes());
    let (bucket, key) = (!bucket.is_empty(), !key.is_empty());
    match (&parts.method, bucket, key) {
        (&Method::GET, false, _) => Operation::ListBuckets,
        (&Method::GET, true, true) if about("acl") => Operation::ObjectAcl,
        (&Method::GET, true, true) => Operation::Get,
        (&Method::GET, true, false) => match () {
            () if about("versioning") => Operation::Versioning,
            () if about("publicAccessBlock") => Operation::AccessBlock,
            () if about("policyStatus") => Operation::PolicyStatus,
            () if about("ownershipControls") => Operation::Ownership,
            () if about("acl") => Operation::BucketAcl,
            () => Operation::List,
        },
        (&Method::HEAD, true, _) => Operation::Head,
        (&Method::PUT, true, true) if about("uploadId") => Operation::PutPart,
        (&Method::PUT, true, true) => Operation::Put,
        (&Method::POST, true, true) if about("uploads") => Operation::BeginUpload,
        (&Method::POST, true, true) if about("uploadId") => Operation::FinishUpload,
        (&Method::POST, true, false) if about("delete") => Operation::DeleteMany,
        (&Method::DELETE, true, true) if about("uploadId") => Operation::AbandonUpload,
        (&Method::DELETE, true, true) => Operation::Delete,
        _ => Operation::Other,
    }
}

fn list(parts: &Parts, name: &str, bucket: &super::objects::Bucket) -> Result<Answer, IoError> {
    let wanted = ListQuery {
        prefix: find(parts, "prefix").unwrap_or_default(),
        delimiter: find(parts, "delimiter").unwrap_or_default(),
        start_after: find(parts, "start-after").unwrap_or_default(),
        token: find(parts, "continuation-token").map(|token| String::from_utf8_lossy(&token).into_owned()),
        max_keys: find(parts, "max-keys")
            .and_then(|most| String::from_utf8_lossy(&most).parse().ok())
            .unwrap_or(1000)
            .min(1000),
        url: find(parts, "encoding-type").is_some(),
    };
    match listing::list_objects(name, bucket, &wanted) {
        Some(page) => xml(page),
        None => refuse(400, "InvalidArgument", &[]),
    }
}

/// The value of one name of the query, decoded.
pub(super) fn find(parts: &Parts, name: &str) -> Option<Vec<u8>> {
    query(parts)
        .into_iter()
        .find_map(|(known, value)| (known == name.as_bytes()).then_some(value))
}

/// The query's pairs, decoded.
pub(crate) fn query(parts: &Parts) -> Vec<(Vec<u8>, Vec<u8>)> {
    parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).collect::<Vec<u8>>();
            (decode(name), decode(value))
        })
        .collect()
}

pub(super) fn refuse(status: u16, code: &str, headers: &[(&'static str, String)]) -> Result<Answer, IoError> {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    let body = if code.is_empty() {
        String::new()
    } else {
        builder = builder.header("content-type", "application/xml");
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>planted</Message>\
             <RequestId>0</RequestId></Error>"
        )
    };
    builder.body(full(body.into())).map_err(IoError::other)
}

pub(super) fn xml(text: String) -> Result<Answer, IoError> {
    Response::builder()
        .header("content-type", "application/xml")
        .body(full(text.into()))
        .map_err(IoError::other)
}

pub(super) fn plain(status: u16, body: Bytes) -> Result<Answer, IoError> {
    Response::builder()
        .status(status)
        .body(full(body))
        .map_err(IoError::other)
}

pub(super) fn full(bytes: Bytes) -> BoxBody<Bytes, IoError> {
    BodyExt::boxed(Full::new(bytes).map_err(|never| match never {}))
}

pub(super) fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}
