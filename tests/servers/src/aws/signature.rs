//! Whose signature a request carries, worked out from AWS's definition of Signature Version 4.

use super::World;
use crate::fault_bucket::AccessKey;
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A refusal: status and code.
pub(super) type Refusal = (u16, &'static str);

/// The key that signed, with the region it was signed for. `Ok(None)`: nobody did.
pub(super) fn signer(
    parts: &Parts,
    host: &str,
    body: &[u8],
    service: &str,
    world: &World,
) -> Result<Option<(AccessKey, String)>, Refusal> {
    const MALFORMED: Refusal = (400, "AuthorizationHeaderMalformed");
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let Some(authorization) = header("authorization") else {
        return Ok(None);
    };
    let fields = authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or(MALFORMED)?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            .ok_or(MALFORMED)
    };
    let (id, scope) = field("Credential")?.split_once('/').ok_or(MALFORMED)?;
    let pieces: Vec<&str> = scope.split('/').collect();
    let [day, region, claimed, "aws4_request"] = pieces[..] else {
        return Err(MALFORMED);
    };
    if claimed != service {
        return Err(MALFORMED);
    }
    let key = world.key(id).ok_or((
        403,
        if service == "s3" {
            "InvalidAccessKeyId"
        } else {
            "InvalidClientTokenId"
        },
    ))?;
    if header("x-amz-security-token") != key.token.as_deref() {
        return Err((400, "InvalidToken"));
    }
    let stamp = header("x-amz-date").ok_or(MALFORMED)?;
    let at = chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ")
        .map_err(|_| MALFORMED)?
        .and_utc();
    let hash = header("x-amz-content-sha256").ok_or(MALFORMED)?;
    let mut canonical = format!(
        "{}\n{}\n{}\n",
        parts.method,
        parts.uri.path(),
        parts.uri.query().unwrap_or_default()
    );
    let signed = field("SignedHeaders")?;
    for name in signed.split(';') {
        let value = if name == "host" { Some(host) } else { header(name) };
        let _ = writeln!(canonical, "{name}:{}", value.unwrap_or_default().trim());
    }
    let _ = write!(canonical, "\n{signed}\n{hash}");
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let mut secret = format!("AWS4{}", key.secret).into_bytes();
    for part in [day, region, service, "aws4_request"] {
        secret = mac(&secret, part.as_bytes());
    }
    let right = hex(&mac(&secret, to_sign.as_bytes())) == field("Signature")?
        && hex(&Sha256::digest(body)) == hash
        && stamp.starts_with(day)
        && signed.split(';').any(|name| name == "host");
    if !right {
        return Err((403, "SignatureDoesNotMatch"));
    }
    if (world.now() - at).abs() > chrono::Duration::minutes(15) {
        let code = if service == "s3" {
            "RequestTimeTooSkewed"
        } else {
            "SignatureDoesNotMatch"
        };
        return Err((403, code));
    }
    if world.ended(id) {
        return Err((if service == "s3" { 400 } else { 403 }, "ExpiredToken"));
    }
    Ok(Some((key, region.to_owned())))
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
