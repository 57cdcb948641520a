//! Listing and reading: exact keys, pinned generations, refusals in words.

use super::contract::{context, list_all, outcomes, read};
use super::{Gcs, at, connect, connect_as_nobody, connect_with, corpus, quick, scope, told, with_tree};
use tidegate_connectors::{Connector, PutCondition};
use tidegate_domain::{
    connector::Scope,
    object::{BrowseRequest, Node, SkipReason, Version},
    problem::ErrorClass,
};
use tidegate_test_servers::{Fault, FaultKind, Operation};

#[tokio::test]
async fn hostile_keys_go_round() {
    let keys = corpus();
    let server = Gcs::start().await.unwrap();
    server.make_bucket("main");
    let gcs = connect(&server);
    for key in &keys {
        let bytes = format!("bytes of {key}").into_bytes();
        let written = super::writing::put(gcs.as_ref(), key, bytes.clone(), PutCondition::Create)
            .await
            .unwrap_or_else(|error| panic!("{key:?}: {error:?}"));
        assert_eq!(written.object, at(key));
        assert_eq!(server.object("main", key).unwrap().0, bytes, "{key:?}");
    }
    let listed = list_all(gcs.as_ref(), &scope("main")).await.unwrap();
    let mut expected: Vec<&[u8]> = keys.iter().map(String::as_bytes).collect();
    expected.sort_unstable();
    let names: Vec<&[u8]> = listed.iter().map(|meta| meta.object.key.as_bytes()).collect();
    assert_eq!(names, expected);
    for meta in &listed {
        let found = gcs.stat(&context(), &meta.object).await.unwrap();
        assert_eq!(found, *meta);
        let bytes = read(gcs.as_ref(), &meta.object, Some(&meta.version), None)
            .await
            .unwrap();
        assert_eq!(bytes, [b"bytes of ", meta.object.key.as_bytes()].concat());
        let prefixed = Scope {
            prefixes: vec![meta.object.key.clone()],
            ..scope("main")
        };
        let below = list_all(gcs.as_ref(), &prefixed).await.unwrap();
        assert_eq!(below.first().map(|first| &first.object), Some(&meta.object));
    }
    let all: Vec<_> = listed.into_iter().map(|meta| meta.object.key).collect();
    for (key, deleted) in all.iter().zip(gcs.delete(&context(), "main", &all).await) {
        deleted.unwrap_or_else(|error| panic!("{key}: {error:?}"));
    }
    assert!(list_all(gcs.as_ref(), &scope("main")).await.unwrap().is_empty());
    let again = gcs.delete(&context(), "main", &all[..2]).await;
    for gone in again {
        assert_eq!(gone.unwrap_err().class, ErrorClass::NotFound);
    }
    for request in server.requests() {
        let (path, _) = request.target.split_once('?').unwrap_or((&request.target, ""));
        assert!(
            !path.contains("/../") && !path.contains("//"),
            "{}",
            request.target
        );
    }
    for key in ["", ".", ".."] {
        let error = gcs.stat(&context(), &at(key)).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::NotFound);
    }
}

#[tokio::test]
async fn reads_are_pinned_to_a_generation() {
    let (server, _) = with_tree().await;
    let gcs = connect(&server);
    let first = gcs.stat(&context(), &at("a.csv")).await.unwrap().version;
    assert!(first.0.bytes().all(|b| b.is_ascii_digit()));
    server.put("main", "a.csv", "other");
    for stale in [
        first.clone(),
        Version("etag".into()),
        Version(String::new()),
        Version("0".into()),
    ] {
        let error = read(gcs.as_ref(), &at("a.csv"), Some(&stale), None)
            .await
            .unwrap_err();
        assert_eq!(error.class, ErrorClass::Changed, "{stale:?}");
        let error = read(gcs.as_ref(), &at("a.csv"), Some(&stale), Some(0..1))
            .await
            .unwrap_err();
        assert_eq!(error.class, ErrorClass::Changed, "{stale:?}");
    }
    server.remove("main", "a.csv");
    let error = read(gcs.as_ref(), &at("a.csv"), Some(&first), None)
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::NotFound);
    // Where older generations are kept, what was listed is what is read.
    server.set_versioning("main", true);
    assert_eq!(gcs.keeps_versions(&context(), "main").await, Some(true));
    server.put("main", "a.csv", "one");
    let one = gcs.stat(&context(), &at("a.csv")).await.unwrap().version;
    server.put("main", "a.csv", "two");
    assert_eq!(
        read(gcs.as_ref(), &at("a.csv"), Some(&one), None).await.unwrap(),
        b"one"
    );
    assert_eq!(
        read(gcs.as_ref(), &at("a.csv"), None, None).await.unwrap(),
        b"two"
    );
    server.deny("storage.buckets.get");
    assert_eq!(gcs.keeps_versions(&context(), "main").await, None);
}

#[tokio::test]
async fn packed_objects_are_read_as_they_are_stored() {
    let server = Gcs::start().await.unwrap();
    let packed = b"\x1f\x8b not really".to_vec();
    server.put_with("main", "a.gz", packed.clone(), |fields| {
        fields.insert("contentEncoding".into(), "gzip".into());
    });
    let gcs = connect(&server);
    assert_eq!(read(gcs.as_ref(), &at("a.gz"), None, None).await.unwrap(), packed);
    assert_eq!(
        read(gcs.as_ref(), &at("a.gz"), None, Some(1..4)).await.unwrap(),
        packed[1..4]
    );
}

#[tokio::test]
async fn archived_classes_and_markers_are_told() {
    let server = Gcs::start().await.unwrap();
    server.put_with("main", "cold", "x", |fields| {
        fields.insert("storageClass".into(), "ARCHIVE".into());
    });
    server.put("main", "dir/", "");
    let listed = list_all(connect(&server).as_ref(), &scope("main")).await.unwrap();
    assert_eq!(listed[0].storage_class.as_deref(), Some("ARCHIVE"));
    assert_eq!(listed[0].unreadable, None);
    assert_eq!(listed[1].unreadable, Some(SkipReason::FolderMarker));
}

#[tokio::test]
async fn long_listings_come_in_pages() {
    let server = Gcs::start().await.unwrap();
    for n in 0..2_345 {
        server.put("main", format!("k/{n:06}"), "");
    }
    let gcs = connect(&server);
    assert_eq!(list_all(gcs.as_ref(), &scope("main")).await.unwrap().len(), 2_345);
    // A token that has expired: the listing goes on from the last key.
    server.fault(
        Fault::refuse(400, "invalid")
            .on(Operation::List)
            .after(1)
            .times(1),
    );
    assert_eq!(list_all(gcs.as_ref(), &scope("main")).await.unwrap().len(), 2_345);
    // Answers that are not Google's, or list what was not asked for.
    for said in [
        "<html>",
        "{\"items\":[{\"name\":1}]}",
        "[]",
        "",
        "{\"error\":{\"code\":500}}",
    ] {
        server.clear_faults();
        server.fault(Fault::new(FaultKind::Say(said.into())).on(Operation::List));
        let error = gcs.list(&context(), &scope("main"), None).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::Protocol, "{said}");
    }
    server.clear_faults();
    let other = "{\"items\":[{\"name\":\"elsewhere\",\"size\":\"1\",\"generation\":\"1\"}]}";
    server.fault(Fault::new(FaultKind::Say(other.into())).on(Operation::List));
    let below = Scope {
        prefixes: vec!["k/".into()],
        ..scope("main")
    };
    let error = gcs.list(&context(), &below, None).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::Protocol);
}

#[tokio::test]
async fn missing_permissions_are_named() {
    use ErrorClass::PermissionDenied;
    let (server, _) = with_tree().await;
    let gcs = connect(&server);
    let lacks = |error: tidegate_connectors::SourceError, permission: &str| {
        told(&error, PermissionDenied, permission, permission);
        assert_eq!(error.permission.as_deref(), Some(permission));
    };
    for permission in ["list", "get", "create", "delete"] {
        server.deny(&format!("storage.objects.{permission}"));
    }
    server.deny("storage.buckets.list");
    let ctx = context();
    lacks(
        gcs.list(&ctx, &scope("main"), None).await.unwrap_err(),
        "storage.objects.list",
    );
    lacks(
        gcs.stat(&ctx, &at("a.csv")).await.unwrap_err(),
        "storage.objects.get",
    );
    lacks(
        read(gcs.as_ref(), &at("a.csv"), None, None).await.unwrap_err(),
        "storage.objects.get",
    );
    lacks(
        gcs.properties(&ctx, &at("a.csv")).await.unwrap_err(),
        "storage.objects.get",
    );
    lacks(
        gcs.list(&ctx, &Scope::default(), None).await.unwrap_err(),
        "storage.buckets.list",
    );
    let written = super::writing::put(gcs.as_ref(), "x", b"x".to_vec(), PutCondition::Create).await;
    lacks(written.unwrap_err(), "storage.objects.create");
    let deleted = gcs.delete(&ctx, "main", &["a.csv".into()]).await.remove(0);
    lacks(deleted.unwrap_err(), "storage.objects.delete");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    use ErrorClass::*;
    let (server, _) = with_tree().await;
    let gcs = connect(&server);
    for (status, reason, class, words) in [
        (401, "authError", AuthExpired, "does not accept this credential"),
        (403, "rateLimitExceeded", RateLimited, "slow down"),
        (403, "userRateLimitExceeded", RateLimited, "slow down"),
        (429, "rateLimitExceeded", RateLimited, "slow down"),
        (403, "accountDisabled", PermissionDenied, "billing"),
        (403, "accessNotConfigured", PermissionDenied, "not switched on"),
        (400, "userProjectMissing", PermissionDenied, "Requester Pays"),
        (403, "forbidden", PermissionDenied, "storage.objects.list"),
        (404, "notFound", ConfigInvalid, "no bucket main"),
        (307, "", ConfigInvalid, "another address"),
        (500, "backendError", Transient, "500"),
        (503, "backendError", RateLimited, "slow down"),
        (418, "teapot", Protocol, "418"),
        (400, "invalid", Protocol, "400"),
    ] {
        server.clear_faults();
        server.fault(Fault::refuse(status, reason).on(Operation::List));
        let error = gcs.list(&context(), &scope("main"), None).await.unwrap_err();
        told(&error, class, words, &format!("{status} {reason}"));
    }
    for (status, reason, class, words) in [
        (404, "notFound", NotFound, "no longer"),
        (412, "conditionNotMet", Changed, "changed"),
        (
            400,
            "resourceIsEncryptedWithCustomerEncryptionKey",
            PermissionDenied,
            "customer-supplied",
        ),
        (416, "requestedRangeNotSatisfiable", Changed, "shorter"),
    ] {
        server.clear_faults();
        server.fault(Fault::refuse(status, reason).on(Operation::Get));
        let error = read(gcs.as_ref(), &at("a.csv"), None, None).await.unwrap_err();
        told(&error, class, words, &format!("{status} {reason}"));
    }
    server.clear_faults();
    server.fault(Fault::refuse(403, "retentionPolicyNotMet").on(Operation::Delete));
    let error = gcs
        .delete(&context(), "main", &["a.csv".into()])
        .await
        .remove(0)
        .unwrap_err();
    told(&error, PermissionDenied, "retention", "delete");
    server.clear_faults();
    let late = Fault::refuse(401, "authError").header("date", "Mon, 05 Jan 2026 10:00:00 GMT");
    server.fault(late);
    let error = gcs.list(&context(), &scope("main"), None).await.unwrap_err();
    told(&error, ConfigInvalid, "clock", "skew");
}

#[tokio::test]
async fn buckets_need_a_project() {
    let (server, _) = with_tree().await;
    server.put("zeta", "z", "z");
    let gcs = connect(&server);
    let page = gcs.browse(&context(), &BrowseRequest::default()).await.unwrap();
    let names: Vec<_> = page
        .nodes
        .iter()
        .map(|node| match node {
            Node::Bucket { name, created } => (name.as_str(), created.is_some()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, [("main", true), ("zeta", true)]);
    assert_eq!(list_all(gcs.as_ref(), &Scope::default()).await.unwrap().len(), 9);

    // A key from which somebody took the project.
    let mut key: serde_json::Value = serde_json::from_str(&server.service_account()).unwrap();
    key.as_object_mut().unwrap().remove("project_id");
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let gcs = connect_with(&config, Some(key.to_string()), &quick());
    let error = gcs.list(&context(), &Scope::default(), None).await.unwrap_err();
    told(&error, ErrorClass::ConfigInvalid, "project ID", "no project");
    assert_eq!(list_all(gcs.as_ref(), &scope("zeta")).await.unwrap().len(), 1);
    let (connected, letters) = outcomes(gcs.as_ref(), &scope("zeta")).await;
    assert!(connected, "{letters}");
    let given = serde_json::json!({ "endpoint": server.endpoint(), "project_id": Gcs::PROJECT });
    let gcs = connect_with(&given, Some(key.to_string()), &quick());
    assert_eq!(list_all(gcs.as_ref(), &Scope::default()).await.unwrap().len(), 9);
}

#[tokio::test]
async fn checks_say_what_is_wrong() {
    let (server, _) = with_tree().await;
    server.make_bucket("void");
    let gcs = connect(&server);
    let told = async |gcs: &dyn Connector, bucket: &str| outcomes(gcs, &scope(bucket)).await;
    assert_eq!(told(gcs.as_ref(), "main").await, (true, "PP-PPPP--P".into()));
    assert_eq!(told(gcs.as_ref(), "void").await, (true, "PP-PPP---P".into()));
    assert_eq!(told(gcs.as_ref(), "missing").await, (false, "PP-PPF----".into()));
    assert_eq!(
        told(gcs.as_ref(), "no/bucket").await,
        (false, "F---------".into())
    );
    // The least that a connector needs: the test asks for nothing of the bucket itself.
    for permission in [
        "storage.buckets.list",
        "storage.buckets.get",
        "storage.buckets.getIamPolicy",
    ] {
        server.deny(permission);
    }
    server.clear_requests();
    assert_eq!(told(gcs.as_ref(), "main").await, (true, "PP---PP--?".into()));
    let asked: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert!(
        asked
            .iter()
            .all(|target| target != "/storage/v1/b/main" && !target.starts_with("/storage/v1/b/main?")),
        "{asked:#?}"
    );
    server.deny("storage.objects.get");
    assert_eq!(told(gcs.as_ref(), "main").await, (false, "PP---PF--?".into()));
    server.deny_nothing();
    let stranger = Gcs::start().await.unwrap();
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let wrong = connect_with(&config, Some(stranger.service_account()), &quick());
    assert_eq!(told(wrong.as_ref(), "main").await, (false, "PP-F------".into()));
    let nobody = connect_as_nobody(&server);
    assert_eq!(told(nobody.as_ref(), "main").await, (false, "PP-P-F----".into()));
    let error = nobody.list(&context(), &scope("main"), None).await.unwrap_err();
    super::told(&error, ErrorClass::PermissionDenied, "Sign in", "anonymous");
}
