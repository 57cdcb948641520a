//! What a person does with objects one by one: look at them, link to them, count and delete them.

pub(crate) mod boundary;
mod delete;
pub(crate) mod selection;

use crate::{Engine, known_provider};
use std::time::Duration;
use tidegate_connectors::SourceError;
use tidegate_domain::{
    connector::Connector,
    context::RunContext,
    id::ConnectorId,
    object::ObjectRef,
    problem::{ErrorClass, Problem},
    provider::Capabilities,
    transfer::{ObjectProperties, TemporaryLink},
};

/// No service signs links for longer.
const LONGEST_LINK: u64 = 7 * 24 * 60 * 60;

impl Engine {
    /// Everything the source says of one object.
    ///
    /// # Errors
    /// What the source answers instead.
    pub async fn object_properties(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, Problem> {
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        source
            .properties(ctx, object)
            .await
            .map_err(SourceError::into_problem)
    }

    /// Where this connector may write, when something says so.
    ///
    /// # Errors
    /// When its provider is not known.
    pub fn export_base(&self, connector: &Connector) -> Result<Option<ObjectRef>, Problem> {
        Ok(connector.export_base(capabilities(connector)?.buckets))
    }

    /// A link with which anybody can read the object for `seconds`.
    ///
    /// # Errors
    /// [`ErrorClass::ConfigInvalid`] for a duration that no service takes, or a source without links.
    pub async fn object_link(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        object: &ObjectRef,
        seconds: u64,
    ) -> Result<TemporaryLink, Problem> {
        if !(1..=LONGEST_LINK).contains(&seconds) {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                "A temporary link lasts between a second and seven days.",
                "Choose a duration in that range.",
            )
            .on_field("seconds"));
        }
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        source
            .link(ctx, object, Duration::from_secs(seconds))
            .await
            .map_err(SourceError::into_problem)
    }
}

pub(crate) fn capabilities(connector: &Connector) -> Result<Capabilities, Problem> {
    Ok(known_provider(&connector.provider)?.descriptor().capabilities)
}
