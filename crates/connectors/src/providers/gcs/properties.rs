//! Everything that Google says of one object.

use super::answers::Object;
use super::api::{Api, Ask};
use super::refusal::Asked;
use super::target::Target;
use crate::buckets::words::protocol;
use crate::connector::SourceError;
use serde_json::Value;
use tidegate_domain::{
    context::RunContext,
    object::ObjectRef,
    transfer::{NamedValue, ObjectProperties},
};

/// Fields of an object resource and what people call them.
const SYSTEM: [(&str, &str); 17] = [
    ("contentEncoding", "Content encoding"),
    ("contentLanguage", "Content language"),
    ("contentDisposition", "Content disposition"),
    ("cacheControl", "Cache control"),
    ("md5Hash", "MD5"),
    ("crc32c", "CRC32C"),
    ("etag", "ETag"),
    ("generation", "Generation"),
    ("metageneration", "Metageneration"),
    ("timeCreated", "Created"),
    ("customTime", "Custom time"),
    ("kmsKeyName", "Encryption key"),
    ("customerEncryption", "Customer-supplied encryption key"),
    ("temporaryHold", "Temporary hold"),
    ("eventBasedHold", "Event-based hold"),
    ("retentionExpirationTime", "Retained until"),
    ("componentCount", "Composed of"),
];

pub(super) async fn properties(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
) -> Result<ObjectProperties, SourceError> {
    let target = Target::object(&object.bucket, &object.key, "")?.with("projection", "noAcl");
    let ask = Ask::get(Asked::Look, target, &object.bucket).about(&object.key);
    let whole: Value = api.json(ctx, &ask).await?;
    let mut system: Vec<NamedValue> = SYSTEM
        .iter()
        .filter_map(|(field, name)| {
            Some(NamedValue {
                name: (*name).to_owned(),
                value: shown(whole.get(*field)?)?,
            })
        })
        .collect();
    if whole.get("kmsKeyName").is_none() && whole.get("customerEncryption").is_none() {
        system.push(NamedValue {
            name: "Encryption key".to_owned(),
            value: "managed by Google".to_owned(),
        });
    }
    let mut found: Object = serde_json::from_value(whole)
        .map_err(|_| protocol("The service's answer is not Cloud Storage's."))?;
    let metadata = std::mem::take(&mut found.metadata)
        .into_iter()
        .map(|(name, value)| NamedValue { name, value })
        .collect();
    Ok(ObjectProperties {
        uri: format!("gs://{object}"),
        content_type: found.content_type.take(),
        meta: api.same(found, object)?,
        system,
        metadata,
        exposure: super::exposure::of_object(api, ctx, object).await?,
    })
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("yes".to_owned()),
        // Of a customer's key only the algorithm and its hash are known.
        Value::Object(fields) => Some(fields.get("encryptionAlgorithm")?.as_str()?.to_owned()),
        _ => None,
    }
}
