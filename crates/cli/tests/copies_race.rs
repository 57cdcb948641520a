//! Somebody swaps folders of the copies for links that lead elsewhere while copies are written: none goes there.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::Desk;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const RACE: Duration = Duration::from_secs(10);

/// Has `folder` and a link to `outside` change places, each time at once, and answers how often.
fn swap(folder: &Path, outside: &Path, over: &AtomicBool) -> u64 {
    let link = folder.with_extension("link");
    symlink(outside, &link).unwrap();
    let mut swaps = 0;
    while !over.load(Ordering::Relaxed) {
        renameat_with(CWD, folder, CWD, &link, RenameFlags::EXCHANGE).unwrap();
        swaps += 1;
        std::thread::yield_now();
    }
    swaps
}

#[test]
fn no_copy_follows_a_link_out_of_its_folder() {
    let desk = Desk::new();
    let (from, to, outside) = (
        desk.dir.path().join("from"),
        desk.dir.path().join("to"),
        desk.dir.path().join("outside"),
    );
    std::fs::create_dir_all(from.join("deep/er")).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    for number in 0..60 {
        let text = format!("write to person{number}@northwind.test today\n");
        std::fs::write(from.join(format!("deep/er/{number}.txt")), text).unwrap();
    }
    desk.one(&[
        "connector",
        "create",
        "--name",
        "Files",
        "--provider",
        "local",
        "--set",
        &format!("path={}", from.display()),
    ]);
    desk.one(&["sync", "Files"]);
    std::fs::create_dir_all(to.join("deep/er")).unwrap();
    let over = AtomicBool::new(false);
    let (exports, swaps) = std::thread::scope(|scope| {
        let swapping = scope.spawn(|| swap(&to.join("deep"), &outside, &over));
        let begun = Instant::now();
        let mut exports = 0;
        while begun.elapsed() < RACE {
            // Each time other copies, so that they are written and not only found.
            let with = if exports % 2 == 0 { "redact" } else { "mask" };
            desk.run(&[
                "export",
                "create",
                "Files",
                "--to",
                to.to_str().unwrap(),
                "--redact-with",
                with,
                "--replace",
            ]);
            exports += 1;
        }
        over.store(true, Ordering::Relaxed);
        (exports, swapping.join().unwrap())
    });
    assert!(exports > 0 && swaps > 100, "{exports} exports, {swaps} swaps");
    let copied =
        |name: &str| std::fs::read_dir(to.join(name).join("er")).is_ok_and(|found| found.count() > 0);
    assert!(copied("deep") || copied("deep.link"), "nothing was copied at all");
    let escaped: Vec<_> = std::fs::read_dir(&outside).unwrap().collect();
    assert!(escaped.is_empty(), "{escaped:?}");
}
