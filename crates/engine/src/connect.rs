//! Connectors: made, tested, changed, paused, disconnected, deleted, restored, purged.

use crate::{Engine, SAMPLE_NAME, known_provider, off_thread, random, schedule};
use sha2::{Digest, Sha256};
use tidegate_connectors::CheckRequest;
use tidegate_connectors::scope::Filter;
use tidegate_domain::{
    connector::{
        Connector, ConnectorDraft, ConnectorPatch, ConnectorQuery, ConnectorStatus, Created, ImportMode,
        PurgeCounts, Scope, Use,
    },
    context::RunContext,
    id::ConnectorId,
    page::Page,
    problem::{ErrorClass, Problem},
    provider::{CheckReport, Probe, ProviderDescriptor},
    run::{Run, RunOptions, Trigger},
    secret::Credential,
};
use tidegate_store::Inserted;

/// Characters of a name.
const LONGEST_NAME: usize = 100;

impl Engine {
    pub fn provider_list(&self) -> Vec<ProviderDescriptor> {
        tidegate_connectors::providers()
            .iter()
            .map(|provider| provider.descriptor())
            .collect()
    }

    pub async fn connector_list(&self, query: ConnectorQuery) -> Result<Page<Connector>, Problem> {
        let mut page = self.db(move |store| store.connectors().list(&query)).await?;
        page.rows = page.rows.into_iter().map(|one| self.with_hint(one)).collect();
        Ok(page)
    }

    pub async fn connector_show(&self, id: &ConnectorId) -> Result<Connector, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.connectors().get(&wanted))
            .await?
            .map(|connector| self.with_hint(connector))
            .ok_or_else(|| no_connector(id.as_str()))
    }

    /// Finds a connector by its id or its name, as a person types it.
    pub async fn connector_find(&self, name_or_id: &str) -> Result<Connector, Problem> {
        let wanted = name_or_id.to_owned();
        let mut found = self.db(move |store| store.connectors().find(&wanted)).await?;
        match (found.pop(), found.len()) {
            (Some(connector), 0) => Ok(connector),
            (Some(_), more) => Err(Problem::new(
                ErrorClass::ConfigInvalid,
                format!("{} connectors are named \u{201c}{name_or_id}\u{201d}.", more + 1),
                "Use the id instead.",
            )),
            (None, _) => Err(no_connector(name_or_id)),
        }
    }

    /// Saves a new connector. The same key with the same draft answers the first connector; with another
    /// draft it is an [`ErrorClass::Conflict`]. The credential is sealed before anything is stored.
    pub async fn connector_create(
        &self,
        draft: ConnectorDraft,
        idempotency_key: Option<String>,
    ) -> Result<Created, Problem> {
        known_provider(&draft.provider)?.validate(&draft.config, draft.credential.as_ref())?;
        self.known_policy(draft.policy_id.as_ref()).await?;
        let connector = self.drafted(&draft)?;
        self.check_copies(&connector).await?;
        let id = self.store_new(connector, &draft, idempotency_key).await?;
        self.changed(&["connectors", "overview", "engine"]);
        Ok(Created {
            connector: self.connector_show(&id).await?,
            check: None,
        })
    }

    /// Stores a new connector with its sealed credential, and plans its first sync.
    pub(crate) async fn store_new(
        &self,
        connector: Connector,
        draft: &ConnectorDraft,
        idempotency_key: Option<String>,
    ) -> Result<ConnectorId, Problem> {
        let now = self.inner.clock.now();
        let fingerprint = draft_fingerprint(draft);
        let sealed = match &draft.credential {
            Some(credential) => Some(self.seal(&connector.id, credential).await?),
            None => None,
        };
        let (row, key) = (
            connector.clone(),
            idempotency_key.unwrap_or_else(|| connector.id.to_string()),
        );
        let inserted = self
            .db(move |store| {
                let inserted = store
                    .connectors()
                    .insert_idempotent(&row, &key, &fingerprint, now)?;
                if let (Inserted::New, Some(sealed)) = (&inserted, &sealed) {
                    store.credentials().put(&row.id, sealed)?;
                }
                Ok(inserted)
            })
            .await?;
        let id = match inserted {
            Inserted::New => connector.id,
            Inserted::Same(first) => first.id,
            Inserted::Conflict => {
                return Err(Problem::new(
                    ErrorClass::Conflict,
                    "This request was used before for a different connector.",
                    "Send the new connector with a new idempotency key.",
                ));
            }
        };
        self.plan_next(&id).await?;
        Ok(id)
    }

    /// Changes the given fields only. A changed place or credential sets the status back to untested.
    pub async fn connector_update(
        &self,
        id: &ConnectorId,
        patch: ConnectorPatch,
    ) -> Result<Connector, Problem> {
        let mut connector = self.connector_show(id).await?;
        let touches_source = patch.config.is_some() || patch.credential.is_some();
        let credential = patch.credential.clone();
        let policy_before = connector.policy_id.clone();
        let places_before = places(&connector);
        apply(&mut connector, patch);
        self.known_policy(connector.policy_id.as_ref()).await?;
        let judged_anew = connector.policy_id != policy_before;
        check_fields(&connector)?;
        if places(&connector) != places_before {
            self.check_copies(&connector).await?;
        }
        let known = match &credential {
            Some(credential) => Some(credential.clone()),
            None if touches_source => self.credential(id).await?,
            None => None,
        };
        if touches_source {
            known_provider(&connector.provider)?.validate(&connector.config, known.as_ref())?;
            connector.status = ConnectorStatus::PendingTest;
            connector.status_message = None;
        }
        connector.updated_at = self.inner.clock.now();
        let sealed = match &credential {
            Some(credential) => Some(self.seal(id, credential).await?),
            None => None,
        };
        let row = connector.clone();
        self.db(move |store| {
            store.connectors().update(&row)?;
            if let Some(sealed) = &sealed {
                store.credentials().put(&row.id, sealed)?;
            }
            Ok(())
        })
        .await?;
        self.plan_next(id).await?;
        self.changed(&["connectors", "overview", "engine"]);
        if judged_anew {
            self.changed(&crate::policies::SHOWN);
        }
        self.connector_show(id).await
    }

    /// Tests what has not been saved. `seen` is told of each probe as it ends.
    pub async fn connector_test_draft(
        &self,
        ctx: &RunContext,
        draft: &ConnectorDraft,
        seen: &mut (dyn FnMut(Probe) + Send),
    ) -> Result<CheckReport, Problem> {
        known_provider(&draft.provider)?.validate(&draft.config, draft.credential.as_ref())?;
        let source = self.connect(
            &draft.name,
            &draft.provider,
            &draft.config,
            draft.credential.as_ref(),
        )?;
        let request = CheckRequest {
            scope: draft.scope.clone(),
            export_to: draft.export_base(known_provider(&draft.provider)?.descriptor().capabilities.buckets),
        };
        Ok(source.check(ctx, &request, seen).await)
    }

    /// Tests a saved connector and records what came out as its status.
    pub async fn connector_test(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        seen: &mut (dyn FnMut(Probe) + Send),
    ) -> Result<CheckReport, Problem> {
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        let request = CheckRequest {
            scope: connector.scope.clone(),
            export_to: connector.export_base(
                known_provider(&connector.provider)?
                    .descriptor()
                    .capabilities
                    .buckets,
            ),
        };
        let report = source.check(ctx, &request, seen).await;
        if ctx.cancelled() {
            return Ok(report);
        }
        let failed = report
            .probes
            .iter()
            .find(|probe| probe.outcome == tidegate_domain::provider::ProbeOutcome::Failed);
        let problem = failed.map(|probe| {
            Problem::new(
                probe.class.unwrap_or(ErrorClass::ConfigInvalid),
                probe.detail.clone(),
                probe.remedy.clone(),
            )
        });
        // What could not be told now changes nothing.
        if report.connected || problem.is_some() {
            let (status, message) = crate::sync::status_after(problem.as_ref(), &connector);
            let (id, now) = (id.clone(), self.inner.clock.now());
            self.db(move |store| {
                store
                    .connectors()
                    .set_status(&id, status, message.as_deref(), now)
            })
            .await?;
            self.changed(&["connectors", "overview"]);
        }
        Ok(report)
    }

    /// Holds the schedule; a manual sync stays possible.
    pub async fn connector_pause(&self, id: &ConnectorId) -> Result<Connector, Problem> {
        self.set_active(id, false).await
    }

    pub async fn connector_resume(&self, id: &ConnectorId) -> Result<Connector, Problem> {
        self.set_active(id, true).await
    }

    async fn set_active(&self, id: &ConnectorId, active: bool) -> Result<Connector, Problem> {
        let mut connector = self.connector_show(id).await?;
        connector.active = active;
        match (active, connector.status) {
            (false, ConnectorStatus::Active) => connector.status = ConnectorStatus::Paused,
            (true, ConnectorStatus::Paused) => connector.status = ConnectorStatus::Active,
            _ => {}
        }
        connector.updated_at = self.inner.clock.now();
        self.db(move |store| store.connectors().update(&connector))
            .await?;
        self.plan_next(id).await?;
        self.changed(&["connectors", "overview", "engine"]);
        self.connector_show(id).await
    }

    /// Forgets the credential and keeps the history.
    pub async fn connector_disconnect(&self, id: &ConnectorId) -> Result<Connector, Problem> {
        let connector = self.connector_show(id).await?;
        self.refuse_while_syncing(&connector)?;
        self.refuse_while_moving(&connector.id)?;
        let (wanted, now) = (id.clone(), self.inner.clock.now());
        self.db(move |store| {
            store.credentials().delete(&wanted)?;
            store.connectors().set_status(
                &wanted,
                ConnectorStatus::Disconnected,
                Some("The credential was forgotten. Enter one to connect again."),
                now,
            )
        })
        .await?;
        self.plan_next(id).await?;
        self.changed(&["connectors", "overview", "engine"]);
        self.connector_show(id).await
    }

    /// Deletes softly: the schedule stops at once, everything can be restored for 30 days.
    pub async fn connector_delete(&self, id: &ConnectorId) -> Result<Connector, Problem> {
        let connector = self.connector_show(id).await?;
        self.refuse_while_syncing(&connector)?;
        self.refuse_while_moving(&connector.id)?;
        let (wanted, now) = (id.clone(), self.inner.clock.now());
        self.db(move |store| store.connectors().delete(&wanted, now))
            .await?;
        self.plan_next(id).await?;
        self.changed(&["connectors", "findings", "overview", "engine"]);
        self.connector_show(id).await
    }

    pub async fn connector_restore(&self, id: &ConnectorId) -> Result<Connector, Problem> {
        let (wanted, now) = (id.clone(), self.inner.clock.now());
        self.db(move |store| store.connectors().restore(&wanted, now))
            .await?;
        self.plan_next(id).await?;
        self.changed(&["connectors", "findings", "overview", "engine"]);
        self.connector_show(id).await
    }

    /// What [`Engine::connector_purge`] would remove.
    pub async fn connector_purge_counts(&self, id: &ConnectorId) -> Result<PurgeCounts, Problem> {
        self.connector_show(id).await?;
        let id = id.clone();
        self.db(move |store| store.connectors().purge_counts(&id)).await
    }

    /// Removes a connector and all that belongs to it, for good.
    pub async fn connector_purge(&self, id: &ConnectorId) -> Result<PurgeCounts, Problem> {
        let connector = self.connector_show(id).await?;
        self.refuse_while_syncing(&connector)?;
        self.refuse_while_moving(&connector.id)?;
        let wanted = id.clone();
        let counts = self.db(move |store| store.connectors().purge(&wanted)).await?;
        self.changed(&[
            "connectors",
            "findings",
            "documents",
            "runs",
            "overview",
            "engine",
        ]);
        Ok(counts)
    }

    /// Makes the built-in sample's files and connector, where they are missing, and starts a sync of them.
    pub async fn sample_create(&self, request_id: Option<String>) -> Result<(Connector, Run), Problem> {
        let dir = self.inner.data_dir.join("sample");
        let folder = dir.clone();
        off_thread(move || {
            crate::sample::write(&folder).map(|_| ()).map_err(|error| {
                Problem::new(
                    ErrorClass::LocalStorage,
                    format!("The sample files could not be written: {error}."),
                    "Check the free space of the disk that holds the data folder.",
                )
            })
        })
        .await?;
        let known = self.db(|store| store.connectors().find(SAMPLE_NAME)).await?;
        let connector = match known.into_iter().find(|connector| connector.provider == "local") {
            Some(connector) => connector,
            None => {
                let draft = ConnectorDraft {
                    name: SAMPLE_NAME.to_owned(),
                    provider: "local".to_owned(),
                    config: serde_json::json!({ "path": dir.display().to_string() }),
                    credential: None,
                    scope: Scope::default(),
                    scopes: vec![Use::Import],
                    export_base_path: None,
                    import_mode: ImportMode::All,
                    schedule_cron: None,
                    timezone: None,
                    collection: None,
                    policy_id: None,
                    copies: None,
                };
                self.connector_create(draft, None).await?.connector
            }
        };
        if self.is_syncing(&connector.id) {
            let page = self
                .run_list(tidegate_domain::run::RunQuery {
                    connector_id: Some(connector.id.clone()),
                    ..Default::default()
                })
                .await?;
            if let Some(run) = page.rows.into_iter().next() {
                return Ok((connector, run));
            }
        }
        let run = self
            .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, request_id)
            .await?;
        Ok((connector, run))
    }

    fn refuse_while_syncing(&self, connector: &Connector) -> Result<(), Problem> {
        if self.is_syncing(&connector.id) {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!("\u{201c}{}\u{201d} is syncing.", connector.name),
                "Cancel the run first, or wait until it ends.",
            ));
        }
        Ok(())
    }

    async fn seal(&self, id: &ConnectorId, credential: &Credential) -> Result<Vec<u8>, Problem> {
        let (vault, record, credential) = (self.vault(), id.to_string(), credential.clone());
        off_thread(move || {
            vault
                .seal(&record, credential.expose().as_bytes())
                .map_err(Problem::from)
        })
        .await
    }

    /// The connector that a draft makes. Whether the provider takes its settings is asked before.
    pub(crate) fn drafted(&self, draft: &ConnectorDraft) -> Result<Connector, Problem> {
        let now = self.inner.clock.now();
        let connector = Connector {
            id: ConnectorId::new(now, random()),
            name: draft.name.trim().to_owned(),
            provider: draft.provider.clone(),
            config: draft.config.clone(),
            has_credential: draft.credential.is_some(),
            scope: draft.scope.clone(),
            scopes: draft.scopes.clone(),
            export_base_path: draft.export_base_path.clone(),
            import_mode: draft.import_mode,
            schedule_cron: draft.schedule_cron.clone().filter(|cron| !cron.trim().is_empty()),
            timezone: draft.timezone.clone().unwrap_or_else(|| "UTC".to_owned()),
            policy_id: draft.policy_id.clone(),
            copies: draft.copies.clone(),
            active: true,
            status: ConnectorStatus::PendingTest,
            status_message: None,
            collection: draft.collection.clone().filter(|label| !label.trim().is_empty()),
            findings_count: 0,
            risk_score: 0,
            exposure: None,
            last_sync_at: None,
            next_sync_at: None,
            changes_seen_at: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        };
        check_fields(&connector)?;
        Ok(connector)
    }

    /// Works out when a connector syncs next and stores it; the scheduler looks again.
    pub(crate) async fn plan_next(&self, id: &ConnectorId) -> Result<(), Problem> {
        self.inner.wake_watching.notify_one();
        let connector = self.connector_show(id).await?;
        let runs = connector.active
            && connector.deleted_at.is_none()
            && !matches!(
                connector.status,
                ConnectorStatus::Disconnected | ConnectorStatus::NeedsReauth
            );
        let next = match (&connector.schedule_cron, runs) {
            (Some(cron), true) => {
                let schedule = schedule::UnixCron::parse(cron, &connector.timezone)?;
                schedule.next_after(self.inner.clock.now())
            }
            _ => None,
        };
        let id = id.clone();
        self.db(move |store| store.connectors().set_next_sync(&id, next))
            .await?;
        self.inner.wake_scheduler.notify_one();
        Ok(())
    }
}

fn no_connector(wanted: &str) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        format!("There is no connector \u{201c}{wanted}\u{201d}."),
        "List the connectors to find its name or id.",
    )
}

/// The rules that hold whatever the provider is.
fn check_fields(connector: &Connector) -> Result<(), Problem> {
    let invalid = |field: &str, message: String, remedy: &str| {
        Err(Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field))
    };
    if connector.name.is_empty() {
        return invalid(
            "name",
            "The connector has no name.".into(),
            "Give it one that you will recognise in lists.",
        );
    }
    if connector.name.chars().count() > LONGEST_NAME || connector.name.chars().any(char::is_control) {
        return invalid(
            "name",
            format!("A name is at most {LONGEST_NAME} characters of plain text."),
            "Choose a shorter name.",
        );
    }
    if connector.scopes.is_empty() {
        return invalid(
            "scopes",
            "The connector may neither import nor export.".into(),
            "Choose import, export, or both.",
        );
    }
    Filter::new(&connector.scope, &[])?;
    if let Some(cron) = &connector.schedule_cron {
        schedule::UnixCron::parse(cron, &connector.timezone)?;
    } else {
        schedule::zone(&connector.timezone)?;
    }
    Ok(())
}

/// What decides whether a connector's copies lie in what is scanned.
fn places(connector: &Connector) -> serde_json::Value {
    serde_json::json!([
        connector.copies,
        connector.config,
        connector.scope,
        connector.scopes
    ])
}

fn apply(connector: &mut Connector, patch: ConnectorPatch) {
    fn set<T>(field: &mut T, value: Option<T>) {
        if let Some(value) = value {
            *field = value;
        }
    }
    set(&mut connector.name, patch.name.map(|name| name.trim().to_owned()));
    set(&mut connector.config, patch.config);
    set(&mut connector.scope.buckets, patch.buckets);
    set(&mut connector.scope.prefixes, patch.prefixes);
    set(&mut connector.scope.patterns, patch.patterns);
    set(&mut connector.scope.exclude, patch.exclude);
    set(&mut connector.scope.file_types, patch.file_types);
    set(&mut connector.scope.max_object_size, patch.max_object_size);
    set(&mut connector.scopes, patch.scopes);
    set(&mut connector.export_base_path, patch.export_base_path);
    set(&mut connector.import_mode, patch.import_mode);
    set(&mut connector.schedule_cron, patch.schedule_cron);
    set(&mut connector.timezone, patch.timezone);
    set(&mut connector.collection, patch.collection);
    set(&mut connector.policy_id, patch.policy_id);
    set(&mut connector.copies, patch.copies);
    if patch.credential.is_some() {
        connector.has_credential = true;
    }
}

/// Hash of a draft's visible part, to recognise the same request. The credential stays out: an unkeyed
/// hash of it must not lie in the database.
fn draft_fingerprint(draft: &ConnectorDraft) -> String {
    let mut hash = Sha256::new();
    let visible = serde_json::json!({
        "name": draft.name, "provider": draft.provider, "config": draft.config, "scope": draft.scope,
        "scopes": draft.scopes, "base": draft.export_base_path, "mode": draft.import_mode,
        "cron": draft.schedule_cron, "zone": draft.timezone, "collection": draft.collection,
        "policy": draft.policy_id, "copies": draft.copies,
        "has_credential": draft.credential.is_some(),
    });
    hash.update(visible.to_string().as_bytes());
    crate::hex(&hash.finalize())
}
