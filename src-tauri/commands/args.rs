//! What the window sends with each command. Field names are part of the generated bindings.

use serde::{Deserialize, Serialize};
use tidegate_domain::{
    Timestamp,
    action::Action,
    compare::CompareFrom,
    connector::{ConnectorDraft, ConnectorPatch, Scope, Use},
    document::Document,
    export::{CopyState, ExportDraft},
    finding::{FindingFilter, FindingStatus, GroupBy, TriageBefore, TriageTarget},
    id::{AllowRuleId, ConnectorId, DocumentId, ExportId, FindingId, PolicyId, RunId, TransferId},
    key::ObjectKey,
    object::{BrowseRequest, ObjectRef},
    page::PageRequest,
    policy::{Allow, CustomDetector, PolicyDraft},
    report::ReportFormat,
    risk::Risk,
    run::{Run, RunOptions},
    secret::Secret,
    settings::Settings,
    transfer::{ConflictAnswer, Selection},
};
use ts_rs::TS;

/// For commands that need nothing.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
pub struct Nothing {}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorArgs {
    pub id: ConnectorId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorCreateArgs {
    pub draft: ConnectorDraft,
    /// Made by the window once per intent: a page that is reloaded in mid-command asks twice.
    pub request_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorUpdateArgs {
    pub id: ConnectorId,
    pub patch: ConnectorPatch,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorTestDraftArgs {
    pub draft: ConnectorDraft,
    /// Names this work for `cancel_task`.
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorTestArgs {
    pub id: ConnectorId,
    pub task_id: String,
}

/// A draft that is not saved yet, or a saved connector with (perhaps) another scope.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ScopePreviewArgs {
    pub draft: Option<ConnectorDraft>,
    pub id: Option<ConnectorId>,
    pub scope: Option<Scope>,
    #[ts(optional = false)]
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TaskArgs {
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ScheduleEchoArgs {
    pub cron: String,
    pub timezone: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ProviderChoicesArgs {
    pub provider: String,
    pub field: String,
}

/// What is to be granted: for a connector as it stands in the form.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorPoliciesArgs {
    pub provider: String,
    pub config: serde_json::Value,
    pub scope: Scope,
    pub uses: Vec<Use>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ForeignTakeArgs {
    pub ids: Vec<String>,
}

/// A pasted text, which may be a credential.
#[derive(Debug, Deserialize, TS)]
pub struct PasteArgs {
    #[ts(type = "string")]
    pub text: Secret,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct BrowseArgs {
    pub id: ConnectorId,
    pub request: BrowseRequest,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SensitivityArgs {
    pub id: ConnectorId,
    pub bucket: String,
    /// Of objects, and of prefixes with their `/`: those that are seen, 1,000 at most.
    pub keys: Vec<ObjectKey>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PreviewArgs {
    pub id: ConnectorId,
    pub object: ObjectRef,
    /// Show values in clear: only when the person asked for it.
    pub reveal: bool,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SyncStartArgs {
    pub id: ConnectorId,
    pub options: RunOptions,
    pub request_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RunArgs {
    pub id: RunId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RunEventsArgs {
    pub id: RunId,
    pub page: PageRequest,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ObjectArgs {
    pub id: ConnectorId,
    pub object: ObjectRef,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ObjectLinkArgs {
    pub id: ConnectorId,
    pub object: ObjectRef,
    /// Seven days at most.
    pub seconds: u64,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SelectionArgs {
    pub id: ConnectorId,
    pub selection: Selection,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ObjectsDeleteArgs {
    pub id: ConnectorId,
    pub selection: Selection,
    /// The number that the person confirmed; more are refused.
    pub expected: u64,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DroppedArgs {
    /// As the event told it.
    pub path: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TransferUploadArgs {
    pub id: ConnectorId,
    pub bucket: String,
    pub prefix: ObjectKey,
    pub paths: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TransferDownloadArgs {
    pub id: ConnectorId,
    pub selection: Selection,
    pub folder: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TransferArgs {
    pub id: TransferId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TransferAnswerArgs {
    pub id: TransferId,
    pub answer: ConflictAnswer,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DocumentArgs {
    pub id: DocumentId,
}

/// A document with the terms of its risk.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DocumentDetail {
    pub document: Document,
    pub risk: Risk,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct FindingArgs {
    pub id: FindingId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct FindingGroupsArgs {
    pub filter: FindingFilter,
    pub by: GroupBy,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct FindingTriageArgs {
    pub target: TriageTarget,
    pub status: FindingStatus,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct UndoTriageArgs {
    pub before: Vec<TriageBefore>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PolicyArgs {
    pub id: PolicyId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PolicyCreateArgs {
    pub draft: PolicyDraft,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PolicyUpdateArgs {
    pub id: PolicyId,
    pub draft: PolicyDraft,
    /// The version that was changed; a policy that has another by now is not written over.
    pub expected: Option<u32>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PolicyCopyArgs {
    pub id: PolicyId,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PolicyDeleteArgs {
    #[ts(optional = false)]
    pub id: PolicyId,
    /// The policy that the connectors using this one get instead.
    pub replace_with: Option<PolicyId>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PolicyUseArgs {
    pub id: PolicyId,
    pub connector_ids: Vec<ConnectorId>,
}

/// A pasted text, which may hold what is sensitive: never logged.
#[derive(Deserialize, TS)]
pub struct CustomTryArgs {
    pub detector: CustomDetector,
    pub text: String,
}

/// As [`CustomTryArgs`]; without a policy, with every detector that the program brings.
#[derive(Deserialize, TS)]
pub struct DetectorTryArgs {
    pub policy_id: Option<PolicyId>,
    pub text: String,
}

impl std::fmt::Debug for CustomTryArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomTryArgs")
    }
}

impl std::fmt::Debug for DetectorTryArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DetectorTryArgs")
    }
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct AllowListArgs {
    pub policy_id: Option<PolicyId>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AllowProposeArgs {
    pub finding_id: FindingId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AllowCreateArgs {
    /// Only under this policy; absent under all.
    pub policy_id: Option<PolicyId>,
    pub allow: Allow,
    pub note: String,
    /// The number that the person confirmed; more are refused.
    pub expected: u64,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AllowRuleArgs {
    pub id: AllowRuleId,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct NotExaminedExportArgs {
    pub connector_id: Option<ConnectorId>,
    pub collection: Option<String>,
    pub bucket: Option<String>,
    pub prefix: Option<ObjectKey>,
    /// The file to write.
    #[ts(optional = false)]
    pub path: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PauseArgs {
    /// Absent: until resumed.
    pub until: Option<Timestamp>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettingsArgs {
    pub settings: Settings,
}

#[derive(Deserialize, TS)]
pub struct PassphraseArgs {
    #[ts(type = "string")]
    pub passphrase: Secret,
}

impl std::fmt::Debug for PassphraseArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PassphraseArgs")
    }
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SampleArgs {
    pub request_id: String,
}

/// The sample's connector and its first run.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SampleStarted {
    pub connector: tidegate_domain::connector::Connector,
    pub run: Run,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportCreateArgs {
    pub draft: ExportDraft,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportArgs {
    pub id: ExportId,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportItemsArgs {
    pub id: ExportId,
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<CopyState>,
    pub page: PageRequest,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportCompareArgs {
    pub id: ExportId,
    pub key: ObjectKey,
    /// The copy's key: several buckets may have an object of one key.
    #[serde(default)]
    #[ts(optional)]
    pub copy: Option<ObjectKey>,
    /// The stretch to show; the first when absent.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<CompareFrom>,
    /// Values in clear.
    pub reveal: bool,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CopyTrialArgs {
    pub connector_id: ConnectorId,
    pub object: ObjectRef,
    /// The connector's own when absent.
    #[serde(default)]
    #[ts(optional)]
    pub policy_id: Option<PolicyId>,
    /// What stands for values where the policy only reports.
    pub otherwise: Action,
    #[serde(default)]
    #[ts(as = "Option<String>", optional)]
    pub project: String,
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<CompareFrom>,
    /// Values in clear.
    pub reveal: bool,
    pub task_id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct FindingExportArgs {
    pub filter: FindingFilter,
    pub format: ReportFormat,
    /// The file.
    pub path: String,
}
