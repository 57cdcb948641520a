//! Allow rules: what is known not to be sensitive, proposed from a finding and told with what it hides.

use crate::{Engine, policies::SHOWN, random};
use tidegate_connectors::scope::Pattern;
use tidegate_domain::{
    finding::Finding,
    id::{AllowRuleId, FindingId, PolicyId},
    key::ObjectKey,
    policy::{Allow, AllowProposal, AllowRule},
    problem::{ErrorClass, Problem},
};
use tidegate_store::{AllowCreated, KeyTest, NewAllowRule};

/// Findings shown of what a rule would hide.
const EXAMPLES: usize = 5;
/// Characters of a note.
const LONGEST_NOTE: usize = 1_000;

/// The store's reading of globs: the one that scopes of connectors have.
pub(crate) fn key_glob(pattern: &str) -> Option<KeyTest> {
    let pattern = Pattern::new(pattern).ok()?;
    Some(Box::new(move |key| pattern.matches(&ObjectKey::default(), key)))
}

impl Engine {
    /// Oldest first; with a policy, only those that hold under it.
    pub async fn allow_list(&self, policy: Option<PolicyId>) -> Result<Vec<AllowRule>, Problem> {
        self.db(move |store| store.allow_rules().list(policy.as_ref()))
            .await
    }

    /// What could be said of a finding that is not sensitive, from narrow to wide, each with what it would hide.
    pub async fn allow_propose(&self, id: &FindingId) -> Result<Vec<AllowProposal>, Problem> {
        let finding = self.finding_show(id).await?;
        let drafts = proposals(&finding, &self.titles().await?.of(&finding.detector));
        let id = id.clone();
        self.db(move |store| {
            let mut proposals = Vec::new();
            for (allow, title) in drafts {
                let (hides, examples) = store
                    .allow_rules()
                    .would_hide(&allow, None, EXAMPLES, Some(&id))?;
                proposals.push(AllowProposal {
                    allow,
                    title,
                    hides,
                    examples,
                });
            }
            Ok(proposals)
        })
        .await
    }

    /// How many shown findings a rule would hide, with examples.
    pub async fn allow_preview(
        &self,
        policy: Option<PolicyId>,
        allow: Allow,
    ) -> Result<(u64, Vec<Finding>), Problem> {
        check(&allow)?;
        self.db(move |store| {
            store
                .allow_rules()
                .would_hide(&allow, policy.as_ref(), EXAMPLES, None)
        })
        .await
    }

    /// Hides what the rule meets, now and in later syncs. More than `expected` is an [`ErrorClass::Conflict`].
    pub async fn allow_create(
        &self,
        policy: Option<PolicyId>,
        allow: Allow,
        note: String,
        expected: u64,
    ) -> Result<AllowRule, Problem> {
        check(&allow)?;
        if note.chars().count() > LONGEST_NOTE {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "A note is at most 1,000 characters.",
                "Shorten it.",
            )
            .on_field("note"));
        }
        if let Some(policy) = &policy {
            self.policy_get(policy).await?;
        }
        if let Some(connector) = allow.connector() {
            self.connector_show(connector).await?;
        }
        let now = self.inner.clock.now();
        let new = NewAllowRule {
            id: AllowRuleId::new(now, random()),
            policy_id: policy,
            allow,
            note: note.trim().to_owned(),
            expected,
            now,
        };
        match self.db(move |store| store.allow_rules().create(&new)).await? {
            AllowCreated::Done(rule) => {
                self.changed(&SHOWN);
                Ok(*rule)
            }
            AllowCreated::TooMany(hides) => Err(Problem::new(
                ErrorClass::Conflict,
                format!("This would hide {hides} findings now, not {expected}: more were found meanwhile."),
                "Look again at what it would hide, then decide.",
            )),
        }
    }

    /// Removes a rule; what it hid comes back.
    pub async fn allow_delete(&self, id: &AllowRuleId) -> Result<(), Problem> {
        let id = id.clone();
        self.db(move |store| store.allow_rules().delete(&id)).await?;
        self.changed(&SHOWN);
        Ok(())
    }
}

fn check(allow: &Allow) -> Result<(), Problem> {
    let invalid = |field: &str, message: &str, remedy: &str| {
        Err(Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field))
    };
    if let Some(pattern) = allow.pattern() {
        Pattern::new(pattern).map_err(|problem| problem.on_field("pattern"))?;
    }
    if allow.detector().is_some_and(|id| id.trim().is_empty()) {
        return invalid(
            "detector",
            "The detector has no name.",
            "Name one, or leave it out.",
        );
    }
    match allow {
        Allow::Value { fingerprint, .. }
            if fingerprint.is_empty() || !fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            invalid(
                "fingerprint",
                "This is not the fingerprint of a value.",
                "Take it from a finding: values themselves are not kept.",
            )
        }
        Allow::Column { column, .. } if column.is_empty() => {
            invalid("column", "The column has no name.", "Name the column.")
        }
        _ => Ok(()),
    }
}

/// Rules that a finding suggests, with what they say in words.
fn proposals(finding: &Finding, title: &str) -> Vec<(Allow, String)> {
    let detector = finding.detector.clone();
    let connector_id = finding.connector_id.clone();
    let key = finding.key.as_bytes();
    let folder = key.iter().rposition(|byte| *byte == b'/').map(|at| &key[..=at]);
    let below = folder.map_or_else(|| "**".to_owned(), |folder| format!("{}**", literal(folder)));
    let shown = |part: &[u8]| ObjectKey::from_bytes(part).to_text();
    let mut found = vec![(
        Allow::Value {
            fingerprint: finding.fingerprint.clone(),
            sample: finding.sample.clone(),
            detector: detector.clone(),
        },
        format!("This value ({}), wherever it is found", finding.sample),
    )];
    if let Some(column) = finding.location.column_label() {
        let place = folder.map_or_else(String::new, |folder| format!(" below {}", shown(folder)));
        found.push((
            Allow::Column {
                column: column.to_owned(),
                connector_id: connector_id.clone(),
                bucket: finding.bucket.clone(),
                pattern: below.clone(),
                detector: Some(detector.clone()),
            },
            format!("{title} in the column \u{201c}{column}\u{201d} of files{place}"),
        ));
    }
    let named = if folder.is_some() { "in" } else { "in files named" };
    found.push((
        Allow::Path {
            connector_id: connector_id.clone(),
            bucket: Some(finding.bucket.clone()),
            pattern: literal(key),
            detector: Some(detector.clone()),
        },
        format!("{title} {named} {}", shown(key)),
    ));
    if let Some(folder) = folder {
        found.push((
            Allow::Path {
                connector_id: connector_id.clone(),
                bucket: Some(finding.bucket.clone()),
                pattern: below,
                detector: Some(detector.clone()),
            },
            format!("{title} in everything below {}", shown(folder)),
        ));
    }
    found.push((
        Allow::Detector {
            detector,
            connector_id: Some(connector_id),
        },
        format!("{title} anywhere in \u{201c}{}\u{201d}", finding.connector_name),
    ));
    found
}

/// A glob that means exactly this key. Bytes that no text has become `?`.
fn literal(key: &[u8]) -> String {
    let mut glob = String::new();
    for chunk in key.utf8_chunks() {
        for letter in chunk.valid().chars() {
            if matches!(letter, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | ',') {
                glob.push('\\');
            }
            glob.push(letter);
        }
        glob.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_glob_means_its_key_and_no_other() {
        for key in [
            &b"exports/a.csv"[..],
            b"exports/[2026] {a,b}*?.csv",
            b"back\\slash/x!.csv",
            b"caf\xc3\xa9/\xff\xfe.txt",
            b"a/!b",
        ] {
            let test = key_glob(&literal(key)).unwrap();
            assert!(test(&ObjectKey::from_bytes(key)), "{}", literal(key));
            assert!(!test(&ObjectKey::from_bytes([key, b"x"].concat())));
            assert!(!test(&ObjectKey::from_bytes([b"x", key].concat())));
        }
    }

    #[test]
    fn bad_rules_are_told_with_their_field() {
        let connector_id = tidegate_domain::id::ConnectorId::new(tidegate_domain::Timestamp::UNIX_EPOCH, 1);
        let path = |pattern: &str| Allow::Path {
            connector_id: connector_id.clone(),
            bucket: None,
            pattern: pattern.into(),
            detector: None,
        };
        for (allow, field) in [
            (path(""), "pattern"),
            (path("[a"), "pattern"),
            (
                Allow::Value {
                    fingerprint: "a secret".into(),
                    sample: "•••".into(),
                    detector: "iban".into(),
                },
                "fingerprint",
            ),
            (
                Allow::Detector {
                    detector: " ".into(),
                    connector_id: None,
                },
                "detector",
            ),
        ] {
            assert_eq!(
                check(&allow).unwrap_err().field.as_deref(),
                Some(field),
                "{allow:?}"
            );
        }
    }
}
