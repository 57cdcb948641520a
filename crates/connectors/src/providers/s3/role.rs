//! Assuming a role: one signed request to STS, and what its answer means.

use super::address::Address;
use super::clock;
use super::config::invalid;
use super::keys::Keys;
use super::region::{self, Partition};
use super::sign::{Payload, Signing, signed};
use super::xml;
use crate::buckets::words::{protocol, shown_code};
use crate::connector::SourceError;
use crate::http::{Http, HttpFailure};
use crate::sign_in::Fetched;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;
use tidegate_domain::{
    context::RunContext,
    problem::{ErrorClass, Problem},
};

const LONGEST_ANSWER: usize = 64 * 1024;
/// An hour: the most that a role may be assumed for by another role.
const SECONDS: &str = "3600";

/// A role to assume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub arn: String,
    pub external_id: Option<String>,
    pub session_name: String,
}

impl Role {
    /// Checks what a form says; each text is trimmed and may be empty.
    pub fn parse(arn: &str, external_id: &str, session_name: &str) -> Result<Self, Problem> {
        if !is_role(arn) {
            return Err(invalid(
                "role_arn",
                "This is not a role's ARN.",
                "Copy it from the role's page: arn:aws:iam::123456789012:role/name.",
            ));
        }
        let word = |text: &str, more: &str| {
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || more.as_bytes().contains(&b))
        };
        if !external_id.is_empty()
            && (!(2..=1224).contains(&external_id.len()) || !word(external_id, "_+=,.@:/-"))
        {
            return Err(invalid(
                "external_id",
                "This is not an external ID.",
                "Copy it as the role's owner gave it: letters, digits and _+=,.@:/- only.",
            ));
        }
        if !session_name.is_empty()
            && (!(2..=64).contains(&session_name.len()) || !word(session_name, "_+=,.@-"))
        {
            return Err(invalid(
                "session_name",
                "This is not a session name.",
                "Write 2 to 64 letters, digits or _+=,.@- without spaces.",
            ));
        }
        Ok(Self {
            arn: arn.to_owned(),
            external_id: (!external_id.is_empty()).then(|| external_id.to_owned()),
            session_name: match session_name {
                "" => "tidegate".to_owned(),
                given => given.to_owned(),
            },
        })
    }

    pub fn partition(&self) -> &'static Partition {
        let name = self.arn.split(':').nth(1).unwrap_or_default();
        Partition::named(name).unwrap_or_else(|| Partition::of(""))
    }

    /// The request's form. Asking again gives keys again, so it may be sent twice.
    fn question(&self) -> String {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut form = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleArn={}&RoleSessionName={}&DurationSeconds={SECONDS}",
            escaped(&self.arn),
            escaped(&self.session_name)
        );
        if let Some(id) = &self.external_id {
            form.push_str("&ExternalId=");
            form.push_str(&escaped(id));
        }
        form
    }

    /// The region whose STS is asked: the given one where it is of the role's world, else that world's own.
    fn region<'a>(&self, given: &'a str) -> &'a str {
        let partition = self.partition();
        if !given.is_empty() && region::is_one(given) && Partition::of(given) == partition {
            given
        } else {
            partition.home
        }
    }
}

/// `arn:aws:iam::123456789012:role/path/name`.
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, name] = parts[..] else {
        return false;
    };
    let name = name.strip_prefix("role/").unwrap_or_default();
    Partition::named(partition).is_some()
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && !name.is_empty()
        && arn.len() <= 2048
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@/-".contains(&b))
}

/// An STS: where roles are assumed.
#[derive(Debug)]
pub(super) struct Sts {
    /// Scheme and authority; `None` is Amazon's.
    pub endpoint: Option<(&'static str, String)>,
    /// Where the buckets are; may be empty.
    pub region: String,
}

impl Sts {
    /// Assumes the role with the base's keys.
    pub async fn assume(
        &self,
        ctx: &RunContext,
        http: &Http,
        role: &Role,
        base: Option<&Keys>,
    ) -> Result<Fetched<Arc<Keys>>, SourceError> {
        let base = base.ok_or_else(|| {
            SourceError::new(
                ErrorClass::ConfigInvalid,
                "A role cannot be assumed without keys.",
                "Choose access keys or an AWS profile as the base.",
            )
        })?;
        let (mut status, mut body, mut ahead) = self.ask(ctx, http, role, base, None).await?;
        // STS calls a signature of another time a wrong one; its own time tells.
        if let (403 | 400, Some(offset)) = (status, ahead) {
            (status, body, ahead) = self.ask(ctx, http, role, base, Some(offset)).await?;
        }
        if status != 200 {
            return Err(refused(role, status, &xml::sts_error(&body), ahead));
        }
        let unlike = || protocol("The answer is not that of an STS.");
        let assumed = xml::assumed(&body).map_err(|xml::Malformed| unlike())?;
        let keys = Keys::new(&assumed.id, &assumed.secret, Some(&assumed.token)).map_err(|_| unlike())?;
        let ends_at = chrono::DateTime::parse_from_rfc3339(&assumed.expiration)
            .map_err(|_| protocol("The STS does not say when the role's keys end."))?
            .to_utc();
        Ok(Fetched {
            value: Arc::new(keys),
            ends_at: Some(ends_at),
        })
    }

    /// Status, body, and how far the service's clock is ahead, when the two differ much.
    async fn ask(
        &self,
        ctx: &RunContext,
        http: &Http,
        role: &Role,
        base: &Keys,
        offset: Option<chrono::Duration>,
    ) -> Result<(u16, Bytes, Option<chrono::Duration>), SourceError> {
        let region = role.region(&self.region);
        let (scheme, authority) = match &self.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => ("https", format!("sts.{region}.{}", role.partition().suffix)),
        };
        let address = Address::root(scheme, authority);
        let payload = Payload::new(Bytes::from(role.question()));
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"),
        );
        let make = || {
            let signing = Signing {
                keys: Some(base),
                service: "sts",
                region,
                now: ctx.clock.now() + offset.unwrap_or_default(),
                corrected: offset.is_some(),
            };
            signed(Method::POST, &address, &headers, &payload, &signing)
                .ok_or_else(|| HttpFailure::Unusable("the request for a role cannot be signed".into()))
        };
        let answer = http
            .send(ctx, "assume a role", &make)
            .await
            .map_err(HttpFailure::into_source_error)?;
        let (parts, body) = answer.into_parts();
        let body = body
            .read(LONGEST_ANSWER)
            .await
            .map_err(HttpFailure::into_source_error)?;
        let ahead = clock::ahead(&parts.headers, ctx.clock.now());
        Ok((parts.status.as_u16(), body, ahead))
    }
}

fn refused(role: &Role, status: u16, code: &str, ahead: Option<chrono::Duration>) -> SourceError {
    let arn = &role.arn;
    let expired = |message: String, remedy: &str| SourceError::new(ErrorClass::AuthExpired, message, remedy);
    match code {
        "AccessDenied" => {
            let condition = if role.external_id.is_some() {
                "that its trust policy names these keys' user, and that its condition on sts:ExternalId is \
                 the external ID entered here"
            } else {
                "that its trust policy names these keys' user; when it has a condition on sts:ExternalId, \
                 enter that external ID here"
            };
            SourceError::new(
                ErrorClass::PermissionDenied,
                format!("The role {arn} may not be assumed with these keys."),
                format!("Check that the keys' user may do sts:AssumeRole on the role, and {condition}."),
            )
            .lacking("sts:AssumeRole")
        }
        "InvalidClientTokenId" | "UnrecognizedClientException" | "InvalidAccessKeyId" => expired(
            "The access key that assumes the role is not known, or has been revoked.".into(),
            "Check the access key ID, or make a new key and enter it.",
        ),
        "SignatureDoesNotMatch" if ahead.is_some() => clock::wrong(ahead),
        "SignatureDoesNotMatch" => expired(
            "The STS does not accept the signature: the secret access key that assumes the role is not right."
                .into(),
            "Enter the secret access key again.",
        ),
        "ExpiredToken" | "ExpiredTokenException" => expired(
            "The session that assumes the role has expired.".into(),
            "Sign in again, or enter new temporary keys.",
        ),
        "RegionDisabledException" => SourceError::new(
            ErrorClass::ConfigInvalid,
            "The account has switched this region's STS off.",
            "Set another region, or switch the region's STS on in the account's settings.",
        ),
        "ValidationError" => SourceError::new(
            ErrorClass::ConfigInvalid,
            format!("The STS does not accept what was asked of the role {arn}."),
            "Check the role's ARN, the external ID and the session name.",
        ),
        _ if matches!(status, 429 | 503) => crate::buckets::words::busy(),
        _ if status >= 500 => crate::buckets::words::failed(status),
        _ if (300..400).contains(&status) => SourceError::new(
            ErrorClass::ConfigInvalid,
            "The STS is answered from another address.",
            "Enter the address of the service's own STS. Redirects are never followed.",
        ),
        _ => SourceError::new(
            ErrorClass::Protocol,
            format!("The STS refused with status {status}{}.", shown_code(code)),
            "Check the STS's address.",
        ),
    }
}
