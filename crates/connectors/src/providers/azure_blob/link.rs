//! Temporary links: a service SAS for one blob, signed with the account key, or with a key that Azure lends to
//! the app. What is signed is the decoded name, whatever the address spells it like.

use super::address::{Address, UNRESERVED};
use super::api::{Api, Ask, VERSION, not_azure};
use super::config::Identity;
use super::refusal::Asked;
use super::sign::mac;
use super::xml;
use crate::connector::SourceError;
use crate::http::HttpFailure;
use bytes::Bytes;
use http::{Method, header};
use percent_encoding::utf8_percent_encode;
use std::time::Duration;
use tidegate_domain::{
    Timestamp, context::RunContext, object::ObjectRef, problem::ErrorClass, secret::Secret,
    transfer::TemporaryLink,
};

pub(super) async fn link(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    lasting: Duration,
) -> Result<TemporaryLink, SourceError> {
    // Checks both names.
    let ask = Ask::object(api, Asked::Read, Method::GET, object)?;
    let name = std::str::from_utf8(object.key.as_bytes()).map_err(|_| odd())?;
    if name.split('/').any(|part| part == "." || part == "..") {
        return Err(odd());
    }
    let now = ctx.clock.now();
    let lasts = chrono::Duration::from_std(lasting).unwrap_or_default();
    let end = now + lasts;
    let resource = format!("/blob/{}/{}/{name}", api.config.account, object.bucket);
    let until = stamp(end);
    let protocol = if ask.address.scheme == "https" {
        "https"
    } else {
        "https,http"
    };
    let mut query = vec![
        ("sv", VERSION.to_owned()),
        ("sr", "b".to_owned()),
        ("sp", "r".to_owned()),
        ("se", until.clone()),
        ("spr", protocol.to_owned()),
    ];
    let signature = match &api.identity {
        Identity::Key(key) => {
            let text = format!("r\n\n{until}\n{resource}\n\n\n{protocol}\n{VERSION}\nb\n\n\n\n\n\n\n");
            mac(key.expose(), text.as_bytes())
        }
        Identity::App(..) => {
            let key = delegation_key(api, ctx, now, end).await?;
            let text = format!(
                "r\n\n{until}\n{resource}\n{}\n{}\n{}\n{}\n{}\n{}\n\n\n\n\n{protocol}\n{VERSION}\nb\n\n\n\n\n\n\n",
                key.object, key.tenant, key.start, key.end, key.service, key.version,
            );
            let signature = mac(Secret::new(key.value).expose(), text.as_bytes());
            query.extend([
                ("skoid", key.object),
                ("sktid", key.tenant),
                ("skt", key.start),
                ("ske", key.end),
                ("sks", key.service),
                ("skv", key.version),
            ]);
            signature
        }
        Identity::Sas(_) => {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                "A SAS cannot make a narrower one, so this connector makes no links.",
                "Use a connector with an account key or a client secret for links.",
            ));
        }
    };
    let signature = signature
        .ok_or_else(|| HttpFailure::Unusable("the link cannot be signed".into()).into_source_error())?;
    query.push(("sig", signature));
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, UNRESERVED)))
        .collect();
    Ok(TemporaryLink {
        url: ask.address.uri_with(&query.join("&")),
        expires_at: end,
        shortened: false,
    })
}

/// Azure lends an app a key for seven days at most, and makes a new one for each asking.
async fn delegation_key(
    api: &Api,
    ctx: &RunContext,
    now: Timestamp,
    end: Timestamp,
) -> Result<xml::DelegationKey, SourceError> {
    let address = Address::new(&api.config, "", b"")?
        .with("restype", "service")
        .with("comp", "userdelegationkey");
    let mut ask = Ask::get(Asked::DelegationKey, address, "");
    ask.method = Method::POST;
    ask.header(header::CONTENT_TYPE, "application/xml")?;
    ask.body = Bytes::from(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>{}</Start><Expiry>{}</Expiry></KeyInfo>",
        stamp(now),
        stamp(end)
    ));
    let body = api.bytes(ctx, &ask).await?;
    xml::delegation_key(&body).map_err(|_| not_azure())
}

fn stamp(time: Timestamp) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn odd() -> SourceError {
    SourceError::new(
        ErrorClass::ConfigInvalid,
        "Browsers change addresses like this object's, so a link to it would not work.",
        "Download the object and pass it on in another way.",
    )
}
