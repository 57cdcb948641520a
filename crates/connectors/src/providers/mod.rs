//! The list of providers, in the order people see. A new one is a folder and two lines here.

mod azure_blob;
mod gcs;
mod local;
mod s3;

use crate::provider::Provider;

/// Every provider, in the order of the wizard.
pub fn providers() -> &'static [&'static dyn Provider] {
    &[&s3::S3, &gcs::Gcs, &azure_blob::AzureBlob, &local::Local]
}

/// The provider with this id.
pub fn provider(id: &str) -> Option<&'static dyn Provider> {
    providers()
        .iter()
        .copied()
        .find(|provider| provider.descriptor().id == id)
}
