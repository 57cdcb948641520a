//! Every way into Amazon itself, under its own names: roles, profiles, sessions, regions, clocks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod cloud;
mod contract;

use cloud::*;
use contract::{context, list_all, read};
use serde_json::json;
use std::sync::Arc;
use tidegate_connectors::Connector;
use tidegate_domain::{
    Timestamp,
    context::{Clock, RunContext, SystemClock},
    object::SkipReason,
    problem::ErrorClass,
    provider::ProbeOutcome,
};
use tidegate_test_servers::{Aws, CloudRole, Detour, Sent};

const LEGACY_SESSION: &str = "33d5ca4bf3b1a62edb96b47f7c203034a43ac435.json";

async fn lists(s3: &dyn Connector, bucket: &str) -> usize {
    list_all(s3, &scope(bucket)).await.unwrap().len()
}

fn to<'a>(sent: &'a [Sent], host: &str) -> Vec<&'a Sent> {
    sent.iter().filter(|sent| sent.host == host).collect()
}

fn role_form() -> serde_json::Value {
    json!({ "auth": "assume_role", "role_arn": ROLE, "external_id": EXTERNAL_ID })
}

#[tokio::test]
async fn a_region_is_found_by_itself() {
    let aws = cloud().await;
    let s3 = connect(&json!({}), Some(&permanent()), &around(&aws, None)).unwrap();
    for bucket in ["near", "far"] {
        assert_eq!(lists(s3.as_ref(), bucket).await, 2);
        let bytes = read(s3.as_ref(), &at(bucket, "a.txt"), None, None).await.unwrap();
        assert_eq!(bytes, b"text");
    }
    let sent = aws.take_sent();
    // One unsigned question for each bucket, then everything where it belongs.
    let asked: Vec<&Sent> = sent.iter().filter(|sent| sent.method == "HEAD").collect();
    assert_eq!(asked.len(), 2, "{asked:#?}");
    assert!(asked.iter().all(|sent| !sent.text.contains("authorization")));
    assert_eq!(to(&sent, "far.s3.eu-central-1.amazonaws.com").len(), 2);
    assert!(
        sent.iter()
            .all(|sent| sent.status != 301 || sent.method == "HEAD")
    );

    // A region that is wrong is set right once, and remembered.
    let s3 = connect(
        &json!({ "region": "us-west-2" }),
        Some(&permanent()),
        &around(&aws, None),
    )
    .unwrap();
    assert_eq!(lists(s3.as_ref(), "far").await, 2);
    s3.stat(&context(), &at("far", "a.txt")).await.unwrap();
    let sent = aws.take_sent();
    let hosts: Vec<&str> = sent.iter().map(|sent| sent.host.as_str()).collect();
    assert_eq!(
        hosts,
        [
            "far.s3.us-west-2.amazonaws.com",
            "far.s3.eu-central-1.amazonaws.com",
            "far.s3.eu-central-1.amazonaws.com"
        ]
    );
    // HEAD says it without a word, too.
    let s3 = connect(
        &json!({ "region": "us-west-2" }),
        Some(&permanent()),
        &around(&aws, None),
    )
    .unwrap();
    s3.stat(&context(), &at("far", "a.txt")).await.unwrap();

    // Never from one of Amazon's worlds into another.
    aws.take_sent();
    let error = list_all(s3.as_ref(), &scope("china")).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::ConfigInvalid);
    assert!(error.remedy.contains("cn-north-1"), "{error:?}");
    assert!(
        aws.take_sent()
            .iter()
            .all(|sent| sent.host.ends_with(".us-west-2.amazonaws.com"))
    );
    let s3 = connect(
        &json!({ "region": "cn-north-1" }),
        Some(&permanent()),
        &around(&aws, None),
    )
    .unwrap();
    assert_eq!(lists(s3.as_ref(), "china").await, 2);
    assert_eq!(
        to(&aws.take_sent(), "china.s3.cn-north-1.amazonaws.com.cn").len(),
        1
    );
}

#[tokio::test]
async fn a_role_is_assumed_where_it_belongs() {
    let aws = cloud().await;
    for (arn, region, host) in [
        (ROLE, "", "sts.us-east-1.amazonaws.com"),
        (ROLE, "eu-central-1", "sts.eu-central-1.amazonaws.com"),
        (ROLE, "cn-north-1", "sts.us-east-1.amazonaws.com"),
        (
            "arn:aws-us-gov:iam::123456789012:role/r",
            "",
            "sts.us-gov-west-1.amazonaws.com",
        ),
        (
            "arn:aws-us-gov:iam::123456789012:role/r",
            "us-gov-east-1",
            "sts.us-gov-east-1.amazonaws.com",
        ),
        (
            "arn:aws-cn:iam::123456789012:role/r",
            "",
            "sts.cn-north-1.amazonaws.com.cn",
        ),
        (
            "arn:aws-cn:iam::123456789012:role/r",
            "cn-northwest-1",
            "sts.cn-northwest-1.amazonaws.com.cn",
        ),
    ] {
        let trusts = vec![KEY.to_owned()];
        let external_id = Some(EXTERNAL_ID.to_owned());
        aws.set_role(arn, CloudRole { external_id, trusts });
        let config = json!({
            "auth": "assume_role", "role_arn": arn, "external_id": EXTERNAL_ID, "region": region,
            "session_name": "night.run",
        });
        let s3 = connect(&config, Some(&permanent()), &around(&aws, None)).unwrap();
        // Where the bucket is does not matter for the role.
        let _ = list_all(s3.as_ref(), &scope("near")).await;
        let sent = aws.take_sent();
        let asked = to(&sent, host);
        assert_eq!(asked.len(), 1, "{host}: {sent:#?}");
        assert_eq!(asked[0].status, 200, "{host}");
        assert!(
            asked[0].text.contains("RoleSessionName=night%2Erun"),
            "{}",
            asked[0].text
        );
    }
}

#[tokio::test]
async fn an_external_id_is_needed_exactly() {
    let aws = cloud().await;
    for (id, right) in [(EXTERNAL_ID, true), ("tidegate-43", false), ("", false)] {
        let config = json!({ "auth": "assume_role", "role_arn": ROLE, "external_id": id });
        let s3 = connect(&config, Some(&permanent()), &around(&aws, None)).unwrap();
        let listed = list_all(s3.as_ref(), &scope("far")).await;
        if right {
            assert_eq!(listed.unwrap().len(), 2);
            continue;
        }
        let refused = listed.unwrap_err();
        assert_eq!(refused.class, ErrorClass::PermissionDenied, "{id}: {refused:?}");
        assert_eq!(refused.permission.as_deref(), Some("sts:AssumeRole"));
        assert!(refused.remedy.contains("sts:ExternalId"), "{refused:?}");
        assert!(!refused.to_string().contains(SECRET));
    }
}

#[tokio::test]
async fn ended_keys_are_renewed_once() {
    let aws = cloud().await;
    let s3: Arc<dyn Connector> =
        Arc::from(connect(&role_form(), Some(&permanent()), &around(&aws, None)).unwrap());
    assert_eq!(lists(s3.as_ref(), "far").await, 2);
    assert_eq!(to(&aws.take_sent(), "sts.us-east-1.amazonaws.com").len(), 1);

    // In the middle of everything, twenty requests at once hear that the keys have ended.
    aws.end_sessions();
    let work = (0..20).map(|number| {
        let s3 = s3.clone();
        tokio::spawn(async move {
            match number % 3 {
                0 => lists(s3.as_ref(), "far").await,
                1 => s3.stat(&context(), &at("far", "a.txt")).await.map(|_| 2).unwrap(),
                _ => {
                    read(s3.as_ref(), &at("far", "a.txt"), None, None)
                        .await
                        .unwrap()
                        .len()
                        / 2
                }
            }
        })
    });
    for done in futures::future::join_all(work).await {
        assert_eq!(done.unwrap(), 2);
    }
    let sent = aws.take_sent();
    assert_eq!(to(&sent, "sts.us-east-1.amazonaws.com").len(), 1, "renewed once");

    // And so do they when they end by the clock.
    let late: RunContext = RunContext::new(Arc::new(Later(chrono::Duration::minutes(56))));
    s3.stat(&late, &at("far", "a.txt")).await.unwrap();
    assert_eq!(
        to(&aws.take_sent(), "sts.us-east-1.amazonaws.com").len(),
        1,
        "renewed before the end"
    );

    // A role that is taken back in the middle of a run asks for a sign-in.
    aws.set_role(ROLE, CloudRole::default());
    aws.end_sessions();
    let refused = list_all(s3.as_ref(), &scope("far")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::AuthExpired, "{refused:?}");
    aws.remove_user(KEY);
    let refused = s3.stat(&context(), &at("far", "a.txt")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::AuthExpired, "{refused:?}");
}

struct Later(chrono::Duration);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }
}

const CONFIG: &str = "\
[default]
region = eu-central-1

[profile chain]
role_arn = arn:aws:iam::210987654321:role/second
source_profile = first
region = eu-central-1

[profile first]
role_arn = arn:aws:iam::123456789012:role/team/reader
external_id = tidegate-42
source_profile = default

[profile self]
role_arn = arn:aws:iam::123456789012:role/team/reader
external_id = tidegate-42
source_profile = self

[profile work]
sso_session = work
sso_account_id = 123456789012
sso_role_name = Analyst
region = eu-central-1

[sso-session work]
sso_region = us-east-1
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access

[profile legacy]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Analyst
region = eu-central-1

[profile through]
role_arn = arn:aws:iam::123456789012:role/team/reader
external_id = tidegate-42
source_profile = work
";

fn credentials() -> String {
    format!(
        "[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n\
         [temporary]\naws_access_key_id={TEMPORARY}\naws_secret_access_key={TEMPORARY_SECRET}\naws_session_token={TOKEN}\n\
         [self]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
}

#[tokio::test]
async fn profiles_lead_in() {
    let aws = cloud().await;
    let home = Home::new(CONFIG, &credentials());
    let around = around(&aws, Some(&home.path()));
    let config = |profile: &str| json!({ "auth": "profile", "profile": profile });

    // Without a session the profile says what to run; nothing is sent.
    let s3 = connect(&config("work"), None, &around).unwrap();
    let refused = list_all(s3.as_ref(), &scope("far")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::AuthExpired);
    assert!(
        refused.remedy.contains("aws sso login --profile work"),
        "{refused:?}"
    );
    home.sign_in(WORK_SESSION, "2020-01-01T00:00:00Z");
    assert!(list_all(s3.as_ref(), &scope("far")).await.is_err());
    assert!(aws.take_sent().is_empty());
    // Once it is there, the same connector goes on.
    home.sign_in(WORK_SESSION, "2099-01-01T00:00:00Z");
    assert_eq!(lists(s3.as_ref(), "far").await, 2);
    home.sign_in(LEGACY_SESSION, "2099-01-01T00:00:00Z");

    for (profile, roles, portal) in [
        ("default", 0, 0),
        ("temporary", 0, 0),
        ("chain", 2, 0),
        ("first", 1, 0),
        ("self", 1, 0),
        ("work", 0, 1),
        ("legacy", 0, 1),
        ("through", 1, 1),
    ] {
        aws.take_sent();
        let s3 = connect(&config(profile), None, &around).unwrap();
        assert_eq!(lists(s3.as_ref(), "far").await, 2, "{profile}");
        assert_eq!(
            read(s3.as_ref(), &at("far", "a.txt"), None, None).await.unwrap(),
            b"text"
        );
        let sent = aws.take_sent();
        let asked = sent.iter().filter(|sent| sent.host.starts_with("sts.")).count();
        assert_eq!(asked, roles, "{profile}");
        assert_eq!(
            to(&sent, "portal.sso.us-east-1.amazonaws.com").len(),
            portal,
            "{profile}"
        );
    }
    // A profile's region is used where the form has none.
    aws.take_sent();
    let s3 = connect(&config("chain"), None, &around).unwrap();
    lists(s3.as_ref(), "far").await;
    let sent = aws.take_sent();
    assert!(
        sent.iter().all(|sent| sent.method != "HEAD"),
        "no region to ask for"
    );
    assert_eq!(to(&sent, "sts.eu-central-1.amazonaws.com").len(), 2);

    // A role over a profile, by the form.
    let mut form = role_form();
    form["base"] = json!("profile");
    form["profile"] = json!("work");
    let s3 = connect(&form, None, &around).unwrap();
    assert_eq!(lists(s3.as_ref(), "far").await, 2);

    // A token that the portal no longer knows.
    let aws2 = Aws::start().await.unwrap();
    let s3 = connect(&config("work"), None, &cloud::around(&aws2, Some(&home.path()))).unwrap();
    let refused = list_all(s3.as_ref(), &scope("far")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::AuthExpired);
    assert!(refused.remedy.contains("aws sso login"), "{refused:?}");
}

#[tokio::test]
async fn files_elsewhere_are_read_there() {
    let aws = cloud().await;
    let home = Home::new("", "");
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("c"), "[profile x]\nregion = eu-central-1\n").unwrap();
    std::fs::write(home.path().join("k"), credentials().replace("[default]", "[x]")).unwrap();
    let mut around = around(&aws, Some(&home.path()));
    around.variables.insert(
        "AWS_CONFIG_FILE".into(),
        other.path().join("c").display().to_string(),
    );
    around
        .variables
        .insert("AWS_SHARED_CREDENTIALS_FILE".into(), "~/k".into());
    let s3 = connect(&json!({ "auth": "profile", "profile": "x" }), None, &around).unwrap();
    assert_eq!(lists(s3.as_ref(), "far").await, 2);
}

#[tokio::test]
async fn profiles_that_cannot_be_used_say_why() {
    let aws = cloud().await;
    let cases = [
        ("credential_process = /bin/true", "starts a program"),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\ncredential_source = Ec2InstanceMetadata",
            "machine",
        ),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nweb_identity_token_file = /tmp/t",
            "token file",
        ),
        ("endpoint_url = https://evil.example", "another address"),
        ("s3 =\n  endpoint_url = https://evil.example", "another address"),
        ("services = mine", "another address"),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = default\nmfa_serial = x",
            "code of a device",
        ),
        ("role_arn = arn:aws:iam::123456789012:role/r", "source_profile"),
        ("role_arn = x\nsource_profile = default", "ARN"),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = bad",
            "circle",
        ),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = round",
            "circle",
        ),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = gone",
            "not there",
        ),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = program",
            "starts a program",
        ),
        ("region = evil.example/#", "region"),
        ("output = json", "no keys"),
        (
            "sso_session = gone\nsso_account_id = 123456789012\nsso_role_name = r",
            "aws configure sso",
        ),
        (
            "sso_start_url = https://x.example\nsso_region = evil.example/\nsso_account_id = 123456789012\nsso_role_name = r",
            "not complete",
        ),
        (
            "sso_start_url = https://x.example\nsso_region = us-east-1\nsso_account_id = 12/34\nsso_role_name = r",
            "not complete",
        ),
        ("aws_access_key_id = A B\naws_secret_access_key = s", "not whole"),
    ];
    for (settings, words) in cases {
        let config = format!(
            "[profile bad]\n{settings}\n\
             [profile round]\nrole_arn = arn:aws:iam::123456789012:role/q\nsource_profile = bad\n\
             [profile program]\ncredential_process = /bin/true\n"
        );
        let home = Home::new(&config, &credentials());
        let around = around(&aws, Some(&home.path()));
        let form = json!({ "auth": "profile", "profile": "bad" });
        let problem = connect(&form, None, &around).err().unwrap();
        assert_eq!(problem.field.as_deref(), Some("profile"), "{settings}");
        assert!(problem.to_string().contains(words), "{settings}: {problem}");
        assert!(!problem.remedy.is_empty(), "{settings}");
        // The list says the same before it is chosen.
        let choices = tidegate_connectors::provider("s3")
            .unwrap()
            .choices("profile", &around);
        let choice = choices.iter().find(|choice| choice.value == "bad").unwrap();
        assert!(choice.refused.as_deref().unwrap().contains(words), "{choice:?}");
        let good = choices.iter().find(|choice| choice.value == "default").unwrap();
        assert_eq!(
            (good.refused.as_deref(), good.detail.as_str()),
            (None, "Access keys")
        );
        let told = format!("{choices:?} {problem}");
        assert!(!told.contains(SECRET) && !told.contains(TOKEN), "{told}");
    }
    assert!(aws.take_sent().is_empty());
    let around = around(&aws, None);
    let form = json!({ "auth": "profile", "profile": "default" });
    assert!(connect(&form, None, &around).is_err());
    assert!(
        tidegate_connectors::provider("s3")
            .unwrap()
            .choices("profile", &around)
            .is_empty()
    );
}

#[tokio::test]
async fn files_that_cannot_be_read_say_why() {
    let aws = cloud().await;
    let home = Home::new("", "");
    let path = home.path().join(".aws/config");
    let form = json!({ "auth": "profile", "profile": "default" });
    let around = around(&aws, Some(&home.path()));
    for (bytes, words) in [
        (vec![b'#'; 1024 * 1024 + 1], "megabyte"),
        (b"[default]\nregion = \xff".to_vec(), "not text"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let problem = connect(&form, None, &around).err().unwrap();
        assert!(problem.message.contains(words), "{problem}");
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let problem = connect(&form, None, &around).err().unwrap();
    assert!(problem.message.contains("not a file"), "{problem}");
}

#[tokio::test]
async fn public_buckets_need_no_sign_in() {
    let aws = cloud().await;
    let around = around(&aws, None);
    let s3 = connect(&json!({ "auth": "anonymous" }), None, &around).unwrap();
    assert_eq!(lists(s3.as_ref(), "open").await, 2);
    assert_eq!(
        read(s3.as_ref(), &at("open", "a.txt"), None, None).await.unwrap(),
        b"text"
    );
    let report = s3.check(&context(), &scope("open").into(), &mut |_| {}).await;
    assert!(report.connected, "{report:#?}");
    assert!(
        aws.take_sent()
            .iter()
            .all(|sent| !sent.text.contains("authorization"))
    );
    let refused = list_all(s3.as_ref(), &scope("far")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied);
    assert!(refused.remedy.contains("Sign in"), "{refused:?}");
    let refused = list_all(s3.as_ref(), &Default::default()).await.unwrap_err();
    assert!(refused.remedy.contains("Name the public buckets"), "{refused:?}");
    // A credential that happens to be there is not shown to anybody.
    aws.take_sent();
    let s3 = connect(&json!({ "auth": "anonymous" }), Some(&permanent()), &around).unwrap();
    lists(s3.as_ref(), "open").await;
    assert!(aws.take_sent().iter().all(|sent| !sent.text.contains(KEY)));
    let form = json!({ "auth": "anonymous", "requester_pays": true });
    assert_eq!(
        connect(&form, None, &around).err().unwrap().field.as_deref(),
        Some("requester_pays")
    );
}

#[tokio::test]
async fn whoever_asks_can_say_that_they_pay() {
    let aws = cloud().await;
    let mut dear = bucket("eu-central-1", false);
    dear.requester_pays = true;
    aws.set_bucket("dear", dear);
    let s3 = connect(&json!({}), Some(&permanent()), &around(&aws, None)).unwrap();
    let refused = list_all(s3.as_ref(), &scope("dear")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied);
    assert!(refused.remedy.contains("Requester pays"), "{refused:?}");
    let form = json!({ "requester_pays": true });
    let s3 = connect(&form, Some(&permanent()), &around(&aws, None)).unwrap();
    assert_eq!(lists(s3.as_ref(), "dear").await, 2);
    assert_eq!(
        read(s3.as_ref(), &at("dear", "a.txt"), None, None).await.unwrap(),
        b"text"
    );
}

#[tokio::test]
async fn archived_objects_are_passed_over() {
    let aws = cloud().await;
    let s3 = connect(&json!({}), Some(&permanent()), &around(&aws, None)).unwrap();
    let meta = s3.stat(&context(), &at("far", "cold.txt")).await.unwrap();
    assert_eq!(meta.unreadable, Some(SkipReason::Archived));
    let refused = read(s3.as_ref(), &at("far", "cold.txt"), None, None)
        .await
        .unwrap_err();
    assert_eq!(refused.skip, Some(SkipReason::Archived), "{refused:?}");
}

#[tokio::test]
async fn a_wrong_clock_is_set_right_once() {
    let aws = cloud().await;
    for minutes in [25, -25] {
        aws.set_ahead(chrono::Duration::minutes(minutes));
        aws.take_sent();
        let s3 = connect(&json!({}), Some(&permanent()), &around(&aws, None)).unwrap();
        assert_eq!(lists(s3.as_ref(), "far").await, 2);
        s3.stat(&context(), &at("far", "a.txt")).await.unwrap();
        let signed: Vec<u16> = aws
            .take_sent()
            .iter()
            .filter(|sent| sent.text.contains("authorization"))
            .map(|sent| sent.status)
            .collect();
        assert_eq!(
            signed,
            [403, 200, 200],
            "one refusal, then by the service's clock"
        );
        // HEAD refuses without a word; its date tells.
        let s3 = connect(&json!({}), Some(&permanent()), &around(&aws, None)).unwrap();
        s3.stat(&context(), &at("far", "a.txt")).await.unwrap();
        // STS, too.
        let s3 = connect(&role_form(), Some(&permanent()), &around(&aws, None)).unwrap();
        assert_eq!(lists(s3.as_ref(), "far").await, 2);
    }
}

#[tokio::test]
async fn keys_of_one_bucket_go_on_working() {
    let aws = cloud().await;
    aws.set_detour(Some(Detour {
        host: "s3.us-east-1.amazonaws.com".into(),
        method: Some("GET"),
        status: 403,
        location: String::new(),
        region: None,
    }));
    let s3 = connect(&json!({}), Some(&permanent()), &around(&aws, None)).unwrap();
    let report = s3.check(&context(), &scope("far").into(), &mut |_| {}).await;
    assert!(report.connected, "{report:#?}");
    let outcome = |name: &str| {
        report
            .probes
            .iter()
            .find(|probe| probe.name == name)
            .unwrap()
            .outcome
    };
    assert_eq!(outcome("list_buckets"), ProbeOutcome::Skipped);
    assert_eq!(outcome("list"), ProbeOutcome::Passed);
}
