//! How a provider describes itself, and what a test of a connector answers.

use crate::problem::ErrorClass;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a provider says of itself. The window draws the wizard from it; no code elsewhere knows providers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ProviderDescriptor {
    /// `s3`, `local`, …
    pub id: String,
    pub title: String,
    /// One sentence for the first step of the wizard.
    pub summary: String,
    /// A small SVG, drawn as an image.
    pub icon_svg: String,
    /// What to prepare before filling the form, in plain words.
    pub setup: String,
    /// JSON Schema of the visible settings. Extensions: `x-secret`, `x-placeholder`, `x-example`,
    /// `x-group`, `x-advanced`, `x-show-when` (`{"field": "value"}`, or a list of values; a list of such
    /// conditions means any one of them; a credential field may name a field of the settings),
    /// `x-pattern-hint` (what to say when `pattern` does not match), and
    /// `x-widget`: `folder`, `file` (a file's content is read into the field), `choice` (asks
    /// `provider_choices` what there is to choose), `json` (a long text).
    pub config_schema: serde_json::Value,
    /// JSON Schema of the credential, `null` when there is none.
    pub credential_schema: serde_json::Value,
    /// Services that fill several settings at once.
    pub presets: Vec<Preset>,
    pub capabilities: Capabilities,
}

/// A known service of a provider's kind: choosing it fills the settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Preset {
    /// `minio`, `cloudflare_r2`, …
    pub id: String,
    pub title: String,
    /// What is particular to it, in a sentence.
    pub hint: String,
    /// Settings to fill in; a value in angle brackets, such as `<account>`, is for the person to complete.
    pub config: serde_json::Value,
}

/// One thing to choose in a field of widget `choice`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// What it is, in a line.
    pub detail: String,
    /// Why it cannot be chosen.
    pub refused: Option<String>,
}

/// What to grant, ready to be pasted where the service keeps its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyText {
    /// `To list and read`, `To write redacted copies`, …
    pub title: String,
    /// Where it goes, in a sentence.
    pub hint: String,
    /// `json` or `text`.
    pub language: String,
    pub text: String,
}

/// What a provider can do; everything it cannot is greyed with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Capabilities {
    /// Has buckets (or containers) above the keys.
    pub buckets: bool,
    pub range_read: bool,
    /// Versions change whenever bytes change, surely.
    pub strong_version: bool,
    /// Keys arrive in byte order, so a listing resumes from a key.
    pub ordered_listing: bool,
    pub needs_credential: bool,
    /// Objects can be written.
    pub upload: bool,
    pub delete: bool,
    /// Temporary links can be made.
    pub link: bool,
    /// It can be told who else can reach a bucket.
    pub exposure: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOutcome {
    Passed,
    Failed,
    /// Could not be told now: a time-out or a busy source. Never read as "wrong".
    Indeterminate,
    /// Not tried, because an earlier probe failed or nothing asked for it.
    Skipped,
}

/// One named step of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Probe {
    /// `resolve`, `connect`, `secure`, `authenticate`, `list_buckets`, `list`, `read`, `write`, `delete`,
    /// `exposure`.
    pub name: String,
    pub title: String,
    pub outcome: ProbeOutcome,
    /// What was seen, in a sentence.
    pub detail: String,
    /// What to do; empty when passed.
    pub remedy: String,
    pub class: Option<ErrorClass>,
    /// The permission that is missing, by the service's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub permission: Option<String>,
    pub latency_ms: u64,
}

/// What a test answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckReport {
    /// True when nothing failed and the listing was seen to work.
    pub connected: bool,
    /// Buckets that could be listed; for a source without buckets, 1 or 0.
    pub buckets_accessible: u64,
    /// Names of up to five objects, as a sign that this is the right place.
    pub sample_objects: Vec<String>,
    pub latency_ms: u64,
    pub probes: Vec<Probe>,
}
