//! Who can reach what: asked of the source for buckets, and for objects that hold findings.
//!
//! A missing permission is an answer (unknown), never taken for private. At the end of a sync the same is
//! done in little, as well as it goes: what cannot be read then is a line of the run's log.

use crate::{Engine, known_provider};
use futures::{StreamExt, stream::FuturesUnordered};
use std::collections::HashSet;
use std::time::Duration;
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    connector::Connector,
    context::RunContext,
    exposure::{BucketExposure, Exposure, ExposureLevel, ExposureReason},
    id::{ConnectorId, DocumentId},
    object::{BrowseRequest, Node, ObjectRef},
    problem::{ErrorClass, Problem},
};

/// Buckets that are asked about at most.
const MOST_BUCKETS: usize = 1_000;
/// Questions that are open at a time.
const AT_ONCE: usize = 8;
/// Answers of objects that are stored together.
const BATCH: usize = 100;
/// Objects that may fail one after another before no more are asked.
const TROUBLE_LIMIT: usize = 10;
/// How long the end of a sync may be held up.
const PATIENCE: Duration = Duration::from_secs(60);

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Objects at most.
    objects: u32,
    /// Objects that were read within this time are left out.
    fresh: chrono::Duration,
}

impl Extent {
    /// When a person asks.
    const FULL: Self = Self {
        objects: 2_000,
        fresh: chrono::Duration::zero(),
    };
    /// After a sync.
    const AFTER_SYNC: Self = Self {
        objects: 200,
        fresh: chrono::Duration::hours(24),
    };
}

/// What could not be read, next to what was.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    pub buckets: u64,
    pub objects: u64,
    pub first: Option<Problem>,
}

impl Unread {
    fn note(&mut self, error: SourceError) {
        self.first.get_or_insert_with(|| error.into_problem());
    }
}

impl Engine {
    /// Who can reach the connector's buckets, as last read; the worst first.
    pub async fn connector_exposure(&self, id: &ConnectorId) -> Result<Vec<BucketExposure>, Problem> {
        let id = id.clone();
        self.db(move |store| store.exposures().buckets(&id)).await
    }

    /// What was last read of one object itself; absent where it has no rules of its own, or was never asked.
    pub async fn document_exposure(&self, id: &DocumentId) -> Result<Option<Exposure>, Problem> {
        let id = id.clone();
        self.db(move |store| store.exposures().object(&id)).await
    }

    /// Reads anew who can reach the connector's buckets and the objects with findings, telling `seen` of each
    /// bucket. What was read before a cancellation stays.
    ///
    /// # Errors
    /// When the provider cannot tell, the source cannot be opened, or not even the buckets can be listed.
    pub async fn refresh_permissions(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        seen: &mut (dyn FnMut(&BucketExposure) + Send),
    ) -> Result<Vec<BucketExposure>, Problem> {
        let connector = self.connector_show(id).await?;
        let descriptor = known_provider(&connector.provider)?.descriptor();
        if !descriptor.capabilities.exposure {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                format!(
                    "{} does not tell who can reach what lies in it.",
                    descriptor.title
                ),
                "Look at its permissions where it is managed.",
            ));
        }
        let source = self.source(&connector).await?;
        let read = self
            .read_exposure(ctx, &connector, source.as_ref(), Extent::FULL, seen)
            .await;
        self.changed(&["connectors", "documents", "overview"]);
        read?;
        self.connector_exposure(id).await
    }

    /// After a complete sync. Answers what to note in the run's log, if anything.
    pub(crate) async fn exposure_after_sync(
        &self,
        ctx: &RunContext,
        connector: &Connector,
        source: &dyn Source,
    ) -> Option<String> {
        let able = known_provider(&connector.provider)
            .is_ok_and(|provider| provider.descriptor().capabilities.exposure);
        if !able {
            return None;
        }
        let mut ignore = |_: &BucketExposure| {};
        let read = self.read_exposure(ctx, connector, source, Extent::AFTER_SYNC, &mut ignore);
        let why = match tokio::time::timeout(PATIENCE, read).await {
            Ok(Ok(Unread { first: None, .. })) => return None,
            Ok(Ok(unread)) => {
                let why = unread
                    .first
                    .map(|problem| problem.to_string())
                    .unwrap_or_default();
                format!(
                    "of {} buckets and {} objects. {why}",
                    unread.buckets, unread.objects
                )
            }
            Ok(Err(problem)) if problem.class == ErrorClass::Cancelled => return None,
            Ok(Err(problem)) => format!("now. {problem}"),
            Err(_) => "within a minute; the rest is asked after the next sync.".to_owned(),
        };
        Some(format!("Who can reach it could not be read {why}"))
    }

    pub(crate) async fn read_exposure(
        &self,
        ctx: &RunContext,
        connector: &Connector,
        source: &dyn Source,
        extent: Extent,
        seen: &mut (dyn FnMut(&BucketExposure) + Send),
    ) -> Result<Unread, Problem> {
        let mut unread = Unread::default();
        self.read_buckets(ctx, connector, source, &mut unread, seen)
            .await?;
        self.read_objects(ctx, connector, source, extent, &mut unread)
            .await?;
        Ok(unread)
    }

    async fn read_buckets(
        &self,
        ctx: &RunContext,
        connector: &Connector,
        source: &dyn Source,
        unread: &mut Unread,
        seen: &mut (dyn FnMut(&BucketExposure) + Send),
    ) -> Result<(), Problem> {
        let (buckets, all) = buckets(ctx, connector, source).await?;
        let known = self.connector_exposure(&connector.id).await?;
        let mut read = Vec::new();
        let mut waiting = buckets.into_iter();
        let mut asked = FuturesUnordered::new();
        let mut lost = None;
        loop {
            while asked.len() < AT_ONCE
                && let Some(bucket) = waiting.next()
            {
                asked.push(ask_bucket(ctx, source, bucket));
            }
            let Some((bucket, answer)) = asked.next().await else {
                break;
            };
            let exposure = match answer {
                Ok(exposure) => exposure,
                Err(_) if ctx.cancelled() => {
                    lost = Some(cancelled());
                    break;
                }
                Err(error) if error.class == ErrorClass::AuthExpired => {
                    lost = Some(error.into_problem());
                    break;
                }
                Err(error) => {
                    unread.buckets += 1;
                    // Trouble that may pass does not wipe out what is known.
                    let before = known.iter().find(|row| row.bucket == bucket);
                    let kept = before.filter(|_| error.class.is_retryable());
                    let exposure =
                        kept.map_or_else(|| unknown(&error, ctx), |before| before.exposure.clone());
                    unread.note(error);
                    exposure
                }
            };
            let found = BucketExposure { bucket, exposure };
            seen(&found);
            read.push(found);
        }
        drop(asked);
        let (id, all) = (connector.id.clone(), all && lost.is_none());
        self.db(move |store| store.exposures().put_buckets(&id, &read, all))
            .await?;
        lost.map_or(Ok(()), Err)
    }

    async fn read_objects(
        &self,
        ctx: &RunContext,
        connector: &Connector,
        source: &dyn Source,
        extent: Extent,
        unread: &mut Unread,
    ) -> Result<(), Problem> {
        let since = ctx.clock.now() - extent.fresh;
        let id = connector.id.clone();
        let wanted = self
            .db(move |store| store.exposures().unread(&id, since, extent.objects))
            .await?;
        // Buckets whose objects have no rules of their own.
        let mut plain: HashSet<String> = HashSet::new();
        let mut waiting = wanted.into_iter();
        let mut asked = FuturesUnordered::new();
        let mut read = Vec::new();
        let mut trouble = 0;
        let mut lost = None;
        loop {
            while asked.len() < AT_ONCE
                && let Some((document, object)) = waiting.find(|(_, object)| !plain.contains(&object.bucket))
            {
                asked.push(ask_object(ctx, source, document, object));
            }
            let Some((document, object, answer)) = asked.next().await else {
                break;
            };
            match answer {
                Ok(Some(exposure)) => {
                    trouble = 0;
                    read.push((document, exposure));
                }
                Ok(None) => {
                    trouble = 0;
                    plain.insert(object.bucket);
                }
                Err(_) if ctx.cancelled() => {
                    lost = Some(cancelled());
                    break;
                }
                // It went away since it was listed.
                Err(error) if error.class == ErrorClass::NotFound => {}
                Err(error) => {
                    trouble += 1;
                    unread.objects += 1;
                    unread.note(error);
                    if trouble >= TROUBLE_LIMIT {
                        break;
                    }
                }
            }
            if read.len() >= BATCH {
                self.keep_objects(connector, std::mem::take(&mut read)).await?;
            }
        }
        drop(asked);
        self.keep_objects(connector, read).await?;
        for bucket in plain {
            let id = connector.id.clone();
            self.db(move |store| store.exposures().forget_objects(&id, &bucket))
                .await?;
        }
        lost.map_or(Ok(()), Err)
    }

    async fn keep_objects(
        &self,
        connector: &Connector,
        read: Vec<(DocumentId, Exposure)>,
    ) -> Result<(), Problem> {
        if read.is_empty() {
            return Ok(());
        }
        let id = connector.id.clone();
        self.db(move |store| store.exposures().put_objects(&id, &read))
            .await
    }
}

async fn ask_bucket(
    ctx: &RunContext,
    source: &dyn Source,
    bucket: String,
) -> (String, Result<Exposure, SourceError>) {
    let answer = source.bucket_exposure(ctx, &bucket).await;
    (bucket, answer)
}

async fn ask_object(
    ctx: &RunContext,
    source: &dyn Source,
    document: DocumentId,
    object: ObjectRef,
) -> (DocumentId, ObjectRef, Result<Option<Exposure>, SourceError>) {
    let answer = source.object_exposure(ctx, &object).await;
    (document, object, answer)
}

/// The buckets of the scope, or all that the source shows; and whether these are really all.
async fn buckets(
    ctx: &RunContext,
    connector: &Connector,
    source: &dyn Source,
) -> Result<(Vec<String>, bool), Problem> {
    if !known_provider(&connector.provider)?
        .descriptor()
        .capabilities
        .buckets
    {
        return Ok((vec![String::new()], true));
    }
    if !connector.scope.buckets.is_empty() {
        return Ok((connector.scope.buckets.clone(), true));
    }
    let mut names = Vec::new();
    let mut request = BrowseRequest {
        limit: Some(1_000),
        ..BrowseRequest::default()
    };
    loop {
        let page = source
            .browse(ctx, &request)
            .await
            .map_err(SourceError::into_problem)?;
        names.extend(page.nodes.into_iter().filter_map(|node| match node {
            Node::Bucket { name, .. } => Some(name),
            Node::Prefix { .. } | Node::Object(_) => None,
        }));
        if names.len() > MOST_BUCKETS {
            names.truncate(MOST_BUCKETS);
            return Ok((names, false));
        }
        if page.next_cursor.is_none() {
            return Ok((names, true));
        }
        if ctx.cancelled() {
            return Err(cancelled());
        }
        request.cursor = page.next_cursor;
    }
}

fn unknown(error: &SourceError, ctx: &RunContext) -> Exposure {
    Exposure {
        level: ExposureLevel::Unknown,
        reasons: vec![ExposureReason {
            source: "bucket_policy".to_owned(),
            level: ExposureLevel::Unknown,
            text: error.message.clone(),
            permission: error.permission.clone(),
        }],
        checked_at: ctx.clock.now(),
    }
}

fn cancelled() -> Problem {
    Problem::new(ErrorClass::Cancelled, "This was stopped.", "")
}

#[cfg(test)]
mod tests;
