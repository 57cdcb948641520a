//! The desktop shell: one window, one tray icon, and the engine behind them. The only Rust that knows Tauri.
//!
//! Commands convert, call the engine, convert. What syncs goes on when the window is closed.

pub mod bindings;
mod commands;
mod desktop;
mod launch;

pub use launch::Launch;

use anyhow::Context;
use commands::Desktop;
use std::path::Path;
use std::time::Instant;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_autostart::MacosLauncher;
use tauri_plugin_window_state::StateFlags;
use tidegate_engine::{Engine, EngineOptions, default_data_dir, other_tools, worker::WorkerCommand};

/// The label of the one window.
const WINDOW: &str = "main";

/// Runs until the person quits.
///
/// # Errors
/// When there is no display, or the data folder cannot be used.
pub fn run(launch: Launch) -> anyhow::Result<()> {
    let started = Instant::now();
    desktop::display::require()?;
    let data_dir = match launch.data_dir {
        Some(dir) => dir,
        None => default_data_dir()?,
    };
    let app = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            desktop::window::show(app)
        }))
        .plugin(tauri_plugin_autostart::init(
            MacosLauncher::LaunchAgent,
            Some(vec!["--hidden"]),
        ))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            if let Err(error) = begin(app.handle(), &data_dir, launch.hidden, started) {
                desktop::refusal::tell(app.handle(), &error);
            }
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } => {
                api.prevent_close();
                desktop::window::close(window.app_handle());
            }
            WindowEvent::DragDrop(event) => desktop::window::dragged(window, event),
            _ => {}
        })
        .build(tauri::generate_context!())
        .context("the window could not be made")?;
    app.run(|app, event| {
        if let RunEvent::ExitRequested { code: None, api, .. } = &event {
            // The last window went away; the tray keeps the app.
            api.prevent_exit();
        }
        if let RunEvent::Exit = event {
            // Without an engine nothing was begun that would have to end.
            if let Some(desktop) = app.try_state::<Desktop>() {
                tauri::async_runtime::block_on(desktop.engine.shut_down());
            }
        }
    });
    Ok(())
}

/// Opens the engine and everything of the desktop that stands on it.
fn begin(app: &AppHandle, data_dir: &Path, hidden: bool, started: Instant) -> anyhow::Result<()> {
    let mut options = EngineOptions::new(data_dir);
    (options.home, options.variables) = other_tools();
    options.worker = WorkerCommand::of_this_program().ok();
    if let Some(passphrase) = desktop::passphrase::from_environment()? {
        options.passphrase = Some(passphrase);
        options.use_keychain = false;
    }
    // A folder that is somebody else's is left alone, logs included.
    let engine = Engine::open(options)?;
    let logs = desktop::log::start(data_dir)?;
    let tray = desktop::tray::host_present();
    app.manage(Desktop::new(app.clone(), engine.clone(), tray, started, logs));
    if tray {
        desktop::tray::show(app, &engine)?;
    }
    desktop::events::forward(app.clone(), engine.clone());
    tauri::async_runtime::spawn(async move { engine.start_background() });
    if !(hidden && tray) {
        desktop::window::show(app);
    }
    Ok(())
}

/// Every command as the window's side of it is generated.
pub fn signatures() -> Vec<bindings::Signature> {
    commands::signatures()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The generated file is what the commands say now.
    #[test]
    fn bindings_are_up_to_date() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/ipc/bindings.ts");
        let wanted = crate::bindings::render(&crate::signatures());
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(file, &wanted).unwrap();
        }
        let found = std::fs::read_to_string(file).unwrap();
        assert!(
            found == wanted,
            "ui/src/ipc/bindings.ts is out of date: run `cargo xtask bindings`"
        );
    }

    /// The window may call exactly the commands that there are, and nothing of Tauri's but events.
    #[test]
    fn permissions_name_every_command_and_no_other() {
        let text = include_str!("permissions/main.toml");
        let allowed: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
            .collect();
        let there: BTreeSet<&str> = crate::signatures()
            .iter()
            .map(|signature| signature.name)
            .collect();
        assert_eq!(allowed, there);
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("capabilities/main.json")).unwrap();
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        assert_eq!(
            capability["permissions"],
            serde_json::json!([
                "main-commands",
                "core:event:allow-listen",
                "core:event:allow-unlisten"
            ])
        );
        assert!(capability.get("remote").is_none());
    }
}
