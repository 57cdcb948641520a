//! Saying why the app cannot start, to a person who clicked on an icon and reads no terminal.

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Shows why, then ends the app.
#[allow(
    clippy::print_stderr,
    reason = "who started it from a terminal reads it there"
)]
pub fn tell(app: &AppHandle, error: &anyhow::Error) {
    eprintln!("error: {error:#}");
    let ended = app.clone();
    app.dialog()
        .message(format!("{error:#}"))
        .title("Tidegate cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| ended.exit(1));
}
