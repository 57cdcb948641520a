//! One request per connection, blocking: what filling a test server needs, and nothing of the client under test.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// All but unreserved characters and `/`, as S3 wants keys in paths.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

pub(super) fn escaped(bytes: &[u8]) -> String {
    percent_encode(bytes, PATH).to_string()
}

/// Sends a request that claims a signature for `service`, which an open server does not check but reads the
/// service from, and answers the body.
///
/// # Errors
/// When there is no answer within 30 seconds, or none of success.
pub(super) fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    service: &str,
    body: &[u8],
) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    match service {
        "" => {}
        "iam" => request.push_str("content-type: application/x-www-form-urlencoded\r\n"),
        _ => request.push_str("content-type: application/octet-stream\r\n"),
    }
    if !service.is_empty() {
        request.push_str(&format!(
            "authorization: AWS4-HMAC-SHA256 Credential=any/20200101/us-east-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=none\r\n"
        ));
    }
    request.push_str("\r\n");
    stream.write_all(&[request.as_bytes(), body].concat())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status.starts_with('2') {
        return Ok(body.to_owned());
    }
    // HTML error pages are long; the beginning says what it is.
    let begin: String = body.chars().take(300).collect();
    Err(io::Error::other(format!(
        "{method} {path} was answered with {status:?}: {begin}"
    )))
}
