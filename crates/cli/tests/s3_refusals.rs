//! What the command line says when S3 refuses, breaks or is cut off, with which exit code; and that none of it,
//! a killed run included, leaves a credential or a found value anywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::files;
use common::planted::{ACCESS_KEY_ID, CARD, FINDINGS, SECRET, TOKEN, credential, objects};
use common::watched::{Watched, create};
use serde_json::json;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tidegate_test_servers::{AccessKey, Fault, FaultBucket, FaultKind, Operation};

/// A server that checks signatures, with the same objects, and a key of the canaries' secret and token.
async fn strict() -> FaultBucket {
    let server = FaultBucket::start().await.unwrap();
    server.add_key(AccessKey {
        id: ACCESS_KEY_ID.into(),
        secret: SECRET.into(),
        token: Some(TOKEN.into()),
    });
    for (key, bytes) in objects() {
        server.put("main", key, bytes);
    }
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_have_their_exit_code_and_words() {
    let server = strict().await;
    let credential = credential();
    let watched = Watched::new();
    let endpoint = format!("endpoint={}", server.endpoint());
    let file = watched.credential_file("right.json", &credential);
    let file = file.to_str().unwrap();
    let mut wrong = credential.clone();
    wrong["secret_access_key"] = json!(SECRET.replace('K', "k"));
    let wrong_file = watched.credential_file("wrong.json", &wrong);
    let wrong_file = wrong_file.to_str().unwrap();

    // A credential that is not the service's is refused, and nothing is saved.
    let mut stranger = credential.clone();
    stranger["access_key_id"] = json!("TGTESTACCESSKEY00009");
    let mut tokenless = credential.clone();
    tokenless["session_token"] = json!(TOKEN.replace("made", "MADE"));
    for (credential, words) in [
        (&wrong, "secret access key is not right"),
        (&stranger, "does not know this access key"),
        (&tokenless, "session token is not accepted"),
    ] {
        let said = watched.refused(1, &create("Papers", &endpoint, "-"), &credential.to_string());
        let message = said["message"].as_str().unwrap();
        assert!(
            message.contains(words) && message.contains("nothing was saved"),
            "{said}"
        );
        assert_eq!(said["class"], "auth_expired", "{said}");
        assert!(said["remedy"].as_str().unwrap().contains("--no-test"), "{said}");
    }
    // Neither is what is no credential, and it is not quoted.
    for (input, field) in [
        (format!("{SECRET} {TOKEN}"), "credential"),
        (json!([SECRET]).to_string(), "credential"),
        (json!({ "access_key_id": "A" }).to_string(), "secret_access_key"),
        (
            json!({ "access_key_id": SECRET, "secret_access_key": SECRET }).to_string(),
            "access_key_id",
        ),
        (
            json!({ "access_key_id": "A B", "secret_access_key": SECRET }).to_string(),
            "access_key_id",
        ),
    ] {
        let said = watched.refused(3, &create("Papers", &endpoint, "-"), &input);
        assert_eq!(said["field"], field, "{said}");
    }
    let place = format!("endpoint=https://user:{SECRET}@example.org");
    let said = watched.refused(3, &create("Papers", &place, file), "");
    assert_eq!(said["field"], "endpoint", "{said}");
    assert!(watched.json(&["connector", "list"]).is_empty());

    watched.one(&create("Papers", &endpoint, file));
    let first = watched.one(&["sync", "Papers"]);
    assert_eq!(first["counts"]["scanned"], 7, "{first}");

    // One object that may not be read, and one that stays broken: the others are done, and it is told.
    server.fault(
        Fault::refuse(403, "AccessDenied")
            .on(Operation::Get)
            .key("code/.env"),
    );
    let (runs, _) = watched.ends(1, &["sync", "Papers", "--mode", "full"], "");
    assert_eq!(
        (
            &runs[0]["status"],
            &runs[0]["counts"]["scanned"],
            &runs[0]["counts"]["failed"]
        ),
        (
            &json!("completed_with_errors"),
            &json!(6),
            &json!({ "permission_denied": 1 })
        ),
        "{runs:?}"
    );
    server.clear_faults();
    // A service that is busy for a moment is asked again.
    server.clear_requests();
    server.fault(Fault::refuse(503, "SlowDown").header("retry-after", "0").times(3));
    let run = watched.one(&["sync", "Papers", "--mode", "full"]);
    assert_eq!(
        (&run["status"], &run["counts"]["scanned"]),
        (&json!("completed"), &json!(7)),
        "{run}"
    );
    let busy = server
        .requests()
        .iter()
        .filter(|request| request.status == 503)
        .count();
    assert_eq!(busy, 3);
    server.clear_faults();
    // What stays busy, and an answer that makes no sense, end the run; the answer is not quoted.
    let nonsense = format!("<ListBucketResult>{CARD} {SECRET}</x>");
    for (fault, ended) in [
        (
            Fault::refuse(503, "SlowDown").header("retry-after", "0"),
            ["interrupted", "rate_limited"],
        ),
        (
            Fault::new(FaultKind::Say(nonsense.into())),
            ["interrupted", "protocol"],
        ),
        (
            Fault::refuse(403, "AccessDenied"),
            ["failed", "permission_denied"],
        ),
    ] {
        server.fault(fault.on(Operation::List));
        let (runs, _) = watched.ends(1, &["sync", "Papers"], "");
        let problem = &runs[0]["problem"];
        assert_eq!([&runs[0]["status"], &problem["class"]], ended);
        assert!(!problem["remedy"].as_str().unwrap().is_empty(), "{problem}");
        server.clear_faults();
    }

    // The key is taken away later: the run says so, the connector asks for a new one, and a right one heals it.
    watched.one(&["connector", "update", "Papers", "--credential-file", wrong_file]);
    let (runs, _) = watched.ends(1, &["sync", "Papers"], "");
    let problem = &runs[0]["problem"];
    assert_eq!(problem["class"], "auth_expired", "{problem}");
    assert!(
        problem["message"]
            .as_str()
            .unwrap()
            .contains("secret access key is not right"),
        "{problem}"
    );
    let connector = watched.one(&["connector", "show", "Papers"]);
    assert_eq!(connector["status"], "needs_reauth", "{connector}");
    let (reports, _) = watched.ends(1, &["connector", "test", "Papers"], "");
    assert_eq!(reports[0]["connected"], false);
    watched.one(&["connector", "update", "Papers", "--credential-file", file]);
    assert_eq!(watched.one(&["connector", "test", "Papers"])["connected"], true);
    let run = watched.one(&["sync", "Papers"]);
    assert_eq!(run["counts"]["skipped"], json!({ "unchanged": 8 }), "{run}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_shown_to_work_is_not_saved() {
    let server = strict().await;
    let credential = credential().to_string();
    let watched = Watched::new();
    let endpoint = format!("endpoint={}", server.endpoint());
    server.fault(Fault::refuse(503, "SlowDown").header("retry-after", "0"));
    let said = watched.refused(1, &create("Papers", &endpoint, "-"), &credential);
    assert!(
        said["message"]
            .as_str()
            .unwrap()
            .contains("could not be shown to work"),
        "{said}"
    );
    assert!(said["remedy"].as_str().unwrap().contains("--no-test"), "{said}");
    assert!(watched.json(&["connector", "list"]).is_empty());
    let untested = [&create("Papers", &endpoint, "-")[..], &["--no-test"]].concat();
    watched.ends(0, &untested, &credential);
    assert_eq!(watched.json(&["connector", "list"])[0]["status"], "pending_test");
}

/// The database's journal and temporary files hold no more than the database: looked at while a sync is under way,
/// and after it was killed.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_sync_leaves_no_values_and_goes_on() {
    let server = strict().await;
    let credential = credential();
    let watched = Watched::new();
    let endpoint = format!("endpoint={}", server.endpoint());
    watched.ends(0, &create("Papers", &endpoint, "-"), &credential.to_string());
    // The last object in the listing keeps the run from ending.
    server.fault(
        Fault::new(FaultKind::Stall(20))
            .on(Operation::Get)
            .key("people/wide.csv"),
    );
    let mut child = watched
        .command(&["sync", "Papers"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while watched.json(&["finding", "list"]).len() < 10 {
        assert_eq!(child.try_wait().unwrap(), None, "the run ended early");
        assert!(
            begun.elapsed() < Duration::from_secs(25),
            "nothing is stored before the end"
        );
    }
    let journal = files(&watched.desk.data())
        .into_iter()
        .find(|file| file.to_string_lossy().ends_with("-wal"));
    assert!(journal.is_some_and(|file| file.metadata().unwrap().len() > 0));
    watched.look();
    child.kill().unwrap();
    child.wait().unwrap();
    watched.look();

    server.clear_faults();
    let run = watched.one(&["run", "list"]);
    let run = watched.one(&["run", "resume", run["id"].as_str().unwrap()]);
    assert_eq!(
        (
            &run["status"],
            &run["counts"]["scanned"],
            &run["counts"]["findings"]
        ),
        (&json!("completed"), &json!(7), &json!(FINDINGS.len())),
        "{run}"
    );
}
