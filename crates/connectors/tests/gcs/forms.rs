//! The form: what is refused at which field, what a pasted file fills in, and what is to be granted.

use super::{Gcs, corpus};
use serde_json::{Value, json};
use tidegate_connectors::{Provider, provider};
use tidegate_domain::{
    connector::{Scope, Use},
    key::ObjectKey,
    problem::ErrorClass,
    secret::{Credential, Secret},
};

fn gcs() -> &'static dyn Provider {
    provider("gcs").unwrap()
}

async fn key() -> Value {
    let server = Gcs::start().await.unwrap();
    serde_json::from_str(&server.service_account()).unwrap()
}

fn with(key: &Value, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Credential {
    let mut key = key.clone();
    change(key.as_object_mut().unwrap());
    Credential::from_json(&json!({ "service_account": key.to_string() }))
}

#[tokio::test]
async fn keys_are_checked() {
    let key = key().await;
    gcs().validate(&json!({}), Some(&with(&key, |_| {}))).unwrap();
    let without = with(&key, |key| {
        key.remove("token_uri");
        key.remove("universe_domain");
        key.remove("project_id");
    });
    gcs()
        .validate(&json!({ "auth": "service_account" }), Some(&without))
        .unwrap();

    let set = |name: &'static str, value: Value| with(&key, |key| drop(key.insert(name.into(), value)));
    let secret = key["private_key"].as_str().unwrap();
    let cases = [
        (set("type", json!("external_account")), "workload identity"),
        (set("type", json!("authorized_user")), "a person's own"),
        (
            set("type", json!("external_account_authorized_user")),
            "a person's own",
        ),
        (set("type", json!("impersonated_service_account")), "lends"),
        (
            set("type", json!("gdch_service_account")),
            "not a service account's",
        ),
        (set("type", json!("")), "not a service account's"),
        (set("type", json!(1)), "not a service account's"),
        (
            set("token_uri", json!("https://evil.example.org/token")),
            "token_uri",
        ),
        (
            set("token_uri", json!("http://oauth2.googleapis.com/token")),
            "token_uri",
        ),
        (
            set("token_uri", json!("https://oauth2.googleapis.com/token/")),
            "token_uri",
        ),
        (
            set(
                "token_uri",
                json!("https://oauth2.googleapis.com.example.org/token"),
            ),
            "token_uri",
        ),
        (
            set(
                "token_uri",
                json!("https://oauth2.googleapis.com@example.org/token"),
            ),
            "token_uri",
        ),
        (set("token_uri", json!("")), "token_uri"),
        (set("universe_domain", json!("example.org")), "universe_domain"),
        (set("client_email", json!("nobody")), "client_email"),
        (set("client_email", json!("a@b/../c")), "client_email"),
        (set("client_email", json!("a\r\n@b")), "client_email"),
        (set("private_key", json!("")), "private key"),
        (set("private_key", json!("file:///etc/passwd")), "private key"),
        (
            set("private_key", json!(secret.replace("PRIVATE KEY", "CERTIFICATE"))),
            "private key",
        ),
        (
            set("private_key", json!(secret.replace("MII", "MIJ"))),
            "private key",
        ),
        (
            set("private_key", json!(secret[..secret.len() / 2])),
            "private key",
        ),
        (
            Credential::from_json(&json!({ "service_account": "" })),
            "no service account key",
        ),
        (
            Credential::from_json(&json!({ "service_account": "{" })),
            "not a service account's",
        ),
        (
            Credential::from_json(&json!({ "service_account": "[]" })),
            "not a service account's",
        ),
        (
            Credential::from_json(&json!({ "service_account": "x".repeat(70_000) })),
            "too long",
        ),
        (
            Credential::from_json(&json!({ "service_account": {} })),
            "cannot be used",
        ),
        (Credential::from_json(&json!({ "other": "" })), "cannot be used"),
        (Credential::from_json(&json!({})), "no service account key"),
    ];
    for (credential, words) in cases {
        let problem = gcs().validate(&json!({}), Some(&credential)).expect_err(words);
        assert_eq!(problem.class, ErrorClass::ConfigInvalid);
        assert_eq!(problem.field.as_deref(), Some("service_account"), "{words}");
        assert!(problem.message.contains(words), "{words}: {}", problem.message);
        assert!(!problem.to_string().contains("evil") && !problem.to_string().contains("MII"));
    }
    // The same field twice is somebody's trick.
    let twice = key.to_string().replacen('{', "{\"type\":\"service_account\",", 1);
    let twice = Credential::from_json(&json!({ "service_account": twice }));
    gcs().validate(&json!({}), Some(&twice)).unwrap_err();
    assert!(gcs().validate(&json!({}), None).is_err());
}

#[test]
fn settings_are_checked_field_by_field() {
    let good = json!({
        "auth": "workload_identity",
        "wif_provider": Gcs::PROVIDER,
        "service_account_email": Gcs::ACCOUNT,
        "credential_source": "url",
        "credential_url": "https://tokens.example.org/a?b=c",
    });
    gcs().validate(&good, None).unwrap();
    let changed = |name: &str, value: &str| {
        let mut config = good.clone();
        config[name] = value.into();
        config
    };
    for (name, value) in [
        (
            "wif_provider",
            "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        ),
        (
            "wif_provider",
            "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        ),
        ("service_account_email", ""),
        ("credential_url", "http://127.0.0.1:9000/token"),
        ("credential_url", "http://localhost/token"),
        ("project_id", "example.com:old-project"),
        ("endpoint", "https://storage-x.p.googleapis.com"),
        ("sts_endpoint", "https://sts.example.org"),
    ] {
        gcs()
            .validate(&changed(name, value), None)
            .unwrap_or_else(|problem| panic!("{value}: {problem}"));
    }
    for (name, value) in [
        ("auth", "executable"),
        ("wif_provider", ""),
        (
            "wif_provider",
            "projects/my-project/locations/global/workloadIdentityPools/p/providers/q",
        ),
        (
            "wif_provider",
            "projects/1/locations/global/workloadIdentityPools/p/providers/q/../x",
        ),
        (
            "wif_provider",
            "projects/1/locations/global/workloadIdentityPools/P Q/providers/q",
        ),
        (
            "wif_provider",
            "//sts.example.org/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        ),
        ("service_account_email", "a/b@c"),
        ("service_account_email", "a@b:generateAccessToken"),
        ("credential_source", "executable"),
        ("credential_source", "aws"),
        ("credential_source", "environment"),
        ("credential_url", ""),
        ("credential_url", "file:///etc/passwd"),
        ("credential_url", "http://tokens.example.org/"),
        ("credential_url", "http://169.254.169.254/metadata/identity"),
        ("credential_url", "https://[fe80::1]/"),
        ("credential_url", "https://2852039166/"),
        ("credential_url", "https://user@example.org/"),
        ("credential_url", "https://example.org\\@localhost/"),
        ("credential_url", "https://example.org/a b"),
        ("credential_url", "https://example.org/#x"),
        ("credential_url", "https://example.org/\u{e9}"),
        ("project_id", "My Project"),
        ("project_id", "a/b"),
        ("endpoint", "http://storage.example.org"),
        ("endpoint", "https://169.254.169.254"),
        ("endpoint", "https://storage.example.org/path"),
        ("sts_endpoint", "http://10.0.0.1"),
        ("iam_endpoint", "https://user:pass@example.org"),
    ] {
        let problem = gcs().validate(&changed(name, value), None).expect_err(value);
        assert_eq!(problem.field.as_deref(), Some(name), "{value}");
        assert_eq!(problem.class, ErrorClass::ConfigInvalid);
    }
    let mut file = good.clone();
    file["credential_source"] = "file".into();
    for path in ["", "token", "../token"] {
        file["credential_file"] = path.into();
        let problem = gcs().validate(&file, None).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("credential_file"));
    }
    file["credential_file"] = std::env::temp_dir().join("token").to_str().unwrap().into();
    gcs().validate(&file, None).unwrap();
    gcs().validate(&json!({ "auth": "anonymous" }), None).unwrap();
    gcs().validate(&json!({ "bucket": "x" }), None).unwrap_err();
    gcs().validate(&json!([]), None).unwrap_err();
}

#[test]
fn every_field_explains_itself() {
    let descriptor = gcs().descriptor();
    for schema in [&descriptor.config_schema, &descriptor.credential_schema] {
        for (name, field) in schema["properties"].as_object().unwrap() {
            for about in ["title", "description", "x-example"] {
                assert!(
                    field[about].as_str().is_some_and(|text| !text.is_empty()),
                    "{name}: {about}"
                );
            }
            assert_eq!(
                field.get("pattern").is_some(),
                field.get("x-pattern-hint").is_some(),
                "{name}"
            );
        }
    }
    assert!(descriptor.icon_svg.starts_with("<svg") && !descriptor.setup.is_empty());
}

#[tokio::test]
async fn pasted_files_are_recognised() {
    let key = key().await.to_string();
    let found = gcs().recognise(&Secret::new(key.clone())).unwrap();
    assert_eq!(found.provider, "gcs");
    assert!(found.what.contains(Gcs::ACCOUNT));
    assert_eq!(
        found.config,
        json!({ "auth": "service_account", "project_id": Gcs::PROJECT })
    );
    let credential = Credential::from_json(&found.credential);
    gcs().validate(&found.config, Some(&credential)).unwrap();

    let federation = |source: Value| {
        json!({
            "type": "external_account",
            "audience": format!("//iam.googleapis.com/{}", Gcs::PROVIDER),
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": "https://evil.example.org/v1/token",
            "service_account_impersonation_url":
                format!("https://evil.example.org/v1/projects/-/serviceAccounts/{}:generateAccessToken", Gcs::ACCOUNT),
            "credential_source": source,
        })
        .to_string()
    };
    let url =
        json!({ "url": "https://tokens.example.org/t", "format": { "subject_token_field_name": "value" } });
    let found = gcs().recognise(&Secret::new(federation(url))).unwrap();
    assert_eq!(
        found.config,
        json!({
            "auth": "workload_identity",
            "wif_provider": Gcs::PROVIDER,
            "service_account_email": Gcs::ACCOUNT,
            "credential_source": "url",
            "credential_url": "https://tokens.example.org/t",
            "credential_field": "value",
        })
    );
    gcs().validate(&found.config, None).unwrap();
    for other in [
        federation(json!({ "executable": { "command": "/bin/sh" } })),
        federation(json!({ "environment_id": "aws1" })),
        federation(json!({ "file": "/a", "url": "https://b.example.org" })),
        key.replace("oauth2.googleapis.com", "evil.example.org"),
        "AKIA".into(),
        String::new(),
    ] {
        assert!(gcs().recognise(&Secret::new(other)).is_none());
    }
}

#[test]
fn policies_name_buckets_and_prefixes() {
    let config = json!({ "auth": "anonymous" });
    assert!(
        gcs()
            .policies(&config, &Scope::default(), &[Use::Import])
            .is_empty()
    );
    let config = json!({ "project_id": "my-project" });
    let scope = Scope {
        buckets: vec!["alpha".into(), "beta".into()],
        prefixes: vec![ObjectKey::from("logs/"), ObjectKey::from("it's; \"x\"/")],
        ..Scope::default()
    };
    let texts = gcs().policies(&config, &scope, &[Use::Import, Use::Export]);
    assert_eq!(texts.len(), 3);
    let reading = &texts[0].text;
    assert_eq!(reading.lines().count(), 2);
    for words in [
        "'gs://alpha'",
        "'roles/storage.objectViewer'",
        "resource.type != \"storage.googleapis.com/Object\" || ",
        "startsWith(\"projects/_/buckets/alpha/objects/logs/\")",
        "it'\\''s\\u003b \\u0022x\\u0022/",
    ] {
        assert!(reading.contains(words), "{words}: {reading}");
    }
    assert!(texts[1].text.contains("roles/storage.objectUser"));
    assert!(texts[2].text.contains("storage.buckets.getIamPolicy"));
    let everything = gcs().policies(&config, &Scope::default(), &[Use::Import]);
    assert!(everything[0].text.contains("storage.buckets.list"));
    assert!(
        everything[1]
            .text
            .contains("gcloud projects add-iam-policy-binding 'my-project'")
    );
    // Whatever a prefix holds, each command stays one line.
    for key in corpus() {
        let scope = Scope {
            buckets: vec!["alpha".into()],
            prefixes: vec![ObjectKey::from(key.as_str())],
            ..Scope::default()
        };
        let texts = gcs().policies(&config, &scope, &[Use::Import]);
        assert_eq!(texts[0].text.lines().count(), 1, "{key:?}");
        let quotes = texts[0].text.replace("'\\''", "").matches('\'').count();
        assert_eq!(quotes, 8, "{key:?}");
    }
}
