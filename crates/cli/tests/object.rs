//! Objects on the command line: download, upload, delete, what is refused, and kill -9 in the middle.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, files, lines};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

/// A connector over a folder of its own; `export_to` is where it may write.
fn folder_connector(desk: &Desk, name: &str, export_to: Option<&str>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = format!("path={}", folder.path().display());
    let mut words = vec![
        "connector",
        "create",
        "--name",
        name,
        "--provider",
        "local",
        "--set",
        &path,
    ];
    if let Some(place) = export_to {
        words.extend(["--export-to", place]);
    }
    desk.one(&words);
    folder
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Every file by its path below the folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(folder)
        .into_iter()
        .map(|path| {
            (
                path.strip_prefix(folder).unwrap().to_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_selection_is_downloaded_with_receipts() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "papers", None);
    write(source.path(), "2026/a.txt", "first");
    write(source.path(), "2026/deep/b: c?.txt", "second");
    write(source.path(), "other.txt", "third");
    let to = tempfile::tempdir().unwrap();
    let to = to.path();
    let receipts = desk.dir.path().join("receipts.jsonl");
    let (folder, file) = (text(to), text(&receipts));
    let transfer = desk.one(&[
        "object",
        "get",
        "papers",
        "2026/",
        "other.txt",
        "--to",
        folder,
        "--receipts",
        file,
    ]);
    assert_eq!(transfer["status"], "completed", "{transfer}");
    assert_eq!(
        (transfer["items"].as_u64(), transfer["done"].as_u64()),
        (Some(3), Some(3))
    );
    assert_eq!(std::fs::read(to.join("2026/a.txt")).unwrap(), b"first");
    assert_eq!(
        std::fs::read(to.join("2026/deep/b%3A c%3F.txt")).unwrap(),
        b"second"
    );
    assert_eq!(std::fs::read(to.join("other.txt")).unwrap(), b"third");
    assert_eq!(files(to).len(), 3);
    let modified = |path: PathBuf| path.metadata().unwrap().modified().unwrap();
    assert_eq!(
        modified(to.join("2026/a.txt")),
        modified(source.path().join("2026/a.txt"))
    );
    let receipts = lines(&std::fs::read(&receipts).unwrap());
    assert_eq!(receipts.len(), 3);
    assert!(receipts.iter().all(|receipt| {
        receipt["state"] == "done" && receipt["sha256"].as_str().is_some_and(|hash| hash.len() == 64)
    }));
}

#[test]
fn what_goes_down_comes_up_again_under_the_same_names() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "from", None);
    let corpus: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    for key in &corpus {
        let names = key.split('/');
        let fits = names.clone().all(|name| {
            !name.is_empty() && name != "." && name != ".." && name.len() <= 255 && !name.contains('\0')
        });
        let path = source.path().join(key);
        if !fits || path.exists() || path.parent().is_some_and(Path::is_file) {
            continue;
        }
        // A file where the corpus also wants a folder: the first one stays.
        if std::fs::create_dir_all(path.parent().unwrap()).is_ok() {
            let _ = std::fs::write(&path, key);
        }
    }
    let before = contents(source.path());
    assert!(before.len() > 80, "{}", before.len());
    let between = tempfile::tempdir().unwrap();
    let down = desk.one(&["object", "get", "from", "--all", "--to", text(between.path())]);
    assert_eq!(down["done"].as_u64(), Some(before.len() as u64), "{down}");
    assert_eq!(files(between.path()).len(), before.len());

    let target = folder_connector(&desk, "to", Some(""));
    let mut put = vec!["object", "put", "to", "--decode-names"];
    let tops: Vec<PathBuf> = std::fs::read_dir(between.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    put.extend(tops.iter().map(|path| text(path)));
    put.push("--json");
    let output = desk.run(&put);
    let up = lines(&output.stdout).remove(0);
    // Names that could be read as a way out are refused one by one, and said.
    let items = desk.json(&["transfer", "show", up["id"].as_str().unwrap(), "--items"]);
    let refused: Vec<_> = items.iter().filter(|item| item["state"] != "done").collect();
    assert!(refused.len() < 8, "{refused:?}");
    assert!(refused.iter().all(|item| {
        item["state"] == "failed"
            && item["problem"]["message"]
                .as_str()
                .unwrap()
                .contains("somewhere outside")
    }));
    let after = contents(target.path());
    assert_eq!(after.len() + refused.len(), before.len());
    // Names too long to be read back keep their short form.
    let missing = before
        .iter()
        .filter(|(path, bytes)| after.get(*path) != Some(bytes));
    let short = |path: &Path| path.components().all(|name| name.as_os_str().len() < 80);
    assert_eq!(missing.filter(|(path, _)| short(path)).count(), refused.len());
}

#[test]
fn import_only_connectors_and_other_places_are_refused() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "papers", None);
    write(source.path(), "a.txt", "first");
    let file = write(desk.dir.path(), "new.txt", "new");
    let said = desk.refused(&["object", "put", "papers", text(&file)], 1);
    assert!(
        said.contains("import only") && said.contains("add Export"),
        "{said}"
    );
    let said = desk.refused(&["object", "rm", "papers", "a.txt", "--yes"], 1);
    assert!(said.contains("import only"), "{said}");
    assert_eq!(files(source.path()).len(), 1);

    let vault = folder_connector(&desk, "vault", Some("out"));
    write(vault.path(), "outside/keep.txt", "keep");
    for place in ["outside", "", "out/../outside", "out%2f..%2foutside"] {
        let said = desk.refused(&["object", "put", "vault", text(&file), "--prefix", place], 1);
        assert!(said.contains("outside the place that"), "{place}: {said}");
    }
    let said = desk.refused(&["object", "rm", "vault", "outside/", "--yes"], 1);
    assert!(said.contains("outside the place"), "{said}");
    let up = desk.one(&["object", "put", "vault", text(&file)]);
    assert_eq!(up["done"].as_u64(), Some(1));
    assert_eq!(
        contents(vault.path()).keys().cloned().collect::<Vec<_>>(),
        [PathBuf::from("out/new.txt"), PathBuf::from("outside/keep.txt")]
    );
}

#[test]
fn deleting_says_the_counts_and_keeps_to_the_confirmed_number() {
    let desk = Desk::new();
    let vault = folder_connector(&desk, "vault", Some(""));
    for name in ["d/1", "d/2", "d/e/3", "keep"] {
        write(vault.path(), name, "write to person@northwind.test\n");
    }
    desk.one(&["sync", "vault"]);
    let said = desk.refused(&["object", "rm", "vault", "d/", "--expect", "2"], 1);
    assert!(said.contains("Nothing was deleted"), "{said}");
    assert_eq!(files(vault.path()).len(), 4);
    let said = desk.refused(&["object", "rm", "vault", "d/"], 2);
    assert!(said.contains("3 objects"), "{said}");
    assert_eq!(files(vault.path()).len(), 4);
    let report = desk.one(&["object", "rm", "vault", "d/", "--expect", "3"]);
    assert_eq!(
        (report["asked"].as_u64(), report["deleted"].as_u64()),
        (Some(3), Some(3)),
        "{report}"
    );
    assert_eq!(files(vault.path()).len(), 1);
    assert!(
        !vault.path().join("d").exists(),
        "the chosen folder goes with its files"
    );
    let gone = desk.json(&["document", "list", "--state", "gone"]);
    assert_eq!(gone.len(), 3);
    assert_eq!(desk.json(&["finding", "list"]).len(), 1);
    let output = desk.run(&["object", "rm", "vault", "keep", "missing", "--yes", "--json"]);
    let report = lines(&output.stdout).remove(0);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert_eq!(
        (report["deleted"].as_u64(), report["already_gone"].as_u64()),
        (Some(1), Some(1))
    );
}

#[test]
fn conflicts_are_asked_once_and_answered_for_all() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "papers", None);
    let to = tempfile::tempdir().unwrap();
    let to = to.path();
    for name in ["a.txt", "b.txt", "c.txt"] {
        write(source.path(), name, "the new text");
    }
    write(to, "a.txt", "old");
    write(to, "b.txt", "old");
    let output = desk.run(&["object", "get", "papers", "--all", "--to", text(to), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let waiting = lines(&output.stdout).remove(0);
    assert_eq!(waiting["status"], "needs_answer");
    assert_eq!(
        (waiting["conflicts"].as_u64(), waiting["done"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(std::fs::read(to.join("a.txt")).unwrap(), b"old");
    let id = waiting["id"].as_str().unwrap();
    let kept = desk.one(&["transfer", "resume", id, "--on-conflict", "both"]);
    assert_eq!(kept["status"], "completed", "{kept}");
    assert_eq!(std::fs::read(to.join("a.txt")).unwrap(), b"old");
    assert_eq!(std::fs::read(to.join("a (2).txt")).unwrap(), b"the new text");
    let skipped = desk.one(&[
        "object",
        "get",
        "papers",
        "--all",
        "--to",
        text(to),
        "--on-conflict",
        "skip",
    ]);
    assert_eq!(skipped["skipped"].as_u64(), Some(3), "{skipped}");
    let sized = desk.one(&[
        "object",
        "get",
        "papers",
        "--all",
        "--to",
        text(to),
        "--on-conflict",
        "size",
    ]);
    assert_eq!(
        (sized["done"].as_u64(), sized["skipped"].as_u64()),
        (Some(2), Some(1)),
        "{sized}"
    );
    assert_eq!(std::fs::read(to.join("a.txt")).unwrap(), b"the new text");
    write(source.path(), "c.txt", "a newer text");
    let newer = desk.one(&[
        "object",
        "get",
        "papers",
        "c.txt",
        "--to",
        text(to),
        "--on-conflict",
        "older",
    ]);
    assert_eq!(newer["done"].as_u64(), Some(1), "{newer}");
    assert_eq!(std::fs::read(to.join("c.txt")).unwrap(), b"a newer text");
    assert_eq!(desk.one(&["transfer", "clear"])["cleared"].as_u64(), Some(4));
    assert!(desk.json(&["transfer", "list"]).is_empty());
}

#[test]
fn links_and_special_files_are_not_uploaded_and_say_so() {
    let desk = Desk::new();
    let vault = folder_connector(&desk, "vault", Some(""));
    let from = tempfile::tempdir().unwrap();
    let secret = write(desk.dir.path(), "secret.txt", "secret");
    write(from.path(), "box/plain.txt", "plain");
    std::os::unix::fs::symlink(&secret, from.path().join("box/link.txt")).unwrap();
    std::os::unix::fs::symlink(desk.dir.path(), from.path().join("box/folder")).unwrap();
    let up = desk.one(&["object", "put", "vault", text(&from.path().join("box"))]);
    assert_eq!(
        (up["done"].as_u64(), up["skipped"].as_u64()),
        (Some(1), Some(2)),
        "{up}"
    );
    assert_eq!(
        contents(vault.path()).keys().cloned().collect::<Vec<_>>(),
        [PathBuf::from("box/plain.txt")]
    );
    let items = desk.json(&["transfer", "show", up["id"].as_str().unwrap(), "--items"]);
    let told = items.iter().filter(|item| {
        item["problem"]["message"]
            .as_str()
            .is_some_and(|m| m.contains("link"))
    });
    assert_eq!(told.count(), 2, "{items:?}");
}

/// A local folder has no links, and says so; no other engine's transfers are touched.
#[test]
fn what_cannot_be_done_is_said() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "papers", None);
    write(source.path(), "a.txt", "first");
    let said = desk.refused(&["object", "link", "papers", "a.txt"], 3);
    assert!(said.contains("temporary links"), "{said}");
    let said = desk.refused(&["object", "link", "papers", "a.txt", "--seconds", "604801"], 3);
    assert!(said.contains("seven days"), "{said}");
    let shown = desk.one(&["object", "show", "papers", "a.txt"]);
    assert_eq!(shown["meta"]["size"].as_u64(), Some(5));
    desk.refused(
        &["object", "get", "papers", "--all", "--to", "/nowhere/at/all"],
        3,
    );
    desk.refused(&["object", "get", "papers"], 2);
    let to = tempfile::tempdir().unwrap();
    write(to.path(), "a.txt/in-the-way", "x");
    let output = desk.run(&[
        "object",
        "get",
        "papers",
        "a.txt",
        "--to",
        text(to.path()),
        "--json",
    ]);
    let transfer = lines(&output.stdout).remove(0);
    assert_eq!(
        (output.status.code(), transfer["status"].as_str()),
        (Some(1), Some("completed_with_errors"))
    );
    assert!(
        transfer["first_problem"]["message"]
            .as_str()
            .unwrap()
            .contains("in the way"),
        "{transfer}"
    );
    std::fs::remove_dir_all(to.path().join("a.txt")).unwrap();
    let retried = desk.one(&["transfer", "retry", transfer["id"].as_str().unwrap()]);
    assert_eq!(retried["status"], "completed", "{retried}");
}

const KILLS: usize = 8;

#[test]
fn killed_transfers_resume_with_no_half_and_no_double_file() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "from", None);
    let target = folder_connector(&desk, "to", Some(""));
    for number in 0..300 {
        let bytes = format!("{number} ").repeat(1 + number * 7);
        write(
            source.path(),
            &format!("d{:02}/f{number:03}.txt", number % 12),
            bytes,
        );
    }
    let large: Vec<u8> = (0..48u32 << 20)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    write(source.path(), "large.bin", &large);
    let between = tempfile::tempdir().unwrap();
    let mut seed = RandomState::new().hash_one(0);
    println!("seed {seed}");
    for (begin, wanted) in [
        (
            vec!["object", "get", "from", "--all", "--to", text(between.path())],
            between.path(),
        ),
        (vec!["object", "put", "to", text(source.path())], target.path()),
    ] {
        let mut kills = 0;
        let id = loop {
            let last = desk
                .json(&["transfer", "list"])
                .into_iter()
                .next()
                .filter(|last| last["kind"] == if begin[1] == "get" { "download" } else { "upload" });
            let mut command = match &last {
                None => desk.command(&begin),
                // What a killed process was at counts as paused once the next one takes over.
                Some(last) if last["ended_at"].is_null() && kills < KILLS => {
                    desk.command(&["transfer", "resume", last["id"].as_str().unwrap()])
                }
                Some(last) => break last["id"].as_str().unwrap().to_owned(),
            };
            let mut child = command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_millis((seed >> 33) % 500));
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        };
        let now = desk.one(&["transfer", "show", &id]);
        let ended = match now["status"].as_str() {
            Some("completed") => now,
            _ => desk.one(&["transfer", "resume", &id]),
        };
        assert_eq!(ended["status"], "completed", "{ended}");
        assert_eq!(
            (ended["items"].as_u64(), ended["done"].as_u64()),
            (Some(301), Some(301)),
            "{ended}"
        );
        let found = contents(wanted);
        let expected = contents(source.path());
        let name = source.path().file_name().unwrap();
        let expected: BTreeMap<_, _> = match begin[1] {
            "get" => expected,
            _ => expected
                .into_iter()
                .map(|(path, bytes)| (Path::new(name).join(path), bytes))
                .collect(),
        };
        let names = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected));
        assert!(found == expected, "the bytes differ");
    }
}
