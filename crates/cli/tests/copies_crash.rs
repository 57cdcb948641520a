//! kill -9 at random moments of an export, to a folder and to S3: each target is absent or complete, and an export that
//! goes on ends as one that was never stopped.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, watched::create};
use serde_json::Value;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tidegate_test_servers::FaultBucket;

const OBJECTS: usize = 300;
const KILLS: usize = 50;

/// Objects of which every copy is known beforehand.
fn files(folder: &Path) -> BTreeMap<String, String> {
    (0..OBJECTS)
        .map(|number| {
            let name = format!("d{:02}/f{number:04}.txt", number % 10);
            let filler = "nothing of anybody here\n".repeat(number * 7);
            let path = folder.join(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(
                &path,
                format!("{filler}write to person{number}@northwind.test today\n"),
            )
            .unwrap();
            (name, format!("{filler}write to [EMAIL_ADDRESS] today\n"))
        })
        .collect()
}

fn every_target_is_absent_or_complete(
    there: &BTreeMap<String, String>,
    expected: &BTreeMap<String, String>,
) -> usize {
    for (name, text) in there {
        assert_eq!(
            expected.get(name),
            Some(text),
            "{name} is neither absent nor complete"
        );
    }
    there.len()
}

/// What was being written when the program was killed: hidden, and under no copy's name.
fn half_written(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.starts_with(".tidegate-") && name.ends_with(".part")
}

/// All files below a folder but the manifest, by their names.
fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with("tidegate-manifest-") && !half_written(&name) {
                found.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn killed_until_done(
    desk: &Desk,
    to: &str,
    there: &dyn Fn() -> BTreeMap<String, String>,
    expected: &BTreeMap<String, String>,
) {
    // How long an undisturbed export takes here tells when a kill may come, however busy the machine is.
    let trial = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    desk.one(&[
        "export",
        "create",
        "Files",
        "--to",
        trial.path().join("x").to_str().unwrap(),
    ]);
    let longest = begun.elapsed().as_millis().clamp(100, 4_000);
    let mut seed = RandomState::new().hash_one(1);
    for _ in 0..KILLS {
        let last = desk.json(&["export", "list"]).remove(0);
        let mut command = match last["status"].as_str() {
            Some("running" | "interrupted") => {
                desk.command(&["export", "resume", last["id"].as_str().unwrap()])
            }
            _ => desk.command(&["export", "create", "Files", "--to", to]),
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
        every_target_is_absent_or_complete(&there(), expected);
    }
    let last = desk.json(&["export", "list"]).remove(0);
    let ended: Value = match last["status"].as_str() {
        Some("running" | "interrupted") => desk.one(&["export", "resume", last["id"].as_str().unwrap()]),
        // The kills may all have come before it began, or after it was done: once more finds the same copies.
        _ => desk.one(&["export", "create", "Files", "--to", to]),
    };
    assert_eq!(ended["status"], "completed", "{ended}");
    assert_eq!(ended["totals"]["verified"], OBJECTS, "{ended}");
    assert_eq!(every_target_is_absent_or_complete(&there(), expected), OBJECTS);
}

fn desk(folder: &Path) -> Desk {
    let desk = Desk::new();
    let path = format!("path={}", folder.display());
    desk.one(&[
        "connector",
        "create",
        "--name",
        "Files",
        "--provider",
        "local",
        "--set",
        &path,
    ]);
    desk.one(&["sync", "Files"]);
    desk
}

#[test]
fn fifty_kills_of_an_export_to_a_folder_leave_no_half_copy() {
    let folder = tempfile::tempdir().unwrap();
    let expected = files(folder.path());
    let desk = desk(folder.path());
    let to = desk.dir.path().join("copies");
    killed_until_done(&desk, to.to_str().unwrap(), &|| read(&to), &expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_of_an_export_to_s3_leave_no_half_copy() {
    let server = FaultBucket::start().await.unwrap();
    server.make_bucket("main");
    tokio::task::spawn_blocking(move || to_s3(&server)).await.unwrap();
}

fn to_s3(server: &FaultBucket) {
    let folder = tempfile::tempdir().unwrap();
    let expected = files(folder.path());
    let desk = desk(folder.path());
    let endpoint = format!("endpoint={}", server.endpoint());
    let credential = desk.dir.path().join("credential.json");
    let key = serde_json::json!({
        "access_key_id": FaultBucket::ACCESS_KEY_ID,
        "secret_access_key": FaultBucket::SECRET_ACCESS_KEY,
    });
    std::fs::write(&credential, key.to_string()).unwrap();
    let mut words = create("Out", &endpoint, credential.to_str().unwrap());
    words.extend(["--export-to", "main/clean", "--exclude", "clean/**"]);
    desk.one(&words);
    let there = || {
        expected
            .keys()
            .filter_map(|name| {
                let bytes = server.bytes("main", format!("clean/{name}"))?;
                Some((name.clone(), String::from_utf8(bytes.to_vec()).unwrap()))
            })
            .collect()
    };
    killed_until_done(&desk, "Out:main/clean", &there, &expected);
    assert_eq!(server.open_uploads(), 0);
}
