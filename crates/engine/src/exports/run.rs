//! One export under way: object by object until none is left, each outcome recorded as it comes.

use crate::{
    Engine, locked,
    redact::{Copier, Desk, Target},
};
use futures::StreamExt;
use std::sync::{Arc, Mutex};
use tidegate_connectors::Connector as Source;
use tidegate_domain::{
    context::RunContext,
    export::{CopyItem, Export, ExportStatus, Manifest},
    page::PageRequest,
    problem::{ErrorClass, Problem},
};
use tidegate_store::ExportWork;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Objects taken from the store at once, and rows of the manifest.
const BATCH: u32 = 500;

/// How often watchers are told that more objects are done.
const TELL_EACH: chrono::TimeDelta = chrono::TimeDelta::milliseconds(200);

/// An export that is under way.
pub(crate) struct Running {
    pub(super) cancel: CancellationToken,
    over: watch::Sender<bool>,
    /// What the rest of it was lost over, once it is over.
    lost: Mutex<Option<Problem>>,
}

impl Running {
    pub(super) fn new(cancel: CancellationToken) -> Self {
        Self {
            cancel,
            over: watch::Sender::new(false),
            lost: Mutex::default(),
        }
    }

    pub(super) fn end(&self, lost: Option<Problem>) {
        *locked(&self.lost) = lost;
        self.over.send_replace(true);
    }

    pub(crate) async fn ended(&self) {
        let mut over = self.over.subscribe();
        // Only an end that was told ends the waiting; the sender lives as long as this.
        let _ = over.wait_for(|over| *over).await;
    }

    /// What the source or our own disk was lost over before all copies were made. A cancelled export was not.
    pub(crate) fn lost(&self) -> Option<Problem> {
        locked(&self.lost).clone()
    }
}

pub(super) struct Job {
    pub(super) engine: Engine,
    pub(super) ctx: RunContext,
    pub(super) export: Export,
    pub(super) source: Box<dyn Source>,
    pub(super) copier: Arc<Copier>,
    pub(super) target: Target,
    pub(super) by_bucket: bool,
}

impl Job {
    /// Answers what the rest was lost over.
    pub(super) async fn run(&self) -> Option<Problem> {
        let copied = self.copies().await;
        // What was copied is told, also when not all was.
        let told = self.manifest().await;
        let lost = copied
            .as_ref()
            .err()
            .filter(|problem| problem.class != ErrorClass::Cancelled)
            .cloned();
        let (status, message) = match (copied, told) {
            (Err(problem), _) if problem.class == ErrorClass::Cancelled => {
                if self.engine.inner.shutdown.cancelled() {
                    let message = "The program ended while copies were being made.".to_owned();
                    (ExportStatus::Interrupted, Some(message))
                } else {
                    (ExportStatus::Cancelled, None)
                }
            }
            (Err(problem), _) | (Ok(()), Err(problem)) => {
                (ExportStatus::Interrupted, Some(problem.to_string()))
            }
            (Ok(()), Ok(0)) => (ExportStatus::Completed, None),
            (Ok(()), Ok(_)) => (ExportStatus::CompletedWithErrors, None),
        };
        let (id, now) = (self.export.id.clone(), self.ctx.clock.now());
        let stored = self
            .engine
            .db(move |store| store.exports().set_status(&id, status, message.as_deref(), now))
            .await;
        if let Err(problem) = stored {
            tracing::error!(
                class = problem.class.as_str(),
                "the end of an export could not be stored"
            );
        }
        lost
    }

    async fn copies(&self) -> Result<(), Problem> {
        let at_once = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let mut after = 0;
        let mut told = self.ctx.clock.now();
        loop {
            let id = self.export.id.clone();
            let work = self
                .engine
                .db(move |store| store.exports().work(&id, after, BATCH))
                .await?;
            let Some(last) = work.last() else { return Ok(()) };
            after = last.number;
            let mut made =
                futures::stream::iter(work.into_iter().map(|work| self.one(work))).buffer_unordered(at_once);
            while let Some(done) = made.next().await {
                done?;
                let now = self.ctx.clock.now();
                if now - told >= TELL_EACH {
                    told = now;
                    self.engine.changed(&["exports"]);
                }
            }
        }
    }

    async fn one(&self, work: ExportWork) -> Result<(), Problem> {
        if self.ctx.cancelled() {
            return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        let mut item = CopyItem {
            key: work.object.key.clone(),
            version: work.version.0.clone(),
            size: work.size,
            ..CopyItem::empty()
        };
        let desk = Desk {
            ctx: &self.ctx,
            source: self.source.as_ref(),
            copier: &self.copier,
            target: &self.target,
            by_bucket: self.by_bucket,
        };
        desk.make(&work.object, work.allowed, &mut item).await?;
        // What was broken off has no outcome: it is made when the export goes on.
        if self.ctx.cancelled() && !item.state.is_copy() {
            return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        let (id, number, mark) = (self.export.id.clone(), work.number, work.allowed_mark);
        let now = self.ctx.clock.now();
        self.engine
            .db(move |store| store.exports().settle(&id, number, &mark, &item, now))
            .await
    }

    /// Writes the manifest of all outcomes so far, and answers how many objects have no copy.
    async fn manifest(&self) -> Result<u64, Problem> {
        let export = self.engine.export_show(&self.export.id).await?;
        let mut items = Vec::new();
        let mut page = PageRequest::first(BATCH);
        loop {
            let found = self.engine.export_items(&export.id, None, page).await?;
            items.extend(found.rows.into_iter().map(CopyItem::told));
            let Some(cursor) = found.next_cursor else { break };
            page = PageRequest {
                cursor: Some(cursor),
                ..PageRequest::first(BATCH)
            };
        }
        let without = items
            .iter()
            .filter(|item: &&CopyItem| !item.state.is_copy())
            .count() as u64;
        let mut manifest = Manifest {
            manifest: 1,
            program: format!("Tidegate {}", env!("CARGO_PKG_VERSION")),
            created_at: export.created_at,
            policy: Some(export.policy),
            totals: export.totals,
            items,
            signature: None,
        };
        let text = serde_json::to_vec(&manifest).map_err(|_| crate::internal("a manifest has no text"))?;
        manifest.signature = Some(self.engine.vault().sign(&text).map_err(Problem::from)?);
        // A cancelled export tells what it did all the same.
        let ctx = RunContext::new(self.ctx.clock.clone());
        self.target.manifest(&ctx, Some(&export.id), &manifest).await?;
        Ok(without)
    }
}

/// Whether a manifest is as this installation wrote it.
pub(crate) fn is_ours(manifest: &Manifest, sign: impl FnOnce(&[u8]) -> Option<String>) -> bool {
    let bare = Manifest {
        signature: None,
        ..manifest.clone()
    };
    let Ok(text) = serde_json::to_vec(&bare) else {
        return false;
    };
    manifest.signature.is_some() && sign(&text) == manifest.signature
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::export::CopyState;

    #[test]
    fn a_changed_manifest_is_not_ours() {
        let sign = |text: &[u8]| {
            Some(format!(
                "{}-{}",
                text.len(),
                text.iter().map(|b| u64::from(*b)).sum::<u64>()
            ))
        };
        let mut manifest = Manifest {
            manifest: 1,
            program: "Tidegate".into(),
            created_at: Default::default(),
            policy: None,
            totals: Default::default(),
            items: vec![CopyItem {
                state: CopyState::Verified,
                ..CopyItem::empty()
            }],
            signature: None,
        };
        assert!(!is_ours(&manifest, sign));
        manifest.signature = sign(&serde_json::to_vec(&manifest).unwrap());
        assert!(is_ours(&manifest, sign));
        manifest.items[0].sha256 = "0".into();
        assert!(!is_ours(&manifest, sign));
    }
}
