//! Objects on the command line: download, upload, delete, and what is refused.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, files, lines};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A connector over a folder of its own, which may be written to or not.
fn folder_connector(desk: &Desk, name: &str, export: bool) -> TempDir {
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
    if export {
        words.extend(["--scope", "import", "--scope", "export"]);
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

#[test]
fn a_selection_is_downloaded_with_receipts() {
    let desk = Desk::new();
    let source = folder_connector(&desk, "papers", false);
    write(source.path(), "2026/a.txt", "first");
    write(source.path(), "2026/deep/b: c?.txt", "second");
    write(source.path(), "other.txt", "third");
    let to = tempfile::tempdir().unwrap();
    let to = to.path();
    let receipts = desk.dir.path().join("receipts.jsonl");
    let transfer = desk.one(&[
        "object",
        "get",
        "papers",
        "2026/",
        "other.txt",
        "--to",
        to.to_str().unwrap(),
        "--receipts",
        receipts.to_str().unwrap(),
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
    let receipts = lines(&std::fs::read(receipts).unwrap());
    assert_eq!(receipts.len(), 3);
    assert!(receipts.iter().all(|receipt| {
        receipt["state"] == "done" && receipt["sha256"].as_str().is_some_and(|hash| hash.len() == 64)
    }));
}
