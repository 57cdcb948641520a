//! Temporary links: what they open, and what they do not.

use super::contract::context;
use super::{Gcs, at, connect, connect_as_nobody, corpus, quick, told};
use bytes::Bytes;
use std::time::Duration;
use tidegate_domain::problem::ErrorClass;

const HOUR: Duration = Duration::from_secs(3_600);

/// Follows a link like somebody without any credential.
async fn follow(url: &str) -> (u16, Bytes) {
    let request = http::Request::get(url).body(Bytes::new()).unwrap();
    let answer = quick()
        .send_once(&context(), "follow a link", request)
        .await
        .unwrap();
    (
        answer.status().as_u16(),
        answer.into_body().read(1 << 20).await.unwrap(),
    )
}

#[tokio::test]
async fn links_open_their_object_whatever_its_key() {
    let server = Gcs::start().await.unwrap();
    let gcs = connect(&server);
    for key in corpus() {
        server.put("main", &key, format!("bytes of {key}"));
        let link = gcs.link(&context(), &at(&key), HOUR).await;
        if key.split('/').any(|part| matches!(part, "." | "..")) {
            told(&link.unwrap_err(), ErrorClass::ConfigInvalid, "Browsers", &key);
            continue;
        }
        let link = link.unwrap();
        // Nothing that a browser would spell otherwise.
        assert_eq!(url::Url::parse(&link.url).unwrap().as_str(), link.url);
        let (status, bytes) = follow(&link.url).await;
        assert_eq!(
            (status, &bytes[..]),
            (200, format!("bytes of {key}").as_bytes()),
            "{key:?}"
        );
    }
    assert!(server.requests().iter().all(|request| !request.signed));
}

#[tokio::test]
async fn links_hold_only_for_what_was_signed() {
    let server = Gcs::start().await.unwrap();
    server.put("main", "a", "one");
    server.put("main", "b", "two");
    let gcs = connect(&server);
    let link = gcs.link(&context(), &at("a"), HOUR).await.unwrap();
    assert!(!link.shortened);
    assert_eq!(follow(&link.url).await.0, 200);
    for (from, to) in [
        ("/main/a?", "/main/b?"),
        ("X-Goog-Expires=3600", "X-Goog-Expires=7200"),
        ("X-Goog-Signature=", "X-Goog-Signature=00"),
        ("/auto/", "/main/"),
        ("X-Goog-Algorithm=GOOG4-RSA-SHA256", "X-Goog-Algorithm=NONE"),
        ("%2Fauto%2F", "%2Fothers%2F"),
    ] {
        let tampered = link.url.replacen(from, to, 1);
        let expected = if tampered == link.url { 200 } else { 403 };
        assert_eq!(follow(&tampered).await.0, expected, "{to}");
    }
    let week = Duration::from_secs(7 * 24 * 3_600);
    let long = gcs.link(&context(), &at("a"), week).await.unwrap();
    assert_eq!(follow(&long.url).await.0, 200);
    for lasting in [Duration::ZERO, week + Duration::from_secs(1)] {
        let error = gcs.link(&context(), &at("a"), lasting).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::ConfigInvalid);
    }
    let brief = gcs.link(&past(), &at("a"), HOUR).await.unwrap();
    assert_eq!(follow(&brief.url).await.0, 400, "it has ended");
    let error = connect_as_nobody(&server)
        .link(&context(), &at("a"), HOUR)
        .await
        .unwrap_err();
    told(
        &error,
        ErrorClass::ConfigInvalid,
        "Without signing in",
        "anonymous",
    );
}

/// Two hours ago.
fn past() -> tidegate_domain::context::RunContext {
    super::sign_in::Moved::context(-7_200).1
}
