//! One file to one object: read without following links, told when it changes meanwhile, with its hash as
//! receipt.

use super::conflict::{Decision, Side, decide, numbered};
use super::download::{blocking, mistake};
use super::run::{Desk, Stop, failed};
use crate::hex;
use crate::locked;
use crate::objects::{boundary::may_write, capabilities};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use tidegate_connectors::{PutCondition, SourceError, Upload, UploadBody, UploadProgress, UploadState};
use tidegate_domain::{
    Timestamp,
    object::{ObjectMeta, ObjectRef},
    problem::{ErrorClass, Problem},
    transfer::TransferItemState,
};
use tidegate_store::{Settled, TransferWork};

const BUFFER: usize = 1 << 20;
/// Numbers tried for a name of its own.
const NUMBERS: u32 = 1_000;

/// How far an upload was, and of which file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// The file's version on the disk.
    pub file: String,
    pub state: String,
    /// Where it goes, which is not the item's own key when both are kept.
    pub object: ObjectRef,
}

pub(super) fn remembered(text: &str) -> Option<Remembered> {
    serde_json::from_str(text).ok()
}

pub(super) async fn item(desk: &Desk, work: TransferWork) -> Result<Settled, Stop> {
    let (root, path) = (desk.root.clone(), work.path.clone());
    let (file, meta) = match blocking(move || root.file(&path)).await {
        Ok(opened) => opened,
        Err(error) => return failed(desk, error, false),
    };
    let body = FileBody::new(file, &meta);
    match moved(desk, &work, &body, &meta).await {
        Ok(settled) => Ok(settled),
        // A provider's upload state outlives a failure: the next attempt goes on from it.
        Err(error) => failed(desk, error, true),
    }
}

async fn moved(
    desk: &Desk,
    work: &TransferWork,
    body: &FileBody,
    meta: &ObjectMeta,
) -> Result<Settled, SourceError> {
    let buckets = capabilities(&desk.connector).map_err(said)?.buckets;
    let allowed = |object: &ObjectRef| may_write(&desk.connector, buckets, object).map_err(said);
    allowed(&work.object)?;
    let ctx = desk.moving.context();
    let there = match desk.moving.answered() {
        Some(tidegate_domain::transfer::ConflictAnswer::Overwrite) => None,
        _ => match desk.source.stat(ctx, &work.object).await {
            Ok(there) => Some(there),
            // Where looking is not allowed, the write itself tells.
            Err(error) if matches!(error.class, ErrorClass::NotFound | ErrorClass::PermissionDenied) => None,
            Err(error) => return Err(error),
        },
    };
    let overwrite = desk.moving.answered() == Some(tidegate_domain::transfer::ConflictAnswer::Overwrite);
    let mut object = work.object.clone();
    let mut condition = if overwrite {
        PutCondition::Overwrite
    } else {
        PutCondition::Create
    };
    let mut number = None;
    if let Some(there) = there {
        if work.begun && there.size == meta.size && same(desk, body, &there).await? {
            return done(body, &there).await;
        }
        let sides = |meta: &ObjectMeta| Side {
            size: meta.size,
            modified: meta.modified,
        };
        match decide(desk.moving.answered(), sides(meta), sides(&there)) {
            Decision::Ask => return Ok(exists(&work.object, TransferItemState::Conflict)),
            Decision::Skip => return Ok(exists(&work.object, TransferItemState::Skipped)),
            Decision::Replace => condition = PutCondition::Replace(there.version),
            Decision::KeepBoth => number = Some(2),
        }
    }
    loop {
        if let Some(number) = number {
            object.key = numbered(&work.object.key, number);
        }
        allowed(&object)?;
        match put(desk, work, body, meta, &object, condition.clone()).await {
            Ok(written) => return done(body, &written).await,
            // Nothing was there a moment ago: perhaps it was written, and only the answer was lost.
            Err(error)
                if error.class == ErrorClass::Conflict
                    && condition == PutCondition::Create
                    && let Some(there) = ours(desk, body, &object).await =>
            {
                return done(body, &there).await;
            }
            Err(error) if error.class == ErrorClass::Conflict => match (number, desk.moving.answered()) {
                (Some(last), _) if last < NUMBERS => number = Some(last + 1),
                (None, None) => return Ok(exists(&work.object, TransferItemState::Conflict)),
                _ => return Err(error),
            },
            Err(error) => return Err(error),
        }
    }
}

async fn put(
    desk: &Desk,
    work: &TransferWork,
    body: &FileBody,
    meta: &ObjectMeta,
    object: &ObjectRef,
    condition: PutCondition,
) -> Result<ObjectMeta, SourceError> {
    let ctx = desk.moving.context();
    let before = work.resume.as_deref().and_then(remembered);
    let resume = match before {
        Some(before) if before.file == meta.version.0 && before.object == *object => {
            Some(UploadState(before.state))
        }
        // Parts of what the file was are of no use.
        Some(before) => {
            let state = UploadState(before.state);
            desk.source.abandon(ctx, &before.object, &state).await?;
            None
        }
        None => None,
    };
    let meter = desk.moving.meter(&work.id);
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<(u64, Option<UploadState>)>();
    let upload = Upload {
        object,
        body,
        condition,
        content_type: None,
        resume: resume.as_ref(),
    };
    let note = async {
        while let Some((sent, state)) = told.recv().await {
            let text = state.and_then(|state| {
                serde_json::to_string(&Remembered {
                    file: meta.version.0.clone(),
                    state: state.0,
                    object: object.clone(),
                })
                .ok()
            });
            let item = work.id.clone();
            let stored = desk
                .engine
                .db(move |store| store.transfers().progress(&item, sent, None, text.as_deref()))
                .await;
            if let Err(problem) = stored {
                return Err(said(problem));
            }
        }
        Ok(())
    };
    let write = async {
        // Owns the sender: the notes end when the upload does.
        let mut seen = move |progress: UploadProgress| {
            meter.store(progress.sent, Ordering::Relaxed);
            if progress.state.is_some() {
                // The other end is held until the upload is over.
                let _ = tell.send((progress.sent, progress.state));
            }
        };
        let written = tokio::select! {
            written = desk.source.put(ctx, upload, &mut seen) => written,
            () = ctx.cancel.cancelled() => Err(SourceError::new(ErrorClass::Cancelled, "Cancelled.", "")),
        };
        drop(seen);
        written
    };
    let (written, noted) = futures::join!(write, note);
    noted?;
    written
}

async fn done(body: &FileBody, written: &ObjectMeta) -> Result<Settled, SourceError> {
    let sha256 = body.finish().await?;
    Ok(Settled {
        object: Some(written.object.clone()),
        size: Some(body.size),
        modified: body.modified,
        version: Some(written.version.0.clone()).filter(|version| !version.is_empty()),
        sha256: Some(sha256),
        ..Settled::new(TransferItemState::Done)
    })
}

fn exists(object: &ObjectRef, state: TransferItemState) -> Settled {
    Settled {
        problem: Some(Problem::new(
            ErrorClass::Conflict,
            format!("{object} is there already."),
            "Say what to do with objects that are there already.",
        )),
        ..Settled::new(state)
    }
}

/// What is there, when it is what was to be written.
async fn ours(desk: &Desk, body: &FileBody, object: &ObjectRef) -> Option<ObjectMeta> {
    let there = desk.source.stat(desk.moving.context(), object).await.ok()?;
    let ours = there.size == body.size && same(desk, body, &there).await.ok()?;
    ours.then_some(there)
}

/// Whether the object holds exactly the file's bytes: then the attempt before this one had finished it.
async fn same(desk: &Desk, body: &FileBody, there: &ObjectMeta) -> Result<bool, SourceError> {
    let ctx = desk.moving.context();
    let opened = match desk
        .source
        .open(ctx, &there.object, Some(&there.version), None)
        .await
    {
        Ok(opened) => opened,
        Err(error) if error.class == ErrorClass::PermissionDenied => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut stream = opened.stream;
    let mut hash = Sha256::new();
    while let Some(chunk) = stream.next().await {
        hash.update(&chunk?);
    }
    Ok(hex(&hash.finalize()) == body.finish().await?)
}

fn said(problem: Problem) -> SourceError {
    SourceError::new(problem.class, problem.message, problem.remedy)
}

/// A file as a body, hashed as it is read.
struct FileBody {
    file: Arc<File>,
    size: u64,
    modified: Option<Timestamp>,
    version: String,
    name: String,
    hash: Arc<Mutex<(Sha256, u64)>>,
}

impl FileBody {
    fn new(file: File, meta: &ObjectMeta) -> Self {
        Self {
            file: Arc::new(file),
            size: meta.size,
            modified: meta.modified,
            version: meta.version.0.clone(),
            name: meta.object.key.to_string(),
            hash: Arc::default(),
        }
    }

    /// The hash of all bytes; what was not read yet is read now.
    async fn finish(&self) -> Result<String, SourceError> {
        loop {
            let at = locked(&self.hash).1;
            if at >= self.size {
                return Ok(hex(&locked(&self.hash).0.clone().finalize()));
            }
            self.read(at..(at + BUFFER as u64).min(self.size)).await?;
        }
    }
}

#[async_trait]
impl UploadBody for FileBody {
    fn size(&self) -> u64 {
        self.size
    }

    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        // A part further on is hashed with all that lies before it.
        loop {
            let at = locked(&self.hash).1;
            if at >= range.start {
                break;
            }
            self.piece(at..(at + BUFFER as u64).min(range.start)).await?;
        }
        self.piece(range).await
    }
}

impl FileBody {
    async fn piece(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        use std::os::unix::fs::FileExt;
        let (file, hash) = (self.file.clone(), self.hash.clone());
        let (version, name) = (self.version.clone(), self.name.clone());
        blocking(move || {
            let changed = || {
                SourceError::new(
                    ErrorClass::Changed,
                    format!("{name} changed while it was being uploaded."),
                    "Upload it again once nothing writes to it.",
                )
            };
            let wanted = usize::try_from(range.end - range.start).map_err(|_| mistake())?;
            let mut bytes = vec![0; wanted];
            file.read_exact_at(&mut bytes, range.start).map_err(|error| {
                if error.kind() == std::io::ErrorKind::UnexpectedEof {
                    changed()
                } else {
                    SourceError::new(
                        ErrorClass::Unreadable,
                        format!("{name} could not be read: {error}."),
                        "Check the disk, then try again.",
                    )
                }
            })?;
            if tidegate_connectors::beneath::version(&file).as_deref() != Some(version.as_str()) {
                return Err(changed());
            }
            let mut hashed = locked(&hash);
            let (start, end) = (range.start, range.end);
            if hashed.1 >= start && hashed.1 < end {
                let from = usize::try_from(hashed.1 - start).map_err(|_| mistake())?;
                hashed.0.update(&bytes[from..]);
                hashed.1 = end;
            }
            Ok(Bytes::from(bytes))
        })
        .await
    }
}
