//! The trait that every provider implements, and the errors it may answer.

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use std::fmt;
use std::ops::Range;
use std::time::Duration;
use tidegate_domain::{
    Timestamp,
    connector::Scope,
    context::RunContext,
    exposure::Exposure,
    key::ObjectKey,
    object::{BrowsePage, BrowseRequest, ObjectMeta, ObjectRef, SkipReason, Version},
    problem::{ErrorClass, Problem},
    provider::{CheckReport, Probe},
    transfer::{ObjectProperties, TemporaryLink},
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
    /// The permission that is missing, by the service's own name, where a refusal tells.
    pub permission: Option<String>,
    /// The object cannot be read as it is and is no failure: a run passes it over for this reason.
    pub skip: Option<SkipReason>,
}

impl SourceError {
    pub fn new(class: ErrorClass, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            remedy: remedy.into(),
            retry_at: None,
            permission: None,
            skip: None,
        }
    }

    /// Names the permission that is missing.
    pub fn lacking(mut self, permission: impl Into<String>) -> Self {
        self.permission = Some(permission.into());
        self
    }

    /// Names the reason for which a run passes the object over.
    pub fn skipped(mut self, reason: SkipReason) -> Self {
        self.skip = Some(reason);
        self
    }

    /// What a provider answers that cannot do this at all.
    pub fn unsupported(what: &str) -> Self {
        Self::new(
            ErrorClass::ConfigInvalid,
            format!("This kind of source cannot {what}."),
            "Use the source's own tools for that, or another connector.",
        )
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

/// Bytes to be uploaded: of known size and readable at any place, so that a part can be sent again.
#[async_trait]
pub trait UploadBody: Send + Sync {
    fn size(&self) -> u64;

    /// Exactly these bytes. Answers [`ErrorClass::Changed`] when the file is no longer what it was.
    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError>;
}

/// What a write may meet at its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PutCondition {
    /// Nothing may be there; [`ErrorClass::Conflict`] otherwise.
    Create,
    /// Exactly this version may be there; [`ErrorClass::Conflict`] otherwise.
    Replace(Version),
    /// Whatever is there is replaced.
    Overwrite,
}

/// How far a large upload has come: opaque text of the provider, kept across restarts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadState(pub String);

/// One object to be written.
pub struct Upload<'a> {
    pub object: &'a ObjectRef,
    pub body: &'a dyn UploadBody,
    pub condition: PutCondition,
    pub content_type: Option<&'a str>,
    /// Where an interrupted upload of the same body goes on.
    pub resume: Option<&'a UploadState>,
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("object", &self.object)
            .field("size", &self.body.size())
            .finish_non_exhaustive()
    }
}

/// Told as an upload goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadProgress {
    /// Bytes that the source has acknowledged.
    pub sent: u64,
    /// To go on from after an interruption; absent for an upload in one piece.
    pub state: Option<UploadState>,
}

/// What is allowed and wanted in a test of a connector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckRequest {
    pub scope: Scope,
    /// Where writing is tried, with a small object that is deleted at once: bucket and base path, when the
    /// connector may export.
    pub export_to: Option<ObjectRef>,
}

impl From<Scope> for CheckRequest {
    /// A test that writes nothing.
    fn from(scope: Scope) -> Self {
        Self {
            scope,
            export_to: None,
        }
    }
}

/// A source that can be tested, browsed, listed and read, and written to where the provider can and the
/// connector may. Import never writes.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Runs the named probes one by one, telling `seen` of each as it ends. Reads at most one byte of content,
    /// and writes only where `request.export_to` says so.
    async fn check(
        &self,
        ctx: &RunContext,
        request: &CheckRequest,
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

    /// An item for each burst of changes that the source tells of by itself. A hint only: nothing may rest on
    /// its completeness. `None` where it does not tell.
    async fn watch(&self) -> Option<BoxStream<'static, ()>> {
        None
    }

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

    /// Writes one object, in parts where it is large, telling `seen` of each part that has arrived. Answers
    /// what was written.
    async fn put(
        &self,
        _ctx: &RunContext,
        _upload: Upload<'_>,
        _seen: &mut (dyn FnMut(UploadProgress) + Send),
    ) -> Result<ObjectMeta, SourceError> {
        Err(SourceError::unsupported("be written to"))
    }

    /// Removes what an upload that will not go on has left at the source.
    async fn abandon(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _state: &UploadState,
    ) -> Result<(), SourceError> {
        Ok(())
    }

    /// Deletes objects of one bucket; one answer for each, in their order. An object that is not there
    /// answers [`ErrorClass::NotFound`] where the source tells, and success where it does not.
    async fn delete(
        &self,
        _ctx: &RunContext,
        _bucket: &str,
        keys: &[ObjectKey],
    ) -> Vec<Result<(), SourceError>> {
        keys.iter()
            .map(|_| Err(SourceError::unsupported("delete objects")))
            .collect()
    }

    /// Whether a deleted object's older version stays in this bucket. `None` when that cannot be told.
    async fn keeps_versions(&self, _ctx: &RunContext, _bucket: &str) -> Option<bool> {
        None
    }

    /// A link that lets anybody who has it read the object for `lasting` (seven days at most).
    async fn link(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        Err(SourceError::unsupported("make temporary links"))
    }

    /// Everything the source says of one object.
    async fn properties(&self, ctx: &RunContext, object: &ObjectRef)
    -> Result<ObjectProperties, SourceError>;

    /// Who can reach a bucket. Missing permissions are reasons of level
    /// [`tidegate_domain::exposure::ExposureLevel::Unknown`], not errors.
    async fn bucket_exposure(&self, _ctx: &RunContext, _bucket: &str) -> Result<Exposure, SourceError> {
        Err(SourceError::unsupported("tell who can reach it"))
    }

    /// Who can reach one object besides those who reach its bucket; `None` where objects have no access
    /// rules of their own.
    async fn object_exposure(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        Ok(None)
    }
}
