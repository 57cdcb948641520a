//! What a provider is: a folder of `providers/` that describes itself, checks a form and connects.

use crate::{connector::Connector, http::Http};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tidegate_domain::{
    connector::{Scope, Use},
    foreign::Recognised,
    problem::Problem,
    provider::{Choice, PolicyText, ProviderDescriptor},
    secret::{Credential, Secret},
};

/// What a provider may use of the world around it. Handed in, so that a test can bring its own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub http: Http,
    /// The person's home folder: settings of other tools are read there when a connector is told to use them.
    pub home: Option<PathBuf>,
    /// Environment variables that say where such settings are (`AWS_CONFIG_FILE`, …). No others are asked for.
    pub variables: BTreeMap<String, String>,
}

impl Surroundings {
    /// Only the network; no file of any other tool is looked at.
    pub fn bare(http: Http) -> Self {
        Self {
            http,
            home: None,
            variables: BTreeMap::new(),
        }
    }
}

/// A kind of source. No code outside a provider's own folder knows its id.
pub trait Provider: Send + Sync {
    fn descriptor(&self) -> ProviderDescriptor;

    /// Checks settings and credential without touching the network. The problem names the field at fault.
    ///
    /// # Errors
    /// [`tidegate_domain::problem::ErrorClass::ConfigInvalid`] with the field.
    fn validate(&self, config: &serde_json::Value, credential: Option<&Credential>) -> Result<(), Problem>;

    /// A connector over these settings. Makes no request yet.
    ///
    /// # Errors
    /// As [`Provider::validate`].
    fn connect(
        &self,
        config: &serde_json::Value,
        credential: Option<&Credential>,
        around: &Surroundings,
    ) -> Result<Box<dyn Connector>, Problem>;

    /// What there is to choose in a field of widget `choice`.
    fn choices(&self, _field: &str, _around: &Surroundings) -> Vec<Choice> {
        Vec::new()
    }

    /// What a pasted text fills in, when it is something of this provider's.
    fn recognise(&self, _pasted: &Secret) -> Option<Recognised> {
        None
    }

    /// The least that a connector over this scope and for these uses needs, as texts to grant it with.
    fn policies(&self, _config: &serde_json::Value, _scope: &Scope, _uses: &[Use]) -> Vec<PolicyText> {
        Vec::new()
    }
}
