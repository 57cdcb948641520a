//! Writing an object: in one request where it is small, else in parts that can go on after an interruption.

use super::dialect::{Dialect, Part};
use super::words::protocol;
use crate::connector::{SourceError, Upload, UploadBody, UploadProgress, UploadState};
use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use tidegate_domain::{
    context::RunContext,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
};

/// The inside of an [`UploadState`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    upload: String,
    /// Bytes of every part but the last.
    part_size: u64,
    /// Of the whole body, to notice another one.
    size: u64,
    parts: Vec<Part>,
}

impl Progress {
    fn state(&self) -> Option<UploadState> {
        serde_json::to_string(self).ok().map(UploadState)
    }

    fn sent(&self) -> u64 {
        (self.parts.len() as u64 * self.part_size).min(self.size)
    }
}

/// A body that is in memory already.
pub(super) struct Held(pub Bytes);

#[async_trait]
impl UploadBody for Held {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(self.0.len());
        Ok(self.0.slice(at(range.start)..at(range.end)))
    }
}

pub(super) async fn put(
    api: &dyn Dialect,
    ctx: &RunContext,
    upload: Upload<'_>,
    seen: &mut (dyn FnMut(UploadProgress) + Send),
) -> Result<ObjectMeta, SourceError> {
    let Upload {
        object,
        body,
        condition,
        content_type,
        resume,
    } = upload;
    let size = body.size();
    let sizes = api.part_sizes();
    if size <= sizes.whole {
        let bytes = exactly(body, 0..size).await?;
        let written = api
            .put_whole(ctx, object, bytes, &condition, content_type)
            .await?;
        seen(UploadProgress {
            sent: size,
            state: None,
        });
        return Ok(written);
    }
    let begun = resume
        .and_then(|state| serde_json::from_str::<Progress>(&state.0).ok())
        .filter(|progress| progress.size == size && progress.part_size > 0);
    let mut progress = match begun {
        Some(progress) => progress,
        None => Progress {
            upload: api.begin_parts(ctx, object, content_type).await?,
            part_size: sizes.part.max(size.div_ceil(sizes.most_parts.max(1))),
            size,
            parts: Vec::new(),
        },
    };
    seen(UploadProgress {
        sent: progress.sent(),
        state: progress.state(),
    });
    while progress.sent() < size {
        let from = progress.sent();
        let bytes = exactly(body, from..(from + progress.part_size).min(size)).await?;
        let number = u32::try_from(progress.parts.len() + 1)
            .map_err(|_| protocol("The upload has too many parts."))?;
        let part = api.put_part(ctx, object, &progress.upload, number, bytes).await?;
        progress.parts.push(part);
        seen(UploadProgress {
            sent: progress.sent(),
            state: progress.state(),
        });
    }
    api.finish_parts(
        ctx,
        object,
        &progress.upload,
        &progress.parts,
        &condition,
        content_type,
    )
    .await
}

pub(super) async fn abandon(
    api: &dyn Dialect,
    ctx: &RunContext,
    object: &ObjectRef,
    state: &UploadState,
) -> Result<(), SourceError> {
    match serde_json::from_str::<Progress>(&state.0) {
        Ok(progress) => api.abandon_parts(ctx, object, &progress.upload).await,
        Err(_) => Ok(()),
    }
}

async fn exactly(body: &dyn UploadBody, range: Range<u64>) -> Result<Bytes, SourceError> {
    let wanted = range.end - range.start;
    let bytes = body.read(range).await?;
    if bytes.len() as u64 == wanted {
        return Ok(bytes);
    }
    Err(SourceError::new(
        ErrorClass::Changed,
        "The file became shorter while it was being uploaded.",
        "Upload it again.",
    ))
}
