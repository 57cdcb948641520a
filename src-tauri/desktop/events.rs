//! Carries the engine's events to the window, the tray and the notifications. The desktop's services may be
//! slow or hang, so the tray and the notifications have tasks of their own: the window never waits for them.

use super::{notify, tray};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Emitter};
use tidegate_engine::{Engine, EngineEvent};
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

/// Stale tags are told together, this often at most.
const TOGETHER: Duration = Duration::from_millis(200);

/// What is told when events were missed: everything.
const ALL_TAGS: [&str; 12] = [
    "connectors",
    "runs",
    "findings",
    "documents",
    "overview",
    "engine",
    "settings",
    "transfers",
    "browse",
    "policies",
    "allow_rules",
    "exports",
];

/// Forwards until the engine ends.
pub fn forward(app: AppHandle, engine: Engine) {
    let mut events = engine.events();
    let tray = tray_task(app.clone(), engine.clone());
    tauri::async_runtime::spawn(async move {
        let mut stale = BTreeSet::new();
        let mut tell_at: Option<Instant> = None;
        loop {
            let due = async {
                match tell_at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                event = events.recv() => match event {
                    Ok(EngineEvent::Stale(tags)) => {
                        stale.extend(tags);
                        tell_at.get_or_insert_with(|| Instant::now() + TOGETHER);
                    }
                    Ok(EngineEvent::RunEnded(run)) => {
                        let (app, engine) = (app.clone(), engine.clone());
                        tauri::async_runtime::spawn(async move { notify::run_ended(&app, &engine, *run).await });
                    }
                    Ok(EngineEvent::Run(_)) => {}
                    Err(RecvError::Lagged(_)) => {
                        stale.extend(ALL_TAGS);
                        tell_at.get_or_insert_with(|| Instant::now() + TOGETHER);
                    }
                    Err(RecvError::Closed) => return,
                },
                () = due => {
                    tell_at = None;
                    let tags = std::mem::take(&mut stale);
                    if tags.contains("engine") || tags.contains("connectors") {
                        tray.notify_one();
                    }
                    let _ = app.emit("stale", serde_json::json!({ "tags": tags }));
                }
            }
        }
    });
}

/// Draws the tray anew each time it is told; what is told meanwhile is drawn once.
fn tray_task(app: AppHandle, engine: Engine) -> Arc<Notify> {
    let told = Arc::new(Notify::new());
    let waiting = Arc::clone(&told);
    tauri::async_runtime::spawn(async move {
        loop {
            waiting.notified().await;
            tray::refresh(&app, &engine).await;
        }
    });
    told
}
