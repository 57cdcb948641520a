//! Profiles of the AWS command line: `~/.aws/config` and `~/.aws/credentials`.
//!
//! Keys that lie in a profile are taken over. A profile that signs in through a role or single sign-on is
//! used by its name, so that AWS's own tools keep it fresh.

use super::{
    Entry, Home, Seen, Tool,
    ini::{self, Section},
    mc::access_keys,
};
use serde_json::json;

pub(super) struct Aws;

/// A profile, and the file that told most of it.
struct Profile {
    file: String,
    settings: Section,
}

impl Tool for Aws {
    fn title(&self) -> &'static str {
        "AWS profile"
    }

    fn look(&self, home: &Home<'_>, seen: &mut Seen) {
        let mut profiles: Vec<Profile> = Vec::new();
        let files = [
            (home.named("AWS_CONFIG_FILE", ".aws/config"), true),
            (
                home.named("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
                false,
            ),
        ];
        for (looked, prefixed) in files {
            let file = looked.path.clone();
            let Some(text) = seen.text(looked) else {
                continue;
            };
            let (sections, broken) = ini::parse(text.expose(), ini::Dialect::Nested);
            if let Some(line) = broken {
                seen.trouble(&file, format!("Line {line} is not a setting; the rest was read."));
            }
            for mut section in sections {
                let Some(name) = profile_name(&section.name, prefixed) else {
                    continue;
                };
                section.name = name;
                match profiles
                    .iter_mut()
                    .find(|known| known.settings.name == section.name)
                {
                    // What the later file says wins, as with AWS.
                    Some(known) => known.settings.join(section),
                    None => profiles.push(Profile {
                        file: file.clone(),
                        settings: section,
                    }),
                }
            }
        }
        for profile in profiles {
            seen.add(profile.entry());
        }
    }
}

/// `[profile x]` in the one file, `[x]` in the other, `[default]` in both. Other sections are no profiles.
fn profile_name(section: &str, prefixed: bool) -> Option<String> {
    let name = match section.strip_prefix("profile").filter(|_| prefixed) {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim(),
        _ if prefixed && section != "default" => return None,
        _ => section,
    };
    Some(name.trim_matches(['"', '\'']).to_owned())
}

impl Profile {
    fn entry(self) -> Entry {
        let settings = &self.settings;
        let mut entry = Entry::new(&self.file, &settings.name, "s3");
        let region = settings.text("region");
        entry.place.push("Amazon S3".to_owned());
        entry.place.push(region.clone());
        let mut config = json!({});
        if !region.is_empty() {
            config["region"] = json!(region);
        }
        let has = |key: &str| settings.get(key).is_some();
        let by_role = has("role_arn");
        let by_sign_on = has("sso_session") || has("sso_start_url");
        let keys = settings
            .get("aws_access_key_id")
            .zip(settings.get("aws_secret_access_key"));
        let refused = if has("endpoint_url") || has("s3.endpoint_url") || has("services") {
            Some(
                "This profile sends requests to an address of its own (endpoint_url or services), and its keys \
                 must go nowhere by surprise. Make a connector with that endpoint by hand.",
            )
        } else if has("credential_process") && (keys.is_none() || by_role || by_sign_on) {
            Some(
                "This profile gets its keys from a program (credential_process), and Tidegate starts no programs \
                 of others. Make a connector with access keys, a role or single sign-on instead.",
            )
        } else if has("mfa_serial") {
            Some(
                "This profile asks for a code of a device each time (mfa_serial), which a schedule cannot answer. \
                 Make a connector with keys or a role that needs none.",
            )
        } else if by_role && has("credential_source") {
            Some(
                "This profile takes its first keys from the machine that it runs on (credential_source). \
                 Make a connector with access keys or with a role over another profile.",
            )
        } else if !by_role && !by_sign_on && keys.is_none() {
            Some(
                "This profile holds no keys, no role and no single sign-on. Add one of them with `aws configure`.",
            )
        } else {
            None
        };
        if by_role || by_sign_on {
            entry.sign_in = if by_role {
                "a role, by its profile"
            } else {
                "single sign-on, by its profile"
            };
            config["auth"] = json!("profile");
            config["profile"] = json!(settings.name);
        } else if let Some((id, secret)) = keys {
            entry.sign_in = "access keys";
            config["auth"] = json!("access_keys");
            entry.credential = Some(access_keys(id, secret, &settings.text("aws_session_token")));
        }
        entry.config = config;
        match refused {
            Some(why) => entry.refuse(why),
            None => entry,
        }
    }
}
