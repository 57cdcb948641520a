//! What becomes of a found value in a redacted copy.

use crate::detector::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What is written in a value's place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// It is reported, and stays in copies.
    #[default]
    Report,
    /// Nothing.
    Redact,
    /// As many `X`, and the last characters as they were: four at most, and a quarter of the value at most.
    Mask {
        #[serde(default)]
        keep_last: u8,
    },
    /// A label in brackets, such as `[EMAIL_ADDRESS]`.
    Replace {
        /// Letters, digits and `_`; the detector's id when none is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        label: Option<String>,
    },
    /// A label with a keyed hash: equal values stay equal, and nobody can try values without the key.
    Hash,
    /// A label with the value encrypted: whoever holds the key can have it back.
    Encrypt,
    /// Another value of the same form, always the same for the same value.
    Pseudonymize,
}

impl Action {
    /// Whether a copy keeps the value.
    pub fn keeps(&self) -> bool {
        *self == Self::Report
    }

    /// Whether it needs the key that rests in the vault.
    pub fn needs_key(&self) -> bool {
        matches!(self, Self::Hash | Self::Encrypt | Self::Pseudonymize)
    }

    /// A word for people.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Redact => "redact",
            Self::Mask { .. } => "mask",
            Self::Replace { .. } => "replace",
            Self::Hash => "hash",
            Self::Encrypt => "encrypt",
            Self::Pseudonymize => "pseudonymize",
        }
    }
}

/// The actions of a policy: a detector's own, else its category's, else the common one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Actions {
    /// For everything that is not named below.
    pub otherwise: Action,
    pub categories: BTreeMap<Category, Action>,
    /// By the detector's id.
    pub detectors: BTreeMap<String, Action>,
}

impl Actions {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The action for what a detector found.
    pub fn of(&self, detector: &str, category: Category) -> &Action {
        self.detectors
            .get(detector)
            .or_else(|| self.categories.get(&category))
            .unwrap_or(&self.otherwise)
    }

    /// Whether copies would keep every value.
    pub fn only_report(&self) -> bool {
        self.all().all(Action::keeps)
    }

    /// All actions that can be taken.
    pub fn all(&self) -> impl Iterator<Item = &Action> {
        std::iter::once(&self.otherwise)
            .chain(self.categories.values())
            .chain(self.detectors.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_action_holds() {
        let actions: Actions = serde_json::from_value(serde_json::json!({
            "otherwise": { "do": "replace" },
            "categories": { "financial": { "do": "mask", "keep_last": 4 } },
            "detectors": { "iban": { "do": "redact" } },
        }))
        .unwrap();
        assert_eq!(actions.of("iban", Category::Financial), &Action::Redact);
        assert_eq!(
            actions.of("payment_card", Category::Financial),
            &Action::Mask { keep_last: 4 }
        );
        assert_eq!(
            actions.of("email_address", Category::Personal),
            &Action::Replace { label: None }
        );
        assert!(!actions.only_report() && Actions::default().only_report());
        assert!(Actions::default().of("iban", Category::Financial).keeps());
        assert!(
            serde_json::from_value::<Actions>(serde_json::json!({ "otherwise": { "do": "burn" } })).is_err()
        );
    }
}
