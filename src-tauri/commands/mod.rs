//! What the window may ask. Each command takes one `args` object and answers a domain type or a problem;
//! long ones report through a channel and are cancelled by the task's name.

pub mod args;
mod browse;
mod connectors;
mod exports;
mod findings;
mod foreign;
mod objects;
mod policies;
mod runs;
mod settings;
mod transfers;

use crate::{bindings::Signature, desktop::dropped::Dropped};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tauri::{AppHandle, Wry, ipc::Invoke};
use tidegate_domain::context::RunContext;
use tidegate_engine::Engine;
use tokio_util::sync::CancellationToken;

/// What every command is handed.
pub struct Desktop {
    pub app: AppHandle,
    pub engine: Engine,
    /// Whether a tray icon is shown.
    pub tray: bool,
    pub started: Instant,
    /// Files that were let go over the window.
    pub dropped: Arc<Dropped>,
    tasks: Mutex<HashMap<String, CancellationToken>>,
    /// Writes what is buffered when the app ends.
    _logs: Box<dyn Send + Sync>,
}

impl fmt::Debug for Desktop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desktop")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

impl Desktop {
    pub fn new(
        app: AppHandle,
        engine: Engine,
        tray: bool,
        started: Instant,
        logs: impl Send + Sync + 'static,
    ) -> Self {
        Self {
            app,
            engine,
            tray,
            started,
            dropped: Arc::default(),
            tasks: Mutex::default(),
            _logs: Box::new(logs),
        }
    }

    /// A context that `cancel_task` with this name ends. Dropping the task forgets the name.
    fn task(&self, name: &str) -> Task<'_> {
        let ctx = self.engine.context();
        self.tasks().insert(name.to_owned(), ctx.cancel.clone());
        Task {
            desktop: self,
            name: name.to_owned(),
            ctx,
        }
    }

    fn cancel(&self, name: &str) {
        if let Some(token) = self.tasks().get(name) {
            token.cancel();
        }
    }

    fn tasks(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Task<'a> {
    desktop: &'a Desktop,
    name: String,
    ctx: RunContext,
}

impl Drop for Task<'_> {
    fn drop(&mut self) {
        self.desktop.tasks().remove(&self.name);
    }
}

/// Defines commands together with their signatures, so that the generated bindings cannot drift.
macro_rules! commands {
    ($(
        $(#[$doc:meta])*
        fn $name:ident($desktop:ident, $given:ident: $Args:ty $(, $channel:ident: $Of:ty)?) -> $Answer:ty $body:block
    )*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            pub async fn $name(
                desktop: tauri::State<'_, $crate::commands::Desktop>,
                args: $Args,
                $($channel: tauri::ipc::Channel<$Of>,)?
            ) -> Result<$Answer, tidegate_domain::problem::Problem> {
                let ($desktop, $given): (&$crate::commands::Desktop, $Args) = (&desktop, args);
                $body
            }
        )*

        pub(super) fn signatures() -> Vec<$crate::bindings::Signature> {
            vec![$(
                $crate::bindings::Signature::of::<$Args, $Answer>(stringify!($name))
                    $(.with_channel::<$Of>(stringify!($channel)))?,
            )*]
        }
    };
}
pub(crate) use commands;

/// All commands, by noun.
pub fn signatures() -> Vec<Signature> {
    [
        connectors::signatures(),
        foreign::signatures(),
        browse::signatures(),
        objects::signatures(),
        transfers::signatures(),
        runs::signatures(),
        findings::signatures(),
        policies::signatures(),
        exports::signatures(),
        settings::signatures(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Tauri's dispatch over all commands.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        connectors::provider_list,
        connectors::connector_list,
        connectors::connector_show,
        connectors::connector_create,
        connectors::connector_update,
        connectors::connector_test_draft,
        connectors::connector_test,
        connectors::connector_pause,
        connectors::connector_resume,
        connectors::connector_disconnect,
        connectors::connector_delete,
        connectors::connector_restore,
        connectors::connector_purge_counts,
        connectors::connector_purge,
        connectors::connector_policies,
        connectors::connector_exposure,
        connectors::connector_refresh_permissions,
        connectors::provider_choices,
        connectors::scope_preview,
        connectors::schedule_echo,
        connectors::pick_folder,
        connectors::dropped_text,
        connectors::sample_create,
        foreign::foreign_connections,
        foreign::foreign_take,
        foreign::paste_recognise,
        browse::browse,
        browse::sensitivity,
        browse::preview,
        browse::document_list,
        browse::document_show,
        browse::document_forget,
        objects::object_properties,
        objects::object_link,
        objects::selection_count,
        objects::objects_delete,
        transfers::transfer_upload,
        transfers::transfer_download,
        transfers::transfer_list,
        transfers::transfer_items,
        transfers::transfer_pause,
        transfers::transfer_resume,
        transfers::transfer_retry,
        transfers::transfer_cancel,
        transfers::transfer_answer,
        transfers::transfer_clear,
        transfers::transfer_show_folder,
        transfers::transfers_watch,
        transfers::choose_files,
        runs::sync_start,
        runs::run_list,
        runs::run_show,
        runs::run_cancel,
        runs::run_resume,
        runs::run_events,
        runs::runs_watch,
        findings::finding_list,
        findings::finding_groups,
        findings::finding_show,
        findings::finding_reveal,
        findings::finding_triage,
        findings::finding_undo_triage,
        findings::detector_list,
        findings::finding_export,
        policies::policy_list,
        policies::policy_get,
        policies::policy_create,
        policies::policy_update,
        policies::policy_copy,
        policies::policy_delete,
        policies::policy_use,
        policies::policy_threshold,
        policies::custom_try,
        policies::detector_try,
        policies::allow_list,
        policies::allow_propose,
        policies::allow_create,
        policies::allow_delete,
        policies::finding_columns,
        policies::not_examined,
        policies::not_examined_export,
        policies::risk_of,
        exports::export_plan,
        exports::export_create,
        exports::export_list,
        exports::export_show,
        exports::export_items,
        exports::export_compare,
        exports::copy_trial,
        exports::export_cancel,
        exports::export_resume,
        settings::overview,
        settings::engine_state,
        settings::pause_all,
        settings::resume_all,
        settings::settings_get,
        settings::settings_set,
        settings::diagnostics,
        settings::vault_state,
        settings::vault_create_passphrase,
        settings::vault_unlock,
        settings::open_data_folder,
        settings::cancel_task,
        settings::quit,
        settings::app_ready,
    ]
}
