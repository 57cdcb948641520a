//! What helps to fill in the form of a connector: choices, pasted texts, and the rules to grant.

use crate::{Engine, known_provider, off_thread};
use tidegate_domain::{
    connector::{Scope, Use},
    foreign::Recognised,
    problem::{ErrorClass, Problem},
    provider::{Choice, PolicyText},
    secret::Secret,
};

/// Bytes of a pasted text; keys and key files are far smaller.
const LONGEST_PASTE: usize = 256 * 1024;

impl Engine {
    /// What there is to choose in a field of widget `choice`.
    pub async fn provider_choices(&self, provider: &str, field: &str) -> Result<Vec<Choice>, Problem> {
        let provider = known_provider(provider)?;
        let (field, around) = (field.to_owned(), self.inner.around.clone());
        off_thread(move || Ok(provider.choices(&field, &around))).await
    }

    /// What a pasted text is, by the first provider that knows it. The text is neither kept nor logged.
    pub async fn paste_recognise(&self, text: Secret) -> Result<Option<Recognised>, Problem> {
        if text.expose().len() > LONGEST_PASTE {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "This text is longer than 256 KiB, which no credential is.",
                "Paste only the key, or the key file's content.",
            ));
        }
        off_thread(move || {
            Ok(tidegate_connectors::providers()
                .iter()
                .find_map(|provider| provider.recognise(&text)))
        })
        .await
    }

    /// The least that has to be granted for this scope and these uses, as texts to paste.
    pub fn connector_policies(
        &self,
        provider: &str,
        config: &serde_json::Value,
        scope: &Scope,
        uses: &[Use],
    ) -> Result<Vec<PolicyText>, Problem> {
        Ok(known_provider(provider)?.policies(config, scope, uses))
    }
}
