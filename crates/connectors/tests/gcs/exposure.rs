//! Who can reach buckets and objects, and what is said of an object.

use super::contract::context;
use super::{Gcs, at, connect, connect_as_nobody};
use tidegate_domain::exposure::{Exposure, ExposureLevel};

fn reasons(exposure: &Exposure) -> Vec<(&str, ExposureLevel)> {
    exposure
        .reasons
        .iter()
        .map(|reason| (reason.source.as_str(), reason.level))
        .collect()
}

#[tokio::test]
async fn buckets_tell_who_reaches_them() {
    use ExposureLevel::*;
    let server = Gcs::start().await.unwrap();
    let gcs = connect(&server);
    for bucket in ["closed", "shared", "open", "shut"] {
        server.make_bucket(bucket);
    }
    server.bind("shared", "roles/storage.objectViewer", "allAuthenticatedUsers");
    server.bind("open", "roles/storage.objectViewer", "allUsers");
    server.bind(
        "open",
        "roles/storage.legacyBucketReader",
        "allAuthenticatedUsers",
    );
    server.bind("shut", "roles/storage.objectViewer", "allUsers");
    server.set_access("closed", true, false);
    server.set_access("shut", true, true);
    let told = async |bucket: &str| gcs.bucket_exposure(&context(), bucket).await.unwrap();
    let settings = [("public_access_block", Private), ("account_setting", Private)];
    let with = |first: &[(&'static str, ExposureLevel)]| [first, &settings[..]].concat();
    let closed = told("closed").await;
    assert_eq!(
        (closed.level, reasons(&closed)),
        (Private, with(&[("iam_policy", Private)]))
    );
    assert!(closed.reasons[2].text.contains("is on"));
    let shared = told("shared").await;
    assert_eq!(
        (shared.level, reasons(&shared)),
        (Shared, with(&[("iam_policy", Shared)]))
    );
    assert!(shared.reasons[2].text.contains("is off"));
    let open = told("open").await;
    assert_eq!(
        (open.level, reasons(&open)),
        (Public, with(&[("iam_policy", Public), ("iam_policy", Shared)]))
    );
    assert!(open.reasons[0].text.contains("roles/storage.objectViewer"));
    let shut = told("shut").await;
    assert_eq!(
        (shut.level, reasons(&shut)),
        (Private, with(&[("iam_policy", Public)]))
    );

    server.deny("storage.buckets.get");
    let open = told("open").await;
    assert_eq!((open.level, open.reasons.len()), (Public, 3));
    let closed = told("closed").await;
    assert_eq!(
        (closed.level, reasons(&closed)[1]),
        (Unknown, ("account_setting", Unknown))
    );
    assert_eq!(
        closed.reasons[1].permission.as_deref(),
        Some("storage.buckets.get")
    );
    server.deny("storage.buckets.getIamPolicy");
    let unread = told("open").await;
    assert_eq!(
        (unread.level, reasons(&unread)),
        (Unknown, vec![("iam_policy", Unknown)])
    );
    assert_eq!(
        unread.reasons[0].permission.as_deref(),
        Some("storage.buckets.getIamPolicy")
    );
    assert!(gcs.bucket_exposure(&context(), "missing").await.is_err());
}

#[tokio::test]
async fn objects_have_lists_of_their_own() {
    use ExposureLevel::*;
    let server = Gcs::start().await.unwrap();
    let gcs = connect(&server);
    for key in ["closed", "shared", "open"] {
        server.put("main", key, "x");
    }
    server.open_object("main", "shared", "allAuthenticatedUsers");
    server.open_object("main", "open", "allUsers");
    server.open_object("main", "closed", "user-somebody@example.org");
    for (key, level) in [("closed", Private), ("shared", Shared), ("open", Public)] {
        let exposure = gcs.object_exposure(&context(), &at(key)).await.unwrap().unwrap();
        assert_eq!(
            (exposure.level, reasons(&exposure)),
            (level, vec![("object_acl", level)]),
            "{key}"
        );
    }
    server.deny("storage.objects.getIamPolicy");
    let unread = gcs
        .object_exposure(&context(), &at("open"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(unread.level, Unknown);
    assert_eq!(
        unread.reasons[0].permission.as_deref(),
        Some("storage.objects.getIamPolicy")
    );
    server.deny_nothing();
    server.set_access("main", true, false);
    assert_eq!(gcs.object_exposure(&context(), &at("open")).await.unwrap(), None);
}

#[tokio::test]
async fn properties_are_whole() {
    let server = Gcs::start().await.unwrap();
    server.put_with("main", "a b/\u{e9}.csv", "x", |fields| {
        for (name, value) in [
            ("contentEncoding", "gzip"),
            ("cacheControl", "no-store"),
            ("md5Hash", "nQ=="),
            ("kmsKeyName", "projects/p/locations/eu/keyRings/r/cryptoKeys/k"),
        ] {
            fields.insert(name.into(), value.into());
        }
        fields.insert("temporaryHold".into(), true.into());
        fields.insert(
            "metadata".into(),
            serde_json::json!({ "owner": "office", "<b>": "\u{202e}" }),
        );
    });
    let gcs = connect(&server);
    let found = gcs.properties(&context(), &at("a b/\u{e9}.csv")).await.unwrap();
    assert_eq!(found.uri, "gs://main/a b/\u{e9}.csv");
    assert_eq!(found.content_type.as_deref(), Some("application/octet-stream"));
    assert_eq!(
        found.meta,
        gcs.stat(&context(), &at("a b/\u{e9}.csv")).await.unwrap()
    );
    let value = |name: &str| {
        let found = found.system.iter().find(|value| value.name == name);
        found.map(|value| value.value.as_str())
    };
    assert_eq!(value("Content encoding"), Some("gzip"));
    assert_eq!(value("Cache control"), Some("no-store"));
    assert_eq!(value("MD5"), Some("nQ=="));
    assert_eq!(value("Temporary hold"), Some("yes"));
    assert!(value("Encryption key").unwrap().ends_with("/k"));
    assert!(value("CRC32C").is_some() && value("ETag").is_some() && value("Created").is_some());
    let metadata: Vec<_> = found.metadata.iter().map(|value| value.name.as_str()).collect();
    assert_eq!(metadata, ["<b>", "owner"]);
    assert_eq!(found.exposure.unwrap().level, ExposureLevel::Private);
    server.bind("main", "roles/storage.objectViewer", "allUsers");
    let seen = connect_as_nobody(&server)
        .properties(&context(), &at("a b/\u{e9}.csv"))
        .await
        .unwrap();
    assert_eq!(seen.exposure.unwrap().level, ExposureLevel::Unknown);
}
