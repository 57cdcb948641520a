//! Writing, deleting and links in S3, against a server that checks signatures and breaks on request.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::{Fixture, Held, begins_forgotten_uploads_again, context, interrupted, open_link, put, write};
use std::time::Duration;
use tidegate_connectors::{
    CheckRequest, Connector, Http, HttpOptions, PutCondition, SourceError, Surroundings, provider,
};
use tidegate_domain::{
    connector::Scope,
    exposure::ExposureLevel,
    key::ObjectKey,
    object::{ObjectRef, Version},
    problem::ErrorClass,
    provider::{Probe, ProbeOutcome},
    secret::Credential,
};
use tidegate_test_servers::{Access, AccessKey, Fault, FaultBucket, FaultKind, Grant, Operation};

fn quick() -> Http {
    Http::new(HttpOptions {
        stall_timeout: Duration::from_secs(2),
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(2),
        retry_after_cap: Duration::from_millis(5),
        ..HttpOptions::default()
    })
}

fn connect_with(server: &FaultBucket, id: &str, secret: &str, token: Option<&str>) -> Box<dyn Connector> {
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let credential = Credential::from_json(&serde_json::json!({
        "access_key_id": id, "secret_access_key": secret, "session_token": token,
    }));
    provider("s3")
        .unwrap()
        .connect(&config, Some(&credential), &Surroundings::bare(quick()))
        .unwrap()
}

async fn start() -> (FaultBucket, Box<dyn Connector>) {
    let server = FaultBucket::start().await.unwrap();
    server.make_bucket("main");
    let s3 = connect_with(
        &server,
        FaultBucket::ACCESS_KEY_ID,
        FaultBucket::SECRET_ACCESS_KEY,
        None,
    );
    (server, s3)
}

fn at(key: impl AsRef<[u8]>) -> ObjectRef {
    Fixture::tree("main").at(key)
}

fn told(error: &SourceError, class: ErrorClass, words: &str, case: &str) {
    assert_eq!(error.class, class, "{case}: {error:?}");
    let text = format!("{} {}", error.message, error.remedy);
    assert!(text.contains(words), "{case}: {text}");
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_no_conflict() {
    let (server, s3) = start().await;
    let lose = || server.fault(Fault::new(FaultKind::Drop).on(Operation::Put).times(1));
    // The first try wrote it; the second finds it there.
    lose();
    let put_first = write(s3.as_ref(), &at("k"), "ours").await.unwrap();
    assert_eq!(server.count(Operation::Put), 2);
    assert_eq!(
        s3.stat(&context(), &at("k")).await.unwrap().version,
        put_first.version
    );
    // Replacing: what was to be replaced is gone after the first try.
    lose();
    let condition = PutCondition::Replace(put_first.version.clone());
    let replaced = put(s3.as_ref(), &at("k"), "newer", condition).await.unwrap();
    assert_eq!(server.bytes("main", "k").unwrap(), "newer");
    assert_ne!(replaced.version, put_first.version);
    // Somebody else wrote there meanwhile: that is one.
    server.fault(
        Fault::new(FaultKind::Change("theirs".into()))
            .on(Operation::Put)
            .times(1),
    );
    server.fault(Fault::new(FaultKind::Drop).on(Operation::Put).times(1));
    let lost = write(s3.as_ref(), &at("raced"), "ours").await.unwrap_err();
    assert_eq!(lost.class, ErrorClass::Conflict, "{lost}");
    assert_eq!(server.bytes("main", "raced").unwrap(), "theirs");
    // The same bytes by somebody else, and no answer was lost: a conflict all the same.
    let refused = write(s3.as_ref(), &at("k"), "newer").await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Conflict);
}

#[tokio::test]
async fn conditions_hold_where_the_service_ignores_them() {
    let (server, s3) = start().await;
    server.fault(Fault::new(FaultKind::IgnoreConditions).on(Operation::Put));
    server.put("main", "k", "theirs");
    let refused = write(s3.as_ref(), &at("k"), "ours").await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Conflict);
    let stale = PutCondition::Replace(Version("stale".into()));
    let refused = put(s3.as_ref(), &at("k"), "ours", stale).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Conflict);
    assert_eq!(server.count(Operation::Put), 0, "nothing was sent");
    assert_eq!(server.bytes("main", "k").unwrap(), "theirs");
    // Where looking is not allowed, nothing is risked.
    server.fault(Fault::refuse(403, "").on(Operation::Head));
    let refused = write(s3.as_ref(), &at("new"), "ours").await.unwrap_err();
    told(
        &refused,
        ErrorClass::PermissionDenied,
        "s3:GetObject",
        "look first",
    );
    assert_eq!(server.bytes("main", "new"), None);
}

/// Status, code, message, and what becomes of them.
#[tokio::test]
async fn refused_writes_and_deletions_are_told_apart() {
    use ErrorClass::*;
    let (server, s3) = start().await;
    for (status, code, class, words) in [
        (403, "AccessDenied", PermissionDenied, "s3:PutObject"),
        (404, "NoSuchBucket", ConfigInvalid, "no bucket main"),
        (412, "PreconditionFailed", Conflict, "is there already"),
        (409, "ConditionalRequestConflict", Transient, "Somebody else"),
        (400, "EntityTooLarge", Unreadable, "larger than"),
        (400, "BadDigest", Transient, "did not arrive"),
        (403, "QuotaExceeded", PermissionDenied, "quota"),
        (507, "", PermissionDenied, "no room"),
        (403, "ObjectLocked", PermissionDenied, "object lock"),
        (501, "NotImplemented", ConfigInvalid, "cannot do this"),
        (503, "SlowDown", RateLimited, "slow down"),
        (500, "InternalError", Transient, "500"),
        (400, "RequestTimeout", Transient, "failed"),
    ] {
        server.clear_faults();
        server.fault(Fault::refuse(status, code).on(Operation::Put));
        let error = write(s3.as_ref(), &at("k"), "x").await.unwrap_err();
        told(&error, class, words, &format!("{status} {code}"));
        if words.starts_with("s3:") {
            assert_eq!(error.permission.as_deref(), Some(words));
        }
    }
    for (status, code, class, words) in [
        (403, "AccessDenied", PermissionDenied, "s3:DeleteObject"),
        (403, "ObjectLocked", PermissionDenied, "object lock"),
        (404, "NoSuchBucket", ConfigInvalid, "no bucket main"),
        (503, "SlowDown", RateLimited, "slow down"),
    ] {
        for keys in [&["a"][..], &["a", "b"]] {
            server.clear_faults();
            server.fault(Fault::refuse(status, code).on(Operation::Delete));
            server.fault(Fault::refuse(status, code).on(Operation::DeleteMany));
            let keys: Vec<_> = keys.iter().copied().map(ObjectKey::from).collect();
            for outcome in s3.delete(&context(), "main", &keys).await {
                told(&outcome.unwrap_err(), class, words, &format!("{status} {code}"));
            }
        }
    }
}

#[tokio::test]
async fn one_of_a_thousand_fails_alone() {
    let (server, s3) = start().await;
    let keys: Vec<ObjectKey> = (0..2_500)
        .map(|number| ObjectKey::from(format!("many/{number:04} <&>\"'").as_str()))
        .collect();
    for key in &keys {
        server.put("main", key.as_bytes(), "x");
    }
    server.fault(
        Fault::new(FaultKind::RefuseKey(
            keys[1_234].as_bytes().to_vec(),
            "AccessDenied",
        ))
        .on(Operation::DeleteMany),
    );
    server.fault(
        Fault::new(FaultKind::RefuseKey(
            keys[77].as_bytes().to_vec(),
            "InternalError",
        ))
        .on(Operation::DeleteMany),
    );
    // Not mentioned by the answer: it is asked about alone.
    server.fault(Fault::new(FaultKind::OmitKey(keys[2_000].as_bytes().to_vec())).on(Operation::DeleteMany));
    let outcomes = s3.delete(&context(), "main", &keys).await;
    assert_eq!(outcomes.len(), keys.len());
    for (number, outcome) in outcomes.iter().enumerate() {
        match number {
            1_234 => {
                let error = outcome.as_ref().unwrap_err();
                told(error, ErrorClass::PermissionDenied, "many/1234", "refused");
                assert_eq!(error.permission.as_deref(), Some("s3:DeleteObject"));
            }
            77 => told(
                outcome.as_ref().unwrap_err(),
                ErrorClass::Transient,
                "failed",
                "broken",
            ),
            _ => assert!(outcome.is_ok(), "{number}: {outcome:?}"),
        }
        let left = server.bytes("main", keys[number].as_bytes()).is_some();
        assert_eq!(left, outcome.is_err(), "{number}");
    }
    assert_eq!(server.count(Operation::DeleteMany), 3);
    assert_eq!(server.count(Operation::Delete), 1);
}

#[tokio::test]
async fn what_xml_cannot_say_and_lists_cannot_do_goes_one_by_one() {
    let (server, s3) = start().await;
    let odd = [
        "a\rb",
        "a\nb",
        "\u{1}",
        " lead",
        "trail ",
        "\u{fffe}",
        "next\u{85}",
        "tab\t",
    ];
    let plain = ["p", "q&<>'\"", "\u{1f4a9}", "../x", "a//b", "/"];
    let keys: Vec<ObjectKey> = odd.iter().chain(&plain).copied().map(ObjectKey::from).collect();
    let fill = || {
        keys.iter()
            .for_each(|key| server.put("main", key.as_bytes(), "x"))
    };
    fill();
    server.put("main", "lead", "stays");
    for outcome in s3.delete(&context(), "main", &keys).await {
        outcome.unwrap();
    }
    assert_eq!(server.count(Operation::Delete), odd.len());
    assert_eq!(server.bytes("main", "lead").unwrap(), "stays");
    assert!(
        keys.iter()
            .all(|key| server.bytes("main", key.as_bytes()).is_none())
    );
    // A service that knows no lists.
    for (status, code) in [
        (501, "NotImplemented"),
        (405, "MethodNotAllowed"),
        (400, "MalformedXML"),
    ] {
        server.clear_faults();
        server.fault(Fault::refuse(status, code).on(Operation::DeleteMany));
        fill();
        for outcome in s3.delete(&context(), "main", &keys).await {
            outcome.unwrap();
        }
        assert!(
            keys.iter()
                .all(|key| server.bytes("main", key.as_bytes()).is_none())
        );
    }
    // No key would be the bucket itself.
    let nothing = s3.delete(&context(), "main", &[ObjectKey::default()]).await;
    assert_eq!(nothing[0].as_ref().unwrap_err().class, ErrorClass::Protocol);
    let nothing = write(s3.as_ref(), &at(""), "x").await.unwrap_err();
    assert_eq!(nothing.class, ErrorClass::Protocol);
}

#[tokio::test]
async fn uploads_in_parts_survive_what_happens_to_them() {
    let (server, s3) = start().await;
    let fixture = Fixture::tree("main");
    begins_forgotten_uploads_again(s3.as_ref(), &fixture, async |_, _| server.forget_uploads()).await;
    assert_eq!(server.open_uploads(), 0);

    let body = Held::made(16 * 1024 * 1024 + 1);
    // 200 and then an error is no success; the parts are still there.
    let failed = "<?xml version=\"1.0\"?>\n\n  <Error><Code>InternalError</Code></Error>";
    server.fault(
        Fault::new(FaultKind::Say(failed.into()))
            .on(Operation::FinishUpload)
            .times(1),
    );
    let (put, told_first) = interrupted(s3.as_ref(), &at("late"), &body, None, usize::MAX).await;
    told(
        &put.unwrap_err(),
        ErrorClass::Transient,
        "failed",
        "200 with an error",
    );
    assert_eq!(server.bytes("main", "late"), None);
    server.clear_requests();
    let state = told_first.last().unwrap().state.clone().unwrap();
    let (put, _) = interrupted(s3.as_ref(), &at("late"), &body, Some(&state), usize::MAX).await;
    put.unwrap();
    assert_eq!(server.count(Operation::PutPart), 0, "nothing is sent again");
    assert!(server.bytes("main", "late").unwrap() == body.0);

    // The answer to the last request is lost: what the second try finds is ours.
    server.fault(Fault::new(FaultKind::Drop).on(Operation::FinishUpload).times(1));
    let (put, _) = interrupted(s3.as_ref(), &at("lost"), &body, None, usize::MAX).await;
    let put = put.unwrap();
    assert_eq!(Some(put.version.0), server.etag("main", "lost"));
    assert_eq!(put.size, body.0.len() as u64);

    // A lost answer to a part: it is sent again under the same number.
    server.fault(Fault::new(FaultKind::Drop).on(Operation::PutPart).times(1));
    let (put, _) = interrupted(s3.as_ref(), &at("part"), &body, None, usize::MAX).await;
    put.unwrap();
    assert!(server.bytes("main", "part").unwrap() == body.0);
    assert_eq!(server.open_uploads(), 0);

    // Somebody else was first: told when it is made, and the upload can be abandoned.
    server.fault(Fault::refuse(412, "PreconditionFailed").on(Operation::FinishUpload));
    let (put, told_last) = interrupted(s3.as_ref(), &at("second"), &body, None, usize::MAX).await;
    assert_eq!(put.unwrap_err().class, ErrorClass::Conflict);
    assert_eq!(server.open_uploads(), 1);
    let state = told_last.last().unwrap().state.clone().unwrap();
    server.fault(
        Fault::refuse(403, "AccessDenied")
            .on(Operation::AbandonUpload)
            .times(1),
    );
    let refused = s3.abandon(&context(), &at("second"), &state).await.unwrap_err();
    assert_eq!(refused.permission.as_deref(), Some("s3:AbortMultipartUpload"));
    s3.abandon(&context(), &at("second"), &state).await.unwrap();
    assert_eq!(server.open_uploads(), 0);
}

#[tokio::test]
async fn links_are_for_one_object_and_end() {
    let (server, s3) = start().await;
    let keys: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    for key in &keys {
        server.put("main", key, format!("bytes of {key}"));
    }
    let hour = Duration::from_secs(3600);
    for key in &keys {
        let link = s3.link(&context(), &at(key), hour).await.unwrap();
        let (status, bytes) = open_link(&link.url).await;
        assert_eq!(
            (status, bytes),
            (200, format!("bytes of {key}").into_bytes()),
            "{key:?}"
        );
    }
    let link = s3.link(&context(), &at("a+b c"), hour).await.unwrap();
    assert!(!link.url.contains(FaultBucket::SECRET_ACCESS_KEY));
    for (what, with) in [
        ("a%2Bb%20c", "a%2Bb%20d"),
        ("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=host&extra=1"),
    ] {
        assert!(link.url.contains(what), "{}", link.url);
        let (status, _) = open_link(&link.url.replace(what, with)).await;
        assert_eq!(status, 403, "{with}");
    }
    // Signed some time ago.
    let mut past = context();
    past.clock = std::sync::Arc::new(Ago(chrono::Duration::minutes(61)));
    let link = s3.link(&past, &at("a+b c"), hour).await.unwrap();
    assert_eq!(open_link(&link.url).await.0, 403);
    past.clock = std::sync::Arc::new(Ago(chrono::Duration::minutes(59)));
    let link = s3.link(&past, &at("a+b c"), hour).await.unwrap();
    assert_eq!(open_link(&link.url).await.0, 200);
    // With a session token, and with a wrong secret.
    server.add_key(AccessKey {
        id: "TEMPORARY".into(),
        secret: "s".into(),
        token: Some("the+token/=".into()),
    });
    let temporary = connect_with(&server, "TEMPORARY", "s", Some("the+token/="));
    let link = temporary.link(&context(), &at("a+b c"), hour).await.unwrap();
    assert_eq!(open_link(&link.url).await.0, 200);
    let wrong = connect_with(&server, FaultBucket::ACCESS_KEY_ID, "wrong", None);
    let link = wrong.link(&context(), &at("a+b c"), hour).await.unwrap();
    assert_eq!(open_link(&link.url).await.0, 403);
}

/// A clock that is late.
struct Ago(chrono::Duration);

impl tidegate_domain::context::Clock for Ago {
    fn now(&self) -> tidegate_domain::Timestamp {
        tidegate_domain::context::SystemClock.now() - self.0
    }
}

#[tokio::test]
async fn properties_say_what_the_service_says() {
    let (server, s3) = start().await;
    server.put_with(
        "main",
        "k",
        "x",
        &[
            ("content-type", "text/csv"),
            ("cache-control", "no-store"),
            ("x-amz-version-id", "v7"),
            ("x-amz-server-side-encryption", "aws:kms"),
            ("x-amz-replication-status", "COMPLETED"),
            ("x-amz-object-lock-mode", "GOVERNANCE"),
            ("x-amz-meta-owner", "Zo\u{eb}"),
            ("x-amz-meta-about", "b"),
        ],
    );
    let told = s3.properties(&context(), &at("k")).await.unwrap();
    assert_eq!(told.uri, "s3://main/k");
    assert_eq!(told.content_type.as_deref(), Some("text/csv"));
    let pairs = |values: &[tidegate_domain::transfer::NamedValue]| -> Vec<(String, String)> {
        values
            .iter()
            .map(|pair| (pair.name.clone(), pair.value.clone()))
            .collect()
    };
    let expected = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    };
    assert_eq!(
        pairs(&told.system),
        expected(&[
            ("Version ID", "v7"),
            ("Cache control", "no-store"),
            ("Encryption", "aws:kms"),
            ("Replication", "COMPLETED"),
            ("Object lock", "GOVERNANCE"),
        ])
    );
    assert_eq!(
        pairs(&told.metadata),
        expected(&[("about", "b"), ("owner", "Zo\u{eb}")])
    );
    assert_eq!(told.exposure.unwrap().level, ExposureLevel::Private);
    let missing = s3.properties(&context(), &at("none")).await.unwrap_err();
    assert_eq!(missing.class, ErrorClass::NotFound);
    for (versioning, kept) in [(None, false), (Some("Suspended"), false), (Some("Enabled"), true)] {
        server.set_access(
            "main",
            Access {
                versioning,
                ..Access::default()
            },
        );
        assert_eq!(s3.keeps_versions(&context(), "main").await, Some(kept));
    }
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::Versioning));
    assert_eq!(s3.keeps_versions(&context(), "main").await, None);
}

#[tokio::test]
async fn exposure_is_read_from_the_service() {
    use ExposureLevel::{Private, Public, Shared, Unknown};
    let (server, s3) = start().await;
    server.put("main", "k", "x");
    let level = async |access: Access| {
        server.set_access("main", access);
        s3.bucket_exposure(&context(), "main").await.unwrap().level
    };
    let open = Access {
        policy_public: Some(true),
        grants: vec![Grant::Everybody("READ")],
        ..Access::default()
    };
    let blocked = |block| Access {
        block: Some(block),
        ..open.clone()
    };
    let listed = |grants: &[Grant]| Access {
        grants: grants.to_vec(),
        ..Access::default()
    };
    assert_eq!(level(Access::default()).await, Private);
    assert_eq!(level(open.clone()).await, Public);
    assert_eq!(level(blocked([true; 4])).await, Private);
    assert_eq!(
        level(blocked([true, false, true, false])).await,
        Public,
        "only for new ones"
    );
    assert_eq!(level(blocked([false, true, false, false])).await, Public);
    assert_eq!(level(listed(&[Grant::Authenticated("WRITE")])).await, Shared);
    assert_eq!(level(listed(&[Grant::Everybody("READ_ACP")])).await, Private);
    assert_eq!(level(listed(&[Grant::Everybody("WRITE_ACP")])).await, Public);
    assert_eq!(
        level(listed(&[Grant::Logs("WRITE"), Grant::User("READ")])).await,
        Private
    );
    let owned = Access {
        ownership: Some("BucketOwnerEnforced"),
        ..listed(&[Grant::Everybody("READ")])
    };
    assert_eq!(level(owned.clone()).await, Private);

    // Objects have lists of their own, unless these are off or ignored.
    server.set_grants("main", "k", vec![Grant::Everybody("READ")]);
    let own = async || s3.object_exposure(&context(), &at("k")).await.unwrap();
    assert_eq!(own().await, None);
    server.set_access("main", blocked([false, true, false, false]));
    assert_eq!(own().await, None);
    server.set_access("main", Access::default());
    assert_eq!(own().await.unwrap().level, Public);
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::ObjectAcl));
    let lacking = own().await.unwrap();
    assert_eq!(lacking.level, Unknown);
    assert_eq!(lacking.reasons[0].permission.as_deref(), Some("s3:GetObjectAcl"));

    // Each permission that is missing is named; a service without such calls is said plainly.
    let calls = [
        (Operation::AccessBlock, "s3:GetBucketPublicAccessBlock"),
        (Operation::PolicyStatus, "s3:GetBucketPolicyStatus"),
        (Operation::Ownership, "s3:GetBucketOwnershipControls"),
        (Operation::BucketAcl, "s3:GetBucketAcl"),
    ];
    for (operation, permission) in calls {
        server.clear_faults();
        server.fault(Fault::refuse(403, "AccessDenied").on(operation));
        let exposure = s3.bucket_exposure(&context(), "main").await.unwrap();
        let lacking: Vec<_> = exposure
            .reasons
            .iter()
            .filter(|reason| reason.level == Unknown)
            .map(|reason| reason.permission.as_deref())
            .collect();
        assert_eq!(lacking, [Some(permission)]);
    }
    for (status, code) in [(501, "NotImplemented"), (405, "")] {
        server.clear_faults();
        for (operation, _) in calls {
            server.fault(Fault::refuse(status, code).on(operation));
        }
        let exposure = s3.bucket_exposure(&context(), "main").await.unwrap();
        assert_eq!(exposure.level, Unknown);
        assert_eq!(exposure.reasons.len(), 1);
        assert!(exposure.reasons[0].text.contains("does not tell"));
    }
    server.clear_faults();
    let missing = s3.bucket_exposure(&context(), "nowhere").await.unwrap_err();
    assert_eq!(missing.class, ErrorClass::ConfigInvalid);
}

#[tokio::test]
async fn the_test_writes_and_leaves_nothing() {
    let (server, s3) = start().await;
    server.put("main", "a", "x");
    server.make_bucket("copies");
    let request = CheckRequest {
        scope: Scope {
            buckets: vec!["main".into()],
            ..Scope::default()
        },
        export_to: Some(ObjectRef {
            bucket: "copies".into(),
            key: ObjectKey::from("redacted"),
        }),
    };
    let run = async || -> (bool, Probe, Probe, Probe) {
        let report = s3.check(&context(), &request, &mut |_| {}).await;
        let [.., write, delete, exposure] = &report.probes[..] else {
            panic!("{report:#?}");
        };
        (report.connected, write.clone(), delete.clone(), exposure.clone())
    };
    let left = || {
        let tried = server
            .requests()
            .into_iter()
            .filter(|logged| logged.operation == Operation::Put);
        tried
            .filter(|logged| server.bytes("copies", &logged.key).is_some())
            .count()
    };
    use ProbeOutcome::{Failed, Indeterminate, Passed, Skipped};
    let (connected, write, delete, exposure) = run().await;
    assert!(connected);
    assert_eq!([write.outcome, delete.outcome, exposure.outcome], [Passed; 3]);
    assert!(
        write.detail.contains("copies/redacted/tidegate-test-"),
        "{}",
        write.detail
    );
    assert_eq!(left(), 0);

    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::Put));
    let (connected, write, delete, _) = run().await;
    assert!(!connected);
    assert_eq!([write.outcome, delete.outcome], [Failed, Skipped]);
    assert_eq!(write.permission.as_deref(), Some("s3:PutObject"));

    // Written but its answer lost each time: it is deleted all the same.
    server.clear_faults();
    server.fault(Fault::new(FaultKind::Drop).on(Operation::Put));
    let (_, write, delete, _) = run().await;
    assert_eq!([write.outcome, delete.outcome], [Indeterminate, Passed]);
    assert_eq!(left(), 0);

    server.clear_faults();
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::Delete));
    let (_, write, delete, _) = run().await;
    assert_eq!([write.outcome, delete.outcome], [Passed, Failed]);
    assert_eq!(delete.permission.as_deref(), Some("s3:DeleteObject"));
    assert!(
        delete.detail.contains("is left behind") || delete.remedy.contains("by hand"),
        "{delete:?}"
    );
    assert_eq!(left(), 1);
}
