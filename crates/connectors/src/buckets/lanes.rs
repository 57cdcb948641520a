//! One prefix listed in several lanes at once, where the service keeps its keys in order: each lane is a stretch
//! of keys, so that the waits of many requests pass together. Every lane can stop and go on after a restart.

use super::dialect::{Dialect, Page, PageOf};
use super::words::protocol;
use crate::connector::SourceError;
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tidegate_domain::{context::RunContext, key::ObjectKey, object::ObjectMeta, problem::ErrorClass};

/// Pages asked for at once.
const LANES: usize = 8;
/// Levels gone down in search of folders to divide the keys by.
const DEEPEST: usize = 6;
/// Pages without a single key that are taken in a row.
const EMPTY_PAGES: u32 = 1_000;

/// A stretch of keys and how far it has been listed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Lane {
    /// The service's own continuation; absent at the lane's start.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The last key seen, or the one that the lane begins after: to go on from when the token has expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<ObjectKey>,
    /// The last key that belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<ObjectKey>,
    pages: u64,
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

/// What one step of all lanes brought.
pub(super) struct Advanced {
    pub objects: Vec<ObjectMeta>,
    /// The lanes that go on.
    pub lanes: Vec<Lane>,
}

/// One prefix of one bucket.
pub(super) struct Stretch<'a> {
    pub api: &'a dyn Dialect,
    pub bucket: &'a str,
    pub prefix: &'a ObjectKey,
}

impl Stretch<'_> {
    /// One page of each lane. A lone lane that turns out to be long is divided.
    pub async fn advance(&self, ctx: &RunContext, lanes: Vec<Lane>) -> Result<Advanced, SourceError> {
        let alone = lanes.len() == 1;
        let steps = try_join_all(lanes.into_iter().map(|lane| self.step(ctx, lane))).await?;
        let mut found = Advanced {
            objects: Vec::new(),
            lanes: Vec::new(),
        };
        for (objects, lane) in steps {
            found.objects.extend(objects);
            found.lanes.extend(lane);
        }
        if let (true, [lane]) = (alone, &found.lanes[..])
            && self.api.resumes_from_key()
            && lane.is_worth_dividing()
            // Where that fails the lane goes on as it is, and meets what was wrong by itself.
            && let Ok(Some(divided)) = self.divide(ctx, lane).await
        {
            found.lanes = divided;
        }
        Ok(found)
    }

    /// One page of a lane, and the lane as it goes on.
    async fn step(
        &self,
        ctx: &RunContext,
        lane: Lane,
    ) -> Result<(Vec<ObjectMeta>, Option<Lane>), SourceError> {
        let mut page = self.page(ctx, &lane).await?;
        let mut over = page.next.is_none();
        if let Some(until) = &lane.until {
            let ours = page
                .objects
                .iter()
                .position(|meta| meta.object.key > *until)
                .unwrap_or(page.objects.len());
            over |= ours < page.objects.len();
            page.objects.truncate(ours);
        }
        let Some(token) = page.next.filter(|_| !over) else {
            return Ok((page.objects, None));
        };
        let mut guard = lane.guard;
        if lane.token.as_ref() == Some(&token) || guard.looping(&page.objects) {
            return Err(protocol("The service's listing goes round in circles."));
        }
        let last = page.objects.last().map(|meta| meta.object.key.clone());
        let next = Lane {
            token: Some(token),
            after: last.or(lane.after),
            until: lane.until,
            pages: lane.pages + 1,
            guard,
        };
        Ok((page.objects, Some(next)))
    }

    async fn page(&self, ctx: &RunContext, lane: &Lane) -> Result<Page, SourceError> {
        let mut wanted = PageOf {
            prefix: self.prefix.as_bytes(),
            token: lane.token.as_deref(),
            start_after: lane.after.as_ref().map(ObjectKey::as_bytes),
            ..PageOf::default()
        };
        match self.api.list_objects(ctx, self.bucket, &wanted).await {
            // The service no longer knows the token; keys come in order, so the last one tells the place.
            Err(error)
                if error.class == ErrorClass::Protocol
                    && self.api.resumes_from_key()
                    && wanted.token.is_some()
                    && wanted.start_after.is_some() =>
            {
                wanted.token = None;
                self.api.list_objects(ctx, self.bucket, &wanted).await
            }
            answer => answer,
        }
    }

    /// Divides what is left of a lane at folders that lie ahead. `None` where there are none.
    async fn divide(&self, ctx: &RunContext, lane: &Lane) -> Result<Option<Vec<Lane>>, SourceError> {
        let Some(after) = &lane.after else {
            return Ok(None);
        };
        let ahead = |key: &ObjectKey| key > after && lane.until.as_ref().is_none_or(|until| key < until);
        let mut level = self.prefix.clone();
        for _ in 0..DEEPEST {
            let wanted = PageOf {
                prefix: level.as_bytes(),
                delimiter: true,
                start_after: Some(after.as_bytes()),
                ..PageOf::default()
            };
            let page = self.api.list_objects(ctx, self.bucket, &wanted).await?;
            // A service that does not keep to the order cannot be divided.
            if page.objects.iter().any(|meta| meta.object.key <= *after) {
                return Ok(None);
            }
            let mut folders: Vec<ObjectKey> = page
                .prefixes
                .iter()
                .filter(|folder| ahead(folder))
                .cloned()
                .collect();
            folders.sort();
            if folders.len() >= 2 {
                return Ok(Some(lane.split_at(&points(&folders))));
            }
            // The folder that the listing is in the middle of is the only one: its own folders are looked at.
            match &page.prefixes[..] {
                [only] if page.objects.is_empty() && page.next.is_none() && *only != level => {
                    level = only.clone();
                }
                _ => return Ok(None),
            }
        }
        Ok(None)
    }
}

impl Lane {
    /// After the first page, and then ever more rarely: each attempt costs a few requests.
    fn is_worth_dividing(&self) -> bool {
        let pages = self.pages;
        pages > 0 && pages.is_power_of_two() && pages.trailing_zeros().is_multiple_of(3)
    }

    /// This lane up to the first point, and a new one from each point on. A point itself ends the lane before.
    fn split_at(&self, points: &[ObjectKey]) -> Vec<Lane> {
        let ends = points.iter().map(Some).chain([self.until.as_ref()]);
        let starts = [None].into_iter().chain(points.iter().map(Some));
        starts
            .zip(ends)
            .map(|(start, end)| match start {
                None => Lane {
                    until: end.cloned(),
                    ..self.clone()
                },
                Some(point) => Lane {
                    after: Some(point.clone()),
                    until: end.cloned(),
                    ..Lane::default()
                },
            })
            .collect()
    }
}

/// Up to one point fewer than there are lanes, evenly spread.
fn points(folders: &[ObjectKey]) -> Vec<ObjectKey> {
    let lanes = LANES.min(folders.len() + 1);
    let mut points: Vec<ObjectKey> = (1..lanes)
        .filter_map(|lane| folders.get(lane * folders.len() / lanes).cloned())
        .collect();
    points.dedup();
    points
}
