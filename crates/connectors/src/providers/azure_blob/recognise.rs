//! What people have at hand: a connection string, or an address with a SAS.

use super::config::{AccountKey, Config, is_account};
use super::sas::SasToken;
use serde_json::{Value, json};
use tidegate_domain::{foreign::Recognised, secret::Secret};

/// The account that the emulator always has, and the key that everybody knows.
pub(super) const EMULATOR: &str = "devstoreaccount1";
const EMULATOR_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const EMULATOR_ENDPOINT: &str = "http://127.0.0.1:10000/devstoreaccount1";

/// Nobody pastes a longer one.
const LONGEST: usize = 16 * 1024;
const PUBLIC: &str = ".blob.core.windows.net";

pub(super) fn recognise(pasted: &Secret) -> Option<Recognised> {
    let text = pasted.expose().trim_start_matches('\u{feff}').trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    connection_string(text).or_else(|| sas_address(text))
}

/// `Name=Value;…`, in any order; as a line of a settings file it may have a name and quotes of its own.
fn connection_string(text: &str) -> Option<Recognised> {
    let begin = [
        "DefaultEndpointsProtocol=",
        "UseDevelopmentStorage=",
        "BlobEndpoint=",
        "AccountName=",
        "SharedAccessSignature=",
    ]
    .iter()
    .filter_map(|name| find(text, name))
    .min()?;
    let line = text[begin..]
        .lines()
        .next()?
        .trim_end_matches(['"', '\'', ',', ' ']);
    let value = |wanted: &str| {
        line.split(';').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    if value("UseDevelopmentStorage").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return whole(
            "the emulator's connection string",
            json!({ "auth": "account_key", "storage_account": EMULATOR, "endpoint": EMULATOR_ENDPOINT }),
            json!({ "account_key": EMULATOR_KEY }),
        );
    }
    let endpoint = value("BlobEndpoint").map(|endpoint| endpoint.trim_end_matches('/'));
    let account = match (value("AccountName"), endpoint) {
        (Some(account), _) => account.to_owned(),
        (None, Some(endpoint)) => account_of(endpoint)?,
        (None, None) => return None,
    };
    let endpoint = match (endpoint, value("EndpointSuffix")) {
        (Some(endpoint), _) => shorter(endpoint, &account),
        (None, None | Some("" | "core.windows.net")) => None,
        (None, Some(suffix)) => Some(format!("https://blob.{suffix}")),
    };
    let mut config = json!({ "storage_account": account });
    if let Some(endpoint) = endpoint {
        config["endpoint"] = json!(endpoint);
    }
    if let Some(token) = value("SharedAccessSignature") {
        let token = SasToken::parse(token).ok()?;
        config["auth"] = json!("sas");
        return whole(
            "a connection string with a SAS",
            config,
            json!({ "sas_token": token.expose() }),
        );
    }
    let key = AccountKey::parse(value("AccountKey")?).ok()?;
    config["auth"] = json!("account_key");
    whole(
        "a connection string",
        config,
        json!({ "account_key": key.expose() }),
    )
}

/// `https://account.blob…/container/name?sv=…&sig=…`; what comes after the host belongs to the scope.
fn sas_address(text: &str) -> Option<Recognised> {
    let (address, query) = text.split_once('?')?;
    let host_at = address.find("://")? + 3;
    let token = SasToken::parse(query).ok()?;
    let host_end = address[host_at..]
        .find('/')
        .map_or(address.len(), |at| host_at + at);
    let host = &address[..host_end];
    // An emulator's address has the account first in its path.
    let (account, endpoint) = match account_of(host) {
        Some(account) => (account.clone(), shorter(host, &account)),
        None => {
            let account = address[host_end..].split('/').nth(1)?.to_owned();
            let endpoint = format!("{host}/{account}");
            (account, Some(endpoint))
        }
    };
    let mut config = json!({ "auth": "sas", "storage_account": account });
    if let Some(endpoint) = endpoint {
        config["endpoint"] = json!(endpoint);
    }
    whole(
        "an address with a SAS",
        config,
        json!({ "sas_token": token.expose() }),
    )
}

/// Where `name` is, whatever its case.
fn find(text: &str, name: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(&name.to_ascii_lowercase())
}

/// The account in `https://account.blob.…` or `https://host/account`.
fn account_of(endpoint: &str) -> Option<String> {
    let (_, rest) = endpoint.split_once("://")?;
    let account = match rest.split_once('/') {
        Some((_, path)) => path.trim_end_matches('/'),
        None => {
            let (account, rest) = rest.split_once('.')?;
            if !rest.to_ascii_lowercase().starts_with("blob.") {
                return None;
            }
            account
        }
    };
    is_account(account).then(|| account.to_owned())
}

/// The endpoint as the form wants it: nothing for the public cloud.
fn shorter(endpoint: &str, account: &str) -> Option<String> {
    let public = endpoint.eq_ignore_ascii_case(&format!("https://{account}{PUBLIC}"));
    (!public).then(|| endpoint.to_owned())
}

fn whole(what: &str, config: Value, credential: Value) -> Option<Recognised> {
    Config::parse(&config).ok()?;
    Some(Recognised {
        provider: "azure_blob".into(),
        what: what.into(),
        config,
        credential,
    })
}
