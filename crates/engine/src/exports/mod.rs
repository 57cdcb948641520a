//! Redacted copies of what a connector holds: planned, made, gone on with after any end, told in a manifest.

mod compare;
mod places;
mod run;

use crate::{
    Engine, internal, locked, off_thread, random,
    redact::{Copier, Operators, reidentified},
};
pub use compare::CopyTrial;
pub(crate) use run::Running;
use std::sync::Arc;
use tidegate_domain::{
    connector::Connector,
    context::RunContext,
    export::{CopyItem, CopyState, CopyTotals, Export, ExportDraft, ExportPlan, ExportStatus, Manifest},
    id::ExportId,
    page::{Page, PageRequest},
    policy::{Policy, PolicyUsed},
    problem::{ErrorClass, Problem},
    secret::Secret,
};

/// Bytes of a project's name.
const LONGEST_PROJECT: usize = 100;

impl Engine {
    /// What an export would cover. Nothing is read from the source and nothing is written.
    pub async fn export_plan(&self, draft: ExportDraft) -> Result<ExportPlan, Problem> {
        self.export_target(&draft).await?;
        self.copier(&draft).await?;
        self.db(move |store| store.exports().plan(&draft)).await
    }

    /// Begins an export, and goes on with it in the background.
    ///
    /// # Errors
    /// When nothing is covered, or its copies may not be written where they would go.
    pub async fn export_create(&self, draft: ExportDraft) -> Result<Export, Problem> {
        let plan = self.export_plan(draft.clone()).await?;
        if plan.objects == 0 {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "There is nothing to copy: no known object is covered.",
                "Sync the connector first, or choose another folder.",
            ));
        }
        let (connector, policy) = self.export_policy(&draft).await?;
        let now = self.inner.clock.now();
        let export = Export {
            id: ExportId::new(now, random()),
            draft,
            run_id: None,
            connector_name: connector.name,
            policy: PolicyUsed {
                id: policy.id,
                name: policy.draft.name,
                version: policy.version,
            },
            status: ExportStatus::Running,
            message: None,
            objects: plan.objects,
            totals: CopyTotals::default(),
            created_at: now,
            ended_at: None,
        };
        let export = self.db(move |store| store.exports().create(&export)).await?;
        self.start_export(&export, self.context()).await?;
        self.export_show(&export.id).await
    }

    /// Newest first.
    pub async fn export_list(&self, page: PageRequest) -> Result<Page<Export>, Problem> {
        self.db(move |store| store.exports().list(&page)).await
    }

    pub async fn export_show(&self, id: &ExportId) -> Result<Export, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.exports().get(&wanted)).await
    }

    /// What became of its objects, in the order of their keys; with `state`, only those that ended so.
    pub async fn export_items(
        &self,
        id: &ExportId,
        state: Option<CopyState>,
        page: PageRequest,
    ) -> Result<Page<CopyItem>, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.exports().items(&wanted, state, &page))
            .await
    }

    /// Stops an export. Copies that were made stay, and it can go on later.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when it is not under way.
    pub async fn export_cancel(&self, id: &ExportId) -> Result<Export, Problem> {
        let running = locked(&self.inner.exports).get(id).cloned();
        let Some(running) = running else {
            return Err(not_now("under way"));
        };
        running.cancel.cancel();
        running.ended().await;
        self.export_show(id).await
    }

    /// Goes on with an export that ended before its end, and tries again what failed.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when it is under way, or nothing is left to do.
    pub async fn export_resume(&self, id: &ExportId) -> Result<Export, Problem> {
        let export = self.export_show(id).await?;
        let ended = matches!(
            export.status,
            ExportStatus::Completed | ExportStatus::CompletedWithErrors
        );
        // One that was stopped right after its last object still lacks its manifest and its end.
        if export.status == ExportStatus::Running || (ended && export.totals.failed == 0) {
            return Err(not_now("over, with objects left to copy"));
        }
        let (_, policy) = self.export_policy(&export.draft).await?;
        if (&policy.id, policy.version) != (&export.policy.id, export.policy.version) {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!(
                    "The policy has changed since this export began with version {} of \u{201c}{}\u{201d}.",
                    export.policy.version, export.policy.name
                ),
                "Start a new export; let it replace earlier copies when it goes to the same place.",
            ));
        }
        self.export_go_on(&export, self.context()).await?;
        self.export_show(id).await
    }

    /// Goes on with an export that ends with `ctx`, or joins it when it is under way.
    pub(crate) async fn export_go_on(
        &self,
        export: &Export,
        ctx: RunContext,
    ) -> Result<Arc<Running>, Problem> {
        if let Some(running) = locked(&self.inner.exports).get(&export.id).cloned() {
            return Ok(running);
        }
        let (wanted, now) = (export.id.clone(), self.inner.clock.now());
        self.db(move |store| {
            store.exports().forget_failed(&wanted)?;
            store
                .exports()
                .set_status(&wanted, ExportStatus::Running, None, now)
        })
        .await?;
        self.start_export(export, ctx).await
    }

    /// Waits until an export is not under way any more.
    pub async fn export_ended(&self, id: &ExportId) -> Result<Export, Problem> {
        let running = locked(&self.inner.exports).get(id).cloned();
        if let Some(running) = running {
            running.ended().await;
        }
        self.export_show(id).await
    }

    /// Whether a manifest is as this installation wrote it.
    pub fn manifest_is_ours(&self, manifest: &Manifest) -> Result<bool, Problem> {
        let vault = self.vault();
        if !vault.state().unlocked {
            vault.sign(&[]).map_err(Problem::from)?;
        }
        Ok(run::is_ours(manifest, |text| vault.sign(text).ok()))
    }

    /// The value that an encrypted label in a copy stands for. Asked for by a person, and told in the log without it.
    pub async fn reidentify(&self, project: &str, token: &str) -> Result<Secret, Problem> {
        let key = self.vault().redaction_key(project).map_err(Problem::from)?;
        let value = reidentified(&key, token)?;
        tracing::info!("an encrypted value of a copy was shown to a person");
        Ok(value)
    }

    async fn export_policy(&self, draft: &ExportDraft) -> Result<(Connector, Policy), Problem> {
        let connector = self.connector_show(&draft.connector_id).await?;
        let policy = match &draft.policy_id {
            Some(id) => self.policy_get(id).await?,
            None => self.policy_of(&connector).await?,
        };
        Ok((connector, policy))
    }

    /// What makes the copies of an export.
    async fn copier(&self, draft: &ExportDraft) -> Result<Copier, Problem> {
        if draft.project.len() > LONGEST_PROJECT {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "The project's name is too long.",
                "Use at most 100 characters.",
            )
            .on_field("project"));
        }
        let (_, policy) = self.export_policy(draft).await?;
        let min_confidence = policy.draft.min_confidence;
        let key = self
            .vault()
            .redaction_key(&draft.project)
            .map_err(Problem::from)?;
        Ok(Copier {
            operators: Operators::new(policy.draft.actions.clone(), draft.otherwise.clone(), Some(key))?,
            examiner: self.examiner(&policy.draft, min_confidence).await?,
            min_confidence,
        })
    }

    /// Starts what is stored as under way; what cannot be started is stored as interrupted, with the reason.
    async fn start_export(&self, export: &Export, ctx: RunContext) -> Result<Arc<Running>, Problem> {
        let started = self.launch_export(export, ctx).await;
        if let Err(problem) = &started {
            self.interrupted(&export.id, problem).await?;
        }
        self.changed(&["exports"]);
        started
    }

    async fn interrupted(&self, id: &ExportId, problem: &Problem) -> Result<(), Problem> {
        let (id, message, now) = (id.clone(), problem.to_string(), self.inner.clock.now());
        self.db(move |store| {
            store
                .exports()
                .set_status(&id, ExportStatus::Interrupted, Some(&message), now)
        })
        .await
    }

    async fn launch_export(&self, export: &Export, ctx: RunContext) -> Result<Arc<Running>, Problem> {
        let copier = Arc::new(self.copier(&export.draft).await?);
        let target = self.export_target(&export.draft).await?;
        let target = off_thread(move || target.prepare().map(|()| target)).await?;
        let connector = self.connector_show(&export.draft.connector_id).await?;
        let source = self.source(&connector).await?;
        let job = run::Job {
            engine: self.clone(),
            by_bucket: self.copies_by_bucket(&export.draft, &connector)?,
            export: export.clone(),
            source,
            copier,
            target,
            ctx,
        };
        let running = Arc::new(Running::new(job.ctx.cancel.clone()));
        locked(&self.inner.exports).insert(export.id.clone(), Arc::clone(&running));
        let (engine, id, told) = (self.clone(), export.id.clone(), Arc::clone(&running));
        tokio::spawn(async move {
            // A second task, so that even a panic in it is told to whoever waits.
            let work = tokio::spawn(async move { job.run().await });
            let lost = match work.await {
                Ok(lost) => lost,
                Err(_) => {
                    let problem = internal("the making of copies stopped in the middle");
                    if engine.interrupted(&id, &problem).await.is_err() {
                        tracing::error!("the end of an export could not be stored");
                    }
                    Some(problem)
                }
            };
            locked(&engine.inner.exports).remove(&id);
            told.end(lost);
            engine.changed(&["exports"]);
        });
        Ok(running)
    }
}

fn not_now(what: &str) -> Problem {
    Problem::new(
        ErrorClass::Conflict,
        format!("This export is not {what}."),
        "Look at its state.",
    )
}
