//! `mc`, the client of MinIO: its aliases in `~/.mc/config.json`.

use super::{Entry, Home, Seen, Tool, host};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use tidegate_domain::secret::{Credential, Secret};

pub(super) struct Mc;

#[derive(Deserialize)]
struct Settings {
    /// `hosts` until version 9.
    #[serde(default, alias = "hosts")]
    aliases: BTreeMap<String, Alias>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alias {
    #[serde(default)]
    url: String,
    #[serde(default)]
    access_key: Secret,
    #[serde(default)]
    secret_key: Secret,
    #[serde(default)]
    session_token: Secret,
    #[serde(default)]
    api: String,
    /// `on`, `off` or `auto`.
    #[serde(default)]
    path: String,
}

impl Tool for Mc {
    fn title(&self) -> &'static str {
        "mc"
    }

    fn look(&self, home: &Home<'_>, seen: &mut Seen) {
        let looked = home.file(".mc/config.json");
        let file = looked.path.clone();
        let Some(text) = seen.text(looked) else {
            return;
        };
        match serde_json::from_str::<Settings>(text.expose()) {
            Ok(settings) => {
                for (name, alias) in settings.aliases {
                    seen.add(alias.entry(&file, &name));
                }
            }
            // The parser's own words may quote the file.
            Err(error) => seen.trouble(
                &file,
                format!(
                    "This is not what mc writes (line {}), so nothing was read from it. Check it with `mc alias list`.",
                    error.line()
                ),
            ),
        }
    }
}

impl Alias {
    fn entry(self, file: &str, name: &str) -> Entry {
        let mut entry = Entry::new(file, name, "s3");
        let url = self.url.trim();
        let amazon = matches!(host(url).as_str(), "s3.amazonaws.com" | "s3.amazonaws.com:443");
        let mut config = json!({});
        if amazon {
            entry.place.push("Amazon S3".to_owned());
        } else {
            config["endpoint"] = json!(url);
            entry.place.push(host(url));
            match self.path.as_str() {
                "on" => config["path_style"] = json!(true),
                "off" => config["path_style"] = json!(false),
                _ => {}
            }
        }
        let placeholder = |key: &Secret| key.expose().starts_with("YOUR-");
        if placeholder(&self.access_key) || placeholder(&self.secret_key) {
            return entry.refuse(
                "This alias still holds the words that mc puts in place of keys. Set its keys with `mc alias set` first.",
            );
        }
        if self.api.eq_ignore_ascii_case("S3v2") {
            return entry.refuse(
                "This alias signs in the old way (S3v2), which Tidegate does not. Set it to S3v4 if the service can.",
            );
        }
        if self.access_key.expose().is_empty() && self.secret_key.expose().is_empty() {
            config["auth"] = json!("anonymous");
            entry.sign_in = "without signing in";
        } else {
            config["auth"] = json!("access_keys");
            entry.sign_in = "access keys";
            entry.credential = Some(access_keys(
                self.access_key.expose(),
                self.secret_key.expose(),
                self.session_token.expose(),
            ));
        }
        entry.config = config;
        entry
    }
}

/// A key pair in the shape of the s3 provider's credential.
pub(super) fn access_keys(id: &str, secret: &str, token: &str) -> Credential {
    let mut keys = json!({ "access_key_id": id, "secret_access_key": secret });
    if !token.is_empty() {
        keys["session_token"] = json!(token);
    }
    Credential::from_json(&keys)
}
