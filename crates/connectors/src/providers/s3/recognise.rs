//! Keys as people have them at hand: two lines, the console's CSV, lines of a shell or of a file, JSON.

use super::keys::Keys;
use super::region;
use serde_json::{Map, Value, json};
use tidegate_domain::{foreign::Recognised, secret::Secret};

/// Nobody pastes a longer key.
const LONGEST: usize = 64 * 1024;
/// Nesting that is looked through; Amazon's own answers use two levels.
const DEEPEST: usize = 6;

/// The parts of a key, as far as they have been found.
#[derive(Default)]
struct Parts {
    id: Option<Secret>,
    secret: Option<Secret>,
    token: Option<Secret>,
    region: Option<String>,
}

pub(super) fn recognise(pasted: &Secret) -> Option<Recognised> {
    let text = pasted.expose().trim_start_matches('\u{feff}').trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let found = json_parts(text)
        .or_else(|| csv_parts(text))
        .or_else(|| labelled(text))
        .or_else(|| bare_lines(text))?;
    let keys = Keys::new(&found.id?, &found.secret?, found.token.as_ref()).ok()?;
    let mut config = json!({ "auth": "access_keys" });
    if let Some(region) = found.region.filter(|region| region::is_one(region)) {
        config["region"] = json!(region);
    }
    let mut credential = json!({
        "access_key_id": keys.id,
        "secret_access_key": keys.secret.expose(),
    });
    if let Some(token) = &keys.token {
        credential["session_token"] = json!(token.expose());
    }
    Some(Recognised {
        provider: "s3".into(),
        what: match keys.token {
            Some(_) => "temporary access keys".into(),
            None => "a pair of access keys".into(),
        },
        config,
        credential,
    })
}

impl Parts {
    /// Takes a value under whatever name it goes by; the first of each kind counts.
    fn take(&mut self, label: &str, value: &str) {
        let label: String = label
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let secret = || Secret::new(value);
        match label.as_str() {
            "awsaccesskeyid" | "accesskeyid" | "accesskey" | "keyid" => {
                self.id.get_or_insert_with(secret);
            }
            "awssecretaccesskey" | "secretaccesskey" | "secretkey" | "applicationkey" => {
                self.secret.get_or_insert_with(secret);
            }
            "awssessiontoken" | "sessiontoken" | "awssecuritytoken" | "securitytoken" => {
                self.token.get_or_insert_with(secret);
            }
            "awsregion" | "awsdefaultregion" | "region" => {
                self.region.get_or_insert_with(|| value.to_owned());
            }
            _ => {}
        }
    }

    fn whole(self) -> Option<Self> {
        (self.id.is_some() && self.secret.is_some()).then_some(self)
    }
}

/// What `aws sts`, `aws iam create-access-key` and consoles print.
fn json_parts(text: &str) -> Option<Parts> {
    let value: Value = serde_json::from_str(text).ok()?;
    innermost(&value, DEEPEST)
}

fn innermost(value: &Value, depth: usize) -> Option<Parts> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::Object(fields) => {
            from_object(fields).or_else(|| fields.values().find_map(|value| innermost(value, depth - 1)))
        }
        Value::Array(values) => values.iter().find_map(|value| innermost(value, depth - 1)),
        _ => None,
    }
}

fn from_object(fields: &Map<String, Value>) -> Option<Parts> {
    let mut parts = Parts::default();
    for (name, value) in fields {
        if let Value::String(value) = value {
            parts.take(name, value);
        }
    }
    parts.whole()
}

/// The console's download: names in the first line, values in the second.
fn csv_parts(text: &str) -> Option<Parts> {
    let mut lines = text.lines();
    let (names, values) = (lines.next()?, lines.next()?);
    if !names.contains(',') {
        return None;
    }
    let mut parts = Parts::default();
    for (name, value) in names.split(',').zip(values.split(',')) {
        parts.take(name, unquoted(value));
    }
    parts.whole()
}

/// `export AWS_ACCESS_KEY_ID=…`, `aws_access_key_id = …`, `Access key ID: …`, and the like.
fn labelled(text: &str) -> Option<Parts> {
    let mut parts = Parts::default();
    for line in text.lines() {
        let line = line.trim();
        // The next profile of a file is another key.
        if line.starts_with('[') && parts.id.is_some() && parts.secret.is_some() {
            break;
        }
        if line.starts_with('[') {
            parts = Parts::default();
            continue;
        }
        let Some(at) = line.find(['=', ':']) else { continue };
        let (name, value) = line.split_at(at);
        // PowerShell writes $Env:NAME="…".
        let (name, value) = match value.get(1..).unwrap_or_default().split_once('=') {
            Some((inner, value)) if name.eq_ignore_ascii_case("$env") => (inner, value),
            _ => (name, value.get(1..).unwrap_or_default()),
        };
        let name = name.trim();
        let name = ["export ", "set ", "setx ", "SET "]
            .iter()
            .find_map(|word| name.strip_prefix(word))
            .unwrap_or(name);
        parts.take(name, unquoted(value));
    }
    parts.whole()
}

/// An ID of Amazon's and below it the secret; perhaps the token below that.
fn bare_lines(text: &str) -> Option<Parts> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (id, secret, token) = match words[..] {
        [id, secret] => (id, secret, None),
        [id, secret, token] => (id, secret, Some(token)),
        _ => return None,
    };
    let amazon = ["AKIA", "ASIA"].iter().any(|begins| id.starts_with(begins))
        && (16..=128).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    amazon.then(|| Parts {
        id: Some(Secret::new(id)),
        secret: Some(Secret::new(secret)),
        token: token.map(Secret::new),
        region: None,
    })
}

fn unquoted(value: &str) -> &str {
    let value = value.trim().trim_end_matches(';').trim_end();
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AKIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=";

    #[test]
    fn takes_what_people_have_at_hand() {
        for (text, token, region) in [
            ("{I}\n{S}", None, None),
            ("  {I}   {S}\r\n", None, None),
            ("{I}\n{S}\n{T}", Some("t/1=="), None),
            (
                "\u{feff}Access key ID,Secret access key\r\n{I},{S}\r\n",
                None,
                None,
            ),
            (
                "User name,Password,Access key ID,Secret access key,Console login link\nana,,{I},{S},https://x",
                None,
                None,
            ),
            (
                "export AWS_ACCESS_KEY_ID=\"{I}\"\nexport AWS_SECRET_ACCESS_KEY=\"{S}\"\nexport AWS_SESSION_TOKEN=\"{T}\"",
                Some("t/1=="),
                None,
            ),
            (
                "$Env:AWS_ACCESS_KEY_ID=\"{I}\"\n$Env:AWS_SECRET_ACCESS_KEY=\"{S}\"\n$Env:AWS_DEFAULT_REGION='eu-west-1'",
                None,
                Some("eu-west-1"),
            ),
            (
                "SET AWS_ACCESS_KEY_ID={I}\nSET AWS_SECRET_ACCESS_KEY={S}",
                None,
                None,
            ),
            (
                "[old]\naws_access_key_id = x\n[dev]\nregion = eu-west-2\naws_access_key_id = {I}\naws_secret_access_key = {S}\n[other]\naws_access_key_id = y\naws_secret_access_key = z",
                None,
                Some("eu-west-2"),
            ),
            ("Access Key ID:\t{I}\nSecret Access Key:\t{S}", None, None),
            ("keyID: {I}\nkeyName: backup\napplicationKey: {S}", None, None),
            (
                r#"{"Credentials":{"AccessKeyId":"{I}","SecretAccessKey":"{S}","SessionToken":"{T}","Expiration":"2026-01-01T00:00:00Z"},"AssumedRoleUser":{}}"#,
                Some("t/1=="),
                None,
            ),
            (
                r#"{"AccessKey":{"UserName":"ana","AccessKeyId":"{I}","Status":"Active","SecretAccessKey":"{S}"}}"#,
                None,
                None,
            ),
            (
                r#"{"url":"http://x","accessKey":"{I}","secretKey":"{S}","api":"s3v4"}"#,
                None,
                None,
            ),
        ] {
            let text = text
                .replace("{I}", ID)
                .replace("{S}", SECRET)
                .replace("{T}", "t/1==");
            let found = recognise(&Secret::new(text.clone())).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.provider, "s3");
            assert_eq!(found.credential["access_key_id"], ID, "{text}");
            assert_eq!(found.credential["secret_access_key"], SECRET, "{text}");
            assert_eq!(found.credential["session_token"].as_str(), token, "{text}");
            assert_eq!(found.config["region"].as_str(), region, "{text}");
            assert_eq!(found.config["auth"], "access_keys");
        }
    }

    #[test]
    fn leaves_everything_else() {
        let deep = "[".repeat(100) + &"]".repeat(100);
        for text in [
            "",
            "hello world",
            "AKIAIOSFODNN7EXAMPLE",
            "not an id\nnor a secret",
            "akiaiosfodnn7example secret",
            "{\"type\":\"service_account\",\"private_key\":\"x\"}",
            "AccountName=x;AccountKey=y",
            "Access key ID,Secret access key\n",
            "aws_access_key_id = x",
            "export AWS_ACCESS_KEY_ID=\"a b\"\nexport AWS_SECRET_ACCESS_KEY=s",
            deep.as_str(),
            &"x".repeat(LONGEST + 1),
        ] {
            assert!(recognise(&Secret::new(text)).is_none(), "{text}");
        }
    }
}
