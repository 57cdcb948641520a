//! Keeping the ledger of hosts: what this process has sent joins what is known of all time.

use crate::Engine;
use std::time::Duration;
use tidegate_domain::{problem::Problem, settings::HostContact};

const EVERY: Duration = Duration::from_secs(60);

impl Engine {
    /// Every host that was ever talked to, the latest first.
    pub async fn hosts(&self) -> Result<Vec<HostContact>, Problem> {
        self.keep_ledger().await;
        self.db(|store| store.hosts().all()).await
    }

    /// Joins what came since the last time to the database. What cannot be kept now stays for the next time.
    pub(crate) async fn keep_ledger(&self) {
        let entries = self.inner.around.http.take_ledger();
        if entries.is_empty() {
            return;
        }
        let kept = entries.clone();
        if let Err(problem) = self.db(move |store| store.hosts().merge(&kept)).await {
            tracing::warn!(%problem, "the ledger of hosts could not be kept");
            self.inner.around.http.return_ledger(entries);
        }
    }
}

/// Keeps the ledger every minute until the engine ends.
pub(crate) async fn run(engine: Engine) {
    let ended = engine.context();
    loop {
        tokio::select! {
            () = ended.cancel.cancelled() => return,
            () = tokio::time::sleep(EVERY) => engine.keep_ledger().await,
        }
    }
}
