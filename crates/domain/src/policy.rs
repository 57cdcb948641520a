//! A policy: what to look for, how sure to be, what is known not to be sensitive.
//!
//! What to do about a finding (the actions that write redacted copies) is not part of it yet.

use crate::{
    Timestamp,
    detector::{Category, Severity},
    id::{AllowRuleId, PolicyId},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Findings below this confidence are not even stored: the threshold of a policy moves above it, so that moving it
/// shows and hides findings at once, without another scan.
pub const STORED_FROM: f32 = 0.3;

/// The threshold that a new policy has.
pub const DEFAULT_MIN_CONFIDENCE: f32 = 0.5;

/// What a person decides of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PolicyDraft {
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub detectors: DetectorChoice,
    /// 0 to 1; findings below it are hidden.
    #[serde(default = "default_min_confidence")]
    pub min_confidence: f32,
    #[serde(default)]
    pub custom_detectors: Vec<CustomDetector>,
}

fn default_min_confidence() -> f32 {
    DEFAULT_MIN_CONFIDENCE
}

/// Which of the detectors that the program brings are on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "choose", rename_all = "snake_case")]
pub enum DetectorChoice {
    /// All, also those that later versions bring, but for these ids.
    All {
        #[serde(default)]
        except: Vec<String>,
    },
    /// Every detector of these categories, and these by id.
    Some {
        #[serde(default)]
        categories: Vec<Category>,
        #[serde(default)]
        ids: Vec<String>,
        #[serde(default)]
        except: Vec<String>,
    },
}

impl Default for DetectorChoice {
    fn default() -> Self {
        Self::All { except: Vec::new() }
    }
}

/// A policy as stored and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Policy {
    pub id: PolicyId,
    #[serde(flatten)]
    pub draft: PolicyDraft,
    /// Brought by the program: it can be copied, not changed.
    pub built_in: bool,
    /// Raised by every change; a run names the one that it used.
    pub version: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A detector that a person made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CustomDetector {
    /// Small letters, digits and `_`; shown as `custom_…` beside the program's own.
    pub id: String,
    pub title: String,
    #[serde(default = "custom")]
    pub category: Category,
    #[serde(default = "medium")]
    pub severity: Severity,
    pub look_for: LookFor,
    /// Whole words that raise the confidence when one is near or in the column's name.
    #[serde(default)]
    pub context_words: Vec<String>,
    /// Report nothing without one of the context words.
    #[serde(default)]
    pub need_context: bool,
    /// A check digit by its name, such as `luhn`; see `CustomDetector` checks in docs/DETECTORS.md.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub validator: Option<String>,
}

fn custom() -> Category {
    Category::Custom
}

fn medium() -> Severity {
    Severity::Medium
}

/// What makes a candidate of a custom detector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LookFor {
    /// A regular expression of at most 4 KiB, without look-around.
    Pattern {
        pattern: String,
        #[serde(default)]
        ignore_case: bool,
    },
    /// Whole words or phrases.
    Words {
        words: Vec<String>,
        #[serde(default)]
        match_case: bool,
    },
}

/// What is known not to be sensitive: findings that it meets are hidden, and come back when it is removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AllowRule {
    pub id: AllowRuleId,
    /// Only under this policy; `None` under all.
    pub policy_id: Option<PolicyId>,
    pub allow: Allow,
    /// Why, in the person's words.
    pub note: String,
    pub created_at: Timestamp,
    /// Findings that it hides now.
    pub hides: u64,
}

/// The reach of an allow rule; all fields of one kind must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Allow {
    /// One value wherever it is found, as its keyed fingerprint: the value itself is not kept.
    Value {
        fingerprint: String,
        /// Masked, for people.
        sample: String,
        detector: String,
    },
    /// One column or key name of the objects below a prefix.
    Column {
        column: String,
        connector_id: crate::id::ConnectorId,
        bucket: String,
        /// Glob of keys, such as `exports/**`.
        pattern: String,
        detector: Option<String>,
    },
    /// Objects by a glob of their keys.
    Path {
        connector_id: crate::id::ConnectorId,
        bucket: Option<String>,
        pattern: String,
        detector: Option<String>,
    },
    /// Everything that one detector reports, in one connector or everywhere.
    Detector {
        detector: String,
        connector_id: Option<crate::id::ConnectorId>,
    },
}
