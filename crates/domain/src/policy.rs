//! A policy: what to look for, how sure to be, what is done about it in copies, what is known not to be sensitive.

use crate::{
    Timestamp,
    action::Actions,
    detector::{Category, Reason, Severity},
    finding::Finding,
    id::{AllowRuleId, ConnectorId, PolicyId},
    problem::Problem,
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
    /// What becomes of found values in redacted copies.
    #[serde(default, skip_serializing_if = "Actions::is_default")]
    #[ts(as = "Option<Actions>", optional)]
    pub actions: Actions,
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

/// The policy of a connector that names none: everything that the program can find.
pub fn everything() -> PolicyId {
    built_in_id(1)
}

/// The policies that the program brings, by categories, so that later detectors join the right ones.
pub fn built_in() -> Vec<(PolicyId, PolicyDraft)> {
    let some = |categories: &[Category]| DetectorChoice::Some {
        categories: categories.to_vec(),
        ids: Vec::new(),
        except: Vec::new(),
    };
    [
        (
            "Everything",
            "Whatever the program can find. Connectors use it unless another one is chosen.",
            DetectorChoice::default(),
        ),
        (
            "Personal data",
            "What names or reaches a person: names, addresses, dates of birth, national and health numbers.",
            some(&[Category::Personal, Category::GovernmentId, Category::Health]),
        ),
        (
            "Payment data",
            "Cards, bank accounts and what else moves money.",
            some(&[Category::Financial]),
        ),
        (
            "Secrets",
            "Keys, tokens, passwords and what else opens a door.",
            some(&[Category::Credential]),
        ),
        (
            "Health data",
            "Patient and insurance numbers and medical codes, with the national numbers beside them.",
            some(&[Category::Health, Category::GovernmentId]),
        ),
    ]
    .into_iter()
    .zip(1..)
    .map(|((name, description, detectors), number)| {
        let draft = PolicyDraft {
            name: name.to_owned(),
            description: description.to_owned(),
            detectors,
            min_confidence: DEFAULT_MIN_CONFIDENCE,
            custom_detectors: Vec::new(),
            actions: Actions::default(),
        };
        (built_in_id(number), draft)
    })
    .collect()
}

impl PolicyDraft {
    /// As [`everything`], with the threshold that it begins with.
    pub fn everything() -> Self {
        let mut all = built_in();
        all.swap_remove(0).1
    }
}

fn built_in_id(number: u128) -> PolicyId {
    PolicyId::new(Timestamp::UNIX_EPOCH, number)
}

impl DetectorChoice {
    /// Whether a detector of the program is on.
    pub fn takes(&self, id: &str, category: Category) -> bool {
        let named = |list: &[String]| list.iter().any(|one| one == id);
        match self {
            Self::All { except } => !named(except),
            Self::Some {
                categories,
                ids,
                except,
            } => (categories.contains(&category) || named(ids)) && !named(except),
        }
    }

    /// All ids that it names.
    pub fn named(&self) -> impl Iterator<Item = &String> {
        let (ids, except): (&[String], &[String]) = match self {
            Self::All { except } => (&[], except),
            Self::Some { ids, except, .. } => (ids, except),
        };
        ids.iter().chain(except)
    }
}

/// The policy that a run used, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyUsed {
    pub id: PolicyId,
    pub name: String,
    pub version: u32,
}

/// How many findings have a confidence from `from` up to the next step: what moving the threshold shows or hides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct ThresholdStep {
    pub from: f32,
    pub findings: u64,
}

/// What detectors say of a text that a person pasted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct CustomTrial {
    pub matches: Vec<TrialMatch>,
    /// Why nothing could be tried.
    pub problem: Option<Problem>,
}

/// One match in the pasted text, in UTF-16 units of it (as JavaScript counts).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TrialMatch {
    pub detector: String,
    pub start: u32,
    pub end: u32,
    pub confidence: f32,
    pub reasons: Vec<Reason>,
    /// Whether its confidence reaches the policy's threshold.
    pub shown: bool,
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
        connector_id: ConnectorId,
        bucket: String,
        /// Glob of keys, such as `exports/**`.
        pattern: String,
        detector: Option<String>,
    },
    /// Objects by a glob of their keys.
    Path {
        connector_id: ConnectorId,
        bucket: Option<String>,
        pattern: String,
        detector: Option<String>,
    },
    /// Everything that one detector reports, in one connector or everywhere.
    Detector {
        detector: String,
        connector_id: Option<ConnectorId>,
    },
}

impl Allow {
    /// The connector that it is confined to, if it is.
    pub fn connector(&self) -> Option<&ConnectorId> {
        match self {
            Self::Value { .. } => None,
            Self::Column { connector_id, .. } | Self::Path { connector_id, .. } => Some(connector_id),
            Self::Detector { connector_id, .. } => connector_id.as_ref(),
        }
    }

    /// The only detector whose findings it hides, if it names one.
    pub fn detector(&self) -> Option<&str> {
        match self {
            Self::Value { detector, .. } | Self::Detector { detector, .. } => Some(detector),
            Self::Column { detector, .. } | Self::Path { detector, .. } => detector.as_deref(),
        }
    }

    /// The glob of keys that it is confined to, if it is.
    pub fn pattern(&self) -> Option<&str> {
        match self {
            Self::Value { .. } | Self::Detector { .. } => None,
            Self::Column { pattern, .. } | Self::Path { pattern, .. } => Some(pattern),
        }
    }
}

/// An allow rule that one finding suggests, with what it would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AllowProposal {
    pub allow: Allow,
    /// In a person's words.
    pub title: String,
    /// Findings shown now that it would hide, the one itself included.
    pub hides: u64,
    /// Some of them, other than the one itself.
    pub examples: Vec<Finding>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_policies_have_ids_of_their_own_that_parse() {
        let all = built_in();
        assert_eq!(all.len(), 5);
        assert_eq!(all[0].0, everything());
        for (id, draft) in &all {
            assert_eq!(PolicyId::parse(id.as_str()).as_ref(), Ok(id));
            assert_eq!(all.iter().filter(|(other, _)| other == id).count(), 1);
            assert!(!draft.name.is_empty() && !draft.description.is_empty());
        }
    }

    #[test]
    fn a_choice_takes_categories_and_ids_but_for_exceptions() {
        let all = DetectorChoice::All {
            except: vec!["iban".into()],
        };
        assert!(all.takes("payment_card", Category::Financial) && !all.takes("iban", Category::Financial));
        let some = DetectorChoice::Some {
            categories: vec![Category::Credential],
            ids: vec!["iban".into()],
            except: vec!["private_key".into()],
        };
        assert!(some.takes("json_web_token", Category::Credential));
        assert!(some.takes("iban", Category::Financial));
        assert!(!some.takes("private_key", Category::Credential));
        assert!(!some.takes("us_ssn", Category::GovernmentId));
        assert_eq!(some.named().count(), 2);
    }
}
