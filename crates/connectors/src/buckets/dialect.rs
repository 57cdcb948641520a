//! What one service's dialect must be able to say. A provider writes these thin requests; everything that is
//! the same for all services of buckets is shared.

use crate::connector::{PutCondition, SourceError};
use crate::http::{Body, Http};
use async_trait::async_trait;
use bytes::Bytes;
use http::Response;
use std::ops::Range;
use std::time::Duration;
use tidegate_domain::{
    Timestamp,
    context::RunContext,
    exposure::Exposure,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, Version},
    transfer::{ObjectProperties, TemporaryLink},
};

/// Which page of a bucket.
#[derive(Debug, Default)]
pub(crate) struct PageOf<'a> {
    pub prefix: &'a [u8],
    /// One level only: keys with a further `/` come as prefixes.
    pub delimiter: bool,
    /// The service's own continuation.
    pub token: Option<&'a str>,
    /// Keys after this one, where there is no token and the dialect [`Dialect::resumes_from_key`].
    pub start_after: Option<&'a [u8]>,
    pub max_keys: Option<u32>,
}

/// A page with exact keys, in the service's order.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub objects: Vec<ObjectMeta>,
    pub prefixes: Vec<ObjectKey>,
    pub next: Option<String>,
}

/// A bucket (or container) as listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bucket {
    pub name: String,
    pub created: Option<Timestamp>,
}

/// Where a bucket's requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Host {
    /// `https` or, on loopback, `http`.
    pub scheme: &'static str,
    /// Host and, where it is not the usual one, port.
    pub authority: String,
}

/// One part of an upload that has arrived, by the service's own name for it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Part {
    pub number: u32,
    pub tag: String,
}

/// Sizes of uploads, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartSizes {
    /// Up to here an object goes in one request.
    pub whole: u64,
    /// A part of a larger one; grows where `most_parts` would not do.
    pub part: u64,
    pub most_parts: u64,
}

/// The thin requests of one service. Each answers an error in words for people when it is refused.
#[async_trait]
pub(crate) trait Dialect: Send + Sync + 'static {
    fn http(&self) -> &Http;

    /// `bucket`, `container`: the service's word.
    fn bucket_word(&self) -> &'static str;

    /// Listings can go on after a key, and keys come in byte order.
    fn resumes_from_key(&self) -> bool;

    /// Where requests about this bucket go (about the account, when it is empty). Checks the name.
    fn host(&self, bucket: &str) -> Result<Host, SourceError>;

    /// Shows that the credential is accepted, by the cheapest request of its own, and says so in a sentence.
    /// `None` where only a listing tells; the test then reads it off [`Self::list_buckets`].
    async fn sign_in(&self, _ctx: &RunContext) -> Option<Result<String, SourceError>> {
        None
    }

    /// Every bucket that the credential sees, in byte order of the names.
    async fn list_buckets(&self, ctx: &RunContext) -> Result<Vec<Bucket>, SourceError>;

    /// Objects as listed, with [`ObjectMeta::unreadable`] set where the listing tells.
    async fn list_objects(
        &self,
        ctx: &RunContext,
        bucket: &str,
        page: &PageOf<'_>,
    ) -> Result<Page, SourceError>;

    async fn stat(&self, ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError>;

    /// Asks for an object or `range` of it (never empty), pinned to `expected` in the dialect's own way. The
    /// answer is 200 or 206; a range past the end answers [`tidegate_domain::problem::ErrorClass::Changed`].
    async fn get(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Response<Body>, SourceError>;

    /// The version of an answer of [`Self::get`], from its headers; `size` is that of the whole object.
    fn version_of(&self, headers: &http::HeaderMap, size: u64) -> Version;

    async fn properties(&self, ctx: &RunContext, object: &ObjectRef)
    -> Result<ObjectProperties, SourceError>;

    fn part_sizes(&self) -> PartSizes {
        PartSizes {
            whole: 16 * 1024 * 1024,
            part: 16 * 1024 * 1024,
            most_parts: 10_000,
        }
    }

    /// Writes a whole object in one request.
    async fn put_whole(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _bytes: Bytes,
        _condition: &PutCondition,
        _content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        Err(SourceError::unsupported("be written to"))
    }

    /// Begins an upload in parts and answers its name.
    async fn begin_parts(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _content_type: Option<&str>,
    ) -> Result<String, SourceError> {
        Err(SourceError::unsupported("be written to"))
    }

    /// Sends one part; numbers begin at 1. Sending a number again replaces it.
    async fn put_part(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _upload: &str,
        _number: u32,
        _bytes: Bytes,
    ) -> Result<Part, SourceError> {
        Err(SourceError::unsupported("be written to"))
    }

    /// Makes the object of its parts, given in order.
    async fn finish_parts(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _upload: &str,
        _parts: &[Part],
        _condition: &PutCondition,
        _content_type: Option<&str>,
    ) -> Result<ObjectMeta, SourceError> {
        Err(SourceError::unsupported("be written to"))
    }

    /// Forgets an upload and its parts. One that is not there any more is no error.
    async fn abandon_parts(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _upload: &str,
    ) -> Result<(), SourceError> {
        Ok(())
    }

    /// One answer for each key, in their order.
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

    /// As [`crate::Connector::keeps_versions`].
    async fn keeps_versions(&self, _ctx: &RunContext, _bucket: &str) -> Option<bool> {
        None
    }

    /// As [`crate::Connector::link`]; `lasting` is between a second and seven days.
    async fn link(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
        _lasting: Duration,
    ) -> Result<TemporaryLink, SourceError> {
        Err(SourceError::unsupported("make temporary links"))
    }

    /// As [`crate::Connector::bucket_exposure`].
    async fn bucket_exposure(&self, _ctx: &RunContext, _bucket: &str) -> Result<Exposure, SourceError> {
        Err(SourceError::unsupported("tell who can reach it"))
    }

    /// As [`crate::Connector::object_exposure`].
    async fn object_exposure(
        &self,
        _ctx: &RunContext,
        _object: &ObjectRef,
    ) -> Result<Option<Exposure>, SourceError> {
        Ok(None)
    }
}
