//! Every way into S3, against moto with its IAM switched on: it works out signatures and policies itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::{Fixture, context, list_all};
use serde_json::{Value, json};
use tidegate_connectors::{Connector, Http, HttpOptions, Surroundings, provider};
use tidegate_domain::{connector::Scope, problem::ErrorClass, provider::ProbeOutcome, secret::Credential};
use tidegate_test_servers::{AccessKey, Moto};

fn with_tree() -> (Moto, Fixture) {
    let moto = Moto::start().unwrap();
    let fixture = Fixture::tree("main");
    moto.make_bucket("main").unwrap();
    for (key, bytes) in &fixture.objects {
        moto.put("main", key, bytes).unwrap();
    }
    (moto, fixture)
}

fn scope() -> Scope {
    Scope {
        buckets: vec!["main".into()],
        ..Scope::default()
    }
}

fn keys(user: &AccessKey) -> Credential {
    Credential::from_json(&json!({
        "access_key_id": user.id,
        "secret_access_key": user.secret,
    }))
}

fn connect(config: &Value, credential: Option<&Credential>) -> Box<dyn Connector> {
    let around = Surroundings::bare(Http::new(HttpOptions::default()));
    provider("s3")
        .unwrap()
        .connect(config, credential, &around)
        .unwrap()
}

fn role_config(moto: &Moto, role: &str) -> Value {
    json!({
        "auth": "assume_role",
        "role_arn": role,
        "external_id": "tidegate-42",
        "endpoint": moto.endpoint(),
        "sts_endpoint": moto.endpoint(),
        "region": Moto::REGION,
    })
}

#[tokio::test]
async fn a_role_lists_and_reads() {
    let (moto, fixture) = with_tree();
    let user = moto.make_user_who_may("assumer", "sts:AssumeRole").unwrap();
    let stranger = moto.make_user_who_may("stranger", "s3:ListAllMyBuckets").unwrap();
    let role = moto.make_role("reader", "s3:*", "tidegate-42").unwrap();
    moto.check_signatures().unwrap();

    // The user alone may not, so whatever works below was done as the role.
    let alone = json!({ "endpoint": moto.endpoint() });
    let refused = list_all(connect(&alone, Some(&keys(&user))).as_ref(), &scope()).await;
    assert_eq!(refused.unwrap_err().class, ErrorClass::PermissionDenied);

    let config = role_config(&moto, &role);
    let s3 = connect(&config, Some(&keys(&user)));
    contract::all(s3.as_ref(), &fixture).await;

    // A user without sts:AssumeRole hears what is missing.
    let s3 = connect(&config, Some(&keys(&stranger)));
    let refused = list_all(s3.as_ref(), &scope()).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied, "{refused:?}");
    assert_eq!(refused.permission.as_deref(), Some("sts:AssumeRole"));
    assert!(refused.remedy.contains("sts:ExternalId"), "{refused:?}");
    let report = s3.check(&context(), &scope().into(), &mut |_| {}).await;
    let probe = report
        .probes
        .iter()
        .find(|probe| probe.name == "authenticate")
        .unwrap();
    assert_eq!(probe.outcome, ProbeOutcome::Failed, "{report:#?}");
    assert_eq!(probe.permission.as_deref(), Some("sts:AssumeRole"));

    // So does whoever gives another external ID.
    let mut other = config.clone();
    other["external_id"] = json!("tidegate-43");
    let refused = list_all(connect(&other, Some(&keys(&user))).as_ref(), &scope()).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied, "{refused:?}");
    assert!(refused.remedy.contains("sts:ExternalId"), "{refused:?}");

    // Keys that nobody knows, and a wrong secret.
    for credential in [
        json!({ "access_key_id": "AKIAUNKNOWNTOANYBODY", "secret_access_key": user.secret }),
        json!({ "access_key_id": user.id, "secret_access_key": "wrong" }),
    ] {
        let s3 = connect(&config, Some(&Credential::from_json(&credential)));
        let refused = list_all(s3.as_ref(), &scope()).await.unwrap_err();
        assert_eq!(refused.class, ErrorClass::AuthExpired, "{refused:?}");
    }
}
