//! The tray icon and its menu: status, open, sync now, pause, last problem, quit.

use super::window;
use crate::commands::Desktop;
use chrono::{Days, Duration, Local, NaiveTime, TimeZone, Utc};
use tauri::{
    AppHandle, Manager, Wry,
    image::Image,
    menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder},
    tray::{TrayIconBuilder, TrayIconEvent},
};
use tidegate_domain::{
    Timestamp,
    connector::{Connector, ConnectorQuery},
    context::{Clock, SystemClock},
    id::ConnectorId,
    page::PageRequest,
    run::{RunOptions, Trigger},
    settings::EngineState,
};
use tidegate_engine::Engine;

const TRAY: &str = "main";
/// Connectors offered under *Sync now*; the window has them all.
const OFFERED: u32 = 15;

/// Whether something shows tray icons here. Other systems than Linux always do.
pub fn host_present() -> bool {
    #[cfg(target_os = "linux")]
    {
        let asked = || -> zbus::Result<bool> {
            let bus = zbus::blocking::Connection::session()?;
            let names = zbus::blocking::fdo::DBusProxy::new(&bus)?;
            Ok(names.name_has_owner("org.kde.StatusNotifierWatcher".try_into()?)?)
        };
        asked().unwrap_or(false)
    }
    #[cfg(not(target_os = "linux"))]
    true
}

/// Puts the icon into the tray.
pub fn show(app: &AppHandle, engine: &Engine) -> anyhow::Result<()> {
    let menu = MenuBuilder::new(app)
        .text("open", "Open Tidegate")
        .text("quit", "Quit")
        .build()?;
    TrayIconBuilder::with_id(TRAY)
        .icon(Image::from_bytes(include_bytes!("../../icons/tray.png"))?)
        .tooltip("Tidegate")
        .menu(&menu)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::DoubleClick { .. } = event {
                window::show(icon.app_handle());
            }
        })
        .build(app)?;
    let (app, engine) = (app.clone(), engine.clone());
    tauri::async_runtime::spawn(async move { refresh(&app, &engine).await });
    Ok(())
}

/// Brings the menu up to date.
pub async fn refresh(app: &AppHandle, engine: &Engine) {
    let Some(icon) = app.tray_by_id(TRAY) else { return };
    let query = ConnectorQuery {
        page: Some(PageRequest::first(OFFERED)),
        ..ConnectorQuery::default()
    };
    let (Ok(state), Ok(connectors)) = (engine.engine_state().await, engine.connector_list(query).await)
    else {
        return;
    };
    let drawn = draw(app, &state, &connectors.rows).and_then(|menu| {
        icon.set_menu(Some(menu))?;
        icon.set_tooltip(Some(format!("Tidegate: {}", status(&state))))
    });
    if let Err(error) = drawn {
        tracing::warn!(%error, "the tray menu could not be drawn");
    }
}

fn draw(app: &AppHandle, state: &EngineState, connectors: &[Connector]) -> tauri::Result<Menu<Wry>> {
    let status = MenuItemBuilder::with_id("status", status(state))
        .enabled(false)
        .build(app)?;
    let mut sync = SubmenuBuilder::with_id(app, "sync", "Sync now").enabled(!connectors.is_empty());
    for connector in connectors {
        sync = sync.text(format!("sync:{}", connector.id), &connector.name);
    }
    let mut menu = MenuBuilder::new(app)
        .item(&status)
        .text("open", "Open Tidegate")
        .separator()
        .item(&sync.build()?);
    menu = if state.paused {
        menu.text("resume", "Resume schedules")
    } else {
        let pause = SubmenuBuilder::with_id(app, "pause", "Pause schedules")
            .text("pause:hour", "For 1 hour")
            .text("pause:tomorrow", "Until tomorrow")
            .text("pause:forever", "Until resumed")
            .build()?;
        menu.item(&pause)
    };
    if let Some(problem) = &state.last_problem {
        menu = menu.separator().text("problem", shortened(problem));
    }
    menu.separator().text("quit", "Quit").build()
}

fn status(state: &EngineState) -> String {
    match (state.running, state.queued, state.paused, state.next_run_at) {
        (0, 0, true, _) => "Schedules are paused".to_owned(),
        (0, 0, false, Some(next)) => format!("Next sync {}", next.with_timezone(&Local).format("%a %H:%M")),
        (0, 0, false, None) => "Nothing scheduled".to_owned(),
        (1, 0, ..) => "1 sync is running".to_owned(),
        (running, queued, ..) => format!("{running} syncs running, {queued} waiting"),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Midnight of the person's own day.
fn tomorrow(now: Timestamp) -> Option<Timestamp> {
    let date = now
        .with_timezone(&Local)
        .date_naive()
        .checked_add_days(Days::new(1))?;
    let midnight = Local
        .from_local_datetime(&date.and_time(NaiveTime::MIN))
        .earliest()?;
    Some(midnight.with_timezone(&Utc))
}

fn chosen(app: &AppHandle, id: &str) {
    let (app, id) = (app.clone(), id.to_owned());
    tauri::async_runtime::spawn(async move {
        let engine = app.state::<Desktop>().engine.clone();
        let now = SystemClock.now();
        let done = match id.as_str() {
            "open" => {
                window::show(&app);
                Ok(())
            }
            "quit" => {
                app.exit(0);
                Ok(())
            }
            "problem" => {
                engine.problem_seen();
                window::show_page(&app, "/runs");
                Ok(())
            }
            "resume" => engine.resume_all().await.map(drop),
            "pause:hour" => engine.pause_all(Some(now + Duration::hours(1))).await.map(drop),
            "pause:tomorrow" => engine.pause_all(tomorrow(now)).await.map(drop),
            "pause:forever" => engine.pause_all(None).await.map(drop),
            other => match other.strip_prefix("sync:").map(ConnectorId::parse) {
                Some(Ok(connector)) => engine
                    .sync_start(&connector, RunOptions::default(), Trigger::Manual, None)
                    .await
                    .map(drop),
                _ => Ok(()),
            },
        };
        if let Err(problem) = done {
            tracing::warn!(%problem, "a choice in the tray menu did not work");
        }
    });
}
