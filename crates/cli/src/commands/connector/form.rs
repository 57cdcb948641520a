//! What is typed to make or change a connector: settings in the types of the provider's schema, scope,
//! schedule, and the credential, which never comes from an argument.

use crate::{Failure, commands::export::place};
use clap::Args;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::PathBuf;
use tidegate_domain::{
    export::ExportTo,
    id::PolicyId,
    key::ObjectKey,
    problem::{ErrorClass, Problem},
    secret::Credential,
};
use tidegate_engine::Engine;

/// Where the source is. Secrets come from a file, stdin or the environment, never from arguments.
#[derive(Debug, Args)]
pub struct Source {
    /// A setting of the provider, such as path=/data or endpoint=https://…; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
    /// A JSON file with the credential (- for stdin); or the JSON itself in TIDEGATE_CREDENTIAL
    #[arg(long, value_name = "FILE")]
    pub credential_file: Option<PathBuf>,
}

/// What the connector covers and when it syncs.
#[derive(Debug, Args)]
pub struct Fields {
    /// Cover only this bucket; may be given several times
    #[arg(long = "bucket", value_name = "BUCKET")]
    pub buckets: Vec<String>,
    /// Cover only keys that start so
    #[arg(long = "prefix", value_name = "PREFIX")]
    pub prefixes: Vec<String>,
    /// Cover only keys that match this glob
    #[arg(long = "pattern", value_name = "GLOB")]
    pub patterns: Vec<String>,
    /// Leave out keys that match this glob
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Cover only this type, such as csv
    #[arg(long = "file-type", value_name = "TYPE")]
    pub file_types: Vec<String>,
    /// Skip larger objects, in bytes
    #[arg(long, value_name = "BYTES")]
    pub max_object_size: Option<u64>,
    /// Five-field cron schedule; an empty text removes it
    #[arg(long = "cron", value_name = "CRON")]
    pub schedule_cron: Option<String>,
    /// IANA zone of the schedule
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Only keys that were never processed before
    #[arg(long)]
    pub new_only: bool,
    /// Allow writing and deleting below this place: BUCKET/PREFIX, or a folder of a folder; empty for all of it
    #[arg(long, value_name = "PLACE")]
    pub export_to: Option<String>,
    /// A label that groups connectors
    #[arg(long)]
    pub collection: Option<String>,
    /// What to look for, by a policy's name or id; an empty text means everything
    #[arg(long)]
    pub policy: Option<String>,
    /// Where each sync puts redacted copies of what is new or changed, by the policy's actions: a folder, or a
    /// connector that may be exported to, as CONNECTOR:BUCKET/PREFIX; an empty text ends it
    #[arg(long, value_name = "PLACE")]
    pub copies_to: Option<String>,
}

impl Fields {
    /// The policy that was named; `Some(None)` for everything.
    pub async fn policy_id(&self, engine: &Engine) -> Result<Option<Option<PolicyId>>, Problem> {
        match self.policy.as_deref() {
            None => Ok(None),
            Some("") => Ok(Some(None)),
            Some(name) => Ok(Some(Some(engine.policy_find(name).await?.id))),
        }
    }

    /// Where copies go; `Some(None)` for nowhere.
    pub async fn copies(&self, engine: &Engine) -> Result<Option<Option<ExportTo>>, Failure> {
        match self.copies_to.as_deref() {
            None => Ok(None),
            Some("") => Ok(Some(None)),
            Some(text) => Ok(Some(Some(place(engine, text).await?))),
        }
    }
}

pub fn keys(prefixes: &[String]) -> Vec<ObjectKey> {
    prefixes
        .iter()
        .map(|prefix| ObjectKey::from_text(prefix))
        .collect()
}

pub fn schema_of(engine: &Engine, provider: &str) -> Result<Value, Failure> {
    let providers = engine.provider_list();
    match providers.iter().find(|known| known.id == provider) {
        Some(known) => Ok(known.config_schema.clone()),
        None => {
            let known: Vec<_> = providers.iter().map(|known| known.id.as_str()).collect();
            Err(Failure::usage(format!(
                "There is no provider \u{201c}{provider}\u{201d}. Use one of: {}.",
                known.join(", ")
            )))
        }
    }
}

/// `NAME=VALUE` pairs in the types that the provider's schema gives them, over `config`.
pub fn settings(
    pairs: &[String],
    schema: &Value,
    mut config: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    for pair in pairs {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::usage(format!(
                "--set takes NAME=VALUE, not \u{201c}{pair}\u{201d}."
            )));
        };
        let field = &schema["properties"][name];
        if field.is_null() {
            return Err(Failure::usage(format!(
                "This provider has no setting \u{201c}{name}\u{201d}. See `tidegate connector providers`."
            )));
        }
        let value = match field["type"].as_str() {
            Some("boolean") => match value {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => return Err(Failure::usage(format!("{name} is true or false."))),
            },
            Some("integer" | "number") => match value.parse::<u64>() {
                Ok(number) => Value::from(number),
                Err(_) => return Err(Failure::usage(format!("{name} is a number."))),
            },
            _ => Value::from(value),
        };
        config.insert(name.to_owned(), value);
    }
    Ok(config)
}

/// Longest credential taken, in bytes.
const LONGEST_CREDENTIAL: u64 = 64 * 1024;

pub fn credential(file: Option<&std::path::Path>) -> Result<Option<Credential>, Failure> {
    let mut text = String::new();
    match file {
        Some(path) if path.as_os_str() == "-" => {
            std::io::stdin()
                .take(LONGEST_CREDENTIAL)
                .read_to_string(&mut text)?;
        }
        Some(path) => {
            let opened = std::fs::File::open(path);
            let read = opened.and_then(|file| file.take(LONGEST_CREDENTIAL).read_to_string(&mut text));
            read.map_err(|error| {
                Problem::new(
                    ErrorClass::ConfigInvalid,
                    format!("The credential file {} cannot be read: {error}.", path.display()),
                    "Check the path and its permissions.",
                )
            })?;
        }
        None => match std::env::var("TIDEGATE_CREDENTIAL") {
            Ok(value) => text = value,
            Err(_) => return Ok(None),
        },
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(json @ Value::Object(_)) => Ok(Some(Credential::from_json(&json))),
        _ => Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "The credential is not a JSON object.",
            "For S3 it looks like {\"access_key_id\": \"…\", \"secret_access_key\": \"…\"}.",
        )
        .on_field("credential")
        .into()),
    }
}
