//! Commands about findings.

use super::{args::*, commands};
use tidegate_domain::{
    detector::DetectorInfo,
    document::Exported,
    finding::{Finding, FindingGroup, FindingQuery, Revealed, TriageResult},
    page::Page,
};

commands! {
    fn finding_list(desktop, query: FindingQuery) -> Page<Finding> {
        desktop.engine.finding_list(query).await
    }

    fn finding_groups(desktop, args: FindingGroupsArgs) -> Vec<FindingGroup> {
        desktop.engine.finding_groups(args.filter, args.by).await
    }

    fn finding_show(desktop, args: FindingArgs) -> Finding {
        desktop.engine.finding_show(&args.id).await
    }

    /// The only command that answers a value in clear, for one finding that the person asked for.
    fn finding_reveal(desktop, args: FindingArgs) -> Revealed {
        desktop.engine.finding_reveal(&desktop.engine.context(), &args.id).await
    }

    fn finding_triage(desktop, args: FindingTriageArgs) -> TriageResult {
        desktop.engine.finding_triage(args.target, args.status).await
    }

    fn finding_undo_triage(desktop, args: UndoTriageArgs) -> u64 {
        desktop.engine.finding_undo_triage(args.before).await
    }

    fn detector_list(desktop, _args: Nothing) -> Vec<DetectorInfo> {
        Ok(desktop.engine.detector_list())
    }

    /// Writes a report of the findings that a filter meets; nothing when the person changed their mind.
    fn finding_export(desktop, args: FindingExportArgs) -> Exported {
        desktop.engine.finding_export(args.filter, args.format, args.path.into()).await
    }
}
