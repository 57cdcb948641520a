//! One object to one file: whole or not at all, never outside the chosen folder, with its hash as receipt.

use super::conflict::{Decision, Side, decide, numbered};
use super::run::{Desk, Stop, failed};
use crate::feed::{Feed, source_error};
use crate::hex;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tidegate_connectors::{
    SourceError,
    beneath::{Part, Root},
};
use tidegate_domain::{
    Timestamp,
    id::TransferItemId,
    key::ObjectKey,
    object::Version,
    problem::{ErrorClass, Problem},
    transfer::TransferItemState,
};
use tidegate_store::{Settled, Store, TransferWork};

/// Bytes after which what was written is made safe and remembered.
const STEP: u64 = 16 << 20;
const BUFFER: usize = 256 << 10;
/// How often an object may change while it is read.
const CHANGES: u32 = 3;
/// Numbers tried for a name of its own.
const NUMBERS: u32 = 10_000;

/// The name of a file on its way, the same in every attempt.
pub(super) fn temporary(item: &TransferItemId) -> String {
    let id = item.as_str();
    format!(".tidegate-{}.part", id.split_once('_').map_or(id, |(_, id)| id))
}

/// Where the file goes, once its conflict is decided.
struct Target {
    path: ObjectKey,
    replace: bool,
    /// An earlier attempt may have finished it already.
    perhaps_done: bool,
}

pub(super) async fn item(desk: &Desk, work: TransferWork) -> Result<Settled, Stop> {
    if work.object.key.as_bytes().ends_with(b"/") && work.size == 0 {
        return folder(desk, work).await;
    }
    let target = match target(desk, &work).await {
        Ok(Ok(target)) => target,
        Ok(Err(settled)) => return Ok(settled),
        Err(error) => return failed(desk, error, false),
    };
    let meter = desk.moving.meter(&work.id);
    let mut copy = Copy {
        part: None,
        hash: Sha256::new(),
        at: 0,
        version: work.version.clone().map(Version),
        size: work.size,
        modified: work.modified,
    };
    match fetch(desk, &work, &target, &mut copy, &meter).await {
        Ok(()) => land(desk, target, copy).await,
        Err(error) => give_up(desk, &work, copy, error).await,
    }
}

/// A marker of a folder becomes the folder.
async fn folder(desk: &Desk, work: TransferWork) -> Result<Settled, Stop> {
    let path = work.path.as_bytes();
    let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(path.len());
    let folder = ObjectKey::from_bytes(&path[..end]);
    let (root, made) = (desk.root.clone(), folder.clone());
    match blocking(move || root.make_folder(&made)).await {
        Ok(()) => Ok(Settled {
            path: Some(folder),
            ..Settled::new(TransferItemState::Done)
        }),
        Err(error) => failed(desk, error, false),
    }
}

/// Decides about what lies at the target; `Err` inside when nothing is to be moved.
async fn target(desk: &Desk, work: &TransferWork) -> Result<Result<Target, Settled>, SourceError> {
    let (root, path) = (desk.root.clone(), work.path.clone());
    let there = blocking(move || root.meta(&path)).await?;
    let plain = |replace, perhaps_done| Target {
        path: work.path.clone(),
        replace,
        perhaps_done,
    };
    let Some(there) = there else {
        return Ok(Ok(plain(false, false)));
    };
    if work.begun && there.unreadable.is_none() && there.size == work.size {
        return Ok(Ok(plain(false, true)));
    }
    let moved = Side {
        size: work.size,
        modified: work.modified,
    };
    let found = Side {
        size: there.size,
        modified: there.modified,
    };
    let path = &work.path;
    Ok(match decide(desk.moving.answered(), moved, found) {
        Decision::Ask => Err(asked(path)),
        Decision::Skip => Err(Settled {
            problem: Some(exists(path)),
            ..Settled::new(TransferItemState::Skipped)
        }),
        Decision::Replace => Ok(plain(true, false)),
        Decision::KeepBoth => {
            let (root, path) = (desk.root.clone(), path.clone());
            Ok(Target {
                path: blocking(move || free_name(&root, &path)).await?,
                replace: false,
                perhaps_done: false,
            })
        }
    })
}

fn exists(path: &ObjectKey) -> Problem {
    Problem::new(
        ErrorClass::Conflict,
        format!("{path} is in the folder already."),
        "Say what to do with files that are there already.",
    )
}

fn asked(path: &ObjectKey) -> Settled {
    Settled {
        problem: Some(exists(path)),
        ..Settled::new(TransferItemState::Conflict)
    }
}

fn free_name(root: &Root, path: &ObjectKey) -> Result<ObjectKey, SourceError> {
    for number in 2..NUMBERS {
        let candidate = numbered(path, number);
        if root.meta(&candidate).is_ok_and(|there| there.is_none()) {
            return Ok(candidate);
        }
    }
    Err(SourceError::new(
        ErrorClass::Conflict,
        format!("There are too many files named like {path}."),
        "Clear the folder, or choose another one.",
    ))
}

/// A file on its way and all that is known of it.
struct Copy {
    part: Option<Part>,
    hash: Sha256,
    at: u64,
    version: Option<Version>,
    size: u64,
    modified: Option<Timestamp>,
}

/// Brings all bytes into the part, going on after interruptions and starting over after changes.
async fn fetch(
    desk: &Desk,
    work: &TransferWork,
    target: &Target,
    copy: &mut Copy,
    meter: &Arc<AtomicU64>,
) -> Result<(), SourceError> {
    let (root, path, name, keep) = (
        desk.root.clone(),
        target.path.clone(),
        temporary(&work.id),
        work.bytes_done,
    );
    let (part, hash, kept) = blocking(move || {
        let mut part = root.part(&path, &name, keep)?;
        let (hash, kept) = hashed(&mut part)?;
        Ok((part, hash, kept))
    })
    .await?;
    (copy.part, copy.hash, copy.at) = (Some(part), hash, kept);
    meter.store(copy.at, Ordering::Relaxed);
    let mut changes = 0;
    loop {
        let began = copy.at;
        match stream(desk, work, copy, meter).await {
            Ok(()) if copy.at == copy.size => return Ok(()),
            Ok(()) => {
                return Err(SourceError::new(
                    ErrorClass::Protocol,
                    format!("{} ended before all of its bytes had come.", work.object),
                    "Try it again.",
                ));
            }
            Err(error) if desk.moving.context().cancelled() => return Err(error),
            Err(error) if error.class == ErrorClass::Changed && changes < CHANGES => {
                changes += 1;
                let now = desk.source.stat(desk.moving.context(), &work.object).await?;
                start_over(copy).await?;
                meter.store(0, Ordering::Relaxed);
                (copy.version, copy.size, copy.modified) = (Some(now.version), now.size, now.modified);
            }
            Err(error)
                if error.class.is_retryable() && error.class != ErrorClass::Changed && copy.at > began => {}
            Err(error) => return Err(error),
        }
    }
}

/// Hashes what an earlier attempt has left.
fn hashed(part: &mut Part) -> Result<(Sha256, u64), SourceError> {
    let kept = part.kept();
    let mut hash = Sha256::new();
    let read = (|| {
        let file = part.file();
        file.seek(SeekFrom::Start(0))?;
        let mut buffer = vec![0; BUFFER];
        let mut left = file.take(kept);
        loop {
            match left.read(&mut buffer)? {
                0 => return Ok(()),
                read => hash.update(&buffer[..read]),
            }
        }
    })();
    read.map_err(|error: io::Error| part.trouble(&error))?;
    Ok((hash, kept))
}

async fn start_over(copy: &mut Copy) -> Result<(), SourceError> {
    let mut part = copy.part.take().ok_or_else(mistake)?;
    let part = blocking(move || {
        let file = part.file();
        let emptied = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
        emptied.map_err(|error| part.trouble(&error))?;
        Ok(part)
    })
    .await?;
    (copy.part, copy.hash, copy.at) = (Some(part), Sha256::new(), 0);
    Ok(())
}

/// One opening of the object, from where the part ends.
async fn stream(
    desk: &Desk,
    work: &TransferWork,
    copy: &mut Copy,
    meter: &Arc<AtomicU64>,
) -> Result<(), SourceError> {
    let ctx = desk.moving.context();
    let range = (copy.at > 0).then_some(copy.at..copy.size);
    if copy.at > 0 && copy.at == copy.size {
        return Ok(());
    }
    let opened = desk
        .source
        .open(ctx, &work.object, copy.version.as_ref(), range)
        .await?;
    if opened.size != copy.size {
        return Err(SourceError::new(
            ErrorClass::Changed,
            format!("{} has another size by now.", work.object),
            "Download it again.",
        ));
    }
    copy.version = Some(opened.version);
    let ended = ctx.cancel.clone().cancelled_owned();
    let feed = Feed::pump(opened.stream.take_until(ended).boxed(), meter.clone());
    let pour = Pour {
        feed,
        store: desk.engine.inner.store.clone(),
        item: work.id.clone(),
        version: copy.version.clone(),
        size: copy.size,
    };
    let (mut part, hash, at) = (
        copy.part.take().ok_or_else(mistake)?,
        std::mem::take(&mut copy.hash),
        copy.at,
    );
    let poured = tokio::task::spawn_blocking(move || {
        let (mut hash, mut at) = (hash, at);
        let ended = pour.into(&mut part, &mut hash, &mut at);
        (part, hash, at, ended)
    })
    .await
    .map_err(|_| mistake())?;
    let (part, hash, at, ended) = poured;
    (copy.part, copy.hash, copy.at) = (Some(part), hash, at);
    ended?;
    if ctx.cancelled() && copy.at < copy.size {
        return Err(SourceError::new(ErrorClass::Cancelled, "Cancelled.", ""));
    }
    Ok(())
}

/// The blocking half: from the feed into the file.
struct Pour {
    feed: Feed,
    store: Store,
    item: TransferItemId,
    version: Option<Version>,
    size: u64,
}

impl Pour {
    fn into(mut self, part: &mut Part, hash: &mut Sha256, at: &mut u64) -> Result<(), SourceError> {
        let mut buffer = vec![0; BUFFER];
        let mut safe = *at;
        loop {
            let read = match self.feed.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) => {
                    return Err(source_error(error).unwrap_or_else(|error| {
                        SourceError::new(ErrorClass::Transient, format!("Reading stopped: {error}."), "")
                    }));
                }
            };
            if *at + read as u64 > self.size {
                return Err(SourceError::new(
                    ErrorClass::Protocol,
                    "The source sent more bytes than the object has.",
                    "Try it again.",
                ));
            }
            part.file()
                .write_all(&buffer[..read])
                .map_err(|error| part.trouble(&error))?;
            hash.update(&buffer[..read]);
            *at += read as u64;
            if *at - safe >= STEP {
                self.remember(part, *at)?;
                safe = *at;
            }
        }
    }

    fn remember(&self, part: &Part, at: u64) -> Result<(), SourceError> {
        part.secure()?;
        let version = self.version.as_ref().map(|version| version.0.as_str());
        self.store
            .transfers()
            .progress(&self.item, at, version, None)
            .map_err(|error| {
                let problem = Problem::from(error);
                SourceError::new(problem.class, problem.message, problem.remedy)
            })
    }
}

/// Gives the file its name.
async fn land(desk: &Desk, target: Target, mut copy: Copy) -> Result<Settled, Stop> {
    let sha256 = hex(&copy.hash.finalize());
    let Some(part) = copy.part.take() else {
        return failed(desk, mistake(), false);
    };
    let (root, path, hash) = (desk.root.clone(), target.path.clone(), sha256.clone());
    let modified = copy.modified;
    let landed = blocking(move || match part.land(modified, target.replace) {
        Err(error) if error.class == ErrorClass::Conflict && target.perhaps_done => {
            if same(&root, &target.path, &hash)? {
                Ok(())
            } else {
                Err(error)
            }
        }
        landed => landed.map(|_| ()),
    })
    .await;
    match landed {
        Ok(()) => Ok(Settled {
            path: Some(path),
            size: Some(copy.size),
            modified: copy.modified,
            version: copy.version.map(|version| version.0),
            sha256: Some(sha256),
            ..Settled::new(TransferItemState::Done)
        }),
        // Somebody else was quicker with this name.
        Err(error) if error.class == ErrorClass::Conflict && desk.moving.answered().is_none() => {
            Ok(asked(&path))
        }
        Err(error) => failed(desk, error, false),
    }
}

/// Whether the file holds exactly these bytes.
fn same(root: &Root, path: &ObjectKey, sha256: &str) -> Result<bool, SourceError> {
    let (mut file, _) = root.file(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hex(&hash.finalize()) == sha256),
            Ok(read) => hash.update(&buffer[..read]),
            Err(_) => return Ok(false),
        }
    }
}

/// Keeps what a later attempt can use, removes the rest.
async fn give_up(
    desk: &Desk,
    work: &TransferWork,
    mut copy: Copy,
    error: SourceError,
) -> Result<Settled, Stop> {
    let cancelled = desk.moving.wanted() == Some(super::moving::Wanted::Cancel);
    let halted = desk.moving.context().cancelled() && !cancelled;
    let useful = copy.at > 0 && (halted || (copy.at >= STEP && error.class.is_retryable()));
    let mut kept = false;
    if let (Some(part), true) = (copy.part.take(), useful) {
        let (store, item, version, at) = (
            desk.engine.inner.store.clone(),
            work.id.clone(),
            copy.version.clone(),
            copy.at,
        );
        kept = crate::off_thread(move || {
            part.secure().map_err(SourceError::into_problem)?;
            let version = version.as_ref().map(|version| version.0.as_str());
            store.transfers().progress(&item, at, version, None)?;
            part.keep();
            Ok(())
        })
        .await
        .is_ok();
    }
    if !kept && work.bytes_done > 0 {
        let (store, item) = (desk.engine.inner.store.clone(), work.id.clone());
        let reset = crate::off_thread(move || Ok(store.transfers().progress(&item, 0, None, None)?)).await;
        if let Err(problem) = reset {
            return Err(Stop::Lost(problem));
        }
    }
    failed(desk, error, kept)
}

pub(super) fn mistake() -> SourceError {
    let problem = crate::internal("a file on its way was lost");
    SourceError::new(problem.class, problem.message, problem.remedy)
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(mistake()))
}
