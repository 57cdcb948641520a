//! No credential leaves for another host than its own: whatever services answer, files say and forms hold.
//!
//! One server plays every host of the world, so whoever is sent anything is seen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod cloud;
mod contract;

use cloud::*;
use contract::{context, list_all, read};
use serde_json::{Value, json};
use std::ops::Range;
use std::time::Duration;
use tidegate_connectors::{PutCondition, SourceError, Surroundings, Upload, UploadBody};
use tidegate_domain::{object::BrowseRequest, secret::Credential};
use tidegate_test_servers::{Aws, Detour, Sent};

/// Somebody else, in every place that could be led to.
const EVIL: [&str; 4] = [
    "https://evil.example/",
    "https://far.s3.eu-central-1.amazonaws.com.evil.example/a.txt",
    "//evil.example/far",
    "http://169.254.169.254/latest/meta-data/",
];

/// A way in, with the files and the credential that it needs.
struct Way {
    name: &'static str,
    config: Value,
    credential: Option<Credential>,
}

fn ways() -> Vec<Way> {
    let way = |name, config, credential| Way {
        name,
        config,
        credential,
    };
    let role = json!({ "auth": "assume_role", "role_arn": ROLE, "external_id": EXTERNAL_ID });
    let mut over_profile = role.clone();
    over_profile["base"] = json!("profile");
    over_profile["profile"] = json!("default");
    vec![
        way("access keys", json!({}), Some(permanent())),
        way(
            "access keys with a region",
            json!({ "region": "us-west-2" }),
            Some(permanent()),
        ),
        way(
            "temporary keys",
            json!({ "auth": "access_keys" }),
            Some(temporary()),
        ),
        way("role", role.clone(), Some(permanent())),
        way("role from temporary keys", role, Some(temporary())),
        way("role over a profile", over_profile, None),
        way(
            "profile",
            json!({ "auth": "profile", "profile": "default" }),
            None,
        ),
        way("chain", json!({ "auth": "profile", "profile": "chain" }), None),
        way("session", json!({ "auth": "profile", "profile": "work" }), None),
        way("nobody", json!({ "auth": "anonymous" }), None),
    ]
}

fn home() -> Home {
    let config = format!(
        "[profile chain]\nrole_arn = {ROLE}\nexternal_id = {EXTERNAL_ID}\nsource_profile = default\n\
         [profile work]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = Analyst\n\
         [sso-session work]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n"
    );
    let credentials = format!(
        "[default]\naws_access_key_id = {TEMPORARY}\naws_secret_access_key = {TEMPORARY_SECRET}\n\
         aws_session_token = {TOKEN}\n"
    );
    let home = Home::new(&config, &credentials);
    home.sign_in(WORK_SESSION, "2099-01-01T00:00:00Z");
    home
}

/// What is uploaded.
struct Text;

#[async_trait::async_trait]
impl UploadBody for Text {
    fn size(&self) -> u64 {
        4
    }

    async fn read(&self, _range: Range<u64>) -> Result<bytes::Bytes, SourceError> {
        Ok(bytes::Bytes::from_static(b"text"))
    }
}

/// Everything that a connector does.
async fn everything(way: &Way, around: &Surroundings) {
    let Ok(s3) = connect(&way.config, way.credential.as_ref(), around) else {
        return;
    };
    let _ = s3.browse(&context(), &BrowseRequest::default()).await;
    let _ = list_all(s3.as_ref(), &scope("far")).await;
    let _ = s3.stat(&context(), &at("far", "a.txt")).await;
    let _ = read(s3.as_ref(), &at("far", "a.txt"), None, None).await;
    let _ = s3.properties(&context(), &at("far", "a.txt")).await;
    let _ = s3.bucket_exposure(&context(), "far").await;
    let _ = s3.object_exposure(&context(), &at("far", "a.txt")).await;
    let object = at("far", "a.txt");
    let upload = Upload {
        object: &object,
        body: &Text,
        condition: PutCondition::Overwrite,
        content_type: None,
        resume: None,
    };
    let _ = s3.put(&context(), upload, &mut |_| {}).await;
    let _ = s3
        .delete(&context(), "far", &["a.txt".into(), "b.txt".into()])
        .await;
    let _ = s3.keeps_versions(&context(), "far").await;
    let _ = s3.link(&context(), &object, Duration::from_secs(60)).await;
    let _ = s3.check(&context(), &scope("far").into(), &mut |_| {}).await;
}

/// Each host by what it may be told.
fn judged(case: &str, sent: &[Sent]) {
    for sent in sent {
        let host = sent.host.as_str();
        let amazon = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
        let text = sent.text.to_ascii_lowercase();
        for secret in [SECRET, TEMPORARY_SECRET] {
            assert!(
                !sent.text.contains(secret),
                "{case}: a secret key was sent to {host}"
            );
        }
        let sso = text.contains(SSO_TOKEN);
        assert!(
            !sso || host == "portal.sso.us-east-1.amazonaws.com",
            "{case}: {host} got the SSO token"
        );
        let assumes = text.contains("action=assumerole");
        assert!(
            !assumes || host.starts_with("sts."),
            "{case}: {host} was asked for a role"
        );
        let signed = text.contains("authorization:") || text.contains("x-amz-security-token");
        let own = amazon && (host.starts_with("sts.") || host.contains("s3."));
        assert!(!signed || own, "{case}: {host} got a signature");
        assert!(amazon, "{case}: {host} was asked at all: {}", sent.target);
    }
}

#[tokio::test]
async fn redirects_lead_nowhere() {
    let aws = cloud().await;
    let home = home();
    let around = around(&aws, Some(&home.path()));
    let mut cases = 0;
    let mut signed = 0;
    for way in ways() {
        for (number, status) in [301, 302, 307, 308].into_iter().enumerate() {
            // All of S3; one region of it only; HEAD or GET only; the hosts that hand out keys.
            for (host, method) in [
                ("s3.", None),
                ("s3.eu-central-1", None),
                ("s3.", Some("HEAD")),
                ("s3.", Some("GET")),
                ("sts.", None),
                ("portal.sso.", None),
            ] {
                let location = EVIL[(cases + number) % EVIL.len()];
                let region = [
                    None,
                    Some("evil.example/#"),
                    Some("eu-west-3"),
                    Some("cn-north-1"),
                ];
                let region = region[cases % region.len()];
                aws.set_detour(Some(Detour {
                    host: host.into(),
                    method,
                    status,
                    location: location.into(),
                    region: region.map(str::to_owned),
                }));
                everything(&way, &around).await;
                let sent = aws.take_sent();
                let case = format!("{} {status} {host} {method:?} {location} {region:?}", way.name);
                judged(&case, &sent);
                assert!(!sent.is_empty(), "{case}: nothing was tried");
                signed += sent
                    .iter()
                    .filter(|sent| sent.text.contains("authorization:"))
                    .count();
                cases += 1;
            }
        }
    }
    assert!(cases >= 240, "{cases}");
    assert!(signed > cases, "signatures were made, and seen");
    // The same ledger that Settings shows knows no other host.
    for contact in around.http.ledger() {
        assert!(contact.host.ends_with(".amazonaws.com"), "{contact:?}");
    }
}

#[tokio::test]
async fn refusals_lead_nowhere() {
    let aws = cloud().await;
    let home = home();
    let around = around(&aws, Some(&home.path()));
    for way in ways() {
        for status in [400, 403] {
            for region in [
                "evil.example",
                "evil.example/#",
                "us-east-1.evil.example",
                "..",
                "-",
                "",
                "A",
            ] {
                aws.set_detour(Some(Detour {
                    host: "s3.".into(),
                    method: None,
                    status,
                    location: "https://evil.example/".into(),
                    region: Some(region.into()),
                }));
                everything(&way, &around).await;
                judged(&format!("{} {status} {region}", way.name), &aws.take_sent());
            }
        }
    }
}

#[tokio::test]
async fn forms_lead_nowhere() {
    let aws = cloud().await;
    let around = around(&aws, None);
    let regions = [
        "evil.example/",
        "us-east-1.evil.example/#",
        "us-east-1@evil.example",
        "us-east-1/../..",
        "us-east-1\r\nhost: evil.example",
        "us-east-1%2eevil",
        "us_east_1",
        "-us-east-1",
        "us-east-1-",
        ".",
        "\u{ff55}s-east-1",
    ];
    let endpoints = [
        "http://evil.example",
        "http://s3.eu-central-1.amazonaws.com",
        "https://far@evil.example",
        "https://evil.example/path",
        "https://evil.example?x",
        "https://evil.example#x",
        "https://169.254.169.254",
        "https://[::ffff:169.254.169.254]",
        "https://2852039166",
        "https://0x7f.1",
        "ftp://evil.example",
        "evil.example",
    ];
    let arns = [
        "arn:evil.example/#:iam::123456789012:role/r",
        "arn:aws:iam::123456789012:role/r\r\n",
        "arn:aws:iam::123456789012:user/r",
        "arn:aws:iam::12:role/r",
        "arn:aws:iam:evil:123456789012:role/r",
        "arn:aws:iam::123456789012:role/r&Action=GetSessionToken",
        "",
    ];
    let role = |field: &str, value: &str| {
        let mut form = json!({ "auth": "assume_role", "role_arn": ROLE, "external_id": EXTERNAL_ID });
        form[field] = json!(value);
        form
    };
    let mut forms: Vec<(&str, Value)> = Vec::new();
    for region in regions {
        forms.push(("region", json!({ "region": region })));
        forms.push(("region", role("region", region)));
    }
    for endpoint in endpoints {
        forms.push(("endpoint", json!({ "endpoint": endpoint })));
        forms.push(("sts_endpoint", role("sts_endpoint", endpoint)));
    }
    for arn in &arns[..1] {
        forms.push(("role_arn", role("role_arn", arn)));
    }
    for arn in &arns[2..] {
        forms.push(("role_arn", role("role_arn", arn)));
    }
    for id in ["a", "a b", "a&Action=x", "\u{e9}\u{e9}"] {
        forms.push(("external_id", role("external_id", id)));
    }
    for name in ["a", "a b", "a&b", &"n".repeat(65)] {
        forms.push(("session_name", role("session_name", name)));
    }
    // Another service's keys are not shown to Amazon's STS, nor to anybody who is not named.
    forms.push(("sts_endpoint", role("endpoint", "https://minio.example")));
    forms.push(("auth", json!({ "auth": "magic" })));
    forms.push(("base", role("base", "anonymous")));
    forms.push(("profile", json!({ "auth": "profile" })));
    forms.push(("profile", json!({ "auth": "profile", "profile": "a]b" })));
    assert!(forms.len() > 60);
    for (field, form) in forms {
        let problem = connect(&form, Some(&permanent()), &around).err();
        let problem = problem.unwrap_or_else(|| panic!("{form} was taken"));
        assert_eq!(problem.field.as_deref(), Some(field), "{form}: {problem}");
        assert!(!problem.to_string().contains(SECRET));
    }
    assert!(aws.take_sent().is_empty());
}

/// A token that cannot be a header's value, and one of another session's name, go nowhere.
#[tokio::test]
async fn broken_tokens_lead_nowhere() {
    let aws: Aws = cloud().await;
    let home = home();
    let around = around(&aws, Some(&home.path()));
    let file = home.path().join(".aws/sso/cache").join(WORK_SESSION);
    for text in [
        "",
        "{}",
        "[1]",
        "{\"accessToken\":\"a\\r\\nhost: evil.example\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}",
        "{\"accessToken\":\"a\"}",
        "{\"accessToken\":\"a\",\"expiresAt\":\"soon\"}",
        "{\"accessToken\":\"a\",\"expiresAt\":\"2020-01-01T00:00:00UTC\"}",
    ] {
        std::fs::write(&file, text).unwrap();
        let form = json!({ "auth": "profile", "profile": "work" });
        let s3 = connect(&form, None, &around).unwrap();
        assert!(list_all(s3.as_ref(), &scope("far")).await.is_err(), "{text}");
        assert!(
            aws.take_sent()
                .iter()
                .all(|sent| sent.host == "far.s3.us-east-1.amazonaws.com"),
            "{text}"
        );
    }
}
