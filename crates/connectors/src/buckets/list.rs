//! Listing a scope page by page: bucket by bucket, prefix by prefix, in byte order.

use super::dialect::{Dialect, Page, PageOf};
use super::words::protocol;
use crate::connector::{ListCursor, ListPage, ListProblem, SourceError};
use crate::scope::distinct_prefixes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
};

/// Pages without a single key that are taken in a row.
const EMPTY_PAGES: u32 = 1_000;

/// The cursor's inside.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Place {
    bucket: String,
    prefix: ObjectKey,
    /// The service's own continuation; absent at a prefix's start.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The last key seen, to go on from when the token has expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<ObjectKey>,
    #[serde(default)]
    guard: Guard,
}

/// Notices pages that repeat, however long the circle, with one remembered page (Brent's algorithm).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Guard {
    remembered: u64,
    steps: u64,
    power: u64,
    empty: u32,
}

impl Guard {
    fn looping(&mut self, objects: &[ObjectMeta]) -> bool {
        let (Some(first), Some(last)) = (objects.first(), objects.last()) else {
            self.empty += 1;
            return self.empty > EMPTY_PAGES;
        };
        self.empty = 0;
        let mut hash = Sha256::new();
        for part in [first.object.key.as_bytes(), last.object.key.as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        let page = digest
            .iter()
            .take(8)
            .fold(1, |page: u64, byte| page << 8 ^ u64::from(*byte));
        if self.power > 0 && page == self.remembered {
            return true;
        }
        if self.steps == self.power {
            self.remembered = page;
            self.power = (self.power * 2).max(1);
            self.steps = 0;
        }
        self.steps += 1;
        false
    }
}

pub(super) async fn list(
    api: &dyn Dialect,
    named: &Mutex<Option<Arc<[String]>>>,
    ctx: &RunContext,
    scope: &Scope,
    cursor: Option<&ListCursor>,
) -> Result<ListPage, SourceError> {
    let place: Option<Place> = match cursor {
        None => None,
        Some(cursor) => Some(
            serde_json::from_str(&cursor.0)
                .map_err(|_| protocol("The place that this listing stopped at cannot be read."))?,
        ),
    };
    let prefixes = distinct_prefixes(&scope.prefixes);
    let first = prefixes.first().cloned().unwrap_or_default();
    let buckets = buckets(api, named, ctx, scope, place.is_none()).await?;
    let place = match place {
        Some(place) => place,
        None => match buckets.first() {
            Some(bucket) => Place {
                bucket: bucket.clone(),
                prefix: first.clone(),
                ..Place::default()
            },
            None => return Ok(page(Vec::new(), None)),
        },
    };

    let after_bucket = || {
        buckets
            .iter()
            .find(|bucket| **bucket > place.bucket)
            .map(|bucket| Place {
                bucket: bucket.clone(),
                prefix: first.clone(),
                ..Place::default()
            })
    };
    let found = match one_page(api, ctx, &place).await {
        Ok(found) => found,
        // A bucket that nobody named and that this key may not see is told of, and passed over.
        Err(error) if scope.buckets.is_empty() && may_be_passed_over(error.class) => {
            let mut page = page(Vec::new(), after_bucket());
            page.problems.push(ListProblem {
                object: Some(ObjectRef {
                    bucket: place.bucket.clone(),
                    key: place.prefix.clone(),
                }),
                error,
            });
            return Ok(page);
        }
        Err(error) => return Err(error),
    };
    let next = match found.next {
        Some(token) => {
            let mut guard = place.guard.clone();
            if Some(&token) == place.token.as_ref() || guard.looping(&found.objects) {
                return Err(protocol("The service's listing goes round in circles."));
            }
            let last = found.objects.last().map(|meta| meta.object.key.clone());
            let after = last.or(place.after);
            Some(Place {
                bucket: place.bucket.clone(),
                prefix: place.prefix.clone(),
                token: Some(token),
                after,
                guard,
            })
        }
        None => prefixes
            .iter()
            .find(|prefix| **prefix > place.prefix)
            .map(|prefix| Place {
                bucket: place.bucket.clone(),
                prefix: prefix.clone(),
                ..Place::default()
            })
            .or_else(after_bucket),
    };
    Ok(page(found.objects, next))
}

async fn one_page(api: &dyn Dialect, ctx: &RunContext, place: &Place) -> Result<Page, SourceError> {
    let mut wanted = PageOf {
        prefix: place.prefix.as_bytes(),
        token: place.token.as_deref(),
        ..PageOf::default()
    };
    match api.list_objects(ctx, &place.bucket, &wanted).await {
        // The service no longer knows the token; keys come in order, so the last one tells the place.
        Err(error)
            if error.class == ErrorClass::Protocol
                && api.resumes_from_key()
                && wanted.token.is_some()
                && place.after.is_some() =>
        {
            wanted.token = None;
            wanted.start_after = place.after.as_ref().map(ObjectKey::as_bytes);
            api.list_objects(ctx, &place.bucket, &wanted).await
        }
        answer => answer,
    }
}

/// The buckets to list, in byte order.
async fn buckets(
    api: &dyn Dialect,
    named: &Mutex<Option<Arc<[String]>>>,
    ctx: &RunContext,
    scope: &Scope,
    afresh: bool,
) -> Result<Arc<[String]>, SourceError> {
    if !scope.buckets.is_empty() {
        let mut buckets = scope.buckets.clone();
        buckets.sort();
        buckets.dedup();
        return Ok(buckets.into());
    }
    let kept = named.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(kept) = kept.filter(|_| !afresh) {
        return Ok(kept);
    }
    let found: Arc<[String]> = api
        .list_buckets(ctx)
        .await?
        .into_iter()
        .map(|bucket| bucket.name)
        .collect();
    *named.lock().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
    Ok(found)
}

/// What may be wrong with one bucket while the others are fine.
fn may_be_passed_over(class: ErrorClass) -> bool {
    matches!(class, ErrorClass::PermissionDenied | ErrorClass::ConfigInvalid)
}

fn page(objects: Vec<ObjectMeta>, next: Option<Place>) -> ListPage {
    ListPage {
        objects,
        next: next.and_then(|place| serde_json::to_string(&place).ok().map(ListCursor)),
        problems: Vec::new(),
    }
}
