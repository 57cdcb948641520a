//! Signing: AWS Signature Version 4.
//!
//! `object_store`'s authorizer signs every request whose path its URL type leaves alone. That type
//! resolves `.` and `..` segments, even escaped ones, so requests for such keys are signed here.

use super::address::Address;
use super::keys::Keys;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, Method, Request};
use object_store::aws::{AwsAuthorizer, AwsCredential};
use object_store::client::HttpRequestBody;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use tidegate_domain::Timestamp;

/// A request's body with the hash that its signature covers, so that trying again does not hash again.
#[derive(Clone)]
pub(super) struct Payload {
    pub bytes: Bytes,
    pub sha256: [u8; 32],
}

impl Payload {
    pub fn new(bytes: Bytes) -> Self {
        let sha256 = Sha256::digest(&bytes).into();
        Self { bytes, sha256 }
    }

    pub fn none() -> Self {
        Self::new(Bytes::new())
    }
}

/// What a signature is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signing<'a> {
    /// `None` leaves the request unsigned.
    pub keys: Option<&'a Keys>,
    /// `s3` or `sts`.
    pub service: &'a str,
    pub region: &'a str,
    pub now: Timestamp,
    /// `now` is the service's time, not this computer's.
    pub corrected: bool,
}

/// A request, signed where there are keys. `None` when a header cannot hold what it should.
pub(super) fn signed(
    method: Method,
    address: &Address,
    headers: &HeaderMap,
    payload: &Payload,
    signing: &Signing<'_>,
) -> Option<Request<Bytes>> {
    let mut request = Request::builder()
        .method(method)
        .uri(address.uri())
        .body(HttpRequestBody::empty())
        .ok()?;
    request.headers_mut().extend(headers.clone());
    let Some(keys) = signing.keys else {
        return Some(request.map(|_| payload.bytes.clone()));
    };
    // The authorizer takes the time from this computer.
    if signing.corrected || !survives(address) {
        sign_exact(&mut request, address, payload, keys, signing)?;
    } else {
        let credential = AwsCredential {
            key_id: keys.id.clone(),
            secret_key: keys.secret.expose().to_owned(),
            token: keys.token.as_ref().map(|token| token.expose().to_owned()),
        };
        AwsAuthorizer::new(&credential, signing.service, signing.region)
            .try_authorize(&mut request, Some(&payload.sha256))
            .ok()?;
    }
    Some(request.map(|_| payload.bytes.clone()))
}

/// Whether the authorizer's URL type takes the address and leaves it as it is.
fn survives(address: &Address) -> bool {
    url::Url::parse(&address.uri()).is_ok_and(|url| {
        url.path() == address.path
            && url[url::Position::BeforeHost..url::Position::AfterPort] == address.authority
    })
}

/// As "Create a signed request" of the AWS General Reference says; the path goes in as it is sent.
fn sign_exact(
    request: &mut Request<HttpRequestBody>,
    address: &Address,
    payload: &Payload,
    keys: &Keys,
    signing: &Signing<'_>,
) -> Option<()> {
    let Signing {
        service, region, now, ..
    } = *signing;
    let body_hash = hex(&payload.sha256);
    let stamp = now.format("%Y%m%dT%H%M%SZ").to_string();
    let day = now.format("%Y%m%d").to_string();
    let headers = request.headers_mut();
    headers.insert("x-amz-date", HeaderValue::from_str(&stamp).ok()?);
    headers.insert("x-amz-content-sha256", HeaderValue::from_str(&body_hash).ok()?);
    if let Some(token) = &keys.token {
        headers.insert(
            "x-amz-security-token",
            HeaderValue::from_str(token.expose()).ok()?,
        );
    }
    let mut lines: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.trim().to_owned())))
        .collect::<Option<_>>()?;
    lines.push(("host".into(), address.authority.clone()));
    lines.sort();
    let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let mut canonical = format!("{}\n{}\n{}\n", request.method(), address.path, address.query);
    for (name, value) in &lines {
        let _ = writeln!(canonical, "{name}:{value}");
    }
    let _ = write!(canonical, "\n{names}\n{body_hash}");
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let signature = signature(&canonical, &scope, keys, signing)?;
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        keys.id
    );
    let mut value = HeaderValue::from_str(&authorization).ok()?;
    value.set_sensitive(true);
    request.headers_mut().insert("authorization", value);
    Some(())
}

/// The signature of a canonical request. `scope` is the credential's, `day/region/service/aws4_request`.
pub(super) fn signature(canonical: &str, scope: &str, keys: &Keys, signing: &Signing<'_>) -> Option<String> {
    let stamp = signing.now.format("%Y%m%dT%H%M%SZ");
    let hash = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hash}");
    let mut key = format!("AWS4{}", keys.secret.expose()).into_bytes();
    for part in scope.split('/') {
        key = mac(&key, part.as_bytes())?;
    }
    Some(hex(&mac(&key, to_sign.as_bytes())?))
}

fn mac(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(mac.finalize().into_bytes().to_vec())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::s3::config::Config;
    use tidegate_domain::{context::Clock, context::SystemClock, secret::Secret};

    /// The two signers agree wherever both apply.
    #[test]
    fn both_signers_agree() {
        let config = Config::parse(&serde_json::json!({"endpoint": "http://127.0.0.1:9000"})).unwrap();
        for token in [None, Some(Secret::new("token/+=="))] {
            let keys = Keys {
                id: "ID".into(),
                secret: Secret::new("secret/+="),
                token,
            };
            for (key, query) in [
                (&b"plain.txt"[..], vec![]),
                (
                    b"a b/\xc3\xa9+%2F?#&=~*'()!/",
                    vec![("prefix", &b"a b+c/%"[..]), ("list-type", b"2")],
                ),
                (
                    b"",
                    vec![("delimiter", &b"/"[..]), ("start-after", b"\xf0\x9f\x92\xa9")],
                ),
            ] {
                let address = Address::new(&config, "bucket", key, &query).unwrap();
                let payload = Payload::new(Bytes::from_static(b"a body"));
                let mut headers = HeaderMap::new();
                headers.insert("range", HeaderValue::from_static("bytes=0-9"));
                // The crate reads the clock itself; a second may pass between the two.
                let agree = (0..3).any(|_| {
                    let ours = Request::builder()
                        .uri(address.uri())
                        .body(HttpRequestBody::empty());
                    let mut ours = ours.unwrap();
                    ours.headers_mut().extend(headers.clone());
                    let signing = Signing {
                        keys: Some(&keys),
                        service: "s3",
                        region: "eu-west-1",
                        now: SystemClock.now(),
                        corrected: false,
                    };
                    sign_exact(&mut ours, &address, &payload, &keys, &signing).unwrap();
                    let theirs = signed(Method::GET, &address, &headers, &payload, &signing).unwrap();
                    ours.headers() == theirs.headers()
                });
                assert!(agree, "{}", address.uri());
            }
        }
    }
}
