//! The form: what is taken, what is refused and at which field, and what a pasted text fills in.

use serde_json::{Value, json};
use tidegate_connectors::provider;
use tidegate_domain::{
    connector::{Scope, Use},
    secret::{Credential, Secret},
};
use tidegate_test_servers::Azurite;

const GUID: &str = "f3b7c2d1-0a4e-4c55-9a0b-8d3c6f1e2a77";

fn refused_at(config: &Value, credential: &Value) -> Option<String> {
    let credential = Credential::from_json(credential);
    match provider("azure_blob")
        .unwrap()
        .validate(config, Some(&credential))
    {
        Ok(()) => None,
        Err(problem) => {
            let told = format!("{problem:?}");
            assert!(!told.contains("s3cr3t"), "{told}");
            Some(problem.field.unwrap_or_default())
        }
    }
}

#[test]
fn settings_are_checked_field_by_field() {
    let key = json!({ "account_key": Azurite::KEY });
    let with = |field: &str, value: &str| {
        let mut config = json!({ "auth": "account_key", "storage_account": "contoso" });
        config[field] = json!(value);
        config
    };
    for (field, value, ok) in [
        ("storage_account", "contoso1", true),
        ("storage_account", "", false),
        ("storage_account", "ab", false),
        ("storage_account", "Contoso", false),
        ("storage_account", "contoso.evil.example/", false),
        ("auth", "password", false),
        ("endpoint", "https://blob.core.chinacloudapi.cn", true),
        ("endpoint", "https://storage.example.org:8443/", true),
        ("endpoint", "http://127.0.0.1:10000/contoso", true),
        ("endpoint", "http://localhost:10000/contoso/", true),
        ("endpoint", "http://storage.example.org", false),
        ("endpoint", "https://169.254.169.254", false),
        ("endpoint", "http://169.254.169.254/contoso", false),
        ("endpoint", "https://storage.example.org/other", false),
        ("endpoint", "https://user:s3cr3t@storage.example.org", false),
        ("endpoint", "https://storage.example.org/contoso?x=1", false),
        ("endpoint", "ftp://storage.example.org", false),
        ("endpoint", "storage.example.org", false),
    ] {
        let expected = (!ok).then(|| field.to_owned());
        assert_eq!(refused_at(&with(field, value), &key), expected, "{field} {value}");
    }
    assert_eq!(
        refused_at(&with("unknown", "x"), &key),
        Some(String::new()),
        "a field that nobody knows"
    );
    let app = json!({
        "auth": "client_secret", "storage_account": "contoso", "tenant_id": "contoso.onmicrosoft.com",
        "client_id": GUID,
    });
    let secret = json!({ "client_secret": "s3cr3t~value" });
    assert_eq!(refused_at(&app, &secret), None);
    for (field, value) in [
        ("tenant_id", ""),
        ("tenant_id", "../x"),
        ("tenant_id", "a/b"),
        ("client_id", "me"),
        ("client_id", ""),
        ("authority_host", "http://login.example.org"),
        ("authority_host", "https://169.254.169.254"),
        ("authority_host", "https://login.example.org/tenant"),
    ] {
        let mut config = app.clone();
        config[field] = json!(value);
        assert_eq!(
            refused_at(&config, &secret),
            Some(field.to_owned()),
            "{field} {value}"
        );
    }
    for (auth, field, value, ok) in [
        ("account_key", "account_key", "s3cr3t not base64", false),
        ("account_key", "account_key", "czNjcjN0", false),
        ("account_key", "account_key", "", false),
        ("sas", "sas_token", "?sv=2024-11-04&sp=rl&sig=s3cr3t%3D", true),
        ("sas", "sas_token", "sv=2024-11-04&sp=rl", false),
        ("sas", "sas_token", "sig=s3cr3t", false),
        ("sas", "sas_token", "sv=2024-11-04&sig=", false),
        ("sas", "sas_token", "sv=2024-11-04&sig=s3cr3t&comp=list", false),
        ("sas", "sas_token", "sv=2024-11-04&sig=s3cr3t&sig=x", false),
        ("sas", "sas_token", "sv=2024-11-04&sig=s3cr3t#x", false),
        ("sas", "sas_token", "sv=2024-11-04&sig=s3cr3t\r\nx: y", false),
        ("client_secret", "client_secret", "s3cr3t with spaces", false),
        ("client_secret", "client_secret", GUID, false),
    ] {
        let mut config = app.clone();
        config["auth"] = json!(auth);
        let credential = json!({ field: value });
        let expected = (!ok).then(|| field.to_owned());
        assert_eq!(refused_at(&config, &credential), expected, "{field}");
    }
}

#[test]
fn presets_are_whole_but_for_the_account() {
    let descriptor = provider("azure_blob").unwrap().descriptor();
    for preset in descriptor.presets {
        let mut config = preset.config.clone();
        if config.get("storage_account").is_none() {
            config["storage_account"] = json!("contoso");
        }
        let key = json!({ "account_key": Azurite::KEY });
        assert_eq!(refused_at(&config, &key), None, "{}", preset.id);
    }
    let schemas = [descriptor.config_schema, descriptor.credential_schema];
    for (name, field) in schemas
        .iter()
        .flat_map(|schema| schema["properties"].as_object().unwrap())
    {
        assert!(
            field["title"].is_string() && field["description"].is_string(),
            "{name}"
        );
        if field.get("pattern").is_some() {
            assert!(field["x-pattern-hint"].is_string(), "{name}");
        }
    }
}

#[test]
fn pasted_texts_are_recognised() {
    let provider = provider("azure_blob").unwrap();
    let key = Azurite::KEY;
    let recognised = |text: &str| {
        let found = provider.recognise(&Secret::new(text))?;
        let credential = Credential::from_json(&found.credential);
        provider.validate(&found.config, Some(&credential)).unwrap();
        Some((found.config, found.credential))
    };
    let (config, credential) = recognised(&format!(
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={key};EndpointSuffix=core.windows.net"
    ))
    .unwrap();
    assert_eq!(
        config,
        json!({ "auth": "account_key", "storage_account": "contoso" })
    );
    assert_eq!(credential, json!({ "account_key": key }));
    let (config, _) = recognised(&format!(
        "AZURE_STORAGE_CONNECTION_STRING=\"AccountName=contoso;AccountKey={key};EndpointSuffix=core.usgovcloudapi.net\"\n"
    ))
    .unwrap();
    assert_eq!(config["endpoint"], "https://blob.core.usgovcloudapi.net");
    let (config, credential) = recognised(
        "BlobEndpoint=https://contoso.blob.core.windows.net/;SharedAccessSignature=sv=2024-11-04&sp=rl&sig=a%3D",
    )
    .unwrap();
    assert_eq!(config, json!({ "auth": "sas", "storage_account": "contoso" }));
    assert_eq!(credential["sas_token"], "sv=2024-11-04&sp=rl&sig=a%3D");
    let (config, credential) = recognised("UseDevelopmentStorage=true").unwrap();
    assert_eq!(config["storage_account"], Azurite::ACCOUNT);
    assert_eq!(credential["account_key"], key);
    let (config, _) =
        recognised("https://contoso.blob.core.windows.net/data/a.csv?sv=2024-11-04&sr=c&sp=rl&sig=a%3D")
            .unwrap();
    assert_eq!(config, json!({ "auth": "sas", "storage_account": "contoso" }));
    let (config, _) =
        recognised("http://127.0.0.1:10000/devstoreaccount1/data?sv=2024-11-04&sp=rl&sig=a%3D").unwrap();
    assert_eq!(config["endpoint"], "http://127.0.0.1:10000/devstoreaccount1");
    for text in [
        "",
        "hello",
        "https://contoso.blob.core.windows.net/data",
        "https://example.org/?sv=1&sig=x",
        "AccountName=contoso",
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=short",
        "BlobEndpoint=http://storage.example.org/contoso;AccountKey=x",
        "UseDevelopmentStorage=false",
    ] {
        assert_eq!(recognised(text), None, "{text}");
    }
}

#[test]
fn policies_ask_for_no_more_than_needed() {
    let provider = provider("azure_blob").unwrap();
    let config = json!({
        "auth": "client_secret", "storage_account": "contoso", "tenant_id": "t", "client_id": GUID,
    });
    let scope = Scope {
        buckets: vec!["data".into()],
        ..Scope::default()
    };
    let texts = |scope: &Scope, uses: &[Use]| {
        let all = provider.policies(&config, scope, uses);
        all.into_iter()
            .map(|text| text.text)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let reading = texts(&scope, &[Use::Import]);
    assert!(
        reading.contains("Storage Blob Data Reader") && reading.contains(GUID),
        "{reading}"
    );
    assert!(reading.contains("/storageAccounts/contoso/blobServices/default/containers/data"));
    assert!(!reading.contains("Contributor"), "{reading}");
    let writing = texts(&scope, &[Use::Import, Use::Export]);
    assert!(writing.contains("Storage Blob Data Contributor"), "{writing}");
    let hostile = Scope {
        buckets: vec!["a'; rm -rf x #".into()],
        ..Scope::default()
    };
    assert!(texts(&hostile, &[Use::Import]).contains(r"a'\''; rm -rf x #"));
}
