//! What can be made to go wrong, where, and how often.

use bytes::Bytes;
use std::time::Duration;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    ListBuckets,
    List,
    Get,
    Head,
    Put,
    Delete,
    /// Many objects in one request.
    DeleteMany,
    BeginUpload,
    PutPart,
    FinishUpload,
    AbandonUpload,
    Versioning,
    AccessBlock,
    PolicyStatus,
    Ownership,
    BucketAcl,
    ObjectAcl,
    Other,
}

/// How an answer is spoilt.
#[derive(Debug, Clone)]
pub enum FaultKind {
    /// Another status, an S3 error code in the body (none when empty), extra headers.
    Refuse {
        status: u16,
        code: &'static str,
        headers: Vec<(&'static str, String)>,
    },
    /// This text as a body of 200.
    Say(Bytes),
    /// The answer comes later.
    Late(Duration),
    /// What was asked is done, but the connection ends before the answer.
    Drop,
    /// The body ends in good order after so many bytes, against what was promised.
    Truncate(u64),
    /// The connection is reset after so many bytes of the body.
    Reset(u64),
    /// No bytes come after so many.
    Stall(u64),
    /// So many bytes more than the range that the answer names.
    Extra(u64),
    /// `Content-Length` of a shorter body; the body is cut to fit.
    Shorter(u64),
    /// The range is ignored: 200 with everything.
    IgnoreRange,
    /// Another `Content-Range`.
    ContentRange(String),
    /// `If-Match` and `If-None-Match` are ignored.
    IgnoreConditions,
    /// One key of a request to delete many is refused with this code.
    RefuseKey(Vec<u8>, &'static str),
    /// One key of a request to delete many is neither deleted nor mentioned.
    OmitKey(Vec<u8>),
    /// The object is gone from now on.
    Vanish,
    /// The object has other bytes and another etag from now on.
    Change(Bytes),
}

/// A fault and where it strikes.
#[derive(Debug, Clone)]
pub struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) operation: Option<Operation>,
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) pass: u32,
    pub(crate) times: Option<u32>,
}

impl Fault {
    /// Strikes every request until it is narrowed.
    pub fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            operation: None,
            bucket: None,
            key: None,
            pass: 0,
            times: None,
        }
    }

    /// Answers `status` with an S3 error code.
    pub fn refuse(status: u16, code: &'static str) -> Self {
        Self::new(FaultKind::Refuse {
            status,
            code,
            headers: Vec::new(),
        })
    }

    /// Adds a header to a refusal.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let FaultKind::Refuse { headers, .. } = &mut self.kind {
            headers.push((name, value.into()));
        }
        self
    }

    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    pub fn bucket(mut self, bucket: &str) -> Self {
        self.bucket = Some(bucket.to_owned());
        self
    }

    pub fn key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.key = Some(key.as_ref().to_vec());
        self
    }

    /// Lets so many matching requests pass first.
    pub fn after(mut self, requests: u32) -> Self {
        self.pass = requests;
        self
    }

    /// Strikes so often, then no more.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Whether it strikes this request; keeps count.
    pub(crate) fn strikes(&mut self, operation: Operation, bucket: &str, key: &[u8]) -> bool {
        let fits = self.operation.is_none_or(|wanted| wanted == operation)
            && self.bucket.as_deref().is_none_or(|wanted| wanted == bucket)
            && self.key.as_deref().is_none_or(|wanted| wanted == key);
        if !fits || self.times == Some(0) {
            return false;
        }
        if self.pass > 0 {
            self.pass -= 1;
            return false;
        }
        if let Some(times) = &mut self.times {
            *times -= 1;
        }
        true
    }
}
