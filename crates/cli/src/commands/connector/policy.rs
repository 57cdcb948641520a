//! `tidegate connector policy`: what to grant, as texts to paste where the service keeps its rules.

use super::form::{keys, schema_of, settings};
use crate::{Failure, Session, output::note};
use clap::Args;
use serde_json::{Map, Value};
use tidegate_domain::connector::{Scope, Use};

#[derive(Debug, Args)]
pub struct Policy {
    /// A connector's name or id; or say --provider
    #[arg(required_unless_present = "provider", conflicts_with = "provider")]
    connector: Option<String>,
    /// Of a connector that is still to be made: the kind of source, such as s3
    #[arg(long)]
    provider: Option<String>,
    /// A setting of that connector; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE", requires = "provider")]
    settings: Vec<String>,
    #[arg(long = "bucket", value_name = "BUCKET", requires = "provider")]
    buckets: Vec<String>,
    #[arg(long = "prefix", value_name = "PREFIX", requires = "provider")]
    prefixes: Vec<String>,
    /// Also what writing takes
    #[arg(long)]
    export: bool,
}

impl Policy {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let (provider, config, scope, mut uses) = match (self.connector, self.provider) {
            (Some(name), _) => {
                let connector = engine.connector_find(&name).await?;
                (
                    connector.provider,
                    connector.config,
                    connector.scope,
                    connector.scopes,
                )
            }
            (None, provider) => {
                let provider = provider.unwrap_or_default();
                let schema = schema_of(&engine, &provider)?;
                let config = Value::Object(settings(&self.settings, &schema, Map::new())?);
                let scope = Scope {
                    buckets: self.buckets,
                    prefixes: keys(&self.prefixes),
                    ..Scope::default()
                };
                (provider, config, scope, vec![Use::Import])
            }
        };
        if self.export && !uses.contains(&Use::Export) {
            uses.push(Use::Export);
        }
        let texts = engine.connector_policies(&provider, &config, &scope, &uses)?;
        let mut output = session.output();
        if texts.is_empty() && !output.is_json() {
            note("There is nothing to grant for this kind of source.");
        }
        for text in &texts {
            if output.is_json() {
                output.json_line(text)?;
            } else {
                output.line(&format!(
                    "# {}\n# {}\n{}\n",
                    text.title,
                    text.hint,
                    text.text.trim_end()
                ))?;
            }
        }
        Ok(output.flush()?)
    }
}
