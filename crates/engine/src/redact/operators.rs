//! What stands in a found value's place: printable ASCII that no format takes for its own syntax, and that no detector
//! takes for a value.

use super::pseudonym::Pseudonyms;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use tidegate_domain::{
    action::{Action, Actions},
    detector::Match,
    problem::{ErrorClass, Problem},
    secret::{Excerpt, Secret},
};
use tidegate_vault::RedactionKey;

/// Characters that a mask leaves at most.
const MOST_KEPT: usize = 4;
/// Between a label and what was encrypted.
const ENCRYPTED: &str = ":enc:";

/// Writes what stands for values, by the actions of one policy.
pub(crate) struct Operators {
    actions: Actions,
    /// Taken where the policy only reports.
    otherwise: Action,
    key: Option<RedactionKey>,
    pseudonyms: Pseudonyms,
}

impl Operators {
    /// # Errors
    /// When an action needs a key and there is none.
    pub(crate) fn new(
        actions: Actions,
        otherwise: Action,
        key: Option<RedactionKey>,
    ) -> Result<Self, Problem> {
        let keyed = actions
            .all()
            .chain([&otherwise])
            .find(|action| action.needs_key());
        if let (Some(action), None) = (keyed, &key) {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                format!(
                    "The action \u{201c}{}\u{201d} needs a key that rests in the vault, and nothing is stored here.",
                    action.word()
                ),
                "Make the copies with `tidegate export create`, or choose another action.",
            ));
        }
        Ok(Self {
            actions,
            otherwise,
            key,
            pseudonyms: Pseudonyms::default(),
        })
    }

    /// What stands for `value`, as it is written in the file; `None` when it stays.
    pub(crate) fn with(&self, found: &Match, value: &str) -> Option<String> {
        let action = match self.actions.of(&found.detector, found.category) {
            Action::Report => &self.otherwise,
            action => action,
        };
        let label = label(&found.detector);
        let plain = || format!("[{label}]");
        Some(match (action, &self.key) {
            (Action::Report, _) => return None,
            (Action::Redact, _) => String::new(),
            (Action::Mask { keep_last }, _) => masked(value, usize::from(*keep_last)),
            (Action::Replace { label: Some(own) }, _) => format!("[{}]", self::label(own)),
            (Action::Hash, Some(key)) => format!("[{label}:{}]", key.hash(&found.detector, &found.canonical)),
            (Action::Encrypt, Some(key)) => match key.encrypt(&found.detector, &Excerpt::new(value)) {
                Ok(sealed) => format!("[{label}{ENCRYPTED}{}]", BASE64_URL_SAFE_NO_PAD.encode(sealed)),
                Err(_) => plain(),
            },
            (Action::Pseudonymize, Some(key)) => self.pseudonyms.of(key, found, value),
            (Action::Replace { label: None } | Action::Hash | Action::Encrypt | Action::Pseudonymize, _) => {
                plain()
            }
        })
    }
}

/// The value that a label with something encrypted stands for.
///
/// # Errors
/// When it is no such label, or was made with another key.
pub(crate) fn reidentified(key: &RedactionKey, token: &str) -> Result<Secret, Problem> {
    let wrong = || {
        Problem::new(
            ErrorClass::ConfigInvalid,
            "This is not an encrypted value of this project, or it was changed.",
            "Copy all of it, from [ to ], and name the project that the copy was made for.",
        )
    };
    let inside = token
        .trim()
        .strip_prefix('[')
        .and_then(|token| token.strip_suffix(']'))
        .ok_or_else(wrong)?;
    let (label, sealed) = inside.split_once(ENCRYPTED).ok_or_else(wrong)?;
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).map_err(|_| wrong())?;
    key.decrypt(&label.to_lowercase(), &sealed).map_err(|_| wrong())
}

/// A detector's id, or a person's word, as a label.
fn label(text: &str) -> String {
    text.chars()
        .take(64)
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

/// As many `X` as the value has characters, but for the last: [`MOST_KEPT`] and a quarter of them at most.
fn masked(value: &str, keep_last: usize) -> String {
    let count = value.chars().count();
    let kept = keep_last.min(MOST_KEPT).min(count / 4);
    value
        .chars()
        .enumerate()
        .map(|(at, c)| {
            if at + kept >= count && c.is_ascii_alphanumeric() {
                c
            } else {
                'X'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::detector::{Category, Severity};

    fn found(detector: &'static str, value: &str) -> Match {
        Match {
            detector: detector.into(),
            category: Category::Financial,
            severity: Severity::High,
            span: 0..value.len(),
            canonical: Excerpt::new(value.replace([' ', '-'], "")),
            confidence: 0.9,
            reasons: Vec::new(),
        }
    }

    fn with(action: Action, detector: &'static str, value: &str) -> Option<String> {
        let operators =
            Operators::new(Actions::default(), action, Some(RedactionKey::from_seed([7; 32]))).unwrap();
        operators.with(&found(detector, value), value)
    }

    #[test]
    fn each_action_has_its_form() {
        let card = "4111 1111 1111 1111";
        assert_eq!(with(Action::Report, "payment_card", card), None);
        assert_eq!(with(Action::Redact, "payment_card", card).unwrap(), "");
        assert_eq!(
            with(Action::Mask { keep_last: 9 }, "payment_card", card).unwrap(),
            "XXXXXXXXXXXXXXX1111"
        );
        assert_eq!(
            with(Action::Mask { keep_last: 4 }, "pin", "1234").unwrap(),
            "XXX4"
        );
        assert_eq!(
            with(Action::Replace { label: None }, "payment_card", card).unwrap(),
            "[PAYMENT_CARD]"
        );
        let own = Action::Replace {
            label: Some("a <b>".into()),
        };
        assert_eq!(with(own, "payment_card", card).unwrap(), "[A__B_]");
    }

    #[test]
    fn hashes_join_and_encrypted_values_come_back() {
        let hash = with(Action::Hash, "payment_card", "4111 1111 1111 1111");
        assert_eq!(hash, with(Action::Hash, "payment_card", "4111-1111-1111-1111"));
        assert_ne!(hash, with(Action::Hash, "payment_card", "4111 1111 1111 1112"));
        let token = with(Action::Encrypt, "iban", "GB33 BUKB 2020 1555 5555 55").unwrap();
        let key = RedactionKey::from_seed([7; 32]);
        assert_eq!(
            reidentified(&key, &token).unwrap().expose(),
            "GB33 BUKB 2020 1555 5555 55"
        );
        let other = RedactionKey::from_seed([8; 32]);
        assert!(reidentified(&other, &token).is_err());
        assert!(reidentified(&key, "[IBAN:enc:AAAA]").is_err());
        assert!(reidentified(&key, "IBAN").is_err());
    }

    #[test]
    fn without_a_key_nothing_keyed_is_promised() {
        for action in [Action::Hash, Action::Encrypt, Action::Pseudonymize] {
            assert!(Operators::new(Actions::default(), action, None).is_err());
        }
        assert!(Operators::new(Actions::default(), Action::Redact, None).is_ok());
    }
}
