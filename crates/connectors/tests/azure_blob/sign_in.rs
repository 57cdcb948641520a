//! An app signs in: at its authority host only, once for many requests, again when its bearer is refused.

use super::contract::{self, context, list_all};
use super::door::{Door, SECRET};
use super::{connect_with, scope, with_tree};
use futures::future::join_all;
use serde_json::json;
use std::time::Duration;
use tidegate_connectors::{Http, HttpOptions, provider};
use tidegate_domain::problem::ErrorClass;

#[tokio::test]
async fn an_app_keeps_the_contract() {
    let (server, fixture) = with_tree();
    let door = Door::before(&server).await;
    let azure = connect_with(&door.config(), &json!({ "client_secret": SECRET }));
    contract::all(azure.as_ref(), &fixture).await;
    let can = provider("azure_blob").unwrap().descriptor().capabilities;
    let can = tidegate_domain::provider::Capabilities { link: false, ..can };
    contract::changes(azure.as_ref(), &fixture, can).await;
    assert_eq!(
        door.state.given.lock().unwrap().len(),
        1,
        "one bearer did for all"
    );
    assert_eq!(*door.state.turned_away.lock().unwrap(), 0);
}

/// The link goes to the door's address; azurite itself is asked with the same signature.
#[tokio::test]
async fn an_app_makes_links_with_a_lent_key() {
    let (server, fixture) = with_tree();
    let door = Door::before(&server).await;
    let azure = connect_with(&door.config(), &json!({ "client_secret": SECRET }));
    let http = Http::new(HttpOptions::default());
    for key in ["a.csv", "sp ace/\u{e9}.csv"] {
        let link = azure
            .link(&context(), &fixture.at(key), Duration::from_secs(600))
            .await
            .unwrap();
        let url = link
            .url
            .replace(&door.address.to_string(), &server.address().to_string());
        for (url, status) in [(url.clone(), 200), (url.replace("sp=r&", "sp=rw&"), 403)] {
            let request = http::Request::get(&url).body(bytes::Bytes::new()).unwrap();
            let answer = http.send_once(&context(), "test", request).await.unwrap();
            assert_eq!(answer.status(), status, "{url}");
        }
    }
}

#[tokio::test]
async fn many_requests_sign_in_once() {
    let (server, fixture) = with_tree();
    let door = Door::before(&server).await;
    let azure = connect_with(&door.config(), &json!({ "client_secret": SECRET }));
    let object = fixture.at("a.csv");
    let ctx = context();
    for round in 1..=2 {
        let found = join_all((0..20).map(|_| azure.stat(&ctx, &object))).await;
        assert!(found.iter().all(Result::is_ok), "{found:?}");
        assert_eq!(door.state.given.lock().unwrap().len(), round);
        // The next twenty all come with a bearer that has ended.
        *door.state.good_for.lock().unwrap() = Some(0);
    }
}

#[tokio::test]
async fn a_bearer_that_ends_in_mid_listing_is_renewed_once() {
    let (server, fixture) = with_tree();
    let door = Door::before(&server).await;
    let azure = connect_with(&door.config(), &json!({ "client_secret": SECRET }));
    let mut scope = scope("main");
    scope.prefixes = ["a", "e", "logs/", "long", "sp"].map(Into::into).to_vec();
    list_all(azure.as_ref(), &scope).await.unwrap();
    *door.state.good_for.lock().unwrap() = Some(2);
    let listed = list_all(azure.as_ref(), &scope).await.unwrap();
    assert_eq!(listed.len(), fixture.objects.len());
    assert_eq!(door.state.given.lock().unwrap().len(), 2);
    assert_eq!(*door.state.turned_away.lock().unwrap(), 1);
}

#[tokio::test]
async fn refusals_of_the_sign_in_say_what_is_wrong() {
    let (server, _) = with_tree();
    let door = Door::before(&server).await;
    let asked = async |secret: &str| {
        let azure = connect_with(&door.config(), &json!({ "client_secret": secret }));
        let error = list_all(azure.as_ref(), &scope("main")).await.unwrap_err();
        let all = format!("{error} {} {error:?}", error.remedy);
        assert!(!all.contains(secret), "{all}");
        error
    };
    let error = asked("wrong-secret-value").await;
    assert_eq!(error.class, ErrorClass::AuthExpired, "{error}");
    assert!(error.message.contains("client secret"), "{error}");
    for (status, body, class, word) in [
        (
            401,
            r#"{"error":"invalid_client","error_codes":[7000222]}"#,
            ErrorClass::AuthExpired,
            "ended",
        ),
        (
            400,
            r#"{"error":"unauthorized_client","error_codes":[700016]}"#,
            ErrorClass::ConfigInvalid,
            "app",
        ),
        (
            400,
            r#"{"error":"invalid_request","error_codes":[90002]}"#,
            ErrorClass::ConfigInvalid,
            "tenant",
        ),
        (302, "", ErrorClass::ConfigInvalid, "another address"),
        (429, "", ErrorClass::RateLimited, "slow down"),
        (500, "", ErrorClass::Transient, "failed"),
        (200, "not json", ErrorClass::Protocol, "token"),
        (
            200,
            r#"{"access_token":"","expires_in":1}"#,
            ErrorClass::Protocol,
            "token",
        ),
        (
            200,
            r#"{"access_token":"x","expires_in":-1}"#,
            ErrorClass::Protocol,
            "token",
        ),
    ] {
        *door.state.refusal.lock().unwrap() = Some((status, body));
        let error = asked(SECRET).await;
        assert_eq!(error.class, class, "{status} {body}: {error}");
        assert!(error.message.contains(word), "{status} {body}: {error}");
    }
    assert_eq!(
        *door.state.passed.lock().unwrap(),
        0,
        "nobody came in without a bearer"
    );
}
