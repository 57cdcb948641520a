//! One transfer from its counting to its end, with a few workers.

use super::small::{self, Fetched, Landing};
use super::{Moving, bytes_path, count, download, moving::Wanted, upload};
use crate::{Engine, locked, off_thread};
use futures::{StreamExt, future::BoxFuture};
use std::sync::Arc;
use tidegate_connectors::{Connector as Source, SourceError, UploadState, beneath::Root};
use tidegate_domain::{
    connector::Connector,
    id::{TransferId, TransferItemId},
    problem::{ErrorClass, Problem},
    transfer::{TransferItemState, TransferKind, TransferStatus},
};
use tidegate_store::{Settled, TransferPlan, TransferWork};
use tokio::sync::mpsc;

/// Items of one transfer under way at the same time.
const WORKERS: usize = 16;
/// Items taken from the store in one go.
const CLAIMED: u32 = 512;
/// Outcomes recorded in one go at most.
const SETTLED: usize = 256;

/// What the workers of one transfer share.
pub(super) struct Desk {
    pub engine: Engine,
    pub moving: Arc<Moving>,
    pub connector: Connector,
    pub source: Box<dyn Source>,
    /// The folder on this computer, held open.
    pub root: Arc<Root>,
    pub plan: TransferPlan,
}

/// Why an item has no outcome.
pub(super) enum Stop {
    /// The transfer was paused or cancelled.
    Halted,
    /// Nothing more can be moved.
    Lost(Problem),
}

pub(super) async fn run(engine: Engine, id: TransferId, moving: Arc<Moving>) {
    let ended = work(&engine, &id, &moving).await;
    if let Err(problem) = ended
        && problem.class != ErrorClass::Cancelled
    {
        moving.stop(Wanted::Lost(problem));
    }
    if let Err(problem) = finish(&engine, &id, &moving).await {
        tracing::error!(%problem, transfer = %id, "how a transfer ended could not be stored");
    }
    locked(&engine.inner.transfers).remove(&id);
    moving.mark_ended();
    engine.transfer_moved();
    // What was answered just as the workers left is theirs to do.
    let left = engine.transfer_plan(&id).await.is_ok_and(|plan| {
        let t = &plan.transfer;
        t.status == TransferStatus::NeedsAnswer && t.conflicts == 0
    });
    if left && let Err(problem) = engine.start_later(&id).await {
        tracing::error!(%problem, transfer = %id, "a transfer could not go on");
    }
}

async fn work(engine: &Engine, id: &TransferId, moving: &Arc<Moving>) -> Result<(), Problem> {
    let desk = open(engine, id, moving).await?;
    if !desk.plan.counted {
        let wanted = id.clone();
        engine
            .db(move |store| store.transfers().count_again(&wanted))
            .await?;
        match desk.plan.transfer.kind {
            TransferKind::Download => {
                count::download(engine, moving, desk.source.as_ref(), &desk.plan).await?
            }
            TransferKind::Upload => count::upload(engine, moving, &desk.plan).await?,
        }
        let wanted = id.clone();
        engine
            .db(move |store| {
                store.transfers().counted(&wanted)?;
                store
                    .transfers()
                    .set_status(&wanted, TransferStatus::Running, None, None)
            })
            .await?;
        engine.transfer_moved();
    }
    // Files land and outcomes are recorded beside the moving, as many at a time as have come meanwhile.
    let (told, ended) = mpsc::unbounded_channel();
    let (shore, coming) = mpsc::channel(small::ARMFUL);
    let (desk, told) = (&desk, Told(told));
    let landing = small::land(desk, coming, told.clone());
    let (waiting, claimed) = mpsc::channel(CLAIMED as usize);
    let moved = async move {
        let (shore, told) = (&shore, &told);
        futures::stream::unfold(claimed, |mut claimed| async {
            Some((claimed.recv().await?, claimed))
        })
        .for_each_concurrent(WORKERS, |(item, plain)| one(desk, item, plain, shore, told))
        .await;
    };
    tokio::join!(
        claim(desk, waiting),
        moved,
        landing,
        record(engine, moving, ended)
    );
    Ok(())
}

/// Takes waiting items from the store, each with whether it is a plain one: the next while the last are under way.
async fn claim(desk: &Desk, waiting: mpsc::Sender<(TransferWork, bool)>) {
    while !desk.moving.context().cancelled() {
        let id = desk.plan.transfer.id.clone();
        let claim = desk.engine.db(move |store| store.transfers().claim(&id, CLAIMED));
        let batch = match claim.await {
            Ok(batch) => batch,
            Err(problem) => return desk.moving.stop(Wanted::Lost(problem)),
        };
        if batch.is_empty() {
            return;
        }
        let plain = match desk.plan.transfer.kind {
            TransferKind::Download => small::plain(desk, &batch).await,
            TransferKind::Upload => vec![false; batch.len()],
        };
        for item in batch.into_iter().zip(plain) {
            // The workers outlive this.
            if waiting.send(item).await.is_err() {
                return;
            }
        }
    }
}

/// Records outcomes until all workers have gone.
async fn record(
    engine: &Engine,
    moving: &Moving,
    mut ended: mpsc::UnboundedReceiver<(TransferItemId, Settled)>,
) {
    let mut some = Vec::new();
    while ended.recv_many(&mut some, SETTLED).await > 0 {
        let settled = std::mem::take(&mut some);
        let ids: Vec<_> = settled.iter().map(|(id, _)| id.clone()).collect();
        if let Err(problem) = engine.db(move |store| store.transfers().settle(&settled)).await {
            moving.stop(Wanted::Lost(problem));
        }
        for id in &ids {
            moving.landed(id);
        }
        engine.transfer_moved();
    }
}

async fn open(engine: &Engine, id: &TransferId, moving: &Arc<Moving>) -> Result<Desk, Problem> {
    let plan = engine.transfer_plan(id).await?;
    let connector = engine.connector_show(&plan.transfer.connector).await?;
    let source = engine.source(&connector).await?;
    let folder = bytes_path(&plan.folder);
    let root = off_thread(move || Root::open(&folder).map_err(SourceError::into_problem)).await?;
    Ok(Desk {
        engine: engine.clone(),
        moving: moving.clone(),
        connector,
        source,
        root: Arc::new(root),
        plan,
    })
}

async fn one(desk: &Desk, item: TransferWork, plain: bool, shore: &mpsc::Sender<Landing>, told: &Told) {
    let Ok(_slot) = desk.engine.inner.transfer_slots.acquire().await else {
        return;
    };
    if desk.moving.context().cancelled() {
        return;
    }
    let id = item.id.clone();
    let item = match plain {
        true => match small::fetch(desk, item).await {
            // The shore outlives the workers.
            Fetched::Whole(landing) => return drop(shore.send(*landing).await),
            Fetched::Ended(ended) => return told.tell(desk, id, ended),
            Fetched::Otherwise(item) => item,
        },
        false => item,
    };
    let ended = match desk.plan.transfer.kind {
        TransferKind::Download => download::item(desk, item).await,
        TransferKind::Upload => upload::item(desk, item).await,
    };
    told.tell(desk, id, ended);
}

/// Where the ends of items are told.
#[derive(Clone)]
pub(super) struct Told(mpsc::UnboundedSender<(TransferItemId, Settled)>);

impl Told {
    pub(super) fn tell(&self, desk: &Desk, id: TransferItemId, ended: Result<Settled, Stop>) {
        match ended {
            // The recorder outlives all who tell.
            Ok(settled) => drop(self.0.send((id, settled))),
            Err(stop) => {
                if let Stop::Lost(problem) = stop {
                    desk.moving.stop(Wanted::Lost(problem));
                }
                desk.moving.landed(&id);
                desk.engine.transfer_moved();
            }
        }
    }
}

/// An item that could not be moved, or the reason why none can.
pub(super) fn failed(desk: &Desk, error: SourceError, keep_progress: bool) -> Result<Settled, Stop> {
    if desk.moving.context().cancelled() {
        return Err(Stop::Halted);
    }
    if count::is_lost(&error) {
        return Err(Stop::Lost(error.into_problem()));
    }
    Ok(Settled {
        problem: Some(error.into_problem()),
        keep_progress,
        ..Settled::new(TransferItemState::Failed)
    })
}

/// Stores how the transfer stands now that its workers have stopped.
async fn finish(engine: &Engine, id: &TransferId, moving: &Moving) -> Result<(), Problem> {
    let transfer = engine.transfer_show(id).await?;
    let (status, problem) = match moving.wanted() {
        Some(Wanted::Cancel) => {
            engine.sweep(id).await;
            (TransferStatus::Cancelled, None)
        }
        Some(Wanted::Lost(problem)) => (TransferStatus::Paused, Some(problem)),
        Some(Wanted::Pause) => (TransferStatus::Paused, None),
        None if moving.context().cancelled() => (TransferStatus::Paused, None),
        None if transfer.conflicts > 0 => (TransferStatus::NeedsAnswer, None),
        None if transfer.failed > 0 => (TransferStatus::CompletedWithErrors, None),
        None => (TransferStatus::Completed, None),
    };
    let over = !matches!(status, TransferStatus::Paused | TransferStatus::NeedsAnswer);
    let (wanted, ended) = (id.clone(), over.then(|| engine.inner.clock.now()));
    engine
        .db(move |store| {
            store
                .transfers()
                .set_status(&wanted, status, ended, problem.as_ref())
        })
        .await?;
    if transfer.kind == TransferKind::Upload && transfer.done > 0 {
        engine.changed(&["browse", "documents"]);
    }
    Ok(())
}

impl Engine {
    /// As [`Engine::start`], for the worker that just left.
    fn start_later(&self, id: &TransferId) -> BoxFuture<'static, Result<(), Problem>> {
        let (engine, id) = (self.clone(), id.clone());
        Box::pin(async move { engine.start(&id).await.map(|_| ()) })
    }

    /// Removes what unfinished items have left on the disk or at the source.
    pub(super) async fn sweep(&self, id: &TransferId) {
        if let Err(problem) = self.try_sweep(id).await {
            tracing::warn!(%problem, transfer = %id, "what a transfer has left could not be removed");
        }
    }

    async fn try_sweep(&self, id: &TransferId) -> Result<(), Problem> {
        let wanted = id.clone();
        let left = self.db(move |store| store.transfers().begun(&wanted)).await?;
        if left.is_empty() {
            return Ok(());
        }
        let plan = self.transfer_plan(id).await?;
        match plan.transfer.kind {
            TransferKind::Download => {
                let folder = bytes_path(&plan.folder);
                off_thread(move || {
                    let root = Root::open(&folder).map_err(SourceError::into_problem)?;
                    for item in &left {
                        root.remove_part(&item.path, &download::temporary(&item.id))
                            .map_err(SourceError::into_problem)?;
                    }
                    Ok(())
                })
                .await?;
            }
            TransferKind::Upload => {
                let connector = self.connector_show(&plan.transfer.connector).await?;
                let source = self.source(&connector).await?;
                for item in left {
                    let Some(state) = item.resume.as_deref().and_then(upload::remembered) else {
                        continue;
                    };
                    let state = UploadState(state.state);
                    let abandoned = source.abandon(&self.context(), &item.object, &state).await;
                    abandoned.map_err(SourceError::into_problem)?;
                }
            }
        }
        let wanted = id.clone();
        self.db(move |store| store.transfers().forget_begun(&wanted))
            .await
    }
}
