//! Sources that tell of changes by themselves: the last such hint of each connector, kept while the app runs.
//! Syncs are never started by a hint; the schedule and the person do that.

use crate::{Engine, locked};
use futures::StreamExt;
use std::collections::HashMap;
use std::time::Duration;
use tidegate_domain::{connector::Connector, id::ConnectorId, problem::Problem};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How often the list of connectors is compared with what is watched.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// Bursts are told once in this time.
const QUIET: Duration = Duration::from_secs(2);

/// Watches as long as the engine lives.
pub(crate) async fn run(engine: Engine) {
    let cancel = engine.context().cancel;
    let mut watched: HashMap<ConnectorId, (String, DropGuard)> = HashMap::new();
    loop {
        if let Err(problem) = engine.watch_all(&mut watched).await {
            tracing::debug!(%problem, "the connectors to watch could not be looked up");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = engine.inner.wake_watching.notified() => {}
            () = cancel.cancelled() => return,
        }
    }
}

impl Engine {
    /// Begins to watch what is new or has other settings, and ends what is gone.
    async fn watch_all(
        &self,
        watched: &mut HashMap<ConnectorId, (String, DropGuard)>,
    ) -> Result<(), Problem> {
        let connectors = self.db(|store| store.connectors().active()).await?;
        watched.retain(|id, _| connectors.iter().any(|connector| connector.id == *id));
        for connector in connectors {
            let settings = connector.config.to_string();
            // A source behind a credential does not tell by itself, and its credential is not opened for this.
            let same = watched
                .get(&connector.id)
                .is_some_and(|(known, _)| *known == settings);
            if same || connector.has_credential {
                continue;
            }
            let guard = self.watch_one(&connector).await?;
            watched.insert(connector.id, (settings, guard));
        }
        Ok(())
    }

    /// The guard ends the watching when it is dropped.
    async fn watch_one(&self, connector: &Connector) -> Result<DropGuard, Problem> {
        let end = CancellationToken::new();
        let source = self.source(connector).await?;
        if let Some(mut changes) = source.watch().await {
            let (engine, id, end) = (self.clone(), connector.id.clone(), end.clone());
            tokio::spawn(async move {
                loop {
                    tokio::select! {
                        () = end.cancelled() => return,
                        () = engine.inner.shutdown.cancel.cancelled() => return,
                        change = changes.next() => if change.is_none() { return },
                    }
                    engine.saw_changes(&id);
                    tokio::time::sleep(QUIET).await;
                }
            });
        }
        Ok(end.drop_guard())
    }

    fn saw_changes(&self, id: &ConnectorId) {
        let now = self.inner.clock.now();
        locked(&self.inner.changes_seen).insert(id.clone(), now);
        self.changed(&["connectors"]);
    }

    /// A sync begins: what changed before is about to be looked at.
    pub(crate) fn forget_changes(&self, id: &ConnectorId) {
        locked(&self.inner.changes_seen).remove(id);
    }

    /// Adds the hint to a connector on its way to a person.
    pub(crate) fn with_hint(&self, mut connector: Connector) -> Connector {
        connector.changes_seen_at = locked(&self.inner.changes_seen).get(&connector.id).copied();
        connector
    }
}
