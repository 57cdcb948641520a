//! Requests to Cloud Storage: signed, sent, and read, or told as what their refusal means.

use super::answers::{BucketList, ErrorBody, Listing, OBJECT_FIELDS, Object, time};
use super::refusal::{Asked, Refused};
use super::target::Target;
use super::token::{SignIn, authorization};
use crate::buckets::{Bucket, Page, PageOf, words::protocol};
use crate::connector::SourceError;
use crate::http::{Body, Http, HttpFailure};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, header};
use serde::de::DeserializeOwned;
use tidegate_domain::{
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
};

/// A page holds 1,000 names of 1,024 bytes, each byte spelled with up to six, and their fields.
const LONGEST_PAGE: usize = 16 * 1024 * 1024;
const LONGEST_ERROR: usize = 64 * 1024;

/// An endpoint, somebody to ask in whose name, and a way to get there.
pub(super) struct Api {
    pub scheme: &'static str,
    pub authority: String,
    /// May be empty.
    pub project: String,
    pub sign_in: SignIn,
    pub http: Http,
}

/// One request. `again`: sending it twice does no harm.
pub(super) struct Ask<'a> {
    pub asked: Asked,
    pub method: Method,
    pub target: Target,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub bucket: &'a str,
    pub key: ObjectKey,
    pub again: bool,
}

impl<'a> Ask<'a> {
    pub fn get(asked: Asked, target: Target, bucket: &'a str) -> Self {
        Self {
            asked,
            method: Method::GET,
            target,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            bucket,
            key: ObjectKey::default(),
            again: true,
        }
    }

    pub fn about(mut self, key: &ObjectKey) -> Self {
        self.key = key.clone();
        self
    }
}

impl Api {
    pub async fn buckets(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError> {
        if matches!(self.sign_in.identity, super::token::Identity::Nobody) {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                "Without signing in, buckets cannot be listed.",
                "Name the public buckets in the scope.",
            ));
        }
        if self.project.is_empty() {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                "Without a project, its buckets cannot be listed.",
                "Enter the project ID, or name the buckets in the scope.",
            ));
        }
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        // Projects have no stated limit of buckets; a page has up to 1,000.
        for _ in 0..1_000 {
            let mut target = Target::buckets()
                .with("project", &self.project)
                .with("maxResults", "1000")
                .with("fields", "nextPageToken,items(name,timeCreated)");
            if let Some(token) = &token {
                target = target.with("pageToken", token);
            }
            let list: BucketList = self.json(ctx, &Ask::get(Asked::Buckets, target, "")).await?;
            all.extend(list.items.into_iter().map(|item| Bucket {
                created: time(item.time_created.as_deref()),
                name: item.name,
            }));
            let next = list.next_page_token.filter(|token| !token.is_empty());
            if next.is_none() || next == token {
                all.sort();
                all.dedup_by(|left, right| left.name == right.name);
                return Ok(all);
            }
            token = next;
        }
        Err(protocol("The service's list of buckets does not end."))
    }

    pub async fn objects(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError> {
        let mut token = page.token.map(str::to_owned);
        loop {
            let found = self.page(ctx, bucket, page, token.as_deref()).await?;
            // The page began with the key that was to be passed over, and had nothing else.
            let passed_over = page.start_after.is_some() && token.is_none() && found.objects.is_empty();
            match found.next {
                Some(next) if passed_over => token = Some(next),
                next => return Ok(Page { next, ..found }),
            }
        }
    }

    async fn page(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
        token: Option<&str>,
    ) -> Result<Page, SourceError> {
        let fields = format!("nextPageToken,prefixes,items({OBJECT_FIELDS})");
        let mut target = Target::bucket(bucket, "/o")?.with("fields", fields);
        if !page.prefix.is_empty() {
            target = target.with("prefix", page.prefix);
        }
        if page.delimiter {
            target = target.with("delimiter", "/");
        }
        if let Some(most) = page.max_keys {
            target = target.with("maxResults", most.to_string());
        }
        if let Some(token) = token {
            target = target.with("pageToken", token);
        } else if let Some(after) = page.start_after {
            target = target.with("startOffset", after);
        }
        let listing: Listing = self.json(ctx, &Ask::get(Asked::List, target, bucket)).await?;
        if listing.error.is_some() {
            return Err(protocol(
                "The service's answer is an error and a success at once.",
            ));
        }
        let mut found = Page {
            next: listing.next_page_token.filter(|token| !token.is_empty()),
            prefixes: listing
                .prefixes
                .iter()
                .map(|prefix| ObjectKey::from(prefix.as_str()))
                .collect(),
            objects: listing
                .items
                .into_iter()
                .map(|object| object.meta(bucket))
                .collect(),
        };
        let below = |key: &ObjectKey| key.as_bytes().starts_with(page.prefix);
        if !found.objects.iter().all(|meta| below(&meta.object.key)) || !found.prefixes.iter().all(below) {
            return Err(protocol("The service lists keys that were not asked for."));
        }
        // An offset is where a listing begins, and the key itself belongs to it.
        if let (None, Some(after)) = (token, page.start_after) {
            found.objects.retain(|meta| meta.object.key.as_bytes() > after);
        }
        Ok(found)
    }

    pub async fn look(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        let target = Target::object(&object.bucket, &object.key, "")?.with("fields", OBJECT_FIELDS);
        let ask = Ask::get(Asked::Look, target, &object.bucket).about(&object.key);
        let found: Object = self.json(ctx, &ask).await?;
        self.same(found, object)
    }

    /// The object's meta, when the answer is about this object.
    pub fn same(&self, found: Object, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        if found.name.as_bytes() != object.key.as_bytes() {
            return Err(protocol(
                "The service answers with another object than asked for.",
            ));
        }
        Ok(found.meta(&object.bucket))
    }

    /// Asks, and reads the answer.
    pub async fn json<T: DeserializeOwned>(&self, ctx: &RunContext, ask: &Ask<'_>) -> Result<T, SourceError> {
        let body = self.bytes(ctx, ask).await?;
        // A list would be taken for the fields in their order, and an empty one for an empty answer.
        let whole = body.trim_ascii_start().starts_with(b"{");
        let answer = whole.then(|| serde_json::from_slice(&body).ok()).flatten();
        answer.ok_or_else(|| protocol("The service's answer is not Cloud Storage's."))
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
            let bearer = self.sign_in.bearer(ctx, &self.http).await?;
            let make = || {
                let uri = format!("{}://{}{}", self.scheme, self.authority, ask.target.as_str());
                let mut request = Request::builder()
                    .method(ask.method.clone())
                    .uri(uri)
                    .header(header::USER_AGENT, super::AGENT)
                    .body(ask.body.clone())
                    .map_err(|_| HttpFailure::Unusable("the address cannot be asked".into()))?;
                request.headers_mut().extend(ask.headers.clone());
                if let Some(bearer) = &bearer {
                    request
                        .headers_mut()
                        .insert(header::AUTHORIZATION, authorization(bearer)?);
                }
                Ok(request)
            };
            let purpose = ask.asked.purpose();
            let answer = if ask.again {
                self.http.send(ctx, purpose, &make).await
            } else {
                self.http
                    .send_once(ctx, purpose, make().map_err(HttpFailure::into_source_error)?)
                    .await
            };
            let answer = answer.map_err(HttpFailure::into_source_error)?;
            if answer.status().is_success() {
                return Ok(answer);
            }
            match bearer {
                Some(bearer) if answer.status() == 401 && !renewed => {
                    self.sign_in.refused(&bearer).await;
                    renewed = true;
                }
                bearer => return Err(self.refused(ctx, ask, answer, bearer.is_none()).await),
            }
        }
    }

    async fn refused(
        &self,
        ctx: &RunContext,
        ask: &Ask<'_>,
        answer: Response<Body>,
        anonymous: bool,
    ) -> SourceError {
        let (parts, body) = answer.into_parts();
        let body = match body.read(LONGEST_ERROR).await {
            Ok(body) => ErrorBody::read(&body),
            Err(HttpFailure::Cancelled) => return HttpFailure::Cancelled.into_source_error(),
            Err(_) => ErrorBody::default(),
        };
        let refused = Refused {
            asked: ask.asked,
            bucket: ask.bucket,
            key: &ask.key,
            status: parts.status.as_u16(),
            headers: &parts.headers,
            body: &body,
            anonymous,
            now: ctx.clock.now(),
        };
        let mut error = refused.means();
        if error.class == ErrorClass::RateLimited {
            error.retry_at = self.http.retry_at(&parts.headers, ctx.clock.now());
        }
        error
    }
}
