//! Commands about the app itself: overview, pause, settings, vault, quitting.

use super::{args::*, commands};
use tauri_plugin_autostart::ManagerExt;
use tauri_plugin_opener::OpenerExt;
use tidegate_domain::{
    overview::Overview,
    problem::{ErrorClass, Problem},
    settings::{Diagnostics, EngineState, Settings, VaultState},
};

commands! {
    fn overview(desktop, _args: Nothing) -> Overview {
        desktop.engine.overview().await
    }

    fn engine_state(desktop, _args: Nothing) -> EngineState {
        let state = desktop.engine.engine_state().await?;
        Ok(EngineState { tray: desktop.tray, ..state })
    }

    fn pause_all(desktop, args: PauseArgs) -> EngineState {
        let state = desktop.engine.pause_all(args.until).await?;
        Ok(EngineState { tray: desktop.tray, ..state })
    }

    fn resume_all(desktop, _args: Nothing) -> EngineState {
        let state = desktop.engine.resume_all().await?;
        Ok(EngineState { tray: desktop.tray, ..state })
    }

    fn settings_get(desktop, _args: Nothing) -> Settings {
        desktop.engine.settings_get().await
    }

    fn settings_set(desktop, args: SettingsArgs) -> Settings {
        let before = desktop.engine.settings_get().await?;
        if before.start_at_login != args.settings.start_at_login {
            let autostart = desktop.app.autolaunch();
            let changed = if args.settings.start_at_login { autostart.enable() } else { autostart.disable() };
            changed.map_err(|error| {
                Problem::new(
                    ErrorClass::LocalStorage,
                    format!("Starting at login could not be changed: {error}."),
                    "Add or remove Tidegate in your system's list of start-up programs.",
                )
                .on_field("start_at_login")
            })?;
        }
        desktop.engine.settings_set(args.settings).await
    }

    fn diagnostics(desktop, _args: Nothing) -> Diagnostics {
        let report = desktop.engine.diagnostics().await?;
        Ok(Diagnostics { webview_version: tauri::webview_version().ok(), ..report })
    }

    fn vault_state(desktop, _args: Nothing) -> VaultState {
        desktop.engine.vault_state().await
    }

    fn vault_create_passphrase(desktop, args: PassphraseArgs) -> VaultState {
        desktop.engine.vault_create_passphrase(args.passphrase).await
    }

    fn vault_unlock(desktop, args: PassphraseArgs) -> VaultState {
        desktop.engine.vault_unlock(args.passphrase).await
    }

    fn open_data_folder(desktop, _args: Nothing) -> () {
        let dir = desktop.engine.data_dir().to_string_lossy().into_owned();
        desktop.app.opener().open_path(dir, None::<&str>).map_err(|error| {
            Problem::new(
                ErrorClass::LocalStorage,
                format!("The folder could not be opened: {error}."),
                "Copy its path from Settings and open it in your file manager.",
            )
        })
    }

    fn cancel_task(desktop, args: TaskArgs) -> () {
        desktop.cancel(&args.task_id);
        Ok(())
    }

    /// Ends the app; runs under way stop at a safe point and go on at the next start.
    fn quit(desktop, _args: Nothing) -> () {
        desktop.app.exit(0);
        Ok(())
    }

    /// The window has drawn its first page.
    fn app_ready(desktop, _args: Nothing) -> () {
        tracing::info!(milliseconds = desktop.started.elapsed().as_millis(), "the window is interactive");
        Ok(())
    }
}
