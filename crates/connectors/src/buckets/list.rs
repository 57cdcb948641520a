//! Listing a scope page by page: bucket by bucket, prefix by prefix; a large prefix in several lanes at once.

use super::dialect::Dialect;
use super::lanes::{Lane, Stretch};
use super::words::protocol;
use crate::connector::{ListCursor, ListPage, ListProblem, SourceError};
use crate::scope::distinct_prefixes;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
};

/// The cursor's inside: one prefix of one bucket, and how far each of its lanes has come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Place {
    bucket: String,
    prefix: ObjectKey,
    /// Never empty: one at a prefix's start.
    lanes: Vec<Lane>,
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
            Some(bucket) => Place::start(bucket, &first),
            None => return Ok(page(Vec::new(), None)),
        },
    };

    let after_bucket = || {
        buckets
            .iter()
            .find(|bucket| **bucket > place.bucket)
            .map(|bucket| Place::start(bucket, &first))
    };
    let stretch = Stretch {
        api,
        bucket: &place.bucket,
        prefix: &place.prefix,
    };
    let found = match stretch.advance(ctx, place.lanes.clone()).await {
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
    let next = if found.lanes.is_empty() {
        prefixes
            .iter()
            .find(|prefix| **prefix > place.prefix)
            .map(|prefix| Place::start(&place.bucket, prefix))
            .or_else(after_bucket)
    } else {
        Some(Place {
            lanes: found.lanes,
            ..place.clone()
        })
    };
    Ok(page(found.objects, next))
}

impl Place {
    fn start(bucket: &str, prefix: &ObjectKey) -> Self {
        Self {
            bucket: bucket.to_owned(),
            prefix: prefix.clone(),
            lanes: vec![Lane::default()],
        }
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
