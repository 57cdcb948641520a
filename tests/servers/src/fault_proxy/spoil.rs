//! The answer on its way back, whole or spoilt.

use super::{Answer, Mishap};
use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderName, HeaderValue, Response, header};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use std::io::Error as IoError;
use std::time::Duration;

pub(super) fn answer(
    mut head: http::response::Parts,
    bytes: Bytes,
    mishap: Option<Mishap>,
) -> Result<Answer, IoError> {
    // HEAD and the like promise a length without a body: the promise stays, and so does the silence.
    let promised = head
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    head.headers.remove(header::TRANSFER_ENCODING);
    head.headers.remove(header::CONNECTION);
    let length = promised
        .filter(|_| bytes.is_empty())
        .unwrap_or(bytes.len() as u64);
    head.headers.insert(header::CONTENT_LENGTH, length.into());
    if matches!(head.status.as_u16(), 204 | 304) {
        head.headers.remove(header::CONTENT_LENGTH);
    }
    let part = |thousandths: u64| {
        let cut = bytes.len() as u64 * thousandths.min(1000) / 1000;
        let cut = usize::try_from(cut).unwrap_or(bytes.len());
        // The last byte is always missing: otherwise nothing would be spoilt.
        bytes.slice(..cut.min(bytes.len().saturating_sub(1)))
    };
    let body = match mishap {
        Some(Mishap::LoseAnswer) => return Err(IoError::other("the answer is lost on purpose")),
        Some(Mishap::Reset(thousandths)) => {
            let pieces = vec![Ok(Frame::data(part(thousandths))), Err(IoError::other("reset"))];
            // Sent apart, so that the bytes leave before the end comes.
            let slowly = futures::stream::iter(pieces).then(|piece| async move {
                tokio::time::sleep(Duration::from_millis(2)).await;
                piece
            });
            apart(slowly)
        }
        Some(Mishap::Stall(thousandths)) => {
            let pieces = futures::stream::iter(vec![Ok(Frame::data(part(thousandths)))]);
            let never = futures::stream::pending();
            apart(pieces.chain(never))
        }
        Some(Mishap::Trickle) => {
            let drops = (0..bytes.len()).map(move |at| bytes.slice(at..at + 1));
            let slowly = futures::stream::iter(drops).then(|byte| async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(Frame::data(byte))
            });
            apart(slowly)
        }
        Some(Mishap::Header(name, value)) => {
            head.headers.remove(name);
            if !value.is_empty() {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(IoError::other)?;
                let value = HeaderValue::from_str(&value).map_err(IoError::other)?;
                head.headers.insert(name, value);
            }
            Full::new(bytes).map_err(|never| match never {}).boxed()
        }
        _ => Full::new(bytes).map_err(|never| match never {}).boxed(),
    };
    Ok(Response::from_parts(head, body))
}

fn apart(
    pieces: impl futures::Stream<Item = Result<Frame<Bytes>, IoError>> + Send + Sync + 'static,
) -> http_body_util::combinators::BoxBody<Bytes, IoError> {
    BodyExt::boxed(StreamBody::new(pieces))
}
