//! One notification per run at most: problems first, counts only, never a name of a file or a value.

use crate::WINDOW;
use notify_rust::Notification;
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tidegate_domain::run::{Run, RunStatus, Trigger};
use tidegate_engine::Engine;

/// A daemon that hangs must not hang us.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells of a run that ended, unless the person is looking or asked for quiet.
pub async fn run_ended(app: &AppHandle, engine: &Engine, run: Run) {
    let wanted = engine
        .settings_get()
        .await
        .is_ok_and(|settings| settings.notifications);
    let looking = app
        .get_webview_window(WINDOW)
        .and_then(|window| window.is_focused().ok())
        .unwrap_or(false);
    if !wanted || looking {
        return;
    }
    let Some(body) = words(&run) else { return };
    let summary = format!("Tidegate: {}", run.connector_name);
    let (done, ended) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let shown = Notification::new()
            .appname("Tidegate")
            .summary(&summary)
            .body(&body)
            .show();
        let _ = done.send(shown.map(|_| ()));
    });
    match tokio::time::timeout(PATIENCE, ended).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::info!(%error, "a notification was not shown"),
        Ok(Err(_)) | Err(_) => tracing::info!("the notification service does not answer"),
    }
}

/// What is worth saying; `None` for a scheduled run that changed nothing.
fn words(run: &Run) -> Option<String> {
    let failed = run.counts.failed_total();
    let new = match run.counts.findings_new {
        0 => "no new findings".to_owned(),
        1 => "1 new finding".to_owned(),
        count => format!("{count} new findings"),
    };
    match (run.status, &run.problem) {
        (RunStatus::Failed | RunStatus::Interrupted, Some(problem)) => {
            Some(format!("The sync stopped. {}", problem.remedy))
        }
        (RunStatus::Failed, None) => Some("The sync failed.".to_owned()),
        (RunStatus::CompletedWithErrors, _) => {
            let unread = (failed > 0).then(|| format!("{failed} objects could not be read"));
            let uncopied = match run.counts.not_copied {
                0 => None,
                1 => Some("1 object has no redacted copy".to_owned()),
                count => Some(format!("{count} objects have no redacted copy")),
            };
            let problems: Vec<_> = unread.into_iter().chain(uncopied).collect();
            Some(match problems.is_empty() {
                true => format!("The sync has problems; {new}."),
                false => format!("{}; {new}.", problems.join(", ")),
            })
        }
        (RunStatus::Completed, _) if run.counts.findings_new > 0 || run.trigger == Trigger::Manual => {
            Some(format!("Sync complete: {new}."))
        }
        _ => None,
    }
}
