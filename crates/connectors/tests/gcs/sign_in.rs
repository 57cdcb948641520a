//! Who asks: bearers that are wrong, end, or are wanted by the wrong host.

use super::contract::{context, list_all};
use super::{Fixture, Gcs, at, connect, connect_with, contract, quick, scope, told, with_tree};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tidegate_connectors::{Connector, Http};
use tidegate_domain::{
    context::{Clock, RunContext, SystemClock},
    problem::ErrorClass,
};
use tidegate_test_servers::Fault;
use tokio::net::TcpListener;

/// The system's clock, so many seconds off.
pub struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + chrono::Duration::seconds(self.0.load(Ordering::Relaxed))
    }
}

impl Moved {
    pub fn context(seconds: i64) -> (Arc<Self>, RunContext) {
        let clock = Arc::new(Self(AtomicI64::new(seconds)));
        (clock.clone(), RunContext::new(clock))
    }

    fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// Settings of a federation whose token the server itself has.
fn federation(server: &Gcs) -> serde_json::Value {
    serde_json::json!({
        "auth": "workload_identity",
        "project_id": Gcs::PROJECT,
        "wif_provider": Gcs::PROVIDER,
        "service_account_email": Gcs::ACCOUNT,
        "credential_source": "url",
        "credential_url": format!("{}/subject", server.endpoint()),
        "endpoint": server.endpoint(),
        "sts_endpoint": server.endpoint(),
        "iam_endpoint": server.endpoint(),
    })
}

fn federated(server: &Gcs, http: &Http) -> Box<dyn Connector> {
    connect_with(&federation(server), None, http)
}

#[tokio::test]
async fn wrong_keys_are_refused_by_the_signature() {
    let (server, _) = with_tree().await;
    let stranger = Gcs::start().await.unwrap();
    let config = serde_json::json!({ "endpoint": server.endpoint() });
    let wrong = connect_with(&config, Some(stranger.service_account()), &quick());
    let error = wrong.list(&context(), &scope("main"), None).await.unwrap_err();
    told(&error, ErrorClass::AuthExpired, "does not accept", "wrong key");
    let asked = server.requests();
    assert_eq!(asked.len(), 2, "once more with a fresh bearer, and no further");
    assert!(
        asked
            .iter()
            .all(|request| request.status == 401 && request.signed)
    );
    // A bearer from a clock that is far off is none.
    let gcs = connect(&server);
    let (_, ahead) = Moved::context(2 * 3_600);
    let error = gcs.list(&ahead, &scope("main"), None).await.unwrap_err();
    told(&error, ErrorClass::ConfigInvalid, "clock", "clock");
}

#[tokio::test]
async fn self_issued_bearers_are_renewed_before_their_end() {
    let (server, _) = with_tree().await;
    let gcs = connect(&server);
    let (clock, ctx) = Moved::context(-3_500);
    gcs.list(&ctx, &scope("main"), None).await.unwrap();
    // Five minutes before the first one's end by this clock, and past it by the server's.
    clock.advance(3_400);
    gcs.list(&ctx, &scope("main"), None).await.unwrap();
    assert!(server.requests().iter().all(|request| request.status == 200));
}

#[tokio::test]
async fn federations_keep_the_contract() {
    let (server, fixture) = with_tree().await;
    let http = quick();
    contract::all(federated(&server, &http).as_ref(), &fixture).await;
    assert_eq!(server.exchange(|exchange| exchange.tokens), 1);
    let sign_in = http.ledger();
    assert!(
        sign_in
            .iter()
            .any(|host| host.purposes.iter().any(|purpose| purpose == "sign in"))
    );
    let error = federated(&server, &http)
        .link(&context(), &at("a.csv"), std::time::Duration::from_secs(60))
        .await
        .unwrap_err();
    assert_eq!(error.permission.as_deref(), Some("iam.serviceAccounts.signBlob"));

    // The same from a file, as text and as JSON, whole and in a named field.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let token = server.subject_token();
    for (text, field) in [
        (token.clone(), None),
        (format!("  {token}\n"), None),
        (format!("{{\"access_token\":\"{token}\"}}"), None),
        (
            format!("{{\"id_token\":\"no\",\"mine\":\"{token}\"}}"),
            Some("mine"),
        ),
    ] {
        std::fs::write(&path, text).unwrap();
        let mut config = federation(&server);
        config["credential_source"] = "file".into();
        config["credential_file"] = path.to_str().unwrap().into();
        config["credential_field"] = field.unwrap_or_default().into();
        let gcs = connect_with(&config, None, &quick());
        assert_eq!(list_all(gcs.as_ref(), &scope("main")).await.unwrap().len(), 8);
    }
    let mut config = federation(&server);
    config["credential_url"] = format!("{}/subject.json", server.endpoint()).into();
    config["credential_field"] = "token_of_office".into();
    let gcs = connect_with(&config, None, &quick());
    assert_eq!(list_all(gcs.as_ref(), &scope("main")).await.unwrap().len(), 8);
}

/// Settings that somebody sent must not carry another file away.
#[tokio::test]
async fn only_tokens_leave_the_computer() {
    let (server, _) = with_tree().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let mut config = federation(&server);
    config["credential_source"] = "file".into();
    config["credential_file"] = path.to_str().unwrap().into();
    let tried = async |config: &serde_json::Value, words: &str| {
        let gcs = connect_with(config, None, &quick());
        let error = gcs.list(&context(), &scope("main"), None).await.unwrap_err();
        told(&error, ErrorClass::AuthExpired, words, words);
    };
    tried(&config, "cannot be read").await;
    for text in [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA\n",
        "root:x:0:0:root:/root:/bin/sh\n",
        "",
        "a.b",
        "eyJ.a b.c",
    ] {
        std::fs::write(&path, text).unwrap();
        tried(&config, "not a token").await;
    }
    std::fs::write(&path, "{\"other\": 1}").unwrap();
    tried(&config, "field").await;
    std::fs::write(&path, vec![b'x'; 70_000]).unwrap();
    tried(&config, "short").await;
    config["credential_file"] = folder.path().to_str().unwrap().into();
    tried(&config, "regular").await;
    config["credential_file"] = "/dev/zero".into();
    tried(&config, "regular").await;
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn tokens_that_end_in_the_middle_are_renewed_once() {
    let server = Gcs::start().await.unwrap();
    for n in 0..4_500 {
        server.put("main", format!("{n:06}"), "");
    }
    // The first token is good for three requests: the listing's pages are asked for side by side, and all
    // that are refused wait for the one that renews.
    server.exchange(|exchange| exchange.uses = Some(3));
    let gcs = federated(&server, &quick());
    gcs.stat(&context(), &at("000000")).await.unwrap();
    server.exchange(|exchange| exchange.uses = None);
    assert_eq!(list_all(gcs.as_ref(), &scope("main")).await.unwrap().len(), 4_500);
    assert_eq!(server.exchange(|exchange| exchange.tokens), 2);

    // Twenty at once: the first to be refused fetches, the others wait for it.
    let gcs = federated(&server, &quick());
    let before = server.exchange(|exchange| exchange.tokens);
    let ctx = context();
    let objects: Vec<_> = (0..20).map(|n| at(&format!("{n:06}"))).collect();
    let twenty = || futures::future::join_all(objects.iter().map(|object| gcs.stat(&ctx, object)));
    assert!(twenty().await.iter().all(Result::is_ok));
    assert_eq!(server.exchange(|exchange| exchange.tokens), before + 1);
    server.revoke_tokens();
    assert!(twenty().await.iter().all(Result::is_ok));
    assert_eq!(server.exchange(|exchange| exchange.tokens), before + 2);

    // By the clock: renewed before the end, without being refused first.
    let gcs = federated(&server, &quick());
    let (clock, ctx) = Moved::context(0);
    gcs.stat(&ctx, &at("000000")).await.unwrap();
    clock.advance(3_000);
    gcs.stat(&ctx, &at("000000")).await.unwrap();
    assert_eq!(server.exchange(|exchange| exchange.tokens), before + 3);
    clock.advance(400);
    server.clear_requests();
    gcs.stat(&ctx, &at("000000")).await.unwrap();
    assert_eq!(server.exchange(|exchange| exchange.tokens), before + 4);
    assert!(server.requests().iter().all(|request| request.status == 200));
}

#[tokio::test]
async fn sign_ins_that_fail_are_told_apart() {
    use ErrorClass::*;
    let (server, _) = with_tree().await;
    let tried = async |class, words: &str| {
        let gcs = federated(&server, &quick());
        let error = gcs.list(&context(), &scope("main"), None).await.unwrap_err();
        told(&error, class, words, words);
        error
    };
    for (status, class, words) in [
        (400, AuthExpired, "identity provider's token"),
        (403, AuthExpired, "identity provider's token"),
        (429, RateLimited, "slow down"),
        (500, Transient, "500"),
    ] {
        server.exchange(|exchange| exchange.refuse_exchange = Some(status));
        tried(class, words).await;
    }
    server.exchange(|exchange| exchange.refuse_exchange = None);
    server.exchange(|exchange| exchange.refuse_account = Some(403));
    let error = tried(PermissionDenied, "workloadIdentityUser").await;
    assert_eq!(
        error.permission.as_deref(),
        Some("iam.serviceAccounts.getAccessToken")
    );
    server.exchange(|exchange| exchange.refuse_account = Some(404));
    tried(ConfigInvalid, "no service account").await;
    // Every token is refused at once: two tries, then the person is asked.
    server.exchange(|exchange| {
        exchange.refuse_account = None;
        exchange.uses = Some(0);
    });
    server.clear_requests();
    tried(AuthExpired, "does not accept").await;
    let refused = server
        .requests()
        .iter()
        .filter(|request| request.status == 401)
        .count();
    assert_eq!(refused, 2);
    // In a test of the connection signing in is a step of its own.
    server.exchange(|exchange| exchange.refuse_exchange = Some(400));
    let outcome = contract::outcomes(federated(&server, &quick()).as_ref(), &scope("main")).await;
    assert_eq!(outcome, (false, "PP-F------".into()));
}

/// A redirect is an answer, never a way: no request and no bearer goes where it points.
#[tokio::test]
async fn nothing_follows_a_redirect() {
    let (server, fixture): (Gcs, Fixture) = with_tree().await;
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/o", elsewhere.local_addr().unwrap());
    for status in [301, 302, 303, 307, 308] {
        for federated_one in [false, true] {
            let gcs = if federated_one {
                federated(&server, &quick())
            } else {
                connect(&server)
            };
            server.clear_faults();
            server.fault(Fault::refuse(status, "").header("location", address.clone()));
            let ctx = context();
            let errors = [
                gcs.list(&ctx, &scope("main"), None).await.unwrap_err(),
                gcs.stat(&ctx, &fixture.at("a.csv")).await.unwrap_err(),
                gcs.open(&ctx, &fixture.at("a.csv"), None, None)
                    .await
                    .unwrap_err(),
                gcs.delete(&ctx, "main", &["a.csv".into()])
                    .await
                    .remove(0)
                    .unwrap_err(),
                super::writing::put(
                    gcs.as_ref(),
                    "x",
                    vec![1],
                    tidegate_connectors::PutCondition::Overwrite,
                )
                .await
                .unwrap_err(),
            ];
            for error in errors {
                told(
                    &error,
                    ErrorClass::ConfigInvalid,
                    "never followed",
                    &format!("{status}"),
                );
            }
        }
    }
    server.clear_faults();
    server.exchange(|exchange| exchange.redirect_to = Some(address));
    let error = federated(&server, &quick())
        .list(&context(), &scope("main"), None)
        .await
        .unwrap_err();
    told(&error, ErrorClass::ConfigInvalid, "never followed", "sign-in");
    let nobody_came =
        std::future::poll_fn(|context| std::task::Poll::Ready(elsewhere.poll_accept(context).is_pending()));
    assert!(nobody_came.await);
}
