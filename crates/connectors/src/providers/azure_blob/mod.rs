//! Azure Blob Storage, by its REST interface.
//!
//! Keys are exact bytes end to end: what is listed is what is asked for, signed as it is sent. The version is
//! the etag, unquoted. Blobs are read and written where they are; tiers, leases, snapshots and policies are
//! never touched.

mod address;
mod api;
mod config;
mod dialect;
mod exposure;
mod form;
mod link;
mod policies;
mod properties;
mod recognise;
mod refusal;
mod sas;
mod sign;
mod token;
mod upload;
mod xml;

use crate::{
    buckets::Buckets,
    connector::Connector,
    provider::{Provider, Surroundings},
    sign_in::Cached,
};
use api::Api;
use config::{Config, Identity};
use tidegate_domain::{
    connector::{Scope, Use},
    foreign::Recognised,
    problem::Problem,
    provider::{Capabilities, PolicyText, ProviderDescriptor},
    secret::{Credential, Secret},
};

const AGENT: &str = concat!("Tidegate/", env!("CARGO_PKG_VERSION"));

#[derive(Debug)]
pub(super) struct AzureBlob;

impl Provider for AzureBlob {
    fn descriptor(&self) -> ProviderDescriptor {
        ProviderDescriptor {
            id: "azure_blob".into(),
            title: "Azure Blob Storage".into(),
            summary: "Containers of a storage account, with an account key, an app registration or a SAS.".into(),
            icon_svg: include_str!("icon.svg").into(),
            setup: "Safest is an app registration with the role Storage Blob Data Reader on the containers (plain \
                    Reader is not enough), signed in with its client secret. A shared access signature needs the \
                    permissions read and list; with one of a single container, name that container in the scope. \
                    An account key works too, and may do everything. Importing never writes."
                .into(),
            config_schema: form::config_schema(),
            credential_schema: form::credential_schema(),
            presets: form::presets(),
            capabilities: Capabilities {
                buckets: true,
                range_read: true,
                strong_version: true,
                ordered_listing: false,
                needs_credential: true,
                upload: true,
                delete: true,
                link: true,
                exposure: true,
            },
        }
    }

    fn validate(&self, config: &serde_json::Value, credential: Option<&Credential>) -> Result<(), Problem> {
        let config = Config::parse(config)?;
        Identity::parse(&config, credential)?;
        Ok(())
    }

    fn connect(
        &self,
        config: &serde_json::Value,
        credential: Option<&Credential>,
        around: &Surroundings,
    ) -> Result<Box<dyn Connector>, Problem> {
        let config = Config::parse(config)?;
        let identity = Identity::parse(&config, credential)?;
        Ok(Box::new(Buckets::new(Api {
            config,
            identity,
            bearer: Cached::new(),
            http: around.http.clone(),
        })))
    }

    fn recognise(&self, pasted: &Secret) -> Option<Recognised> {
        recognise::recognise(pasted)
    }

    fn policies(&self, config: &serde_json::Value, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
        policies::policies(Config::parse(config).ok().as_ref(), scope, uses)
    }
}
