//! Transfers: what a person uploads and downloads. They are kept in the store, so that they survive the app's
//! end, and each item leaves a receipt. Items are moved by a few workers; this file is how the doors see it.

mod conflict;
mod count;
mod download;
pub(crate) mod local_name;
mod moving;
mod run;
mod small;
mod upload;

pub(crate) use moving::Moving;

use crate::objects::{boundary::may_write, capabilities};
use crate::{Engine, locked, random};
use moving::Wanted;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tidegate_connectors::{SourceError, beneath::Root};
use tidegate_domain::{
    context::RunContext,
    id::{ConnectorId, TransferId},
    key::ObjectKey,
    object::ObjectRef,
    page::Page,
    problem::{ErrorClass, Problem},
    transfer::{
        ConflictAnswer, Selection, Transfer, TransferItem, TransferItemQuery, TransferItemState,
        TransferKind, TransferStatus,
    },
};
use tidegate_store::{NewTransfer, TransferPlan};

/// Pictures of transfers under way, this far apart at least.
const PICTURES: Duration = Duration::from_millis(250);

impl Engine {
    /// Starts to download a selection into a folder.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub async fn transfer_download(
        &self,
        id: &ConnectorId,
        selection: &Selection,
        folder: &Path,
        on_conflict: Option<ConflictAnswer>,
    ) -> Result<Transfer, Problem> {
        let connector = self.connector_show(id).await?;
        if selection.objects.is_empty() && selection.prefixes.is_empty() {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "Nothing is selected.",
                "Choose objects or folders to download.",
            ));
        }
        let folder = usable_folder(folder).await?;
        let chosen =
            serde_json::to_string(selection).map_err(|_| crate::internal("a selection has no text"))?;
        self.begin(NewTransfer {
            id: self.transfer_id(),
            kind: TransferKind::Download,
            connector: connector.id,
            bucket: selection.bucket.clone(),
            prefix: count::base(selection),
            folder: path_bytes(&folder),
            chosen,
            on_conflict,
            now: self.inner.clock.now(),
        })
        .await
    }

    /// Starts to upload files and folders to below a prefix. With `decode_names`, names that a download gave
    /// become the keys again that they stand for.
    ///
    /// # Errors
    /// When the connector may not write there: nothing has been asked of the source then.
    pub async fn transfer_upload(
        &self,
        id: &ConnectorId,
        bucket: &str,
        prefix: &ObjectKey,
        paths: &[PathBuf],
        decode_names: bool,
        on_conflict: Option<ConflictAnswer>,
    ) -> Result<Transfer, Problem> {
        let connector = self.connector_show(id).await?;
        let can = capabilities(&connector)?;
        let prefix = as_folder(prefix);
        let mut probe = prefix.as_bytes().to_vec();
        probe.push(b'x');
        let target = ObjectRef {
            bucket: bucket.to_owned(),
            key: ObjectKey::from_bytes(probe),
        };
        may_write(&connector, can.buckets, &target)?;
        if !can.upload {
            return Err(SourceError::unsupported("be written to").into_problem());
        }
        let (folder, chosen) = count::chosen_files(paths, decode_names)?;
        self.begin(NewTransfer {
            id: self.transfer_id(),
            kind: TransferKind::Upload,
            connector: connector.id,
            bucket: bucket.to_owned(),
            prefix,
            folder,
            chosen,
            on_conflict,
            now: self.inner.clock.now(),
        })
        .await
    }

    /// All transfers, newest first.
    pub async fn transfer_list(&self) -> Result<Vec<Transfer>, Problem> {
        let mut all = self.db(|store| store.transfers().list()).await?;
        let moving = locked(&self.inner.transfers);
        for transfer in &mut all {
            if let Some(moving) = moving.get(&transfer.id) {
                transfer.bytes_done = (transfer.bytes_done + moving.in_flight()).min(transfer.bytes);
            }
        }
        Ok(all)
    }

    pub async fn transfer_show(&self, id: &TransferId) -> Result<Transfer, Problem> {
        Ok(self.transfer_plan(id).await?.transfer)
    }

    pub async fn transfer_items(&self, query: TransferItemQuery) -> Result<Page<TransferItem>, Problem> {
        let id = query.transfer.clone();
        let mut page = self.db(move |store| store.transfers().items(&query)).await?;
        if let Some(moving) = locked(&self.inner.transfers).get(&id) {
            for item in &mut page.rows {
                if item.state == TransferItemState::Running {
                    item.bytes_done = moving.bytes_of(&item.id).unwrap_or(item.bytes_done);
                }
            }
        }
        Ok(page)
    }

    /// Stops a transfer so that it can go on later where it was.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when it is not under way.
    pub async fn transfer_pause(&self, id: &TransferId) -> Result<Transfer, Problem> {
        let Some(moving) = self.moving(id) else {
            return Err(not_now(&self.transfer_show(id).await?, "under way"));
        };
        moving.stop(Wanted::Pause);
        moving.ended().await;
        self.transfer_show(id).await
    }

    /// Goes on with a paused transfer.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when it is not paused.
    pub async fn transfer_resume(&self, id: &TransferId) -> Result<Transfer, Problem> {
        let transfer = self.transfer_show(id).await?;
        if transfer.status != TransferStatus::Paused {
            return Err(not_now(&transfer, "paused"));
        }
        let wanted = id.clone();
        self.db(move |store| store.transfers().forget_problem(&wanted))
            .await?;
        self.start(id).await
    }

    /// Tries again what failed.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when nothing has failed or it is still under way.
    pub async fn transfer_retry(&self, id: &TransferId) -> Result<Transfer, Problem> {
        let transfer = self.transfer_show(id).await?;
        if transfer.failed == 0 || self.moving(id).is_some() {
            return Err(not_now(&transfer, "over, with failed items"));
        }
        let wanted = id.clone();
        self.db(move |store| store.transfers().retry(&wanted)).await?;
        self.start(id).await
    }

    /// Ends a transfer for good. What was moved stays; nothing half-moved does.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when it is over.
    pub async fn transfer_cancel(&self, id: &TransferId) -> Result<Transfer, Problem> {
        if let Some(moving) = self.moving(id) {
            moving.stop(Wanted::Cancel);
            moving.ended().await;
            return self.transfer_show(id).await;
        }
        let transfer = self.transfer_show(id).await?;
        if transfer.ended_at.is_some() {
            return Err(not_now(&transfer, "under way"));
        }
        self.sweep(id).await;
        let (wanted, now) = (id.clone(), self.inner.clock.now());
        self.db(move |store| {
            store
                .transfers()
                .set_status(&wanted, TransferStatus::Cancelled, Some(now), None)
        })
        .await?;
        self.transfer_moved();
        self.transfer_show(id).await
    }

    /// Decides all conflicts of a transfer, those to come included.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when it is over.
    pub async fn transfer_answer(
        &self,
        id: &TransferId,
        answer: ConflictAnswer,
    ) -> Result<Transfer, Problem> {
        let transfer = self.transfer_show(id).await?;
        if transfer.ended_at.is_some() {
            return Err(not_now(&transfer, "under way"));
        }
        let wanted = id.clone();
        self.db(move |store| store.transfers().answer(&wanted, answer))
            .await?;
        match self.moving(id) {
            Some(moving) => {
                moving.answer(answer);
                self.transfer_show(id).await
            }
            None if transfer.status == TransferStatus::NeedsAnswer => self.start(id).await,
            None => self.transfer_show(id).await,
        }
    }

    /// Forgets transfers that are over; answers how many. Files stay where they are.
    pub async fn transfer_clear(&self) -> Result<u64, Problem> {
        for transfer in self.transfer_list().await? {
            if transfer.ended_at.is_some() && transfer.failed > 0 {
                self.sweep(&transfer.id).await;
            }
        }
        let cleared = self.db(|store| store.transfers().clear()).await?;
        self.transfer_moved();
        Ok(cleared)
    }

    /// The transfer's folder on this computer, byte for byte.
    pub async fn transfer_folder(&self, id: &TransferId) -> Result<PathBuf, Problem> {
        Ok(bytes_path(&self.transfer_plan(id).await?.folder))
    }

    /// Resolves when a transfer is no longer under way: over, paused, or waiting for an answer.
    pub async fn transfer_wait(&self, id: &TransferId) -> Result<Transfer, Problem> {
        if let Some(moving) = self.moving(id) {
            moving.ended().await;
        }
        self.transfer_show(id).await
    }

    /// Tells `seen` all transfers, now and whenever they change, four times a second at most, until `ctx` ends.
    pub async fn transfers_watch(
        &self,
        ctx: &RunContext,
        seen: &mut (dyn FnMut(Vec<Transfer>) + Send),
    ) -> Result<(), Problem> {
        let mut changes = self.inner.transfers_changed.subscribe();
        loop {
            changes.mark_unchanged();
            seen(self.transfer_list().await?);
            let under_way = !locked(&self.inner.transfers).is_empty();
            let news = async {
                tokio::time::sleep(PICTURES).await;
                if !under_way {
                    // The sender lives as long as the engine, and the context ends before that.
                    let _ = changes.changed().await;
                }
            };
            tokio::select! {
                () = ctx.cancel.cancelled() => return Ok(()),
                () = news => {}
            }
        }
    }

    /// Cancels what a connector's transfers are at, before it goes.
    pub(crate) fn refuse_while_moving(&self, id: &ConnectorId) -> Result<(), Problem> {
        let busy = locked(&self.inner.transfers)
            .values()
            .any(|moving| moving.connector() == id);
        if busy {
            return Err(Problem::new(
                ErrorClass::Conflict,
                "Files are being uploaded to or downloaded from this connector.",
                "Cancel its transfers first, or wait for their end.",
            ));
        }
        Ok(())
    }

    async fn begin(&self, new: NewTransfer) -> Result<Transfer, Problem> {
        let id = new.id.clone();
        self.db(move |store| store.transfers().insert(&new)).await?;
        self.start(&id).await
    }

    /// Sets workers on a transfer, unless there are some.
    async fn start(&self, id: &TransferId) -> Result<Transfer, Problem> {
        let plan = self.transfer_plan(id).await?;
        let status = if plan.counted {
            TransferStatus::Running
        } else {
            TransferStatus::Counting
        };
        let moving = Arc::new(Moving::new(&plan.transfer, self.context()));
        {
            let mut all = locked(&self.inner.transfers);
            if all.contains_key(id) {
                return Ok(plan.transfer);
            }
            all.insert(id.clone(), moving.clone());
        }
        let wanted = id.clone();
        let set = self
            .db(move |store| store.transfers().set_status(&wanted, status, None, None))
            .await;
        if let Err(problem) = set {
            locked(&self.inner.transfers).remove(id);
            return Err(problem);
        }
        self.transfer_moved();
        let mut shown = plan.transfer;
        (shown.status, shown.ended_at) = (status, None);
        tokio::spawn(run::run(self.clone(), id.clone(), moving));
        Ok(shown)
    }

    /// Something about transfers is new.
    pub(crate) fn transfer_moved(&self) {
        self.inner.transfers_changed.send_modify(|count| *count += 1);
        self.changed(&["transfers"]);
    }

    pub(crate) async fn transfer_plan(&self, id: &TransferId) -> Result<TransferPlan, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.transfers().plan(&wanted))
            .await?
            .ok_or_else(|| {
                Problem::new(
                    ErrorClass::ConfigInvalid,
                    format!("There is no transfer {id}."),
                    "List the transfers to find its id.",
                )
            })
    }

    fn moving(&self, id: &TransferId) -> Option<Arc<Moving>> {
        locked(&self.inner.transfers).get(id).cloned()
    }

    fn transfer_id(&self) -> TransferId {
        TransferId::new(self.inner.clock.now(), random())
    }
}

fn not_now(transfer: &Transfer, needed: &str) -> Problem {
    Problem::new(
        ErrorClass::Conflict,
        format!("This transfer is not {needed}."),
        match transfer.status {
            TransferStatus::NeedsAnswer => "Say first what to do with what is there already.",
            _ => "Look at the list of transfers again.",
        },
    )
}

/// A prefix as people mean it: `a/b` and `a/b/` are one place.
fn as_folder(prefix: &ObjectKey) -> ObjectKey {
    let mut bytes = prefix.as_bytes().to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"/") {
        bytes.push(b'/');
    }
    ObjectKey::from_bytes(bytes)
}

/// The folder's full path; it must be there.
async fn usable_folder(folder: &Path) -> Result<PathBuf, Problem> {
    let folder = folder.to_owned();
    crate::off_thread(move || {
        let full = std::path::absolute(&folder).unwrap_or(folder);
        Root::open(&full).map_err(SourceError::into_problem)?;
        Ok(full)
    })
    .await
}

#[cfg(unix)]
pub(crate) fn path_bytes(path: &Path) -> ObjectKey {
    use std::os::unix::ffi::OsStrExt;
    ObjectKey::from_bytes(path.as_os_str().as_bytes())
}

#[cfg(unix)]
pub(crate) fn bytes_path(bytes: &ObjectKey) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes.as_bytes()))
}
