//! One object: its size and version, and its bytes, counted against what was promised.

use super::dialect::Dialect;
use super::words::{changed, protocol};
use crate::connector::{ByteStream, Opened, SourceError};
use crate::http::{Body, HttpFailure};
use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, Response};
use std::ops::Range;
use std::sync::Arc;
use tidegate_domain::{
    context::RunContext,
    object::{ObjectRef, Version},
    problem::ErrorClass,
};

/// How often a body that breaks off is taken up again.
const RESUMES: u32 = 4;

pub(super) async fn open(
    api: &Arc<dyn Dialect>,
    ctx: &RunContext,
    object: &ObjectRef,
    expected: Option<&Version>,
    range: Option<Range<u64>>,
) -> Result<Opened, SourceError> {
    // HTTP has no empty range.
    if let Some(range) = &range
        && range.start >= range.end
    {
        let found = api.stat(ctx, object).await?;
        if expected.is_some_and(|expected| *expected != found.version) {
            return Err(changed(&object.key));
        }
        return Ok(Opened {
            size: found.size,
            version: found.version,
            stream: futures::stream::empty().boxed(),
        });
    }
    let begun = match begin(api, ctx, object, expected, range.clone()).await {
        // Past the end there is nothing to read; an empty object has no first byte to ask for.
        Err(error) if error.class == ErrorClass::Changed && range.is_some() => {
            let found = api.stat(ctx, object).await?;
            if expected.is_some_and(|expected| *expected != found.version)
                || range.as_ref().is_some_and(|range| range.start < found.size)
            {
                return Err(error);
            }
            return Ok(Opened {
                size: found.size,
                version: found.version,
                stream: futures::stream::empty().boxed(),
            });
        }
        begun => begun?,
    };
    let size = begun.size;
    let version = begun.version.clone();
    let reading = Reading {
        api: api.clone(),
        ctx: ctx.clone(),
        object: object.clone(),
        version: begun.version,
        at: begun.span.start,
        end: begun.span.end,
        skip: begun.skip,
        whole: begun.whole,
        body: Some(begun.body),
        resumes: RESUMES,
    };
    Ok(Opened {
        size,
        version,
        stream: stream(reading),
    })
}

/// An answer whose head has been found consistent.
struct Begun {
    size: u64,
    version: Version,
    /// The bytes that are to be handed on.
    span: Range<u64>,
    /// Bytes to pass over first, when the service ignored the range.
    skip: u64,
    /// The service ignored the range: what follows the wanted bytes is left unread.
    whole: bool,
    body: Body,
}

async fn begin(
    api: &Arc<dyn Dialect>,
    ctx: &RunContext,
    object: &ObjectRef,
    expected: Option<&Version>,
    range: Option<Range<u64>>,
) -> Result<Begun, SourceError> {
    let answer = api.get(ctx, object, expected, range.clone()).await?;
    let begun = head(api.as_ref(), answer, range)?;
    // Some services ignore If-Match.
    if expected.is_some_and(|expected| *expected != begun.version) {
        return Err(changed(&object.key));
    }
    Ok(begun)
}

fn head(api: &dyn Dialect, answer: Response<Body>, range: Option<Range<u64>>) -> Result<Begun, SourceError> {
    let (parts, body) = answer.into_parts();
    let headers = &parts.headers;
    let length = length(headers);
    let (size, span, skip, whole) = if parts.status == 206 {
        let wanted =
            range.ok_or_else(|| protocol("The service sends a part though the whole was asked for."))?;
        let (span, size) = text(headers, "content-range")
            .and_then(content_range)
            .ok_or_else(|| protocol("The service does not say which part it sends."))?;
        if span.start != wanted.start || span.end != wanted.end.min(size) {
            return Err(protocol("The service sends another part than asked for."));
        }
        if length.is_some_and(|length| length != span.end - span.start) {
            return Err(protocol(
                "The service contradicts itself on the length of what it sends.",
            ));
        }
        (size, span, 0, false)
    } else {
        let size = length.ok_or_else(|| protocol("The service does not say how long the object is."))?;
        match range {
            None => (size, 0..size, 0, false),
            Some(range) => {
                let start = range.start.min(size);
                (size, start..range.end.min(size), start, true)
            }
        }
    };
    let version = api.version_of(headers, size);
    Ok(Begun {
        size,
        version,
        span,
        skip,
        whole,
        body,
    })
}

/// A body under way.
struct Reading {
    api: Arc<dyn Dialect>,
    ctx: RunContext,
    object: ObjectRef,
    version: Version,
    at: u64,
    end: u64,
    skip: u64,
    whole: bool,
    body: Option<Body>,
    resumes: u32,
}

fn stream(reading: Reading) -> ByteStream {
    futures::stream::try_unfold(reading, |mut reading| async move {
        Ok(reading.next().await?.map(|bytes| (bytes, reading)))
    })
    .boxed()
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Bytes>, SourceError> {
        loop {
            let body = match self.body.as_mut() {
                Some(body) => body,
                None if self.at == self.end => return Ok(None),
                None => return Err(protocol("The service sent fewer bytes than it promised.")),
            };
            match body.chunk().await {
                Ok(Some(mut bytes)) => {
                    let skipped = self.skip.min(bytes.len() as u64);
                    self.skip -= skipped;
                    let _ = bytes.split_to(usize::try_from(skipped).unwrap_or(usize::MAX).min(bytes.len()));
                    if bytes.is_empty() {
                        continue;
                    }
                    let left = self.end - self.at;
                    if self.whole && bytes.len() as u64 >= left {
                        bytes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
                        self.at = self.end;
                        self.body = None;
                        return Ok((!bytes.is_empty()).then_some(bytes));
                    }
                    if bytes.len() as u64 > left {
                        return Err(protocol("The service sent more bytes than it promised."));
                    }
                    self.at += bytes.len() as u64;
                    return Ok(Some(bytes));
                }
                Ok(None) => {
                    self.body = None;
                    if self.at < self.end {
                        return Err(protocol("The service sent fewer bytes than it promised."));
                    }
                    return Ok(None);
                }
                Err(failure) => self.resume(failure).await?,
            }
        }
    }

    /// Asks for the rest of the same version after the connection broke.
    async fn resume(&mut self, failure: HttpFailure) -> Result<(), SourceError> {
        // The broken answer gives its place in the host's limit back before another is asked for.
        self.body = None;
        if !failure.may_pass() || self.resumes == 0 || self.at == self.end {
            return Err(failure.into_source_error());
        }
        self.resumes -= 1;
        let rest = self.at..self.end;
        let begun = begin(
            &self.api,
            &self.ctx,
            &self.object,
            Some(&self.version),
            Some(rest),
        )
        .await?;
        if begun.span != (self.at..self.end) {
            return Err(protocol("The service sends another part than asked for."));
        }
        self.skip = begun.skip;
        self.whole = begun.whole;
        self.body = Some(begun.body);
        Ok(())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn length(headers: &HeaderMap) -> Option<u64> {
    text(headers, "content-length")?.parse().ok()
}

/// `bytes 0-9/100` as `(0..10, 100)`.
fn content_range(text: &str) -> Option<(Range<u64>, u64)> {
    let (span, size) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last, size): (u64, u64, u64) = (first.parse().ok()?, last.parse().ok()?, size.parse().ok()?);
    (first <= last && last < size).then_some((first..last + 1, size))
}
