//! Commands about connectors.

use super::{args::*, commands};
use std::path::PathBuf;
use tauri_plugin_dialog::DialogExt;
use tidegate_domain::{
    connector::{Connector, ConnectorQuery, Created, PurgeCounts, ScopePreview},
    exposure::BucketExposure,
    page::Page,
    problem::{ErrorClass, Problem},
    provider::{CheckReport, Choice, PolicyText, Probe, ProviderDescriptor},
    schedule::ScheduleEcho,
};

/// Times shown under a schedule.
const NEXT_TIMES: usize = 5;

commands! {
    fn provider_list(desktop, _args: Nothing) -> Vec<ProviderDescriptor> {
        Ok(desktop.engine.provider_list())
    }

    fn connector_list(desktop, query: ConnectorQuery) -> Page<Connector> {
        desktop.engine.connector_list(query).await
    }

    fn connector_show(desktop, args: ConnectorArgs) -> Connector {
        desktop.engine.connector_show(&args.id).await
    }

    fn connector_create(desktop, args: ConnectorCreateArgs) -> Created {
        desktop.engine.connector_create(args.draft, Some(args.request_id)).await
    }

    fn connector_update(desktop, args: ConnectorUpdateArgs) -> Connector {
        desktop.engine.connector_update(&args.id, args.patch).await
    }

    fn connector_test_draft(desktop, args: ConnectorTestDraftArgs, on_probe: Probe) -> CheckReport {
        let task = desktop.task(&args.task_id);
        // A window that went away needs no probes.
        let mut seen = |probe| drop(on_probe.send(probe));
        desktop.engine.connector_test_draft(&task.ctx, &args.draft, &mut seen).await
    }

    fn connector_test(desktop, args: ConnectorTestArgs, on_probe: Probe) -> CheckReport {
        let task = desktop.task(&args.task_id);
        let mut seen = |probe| drop(on_probe.send(probe));
        desktop.engine.connector_test(&task.ctx, &args.id, &mut seen).await
    }

    fn connector_pause(desktop, args: ConnectorArgs) -> Connector {
        desktop.engine.connector_pause(&args.id).await
    }

    fn connector_resume(desktop, args: ConnectorArgs) -> Connector {
        desktop.engine.connector_resume(&args.id).await
    }

    fn connector_disconnect(desktop, args: ConnectorArgs) -> Connector {
        desktop.engine.connector_disconnect(&args.id).await
    }

    fn connector_delete(desktop, args: ConnectorArgs) -> Connector {
        desktop.engine.connector_delete(&args.id).await
    }

    fn connector_restore(desktop, args: ConnectorArgs) -> Connector {
        desktop.engine.connector_restore(&args.id).await
    }

    fn connector_purge_counts(desktop, args: ConnectorArgs) -> PurgeCounts {
        desktop.engine.connector_purge_counts(&args.id).await
    }

    fn connector_purge(desktop, args: ConnectorArgs) -> PurgeCounts {
        desktop.engine.connector_purge(&args.id).await
    }

    fn connector_policies(desktop, args: ConnectorPoliciesArgs) -> Vec<PolicyText> {
        desktop.engine.connector_policies(&args.provider, &args.config, &args.scope, &args.uses)
    }

    fn connector_exposure(desktop, args: ConnectorArgs) -> Vec<BucketExposure> {
        desktop.engine.connector_exposure(&args.id).await
    }

    fn connector_refresh_permissions(desktop, args: ConnectorTestArgs) -> Vec<BucketExposure> {
        let task = desktop.task(&args.task_id);
        desktop.engine.refresh_permissions(&task.ctx, &args.id, &mut |_| {}).await
    }

    fn provider_choices(desktop, args: ProviderChoicesArgs) -> Vec<Choice> {
        desktop.engine.provider_choices(&args.provider, &args.field).await
    }

    fn scope_preview(desktop, args: ScopePreviewArgs, on_progress: ScopePreview) -> ScopePreview {
        let task = desktop.task(&args.task_id);
        let mut seen = |preview: &ScopePreview| drop(on_progress.send(preview.clone()));
        match (&args.draft, &args.id) {
            (Some(draft), _) => desktop.engine.scope_preview_draft(&task.ctx, draft, &mut seen).await,
            (None, Some(id)) => desktop.engine.scope_preview(&task.ctx, id, args.scope, &mut seen).await,
            (None, None) => Err(Problem::new(ErrorClass::Internal, "Nothing to preview was named.", "")),
        }
    }

    fn schedule_echo(desktop, args: ScheduleEchoArgs) -> ScheduleEcho {
        desktop.engine.schedule_echo(&args.cron, &args.timezone, NEXT_TIMES)
    }

    /// Lets the person choose a folder; `None` when they changed their mind.
    fn pick_folder(desktop, _args: Nothing) -> Option<String> {
        let (told, chosen) = tokio::sync::oneshot::channel();
        desktop.app.dialog().file().pick_folder(move |folder| drop(told.send(folder)));
        let folder = chosen.await.ok().flatten();
        Ok(folder.map(|folder| folder.to_string()))
    }

    /// The text of a small file that was just let go over the window, for a field of a form.
    fn dropped_text(desktop, args: DroppedArgs) -> String {
        let dropped = desktop.dropped.clone();
        let path = PathBuf::from(args.path);
        tokio::task::spawn_blocking(move || dropped.text(&path)).await.map_err(|_| {
            Problem::new(ErrorClass::Internal, "The file could not be read.", "Choose it instead.")
        })?
    }

    fn sample_create(desktop, args: SampleArgs) -> SampleStarted {
        let (connector, run) = desktop.engine.sample_create(Some(args.request_id)).await?;
        Ok(SampleStarted { connector, run })
    }
}
