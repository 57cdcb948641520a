//! S3 against a server that checks signatures and breaks on request.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::{Fixture, context, list_all, outcomes, read};
use std::time::Duration;
use tidegate_connectors::{Connector, Http, HttpOptions, SourceError, Surroundings, provider};
use tidegate_domain::{
    connector::Scope,
    key::ObjectKey,
    object::{BrowseRequest, Node, ObjectRef, SkipReason, Version},
    problem::ErrorClass,
    secret::Credential,
};
use tidegate_test_servers::{AccessKey, Fault, FaultBucket, FaultKind, Operation};

fn quick() -> Http {
    Http::new(HttpOptions {
        stall_timeout: Duration::from_millis(300),
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(2),
        retry_after_cap: Duration::from_millis(5),
        ..HttpOptions::default()
    })
}

fn connect_to(endpoint: &str, secret: &str, http: &Http) -> Box<dyn Connector> {
    let config = serde_json::json!({ "endpoint": endpoint });
    let credential = Credential::from_json(&serde_json::json!({
        "access_key_id": FaultBucket::ACCESS_KEY_ID,
        "secret_access_key": secret,
    }));
    provider("s3")
        .unwrap()
        .connect(&config, Some(&credential), &Surroundings::bare(http.clone()))
        .unwrap()
}

fn connect(server: &FaultBucket) -> Box<dyn Connector> {
    connect_to(&server.endpoint(), FaultBucket::SECRET_ACCESS_KEY, &quick())
}

async fn with_tree() -> (FaultBucket, Fixture) {
    let server = FaultBucket::start().await.unwrap();
    let fixture = Fixture::tree("main");
    for (key, bytes) in &fixture.objects {
        server.put("main", key, bytes.clone());
    }
    (server, fixture)
}

fn scope(bucket: &str) -> Scope {
    Scope {
        buckets: vec![bucket.to_owned()],
        ..Scope::default()
    }
}

fn at(key: impl AsRef<[u8]>) -> ObjectRef {
    ObjectRef {
        bucket: "main".into(),
        key: ObjectKey::from_bytes(key.as_ref()),
    }
}

#[tokio::test]
async fn keeps_the_contract() {
    let (server, fixture) = with_tree().await;
    contract::all(connect(&server).as_ref(), &fixture).await;
    let can = provider("s3").unwrap().descriptor().capabilities;
    contract::changes(connect(&server).as_ref(), &fixture, can).await;
}

#[tokio::test]
async fn hostile_keys_go_round() {
    let keys: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    assert!(keys.len() >= 120);
    let server = FaultBucket::start().await.unwrap();
    for key in &keys {
        server.put("main", key, format!("bytes of {key}"));
    }
    let s3 = connect(&server);
    let listed = list_all(s3.as_ref(), &scope("main")).await.unwrap();
    let mut expected: Vec<&[u8]> = keys.iter().map(String::as_bytes).collect();
    expected.sort_unstable();
    let names: Vec<&[u8]> = listed.iter().map(|meta| meta.object.key.as_bytes()).collect();
    assert_eq!(names, expected);
    for meta in &listed {
        let found = s3.stat(&context(), &meta.object).await.unwrap();
        assert_eq!(
            (found.size, &found.version),
            (meta.size, &meta.version),
            "{}",
            meta.object
        );
        let bytes = read(s3.as_ref(), &meta.object, Some(&meta.version), None)
            .await
            .unwrap();
        let key = String::from_utf8(meta.object.key.as_bytes().to_vec()).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), format!("bytes of {key}"));
        let prefixed = Scope {
            prefixes: vec![meta.object.key.clone()],
            ..scope("main")
        };
        let below = list_all(s3.as_ref(), &prefixed).await.unwrap();
        assert_eq!(
            below.first().map(|first| &first.object.key),
            Some(&meta.object.key)
        );
    }
}

/// Status, code, header, and what becomes of them: class and words that must be said.
#[tokio::test]
async fn refusals_are_told_apart() {
    use ErrorClass::*;
    let (server, _) = with_tree().await;
    let s3 = connect(&server);
    let list = [
        (
            403,
            "InvalidAccessKeyId",
            AuthExpired,
            "does not know this access key",
        ),
        (403, "SignatureDoesNotMatch", AuthExpired, "secret access key"),
        (400, "ExpiredToken", AuthExpired, "expired"),
        (400, "InvalidToken", AuthExpired, "token"),
        (403, "RequestTimeTooSkewed", ConfigInvalid, "clock"),
        (403, "AccessDenied", PermissionDenied, "s3:ListBucket"),
        (404, "NoSuchBucket", ConfigInvalid, "main"),
        (301, "PermanentRedirect", ConfigInvalid, "eu-central-1"),
        (400, "AuthorizationHeaderMalformed", ConfigInvalid, "eu-central-1"),
        (307, "TemporaryRedirect", ConfigInvalid, "eu-central-1"),
        (503, "SlowDown", RateLimited, "slow down"),
        (429, "", RateLimited, "slow down"),
        (500, "InternalError", Transient, "500"),
        (502, "", Transient, "502"),
        (418, "", Protocol, "418"),
        (401, "", AuthExpired, "credential"),
        (403, "", PermissionDenied, "s3:ListBucket"),
    ];
    for (status, code, class, words) in list {
        server.clear_faults();
        let fault = Fault::refuse(status, code).on(Operation::List);
        server.fault(fault.header("x-amz-bucket-region", "eu-central-1"));
        let error = s3.list(&context(), &scope("main"), None).await.unwrap_err();
        told(&error, class, words, &format!("{status} {code}"));
    }
    let object = [
        (403, "AccessDenied", PermissionDenied, "s3:GetObject"),
        (404, "NoSuchKey", NotFound, "no longer"),
        (403, "InvalidObjectState", PermissionDenied, "archived"),
        (412, "PreconditionFailed", Changed, "changed"),
        (404, "NoSuchBucket", ConfigInvalid, "main"),
        (503, "SlowDown", RateLimited, "slow down"),
    ];
    for (status, code, class, words) in object {
        server.clear_faults();
        server.fault(Fault::refuse(status, code).on(Operation::Get));
        let error = read(s3.as_ref(), &at("a.csv"), None, None).await.unwrap_err();
        told(&error, class, words, &format!("{status} {code}"));
    }
    server.clear_faults();
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::ListBuckets));
    let error = s3.list(&context(), &Scope::default(), None).await.unwrap_err();
    told(&error, PermissionDenied, "s3:ListAllMyBuckets", "buckets");
}

fn told(error: &SourceError, class: ErrorClass, words: &str, case: &str) {
    assert_eq!(error.class, class, "{case}: {error:?}");
    let text = format!("{} {}", error.message, error.remedy);
    assert!(text.contains(words), "{case}: {text}");
    for secret in [
        FaultBucket::SECRET_ACCESS_KEY,
        FaultBucket::ACCESS_KEY_ID,
        "Signature=",
        "list-type",
    ] {
        assert!(!text.contains(secret), "{case}: {text}");
    }
}

#[tokio::test]
async fn connections_that_fail_are_told_apart() {
    let plain = FaultBucket::start().await.unwrap();
    let gone = FaultBucket::start().await.unwrap();
    let refused = gone.endpoint();
    drop(gone);
    for (endpoint, class, words) in [
        (refused.as_str(), ErrorClass::Transient, "refuses"),
        (
            "https://nowhere.invalid",
            ErrorClass::Transient,
            "could not be found",
        ),
        (
            &plain.endpoint().replace("http:", "https:"),
            ErrorClass::ConfigInvalid,
            "TLS",
        ),
    ] {
        // The stopped server's socket closes a moment after it is told to; refusals are tried again anyway.
        let s3 = connect_to(endpoint, "x", &quick());
        let error = s3.list(&context(), &scope("main"), None).await.unwrap_err();
        told(&error, class, words, endpoint);
    }
    assert!(plain.requests().is_empty());
}

#[tokio::test]
async fn wrong_keys_are_refused_by_the_signature() {
    let (server, _) = with_tree().await;
    let s3 = connect_to(&server.endpoint(), "wrong", &quick());
    let error = s3.list(&context(), &scope("main"), None).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::AuthExpired);
    // The exact signer is held to the same.
    server.put("main", "a/../b", "x");
    let error = s3.stat(&context(), &at("a/../b")).await.unwrap_err();
    assert_ne!(error.class, ErrorClass::NotFound);
}

#[tokio::test]
async fn session_tokens_are_signed() {
    let (server, _) = with_tree().await;
    server.put("main", "x/./y", "dotted");
    server.add_key(AccessKey {
        id: "TEMPORARY".into(),
        secret: "s".into(),
        token: Some("the-token".into()),
    });
    let credential = |token: &str| {
        Credential::from_json(&serde_json::json!({
            "access_key_id": "TEMPORARY", "secret_access_key": "s", "session_token": token,
        }))
    };
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let s3 = provider("s3").unwrap();
    let right = s3
        .connect(
            &config,
            Some(&credential("the-token")),
            &Surroundings::bare(quick()),
        )
        .unwrap();
    for key in ["a.csv", "x/./y"] {
        right.stat(&context(), &at(key)).await.unwrap();
    }
    let wrong = s3
        .connect(
            &config,
            Some(&credential("another")),
            &Surroundings::bare(quick()),
        )
        .unwrap();
    let error = wrong.list(&context(), &scope("main"), None).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::AuthExpired);
}

#[tokio::test]
async fn redirects_take_nothing_along() {
    let (server, _) = with_tree().await;
    let target = FaultBucket::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        server.clear_faults();
        server
            .fault(Fault::refuse(status, "").header("location", format!("{}/main/a.csv", target.endpoint())));
        let http = quick();
        let s3 = connect_to(&server.endpoint(), FaultBucket::SECRET_ACCESS_KEY, &http);
        let error = read(s3.as_ref(), &at("a.csv"), None, None).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::ConfigInvalid, "{status}");
        s3.list(&context(), &scope("main"), None).await.unwrap_err();
        let hosts: Vec<String> = http.ledger().into_iter().map(|count| count.host).collect();
        assert_eq!(hosts, [server.address().to_string()]);
    }
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn busy_services_are_tried_again() {
    let (server, _) = with_tree().await;
    let s3 = connect(&server);
    for (status, times) in [(503, 4), (500, 2), (429, 1)] {
        server.clear_faults();
        server.clear_requests();
        server.fault(
            Fault::refuse(status, "SlowDown")
                .header("retry-after", "1")
                .times(times),
        );
        list_all(s3.as_ref(), &scope("main")).await.unwrap();
        assert_eq!(server.requests().len(), times as usize + 1);
    }
    server.clear_requests();
    server.fault(Fault::refuse(503, "SlowDown").header("retry-after", "60"));
    let error = s3.list(&context(), &scope("main"), None).await.unwrap_err();
    assert!(error.retry_at.is_some());
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn bodies_that_break_are_resumed() {
    let (server, fixture) = with_tree().await;
    let s3 = connect(&server);
    let whole = &fixture.objects[&b"long.bin"[..]];
    for kind in [
        FaultKind::Truncate(0),
        FaultKind::Truncate(1),
        FaultKind::Reset(30_000),
        FaultKind::Truncate(69_999),
        FaultKind::Stall(10),
    ] {
        server.clear_faults();
        server.fault(Fault::new(kind.clone()).on(Operation::Get).times(2));
        let bytes = read(s3.as_ref(), &at("long.bin"), None, None).await.unwrap();
        assert!(bytes == *whole, "{kind:?}");
    }
    server.clear_faults();
    server.fault(Fault::new(FaultKind::Truncate(10)).on(Operation::Get));
    let error = read(s3.as_ref(), &at("long.bin"), None, None).await.unwrap_err();
    assert!(error.class.is_retryable(), "{error:?}");
    // Another version in the middle is never glued on.
    server.clear_faults();
    server.fault(Fault::new(FaultKind::Truncate(10)).on(Operation::Get).times(1));
    server.fault(
        Fault::new(FaultKind::Change("new".into()))
            .on(Operation::Get)
            .after(1),
    );
    let error = read(s3.as_ref(), &at("long.bin"), None, None).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::Changed);
}

#[tokio::test]
async fn lies_about_bodies_are_noticed() {
    let (server, fixture) = with_tree().await;
    let s3 = connect(&server);
    let range = Some(10..20);
    for kind in [
        FaultKind::ContentRange("bytes 0-9/70000".into()),
        FaultKind::ContentRange("bytes 10-19/15".into()),
        FaultKind::ContentRange("nonsense".into()),
        FaultKind::Extra(5),
        FaultKind::Shorter(5),
        FaultKind::Say("no length of the object, no etag".into()),
    ] {
        server.clear_faults();
        server.fault(Fault::new(kind.clone()).on(Operation::Get));
        let version = server.etag("main", "long.bin").map(Version).unwrap();
        let error = read(s3.as_ref(), &at("long.bin"), Some(&version), range.clone())
            .await
            .unwrap_err();
        assert!(
            matches!(error.class, ErrorClass::Protocol | ErrorClass::Changed),
            "{kind:?} {error:?}"
        );
    }
    // A range that the service ignores still gives the right bytes; an ignored If-Match is seen.
    server.clear_faults();
    server.fault(Fault::new(FaultKind::IgnoreRange).on(Operation::Get));
    server.fault(Fault::new(FaultKind::IgnoreConditions).on(Operation::Get));
    let bytes = read(s3.as_ref(), &at("long.bin"), None, range).await.unwrap();
    assert!(bytes == fixture.objects[&b"long.bin"[..]][10..20]);
    let stale = Version("stale".into());
    let error = read(s3.as_ref(), &at("a.csv"), Some(&stale), None)
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::Changed);
}

#[tokio::test]
async fn listings_that_lie_are_noticed() {
    let server = FaultBucket::start().await.unwrap();
    server.generate("main", 2_500, 10);
    let s3 = connect(&server);
    assert_eq!(list_all(s3.as_ref(), &scope("main")).await.unwrap().len(), 2_500);
    let page = |inside: &str| format!("<ListBucketResult>{inside}</ListBucketResult>");
    let looping = page(
        "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>\
         <Contents><Key>a</Key><Size>1</Size></Contents>",
    );
    for body in [
        looping.as_str(),
        &page("<IsTruncated>true</IsTruncated>"),
        &page("<Contents><Key>a</Key></Contents>"),
        &page("<Contents><Size>1</Size></Contents>"),
        &page("<Contents><Key>&unknown;</Key><Size>1</Size></Contents>"),
        "<!DOCTYPE x [<!ENTITY a \"b\">]><ListBucketResult></ListBucketResult>",
        "<ListBucketResult><Contents>",
        "<html></html>",
        "",
        "{}",
    ] {
        server.clear_faults();
        server.fault(Fault::new(FaultKind::Say(body.to_owned().into())).on(Operation::List));
        let error = list_all(s3.as_ref(), &scope("main")).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::Protocol, "{body}");
    }
    server.clear_faults();
    let denied = "<Error><Code>AccessDenied</Code></Error>";
    server.fault(Fault::new(FaultKind::Say(denied.into())).on(Operation::List));
    let error = list_all(s3.as_ref(), &scope("main")).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied);
    // A token that has expired: the listing goes on from the last key.
    server.clear_faults();
    server.fault(
        Fault::refuse(400, "InvalidArgument")
            .on(Operation::List)
            .after(1)
            .times(1),
    );
    assert_eq!(list_all(s3.as_ref(), &scope("main")).await.unwrap().len(), 2_500);
    // Without url encoding the XML's own entities apply.
    server.clear_faults();
    let raw = page("<Contents><Key>a+b%20&amp;&#x263a;</Key><Size>1</Size><ETag>\"e\"</ETag></Contents>");
    server.fault(Fault::new(FaultKind::Say(raw.into())).on(Operation::List));
    let listed = list_all(s3.as_ref(), &scope("main")).await.unwrap();
    assert_eq!(listed[0].object.key, ObjectKey::from("a+b%20&\u{263a}"));
    assert_eq!(listed[0].version, Version("e".into()));
}

#[tokio::test]
async fn buckets_of_an_account() {
    let server = FaultBucket::start().await.unwrap();
    for bucket in ["alpha", "beta", "gamma"] {
        server.put(bucket, "k", "v");
    }
    server.put_class("alpha", "cold", "v", "GLACIER");
    server.put("alpha", "dir/", "");
    server.fault(
        Fault::refuse(403, "AccessDenied")
            .on(Operation::List)
            .bucket("beta"),
    );
    let s3 = connect(&server);
    let mut cursor = None;
    let (mut objects, mut problems) = (Vec::new(), Vec::new());
    loop {
        let page = s3
            .list(&context(), &Scope::default(), cursor.as_ref())
            .await
            .unwrap();
        objects.extend(
            page.objects
                .into_iter()
                .map(|meta| (meta.object.to_string(), meta.unreadable)),
        );
        problems.extend(
            page.problems
                .into_iter()
                .map(|problem| problem.object.unwrap().bucket),
        );
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let expected = [
        ("alpha/cold", Some(SkipReason::Archived)),
        ("alpha/dir/", Some(SkipReason::FolderMarker)),
        ("alpha/k", None),
        ("gamma/k", None),
    ];
    assert_eq!(objects, expected.map(|(key, reason)| (key.to_owned(), reason)));
    assert_eq!(problems, ["beta"]);
    assert_eq!(server.count(Operation::ListBuckets), 1);
    let error = s3.list(&context(), &scope("beta"), None).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied);

    let mut request = BrowseRequest {
        limit: Some(2),
        ..BrowseRequest::default()
    };
    let first = s3.browse(&context(), &request).await.unwrap();
    request.cursor = first.next_cursor;
    let second = s3.browse(&context(), &request).await.unwrap();
    let names: Vec<_> = first.nodes.iter().chain(&second.nodes).collect();
    assert!(matches!(names[..], [Node::Bucket { .. }, _, Node::Bucket { name, .. }] if name == "gamma"));
    assert_eq!(second.next_cursor, None);

    let report = s3.check(&context(), &Scope::default().into(), &mut |_| {}).await;
    assert!(report.connected);
    assert_eq!(report.buckets_accessible, 2);
}

#[tokio::test]
async fn checks_say_what_is_wrong() {
    let (server, _) = with_tree().await;
    server.make_bucket("void");
    let s3 = connect(&server);
    let named = scope("main");
    let told = async |s3: &dyn Connector, scope: &Scope| {
        let (connected, letters) = outcomes(s3, scope).await;
        // Who can reach it is another test's matter.
        (connected, letters[..9].to_owned())
    };
    assert_eq!(told(s3.as_ref(), &named).await, (true, "PP-PPPP--".into()));
    assert_eq!(
        told(s3.as_ref(), &scope("void")).await,
        (true, "PP-PPP---".into())
    );
    assert_eq!(
        told(s3.as_ref(), &scope("missing")).await,
        (false, "PP-PPF---".into())
    );
    let wrong = connect_to(&server.endpoint(), "wrong", &quick());
    assert_eq!(told(wrong.as_ref(), &named).await, (false, "PP-F-----".into()));
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::ListBuckets));
    assert_eq!(told(s3.as_ref(), &named).await, (true, "PP---PP--".into()));
    server.fault(Fault::refuse(403, "AccessDenied").on(Operation::Get));
    assert_eq!(told(s3.as_ref(), &named).await, (false, "PP---PF--".into()));
    server.fault(Fault::refuse(503, "SlowDown").on(Operation::List));
    assert_eq!(told(s3.as_ref(), &named).await, (false, "PP---?---".into()));
    let away = connect_to("https://nowhere.invalid", "x", &quick());
    assert_eq!(told(away.as_ref(), &named).await, (false, "?--------".into()));
}

#[test]
fn forms_are_checked_field_by_field() {
    let s3 = provider("s3").unwrap();
    let keys = Credential::from_json(&serde_json::json!({"access_key_id": "A", "secret_access_key": "b"}));
    for good in [
        serde_json::json!({}),
        serde_json::json!({"region": "eu-west-3"}),
        serde_json::json!({"endpoint": "https://s3.example.org:9000/", "path_style": false}),
        serde_json::json!({"endpoint": "http://localhost:9000"}),
        serde_json::json!({"endpoint": "http://[::1]:9000"}),
        serde_json::json!({"endpoint": "", "auth": "access_keys"}),
    ] {
        s3.validate(&good, Some(&keys))
            .unwrap_or_else(|problem| panic!("{good}: {problem}"));
    }
    for endpoint in [
        "s3.example.org",
        "ftp://x",
        "http://example.org",
        "http://10.0.0.1",
        "http://127.0.0.1.example.org",
        "http://localhost@example.org",
        "https://user:pass@example.org",
        "https://example.org/path",
        "https://example.org?x=1",
        "https://example.org#x",
        "https://169.254.169.254",
        "https://[fe80::1]",
        "https://[::ffff:169.254.169.254]",
        "https://0.0.0.0",
        "https://",
        "https://x:0",
        "https://2852039166",
        "https://0xa9fea9fe",
        "https://169.254.43518",
        "https://169.254.169.254.",
        "https://1.2.3.400",
        "https://xn--a",
        "http://127.1",
        "https://x:99999",
        "https://x y",
        "https://exa\u{301}mple.org",
    ] {
        let config = serde_json::json!({ "endpoint": endpoint });
        let problem = s3.validate(&config, Some(&keys)).expect_err(endpoint);
        assert_eq!(problem.field.as_deref(), Some("endpoint"), "{endpoint}");
        assert_eq!(problem.class, ErrorClass::ConfigInvalid);
    }
    let problem = s3
        .validate(&serde_json::json!({"region": "us east"}), Some(&keys))
        .unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("region"));
    s3.validate(&serde_json::json!({"bucket": "x"}), Some(&keys))
        .unwrap_err();
    for (credential, field) in [
        (serde_json::json!({"secret_access_key": "b"}), "access_key_id"),
        (serde_json::json!({"access_key_id": "A"}), "secret_access_key"),
        (
            serde_json::json!({"access_key_id": "A B", "secret_access_key": "b"}),
            "access_key_id",
        ),
        (
            serde_json::json!({"access_key_id": "A", "secret_access_key": "b", "session_token": "a\nb"}),
            "session_token",
        ),
    ] {
        let problem = s3.validate(&serde_json::json!({}), Some(&Credential::from_json(&credential)));
        assert_eq!(problem.unwrap_err().field.as_deref(), Some(field));
    }
    assert!(s3.validate(&serde_json::json!({}), None).is_err());
}

#[tokio::test]
async fn bucket_names_cannot_lead_elsewhere() {
    let (server, _) = with_tree().await;
    let s3 = connect(&server);
    for bucket in ["a/b", "..", "x@example.org", "x?y", "x:1", "\u{e9}", "a b"] {
        let error = s3.list(&context(), &scope(bucket), None).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::ConfigInvalid, "{bucket}");
    }
    assert!(server.requests().is_empty());
}
