//! How this service speaks: resources, bytes, refusals, and what is read off a request.

use super::objects::Object;
use bytes::Bytes;
use http::request::Parts;
use http::{Response, StatusCode};
use http_body_util::Full;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

pub(super) type Answer = Response<Full<Bytes>>;

/// A status, a reason and a sentence.
pub(super) struct Refusal(pub u16, pub String, pub String);

/// An object's bytes. What is stored packed is unpacked, without a length, for whoever does not say that they
/// take it as it is.
pub(super) fn media(parts: &Parts, object: &Object) -> Result<Answer, Refusal> {
    let size = object.bytes.len();
    let packed = object
        .extra
        .get("contentEncoding")
        .is_some_and(|encoding| encoding == "gzip");
    let takes_gzip = header(parts, "accept-encoding").is_some_and(|takes| takes.contains("gzip"));
    let mut builder = Response::builder()
        .header("x-goog-generation", object.generation)
        .header("x-goog-hash", format!("crc32c={}", object.crc32c))
        .header("content-type", &object.content_type);
    if packed && !takes_gzip {
        builder = builder.header("warning", "214 UploadServer gunzipped");
        return Ok(finished(
            builder,
            Bytes::from_static(b"what was packed, unpacked"),
        ));
    }
    let Some(range) = header(parts, "range") else {
        return Ok(finished(builder, object.bytes.clone()));
    };
    let range = range
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'));
    let range = range.and_then(|(first, last)| Some((first.parse().ok()?, last.parse::<usize>().ok()?)));
    match range {
        Some((first, last)) if first < size && first <= last => {
            let last = last.min(size - 1);
            builder = builder
                .status(StatusCode::PARTIAL_CONTENT)
                .header("content-range", format!("bytes {first}-{last}/{size}"));
            Ok(finished(builder, object.bytes.slice(first..=last)))
        }
        _ => Err(Refusal(
            416,
            "requestedRangeNotSatisfiable".into(),
            "Request range not satisfiable".into(),
        )),
    }
}

pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

pub(super) fn missing(bucket: &str, key: &str) -> Refusal {
    Refusal(404, "notFound".into(), format!("No such object: {bucket}/{key}"))
}

pub(super) fn refuse(Refusal(status, reason, message): &Refusal, xml: bool) -> Answer {
    let body = if xml {
        format!("<?xml version='1.0'?><Error><Code>{reason}</Code><Message>{message}</Message></Error>")
    } else {
        let errors = json!([{ "message": message, "domain": "global", "reason": reason }]);
        json!({ "error": { "code": status, "message": message, "errors": errors } }).to_string()
    };
    plain(*status, body.into())
}

pub(super) fn say(json: &Value) -> Answer {
    plain(200, json.to_string().into())
}

pub(super) fn plain(status: u16, body: Bytes) -> Answer {
    finished(Response::builder().status(status), body)
}

fn finished(builder: http::response::Builder, body: Bytes) -> Answer {
    builder.body(Full::new(body)).unwrap_or_default()
}

pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    header(parts, "authorization")?.strip_prefix("Bearer ")
}

pub(super) fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}
