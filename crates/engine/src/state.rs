//! The engine's own state as people see it: what runs, what waits, whether schedules are paused.

use crate::{Engine, locked, off_thread};
use tidegate_domain::{
    Timestamp,
    overview::{NextRun, Overview},
    problem::{ErrorClass, Problem},
    run::{Run, RunSnapshot},
    secret::Secret,
    settings::{Diagnostics, EngineState, Settings, VaultState},
};

/// Something changed.
#[derive(Debug, Clone)]
pub enum EngineEvent {
    /// Cached answers under these tags are out of date.
    Stale(Vec<&'static str>),
    /// A running sync, as a whole picture.
    Run(Box<RunSnapshot>),
    /// A run has ended, for the one notification that it may give.
    RunEnded(Box<Run>),
}

impl Engine {
    pub async fn engine_state(&self) -> Result<EngineState, Problem> {
        let settings = self.settings_get().await?;
        let now = self.inner.clock.now();
        let (mut running, mut queued) = (0, 0);
        for active in locked(&self.inner.active).values() {
            if active.is_waiting() {
                queued += 1;
            } else {
                running += 1;
            }
        }
        let next = self.next_runs().await?;
        let paused = settings.is_paused(now);
        Ok(EngineState {
            running,
            queued,
            paused,
            paused_until: if paused { settings.paused_until } else { None },
            next_run_at: next.first().map(|run| run.at),
            last_problem: locked(&self.inner.last_problem).clone(),
            tray: false,
        })
    }

    /// Holds schedules until `until`, or until resumed. Runs under way and manual syncs go on.
    pub async fn pause_all(&self, until: Option<Timestamp>) -> Result<EngineState, Problem> {
        if until.is_some_and(|moment| moment <= self.inner.clock.now()) {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "That moment has passed already.",
                "Choose a later one.",
            ));
        }
        self.set_pause(true, until).await
    }

    pub async fn resume_all(&self) -> Result<EngineState, Problem> {
        self.set_pause(false, None).await
    }

    async fn set_pause(&self, paused: bool, until: Option<Timestamp>) -> Result<EngineState, Problem> {
        self.db(move |store| {
            let mut settings = store.settings().get()?;
            settings.paused = paused;
            settings.paused_until = until;
            store.settings().put(&settings)
        })
        .await?;
        self.inner.wake_scheduler.notify_one();
        self.changed(&["engine"]);
        self.engine_state().await
    }

    /// The last problem has been seen: the tray goes back to calm.
    pub fn problem_seen(&self) {
        *locked(&self.inner.last_problem) = None;
        self.changed(&["engine"]);
    }

    pub async fn settings_get(&self) -> Result<Settings, Problem> {
        self.db(|store| store.settings().get()).await
    }

    /// Stores settings; the pause has its own commands and is kept as it is.
    pub async fn settings_set(&self, mut settings: Settings) -> Result<Settings, Problem> {
        if !(1..=64).contains(&settings.concurrency) {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "Between 1 and 64 objects can be read at once.",
                "Choose a number in that range.",
            )
            .on_field("concurrency"));
        }
        if settings.min_confidence_percent > 100 {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "A confidence lies between 0 and 100 percent.",
                "Choose a number in that range.",
            )
            .on_field("min_confidence_percent"));
        }
        let stored = self
            .db(move |store| {
                let before = store.settings().get()?;
                settings.paused = before.paused;
                settings.paused_until = before.paused_until;
                store.settings().put(&settings)?;
                if settings.min_confidence_percent != before.min_confidence_percent {
                    store
                        .policies()
                        .set_built_in_threshold(f32::from(settings.min_confidence_percent) / 100.0)?;
                }
                Ok(settings)
            })
            .await?;
        self.changed(&["settings"]);
        self.changed(&crate::policies::SHOWN);
        Ok(stored)
    }

    pub async fn overview(&self) -> Result<Overview, Problem> {
        let now = self.inner.clock.now();
        let mut overview = self.db(move |store| store.overview(now)).await?;
        overview.running = locked(&self.inner.active)
            .values()
            .map(|active| active.snapshot())
            .collect();
        overview.next = self.next_runs().await?;
        self.name_detectors(&mut overview.top_detectors).await?;
        Ok(overview)
    }

    async fn next_runs(&self) -> Result<Vec<NextRun>, Problem> {
        let scheduled = self.db(|store| store.connectors().scheduled()).await?;
        let mut next: Vec<_> = scheduled
            .into_iter()
            .filter_map(|c| {
                c.next_sync_at.map(|at| NextRun {
                    connector_id: c.id,
                    name: c.name,
                    at,
                })
            })
            .collect();
        next.sort_by_key(|run| run.at);
        Ok(next)
    }

    pub async fn vault_state(&self) -> Result<VaultState, Problem> {
        let vault = self.vault();
        off_thread(move || Ok(vault.state())).await
    }

    pub async fn vault_create_passphrase(&self, passphrase: Secret) -> Result<VaultState, Problem> {
        let vault = self.vault();
        let state = off_thread(move || {
            vault.create_passphrase(passphrase)?;
            Ok(vault.state())
        })
        .await?;
        self.changed(&["settings", "engine"]);
        Ok(state)
    }

    pub async fn vault_unlock(&self, passphrase: Secret) -> Result<VaultState, Problem> {
        let vault = self.vault();
        let state = off_thread(move || {
            vault.unlock(passphrase)?;
            Ok(vault.state())
        })
        .await?;
        self.changed(&["settings", "engine"]);
        self.inner.wake_scheduler.notify_one();
        Ok(state)
    }

    pub async fn diagnostics(&self) -> Result<Diagnostics, Problem> {
        let vault = self.vault_state().await?;
        let data_dir = self.inner.data_dir.display().to_string();
        let hosts = self.hosts().await?;
        self.db(move |store| {
            Ok(Diagnostics {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                os: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
                data_dir,
                database_bytes: store.database_bytes(),
                schema_version: store.schema_version(),
                sqlite_version: store.sqlite_version(),
                webview_version: None,
                vault,
                detectors: tidegate_detectors::infos().len() as u64,
                providers: tidegate_connectors::providers()
                    .iter()
                    .map(|p| p.descriptor().id)
                    .collect(),
                formats: tidegate_formats::formats()
                    .iter()
                    .map(|f| f.id.to_string())
                    .collect(),
                integrity: store.integrity()?,
                hosts,
            })
        })
        .await
    }
}
