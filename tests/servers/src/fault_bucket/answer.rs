//! One request in, one answer out, spoilt when a fault says so.

use super::fault::{FaultKind, Operation};
use super::listing::{self, ListQuery};
use super::objects::{Content, Object};
use super::{Logged, State, locked, signature};
use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use percent_encoding::percent_decode_str;
use std::io::Error as IoError;
use std::ops::Range;
use std::sync::Arc;

type Answer = Response<BoxBody<Bytes, IoError>>;

const CHUNK: usize = 64 * 1024;

pub(crate) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Answer, IoError> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix('/').unwrap_or_default();
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let bucket = percent_decode_str(bucket).decode_utf8_lossy().into_owned();
    let key: Vec<u8> = percent_decode_str(key).collect();
    let operation = match (&parts.method, bucket.is_empty(), key.is_empty()) {
        (&Method::GET, true, _) => Operation::ListBuckets,
        (&Method::GET, false, true) => Operation::List,
        (&Method::GET, false, false) => Operation::Get,
        (&Method::HEAD, false, _) => Operation::Head,
        (&Method::PUT, false, _) => Operation::Put,
        (&Method::DELETE, false, false) => Operation::Delete,
        _ => Operation::Other,
    };
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
            signed: parts.headers.contains_key("authorization"),
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
    let allowed = signature::check(parts, &state.region, &locked(&state.keys));
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
    match operation {
        Operation::List => {
            let query = query(parts);
            let find = |name: &str| {
                query
                    .iter()
                    .find(|(known, _)| known == name.as_bytes())
                    .map(|(_, value)| value.clone())
            };
            let wanted = ListQuery {
                prefix: find("prefix").unwrap_or_default(),
                delimiter: find("delimiter").unwrap_or_default(),
                start_after: find("start-after").unwrap_or_default(),
                token: find("continuation-token").map(|token| String::from_utf8_lossy(&token).into_owned()),
                max_keys: find("max-keys")
                    .and_then(|most| String::from_utf8_lossy(&most).parse().ok())
                    .unwrap_or(1000)
                    .min(1000),
                url: find("encoding-type").is_some(),
            };
            match listing::list_objects(bucket, found, &wanted) {
                Some(page) => xml(page),
                None => refuse(400, "InvalidArgument", &[]),
            }
        }
        Operation::Get | Operation::Head => match found.find(key) {
            Some(object) => read(parts, &object, struck),
            None if operation == Operation::Head => refuse(404, "", &[]),
            None => refuse(404, "NoSuchKey", &[]),
        },
        Operation::Put => {
            if header(parts, "if-none-match") == Some("*") && found.find(key).is_some() {
                return refuse(412, "PreconditionFailed", &[]);
            }
            let object = Object::new(Content::Bytes(body));
            let etag = object.etag.clone();
            found.objects.insert(key.to_vec(), object);
            Response::builder()
                .header("etag", format!("\"{etag}\""))
                .body(full(Bytes::new()))
                .map_err(IoError::other)
        }
        Operation::Delete => {
            found.objects.remove(key);
            plain(204, Bytes::new())
        }
        Operation::ListBuckets | Operation::Other => refuse(501, "NotImplemented", &[]),
    }
}

fn read(parts: &Parts, object: &Object, struck: &[FaultKind]) -> Result<Answer, IoError> {
    let size = object.content.size();
    let quoted = format!("\"{}\"", object.etag);
    let ignore_match = struck
        .iter()
        .any(|fault| matches!(fault, FaultKind::IgnoreIfMatch));
    if let Some(wanted) = header(parts, "if-match")
        && wanted != quoted
        && wanted != "*"
        && !ignore_match
    {
        return refuse(412, "PreconditionFailed", &[]);
    }
    if matches!(object.class.as_str(), "GLACIER" | "DEEP_ARCHIVE") && parts.method == Method::GET {
        return refuse(403, "InvalidObjectState", &[]);
    }
    let ignore_range = struck.iter().any(|fault| matches!(fault, FaultKind::IgnoreRange));
    let range = match header(parts, "range").filter(|_| !ignore_range) {
        None => None,
        Some(text) => match parse_range(text, size) {
            Some(range) => Some(range),
            None => {
                return refuse(
                    416,
                    "InvalidRange",
                    &[("content-range", format!("bytes */{size}"))],
                );
            }
        },
    };
    let mut builder = Response::builder()
        .status(if range.is_some() { 206 } else { 200 })
        .header("etag", &quoted)
        .header("accept-ranges", "bytes")
        .header(
            "last-modified",
            object.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )
        .header("content-type", "binary/octet-stream");
    if object.class != "STANDARD" {
        builder = builder.header("x-amz-storage-class", &object.class);
    }
    let span = range.clone().unwrap_or(0..size);
    if range.is_some() {
        let mut text = format!("bytes {}-{}/{size}", span.start, span.end - 1);
        for fault in struck {
            if let FaultKind::ContentRange(other) = fault {
                text.clone_from(other);
            }
        }
        builder = builder.header("content-range", text);
    }
    let mut promised = span.end - span.start;
    let mut extra = 0;
    let mut end = End::Whole;
    for fault in struck {
        match fault {
            FaultKind::Extra(more) => {
                extra = *more;
                promised += more;
            }
            FaultKind::Shorter(length) => promised = *length,
            FaultKind::Truncate(at) | FaultKind::Reset(at) => end = End::Break(*at),
            FaultKind::Stall(at) => end = End::Stall(*at),
            _ => {}
        }
    }
    builder = builder.header("content-length", promised);
    // The HTTP library refuses to send a whole body of another length than its header says.
    let honest = promised == span.end - span.start;
    let body = if parts.method == Method::HEAD {
        full(Bytes::new())
    } else {
        pour(object.content.clone(), span, extra, end, honest)
    };
    builder.body(body).map_err(IoError::other)
}

#[derive(Clone, Copy)]
enum End {
    Whole,
    Break(u64),
    Stall(u64),
}

/// The bytes of `span`, in pieces, ending as asked.
fn pour(content: Content, span: Range<u64>, extra: u64, end: End, honest: bool) -> BoxBody<Bytes, IoError> {
    if let (Content::Bytes(_), true, End::Whole) = (&content, honest, end) {
        return full(
            content
                .read(span.start, (span.end - span.start) as usize)
                .unwrap_or_default(),
        );
    }
    let stop = match end {
        End::Whole => span.end,
        End::Break(at) | End::Stall(at) => (span.start + at).min(span.end),
    };
    let pieces = futures::stream::unfold((span.start, extra), move |(at, extra)| {
        let content = content.clone();
        async move {
            if at < stop {
                let piece = content.read(at, CHUNK.min((stop - at) as usize));
                let next = at + piece.as_ref().map_or(0, |piece| piece.len() as u64);
                return Some((piece.map(Frame::data), (next, extra)));
            }
            match end {
                End::Break(_) => {
                    // The bytes before the break are let out of the server first.
                    tokio::task::yield_now().await;
                    Some((Err(IoError::other("broken on purpose")), (at, 0)))
                }
                End::Stall(_) => std::future::pending().await,
                End::Whole if extra > 0 => {
                    let piece = Bytes::from(vec![b'+'; extra as usize]);
                    Some((Ok(Frame::data(piece)), (at, 0)))
                }
                End::Whole => None,
            }
        }
    });
    BodyExt::boxed(StreamBody::new(pieces))
}

fn parse_range(text: &str, size: u64) -> Option<Range<u64>> {
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    let range = if start.is_empty() {
        size.saturating_sub(end.parse().ok()?)..size
    } else {
        let start = start.parse().ok()?;
        let end = if end.is_empty() {
            size
        } else {
            end.parse::<u64>().ok()?.saturating_add(1).min(size)
        };
        start..end
    };
    (range.start < range.end).then_some(range)
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

fn refuse(status: u16, code: &str, headers: &[(&'static str, String)]) -> Result<Answer, IoError> {
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

fn xml(text: String) -> Result<Answer, IoError> {
    Response::builder()
        .header("content-type", "application/xml")
        .body(full(text.into()))
        .map_err(IoError::other)
}

fn plain(status: u16, body: Bytes) -> Result<Answer, IoError> {
    Response::builder()
        .status(status)
        .body(full(body))
        .map_err(IoError::other)
}

fn full(bytes: Bytes) -> BoxBody<Bytes, IoError> {
    BodyExt::boxed(Full::new(bytes).map_err(|never| match never {}))
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}
