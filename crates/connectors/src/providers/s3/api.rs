//! How requests are sent and refused, and the four that reading takes: list buckets, list objects, look at
//! one, read one.

use super::address::Address;
use super::clock::Clock;
use super::config::Config;
use super::refusal::{Asked, Refused, refusal};
use super::region::Regions;
use super::sign::Payload;
use super::sign_in::SignIn;
use super::xml::{self, BucketList, Listing, Parsed};
use crate::buckets::{Bucket, Page, PageOf, words::protocol};
use crate::connector::SourceError;
use crate::http::{Body, Http, HttpFailure};
use http::{HeaderMap, Method, Response};
use tidegate_domain::{
    Timestamp,
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason, Version},
    problem::ErrorClass,
};

/// A page holds 1,000 keys of 1,024 bytes, each byte spelled with up to three, and their frames.
const LONGEST_PAGE: usize = 16 * 1024 * 1024;

/// How requests introduce themselves.
pub(super) const AGENT: &str = concat!("Tidegate/", env!("CARGO_PKG_VERSION"));

/// How often a request was sent until its answer came, kept with the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tries(pub u32);

/// An endpoint with keys and a way to reach it.
pub(super) struct Api {
    pub config: Config,
    pub sign_in: SignIn,
    pub regions: Regions,
    pub clock: Clock,
    pub http: Http,
}

impl Api {
    pub fn new(config: Config, sign_in: SignIn, http: Http) -> Self {
        let mut config = config;
        // Only Amazon is spread over regions that can be asked for.
        if config.region.is_empty() && config.authority.is_some() {
            config.region = config.home().to_owned();
        }
        Self {
            config,
            sign_in,
            regions: Regions::default(),
            clock: Clock::default(),
            http,
        }
    }

    pub async fn list_buckets(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError> {
        if matches!(self.sign_in, SignIn::Anonymous) {
            return Err(SourceError::new(
                ErrorClass::PermissionDenied,
                "Without signing in, no account is known whose buckets could be listed.",
                "Name the public buckets in the scope.",
            ));
        }
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        // Accounts hold 10,000 buckets at most unless Amazon agrees to more.
        for _ in 0..1_000 {
            let mut query: Vec<(&str, &[u8])> = Vec::new();
            if let Some(token) = &token {
                query.push(("continuation-token", token.as_bytes()));
            }
            let body = self.text(ctx, Asked::Buckets, "", &query).await?;
            let list: BucketList = self.answer(Asked::Buckets, "", xml::buckets(&body))?;
            all.extend(list.buckets.into_iter().map(|(name, created)| Bucket {
                name,
                created: listed_time(&created),
            }));
            if list.next.is_none() || list.next == token {
                all.sort();
                all.dedup_by(|left, right| left.name == right.name);
                return Ok(all);
            }
            token = list.next;
        }
        Err(protocol("The service's list of buckets does not end."))
    }

    pub async fn list_objects(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError> {
        let max_keys = page.max_keys.map(|most| most.to_string());
        let mut query: Vec<(&str, &[u8])> = vec![("list-type", b"2"), ("encoding-type", b"url")];
        if !page.prefix.is_empty() {
            query.push(("prefix", page.prefix));
        }
        if page.delimiter {
            query.push(("delimiter", b"/"));
        }
        if let Some(token) = page.token {
            query.push(("continuation-token", token.as_bytes()));
        } else if let Some(after) = page.start_after {
            query.push(("start-after", after));
        }
        if let Some(max_keys) = &max_keys {
            query.push(("max-keys", max_keys.as_bytes()));
        }
        let body = self.text(ctx, Asked::List, bucket, &query).await?;
        let listing: Listing = self.answer(Asked::List, bucket, xml::listing(&body))?;
        let decode = |text: &str| decoded(text, listing.url_encoded);
        let mut found = Page {
            next: listing.next.filter(|_| listing.truncated),
            ..Page::default()
        };
        if listing.truncated && found.next.is_none() {
            return Err(protocol("The service says that there is more but not where."));
        }
        for object in listing.objects {
            let key = decode(&object.key);
            let size = object.size.unwrap_or_default();
            if !key.as_bytes().starts_with(page.prefix) {
                return Err(protocol("The service lists keys that were not asked for."));
            }
            let modified = listed_time(&object.modified);
            found.objects.push(meta(
                ObjectRef {
                    bucket: bucket.to_owned(),
                    key,
                },
                size,
                version(&object.etag, size, modified),
                modified,
                (!object.class.is_empty()).then_some(object.class),
            ));
        }
        found.prefixes = listing.prefixes.iter().map(|prefix| decode(prefix)).collect();
        if found
            .prefixes
            .iter()
            .any(|prefix| !prefix.as_bytes().starts_with(page.prefix))
        {
            return Err(protocol("The service lists keys that were not asked for."));
        }
        Ok(found)
    }

    /// GET or HEAD of an object: the answer when it is one of success, else what it means.
    pub async fn object(
        &self,
        ctx: &RunContext,
        method: Method,
        bucket: &str,
        key: &[u8],
        headers: HeaderMap,
    ) -> Result<Response<Body>, SourceError> {
        // An empty key would ask for the bucket's listing.
        if key.is_empty() {
            return Err(protocol("An object without a key cannot be asked for."));
        }
        let address = Address::new(&self.config, bucket, key, &[])?;
        let answer = self
            .send(ctx, method, &address, &headers, &Payload::none(), Asked::Object)
            .await?;
        if matches!(answer.status().as_u16(), 200 | 206) {
            return Ok(answer);
        }
        Err(self.refused(ctx, Asked::Object, bucket, key, answer).await)
    }

    pub async fn text(
        &self,
        ctx: &RunContext,
        asked: Asked,
        bucket: &str,
        query: &[(&str, &[u8])],
    ) -> Result<bytes::Bytes, SourceError> {
        let address = Address::new(&self.config, bucket, b"", query)?;
        let mut broken = None;
        // A listing whose body breaks off is asked for again, like one whose head never came.
        for _ in 0..3 {
            let answer = self
                .send(
                    ctx,
                    Method::GET,
                    &address,
                    &HeaderMap::new(),
                    &Payload::none(),
                    asked,
                )
                .await?;
            if answer.status() != 200 {
                return Err(self.refused(ctx, asked, bucket, b"", answer).await);
            }
            match answer.into_body().read(LONGEST_PAGE).await {
                Ok(body) => return Ok(body),
                Err(failure) if failure.may_pass() => broken = Some(failure),
                Err(failure) => return Err(failure.into_source_error()),
            }
        }
        Err(broken.unwrap_or(HttpFailure::Cancelled).into_source_error())
    }

    pub fn answer<T>(
        &self,
        asked: Asked,
        bucket: &str,
        parsed: Result<Parsed<T>, xml::Malformed>,
    ) -> Result<T, SourceError> {
        match parsed {
            Ok(Parsed::Answer(answer)) => Ok(answer),
            // S3 may find out after it has begun with 200; then only the code tells.
            Ok(Parsed::Error(body)) => {
                let status = match body.code.as_str() {
                    "AccessDenied" => 403,
                    "InternalError" => 500,
                    _ => 200,
                };
                let refused = Refused {
                    status,
                    headers: HeaderMap::new(),
                    body,
                };
                Err(refusal(asked, bucket, b"", &refused, self.config.home()))
            }
            Err(xml::Malformed) => Err(protocol("The service's answer is not S3's.")),
        }
    }
}

/// The etag without quotes; where a service sends none, size and time stand in for it.
pub(super) fn version(etag: &str, size: u64, modified: Option<Timestamp>) -> Version {
    let bare = etag
        .strip_prefix('"')
        .and_then(|etag| etag.strip_suffix('"'))
        .unwrap_or(etag);
    if bare.is_empty() {
        let seconds = modified.map_or(0, |modified| modified.timestamp());
        Version(format!("{WITHOUT_ETAG}{size}-{seconds}"))
    } else {
        Version(bare.to_owned())
    }
}

/// Marks a version that no etag gave, so that it is never sent as one.
pub(super) const WITHOUT_ETAG: &str = "size-time:";

/// Undoes `encoding-type=url`: percent sequences, and `+` for a space.
fn decoded(text: &str, url_encoded: bool) -> ObjectKey {
    if !url_encoded {
        return ObjectKey::from_bytes(text.as_bytes());
    }
    let spaced = text.replace('+', " ");
    ObjectKey::from_bytes(percent_encoding::percent_decode_str(&spaced).collect::<Vec<u8>>())
}

fn listed_time(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.to_utc())
}

/// An object as its listing or its head tells of it.
pub(super) fn meta(
    object: ObjectRef,
    size: u64,
    version: Version,
    modified: Option<Timestamp>,
    class: Option<String>,
) -> ObjectMeta {
    let archived = matches!(class.as_deref(), Some("GLACIER" | "DEEP_ARCHIVE"));
    let unreadable = if size == 0 && object.key.as_bytes().ends_with(b"/") {
        Some(SkipReason::FolderMarker)
    } else if archived {
        Some(SkipReason::Archived)
    } else {
        None
    };
    ObjectMeta {
        object,
        size,
        version,
        modified,
        storage_class: class,
        unreadable,
    }
}
