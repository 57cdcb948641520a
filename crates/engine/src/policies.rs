//! Policies: made, copied, changed, chosen for connectors, and turned into what a scan looks for.

use crate::{Engine, random};
use std::collections::HashMap;
use std::sync::Arc;
use tidegate_detectors::{InvalidSelection, Scanner, Selection};
use tidegate_domain::{
    connector::Connector,
    id::{ConnectorId, PolicyId},
    policy::{DetectorChoice, Policy, PolicyDraft, PolicyUsed, STORED_FROM, ThresholdStep, everything},
    problem::{ErrorClass, Problem},
};
use tidegate_store::PolicyDeleted;

/// Characters of a name, and of a description.
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 1_000;
/// Detectors of one policy that a person made.
const MOST_CUSTOM: usize = 100;
/// Names told of many.
const NAMES_TOLD: usize = 5;

/// What becomes stale when findings are hidden or come back.
pub(crate) const SHOWN: [&str; 6] = [
    "policies",
    "allow_rules",
    "findings",
    "documents",
    "connectors",
    "overview",
];

impl Engine {
    /// The program's own first, then the oldest.
    pub async fn policy_list(&self) -> Result<Vec<Policy>, Problem> {
        self.db(|store| store.policies().list()).await
    }

    pub async fn policy_get(&self, id: &PolicyId) -> Result<Policy, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.policies().get(&wanted))
            .await?
            .ok_or_else(|| no_policy(id.as_str()))
    }

    /// Finds a policy by its id or its name, as a person types it.
    pub async fn policy_find(&self, name_or_id: &str) -> Result<Policy, Problem> {
        let wanted = name_or_id.to_lowercase();
        self.policy_list()
            .await?
            .into_iter()
            .find(|policy| policy.id.as_str() == name_or_id || policy.draft.name.to_lowercase() == wanted)
            .ok_or_else(|| no_policy(name_or_id))
    }

    /// The policy that a connector's findings are judged by.
    pub(crate) async fn policy_of(&self, connector: &Connector) -> Result<Policy, Problem> {
        match &connector.policy_id {
            Some(id) => self.policy_get(id).await,
            None => self.policy_get(&everything()).await,
        }
    }

    pub async fn policy_create(&self, draft: PolicyDraft) -> Result<Policy, Problem> {
        let draft = usable(draft)?;
        self.refuse_taken_name(&draft.name, None).await?;
        let now = self.inner.clock.now();
        let policy = Policy {
            id: PolicyId::new(now, random()),
            draft,
            built_in: false,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let stored = policy.clone();
        self.db(move |store| store.policies().insert(&stored)).await?;
        self.changed(&["policies"]);
        Ok(policy)
    }

    /// Changes a policy of the person's own. A moved threshold shows and hides findings at once; other
    /// detectors look at the objects in the next sync. With `expected`, the version that the person changed, a
    /// policy that was changed meanwhile is an [`ErrorClass::Conflict`] on the field `version`.
    pub async fn policy_update(
        &self,
        id: &PolicyId,
        draft: PolicyDraft,
        expected: Option<u32>,
    ) -> Result<Policy, Problem> {
        let before = self.own_policy(id).await?;
        if expected.is_some_and(|expected| expected != before.version) {
            return Err(overtaken(&before));
        }
        let draft = usable(draft)?;
        self.refuse_taken_name(&draft.name, Some(id)).await?;
        if draft == before.draft {
            return Ok(before);
        }
        let policy = Policy {
            draft,
            version: before.version.saturating_add(1),
            updated_at: self.inner.clock.now(),
            ..before
        };
        let stored = policy.clone();
        if !self.db(move |store| store.policies().update(&stored)).await? {
            return Err(overtaken(&self.policy_get(id).await?));
        }
        self.changed(&SHOWN);
        Ok(policy)
    }

    /// A policy of the person's own that begins as this one.
    pub async fn policy_copy(&self, id: &PolicyId, name: String) -> Result<Policy, Problem> {
        let draft = PolicyDraft {
            name,
            ..self.policy_get(id).await?.draft
        };
        self.policy_create(draft).await
    }

    /// Removes a policy with its own allow rules. While connectors use it, another one must take its place.
    pub async fn policy_delete(&self, id: &PolicyId, replace_with: Option<PolicyId>) -> Result<(), Problem> {
        let policy = self.own_policy(id).await?;
        if let Some(other) = &replace_with {
            if other == id {
                return Err(Problem::new(
                    ErrorClass::ConfigInvalid,
                    "A policy cannot take its own place.",
                    "Choose another one.",
                )
                .on_field("replace_with"));
            }
            self.policy_get(other).await?;
        }
        let wanted = id.clone();
        let deleted = self
            .db(move |store| store.policies().delete(&wanted, replace_with.as_ref()))
            .await?;
        if let PolicyDeleted::InUse(names) = deleted {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!(
                    "\u{201c}{}\u{201d} is used by {}.",
                    policy.draft.name,
                    told(&names)
                ),
                "Say which policy they use instead.",
            )
            .on_field("replace_with"));
        }
        self.changed(&SHOWN);
        Ok(())
    }

    /// Lets connectors use a policy. Their next sync examines again what the policy sees differently.
    pub async fn policy_use(&self, id: &PolicyId, connectors: Vec<ConnectorId>) -> Result<(), Problem> {
        self.policy_get(id).await?;
        for connector in &connectors {
            self.connector_show(connector).await?;
        }
        let (wanted, now) = (id.clone(), self.inner.clock.now());
        self.db(move |store| store.policies().use_by(&wanted, &connectors, now))
            .await?;
        self.changed(&SHOWN);
        Ok(())
    }

    /// How many findings each step of the threshold shows or hides.
    pub async fn policy_threshold(&self, id: &PolicyId) -> Result<Vec<ThresholdStep>, Problem> {
        self.policy_get(id).await?;
        let wanted = id.clone();
        self.db(move |store| store.policies().threshold(&wanted)).await
    }

    /// Refuses a policy that is not there, before a connector is told to use it.
    pub(crate) async fn known_policy(&self, id: Option<&PolicyId>) -> Result<(), Problem> {
        match id {
            Some(id) => match self.policy_get(id).await {
                Ok(_) => Ok(()),
                Err(problem) => Err(problem.on_field("policy_id")),
            },
            None => Ok(()),
        }
    }

    async fn own_policy(&self, id: &PolicyId) -> Result<Policy, Problem> {
        let policy = self.policy_get(id).await?;
        if policy.built_in {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!(
                    "\u{201c}{}\u{201d} comes with Tidegate and stays as it is.",
                    policy.draft.name
                ),
                "Copy it, and change the copy.",
            ));
        }
        Ok(policy)
    }

    async fn refuse_taken_name(&self, name: &str, but: Option<&PolicyId>) -> Result<(), Problem> {
        let wanted = name.to_lowercase();
        let taken = self
            .policy_list()
            .await?
            .iter()
            .any(|policy| policy.draft.name.to_lowercase() == wanted && Some(&policy.id) != but);
        if taken {
            return Err(Problem::new(
                ErrorClass::Conflict,
                format!("There is a policy named \u{201c}{name}\u{201d} already."),
                "Choose another name.",
            )
            .on_field("name"));
        }
        Ok(())
    }
}

/// The titles of all detectors by their ids, those that people made included.
pub(crate) struct Titles(HashMap<String, String>);

impl Titles {
    pub(crate) fn of(&self, detector: &str) -> String {
        self.0.get(detector).map_or(detector, String::as_str).to_owned()
    }
}

impl Engine {
    pub(crate) async fn titles(&self) -> Result<Titles, Problem> {
        let made = self.policy_list().await?.into_iter().rev().flat_map(|policy| {
            let custom = policy.draft.custom_detectors.into_iter();
            custom.map(|detector| (format!("custom_{}", detector.id), detector.title))
        });
        let infos = tidegate_detectors::infos();
        let brought = infos.into_iter().map(|info| (info.id, info.title));
        Ok(Titles(made.chain(brought).collect()))
    }
}

/// What a run says of the policy that it used.
pub(crate) fn used(policy: &Policy) -> PolicyUsed {
    PolicyUsed {
        id: policy.id.clone(),
        name: policy.draft.name.clone(),
        version: policy.version,
    }
}

/// The policy's detectors, reporting all that is stored. What its threshold and the allow rules hide is
/// decided where findings are written, so that neither makes objects be read again.
pub(crate) fn scanner(draft: &PolicyDraft) -> Result<Arc<Scanner>, Problem> {
    scanner_from(draft, STORED_FROM)
}

/// As [`scanner`], reporting from `min_confidence` up.
pub(crate) fn scanner_from(draft: &PolicyDraft, min_confidence: f32) -> Result<Arc<Scanner>, Problem> {
    Ok(Arc::new(
        Scanner::new(&selection(draft, min_confidence)).map_err(unusable)?,
    ))
}

/// What a policy looks for, as the scanner takes it.
pub(crate) fn selection(draft: &PolicyDraft, min_confidence: f32) -> Selection {
    let everything = DetectorChoice::default();
    let enabled = (draft.detectors != everything).then(|| {
        tidegate_detectors::infos()
            .into_iter()
            .filter(|info| draft.detectors.takes(&info.id, info.category))
            .map(|info| info.id)
            .collect()
    });
    Selection {
        enabled,
        min_confidence,
        custom: draft.custom_detectors.clone(),
    }
}

/// A draft that a scanner can be made of.
fn usable(draft: PolicyDraft) -> Result<PolicyDraft, Problem> {
    let draft = checked(draft)?;
    scanner(&draft)?;
    Ok(draft)
}

/// A draft whose parts hold together, with its texts trimmed. Its own detectors are checked by making a scanner.
pub(crate) fn checked(mut draft: PolicyDraft) -> Result<PolicyDraft, Problem> {
    let invalid = |field: &str, message: &str, remedy: &str| {
        Err(Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field))
    };
    draft.name = draft.name.trim().to_owned();
    draft.description = draft.description.trim().to_owned();
    if draft.name.is_empty() {
        return invalid(
            "name",
            "The policy has no name.",
            "Give it one that you will recognise in lists.",
        );
    }
    if draft.name.chars().count() > LONGEST_NAME || draft.name.chars().any(char::is_control) {
        return invalid(
            "name",
            "A name is at most 100 characters of plain text.",
            "Choose a shorter name.",
        );
    }
    if draft.description.chars().count() > LONGEST_DESCRIPTION {
        return invalid(
            "description",
            "A description is at most 1,000 characters.",
            "Shorten it.",
        );
    }
    if !(0.0..=1.0).contains(&draft.min_confidence) {
        return invalid(
            "min_confidence",
            "A threshold lies between 0 and 1.",
            "Choose a number in that range, such as 0.5.",
        );
    }
    if draft.custom_detectors.len() > MOST_CUSTOM {
        return invalid(
            "custom_detectors",
            "A policy has at most 100 detectors of your own.",
            "Split it into several policies.",
        );
    }
    let infos = tidegate_detectors::infos();
    if let Some(unknown) = draft
        .detectors
        .named()
        .find(|id| !infos.iter().any(|info| info.id == **id))
    {
        return invalid(
            "detectors",
            &format!("There is no detector \u{201c}{unknown}\u{201d}."),
            "List the detectors to see their names.",
        );
    }
    let looks = infos
        .iter()
        .any(|info| draft.detectors.takes(&info.id, info.category));
    if !looks && draft.custom_detectors.is_empty() {
        return invalid(
            "detectors",
            "This policy looks for nothing.",
            "Choose at least one category or detector.",
        );
    }
    Ok(draft)
}

/// What is wrong with a selection, on the field of the policy that it comes from.
pub(crate) fn unusable(error: InvalidSelection) -> Problem {
    match error {
        InvalidSelection::Custom(problem) => problem,
        InvalidSelection::Unknown(_) => Problem::new(
            ErrorClass::ConfigInvalid,
            error.to_string(),
            "List the detectors to see their names.",
        )
        .on_field("detectors"),
    }
}

/// The policy is not the one any more that was being changed.
fn overtaken(now: &Policy) -> Problem {
    Problem::new(
        ErrorClass::Conflict,
        format!(
            "\u{201c}{}\u{201d} was changed meanwhile: it has version {} now. Nothing was saved.",
            now.draft.name, now.version
        ),
        "Look at that version, then save yours over it or begin from it.",
    )
    .on_field("version")
}

fn no_policy(wanted: &str) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        format!("There is no policy \u{201c}{wanted}\u{201d}."),
        "List the policies to find its name or id.",
    )
}

/// Such as `3 connectors: Files, Papers, Photos`.
fn told(names: &[String]) -> String {
    let first = names
        .iter()
        .take(NAMES_TOLD)
        .map(|name| format!("\u{201c}{name}\u{201d}"))
        .collect::<Vec<_>>()
        .join(", ");
    match names.len() {
        1 => format!("1 connector: {first}"),
        many if many > NAMES_TOLD => format!("{many} connectors: {first} and {} more", many - NAMES_TOLD),
        many => format!("{many} connectors: {first}"),
    }
}
