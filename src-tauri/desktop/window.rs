//! Showing and closing the one window.

use crate::{WINDOW, commands::Desktop};
use tauri::{AppHandle, DragDropEvent, Emitter, Manager, Window};
use tidegate_domain::settings::OnClose;

/// Brings the window to the front.
pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(WINDOW) else {
        return;
    };
    for step in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!(%error, "the window could not be shown");
        }
    }
    // A page that does not listen yet asks for the present state anyway.
    let _ = app.emit("shown", ());
}

/// Shows a page of the window, such as `/runs`.
pub fn show_page(app: &AppHandle, to: &str) {
    show(app);
    let _ = app.emit("navigate", serde_json::json!({ "to": to }));
}

/// Tells the page about files that are dragged over it and dropped on it, with the place in CSS pixels.
pub fn dragged(window: &Window, event: &DragDropEvent) {
    let scale = window.scale_factor().unwrap_or(1.0);
    let told = match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            let place = position.to_logical::<f64>(scale);
            window.emit("files_hover", serde_json::json!({ "x": place.x, "y": place.y }))
        }
        DragDropEvent::Drop { paths, position } => {
            let place = position.to_logical::<f64>(scale);
            if let Some(desktop) = window.try_state::<Desktop>() {
                desktop.dropped.remember(paths);
            }
            let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
            let dropped = serde_json::json!({ "paths": paths, "x": place.x, "y": place.y });
            window
                .emit("files_hover", serde_json::Value::Null)
                .and_then(|()| window.emit("files_dropped", dropped))
        }
        _ => window.emit("files_hover", serde_json::Value::Null),
    };
    if let Err(error) = told {
        tracing::warn!(%error, "dragged files could not be told");
    }
}

/// What the close button does: into the tray where there is one, else (or when told so) quit.
pub fn close(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Some(desktop) = app.try_state::<Desktop>() else {
            return;
        };
        let on_close = desktop
            .engine
            .settings_get()
            .await
            .map(|settings| settings.on_close);
        let Some(window) = app.get_webview_window(WINDOW) else {
            return;
        };
        let done = match on_close {
            Ok(OnClose::Quit) => {
                app.exit(0);
                return;
            }
            // Without a tray a hidden window could not be reached any more.
            _ if desktop.tray => window.hide(),
            _ => window.minimize(),
        };
        match done {
            Ok(()) => tracing::info!(tray = desktop.tray, "the window was closed, syncing goes on"),
            Err(error) => tracing::warn!(%error, "the window could not be closed"),
        }
        let _ = app.emit("hidden", ());
    });
}
