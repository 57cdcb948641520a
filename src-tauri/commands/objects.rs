//! Commands about single objects and selections of them.

use super::{args::*, commands};
use tidegate_domain::transfer::{DeleteReport, ObjectProperties, SelectionCount, TemporaryLink};

commands! {
    fn object_properties(desktop, args: ObjectArgs) -> ObjectProperties {
        let task = desktop.task(&args.task_id);
        desktop.engine.object_properties(&task.ctx, &args.id, &args.object).await
    }

    fn object_link(desktop, args: ObjectLinkArgs) -> TemporaryLink {
        let task = desktop.task(&args.task_id);
        desktop.engine.object_link(&task.ctx, &args.id, &args.object, args.seconds).await
    }

    fn selection_count(desktop, args: SelectionArgs, on_progress: SelectionCount) -> SelectionCount {
        let task = desktop.task(&args.task_id);
        // A window that went away needs no progress.
        let mut seen = |count: &SelectionCount| drop(on_progress.send(count.clone()));
        desktop.engine.selection_count(&task.ctx, &args.id, &args.selection, &mut seen).await
    }

    fn objects_delete(desktop, args: ObjectsDeleteArgs, on_progress: DeleteReport) -> DeleteReport {
        let task = desktop.task(&args.task_id);
        let mut seen = |report: &DeleteReport| drop(on_progress.send(report.clone()));
        desktop.engine.objects_delete(&task.ctx, &args.id, &args.selection, args.expected, &mut seen).await
    }
}
