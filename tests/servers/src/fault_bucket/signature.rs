//! Checks AWS Signature Version 4 in the `Authorization` header.
//!
//! Written from the definition (AWS General Reference, "Create a signed request") and not from the client
//! under test; `object_store` signing against it in a test is the second opinion.

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

/// `Err` holds the status and the S3 error code.
pub(crate) fn check(parts: &Parts, region: &str, keys: &[AccessKey]) -> Result<(), (u16, &'static str)> {
    const DENIED: (u16, &str) = (403, "AccessDenied");
    const MALFORMED: (u16, &str) = (400, "AuthorizationHeaderMalformed");
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = header("authorization").ok_or(DENIED)?;
    let fields = authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or(MALFORMED)?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            .ok_or(MALFORMED)
    };
    let (credential, signed, signature) =
        (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
    let mut scope = credential.splitn(2, '/');
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
    if header("x-amz-security-token") != key.token.as_deref() {
        return Err((400, "InvalidToken"));
    }
    let stamp = header("x-amz-date").ok_or(DENIED)?;
    let at = chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ")
        .map_err(|_| DENIED)?
        .and_utc();
    if (now() - at.timestamp()).abs() > 15 * 60 {
        return Err((403, "RequestTimeTooSkewed"));
    }
    if !stamp.starts_with(date) {
        return Err((403, "SignatureDoesNotMatch"));
    }

    let path: Vec<u8> = percent_decode_str(parts.uri.path()).collect();
    let mut query: Vec<(String, String)> = crate::fault_bucket::answer::query(parts)
        .into_iter()
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
    let _ = write!(
        canonical,
        "\n{signed}\n{}",
        header("x-amz-content-sha256").ok_or(DENIED)?
    );
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let mut secret = format!("AWS4{}", key.secret).into_bytes();
    for part in [date, region, "s3", "aws4_request"] {
        secret = mac(&secret, part.as_bytes());
    }
    if hex(&mac(&secret, to_sign.as_bytes())) == signature {
        Ok(())
    } else {
        Err((403, "SignatureDoesNotMatch"))
    }
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
