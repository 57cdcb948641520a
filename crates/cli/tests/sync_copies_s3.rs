//! Redacted copies of a sync from and to object storage: several buckets side by side, the same bucket beyond the
//! scope, and a source that is lost on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, lines};
use serde_json::{Value, json};
use tidegate_test_servers::{Fault, FaultBucket, Operation};

/// A desk with a policy that replaces everything, and the words that make a connector to the server.
struct Place<'a> {
    desk: Desk,
    server: &'a FaultBucket,
    endpoint: String,
    credential: String,
}

impl<'a> Place<'a> {
    fn new(server: &'a FaultBucket) -> Self {
        let desk = Desk::new();
        let policy = desk.dir.path().join("policy.json");
        let text = json!({ "name": "Mine", "actions": { "otherwise": { "do": "replace" } } });
        std::fs::write(&policy, text.to_string()).unwrap();
        desk.one(&["policy", "create", policy.to_str().unwrap()]);
        let credential = desk.dir.path().join("credential.json");
        let key = json!({
            "access_key_id": FaultBucket::ACCESS_KEY_ID,
            "secret_access_key": FaultBucket::SECRET_ACCESS_KEY,
        });
        std::fs::write(&credential, key.to_string()).unwrap();
        let credential = credential.to_str().unwrap().to_owned();
        Self {
            desk,
            server,
            endpoint: format!("endpoint={}", server.endpoint()),
            credential,
        }
    }

    fn connect(&self, name: &str, more: &[&str]) {
        let words = ["connector", "create", "--name", name, "--provider", "s3", "--set"];
        let source = [self.endpoint.as_str(), "--credential-file", &self.credential];
        self.desk.one(&[&words[..], &source, more].concat());
    }

    fn ends(&self, arguments: &[&str], code: i32) -> Value {
        let output = self.desk.run(&[arguments, &["--json"]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        lines(&output.stdout).remove(0)
    }

    fn copy(&self, bucket: &str, key: &str) -> String {
        let bytes = self.server.bytes(bucket, key).unwrap_or_default();
        String::from_utf8(bytes.to_vec()).unwrap()
    }
}

fn counts(run: &Value) -> [u64; 4] {
    ["to_copy", "copied", "redacted", "not_copied"].map(|name| run["counts"][name].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_the_same_name_in_two_buckets_have_a_copy_each() {
    let server = FaultBucket::start().await.unwrap();
    tokio::task::spawn_blocking(move || two_buckets(&server))
        .await
        .unwrap();
}

fn two_buckets(server: &FaultBucket) {
    for bucket in ["north", "south", "out"] {
        server.make_bucket(bucket);
    }
    server.put("north", "a/x.txt", "write to anna@northwind.test\n");
    server.put("south", "a/x.txt", "write to bert@northwind.test today\n");
    let place = Place::new(server);
    place.connect(
        "Out",
        &[
            "--bucket",
            "out",
            "--export-to",
            "out/clean",
            "--exclude",
            "clean/**",
        ],
    );
    let two = ["--bucket", "north", "--bucket", "south"];
    place.connect(
        "Two",
        &[
            &two[..],
            &["--policy", "Mine", "--copies-to", "Out:out/clean/two"],
        ]
        .concat(),
    );
    let run = place.ends(&["sync", "Two"], 0);
    assert_eq!(counts(&run), [2, 2, 2, 0], "{run}");
    assert_eq!(
        place.copy("out", "clean/two/north/a/x.txt"),
        "write to [EMAIL_ADDRESS]\n"
    );
    assert_eq!(
        place.copy("out", "clean/two/south/a/x.txt"),
        "write to [EMAIL_ADDRESS] today\n"
    );
    assert_eq!(counts(&place.ends(&["sync", "Two"], 0)), [0, 0, 0, 0]);

    // Beside their originals, the copies of one key are told apart by their own.
    let exports = place.desk.json(&["export", "list"]);
    let id = exports.last().unwrap()["id"].as_str().unwrap();
    for (bucket, mail) in [("north", "anna@northwind.test"), ("south", "bert@northwind.test")] {
        let copy = format!("clean/two/{bucket}/a/x.txt");
        let told = place
            .desk
            .json(&["export", "compare", id, "a/x.txt", "--copy", &copy, "--reveal"]);
        assert_eq!((told.len(), &told[0]["before"]), (1, &json!(mail)));
    }

    // Outside the place for exports nothing is written, and neither where the same bucket is scanned.
    for (to, what) in [
        ("Out:out/elsewhere", "outside"),
        ("Out:out/clean/../x", "outside"),
        ("Two:north/clean", "written to"),
    ] {
        let said = place.desk.run(&["connector", "update", "Two", "--copies-to", to]);
        assert_eq!(said.status.code(), Some(3), "{to} ({what}): {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_its_copies_beside_what_is_scanned() {
    let server = FaultBucket::start().await.unwrap();
    tokio::task::spawn_blocking(move || one_bucket(&server))
        .await
        .unwrap();
}

fn one_bucket(server: &FaultBucket) {
    server.make_bucket("main");
    server.put("main", "docs/x.txt", "write to anna@northwind.test\n");
    let place = Place::new(server);
    let scope = [
        "--bucket",
        "main",
        "--policy",
        "Mine",
        "--export-to",
        "main/clean",
    ];
    place.connect("Main", &scope);
    let refused = place.desk.refused(
        &["connector", "update", "Main", "--copies-to", "Main:main/clean"],
        3,
    );
    assert!(refused.contains("would lie in what"), "{refused}");
    place.desk.one(&[
        "connector",
        "update",
        "Main",
        "--prefix",
        "docs/",
        "--copies-to",
        "Main:main/clean",
    ]);
    let run = place.ends(&["sync", "Main"], 0);
    assert_eq!(counts(&run), [1, 1, 1, 0], "{run}");
    assert_eq!(
        place.copy("main", "clean/docs/x.txt"),
        "write to [EMAIL_ADDRESS]\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_lost_while_copies_are_made_leaves_a_run_that_goes_on() {
    let server = FaultBucket::start().await.unwrap();
    tokio::task::spawn_blocking(move || lost(&server)).await.unwrap();
}

fn lost(server: &FaultBucket) {
    server.make_bucket("main");
    for number in 0..40 {
        server.put(
            "main",
            format!("f{number:02}.txt"),
            format!("write to person{number}@northwind.test\n"),
        );
    }
    let place = Place::new(server);
    let copies = place.desk.dir.path().join("copies");
    let to = copies.to_str().unwrap();
    place.connect(
        "Main",
        &["--bucket", "main", "--policy", "Mine", "--copies-to", to],
    );
    // Each object is read once to examine it, and twice for its copy.
    server.fault(Fault::refuse(400, "ExpiredToken").on(Operation::Get).after(70));
    let run = place.ends(&["sync", "Main"], 1);
    assert_eq!(run["status"], "interrupted", "{run}");
    assert_eq!(run["counts"]["scanned"], 40);
    assert_eq!(run["problem"]["class"], "auth_expired");
    let [to_copy, copied, ..] = counts(&run);
    assert!(to_copy == 40 && copied < 40, "{run}");
    assert_eq!(
        place.desk.one(&["connector", "show", "Main"])["status"],
        "needs_reauth"
    );

    server.clear_faults();
    let run = place.ends(&["run", "resume", run["id"].as_str().unwrap()], 0);
    assert_eq!(run["status"], "completed");
    assert_eq!(counts(&run), [40, 40, 40, 0], "{run}");
    assert_eq!(place.desk.json(&["export", "list"]).len(), 1);
    let made = std::fs::read_dir(&copies).unwrap().count();
    assert_eq!(made, 41, "all copies, and the manifest");
}
