//! Commands about redacted copies.

use super::{args::*, commands};
use tidegate_domain::{
    compare::Comparison,
    export::{CopyItem, Export, ExportDraft, ExportPlan},
    page::{Page, PageRequest},
};
use tidegate_engine::CopyTrial;

commands! {
    /// What an export would cover; writes nothing.
    fn export_plan(desktop, args: ExportCreateArgs) -> ExportPlan {
        let draft: ExportDraft = args.draft;
        desktop.engine.export_plan(draft).await
    }

    /// Begins an export, which goes on in the background.
    fn export_create(desktop, args: ExportCreateArgs) -> Export {
        desktop.engine.export_create(args.draft).await
    }

    /// Newest first.
    fn export_list(desktop, page: PageRequest) -> Page<Export> {
        desktop.engine.export_list(page).await
    }

    fn export_show(desktop, args: ExportArgs) -> Export {
        desktop.engine.export_show(&args.id).await
    }

    /// What became of its objects; with a state, only those that ended so.
    fn export_items(desktop, args: ExportItemsArgs) -> Page<CopyItem> {
        desktop.engine.export_items(&args.id, args.state, args.page).await
    }

    /// A copy beside its original, stretch by stretch; values are masked unless they are asked for.
    fn export_compare(desktop, args: ExportCompareArgs) -> Comparison {
        let task = desktop.task(&args.task_id);
        desktop.engine.export_compare(&task.ctx, &args.id, &args.key, args.copy, args.from, args.reveal).await
    }

    /// The same of an object and what its copy would be; writes nothing.
    fn copy_trial(desktop, args: CopyTrialArgs) -> Comparison {
        let task = desktop.task(&args.task_id);
        let trial = CopyTrial {
            connector_id: args.connector_id,
            object: args.object,
            policy_id: args.policy_id,
            otherwise: args.otherwise,
            project: args.project,
        };
        desktop.engine.copy_trial(&task.ctx, trial, args.from, args.reveal).await
    }

    /// Stops an export; copies that were made stay, and it can go on later.
    fn export_cancel(desktop, args: ExportArgs) -> Export {
        desktop.engine.export_cancel(&args.id).await
    }

    /// Goes on with an export that ended early, and tries again what failed.
    fn export_resume(desktop, args: ExportArgs) -> Export {
        desktop.engine.export_resume(&args.id).await
    }
}
