//! What the window asks for: settings and credential as JSON schemas, and pasted files that fill them.

use super::config::{audience, is_project};
use super::key::{ServiceKey, is_email};
use serde::Deserialize;
use serde_json::{Value, json};
use tidegate_domain::{foreign::Recognised, secret::Secret};

pub(super) fn config_schema() -> Value {
    let federated = json!({ "auth": "workload_identity" });
    json!({
        "type": "object",
        "required": ["auth"],
        "properties": {
            "auth": {
                "type": "string",
                "title": "Sign in with",
                "description": "A service account's key, a token of another identity provider, or nothing at all \
                                for public buckets.",
                "oneOf": [
                    { "const": "service_account", "title": "Service account key" },
                    { "const": "workload_identity", "title": "Workload identity federation" },
                    { "const": "anonymous", "title": "Nothing (public buckets)" },
                ],
                "default": "service_account",
                "x-example": "service_account",
            },
            "project_id": {
                "type": "string",
                "title": "Project ID",
                "description": "The project whose buckets are listed. Empty: the project of the key's account. \
                                Buckets named in the scope need none.",
                "pattern": "^[a-z0-9.:-]{1,128}$",
                "x-pattern-hint": "Copy the ID, not the name: lower-case letters, digits, dashes.",
                "x-placeholder": "my-project-123456",
                "x-example": "my-project-123456",
                "x-show-when": { "auth": ["service_account", "workload_identity"] },
            },
            "wif_provider": {
                "type": "string",
                "title": "Workload identity provider",
                "description": "Its full name, with the project's number.",
                "pattern": "^(//iam\\.googleapis\\.com/|https://iam\\.googleapis\\.com/)?projects/[0-9]+/locations/\
                            global/workloadIdentityPools/[a-z0-9-]+/providers/[a-z0-9-]+$",
                "x-pattern-hint": "Write projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/\
                                   PROVIDER, with the project's number and not its ID.",
                "x-placeholder": "projects/123456789012/locations/global/workloadIdentityPools/pool/providers/name",
                "x-example": "projects/123456789012/locations/global/workloadIdentityPools/office/providers/okta",
                "x-show-when": federated,
            },
            "service_account_email": {
                "type": "string",
                "title": "Service account",
                "description": "The account to act as. Empty: the federated identity has the permissions itself.",
                "pattern": "^[A-Za-z0-9._-]+@[A-Za-z0-9._-]+$",
                "x-pattern-hint": "Write it as name@project.iam.gserviceaccount.com.",
                "x-placeholder": "name@project.iam.gserviceaccount.com",
                "x-example": "tidegate@my-project-123456.iam.gserviceaccount.com",
                "x-show-when": federated,
            },
            "credential_source": {
                "type": "string",
                "title": "The provider's token comes from",
                "description": "Programs are never run: let yours write the token to a file.",
                "oneOf": [
                    { "const": "file", "title": "A file" },
                    { "const": "url", "title": "An address" },
                ],
                "default": "file",
                "x-example": "file",
                "x-show-when": federated,
            },
            "credential_file": {
                "type": "string",
                "title": "Token file",
                "description": "The full path of the file that your identity provider keeps fresh; read each time a \
                                token is needed.",
                "x-placeholder": "/data/tokens/google.jwt",
                "x-example": "/data/tokens/google.jwt",
                "x-show-when": { "auth": "workload_identity", "credential_source": "file" },
            },
            "credential_url": {
                "type": "string",
                "title": "Token address",
                "description": "Answers the token to a plain GET. Only https, or http on this computer.",
                "pattern": "^https?://\\S+$",
                "x-pattern-hint": "Write it as https://host/path.",
                "x-placeholder": "https://tokens.example.org/google",
                "x-example": "https://tokens.example.org/google",
                "x-show-when": { "auth": "workload_identity", "credential_source": "url" },
            },
            "credential_field": {
                "type": "string",
                "title": "JSON field of the token",
                "description": "When the source holds JSON: the field with the token. Empty: the token alone, or \
                                one of the usual fields.",
                "x-placeholder": "id_token",
                "x-example": "id_token",
                "x-advanced": true,
                "x-show-when": federated,
            },
            "endpoint": host(
                "Storage endpoint",
                "For private access to Google. Empty: storage.googleapis.com. The credential is sent there.",
                "https://storage-internal.p.googleapis.com",
                &json!(["service_account", "workload_identity", "anonymous"]),
            ),
            "sts_endpoint": host(
                "Token exchange endpoint",
                "For private access to Google. Empty: sts.googleapis.com. The provider's token is sent there.",
                "https://sts-internal.p.googleapis.com",
                &json!("workload_identity"),
            ),
            "iam_endpoint": host(
                "Account credentials endpoint",
                "For private access to Google. Empty: iamcredentials.googleapis.com.",
                "https://iamcredentials-internal.p.googleapis.com",
                &json!("workload_identity"),
            ),
        },
    })
}

fn host(title: &str, description: &str, example: &str, auth: &Value) -> Value {
    json!({
        "type": "string",
        "title": title,
        "description": description,
        "pattern": "^https?://[^/?#@\\s]+/?$",
        "x-pattern-hint": "Write it as https://host or https://host:port.",
        "x-placeholder": example,
        "x-example": example,
        "x-advanced": true,
        "x-show-when": { "auth": auth },
    })
}

pub(super) fn credential_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "service_account": {
                "type": "string",
                "title": "Service account key",
                "description": "The JSON file that Google Cloud made with the key. It is sealed; only its account's \
                                address is shown.",
                "pattern": "^\\s*\\{[\\s\\S]*\\}\\s*$",
                "x-pattern-hint": "Choose the JSON file as Google made it; it begins with { and ends with }.",
                "x-placeholder": "{ \"type\": \"service_account\", … }",
                "x-example": "{ \"type\": \"service_account\", \"client_email\": \"…\", \"private_key\": \"…\" }",
                "x-secret": true,
                "x-widget": "file",
                "x-show-when": { "auth": "service_account" },
            },
        },
    })
}

#[derive(Deserialize)]
struct Federated {
    #[serde(rename = "type")]
    kind: String,
    audience: String,
    #[serde(default)]
    service_account_impersonation_url: String,
    credential_source: Source,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Source {
    file: Option<String>,
    url: Option<String>,
    format: Option<Format>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Format {
    subject_token_field_name: Option<String>,
}

/// A service account's key, or the description of a federation whose token is in a file or at an address.
/// Addresses of Google's own services are not taken over from a file.
pub(super) fn recognise(pasted: &Secret) -> Option<Recognised> {
    let text = pasted.expose();
    if let Ok(key) = ServiceKey::parse(text) {
        return Some(Recognised {
            provider: "gcs".into(),
            what: format!("the key of the service account {}", key.email),
            config: json!({
                "auth": "service_account",
                "project_id": if is_project(&key.project) { key.project.as_str() } else { "" },
            }),
            credential: json!({ "service_account": text }),
        });
    }
    let federated: Federated = serde_json::from_str(text).ok()?;
    if federated.kind != "external_account" {
        return None;
    }
    let provider = audience(&federated.audience)?;
    let account = federated
        .service_account_impersonation_url
        .rsplit_once('/')
        .and_then(|(_, last)| last.strip_suffix(":generateAccessToken"))
        .filter(|account| is_email(account))
        .unwrap_or_default();
    let (source, field, place) = match (federated.credential_source.file, federated.credential_source.url) {
        (Some(file), None) => ("file", "credential_file", file),
        (None, Some(url)) => ("url", "credential_url", url),
        _ => return None,
    };
    let mut config = json!({
        "auth": "workload_identity",
        "wif_provider": provider.trim_start_matches("//iam.googleapis.com/"),
        "service_account_email": account,
        "credential_source": source,
    });
    config[field] = place.into();
    if let Some(name) = federated
        .credential_source
        .format
        .and_then(|format| format.subject_token_field_name)
    {
        config["credential_field"] = name.into();
    }
    Some(Recognised {
        provider: "gcs".into(),
        what: "a workload identity federation".into(),
        config,
        credential: Value::Null,
    })
}
