//! Amazon S3 and everything that speaks its dialect.
//!
//! Keys are exact bytes end to end: listing, reading and signing never pass through a path or URL type
//! that would normalise them. The version is the etag, unquoted.

mod address;
mod api;
mod browse;
mod check;
mod config;
mod list;
mod read;
mod refusal;
mod sign;
mod xml;

use crate::{
    connector::{Connector, ListCursor, ListPage, Opened, SourceError},
    http::Http,
    provider::Provider,
    scope::Pattern,
};
use api::Api;
use async_trait::async_trait;
use config::{Config, Keys};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    object::{BrowsePage, BrowseRequest, ObjectMeta, ObjectRef, Version},
    problem::Problem,
    provider::{Capabilities, CheckReport, Probe, ProviderDescriptor},
    secret::Credential,
};

#[derive(Debug)]
pub(super) struct S3;

impl Provider for S3 {
    fn descriptor(&self) -> ProviderDescriptor {
        ProviderDescriptor {
            id: "s3".into(),
            title: "Amazon S3 or compatible".into(),
            summary: "Buckets of Amazon S3, or of a service that speaks its language (MinIO, Ceph, R2, …)."
                .into(),
            icon_svg: include_str!("icon.svg").into(),
            setup:
                "Create an access key that may list and read the buckets: s3:ListBucket on each bucket and \
                    s3:GetObject on its objects. With s3:ListAllMyBuckets Tidegate finds the buckets by \
                    itself; without it, name them in the scope. Importing never writes."
                    .into(),
            config_schema: config::config_schema(),
            credential_schema: config::credential_schema(),
            capabilities: Capabilities {
                buckets: true,
                range_read: true,
                strong_version: true,
                ordered_listing: true,
                needs_credential: true,
            },
        }
    }

    fn validate(&self, config: &serde_json::Value, credential: Option<&Credential>) -> Result<(), Problem> {
        Config::parse(config)?;
        Keys::parse(credential)?;
        Ok(())
    }

    fn connect(
        &self,
        config: &serde_json::Value,
        credential: Option<&Credential>,
        http: &Http,
    ) -> Result<Box<dyn Connector>, Problem> {
        Ok(Box::new(Buckets {
            api: Api {
                config: Config::parse(config)?,
                keys: Arc::new(Keys::parse(credential)?),
                http: http.clone(),
            },
            named: Mutex::default(),
        }))
    }
}

/// A connection to one endpoint.
struct Buckets {
    api: Api,
    /// The buckets that the key sees, kept between the pages of a listing.
    named: Mutex<Option<Arc<[String]>>>,
}

#[async_trait]
impl Connector for Buckets {
    async fn check(
        &self,
        ctx: &RunContext,
        scope: &Scope,
        seen: &mut (dyn FnMut(Probe) + Send),
    ) -> CheckReport {
        check::check(&self.api, ctx, scope, seen).await
    }

    async fn browse(&self, ctx: &RunContext, request: &BrowseRequest) -> Result<BrowsePage, SourceError> {
        let pattern = match request.pattern.as_deref() {
            Some(pattern) if !pattern.is_empty() => Some(Pattern::new(pattern).map_err(from_problem)?),
            _ => None,
        };
        browse::browse(&self.api, ctx, request, pattern.as_ref()).await
    }

    async fn list(
        &self,
        ctx: &RunContext,
        scope: &Scope,
        cursor: Option<&ListCursor>,
    ) -> Result<ListPage, SourceError> {
        list::list(&self.api, &self.named, ctx, scope, cursor).await
    }

    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        read::stat(&self.api, ctx, object).await
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
}

fn from_problem(problem: Problem) -> SourceError {
    SourceError::new(problem.class, problem.message, problem.remedy)
}
