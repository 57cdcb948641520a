//! One way to ask: sign in by key, bearer or SAS, send, and make an answer of success or a refusal in words.

use super::address::Address;
use super::config::{Config, Identity};
use super::refusal::{Asked, Refused};
use super::{sign, token, xml};
use crate::buckets::{Bucket, Page, PageOf, words::protocol};
use crate::connector::SourceError;
use crate::http::{Body, Http, HttpFailure};
use crate::sign_in::Cached;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use std::sync::atomic::{AtomicU32, Ordering};
use tidegate_domain::{
    Timestamp,
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason, Version},
    problem::ErrorClass,
    secret::Secret,
};

/// The dialect spoken. Names that XML cannot hold are escaped since 2021; nothing later is needed.
pub(super) const VERSION: &str = "2024-11-04";
/// A page holds 5,000 names of 1,024 characters and their frames.
const LONGEST_PAGE: usize = 64 * 1024 * 1024;
const LONGEST_ERROR: usize = 64 * 1024;

/// An account and a way to reach it.
pub(super) struct Api {
    pub config: Config,
    pub identity: Identity,
    pub bearer: Cached<Secret>,
    pub http: Http,
}

/// A request before it is signed.
pub(super) struct Ask<'a> {
    pub asked: Asked,
    pub method: Method,
    pub address: Address,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub container: &'a str,
    pub key: ObjectKey,
    /// A second try does no harm.
    pub again: bool,
    /// Counts the tries, for answers that look different after a lost first one.
    pub tries: AtomicU32,
}

impl<'a> Ask<'a> {
    pub fn get(asked: Asked, address: Address, container: &'a str) -> Self {
        Self {
            asked,
            method: Method::GET,
            address,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            container,
            key: ObjectKey::default(),
            again: true,
            tries: AtomicU32::new(0),
        }
    }

    pub fn object(
        api: &Api,
        asked: Asked,
        method: Method,
        object: &'a ObjectRef,
    ) -> Result<Self, SourceError> {
        // An empty key would ask for the container.
        if object.key.as_bytes().is_empty() {
            return Err(protocol("An object without a key cannot be asked for."));
        }
        // The service takes a backslash in an address for a slash, escaped or not.
        if object.key.as_bytes().contains(&b'\\') {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                format!(
                    "Azure takes the backslash in {} for a slash, so another object would be meant.",
                    object.key
                ),
                "Use a name without backslashes.",
            ));
        }
        let address = Address::new(&api.config, &object.bucket, object.key.as_bytes())?;
        let mut ask = Self::get(asked, address, &object.bucket);
        ask.method = method;
        ask.key = object.key.clone();
        Ok(ask)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.address = self.address.with(name, value);
        self
    }

    pub fn header(&mut self, name: impl header::IntoHeaderName, value: &str) -> Result<(), SourceError> {
        let value = HeaderValue::from_str(value).map_err(|_| {
            SourceError::new(
                ErrorClass::ConfigInvalid,
                "A header of this request cannot be sent.",
                "Use a content type such as text/csv.",
            )
        })?;
        self.headers.insert(name, value);
        Ok(())
    }
}

impl Api {
    pub async fn list_containers(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError> {
        let mut all = Vec::new();
        let mut marker: Option<String> = None;
        // Accounts have no limit of containers; five million are taken.
        for _ in 0..1_000 {
            let mut address = Address::new(&self.config, "", b"")?.with("comp", "list");
            if let Some(marker) = &marker {
                address = address.with("marker", marker.as_bytes());
            }
            let body = self.bytes(ctx, &Ask::get(Asked::Containers, address, "")).await?;
            let list = xml::containers(&body).map_err(|_| not_azure())?;
            all.extend(list.names.into_iter().map(|(name, _)| Bucket {
                name,
                // Azure tells when a container was last changed, and not when it was made.
                created: None,
            }));
            if list.next.is_none() || list.next == marker {
                all.sort();
                all.dedup_by(|left, right| left.name == right.name);
                return Ok(all);
            }
            marker = list.next;
        }
        Err(protocol("The service's list of containers does not end."))
    }

    pub async fn list_blobs(
        &self,
        ctx: &RunContext,
        container: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError> {
        let mut address = Address::new(&self.config, container, b"")?
            .with("restype", "container")
            .with("comp", "list");
        if !page.prefix.is_empty() {
            address = address.with("prefix", page.prefix);
        }
        if page.delimiter {
            address = address.with("delimiter", "/");
        }
        if let Some(marker) = page.token {
            address = address.with("marker", marker);
        }
        if let Some(most) = page.max_keys {
            address = address.with("maxresults", most.to_string());
        }
        let body = self
            .bytes(ctx, &Ask::get(Asked::List, address, container))
            .await?;
        let listing = xml::listing(&body).map_err(|_| not_azure())?;
        let mut found = Page {
            next: listing.next,
            prefixes: listing.prefixes,
            ..Page::default()
        };
        for blob in listing.blobs {
            // A folder of an account with real ones has no length.
            let folder = blob.kind == "directory" || blob.folder;
            let Some(size) = blob.size.or(folder.then_some(0)) else {
                return Err(not_azure());
            };
            let object = ObjectRef {
                bucket: container.to_owned(),
                key: blob.key,
            };
            let tier = (!blob.tier.is_empty()).then_some(blob.tier);
            let mut listed = meta(object, size, version(&blob.etag)?, time(&blob.modified), tier);
            if folder {
                listed.unreadable = Some(SkipReason::FolderMarker);
            }
            found.objects.push(listed);
        }
        let below = |key: &ObjectKey| key.as_bytes().starts_with(page.prefix);
        if !found.objects.iter().all(|meta| below(&meta.object.key)) || !found.prefixes.iter().all(below) {
            return Err(protocol("The service lists keys that were not asked for."));
        }
        Ok(found)
    }

    /// Asks, and reads the answer's bytes.
    pub async fn bytes(&self, ctx: &RunContext, ask: &Ask<'_>) -> Result<Bytes, SourceError> {
        let mut broken = None;
        // An answer whose body breaks off is asked for again, like one whose head never came.
        for _ in 0..3 {
            let answer = self.send(ctx, ask).await?;
            match answer.into_body().read(LONGEST_PAGE).await {
                Ok(body) => return Ok(body),
                Err(failure) if failure.may_pass() && ask.again => broken = Some(failure),
                Err(failure) => return Err(failure.into_source_error()),
            }
        }
        Err(broken.unwrap_or(HttpFailure::Cancelled).into_source_error())
    }

    /// Asks: the answer when it is one of success, else what it means. A bearer that is refused is replaced
    /// once.
    pub async fn send(&self, ctx: &RunContext, ask: &Ask<'_>) -> Result<Response<Body>, SourceError> {
        let mut renewed = false;
        loop {
            let bearer = self.bearer(ctx).await?;
            let make = || {
                ask.tries.fetch_add(1, Ordering::Relaxed);
                self.request(ctx, ask, bearer.as_ref())
            };
            let purpose = ask.asked.purpose();
            let answer = if ask.again {
                self.http.send(ctx, purpose, &make).await
            } else {
                let request = make().map_err(HttpFailure::into_source_error)?;
                self.http.send_once(ctx, purpose, request).await
            };
            let answer = answer.map_err(HttpFailure::into_source_error)?;
            if answer.status().is_success() {
                return Ok(answer);
            }
            match &bearer {
                Some(bearer) if answer.status() == 401 && !renewed => {
                    self.bearer.refused(|held| held == bearer).await;
                    renewed = true;
                }
                _ => return Err(self.refused(ctx, ask, answer).await),
            }
        }
    }

    /// The bearer to send, where an app signs in.
    pub async fn bearer(&self, ctx: &RunContext) -> Result<Option<Secret>, SourceError> {
        let Identity::App(app, secret) = &self.identity else {
            return Ok(None);
        };
        let fetched = self
            .bearer
            .get(ctx, || token::fetch(ctx, &self.http, app, secret))
            .await?;
        Ok(Some(fetched.value))
    }

    fn request(
        &self,
        ctx: &RunContext,
        ask: &Ask<'_>,
        bearer: Option<&Secret>,
    ) -> Result<Request<Bytes>, HttpFailure> {
        let unusable = || HttpFailure::Unusable("the request cannot be signed".into());
        let uri = match &self.identity {
            Identity::Sas(token) => ask.address.uri_with(token.expose()),
            _ => ask.address.uri(),
        };
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(uri)
            .header(header::USER_AGENT, super::AGENT)
            .header("x-ms-version", VERSION)
            .body(ask.body.clone())
            .map_err(|_| HttpFailure::Unusable("the address cannot be asked".into()))?;
        request.headers_mut().extend(ask.headers.clone());
        // An empty body is said to be one; Azure wants a length with everything that is written.
        if ask.body.is_empty() && matches!(ask.method, Method::PUT | Method::POST) {
            request
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let now = ctx.clock.now();
        match (&self.identity, bearer) {
            (Identity::Key(key), _) => {
                sign::sign(&mut request, &ask.address, &self.config.account, key, now)
                    .ok_or_else(unusable)?;
            }
            (Identity::App(..), Some(bearer)) => {
                let value = token::authorization(bearer).ok_or_else(unusable)?;
                request.headers_mut().insert(header::AUTHORIZATION, value);
            }
            _ => {}
        }
        Ok(request)
    }

    async fn refused(&self, ctx: &RunContext, ask: &Ask<'_>, answer: Response<Body>) -> SourceError {
        let (parts, body) = answer.into_parts();
        let told = parts.headers.get("x-ms-error-code");
        let code = match told.and_then(|code| code.to_str().ok()) {
            Some(code) => code.to_owned(),
            None => match body.read(LONGEST_ERROR).await {
                Ok(body) => xml::error_code(&body),
                Err(HttpFailure::Cancelled) => return HttpFailure::Cancelled.into_source_error(),
                Err(_) => String::new(),
            },
        };
        let refused = Refused {
            asked: ask.asked,
            identity: &self.identity,
            account: &self.config.account,
            container: ask.container,
            key: &ask.key,
            status: parts.status.as_u16(),
            code: &code,
            now: ctx.clock.now(),
        };
        let mut error = refused.means();
        if error.class == ErrorClass::RateLimited {
            error.retry_at = self.http.retry_at(&parts.headers, ctx.clock.now());
        }
        error
    }
}

pub(super) fn not_azure() -> SourceError {
    protocol("The service's answer is not Azure Blob Storage's.")
}

/// The etag without quotes: listings have none, other answers do.
pub(super) fn version(etag: &str) -> Result<Version, SourceError> {
    let bare = etag
        .strip_prefix('"')
        .and_then(|etag| etag.strip_suffix('"'))
        .unwrap_or(etag);
    if bare.is_empty() {
        return Err(protocol("The service does not say which version this is."));
    }
    Ok(Version(bare.to_owned()))
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn time(text: &str) -> Option<Timestamp> {
    let time = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    Some(time.to_utc())
}

/// A blob as its listing or its head tells of it.
pub(super) fn meta(
    object: ObjectRef,
    size: u64,
    version: Version,
    modified: Option<Timestamp>,
    tier: Option<String>,
) -> ObjectMeta {
    let unreadable = if size == 0 && object.key.as_bytes().ends_with(b"/") {
        Some(SkipReason::FolderMarker)
    } else if tier.as_deref() == Some("Archive") {
        Some(SkipReason::Archived)
    } else {
        None
    };
    ObjectMeta {
        object,
        size,
        version,
        modified,
        storage_class: tier,
        unreadable,
    }
}
