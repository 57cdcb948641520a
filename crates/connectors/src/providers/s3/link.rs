//! Links that let anybody read one object for a while: the signature stands in the query.

use super::address::Address;
use super::api::Api;
use super::config::Config;
use super::keys::Keys;
use super::sign::{Signing, signature};
use crate::buckets::words::protocol;
use crate::connector::SourceError;
use std::time::Duration;
use tidegate_domain::{
    Timestamp, context::RunContext, object::ObjectRef, problem::ErrorClass, transfer::TemporaryLink,
};

/// What is never part of a link's signature: its reader sends no body.
const PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// When the keys that sign end, and for how long a link may be made with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lasting {
    seconds: u64,
    shortened: bool,
}

impl Lasting {
    /// `None` when the keys have ended already.
    pub fn of(asked: Duration, ends: Option<Timestamp>, now: Timestamp) -> Option<Self> {
        let asked = asked.as_secs();
        let left = match ends {
            None => asked,
            Some(ends) => u64::try_from((ends - now).num_seconds()).ok()?,
        };
        (left > 0).then_some(Self {
            seconds: asked.min(left),
            shortened: left < asked,
        })
    }
}

impl Api {
    pub async fn make_link(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        if object.key.is_empty() {
            return Err(protocol("An object without a key has no link."));
        }
        let Some((keys, ends)) = self.sign_in.keys_until(ctx, &self.http).await? else {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                "Without signing in there is no key to sign a link with.",
                "Whatever this connector can read is public already: its plain address will do.",
            ));
        };
        let now = ctx.clock.now();
        let lasting = Lasting::of(lasting, ends, now).ok_or_else(|| {
            SourceError::new(
                ErrorClass::AuthExpired,
                "The keys that would sign the link have ended.",
                "Try again; if it lasts, sign in again.",
            )
        })?;
        let region = self
            .regions
            .of(ctx, &self.http, &self.config, &object.bucket)
            .await?;
        let ahead = self.clock.ahead();
        let signing = Signing {
            keys: Some(&keys),
            service: "s3",
            region: &region,
            now: now + ahead,
            corrected: !ahead.is_zero(),
        };
        let url = presigned(&self.config, object, &keys, lasting.seconds, &signing)?;
        Ok(TemporaryLink {
            url,
            expires_at: now + chrono::Duration::seconds(lasting.seconds.cast_signed()),
            shortened: lasting.shortened,
        })
    }
}

/// The address with its signature, as "Authenticating Requests: Using Query Parameters" of the S3 reference says.
fn presigned(
    config: &Config,
    object: &ObjectRef,
    keys: &Keys,
    seconds: u64,
    signing: &Signing<'_>,
) -> Result<String, SourceError> {
    let Signing { region, now, .. } = *signing;
    let stamp = now.format("%Y%m%dT%H%M%SZ").to_string();
    let scope = format!("{}/{region}/s3/aws4_request", now.format("%Y%m%d"));
    let credential = format!("{}/{scope}", keys.id);
    let seconds = seconds.to_string();
    let mut query: Vec<(&str, &[u8])> = vec![
        ("X-Amz-Algorithm", b"AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", credential.as_bytes()),
        ("X-Amz-Date", stamp.as_bytes()),
        ("X-Amz-Expires", seconds.as_bytes()),
        ("X-Amz-SignedHeaders", b"host"),
    ];
    if let Some(token) = &keys.token {
        query.push(("X-Amz-Security-Token", token.expose().as_bytes()));
    }
    if config.requester_pays {
        query.push(("x-amz-request-payer", b"requester"));
    }
    let address = Address::new(config, &object.bucket, object.key.as_bytes(), &query)?.in_region(region);
    let canonical = format!(
        "GET\n{}\n{}\nhost:{}\n\nhost\n{PAYLOAD}",
        address.path, address.query, address.authority
    );
    let signature =
        signature(&canonical, &scope, keys, signing).ok_or_else(|| protocol("The link cannot be signed."))?;
    Ok(format!("{}&X-Amz-Signature={signature}", address.uri()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
    };
    use object_store::{ClientOptions, aws::AmazonS3Builder, path::Path, signer::Signer};
    use tidegate_domain::{context::Clock, context::SystemClock, key::ObjectKey, secret::Secret};

    /// Signing takes no request, but the builder wants a way to make them.
    #[derive(Debug)]
    struct Nowhere;

    #[async_trait::async_trait]
    impl HttpService for Nowhere {
        async fn call(&self, _: HttpRequest) -> Result<HttpResponse, HttpError> {
            Err(HttpError::new(
                HttpErrorKind::Connect,
                std::io::Error::other("nowhere"),
            ))
        }
    }

    impl HttpConnector for Nowhere {
        fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
            Ok(HttpClient::new(Nowhere))
        }
    }

    /// Somebody else's signer makes the same link wherever it can make one.
    #[tokio::test]
    async fn another_signer_agrees() {
        for token in [None, Some("token/+==")] {
            let keys = Keys {
                id: "ID".into(),
                secret: Secret::new("secret/+="),
                token: token.map(Secret::new),
            };
            let mut builder = AmazonS3Builder::new()
                .with_bucket_name("main")
                .with_region("eu-west-1")
                .with_http_connector(Nowhere)
                .with_access_key_id("ID")
                .with_secret_access_key("secret/+=")
                .with_virtual_hosted_style_request(true);
            if let Some(token) = token {
                builder = builder.with_token(token);
            }
            let theirs = builder.build().unwrap();
            let config = Config::parse(&serde_json::json!({"region": "eu-west-1"})).unwrap();
            for key in ["plain.txt", "a b/\u{e9}+%2F?#&=~*'()!", "100%"] {
                let object = ObjectRef {
                    bucket: "main".into(),
                    key: ObjectKey::from(key),
                };
                let path = Path::parse(key).unwrap();
                let mut last = Vec::new();
                // It reads the clock itself; a second may pass between the two.
                let agree = async {
                    for _ in 0..3 {
                        let signing = Signing {
                            keys: Some(&keys),
                            service: "s3",
                            region: "eu-west-1",
                            now: SystemClock.now(),
                            corrected: false,
                        };
                        let ours = presigned(&config, &object, &keys, 3600, &signing).unwrap();
                        let hour = Duration::from_secs(3600);
                        let theirs = theirs.signed_url(http::Method::GET, &path, hour).await.unwrap();
                        last = vec![in_order(&ours), in_order(theirs.as_str())];
                        if last[0] == last[1] {
                            return true;
                        }
                    }
                    false
                };
                assert!(agree.await, "{key}: {last:#?}");
            }
        }
    }

    /// The pieces of an address, its query sorted: its order is nobody's concern.
    fn in_order(url: &str) -> Vec<String> {
        let (path, query) = url.split_once('?').unwrap();
        let mut pieces: Vec<String> = query.split('&').map(str::to_owned).collect();
        pieces.sort();
        pieces.push(path.to_owned());
        pieces
    }

    #[test]
    fn links_end_with_the_keys() {
        let now = SystemClock.now();
        let hour = Duration::from_secs(3600);
        let ends = |seconds| Some(now + chrono::Duration::seconds(seconds));
        for (ends, expected) in [
            (None, Some((3600, false))),
            (ends(3600), Some((3600, false))),
            (ends(7200), Some((3600, false))),
            (ends(3599), Some((3599, true))),
            (ends(1), Some((1, true))),
            (ends(0), None),
            (ends(-5), None),
        ] {
            let lasting = Lasting::of(hour, ends, now);
            assert_eq!(lasting.map(|l| (l.seconds, l.shortened)), expected);
        }
    }
}
