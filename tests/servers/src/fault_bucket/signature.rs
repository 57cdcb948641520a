//! Checks AWS Signature Version 4, in the `Authorization` header or in the query of a link.
//!
//! Written from the definition (AWS General Reference, "Create a signed request") and not from the client
//! under test; `object_store` signing against it in a test is the second opinion.

use super::answer::find;
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A key that the server knows.
#[derive(Clone)]
pub struct AccessKey {
    pub id: String,
    pub secret: String,
    /// The session token that must come with it.
    pub token: Option<String>,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

type Refused = (u16, &'static str);
const DENIED: Refused = (403, "AccessDenied");
const MALFORMED: Refused = (400, "AuthorizationHeaderMalformed");

/// Whether the query carries a signature.
pub(crate) fn in_query(parts: &Parts) -> bool {
    find(parts, "X-Amz-Signature").is_some()
}

/// What a signature says of itself, wherever it stands.
struct Claim {
    credential: String,
    signed: String,
    signature: String,
    stamp: String,
    token: Option<String>,
    payload: String,
    /// Seconds that a link lasts.
    lasts: Option<i64>,
}

fn claim(parts: &Parts) -> Result<Claim, Refused> {
    if in_query(parts) {
        let value = |name: &str| find(parts, name).map(|value| String::from_utf8_lossy(&value).into_owned());
        let needed = |name: &str| value(name).ok_or((400, "AuthorizationQueryParametersError"));
        let lasts = needed("X-Amz-Expires")?.parse().map_err(|_| DENIED)?;
        if needed("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" || !(1..=604_800).contains(&lasts) {
            return Err((400, "AuthorizationQueryParametersError"));
        }
        return Ok(Claim {
            credential: needed("X-Amz-Credential")?,
            signed: needed("X-Amz-SignedHeaders")?,
            signature: needed("X-Amz-Signature")?,
            stamp: needed("X-Amz-Date")?,
            token: value("X-Amz-Security-Token"),
            payload: "UNSIGNED-PAYLOAD".into(),
            lasts: Some(lasts),
        });
    }
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = header("authorization").ok_or(DENIED)?;
    let fields = authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or(MALFORMED)?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            .map(str::to_owned)
            .ok_or(MALFORMED)
    };
    Ok(Claim {
        credential: field("Credential")?,
        signed: field("SignedHeaders")?,
        signature: field("Signature")?,
        stamp: header("x-amz-date").ok_or(DENIED)?.to_owned(),
        token: header("x-amz-security-token").map(str::to_owned),
        payload: header("x-amz-content-sha256").ok_or(DENIED)?.to_owned(),
        lasts: None,
    })
}

/// `Err` holds the status and the S3 error code.
pub(crate) fn check(parts: &Parts, body: &[u8], region: &str, keys: &[AccessKey]) -> Result<(), Refused> {
    let claim = claim(parts)?;
    let (stamp, signed) = (claim.stamp.as_str(), claim.signed.as_str());
    let mut scope = claim.credential.splitn(2, '/');
    let id = scope.next().unwrap_or_default();
    let scope = scope.next().ok_or(MALFORMED)?;
    let pieces: Vec<&str> = scope.split('/').collect();
    let [date, claimed_region, "s3", "aws4_request"] = pieces[..] else {
        return Err(MALFORMED);
    };
    let key = keys
        .iter()
        .find(|key| key.id == id)
        .ok_or((403, "InvalidAccessKeyId"))?;
    if claimed_region != region {
        return Err(MALFORMED);
    }
    if claim.token != key.token {
        return Err((400, "InvalidToken"));
    }
    let at = chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ")
        .map_err(|_| DENIED)?
        .and_utc();
    let age = now() - at.timestamp();
    match claim.lasts {
        Some(lasts) if age > lasts || age < -15 * 60 => return Err(DENIED),
        None if age.abs() > 15 * 60 => return Err((403, "RequestTimeTooSkewed")),
        _ => {}
    }
    if !stamp.starts_with(date) {
        return Err((403, "SignatureDoesNotMatch"));
    }

    let path: Vec<u8> = percent_decode_str(parts.uri.path()).collect();
    let mut query: Vec<(String, String)> = crate::fault_bucket::answer::query(parts)
        .into_iter()
        .filter(|(name, _)| name != b"X-Amz-Signature")
        .map(|(name, value)| (strict(&name), strict(&value)))
        .collect();
    query.sort();
    let query: Vec<String> = query
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut canonical = format!(
        "{}\n{}\n{}\n",
        parts.method,
        percent_encode(&path, PATH),
        query.join("&")
    );
    for name in signed.split(';') {
        let values: Vec<String> = parts
            .headers
            .get_all(name)
            .iter()
            .map(|value| {
                String::from_utf8_lossy(value.as_bytes())
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let _ = writeln!(canonical, "{name}:{}", values.join(","));
    }
    if !signed.split(';').any(|name| name == "host") {
        return Err(DENIED);
    }
    // Every x-amz-* header must be signed.
    if parts
        .headers
        .keys()
        .any(|name| name.as_str().starts_with("x-amz-") && !signed.split(';').any(|other| other == name))
    {
        return Err(DENIED);
    }
    let _ = write!(canonical, "\n{signed}\n{}", claim.payload);
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let mut secret = format!("AWS4{}", key.secret).into_bytes();
    for part in [date, region, "s3", "aws4_request"] {
        secret = mac(&secret, part.as_bytes());
    }
    if hex(&mac(&secret, to_sign.as_bytes())) != claim.signature {
        return Err((403, "SignatureDoesNotMatch"));
    }
    if claim.payload != "UNSIGNED-PAYLOAD" && claim.payload != hex(&Sha256::digest(body)) {
        return Err((400, "XAmzContentSHA256Mismatch"));
    }
    Ok(())
}

fn strict(bytes: &[u8]) -> String {
    percent_encode(bytes, UNRESERVED).to_string()
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[allow(clippy::disallowed_methods, reason = "a server has a clock of its own")]
fn now() -> i64 {
    chrono::Utc::now().timestamp()
}
