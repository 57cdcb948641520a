//! A connector over any service of buckets. A provider brings a [`Dialect`]: the thin requests of its service
//! and how it signs them. Paging, searching, reading, testing and uploading are the same for all and are here.

mod browse;
mod check;
mod dialect;
mod lanes;
mod list;
mod read;
mod upload;
pub(crate) mod words;

pub(crate) use dialect::{Bucket, Dialect, Host, Page, PageOf, Part, PartSizes};

use crate::{
    connector::{
        CheckRequest, Connector, ListCursor, ListPage, Opened, SourceError, Upload, UploadProgress,
        UploadState,
    },
    scope::Pattern,
};
use async_trait::async_trait;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    exposure::Exposure,
    key::ObjectKey,
    object::{BrowsePage, BrowseRequest, ObjectMeta, ObjectRef, Version},
    problem::ErrorClass,
    provider::{CheckReport, Probe},
    transfer::{ObjectProperties, TemporaryLink},
};

/// The longest that any service lets a link last.
const LONGEST_LINK: Duration = Duration::from_secs(7 * 24 * 3600);

/// A connection to one account or endpoint.
pub(crate) struct Buckets {
    api: Arc<dyn Dialect>,
    /// The buckets that the credential sees, kept between the pages of a listing.
    named: Mutex<Option<Arc<[String]>>>,
}

impl Buckets {
    pub fn new(dialect: impl Dialect) -> Self {
        Self {
            api: Arc::new(dialect),
            named: Mutex::default(),
        }
    }
}

#[async_trait]
impl Connector for Buckets {
    async fn check(
        &self,
        ctx: &RunContext,
        request: &CheckRequest,
        seen: &mut (dyn FnMut(Probe) + Send),
    ) -> CheckReport {
        check::check(&self.api, ctx, request, seen).await
    }

    async fn browse(&self, ctx: &RunContext, request: &BrowseRequest) -> Result<BrowsePage, SourceError> {
        let pattern = match request.pattern.as_deref() {
            Some(pattern) if !pattern.is_empty() => Some(
                Pattern::new(pattern)
                    .map_err(|problem| SourceError::new(problem.class, problem.message, problem.remedy))?,
            ),
            _ => None,
        };
        browse::browse(self.api.as_ref(), ctx, request, pattern.as_ref()).await
    }

    async fn list(
        &self,
        ctx: &RunContext,
        scope: &Scope,
        cursor: Option<&ListCursor>,
    ) -> Result<ListPage, SourceError> {
        list::list(self.api.as_ref(), &self.named, ctx, scope, cursor).await
    }

    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        self.api.stat(ctx, object).await
    }

    async fn open(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Opened, SourceError> {
        read::open(&self.api, ctx, object, expected, range).await
    }

    async fn put(
        &self,
        ctx: &RunContext,
        upload: Upload<'_>,
        seen: &mut (dyn FnMut(UploadProgress) + Send),
    ) -> Result<ObjectMeta, SourceError> {
        upload::put(self.api.as_ref(), ctx, upload, seen).await
    }

    async fn abandon(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        state: &UploadState,
    ) -> Result<(), SourceError> {
        upload::abandon(self.api.as_ref(), ctx, object, state).await
    }

    async fn delete(
        &self,
        ctx: &RunContext,
        bucket: &str,
        keys: &[ObjectKey],
    ) -> Vec<Result<(), SourceError>> {
        self.api.delete(ctx, bucket, keys).await
    }

    async fn keeps_versions(&self, ctx: &RunContext, bucket: &str) -> Option<bool> {
        self.api.keeps_versions(ctx, bucket).await
    }

    async fn link(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        if lasting < Duration::from_secs(1) || lasting > LONGEST_LINK {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                "A link lasts from one second to seven days.",
                "Choose a time between them.",
            ));
        }
        self.api.link(ctx, object, lasting).await
    }

    async fn properties(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, SourceError> {
        self.api.properties(ctx, object).await
    }

    async fn bucket_exposure(&self, ctx: &RunContext, bucket: &str) -> Result<Exposure, SourceError> {
        self.api.bucket_exposure(ctx, bucket).await
    }

    async fn object_exposure(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        self.api.object_exposure(ctx, object).await
    }
}
