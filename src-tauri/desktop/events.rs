//! Carries the engine's events to the window, the tray and the notifications.

use super::{notify, tray};
use std::collections::BTreeSet;
use std::time::Duration;
use tauri::{AppHandle, Emitter};
use tidegate_engine::{Engine, EngineEvent};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

/// Stale tags are told together, this often at most.
const TOGETHER: Duration = Duration::from_millis(200);

/// Forwards until the engine ends.
pub fn forward(app: AppHandle, engine: Engine) {
    let mut events = engine.events();
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
                    Ok(EngineEvent::RunEnded(run)) => notify::run_ended(&app, &engine, *run).await,
                    Ok(EngineEvent::Run(_)) => {}
                    Err(RecvError::Lagged(_)) => {
                        stale.extend(["connectors", "runs", "findings", "documents", "overview", "engine", "transfers", "browse"]);
                        tell_at.get_or_insert_with(|| Instant::now() + TOGETHER);
                    }
                    Err(RecvError::Closed) => return,
                },
                () = due => {
                    tell_at = None;
                    let tags = std::mem::take(&mut stale);
                    if tags.contains("engine") || tags.contains("connectors") {
                        tray::refresh(&app, &engine).await;
                    }
                    let _ = app.emit("stale", serde_json::json!({ "tags": tags }));
                }
            }
        }
    });
}
