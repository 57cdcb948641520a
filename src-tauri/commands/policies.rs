//! Commands about what is looked for, what is known not to be sensitive, and how much was examined.

use super::{args::*, commands};
use tidegate_domain::{
    document::{Document, Exported, NotExaminedQuery},
    finding::{FindingColumn, FindingQuery},
    page::Page,
    policy::{AllowProposal, AllowRule, CustomTrial, Policy, ThresholdStep},
    risk::{Risk, RiskScope},
};

commands! {
    fn policy_list(desktop, _args: Nothing) -> Vec<Policy> {
        desktop.engine.policy_list().await
    }

    fn policy_get(desktop, args: PolicyArgs) -> Policy {
        desktop.engine.policy_get(&args.id).await
    }

    fn policy_create(desktop, args: PolicyCreateArgs) -> Policy {
        desktop.engine.policy_create(args.draft).await
    }

    fn policy_update(desktop, args: PolicyUpdateArgs) -> Policy {
        desktop.engine.policy_update(&args.id, args.draft, args.expected).await
    }

    fn policy_copy(desktop, args: PolicyCopyArgs) -> Policy {
        desktop.engine.policy_copy(&args.id, args.name).await
    }

    fn policy_delete(desktop, args: PolicyDeleteArgs) -> () {
        desktop.engine.policy_delete(&args.id, args.replace_with).await
    }

    fn policy_use(desktop, args: PolicyUseArgs) -> () {
        desktop.engine.policy_use(&args.id, args.connector_ids).await
    }

    fn policy_threshold(desktop, args: PolicyArgs) -> Vec<ThresholdStep> {
        desktop.engine.policy_threshold(&args.id).await
    }

    /// A detector that cannot work is part of the answer: it is told while it is typed.
    fn custom_try(desktop, args: CustomTryArgs) -> CustomTrial {
        desktop.engine.custom_try(args.detector, args.text).await
    }

    fn detector_try(desktop, args: DetectorTryArgs) -> CustomTrial {
        desktop.engine.detector_try(args.policy_id, args.text).await
    }

    fn allow_list(desktop, args: AllowListArgs) -> Vec<AllowRule> {
        desktop.engine.allow_list(args.policy_id).await
    }

    fn allow_propose(desktop, args: AllowProposeArgs) -> Vec<AllowProposal> {
        desktop.engine.allow_propose(&args.finding_id).await
    }

    fn allow_create(desktop, args: AllowCreateArgs) -> AllowRule {
        desktop.engine.allow_create(args.policy_id, args.allow, args.note, args.expected).await
    }

    fn allow_delete(desktop, args: AllowRuleArgs) -> () {
        desktop.engine.allow_delete(&args.id).await
    }

    fn finding_columns(desktop, query: FindingQuery) -> Page<FindingColumn> {
        desktop.engine.finding_columns(query).await
    }

    fn not_examined(desktop, query: NotExaminedQuery) -> Page<Document> {
        desktop.engine.not_examined(query).await
    }

    fn not_examined_export(desktop, args: NotExaminedExportArgs) -> Exported {
        let query = NotExaminedQuery {
            connector_id: args.connector_id,
            collection: args.collection,
            bucket: args.bucket,
            prefix: args.prefix,
            ..NotExaminedQuery::default()
        };
        desktop.engine.not_examined_export(query, args.path.into()).await
    }

    fn risk_of(desktop, scope: RiskScope) -> Risk {
        desktop.engine.risk_of(scope).await
    }
}
