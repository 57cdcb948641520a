//! The settings and the credential, checked field by field before anything is sent anywhere.

use super::sas::SasToken;
use crate::http::endpoint;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use tidegate_domain::{
    problem::{ErrorClass, Problem},
    secret::{Credential, Secret},
};

/// Where Azure's public cloud keeps blobs and gives tokens.
const PUBLIC_SUFFIX: &str = "blob.core.windows.net";
const PUBLIC_AUTHORITY: &str = "https://login.microsoftonline.com";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigForm {
    #[serde(default)]
    auth: Option<String>,
    #[serde(default)]
    storage_account: String,
    #[serde(default)]
    endpoint: String,
    #[serde(default)]
    tenant_id: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    authority_host: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Auth {
    AccountKey,
    ClientSecret(App),
    Sas,
}

/// An app registration and where it signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct App {
    pub tenant: String,
    pub client: String,
    /// Scheme and host, without a slash at its end.
    pub authority: String,
}

/// Settings that can be used as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    pub account: String,
    pub auth: Auth,
    /// `https` or, on loopback, `http`.
    pub scheme: &'static str,
    pub authority: String,
    /// The account comes first in the path, as with an emulator.
    pub account_in_path: bool,
}

impl Config {
    pub fn parse(config: &Value) -> Result<Self, Problem> {
        let given = if config.is_null() {
            json!({})
        } else {
            config.clone()
        };
        let form: ConfigForm = serde_json::from_value(given).map_err(|error| {
            Problem::new(
                ErrorClass::ConfigInvalid,
                format!("These settings are not those of Azure Blob Storage: {error}."),
                "Use the fields auth, storage_account, endpoint, tenant_id, client_id and authority_host.",
            )
        })?;
        let account = form.storage_account.trim().to_owned();
        if !is_account(&account) {
            return Err(invalid(
                "storage_account",
                "This is not the name of a storage account.",
                "Write the name alone: 3 to 24 lower-case letters and digits.",
            ));
        }
        let auth = match form.auth.as_deref().map_or("account_key", str::trim) {
            "account_key" | "" => Auth::AccountKey,
            "client_secret" => Auth::ClientSecret(app(&form)?),
            "sas" => Auth::Sas,
            _ => {
                return Err(invalid(
                    "auth",
                    "This way to sign in is not known.",
                    "Use account_key, client_secret or sas.",
                ));
            }
        };
        let (scheme, authority, account_in_path) = place(&account, form.endpoint.trim())?;
        Ok(Self {
            account,
            auth,
            scheme,
            authority,
            account_in_path,
        })
    }
}

/// Where requests go: `https://account.host`, or `https://host/account`.
fn place(account: &str, endpoint: &str) -> Result<(&'static str, String, bool), Problem> {
    if endpoint.is_empty() {
        return Ok(("https", format!("{account}.{PUBLIC_SUFFIX}"), false));
    }
    let host_at = endpoint.find("://").map_or(0, |at| at + 3);
    let path_at = endpoint[host_at..]
        .find('/')
        .map_or(endpoint.len(), |at| host_at + at);
    let (scheme, authority) = endpoint::parse(&endpoint[..path_at], "endpoint")?;
    match endpoint[path_at..].trim_matches('/') {
        // The clouds' own addresses are said without the account, which is the first part of the host.
        "" if authority.starts_with("blob.") => Ok((scheme, format!("{account}.{authority}"), false)),
        "" => Ok((scheme, authority, false)),
        path if path == account => Ok((scheme, authority, true)),
        _ => Err(invalid(
            "endpoint",
            "After the host only the storage account may follow.",
            "Write it as https://host or https://host/account; containers belong to the scope.",
        )),
    }
}

fn app(form: &ConfigForm) -> Result<App, Problem> {
    let tenant = form.tenant_id.trim();
    let named = !tenant.is_empty()
        && tenant.len() <= 253
        && !tenant.starts_with('.')
        && tenant
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    if !named {
        return Err(invalid(
            "tenant_id",
            "This is not a tenant.",
            "Copy the Directory (tenant) ID from the app registration's overview, or write the tenant's domain.",
        ));
    }
    let client = form.client_id.trim();
    if !is_guid(client) {
        return Err(invalid(
            "client_id",
            "This is not a client ID.",
            "Copy the Application (client) ID from the app registration's overview; it has five groups of letters \
             and digits.",
        ));
    }
    let authority = match form.authority_host.trim() {
        "" => PUBLIC_AUTHORITY.to_owned(),
        given => {
            let (scheme, authority) = endpoint::parse(given, "authority_host")?;
            format!("{scheme}://{authority}")
        }
    };
    Ok(App {
        tenant: tenant.to_ascii_lowercase(),
        client: client.to_ascii_lowercase(),
        authority,
    })
}

pub(super) fn is_account(name: &str) -> bool {
    (3..=24).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct CredentialForm {
    account_key: Secret,
    client_secret: Secret,
    sas_token: Secret,
}

/// What shows who asks.
pub(super) enum Identity {
    /// The key's bytes, in base64 as Azure shows them.
    Key(AccountKey),
    App(App, Secret),
    Sas(SasToken),
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[identity]")
    }
}

impl Identity {
    pub fn parse(config: &Config, credential: Option<&Credential>) -> Result<Self, Problem> {
        let field = match config.auth {
            Auth::AccountKey => "account_key",
            Auth::ClientSecret(_) => "client_secret",
            Auth::Sas => "sas_token",
        };
        let form: CredentialForm = match credential {
            None => CredentialForm::default(),
            Some(credential) => credential.parse().map_err(|error| {
                Problem::new(
                    ErrorClass::ConfigInvalid,
                    format!("The credential cannot be used: {error}."),
                    "Enter what the chosen way to sign in asks for, and nothing else.",
                )
                .on_field(field)
            })?,
        };
        match &config.auth {
            Auth::AccountKey => AccountKey::parse(form.account_key.expose()).map(Self::Key),
            Auth::Sas => SasToken::parse(form.sas_token.expose()).map(Self::Sas),
            Auth::ClientSecret(app) => {
                let secret = Secret::new(form.client_secret.expose().trim());
                let text = secret.expose();
                if text.is_empty() || text.len() > 1_024 || !text.bytes().all(|b| b.is_ascii_graphic()) {
                    return Err(invalid(
                        "client_secret",
                        "This is not a client secret.",
                        "Copy the secret's value, not its ID, from the app's certificates & secrets.",
                    ));
                }
                // Azure lists the secret's ID right beside its value.
                if is_guid(text) {
                    return Err(invalid(
                        "client_secret",
                        "This is a secret's ID and not the secret.",
                        "Copy the value instead; Azure shows it only right after it was made.",
                    ));
                }
                Ok(Self::App(app.clone(), secret))
            }
        }
    }
}

/// An account key: what it signs with, and nothing that shows it.
#[derive(Clone)]
pub(super) struct AccountKey(Secret);

impl AccountKey {
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let length = STANDARD.decode(text).map_or(0, |bytes| bytes.len());
        if (16..=256).contains(&length) {
            return Ok(Self(Secret::new(text)));
        }
        Err(invalid(
            "account_key",
            "This is not an account key.",
            "Copy key1 or key2 from the storage account's access keys; it is base64 and ends with ==.",
        ))
    }

    /// As Azure shows it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

pub(super) fn invalid(field: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field)
}
