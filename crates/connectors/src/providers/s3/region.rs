//! Regions: what may be one, and to which of Amazon's worlds it belongs; and finding out where a bucket is.

use super::address::Address;
use super::api::AGENT;
use super::config::Config;
use super::refusal::Refused;
use crate::connector::SourceError;
use crate::http::{Http, HttpFailure};
use bytes::Bytes;
use http::{Request, header};
use std::collections::HashMap;
use tidegate_domain::context::RunContext;
use tokio::sync::Mutex;

pub(super) const BUCKET_REGION: &str = "x-amz-bucket-region";

/// One of Amazon's separate worlds: accounts, roles and addresses of one mean nothing in another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partition {
    /// As it stands in an ARN.
    pub name: &'static str,
    /// What the names of its regions begin with.
    begins: &'static str,
    /// What the names of its hosts end with.
    pub suffix: &'static str,
    /// Where is asked when no region is known.
    pub home: &'static str,
}

const COMMERCIAL: Partition = Partition {
    name: "aws",
    begins: "",
    suffix: "amazonaws.com",
    home: "us-east-1",
};
const OTHERS: [Partition; 3] = [
    Partition {
        name: "aws-cn",
        begins: "cn-",
        suffix: "amazonaws.com.cn",
        home: "cn-north-1",
    },
    Partition {
        name: "aws-us-gov",
        begins: "us-gov-",
        suffix: "amazonaws.com",
        home: "us-gov-west-1",
    },
    Partition {
        name: "aws-eusc",
        begins: "eusc-",
        suffix: "amazonaws.eu",
        home: "eusc-de-east-1",
    },
];

impl Partition {
    /// The world of a region; without one, the one that most accounts are in.
    pub fn of(region: &str) -> &'static Self {
        let own = OTHERS.iter().find(|world| region.starts_with(world.begins));
        own.unwrap_or(&COMMERCIAL)
    }

    /// The world that an ARN names.
    pub fn named(name: &str) -> Option<&'static Self> {
        [&COMMERCIAL]
            .into_iter()
            .chain(&OTHERS)
            .find(|world| world.name == name)
    }
}

/// Whether a text may be a region. It becomes part of a host name and of the signature: nothing but a word of
/// small letters, digits and dashes may be in it.
pub(super) fn is_one(text: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

/// Whether a host is Amazon's own, such as a private endpoint.
pub(super) fn is_amazon(authority: &str) -> bool {
    let host = authority.split(':').next().unwrap_or_default();
    [&COMMERCIAL].into_iter().chain(&OTHERS).any(|world| {
        host.strip_suffix(world.suffix)
            .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Where each bucket turned out to be.
#[derive(Debug, Default)]
pub(super) struct Regions {
    found: Mutex<HashMap<String, String>>,
}

impl Regions {
    /// The region to ask for this bucket: where it was found, where the form says, or else what Amazon answers
    /// to an unsigned question. The service itself (`bucket` empty) is asked at home.
    pub async fn of(
        &self,
        ctx: &RunContext,
        http: &Http,
        config: &Config,
        bucket: &str,
    ) -> Result<String, SourceError> {
        // Held while asking, so that many requests ask once.
        let mut found = self.found.lock().await;
        if let Some(region) = found.get(bucket) {
            return Ok(region.clone());
        }
        if !config.region.is_empty() || bucket.is_empty() {
            return Ok(config.home().to_owned());
        }
        let region = ask(ctx, http, config, bucket).await?;
        found.insert(bucket.to_owned(), region.clone());
        Ok(region)
    }

    /// As far as is known by now.
    pub async fn known(&self, config: &Config, bucket: &str) -> String {
        let found = self.found.lock().await.get(bucket).cloned();
        found.unwrap_or_else(|| config.home().to_owned())
    }

    /// Drops what turned out to be no better.
    pub async fn forget(&self, bucket: &str) {
        self.found.lock().await.remove(bucket);
    }

    /// Takes what a refusal says of the bucket's region. True when that is news, and may be believed: another
    /// region of the same world. A given endpoint stays the same host whatever the region, so there it is only
    /// about the signature, and no redirect's matter.
    pub async fn corrected(&self, config: &Config, bucket: &str, tried: &str, refused: &Refused) -> bool {
        let told = refused.region();
        let credible = refused.about_region()
            && match config.authority {
                Some(_) => refused.status == 400,
                None => Partition::of(&told) == Partition::of(tried),
            };
        let news = is_one(&told) && told != tried && !bucket.is_empty() && credible;
        if news {
            self.found.lock().await.insert(bucket.to_owned(), told);
        }
        news
    }
}

/// Amazon names a bucket's region in every answer about it, whoever asks.
async fn ask(ctx: &RunContext, http: &Http, config: &Config, bucket: &str) -> Result<String, SourceError> {
    let home = config.home();
    let address = Address::new(config, bucket, b"", &[])?;
    let make = || {
        Request::head(address.uri())
            .header(header::USER_AGENT, AGENT)
            .body(Bytes::new())
            .map_err(|_| HttpFailure::Unusable("the bucket's region cannot be asked for".into()))
    };
    let answer = http
        .send(ctx, "find a bucket's region", &make)
        .await
        .map_err(HttpFailure::into_source_error)?;
    let told = answer
        .headers()
        .get(BUCKET_REGION)
        .and_then(|region| region.to_str().ok())
        .filter(|region| is_one(region) && Partition::of(region) == Partition::of(home));
    Ok(told.unwrap_or(home).to_owned())
}
