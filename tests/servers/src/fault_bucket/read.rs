//! Reading an object: ranges, conditions, and bodies that break.

use super::answer::{Answer, full, header, refuse};
use super::fault::FaultKind;
use super::objects::{Content, Object};
use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use std::io::Error as IoError;
use std::ops::Range;

const CHUNK: usize = 64 * 1024;

/// GET or HEAD of an object, spoilt as the faults say.
pub(super) fn read(parts: &Parts, object: &Object, struck: &[FaultKind]) -> Result<Answer, IoError> {
    let size = object.content.size();
    let quoted = format!("\"{}\"", object.etag);
    let ignore_match = struck
        .iter()
        .any(|fault| matches!(fault, FaultKind::IgnoreConditions));
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
        );
    if !object.headers.iter().any(|(name, _)| name == "content-type") {
        builder = builder.header("content-type", "binary/octet-stream");
    }
    for (name, value) in &object.headers {
        builder = builder.header(name, value);
    }
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
