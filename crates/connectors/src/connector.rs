//! The trait that every provider implements, and the errors it may answer.

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use std::fmt;
use std::ops::Range;
use tidegate_domain::{
    Timestamp,
    connector::Scope,
    context::RunContext,
    object::{BrowsePage, BrowseRequest, ObjectMeta, ObjectRef, Version},
    problem::{ErrorClass, Problem},
    provider::{CheckReport, Probe},
};

/// What a source answered instead of what was asked. Holds no content and no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SourceError {
    pub class: ErrorClass,
    /// What happened, in a sentence for people.
    pub message: String,
    /// What to do about it, in a sentence; may be empty.
    pub remedy: String,
    pub retry_at: Option<Timestamp>,
}

impl SourceError {
    pub fn new(class: ErrorClass, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            remedy: remedy.into(),
            retry_at: None,
        }
    }

    pub fn into_problem(self) -> Problem {
        Problem {
            class: self.class,
            message: self.message,
            remedy: self.remedy,
            field: None,
            retry_at: self.retry_at,
        }
    }
}

/// An object's bytes as they arrive. Ends with an error when fewer or more bytes come than were promised.
pub type ByteStream = BoxStream<'static, Result<Bytes, SourceError>>;

/// Where a listing stands: opaque text of the provider, kept across restarts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCursor(pub String);

/// One page of a listing: objects in the source's order, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub objects: Vec<ObjectMeta>,
    /// `None` when the whole scope has been listed.
    pub next: Option<ListCursor>,
    /// Places of this page that could not be listed, such as a folder without permission. A listing with
    /// problems is complete for what it could see, but nothing is concluded from what is missing in it.
    pub problems: Vec<ListProblem>,
}

/// A part of the scope that could not be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListProblem {
    /// The folder, prefix or bucket.
    pub object: Option<ObjectRef>,
    pub error: SourceError,
}

/// An opened object.
pub struct Opened {
    /// Bytes of the whole object, as the answer says.
    pub size: u64,
    pub version: Version,
    pub stream: ByteStream,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("size", &self.size)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A source that can be tested, browsed, listed and read. Import never writes to it.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Runs the named probes one by one, telling `seen` of each as it ends. Reads at most one byte of content.
    async fn check(
        &self,
        ctx: &RunContext,
        scope: &Scope,
        seen: &mut (dyn FnMut(Probe) + Send),
    ) -> CheckReport;

    /// One page of one level (or, with a pattern, of the subtree), straight from the source.
    async fn browse(&self, ctx: &RunContext, request: &BrowseRequest) -> Result<BrowsePage, SourceError>;

    /// One page of everything below the scope's buckets and prefixes, keys exact. Starts over without a
    /// cursor. Globs, types and sizes are not applied here: see [`crate::scope::Filter`].
    async fn list(
        &self,
        ctx: &RunContext,
        scope: &Scope,
        cursor: Option<&ListCursor>,
    ) -> Result<ListPage, SourceError>;

    /// One object's present size and version.
    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError>;

    /// Opens an object, or `range` of its bytes. With `expected`, answers [`ErrorClass::Changed`] when the
    /// object is another version by now.
    async fn open(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Opened, SourceError>;
}
