//! A small Amazon, and ways into it.

#![allow(dead_code, reason = "each test program uses its part")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tidegate_connectors::{Connector, Http, HttpOptions, Surroundings, provider};
use tidegate_domain::{
    connector::Scope, key::ObjectKey, object::ObjectRef, problem::Problem, secret::Credential,
};
use tidegate_test_servers::{AccessKey, Aws, CloudBucket, CloudRole};

pub const KEY: &str = "AKIATESTPERMANENT001";
pub const SECRET: &str = "permanent-secret-of-a-test";
pub const TEMPORARY: &str = "ASIATESTTEMPORARY001";
pub const TEMPORARY_SECRET: &str = "temporary-secret-of-a-test";
pub const TOKEN: &str = "temporary/token+of/a=test==";
pub const SSO_TOKEN: &str = "sso-token-of-a-test";
pub const ROLE: &str = "arn:aws:iam::123456789012:role/team/reader";
pub const SECOND_ROLE: &str = "arn:aws:iam::210987654321:role/second";
pub const SSO_ROLE: &str = "arn:aws:iam::123456789012:role/Analyst";
pub const EXTERNAL_ID: &str = "tidegate-42";

/// An Amazon with one user, three roles, an SSO session, and buckets near, far and public.
pub async fn cloud() -> Aws {
    let aws = Aws::start().await.unwrap();
    for (id, secret, token) in [(KEY, SECRET, None), (TEMPORARY, TEMPORARY_SECRET, Some(TOKEN))] {
        aws.add_user(AccessKey {
            id: id.into(),
            secret: secret.into(),
            token: token.map(str::to_owned),
        });
    }
    let role = |external_id: Option<&str>, trusts: &[&str]| CloudRole {
        external_id: external_id.map(str::to_owned),
        trusts: trusts.iter().map(|who| (*who).to_owned()).collect(),
    };
    aws.set_role(ROLE, role(Some(EXTERNAL_ID), &[KEY, TEMPORARY, SSO_ROLE]));
    aws.set_role(SECOND_ROLE, role(None, &[ROLE]));
    aws.set_role(SSO_ROLE, role(None, &[]));
    aws.add_token(SSO_TOKEN);
    for (name, region, public) in [
        ("near", "us-east-1", false),
        ("far", "eu-central-1", false),
        ("open", "eu-central-1", true),
        ("china", "cn-north-1", false),
    ] {
        aws.set_bucket(name, bucket(region, public));
    }
    aws
}

pub fn bucket(region: &str, public: bool) -> CloudBucket {
    let objects = [("a.txt", "STANDARD"), ("cold.txt", "INTELLIGENT_TIERING")];
    CloudBucket {
        region: region.into(),
        public,
        requester_pays: false,
        objects: objects
            .into_iter()
            .map(|(key, class)| (key.to_owned(), (b"text".to_vec(), class)))
            .collect(),
    }
}

pub fn http(aws: &Aws) -> Http {
    Http::new(HttpOptions {
        stall_timeout: Duration::from_secs(5),
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(2),
        everything_at: Some(aws.address()),
        extra_root_pem: Some(aws.authority().to_vec()),
        ..HttpOptions::default()
    })
}

/// A person's home folder with AWS files.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new(config: &str, credentials: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join(".aws/sso/cache")).unwrap();
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        std::fs::write(home.path().join(".aws/credentials"), credentials).unwrap();
        Self(home)
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// Keeps the SSO token that lasts until then, under the name that the AWS tool gives it.
    pub fn sign_in(&self, file: &str, expires_at: &str) {
        let token = json!({
            "accessToken": SSO_TOKEN,
            "expiresAt": expires_at,
            "region": "us-east-1",
            "startUrl": "https://example.awsapps.com/start",
        });
        let folder = self.0.path().join(".aws/sso/cache");
        std::fs::write(folder.join(file), token.to_string()).unwrap();
    }
}

/// `sha1("work")`: `printf work | sha1sum`.
pub const WORK_SESSION: &str = "e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json";

pub fn around(aws: &Aws, home: Option<&Path>) -> Surroundings {
    Surroundings {
        home: home.map(Path::to_owned),
        ..Surroundings::bare(http(aws))
    }
}

pub fn permanent() -> Credential {
    Credential::from_json(&json!({ "access_key_id": KEY, "secret_access_key": SECRET }))
}

pub fn temporary() -> Credential {
    Credential::from_json(&json!({
        "access_key_id": TEMPORARY,
        "secret_access_key": TEMPORARY_SECRET,
        "session_token": TOKEN,
    }))
}

pub fn connect(
    config: &Value,
    credential: Option<&Credential>,
    around: &Surroundings,
) -> Result<Box<dyn Connector>, Problem> {
    provider("s3").unwrap().connect(config, credential, around)
}

pub fn scope(bucket: &str) -> Scope {
    Scope {
        buckets: vec![bucket.to_owned()],
        ..Scope::default()
    }
}

pub fn at(bucket: &str, key: &str) -> ObjectRef {
    ObjectRef {
        bucket: bucket.to_owned(),
        key: ObjectKey::from(key),
    }
}
