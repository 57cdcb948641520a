//! Remotes of rclone: `~/.config/rclone/rclone.conf`, or `~/.rclone.conf`.
//!
//! Services of buckets and local folders are taken over. Other kinds are named and refused, so that nobody
//! wonders where a remote went.

use super::{
    Entry, Home, Seen, Tool, host,
    ini::{self, Section},
    mc::access_keys,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tidegate_domain::secret::{Credential, Secret};

pub(super) struct Rclone;

/// Where rclone keeps its file below the home folder.
const USUAL: &str = if cfg!(windows) {
    "AppData/Roaming/rclone/rclone.conf"
} else {
    ".config/rclone/rclone.conf"
};
/// How often an alias may lead to an alias.
const DEEPEST: usize = 5;

impl Tool for Rclone {
    fn title(&self) -> &'static str {
        "rclone"
    }

    fn look(&self, home: &Home<'_>, seen: &mut Seen) {
        let usual = home.named("RCLONE_CONFIG", USUAL);
        let looked = match usual.text {
            Ok(None) => home.file(".rclone.conf"),
            _ => usual,
        };
        let file = looked.path.clone();
        let Some(text) = seen.text(looked) else {
            return;
        };
        if text.expose().contains("RCLONE_ENCRYPT_V0:") {
            seen.trouble(
                &file,
                "rclone has encrypted this file with a password. Make the connections by hand, or take the password \
                 away with `rclone config encryption remove` and look again.",
            );
            return;
        }
        let (remotes, broken) = ini::parse(text.expose(), ini::Dialect::Flat);
        if let Some(line) = broken {
            seen.trouble(&file, format!("Line {line} is not a setting; the rest was read."));
        }
        for remote in &remotes {
            seen.add(entry(remote, &remotes, home, &file, DEEPEST));
        }
    }
}

fn entry(remote: &Section, all: &[Section], home: &Home<'_>, file: &str, depth: usize) -> Entry {
    match remote.get("type").unwrap_or_default() {
        "s3" => s3(remote, file),
        "google cloud storage" => google(remote, home, file),
        "azureblob" => azure(remote, file),
        "alias" => alias(remote, all, home, file, depth),
        "local" => Entry::new(file, &remote.name, "local").refuse(
            "This remote is the whole computer and names no folder. Make a connector of a folder and choose one.",
        ),
        "" => Entry::new(file, &remote.name, "").refuse(
            "This remote says no type. Complete it with `rclone config`, or remove it there.",
        ),
        _ => Entry::new(file, &remote.name, "").refuse(
            "This kind of remote is not one that Tidegate connects to: it takes S3, Google Cloud Storage, Azure \
             Blob Storage and folders.",
        ),
    }
}

fn s3(remote: &Section, file: &str) -> Entry {
    let mut entry = Entry::new(file, &remote.name, "s3");
    let provider = remote.text("provider");
    let region = remote.text("region");
    let mut config = json!({});
    let amazon = matches!(provider.as_str(), "" | "AWS") && remote.get("endpoint").is_none();
    if amazon {
        entry.place.push("Amazon S3".to_owned());
    } else {
        let Some(endpoint) = remote
            .get("endpoint")
            .map(with_scheme)
            .or_else(|| usual_endpoint(&provider, &region))
        else {
            return entry.refuse(
                "This remote names no endpoint. Add the service's address with `rclone config`, or make a connector \
                 by hand.",
            );
        };
        entry.place.push(host(&endpoint));
        config["endpoint"] = json!(endpoint);
        if matches!(provider.as_str(), "Alibaba" | "TencentCOS" | "HuaweiOBS")
            || remote.get("force_path_style") == Some("false")
        {
            config["path_style"] = json!(false);
        }
    }
    if !region.is_empty() {
        entry.place.push(region.clone());
        config["region"] = json!(region);
    }
    if remote.is_true("requester_pays") {
        config["requester_pays"] = json!(true);
    }
    if remote.is_true("v2_auth") || region == "other-v2-signature" {
        return entry.refuse(
            "This remote signs in the old way (version 2), which Tidegate does not. Use version 4 if the service can.",
        );
    }
    if remote
        .get("sse_customer_key")
        .or(remote.get("sse_customer_key_base64"))
        .is_some()
    {
        return entry.refuse(
            "The objects of this remote are encrypted with a key of yours (sse_customer_key), which Tidegate cannot \
             send. It would read none of them.",
        );
    }
    let keys = remote.get("access_key_id").zip(remote.get("secret_access_key"));
    if let Some((id, secret)) = keys {
        entry.credential = Some(access_keys(id, secret, &remote.text("session_token")));
        entry.sign_in = "access keys";
        config["auth"] = json!("access_keys");
        if let Some(role) = remote.get("role_arn") {
            entry.sign_in = "a role over access keys";
            config["auth"] = json!("assume_role");
            config["base"] = json!("access_keys");
            config["role_arn"] = json!(role);
            for (theirs, ours) in [
                ("role_external_id", "external_id"),
                ("role_session_name", "session_name"),
            ] {
                if let Some(value) = remote.get(theirs) {
                    config[ours] = json!(value);
                }
            }
        }
    } else if remote.is_true("env_auth") {
        if !amazon || remote.get("shared_credentials_file").is_some() {
            return entry.refuse(
                "This remote takes its keys from wherever rclone is started (env_auth). Make a connector with the \
                 keys themselves.",
            );
        }
        entry.sign_in = "by an AWS profile";
        config["auth"] = json!("profile");
        config["profile"] = json!(remote.get("profile").unwrap_or("default"));
    } else {
        entry.sign_in = "without signing in";
        config["auth"] = json!("anonymous");
    }
    entry.config = config;
    entry
}

fn with_scheme(endpoint: &str) -> String {
    if endpoint.contains("://") {
        endpoint.to_owned()
    } else {
        format!("https://{endpoint}")
    }
}

/// Where a known service is in a region, for remotes that leave the endpoint out.
fn usual_endpoint(provider: &str, region: &str) -> Option<String> {
    let host = match (provider, region) {
        ("GCS", _) => "storage.googleapis.com".to_owned(),
        ("Storj", _) => "gateway.storjshare.io".to_owned(),
        ("Wasabi", "" | "us-east-1") => "s3.wasabisys.com".to_owned(),
        (_, "") => return None,
        ("Wasabi", region) => format!("s3.{region}.wasabisys.com"),
        ("Scaleway", region) => format!("s3.{region}.scw.cloud"),
        ("DigitalOcean", region) => format!("{region}.digitaloceanspaces.com"),
        ("Linode", region) => format!("{region}.linodeobjects.com"),
        _ => return None,
    };
    Some(format!("https://{host}"))
}

#[derive(Deserialize)]
struct ServiceAccount {
    #[serde(default)]
    project_id: String,
    #[serde(default)]
    client_email: String,
    #[serde(rename = "private_key")]
    _private_key: Secret,
}

fn google(remote: &Section, home: &Home<'_>, file: &str) -> Entry {
    let mut entry = Entry::new(file, &remote.name, "gcs");
    entry.place.push("Google Cloud Storage".to_owned());
    let mut config = json!({});
    if let Some(endpoint) = remote.get("endpoint") {
        config["endpoint"] = json!(with_scheme(endpoint));
    }
    let inline = remote.get("service_account_credentials").map(Secret::new);
    let pointed = remote.get("service_account_file").map(|path| home.pointed(path));
    let text = match (inline, pointed) {
        (Some(text), _) => text,
        (None, Some(looked)) => match looked.text {
            Ok(Some(text)) => text,
            Ok(None) => {
                return entry.refuse(
                    "The service account's file (service_account_file) is not there. Make a connector with a new key \
                     of that account.",
                );
            }
            Err(why) => return entry.refuse(format!("The service account's file: {why}")),
        },
        (None, None) if remote.is_true("anonymous") => {
            entry.sign_in = "without signing in";
            config["auth"] = json!("anonymous");
            entry.config = config;
            return entry;
        }
        (None, None) => {
            return entry.refuse(
                "This remote signs in as a person through rclone's own app or this computer's settings. Make a \
                 connector with a service account.",
            );
        }
    };
    let Ok(account) = serde_json::from_str::<ServiceAccount>(text.expose()) else {
        return entry.refuse(
            "Its service account is not the key file that Google hands out. Download a new key as JSON.",
        );
    };
    config["auth"] = json!("service_account");
    for (field, value) in [
        ("project_id", account.project_id),
        ("service_account_email", account.client_email),
    ] {
        if !value.is_empty() {
            config[field] = json!(value);
        }
    }
    entry.sign_in = "a service account";
    entry.credential = Some(Credential::from_json(
        &json!({ "service_account": text.expose() }),
    ));
    entry.config = config;
    entry
}

fn azure(remote: &Section, file: &str) -> Entry {
    let mut entry = Entry::new(file, &remote.name, "azure_blob");
    let mut config = json!({});
    let mut account = remote.text("account");
    let mut endpoint = remote.get("endpoint").map(with_scheme);
    if remote.is_true("use_emulator") {
        return entry.refuse(
            "This remote is an emulator on this computer. Make a connector by hand with the emulator's address.",
        );
    }
    let secret = |field: &str, value: &str| Some(Credential::from_json(&json!({ field: value })));
    if let Some(key) = remote.get("key") {
        config["auth"] = json!("account_key");
        entry.sign_in = "account key";
        entry.credential = secret("account_key", key);
    } else if let Some(url) = remote.get("sas_url") {
        let Some((address, token)) = url.split_once('?') else {
            return entry.refuse("Its sas_url holds no signature. Make a new shared access signature.");
        };
        let place = address.trim_start_matches("https://");
        let (at, container) = place.split_once('/').unwrap_or((place, ""));
        let container = container.trim_matches('/');
        if !container.is_empty() {
            entry.buckets.push(container.to_owned());
        }
        if account.is_empty() {
            account = at.split('.').next().unwrap_or_default().to_owned();
        }
        if !at.ends_with(".blob.core.windows.net") {
            let scheme = if address.starts_with("http://") {
                ""
            } else {
                "https://"
            };
            endpoint = Some(format!("{scheme}{at}"));
        }
        config["auth"] = json!("sas");
        entry.sign_in = "a shared access signature";
        entry.credential = secret("sas_token", token);
    } else if let Some(key) = remote.get("client_secret") {
        config["auth"] = json!("client_secret");
        config["tenant_id"] = json!(remote.text("tenant"));
        config["client_id"] = json!(remote.text("client_id"));
        entry.sign_in = "an app's client secret";
        entry.credential = secret("client_secret", key);
    } else {
        return entry.refuse(
            "This remote signs in through this computer or another program (environment, managed identity, az). \
             Make a connector with an account key, a signature or an app's client secret.",
        );
    }
    entry.place.push("Azure Blob Storage".to_owned());
    entry.place.push(account.clone());
    config["storage_account"] = json!(account);
    if let Some(endpoint) = endpoint {
        config["endpoint"] = json!(endpoint);
    }
    entry.config = config;
    entry
}

/// Another name for a folder, or for a place inside another remote.
fn alias(remote: &Section, all: &[Section], home: &Home<'_>, file: &str, depth: usize) -> Entry {
    let target = remote.text("remote");
    let inside = target
        .split_once(':')
        .and_then(|(name, below)| Some((all.iter().find(|other| other.name == name)?, below)));
    match inside {
        Some(_) if depth == 0 => Entry::new(file, &remote.name, "")
            .refuse("This alias leads in a circle. Mend it with `rclone config`."),
        Some((other, below)) => {
            let mut entry = entry(other, all, home, file, depth - 1);
            entry.name.clone_from(&remote.name);
            let below = below.trim_matches('/');
            if !below.is_empty() {
                limit(&mut entry, below);
            }
            entry
        }
        None => {
            let path = match target.strip_prefix("~/") {
                Some(below) => home.path().join(below).display().to_string(),
                None => target,
            };
            let mut entry = Entry::new(file, &remote.name, "local");
            entry.place.push(path.clone());
            entry.config = json!({ "path": path });
            entry
        }
    }
}

/// Limits an entry to a place below what it covered.
fn limit(entry: &mut Entry, below: &str) {
    match entry.config.get("path").and_then(Value::as_str) {
        Some(path) => {
            let path = format!("{}/{below}", path.trim_end_matches('/'));
            entry.place = vec![path.clone()];
            entry.config = json!({ "path": path });
        }
        None => {
            entry.buckets = match &entry.buckets[..] {
                [outer] => vec![format!("{}/{below}", outer.trim_end_matches('/'))],
                _ => vec![below.to_owned()],
            }
        }
    }
}
