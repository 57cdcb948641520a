//! `tidegate connector risk`: a score with its terms, and how much was examined.

use crate::{Failure, Session, commands::document::risk_lines};
use clap::Args;
use tidegate_domain::{key::ObjectKey, risk::RiskScope};

#[derive(Debug, Args)]
pub struct Risk {
    /// Its name or id; without one and without --collection, all connectors together
    connector: Option<String>,
    /// All connectors of this collection
    #[arg(long, conflicts_with = "connector")]
    collection: Option<String>,
    #[arg(long)]
    bucket: Option<String>,
    /// Only what lies below this prefix
    #[arg(long)]
    prefix: Option<String>,
}

impl Risk {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let connector = match &self.connector {
            Some(name) => Some(engine.connector_find(name).await?),
            None => None,
        };
        let title = match (&connector, &self.collection) {
            (Some(connector), _) => connector.name.clone(),
            (None, Some(collection)) => collection.clone(),
            (None, None) => "All connectors".to_owned(),
        };
        let scope = RiskScope {
            connector_id: connector.map(|connector| connector.id),
            collection: self.collection,
            bucket: self.bucket,
            prefix: self.prefix.as_deref().map(ObjectKey::from_text),
            document_id: None,
        };
        let risk = engine.risk_of(scope).await?;
        Ok(session
            .output()
            .object(&risk, |risk| format!("{title}\n{}", risk_lines(risk).join("\n")))?)
    }
}
