//! kill -9 at random moments of a sync: nothing is lost, nothing is counted twice.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::Desk;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::process::Stdio;
use std::time::{Duration, Instant};

const OBJECTS: usize = 2_000;
const KILLS: usize = 50;

#[test]
fn fifty_kills_lose_and_double_nothing() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    for number in 0..OBJECTS {
        let sub = folder.path().join(format!("d{:02}", number % 20));
        std::fs::create_dir_all(&sub).unwrap();
        std::fs::write(
            sub.join(format!("f{number:04}.txt")),
            format!("write to person{number}@northwind.test today\n"),
        )
        .unwrap();
    }
    let path = format!("path={}", folder.path().display());
    desk.one(&[
        "connector",
        "create",
        "--name",
        "c",
        "--provider",
        "local",
        "--set",
        &path,
    ]);

    // How long an undisturbed sync takes here tells when a kill may come, however busy the machine is.
    let begun = Instant::now();
    desk.one(&["sync", "c", "--mode", "full"]);
    let longest = begun.elapsed().as_millis().clamp(100, 4_000);

    let mut seed = RandomState::new().hash_one(0);
    println!("seed {seed}, kills within {longest} ms");
    let (mut killed, mut in_the_middle) = (0, 0);
    while killed < KILLS {
        let unfinished = desk
            .json(&["run", "list", "-n", "1"])
            .into_iter()
            .find(|run| !matches!(run["status"].as_str(), Some("completed" | "failed" | "cancelled")));
        let mut command = match &unfinished {
            Some(run) => desk.command(&["run", "resume", run["id"].as_str().unwrap()]),
            None => desk.command(&["sync", "c", "--mode", "full"]),
        };
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let wait = u128::from(seed >> 33) % longest;
        std::thread::sleep(Duration::from_millis(wait.try_into().unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
        let now = desk.json(&["run", "list", "-n", "1"]);
        let scanned = now.first().and_then(|run| run["counts"]["scanned"].as_u64());
        if scanned.is_some_and(|scanned| (1..OBJECTS as u64).contains(&scanned)) {
            in_the_middle += 1;
        }
    }
    assert!(
        in_the_middle > 0,
        "no kill came while objects were being examined"
    );

    let last = desk.json(&["run", "list", "-n", "1"]).remove(0);
    if matches!(
        last["status"].as_str(),
        Some("running" | "queued" | "interrupted")
    ) {
        desk.one(&["run", "resume", last["id"].as_str().unwrap()]);
    }
    let run = desk.one(&["sync", "c", "--mode", "full"]);
    assert_eq!(run["status"], "completed", "{run}");
    for run in desk.json(&["run", "list", "-n", "100"]) {
        let counts = &run["counts"];
        let of = |name: &str| counts[name].as_u64().unwrap();
        let sum = |name: &str| {
            counts[name]
                .as_object()
                .unwrap()
                .values()
                .map(|count| count.as_u64().unwrap())
                .sum::<u64>()
        };
        let states =
            of("pending") + of("scanned") + of("partial") + of("gone") + sum("skipped") + sum("failed");
        assert_eq!(of("listed"), states, "{run}");
        if run["status"] == "completed" {
            assert_eq!(
                (of("listed"), of("scanned")),
                (OBJECTS as u64, OBJECTS as u64),
                "{run}"
            );
        }
    }
    let findings = desk.json(&["finding", "list"]);
    let keys: BTreeSet<&str> = findings
        .iter()
        .map(|finding| finding["key"].as_str().unwrap())
        .collect();
    assert_eq!((findings.len(), keys.len()), (OBJECTS, OBJECTS));
    assert!(
        findings
            .iter()
            .all(|finding| finding["occurrences"] == 1 && finding["present"] == true)
    );
    assert_eq!(desk.json(&["document", "list"]).len(), OBJECTS);
    assert_eq!(desk.one(&["doctor"])["integrity"], "ok");
}
