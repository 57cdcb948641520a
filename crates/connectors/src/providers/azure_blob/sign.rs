//! Shared Key: an account key's signature over one request. The path is signed as it is sent.

use super::address::Address;
use super::config::AccountKey;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, Request, header};
use sha2::Sha256;
use std::fmt::Write;
use tidegate_domain::Timestamp;

/// Headers that the signature names by their place, after verb and in this order; the length and the date are
/// said in ways of their own.
const PLACED: [header::HeaderName; 11] = [
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_LENGTH,
    header::HeaderName::from_static("content-md5"),
    header::CONTENT_TYPE,
    header::DATE,
    header::IF_MODIFIED_SINCE,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
];

/// Signs the request in place. `None` when a header cannot hold what it should.
pub(super) fn sign(
    request: &mut Request<Bytes>,
    address: &Address,
    account: &str,
    key: &AccountKey,
    now: Timestamp,
) -> Option<()> {
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let date = HeaderValue::from_str(&date).ok()?;
    request.headers_mut().insert("x-ms-date", date);
    sign_dated(request, address, account, key)
}

fn sign_dated(
    request: &mut Request<Bytes>,
    address: &Address,
    account: &str,
    key: &AccountKey,
) -> Option<()> {
    let length = request.body().len();
    let headers = request.headers_mut();
    if length > 0 {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    let mut text = format!("{}\n", request.method());
    for name in &PLACED {
        let _ = writeln!(text, "{}", placed(request.headers(), name)?);
    }
    let mut own: Vec<(&str, &str)> = Vec::new();
    for (name, value) in request.headers() {
        if name.as_str().starts_with("x-ms-") {
            own.push((name.as_str(), value.to_str().ok()?.trim()));
        }
    }
    own.sort_unstable();
    for (name, value) in own {
        let _ = writeln!(text, "{name}:{value}");
    }
    let _ = write!(text, "/{account}{}", address.path);
    let mut query: Vec<(&str, &[u8])> = address
        .query
        .iter()
        .map(|(name, value)| (*name, value.as_slice()))
        .collect();
    query.sort_unstable();
    // A prefix may be any bytes, so from here on the text is bytes.
    let mut text = text.into_bytes();
    for (name, value) in query {
        text.extend_from_slice(b"\n");
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(b":");
        text.extend_from_slice(value);
    }
    let signature = mac(key.expose(), &text)?;
    let mut value = HeaderValue::from_str(&format!("SharedKey {account}:{signature}")).ok()?;
    value.set_sensitive(true);
    request.headers_mut().insert(header::AUTHORIZATION, value);
    Some(())
}

/// A length of nothing is signed as nothing.
fn placed<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    let value = match headers.get(name) {
        None => "",
        Some(value) => value.to_str().ok()?,
    };
    Some(if name == header::CONTENT_LENGTH && value == "0" {
        ""
    } else {
        value
    })
}

/// HMAC-SHA256 with a key in base64, in base64.
pub(super) fn mac(key: &str, text: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(key).ok()?).ok()?;
    mac.update(text);
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::super::config::Config;
    use super::*;
    use object_store::azure::{AzureAccessKey, AzureAuthorizer, AzureCredential};
    use object_store::client::HttpRequestBody;

    const KEY: &str =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// The crate's signer and ours agree wherever its URL type leaves the path alone.
    #[test]
    fn both_signers_agree() {
        let config = Config::parse(&serde_json::json!({ "storage_account": "contoso" })).unwrap();
        for (method, key, query, body) in [
            ("GET", &b"plain.txt"[..], &[][..], ""),
            ("GET", b"a b/\xc3\xa9+%2F?#&=~*'()!", &[], ""),
            (
                "GET",
                b"",
                &[
                    ("restype", "container"),
                    ("comp", "list"),
                    ("prefix", "a b+c/%"),
                    ("marker", "2!8="),
                ],
                "",
            ),
            ("PUT", b"x", &[("comp", "block"), ("blockid", "YQ==")], "bytes"),
        ] {
            let mut address = Address::new(&config, "main", key).unwrap();
            for (name, value) in query {
                address = address.with(name, *value);
            }
            let request = Request::builder()
                .method(method)
                .uri(address.uri())
                .header("range", "bytes=0-9")
                .header("if-match", "\"0x8D\"")
                .header("x-ms-blob-type", "BlockBlob");
            let credential = AzureCredential::AccessKey(AzureAccessKey::try_new(KEY).unwrap());
            let mut theirs = request
                .body(HttpRequestBody::from(body.as_bytes().to_vec()))
                .unwrap();
            if !body.is_empty() {
                theirs
                    .headers_mut()
                    .insert("content-length", HeaderValue::from(body.len()));
            }
            AzureAuthorizer::new(&credential, "contoso")
                .try_authorize(&mut theirs)
                .unwrap();
            // The crate reads the clock itself and says so in another header; ours signs what it has written down.
            let mut ours = Request::new(Bytes::from_static(body.as_bytes()));
            *ours.method_mut() = theirs.method().clone();
            *ours.headers_mut() = theirs.headers().clone();
            ours.headers_mut().remove("authorization");
            sign_dated(&mut ours, &address, "contoso", &AccountKey::parse(KEY).unwrap()).unwrap();
            assert_eq!(
                ours.headers()["authorization"],
                theirs.headers()["authorization"],
                "{}",
                address.uri()
            );
        }
    }
}
