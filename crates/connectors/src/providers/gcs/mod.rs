//! Google Cloud Storage, by its JSON API (uploads in parts by its XML API).
//!
//! Keys are exact bytes end to end: in an address a key is one percent-encoded segment. The version is the
//! generation, and reads are pinned to it.

mod answers;
mod api;
mod checksum;
mod config;
mod dialect;
mod exposure;
mod federation;
mod form;
mod key;
mod link;
mod policies;
mod properties;
mod refusal;
mod target;
mod token;
mod upload;

use crate::{
    buckets::Buckets,
    connector::Connector,
    provider::{Provider, Surroundings},
};
use api::Api;
use config::Config;
use tidegate_domain::{
    connector::{Scope, Use},
    foreign::Recognised,
    problem::Problem,
    provider::{Capabilities, PolicyText, ProviderDescriptor},
    secret::{Credential, Secret},
};
use token::{Identity, SignIn};

const AGENT: &str = concat!("Tidegate/", env!("CARGO_PKG_VERSION"));

#[derive(Debug)]
pub(super) struct Gcs;

impl Provider for Gcs {
    fn descriptor(&self) -> ProviderDescriptor {
        ProviderDescriptor {
            id: "gcs".into(),
            title: "Google Cloud Storage".into(),
            summary: "Buckets of Google Cloud, with a service account, workload identity, or public ones.".into(),
            icon_svg: include_str!("icon.svg").into(),
            setup: "Make a service account and grant it Storage Object Viewer (roles/storage.objectViewer) on the \
                    buckets: storage.objects.list and storage.objects.get. Then make a JSON key for it and choose \
                    that file here. With storage.buckets.list on the project Tidegate finds the buckets by itself; \
                    without it, name them in the scope. Where keys are not allowed, use workload identity \
                    federation. Importing never writes."
                .into(),
            config_schema: form::config_schema(),
            credential_schema: form::credential_schema(),
            presets: Vec::new(),
            capabilities: Capabilities {
                buckets: true,
                range_read: true,
                strong_version: true,
                ordered_listing: true,
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
        let project = match &identity {
            Identity::Key(key) if config.project.is_empty() => key.project.clone(),
            _ => config.project,
        };
        Ok(Box::new(Buckets::new(Api {
            scheme: config.scheme,
            authority: config.authority,
            project,
            sign_in: SignIn::new(identity),
            http: around.http.clone(),
        })))
    }

    fn recognise(&self, pasted: &Secret) -> Option<Recognised> {
        form::recognise(pasted)
    }

    fn policies(&self, config: &serde_json::Value, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
        policies::policies(Config::parse(config).ok().as_ref(), scope, uses)
    }
}
