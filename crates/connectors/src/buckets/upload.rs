//! Writing an object: in one request where it is small, else in parts that can go on after an interruption.

use super::dialect::{Dialect, Part};
use super::words::{in_the_way, protocol};
use crate::connector::{PutCondition, SourceError, Upload, UploadBody, UploadProgress, UploadState};
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
    /// Progress of an upload of so many bytes, when the state tells of one.
    fn taken_up(state: &UploadState, size: u64) -> Option<Self> {
        let progress: Self = serde_json::from_str(&state.0).ok()?;
        let in_order = (1_u32..)
            .zip(&progress.parts)
            .all(|(number, part)| part.number == number);
        (progress.size == size && progress.part_size > 0 && in_order).then_some(progress)
    }

    fn told(&self) -> UploadProgress {
        UploadProgress {
            sent: self.sent(),
            state: serde_json::to_string(self).ok().map(UploadState),
        }
    }

    fn sent(&self) -> u64 {
        (self.parts.len() as u64)
            .saturating_mul(self.part_size)
            .min(self.size)
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
    let begun = resume.and_then(|state| Progress::taken_up(state, size));
    let resumed = begun.is_some();
    let parts = Parts {
        api,
        ctx,
        object,
        body,
        condition: &condition,
        content_type,
    };
    match parts.send(begun, seen).await {
        // The service has forgotten an upload that lay still for long: there is nothing to go on from.
        Err(error) if resumed && error.class == ErrorClass::NotFound => parts.send(None, seen).await,
        sent => sent,
    }
}

/// An object that is sent in parts.
struct Parts<'a> {
    api: &'a dyn Dialect,
    ctx: &'a RunContext,
    object: &'a ObjectRef,
    body: &'a dyn UploadBody,
    condition: &'a PutCondition,
    content_type: Option<&'a str>,
}

impl Parts<'_> {
    /// Tells of what is in the way before much is sent. The condition itself is kept when the object is made.
    async fn is_free(&self) -> Result<(), SourceError> {
        if *self.condition == PutCondition::Create && self.api.stat(self.ctx, self.object).await.is_ok() {
            return Err(in_the_way(&self.object.key));
        }
        Ok(())
    }

    async fn send(
        &self,
        begun: Option<Progress>,
        seen: &mut (dyn FnMut(UploadProgress) + Send),
    ) -> Result<ObjectMeta, SourceError> {
        let Self {
            api,
            ctx,
            object,
            body,
            ..
        } = *self;
        let size = body.size();
        let mut progress = match begun {
            Some(progress) => progress,
            None => {
                self.is_free().await?;
                let sizes = api.part_sizes();
                Progress {
                    upload: api.begin_parts(ctx, object, self.content_type).await?,
                    part_size: sizes.part.max(size.div_ceil(sizes.most_parts.max(1))),
                    size,
                    parts: Vec::new(),
                }
            }
        };
        seen(progress.told());
        while progress.sent() < size {
            let from = progress.sent();
            let bytes = exactly(body, from..from.saturating_add(progress.part_size).min(size)).await?;
            let number = u32::try_from(progress.parts.len() + 1)
                .map_err(|_| protocol("The upload has too many parts."))?;
            let part = api.put_part(ctx, object, &progress.upload, number, bytes).await?;
            progress.parts.push(part);
            seen(progress.told());
        }
        let Progress { upload, parts, .. } = &progress;
        let written = api
            .finish_parts(ctx, object, upload, parts, self.condition, self.content_type)
            .await?;
        // What the parts came to; not every service's last answer says it.
        Ok(ObjectMeta { size, ..written })
    }
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
