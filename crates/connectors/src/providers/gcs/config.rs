//! The settings, checked field by field. What the form shows is in `form.rs`.

use super::federation::{Federation, TokenSource};
use super::key::is_email;
use crate::http::endpoint;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use tidegate_domain::problem::{ErrorClass, Problem};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Form {
    auth: Option<String>,
    project_id: Option<String>,
    service_account_email: Option<String>,
    wif_provider: Option<String>,
    credential_source: Option<String>,
    credential_file: Option<String>,
    credential_url: Option<String>,
    credential_field: Option<String>,
    endpoint: Option<String>,
    sts_endpoint: Option<String>,
    iam_endpoint: Option<String>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Auth {
    ServiceAccount,
    WorkloadIdentity(Federation),
    Anonymous,
}

/// Settings that can be used as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    pub auth: Auth,
    /// May be empty: then buckets cannot be listed.
    pub project: String,
    /// Where storage is: `https` or, on loopback, `http`.
    pub scheme: &'static str,
    pub authority: String,
}

impl Config {
    pub fn parse(config: &Value) -> Result<Self, Problem> {
        let given = if config.is_null() {
            json!({})
        } else {
            config.clone()
        };
        let form: Form = serde_json::from_value(given).map_err(|error| {
            Problem::new(
                ErrorClass::ConfigInvalid,
                format!("These settings are not those of Google Cloud Storage: {error}."),
                "Use the fields of the form.",
            )
        })?;
        let project = trimmed(form.project_id.as_deref());
        if !project.is_empty() && !is_project(project) {
            return Err(invalid(
                "project_id",
                "This is not a project ID.",
                "Copy the ID (not the name) from the console's project list: lower-case letters, digits, dashes.",
            ));
        }
        let auth = match trimmed(form.auth.as_deref()) {
            "" | "service_account" => Auth::ServiceAccount,
            "workload_identity" => Auth::WorkloadIdentity(federation(&form)?),
            "anonymous" => Auth::Anonymous,
            _ => {
                return Err(invalid(
                    "auth",
                    "This way to sign in is not known.",
                    "Use service_account, workload_identity or anonymous.",
                ));
            }
        };
        let (scheme, authority) = host(form.endpoint.as_deref(), "endpoint", "storage.googleapis.com")?;
        Ok(Self {
            auth,
            project: project.to_owned(),
            scheme,
            authority,
        })
    }
}

fn federation(form: &Form) -> Result<Federation, Problem> {
    let provider = trimmed(form.wif_provider.as_deref());
    let Some(audience) = audience(provider) else {
        return Err(invalid(
            "wif_provider",
            "This is not the full name of a workload identity provider.",
            "Write projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, with the \
             project's number and not its ID.",
        ));
    };
    let account = trimmed(form.service_account_email.as_deref());
    if !account.is_empty() && !is_email(account) {
        return Err(invalid(
            "service_account_email",
            "This is not a service account's address.",
            "Write it as name@project.iam.gserviceaccount.com.",
        ));
    }
    let source = match trimmed(form.credential_source.as_deref()) {
        "" | "file" => {
            let path = PathBuf::from(trimmed(form.credential_file.as_deref()));
            if !path.is_absolute() {
                return Err(invalid(
                    "credential_file",
                    "This is not the full path of a file.",
                    "Choose the file that your identity provider keeps its token in.",
                ));
            }
            TokenSource::File(path)
        }
        "url" => {
            let address = trimmed(form.credential_url.as_deref());
            TokenSource::Address(endpoint::parse_with_path(address, "credential_url")?)
        }
        _ => {
            return Err(invalid(
                "credential_source",
                "The token can come from a file or from an address only; programs are never run.",
                "Let the program write its token to a file, and choose that file.",
            ));
        }
    };
    let field = trimmed(form.credential_field.as_deref());
    if field.len() > 128 {
        return Err(invalid(
            "credential_field",
            "This is too long for the name of a JSON field.",
            "Leave it empty when the answer is the token alone.",
        ));
    }
    let at = |given: &Option<String>, name: &str, usual: &str| {
        host(given.as_deref(), name, usual).map(|(scheme, authority)| format!("{scheme}://{authority}"))
    };
    Ok(Federation {
        audience,
        account: (!account.is_empty()).then(|| account.to_owned()),
        source,
        field: (!field.is_empty()).then(|| field.to_owned()),
        sts: at(&form.sts_endpoint, "sts_endpoint", "sts.googleapis.com")?,
        iam: at(
            &form.iam_endpoint,
            "iam_endpoint",
            "iamcredentials.googleapis.com",
        )?,
    })
}

/// `//iam.googleapis.com/projects/…` from any of the spellings that the console and gcloud show.
pub(super) fn audience(provider: &str) -> Option<String> {
    let name = ["//iam.googleapis.com/", "https://iam.googleapis.com/"]
        .iter()
        .find_map(|front| provider.strip_prefix(front))
        .unwrap_or(provider);
    let parts: Vec<&str> = name.split('/').collect();
    let [
        "projects",
        number,
        "locations",
        "global",
        "workloadIdentityPools",
        pool,
        "providers",
        provider,
    ] = parts[..]
    else {
        return None;
    };
    let named = |part: &str| {
        (1..=64).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let numbered = (1..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    (numbered && named(pool) && named(provider)).then(|| format!("//iam.googleapis.com/{name}"))
}

fn host(given: Option<&str>, field: &str, usual: &str) -> Result<(&'static str, String), Problem> {
    match trimmed(given) {
        "" => Ok(("https", usual.to_owned())),
        given => endpoint::parse(given, field),
    }
}

/// Also the older form `example.com:project`, and numbers.
pub(super) fn is_project(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':'))
}

fn trimmed(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}

pub(super) fn invalid(field: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field)
}
