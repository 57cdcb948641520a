//! Small objects that go to where nothing lies yet: read into memory, and brought to the disk by the armful.
//!
//! Whatever is not as plain as that (something lies there, an earlier attempt was cut off, the object changes while it
//! is read) is left to [`super::download`], which takes one object at a time.

use super::download::{self, blocking, temporary};
use super::moving::Wanted;
use super::run::{Desk, Stop, Told, failed};
use crate::hex;
use bytes::Bytes;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use tidegate_connectors::{SourceError, beneath::Whole};
use tidegate_domain::{key::ObjectKey, object::Version, problem::ErrorClass, transfer::TransferItemState};
use tidegate_store::{Settled, TransferWork};
use tokio::sync::mpsc;

/// Bytes of an object that is held in memory until it is on the disk.
const SMALL: u64 = 64 << 10;
/// Files brought to the disk together at most; all are open at once.
pub(super) const ARMFUL: usize = 128;

/// A file that is whole and waits for its place on the disk.
pub(super) struct Landing {
    work: TransferWork,
    file: Whole,
    /// How the item ended, once the file is there.
    settled: Settled,
}

/// Which of these may go this way: small, begun for the first time, and nothing lies where they go.
pub(super) async fn plain(desk: &Desk, batch: &[TransferWork]) -> Vec<bool> {
    let small = |item: &TransferWork| {
        item.size <= SMALL
            && !item.begun
            && item.bytes_done == 0
            && item.version.is_some()
            && !item.object.key.as_bytes().ends_with(b"/")
    };
    let (root, paths) = (desk.root.clone(), batch.iter().map(|item| item.path.clone()));
    let paths: Vec<ObjectKey> = paths.collect();
    // Who cannot be looked at is taken one at a time, and tells why.
    let vacant = blocking(move || Ok(root.vacant(&paths)))
        .await
        .unwrap_or_default();
    batch
        .iter()
        .enumerate()
        .map(|(at, item)| small(item) && vacant.get(at) == Some(&true))
        .collect()
}

/// What reading came to.
pub(super) enum Fetched {
    Whole(Box<Landing>),
    Ended(Result<Settled, Stop>),
    /// It is not as plain as it seemed.
    Otherwise(TransferWork),
}

/// Reads an object to its end.
pub(super) async fn fetch(desk: &Desk, work: TransferWork) -> Fetched {
    let meter = desk.moving.meter(&work.id);
    let (bytes, version) = match read(desk, &work, &meter).await {
        Ok(read) => read,
        Err(error) if error.class.is_retryable() || error.class == ErrorClass::Protocol => {
            meter.store(0, Ordering::Relaxed);
            return Fetched::Otherwise(work);
        }
        Err(error) => return Fetched::Ended(failed(desk, error, false)),
    };
    Fetched::Whole(Box::new(Landing {
        settled: Settled {
            path: Some(work.path.clone()),
            size: Some(work.size),
            modified: work.modified,
            version: Some(version.0),
            sha256: Some(hex(&Sha256::digest(&bytes))),
            ..Settled::new(TransferItemState::Done)
        },
        file: Whole {
            path: work.path.clone(),
            temporary: temporary(&work.id),
            bytes,
            modified: work.modified,
        },
        work,
    }))
}

/// All bytes of the listed version.
async fn read(desk: &Desk, work: &TransferWork, meter: &AtomicU64) -> Result<(Bytes, Version), SourceError> {
    let ctx = desk.moving.context();
    let listed = work.version.clone().map(Version);
    let mut opened = desk.source.open(ctx, &work.object, listed.as_ref(), None).await?;
    let another = || {
        SourceError::new(
            ErrorClass::Changed,
            format!("{} has another size by now.", work.object),
            "Download it again.",
        )
    };
    if opened.size != work.size {
        return Err(another());
    }
    let (mut pieces, mut came) = (Vec::new(), 0);
    while let Some(piece) = opened.stream.next().await {
        let piece = piece?;
        came += piece.len() as u64;
        if came > work.size {
            return Err(another());
        }
        meter.store(came, Ordering::Relaxed);
        pieces.push(piece);
    }
    if came < work.size {
        return Err(another());
    }
    // Most come in one piece, which is kept as it is.
    let all = match &pieces[..] {
        [whole] => whole.clone(),
        pieces => pieces.concat().into(),
    };
    Ok((all, opened.version))
}

/// Brings whole files to the disk until all workers have gone, as many at a time as have come meanwhile.
pub(super) async fn land(desk: &Desk, mut coming: mpsc::Receiver<Landing>, told: Told) {
    let mut some = Vec::new();
    while coming.recv_many(&mut some, ARMFUL).await > 0 {
        let armful = std::mem::take(&mut some);
        let root = desk.root.clone();
        let landed = blocking(move || {
            let (files, items): (Vec<_>, Vec<_>) = armful
                .into_iter()
                .map(|landing| (landing.file, (landing.work, landing.settled)))
                .unzip();
            Ok(items.into_iter().zip(root.land_all(&files)).collect::<Vec<_>>())
        })
        .await;
        let landed = match landed {
            Ok(landed) => landed,
            // Their items wait again; what an attempt has left is taken up by the next.
            Err(error) => {
                desk.moving.stop(Wanted::Lost(error.into_problem()));
                continue;
            }
        };
        for ((work, settled), landed) in landed {
            let id = work.id.clone();
            let ended = match landed {
                Ok(()) => Ok(settled),
                // Somebody else was quicker with this name.
                Err(error) if error.class == ErrorClass::Conflict => download::item(desk, work).await,
                Err(error) => failed(desk, error, false),
            };
            told.tell(desk, id, ended);
        }
    }
}
