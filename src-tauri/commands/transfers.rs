//! Commands about uploads and downloads.

use super::{args::*, commands};
use std::path::{Path, PathBuf};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tidegate_domain::{
    page::Page,
    problem::{ErrorClass, Problem},
    transfer::{Transfer, TransferItem, TransferItemQuery},
};

commands! {
    fn transfer_upload(desktop, args: TransferUploadArgs) -> Transfer {
        let paths: Vec<PathBuf> = args.paths.iter().map(PathBuf::from).collect();
        desktop.engine.transfer_upload(&args.id, &args.bucket, &args.prefix, &paths, false, None).await
    }

    fn transfer_download(desktop, args: TransferDownloadArgs) -> Transfer {
        desktop.engine.transfer_download(&args.id, &args.selection, Path::new(&args.folder), None).await
    }

    /// All of them, newest first.
    fn transfer_list(desktop, _args: Nothing) -> Vec<Transfer> {
        desktop.engine.transfer_list().await
    }

    fn transfer_items(desktop, query: TransferItemQuery) -> Page<TransferItem> {
        desktop.engine.transfer_items(query).await
    }

    fn transfer_pause(desktop, args: TransferArgs) -> Transfer {
        desktop.engine.transfer_pause(&args.id).await
    }

    fn transfer_resume(desktop, args: TransferArgs) -> Transfer {
        desktop.engine.transfer_resume(&args.id).await
    }

    fn transfer_retry(desktop, args: TransferArgs) -> Transfer {
        desktop.engine.transfer_retry(&args.id).await
    }

    fn transfer_cancel(desktop, args: TransferArgs) -> Transfer {
        desktop.engine.transfer_cancel(&args.id).await
    }

    /// Decides every conflict of the transfer, those to come included.
    fn transfer_answer(desktop, args: TransferAnswerArgs) -> Transfer {
        desktop.engine.transfer_answer(&args.id, args.answer).await
    }

    /// Forgets transfers that are over; answers how many.
    fn transfer_clear(desktop, _args: Nothing) -> u64 {
        desktop.engine.transfer_clear().await
    }

    fn transfer_show_folder(desktop, args: TransferArgs) -> () {
        let folder = desktop.engine.transfer_folder(&args.id).await?;
        desktop.app.opener().open_path(folder.to_string_lossy(), None::<&str>).map_err(|error| {
            Problem::new(
                ErrorClass::LocalStorage,
                format!("The folder could not be opened: {error}."),
                "Open it in your file manager.",
            )
        })
    }

    /// Sends all transfers, now and whenever they change, until the task is cancelled.
    fn transfers_watch(desktop, args: TaskArgs, on_snapshot: Vec<Transfer>) -> () {
        let task = desktop.task(&args.task_id);
        let mut seen = |transfers| drop(on_snapshot.send(transfers));
        desktop.engine.transfers_watch(&task.ctx, &mut seen).await
    }

    /// Lets the person choose files to upload; none when they changed their mind.
    fn choose_files(desktop, _args: Nothing) -> Vec<String> {
        let (told, chosen) = tokio::sync::oneshot::channel();
        desktop.app.dialog().file().pick_files(move |files| drop(told.send(files)));
        let files = chosen.await.ok().flatten().unwrap_or_default();
        Ok(files.iter().map(ToString::to_string).collect())
    }
}
