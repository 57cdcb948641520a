//! Copies of archives: values in names, links, owners, records and files, none left, all else as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copies;
mod packing;

use copies::{Planted, copied, made, proved, refused, removal, searched, survives_damage};

#[test]
fn a_tar_archive_keeps_its_files() {
    let planted = Planted::new(5, 400, 40);
    let archive = made("tar", &planted);
    let before = searched("tar", "before", &archive, &planted);
    assert!(before.left.len() > 180, "{}", before.left.len());
    let (copy, told) = proved("all.tar", &archive, &planted.removals());
    let names: Vec<&str> = told.left_out.iter().map(|left| left.member.as_str()).collect();
    assert_eq!(names, ["unknown.bin"; 3]);
    searched("tar", "after", &copy, &planted).kept(&before);
    survives_damage("all.tar", &archive, &planted.removals(), 150);
}

#[test]
fn files_whose_names_become_alike_stay_apart() {
    let archive = packing::tar(&[
        ("a/ann@site.test.txt", b"one"),
        ("a/ANN@site.test.txt", b"two"),
        ("ann@site.test", b"three"),
        ("b.txt", b"four"),
    ]);
    let (copy, _) = copied("a.tar", &archive, &removal("ann@site.test", "")).unwrap();
    let mut opened = tar::Archive::new(copy.as_slice());
    let names: Vec<String> = opened
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["a/.txt", "a/ (2).txt", "_", "b.txt"]);
    let long = "x".repeat(99);
    let archive = packing::tar(&[("ann@site.test", b"one")]);
    let (copy, _) = copied(
        "a.tar",
        &archive,
        &removal("ann@site.test", &format!("{long}-{long}")),
    )
    .unwrap();
    let mut opened = tar::Archive::new(copy.as_slice());
    let entry = opened.entries().unwrap().next().unwrap().unwrap();
    assert_eq!(entry.path().unwrap().to_string_lossy(), format!("{long}-{long}"));
}

#[test]
fn an_archive_without_values_keeps_its_bytes_and_a_cut_one_is_refused() {
    let archive = packing::tar(&[("a.txt", b"nothing"), ("b", b"")]);
    let removals = removal("ann@site.test", "");
    assert!(copied("a.tar", &archive, &removals).unwrap().0 == archive);
    for cut in [513, 700, 1024, 1536] {
        assert!(
            refused("a.tar", &archive[..cut], &removals).contains("cut off"),
            "{cut}"
        );
    }
}
