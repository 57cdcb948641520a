//! A transfer under way, as seen from outside: bytes in flight, the switch to stop it, its end.

use crate::locked;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tidegate_domain::{
    context::RunContext,
    id::{ConnectorId, TransferItemId},
    problem::Problem,
    transfer::{ConflictAnswer, Transfer},
};
use tokio_util::sync::CancellationToken;

/// Why a transfer is to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    Pause,
    Cancel,
    /// Nothing more can be moved: the source or the disk is lost.
    Lost(Problem),
}

#[derive(Debug)]
pub(crate) struct Moving {
    connector: ConnectorId,
    ctx: RunContext,
    over: CancellationToken,
    wanted: Mutex<Option<Wanted>>,
    answer: Mutex<Option<ConflictAnswer>>,
    flying: Mutex<HashMap<TransferItemId, Arc<AtomicU64>>>,
}

impl Moving {
    pub(crate) fn new(transfer: &Transfer, ctx: RunContext) -> Self {
        Self {
            connector: transfer.connector.clone(),
            ctx,
            over: CancellationToken::new(),
            wanted: Mutex::default(),
            answer: Mutex::new(transfer.on_conflict),
            flying: Mutex::default(),
        }
    }

    pub(crate) fn connector(&self) -> &ConnectorId {
        &self.connector
    }

    pub(crate) fn context(&self) -> &RunContext {
        &self.ctx
    }

    /// Stops the workers. The first reason stays, except that a person's cancel always counts.
    pub(crate) fn stop(&self, why: Wanted) {
        let mut wanted = locked(&self.wanted);
        if wanted.is_none() || why == Wanted::Cancel {
            *wanted = Some(why);
        }
        drop(wanted);
        self.ctx.cancel.cancel();
    }

    pub(crate) fn wanted(&self) -> Option<Wanted> {
        locked(&self.wanted).clone()
    }

    pub(crate) fn answer(&self, answer: ConflictAnswer) {
        *locked(&self.answer) = Some(answer);
    }

    pub(crate) fn answered(&self) -> Option<ConflictAnswer> {
        *locked(&self.answer)
    }

    /// A meter for the bytes of one item, until [`Moving::landed`].
    pub(crate) fn meter(&self, item: &TransferItemId) -> Arc<AtomicU64> {
        locked(&self.flying).entry(item.clone()).or_default().clone()
    }

    pub(crate) fn landed(&self, item: &TransferItemId) {
        locked(&self.flying).remove(item);
    }

    pub(crate) fn in_flight(&self) -> u64 {
        locked(&self.flying)
            .values()
            .map(|meter| meter.load(Ordering::Relaxed))
            .sum()
    }

    pub(crate) fn bytes_of(&self, item: &TransferItemId) -> Option<u64> {
        locked(&self.flying)
            .get(item)
            .map(|meter| meter.load(Ordering::Relaxed))
    }

    pub(crate) fn mark_ended(&self) {
        self.over.cancel();
    }

    /// Resolves once the workers have stopped and how it stands is stored.
    pub(crate) async fn ended(&self) {
        self.over.cancelled().await;
    }
}
