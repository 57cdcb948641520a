//! What a provider is: a folder of `providers/` that describes itself, checks a form and connects.

use crate::{connector::Connector, http::Http};
use tidegate_domain::{problem::Problem, provider::ProviderDescriptor, secret::Credential};

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
        http: &Http,
    ) -> Result<Box<dyn Connector>, Problem>;
}
